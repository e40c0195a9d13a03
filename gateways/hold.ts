/**
 * The work of one lane: what the core gives to a gateway for it, and what it asks of the gateway; part of the contract in
 * gateway.ts, which every gateway imports instead.
 */
import type { Clock } from '../src/clock.js';
import type { Envelope } from '../src/lanes/envelope.js';
import type { Outcome, PartId } from '../src/lanes/outcome.js';
import type { Log } from '../src/log.js';
import type { Problem, TextRef } from '../src/problem.js';
import type { AgentEvent, Post } from './agents.js';
import type { Archive } from './archive.js';
import type { GatewayEvent, NoticeEvent, SignalEvent } from './events.js';
import type { Account } from './gateway.js';
import type { Incoming } from './incoming.js';
import type { IntakeEvent, PutIntake } from './intake.js';
import type { KeyValue, Later, SharedRates } from './keeping.js';
import type { Media } from './media.js';
import type { Neighbours, PartState } from './neighbours.js';
import type { ContactPresence, Contacts, PresenceState, UserEvent } from './presence.js';
import type { RoomEvent, RoomStanzas } from './rooms.js';

/** An id by which a part may be known. */
export interface ReportId {
  readonly id: string;
  /**
   * False: the id is a guess (another number base). It counts only if the link's contact is the report's `contact`, and
   * only for messages of the last three days.
   */
  readonly certain: boolean;
}

/** What a report says of one part that was sent earlier. */
export interface Report {
  /** In the order in which they are tried; the first that fits a link counts. One may stand there as a guess and for certain. */
  readonly ids: readonly ReportId[];
  /** The contact that the report speaks of (canonical address), where it says so. */
  readonly contact?: string;
  /** `pending`: intermediate, nothing is told to anybody. */
  readonly state: 'delivered' | 'failed' | 'pending';
  /** For `failed`: what the sender is told. */
  readonly problem?: Problem;
}

/** What the core gives to a gateway that holds a lane. */
export interface HoldContext {
  /** The lane that is held, e.g. `sms.main.0`. */
  readonly lane: string;
  /**
   * Hands a message to XMPP. Resolves when it is in a lane (only then may the network be told that we took it), rejects
   * when it is not: the network must then be asked to repeat.
   */
  deliver(message: Incoming): Promise<void>;
  /**
   * Hands a delivery report to the core, which finds what it speaks of. Resolves when its effects are in a lane, with the one
   * of `ids` by which it was found; undefined where no message is known by them (yet), and for `pending`.
   */
  report(report: Report): Promise<ReportId | undefined>;
  /**
   * The network says, after `unknown` (or a `retry` in its place) was settled, that it has taken a message after all: from now
   * on reports find it by the ids of its parts. A receipt is passed on; a failure is not told to who was told already that
   * nobody knows. Resolves when the ids are kept.
   */
  answeredLate(envelope: Envelope<GatewayEvent>, parts: readonly PartId[]): Promise<void>;
  /** Puts a notice of the gateway's own into this lane, behind what is there. Resolves when it is in the lane. */
  notice(notice: NoticeEvent): Promise<void>;
  /** Writes to the owner of an account, as the gateway itself. Resolves when it is in a lane; rejects where it cannot be. */
  tell(account: Pick<Account, 'id' | 'jid'>, text: TextRef): Promise<void>;
  /** The JID of a contact. */
  jidOf(contact: string): string;
  /**
   * Tells how a contact shows itself: kept, told to the user if online and subscribed, and the answer to the probes of the
   * user's server. What is not new is not told again. Resolves when it is kept.
   */
  presence(presence: ContactPresence): Promise<void>;
  readonly contacts: Contacts;
  /**
   * Hands stanzas of rooms to XMPP, for gateways with `rooms`. Resolves when they are in the lanes of the streams, which takes
   * as long as Redis takes nothing; each recipient gets them in the order in which they were handed over.
   */
  rooms(stanzas: RoomStanzas): Promise<void>;
  /**
   * Carries a stanza of one of the gateway's agents. Resolves when it is in a lane; rejects where it cannot be. What comes back
   * of it (errors, receipts, answers) comes to `Hold.agent`. Missing unless the gateway has `agent`.
   */
  post?(stanza: Post): Promise<void>;
  /** Puts something into a lane of the gateway, this one or another, for `Hold.intake`. */
  readonly put: PutIntake;
  /** The other gateways of the installation, whose contacts agents write to. */
  readonly neighbour: Neighbours;
  /** How the streams of the gateway and the other gateways stand now. Rejects where the store cannot be asked. */
  parts(): Promise<readonly PartState[]>;
  /** Bare JIDs of the admins of the installation, for agents that tell them of trouble. */
  readonly admins: readonly string[];
  /** How the user who owns an account shows itself now. */
  presenceOf(account: string): Promise<PresenceState>;
  /** The account of an id, or undefined where there is none (any more); at most 2 s old. */
  account(id: string): Promise<Account | undefined>;
  /** The default account of a bare JID, for users that a setting names; at most 2 s old. */
  accountOf(jid: string): Promise<Account | undefined>;
  /** All accounts of a bare JID, the default one first; at most 2 s old. */
  accountsOf(jid: string): Promise<readonly Account[]>;
  /** The account that holds a value of the registration's `unique` field; at most 2 s old. Undefined: nobody does. */
  holderOf(value: string): Promise<Account | undefined>;
  /**
   * All users of the gateway, each with all accounts, in no order. One who is there from begin to end of the walk comes at least
   * once; of who comes or goes meanwhile `Hold.accounts` tells. Rejects where the store cannot be asked.
   */
  users(): AsyncIterable<readonly Account[]>;
  /** The secret fields of an account's registration by their names, read afresh. */
  secretsOf(account: Account): Promise<Readonly<Record<string, string>>>;
  /**
   * Tells the lane that `free()` may have grown without a settle (connection up, rate allows again).
   * Cheap; may be called often.
   */
  wake(): void;
  /**
   * Tells the state of the outside connections; shown to admins and used for routing. Only changes count. `up` with a reason: the
   * lane goes on, and something that it needs does not; users are told that there is trouble, admins the reason.
   */
  state(state: 'up' | 'down', reason?: string): void;
  /**
   * False once the lane's tenure is over by the local clock: nothing may be written to the outside any more. Must be
   * asked before every write.
   */
  mayWrite(): boolean;
  readonly later: Later;
  readonly kv: KeyValue;
  /**
   * A text that only this installation can read, to be kept in the value of `key` in `kv`, or in a field, as JSON, of the hash
   * `key`: there `isthmus rekey` finds it, and elsewhere it does not open.
   */
  seal(key: string, text: string): string;
  /** Undefined: it was not sealed for that key of `kv`, or with a key of the installation that is gone. */
  unseal(key: string, sealed: string): string | undefined;
  /** A key of 32 octets for one purpose, the same in all processes of the installation, and for as long as it has its keys. */
  derivedKey(purpose: string): Buffer;
  readonly rates: SharedRates;
  /** Keeps and fetches files. Missing where the admin has set up no HTTP: then say in words what cannot be carried. */
  readonly media?: Media;
  /** Keeps what was said. Missing unless the gateway has `archives`. */
  readonly archive?: Archive;
  /** The sentence of a `TextRef` in the given language (BCP 47; default English), for text that goes to the network. */
  text(ref: TextRef, lang?: string): string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: GatewayMetrics;
}

