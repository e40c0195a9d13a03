import type { Clock, Log } from '../../gateway.js';
import type { Resolve } from './addresses.js';
import type { Ladders } from './backoff.js';
import type { Gate } from './gate.js';
import type { CursorStore, MailboxEvents } from './types.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** All in ms. */
export interface Timings {
  /** To connect and sign in. */
  readonly connect: number;
  /** A command without any octet of an answer. */
  readonly silence: number;
  /** After which IDLE is given again. */
  readonly idle: number;
  /** Between two looks at servers without IDLE. */
  readonly noop: number;
  /** Between two visits in the poll tier. */
  readonly poll: number;
  /** How long a visit of the poll tier stays for what may be asked next. */
  readonly linger: number;
  /** How long something that is asked of the mailbox may wait for a connection. */
  readonly patience: number;
  /** How long some servers take to put a submitted mail into \Sent by themselves. */
  readonly serverSaves: number;
}

/** Patience with a mailbox, ms, where nothing else is asked for. */
export const TIMINGS: Timings = {
  connect: 30 * SECOND,
  silence: 60 * SECOND,
  idle: 9 * MINUTE,
  noop: MINUTE,
  poll: 5 * MINUTE,
  linger: 2 * SECOND,
  patience: 30 * SECOND,
  serverSaves: 5 * SECOND,
};

/** Whether a mailbox keeps a connection and hears of mail at once, or is looked at now and then. */
export type Tier = 'idle' | 'poll';

/** What watching a mailbox needs, and how much of it is handed over. */
export interface MailboxOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly events: MailboxEvents;
  readonly cursor: CursorStore;
  readonly tier: Tier;
  /** Asked before anything is written; once false, the mailbox closes. */
  readonly mayWrite: () => boolean;
  /** Largest mail that is fetched whole, octets; default 25 MiB. */
  readonly maxSize?: number;
  /** Mails that are handed over at once; default 8. */
  readonly window?: number;
  /** As many of the mails that are there at the very first look are handed over; default none. */
  readonly backfill?: number;
  /** Those that the server received since then, ms since the epoch, are handed over too. */
  readonly since?: number;
  readonly timings?: Partial<Timings>;
  readonly ladders?: Ladders;
  /** Shared by the mailboxes of one process: how many connect at once. */
  readonly gate?: Pick<Gate, 'run'>;
  /** From 0 to 1; default `Math.random`. */
  readonly random?: () => number;
  readonly resolve?: Resolve;
}

/** Octets of the largest mail that is fetched whole. */
export const DEFAULT_MAX_SIZE = 25 * 1024 * 1024;

/** Mails that are handed over at once. */
export const DEFAULT_WINDOW = 8;
