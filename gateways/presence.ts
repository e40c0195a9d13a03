/** What the contract says of presence and contact lists, for networks that know them: see `Gateway.presence`. */

/** How somebody shows itself: a contact to an XMPP user, or a user to the network. */
export interface PresenceState {
  readonly available: boolean;
  /** Absent: simply available (RFC 6121 4.7.2.1). */
  readonly show?: 'chat' | 'away' | 'xa' | 'dnd';
  readonly status?: string;
  /** Wall time of the last activity, ms since the epoch (XEP-0319). */
  readonly idleSince?: number;
}

/** The presence of a contact, as the network tells it for one user. */
export interface ContactPresence extends PresenceState {
  /** Bare JID of the registered user, or the id of one of the user's accounts. */
  readonly account: string;
  /** Canonical network address. */
  readonly contact: string;
}

/** What a gateway with `presence` hears of its users. `account` is the bare JID: all accounts of a user have one presence. */
export type UserEvent =
  | {
      /** The user as a whole (the client with the highest priority counts); said once for each change. */
      readonly type: 'presence';
      readonly account: string;
      readonly state: PresenceState;
    }
  | {
      /** The user adds a contact (answered by `Contacts.answer`, at once or later), or has removed it. */
      readonly type: 'subscription';
      readonly account: string;
      readonly contact: string;
      readonly wanted: boolean;
    }
  | {
      /**
       * The user lets a contact see the presence (`subscribed`, RFC 6121 3.1.5): so is answered what `Contacts.add` asks, by many
       * clients without a wish to see the contact.
       */
      readonly type: 'allowed';
      readonly account: string;
      readonly contact: string;
    };

/**
 * A user's contacts in XMPP, for networks that have contact lists of their own. All of it may be repeated. `account` is the
 * bare JID or the id of one of the user's accounts: all of them share one roster.
 */
export interface Contacts {
  /**
   * Brings a contact into the user's roster (XEP-0100 5.3): silently where the XMPP server allows it (XEP-0356), else the
   * user is asked. Denial comes as a `subscription` event with `wanted: false`. `ask`: the user is asked in any case.
   */
  add(contact: {
    readonly account: string;
    readonly contact: string;
    readonly name?: string;
    readonly ask?: true;
  }): Promise<void>;
  /** The network has removed the contact (XEP-0100 5.4). */
  remove(contact: { readonly account: string; readonly contact: string }): Promise<void>;
  /** What the network says to a user's wish to add a contact. Refused: the contact leaves the user's roster. */
  answer(contact: { readonly account: string; readonly contact: string; readonly granted: boolean }): Promise<void>;
  /** The contacts whose presence the user sees, in no order. */
  list(account: string): Promise<readonly string[]>;
}
