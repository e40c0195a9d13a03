/** Gateways whose own addresses act as users of XMPP; part of the contract in gateway.ts, which every gateway imports instead. */

/**
 * Addresses of the gateway's domain that act as users do: they write to anybody, join rooms (XEP-0045) and read nodes (XEP-0060),
 * by `HoldContext.post`. Whatever is sent to them comes to a hold. They may write to the contacts of the other gateways of the
 * installation, as registered users of those, also while the XMPP server is away: what goes from one gateway of an installation to
 * another never leaves it.
 */
export interface AgentAbility {
  /**
   * Whether messages, presences and answers to this address (unescaped local part) are for `Hold.agent`. `payloads`: namespaces of the
   * parts of the stanza. Pure.
   */
  hears(local: string, resource: string, payloads: ReadonlySet<string>): boolean;
  /** The lane whose hold hears what comes to this address from a bare JID. Pure, as `Gateway.lanesFor`. */
  laneFor(local: string, from: string, resource: string): string;
}

/** A stanza that came to an address of an agent. Requests (IQ get and set) never come: the core answers them. */
export interface AgentEvent {
  readonly type: 'agent';
  /** Full JID, normalised. */
  readonly from: string;
  /** The address of the agent that it was sent to, with its resource. */
  readonly to: string;
  /** The whole stanza as XML text; `parseStanza` of src/xmpp reads it. */
  readonly stanza: string;
}

/**
 * The XMPP server is there, for the first time or again: what it would have told agents in the meantime was missed, and what it knew of
 * them (rooms, subscriptions) it may have forgotten. Comes to all lanes of the gateway, once for each stream that comes up.
 */
export interface ReachedEvent {
  readonly type: 'reached';
}

/** A stanza of an agent's. */
export interface Post {
  /** Id of its envelope, `e` and letters: of two with the same id that are posted within minutes one is carried. */
  readonly id: string;
  /** An address of the gateway's domain. */
  readonly from: string;
  readonly to: string;
  /** The whole stanza as XML text, `from` and `to` among its attributes. */
  readonly stanza: string;
  /** Wall time after which it is not worth carrying any more, ms since the epoch. */
  readonly expires?: number;
  /** There is something in it that nobody may read who reads Redis: it lies encrypted on its way. */
  readonly secret?: true;
}
