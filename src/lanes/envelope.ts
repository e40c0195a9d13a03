import { randomBytes } from 'node:crypto';

/** The envelope schema that this release writes; it reads this one and the one before. */
export const ENVELOPE_VERSION = 1;
const OLDEST_VERSION = Math.max(1, ENVELOPE_VERSION - 1);

/** What an envelope carries; the lane treats all kinds alike, but an `iq` stands outside the order of its conversation. */
type EnvelopeKind = 'message' | 'presence' | 'iq';

/** One thing to carry. JSON all through: it lives in Redis and crosses processes and releases. */
export interface Envelope<Event = unknown> {
  readonly v: number;
  /** `e` and 21 random base64url characters at birth; children are `<id>.<k>`, so a repeat is recognisable. */
  readonly id: string;
  /** Name of the gateway that the envelope belongs to, either as its destination or as its origin. */
  readonly gateway: string;
  /** Id of the account that this belongs to; empty where there is none. */
  readonly account: string;
  /** `born` of that account, where it is for this registration and for no later one under the same id; missing is 0. */
  readonly born?: number;
  /** Revision of the account when the envelope was made; a holder that knows an older one reads the account again. */
  readonly rev: number;
  /** (account, contact): the unit of order. */
  readonly conversation: string;
  readonly kind: EnvelopeKind;
  /** Toward a gateway: typed JSON made by the core (see `gateways/gateway.ts`). */
  readonly event?: Event;
  /** Toward XMPP, or where bytes must stay: canonical XML text of one stanza. */
  readonly stanza?: string;
  /** Toward XMPP, several stanzas without `to`, each for all of `to` in turn. */
  readonly stanzas?: readonly string[];
  readonly to?: readonly string[];
  /** Wall time of birth, ms since the epoch. */
  readonly at: number;
  /** Wall time after which it must not be carried any more, ms since the epoch. */
  readonly expires?: number;
  /** Lanes that could not carry it, each for a reason of its own; oldest first. */
  readonly tried?: readonly string[];
  /** Toward XMPP, a message of the network: what it counts as. Missing: it is an answer of ours, which is not counted. */
  readonly counts?: 'chat' | 'room';
  /** Correlation id for logs and traces. */
  readonly trace?: string;
}

/** Whether this release knows what the envelope means. One of another release is left to a process of that one. */
export function isReadable({ v }: Envelope): boolean {
  return v >= OLDEST_VERSION && v <= ENVELOPE_VERSION;
}

const ID_OCTETS = 16;
/** Asking the system for 16 octets costs as much as for 4096, several microseconds. */
const POOL_OCTETS = 4096;

let pool = Buffer.alloc(0);
let used = 0;

/** A new envelope id: `e` and 21 random base64url characters (126 bits). */
export function newEnvelopeId(): string {
  if (used + ID_OCTETS > pool.length) {
    pool = randomBytes(POOL_OCTETS);
    used = 0;
  }
  used += ID_OCTETS;
  return `e${pool.toString('base64url', used - ID_OCTETS, used).slice(0, 21)}`;
}