/**
 * Counters and gauges of a gateway; names become `isthmus_<gateway>_<name>`. What is not in the table of its module, or has other labels,
 * throws. Labels never hold addresses. `rate_limited` with the label `scope` (whose rate: `carrier`, `source`) is one for all gateways.
 */
export interface GatewayMetrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

/** Open connections of one lane, worked by this process alone. Made by `Gateway.hold`. */
/** An outside connection as an admin sees it; many of one kind may be one. No secret, and nobody's address. */
export interface OutsideConnection {
  readonly name: string;
  readonly state: 'up' | 'down';
  /** Wall time of the last change, ms; 0: not known. */
  readonly since: number;
  /** Why it is down, or what is wrong though it is up; may be empty. */
  readonly reason: string;
}

/** An open lane: its connections to the outside. Made by `Gateway.hold`, ended by `drain` and then `close`. */
export interface Hold {
  /**
   * How many envelopes may be submitted right now; 0 while the connection is down or the window is full. The lane marks
   * that many as begun before it submits them.
   */
  free(): number;
  /**
   * How many envelopes of one conversation may be outside at once. 1 keeps order over refusals; more only where the
   * network keeps order and refuses no single message.
   */
  readonly depth: number;
  /**
   * Sends one envelope. Must call `settle` exactly once, also when the connection fails: `retry` with `scope: 'lane'`
   * if it surely was not written, `unknown` if nobody can say. May settle before it returns. Must not throw.
   */
  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void;
  /**
   * Takes what a user does in a room or asks of an address (`Gateway.rooms`), in the order of the conversation, and the orders of
   * commands (`Desk.order`). Must call `settle` exactly once, and must not throw. May be called whatever `free()` says.
   */
  room?(envelope: Envelope<RoomEvent>, settle: (outcome: Outcome) => void): void;
  /** Takes what was sent to an agent of the gateway's, in the order of its sender. As `room`. */
  agent?(envelope: Envelope<AgentEvent>, settle: (outcome: Outcome) => void): void;
  /** The XMPP server is there (again), for gateways with agents: see `ReachedEvent`. Must not throw. */
  reached?(): void;
  /** Takes what the gateway itself has put into the lane. As `room`. */
  intake?(envelope: Envelope<IntakeEvent>, settle: (outcome: Outcome) => void): void;
  /** Something happened to a user of this hold (see `Gateway.presence`). Rejecting repeats it a second later. */
  user?(event: UserEvent): Promise<void>;
  /**
   * Takes what a user's client tells beside messages, in the order of the conversation; only with the features `markers`
   * and `chat-states`. May be called whatever `free()` says; what cannot be passed on now is thrown away. Must not throw.
   */
  signal?(envelope: Envelope<SignalEvent>): void;
  /**
   * Accounts of these users (bare JIDs) were made, changed or ended in the last seconds, in any process; undefined: nobody knows
   * whose. For networks where something goes on for an account by itself. Must not throw.
   */
  accounts?(users: readonly string[] | undefined): void;
  /** A wait of `HoldContext.later` has ended. Rejecting repeats it. */
  later?(payload: unknown): Promise<void>;
  /** More than the state of the lane tells, where there is more. Asked twice a second: cheap, and must not throw. */
  connections?(): readonly OutsideConnection[];
  /** Orderly end: no new submits come; waits for open answers until `signal` aborts. Must still serve the network. */
  drain(signal: AbortSignal): Promise<void>;
  /** Closes the connections at once; open submits are settled (`unknown`, or `retry` with scope lane). */
  close(): Promise<void>;
}
