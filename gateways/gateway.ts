/**
 * The contract between the core and a gateway to one network. A gateway owns its protocol, encodings and native limits;
 * the core owns access, limits, ids, links, dedupe, retry, fallback text for features that a network lacks, receipts and
 * audit. A gateway imports this file, the builders of `src/xmpp` and its own folder, nothing else of the project.
 *
 * Adding a network is adding a folder: see `gateways/example` and docs/developer.
 */
import type { ZodType } from 'zod';
import type { Clock } from '../src/clock.js';
import type { Envelope } from '../src/lanes/envelope.js';
import type { Outcome, PartId } from '../src/lanes/outcome.js';
import type { Log } from '../src/log.js';
import type { Problem, TextRef } from '../src/problem.js';
import type { Policy } from '../src/xmpp/service-info.js';
import type { Archive } from './archive.js';
import type { GatewayCommand } from './commands.js';
import type { Feature, GatewayEvent, MessageEvent, NoticeEvent, SignalEvent } from './events.js';
import type { Incoming } from './incoming.js';
import type { KeyValue, Later, SharedRates } from './keeping.js';
import type { Media } from './media.js';
import type { ContactPresence, Contacts, PresenceState, UserEvent } from './presence.js';
import type { RoomAbility, RoomEvent, RoomStanzas } from './rooms.js';

export { newArchiveId } from '../src/archive-id.js';
export type { Clock, Timer } from '../src/clock.js';
export { KeyedQueue } from '../src/keyed-queue.js';
export type { Envelope } from '../src/lanes/envelope.js';
export type { Outcome, PartId, RefusedRecipient } from '../src/lanes/outcome.js';
export type { Log } from '../src/log.js';
export type { Problem, StanzaCondition, StanzaErrorType, TextRef } from '../src/problem.js';
export { Recent } from '../src/recent.js';
export type * from './archive.js';
export type * from './commands.js';
export type {
  ChatState,
  ExtendedAddress,
  Feature,
  FileLink,
  GatewayEvent,
  Header,
  Hint,
  Invite,
  MessageEvent,
  MessageRef,
  NoticeEvent,
  Recipient,
  SignalEvent,
  WholeObject,
} from './events.js';
export type { Incoming } from './incoming.js';
export type * from './keeping.js';
export type * from './media.js';
export type * from './presence.js';
export type * from './rooms.js';

/** One account of a registered user of one gateway, as the store keeps it. A user may have several. */
export interface Account {
  /** Names it wherever an account is meant (`Envelope.account`, `Incoming.account`). Opaque: compare it, do not read it. */
  readonly id: string;
  /** Bare JID of the user who owns it, normalised. */
  readonly jid: string;
  /** Tells the accounts of one user apart; empty for the first one. For people, never for finding an account. */
  readonly label: string;
  /**
   * Tells this account from an earlier one with the same id that was ended; compare it, do not read it. What a gateway
   * keeps of an account counts only for an account with the same `id` and `born`.
   */
  readonly born: number;
  /** Counts up with each change; 1 at registration. */
  readonly rev: number;
  /** Registration fields by their form variable, without secrets. */
  readonly fields: Readonly<Record<string, string>>;
  /** Wall time of registration, ms since the epoch. */
  readonly since: number;
}

/** Result of reading an address: either canonical, or a problem told to the user. */
export type AddressResult =
  | {
      readonly ok: true;
      /** Canonical network address, e.g. `+15551234567`. */
      readonly address: string;
      /** Local part of the contact's JID before XEP-0106 escaping. A user who wrote another form is told of this one. */
      readonly local: string;
    }
  | {
      readonly ok: false;
      readonly problem: Problem;
      /** Local part (before escaping) of the JID that was probably meant; the error text and `<gone/>` name it. */
      readonly suggestion?: string;
    };

/** Contact JID local part <-> network address. Pure; called for every stanza, so it must be fast. */
export interface AddressCodec {
  /**
   * Reads the unescaped local part of a JID that a user wrote to. Strict: accepts only the canonical form (and forms
   * that mean the same without doubt) and answers others with a problem and a suggestion. `gateway` is never a contact:
   * the core keeps that local part for the gateway itself.
   */
  parse(local: string, account?: Account): AddressResult;
  /** Reads what a person typed at the gateway prompt (XEP-0100 6.3, jabber:iq:gateway); lenient. */
  prompt(text: string, account?: Account): AddressResult;
  /** The local part (before escaping) for a canonical network address. */
  format(address: string): string;
  /**
   * The canonical address of a contact that writes and can never be written to (a sender's name at an SMS carrier), so
   * that `parse` refuses it; undefined for every other local part. Its JID says so of itself (XEP-0506).
   */
  noReply?(local: string): string | undefined;
  /** Schemes of URIs whose rest `prompt` reads, in small letters, e.g. `tel` (XEP-0033); missing: none. */
  readonly schemes?: readonly string[];
}

/** What a gateway knows of the handling of people's data (XEP-0504). What is left out is not told. */
export type GatewayPolicy = Omit<Policy, 'extraInfo'> & { readonly extraInfo?: TextRef };

/** What is known of a contact without asking the network; goes into its vCard (XEP-0054, XEP-0292). */
export interface ContactCard {
  /** The name that is shown; default: the local part of its JID. */
  readonly name?: string;
  readonly nick?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly url?: string;
  readonly note?: TextRef;
}

/** A picture of 16 by 16 squares, from which the core makes the avatar of the gateway and its contacts. */
export interface Emblem {
  /** Colours as `#rrggbb`. */
  readonly background: string;
  readonly foreground: string;
  /** 16 rows of 16 characters; `#` is a square of the foreground. */
  readonly rows: readonly string[];
}

/** One field of the registration form (XEP-0077, XEP-0004). */
export interface RegistrationField {
  /** Form variable; a legacy field name of XEP-0077 (`name`, `phone`, `email`, `password` ...) or `x-...`. */
  readonly name: string;
  /** The value of a `text-multi` is its lines with a line feed between them, none at the end. */
  readonly kind: 'text-single' | 'text-multi' | 'text-private' | 'list-single' | 'boolean';
  readonly label: TextRef;
  readonly description?: TextRef;
  readonly required: boolean;
  /** Asked for in a chat only when the registration is changed, so that registering there is short. Forms show it always. */
  readonly later?: true;
  /**
   * Whether the field says nothing beside what stands in fields before it: a password where no login is named. `values`: what is on
   * record or was answered just now, '' where there is nothing. A chat then neither asks for it nor shows it; forms have it always.
   */
  needless?(values: ReadonlyMap<string, string>): boolean;
  readonly options?: readonly { readonly value: string; readonly label: TextRef }[];
  readonly initial?: string;
  /** XEP-0122 validation offered to the client; `check` repeats it on our side. */
  readonly validate?: { readonly datatype: string; readonly regex?: string };
  /** Longest value accepted, in code points. Default 1023. */
  readonly maxLength?: number;
  /**
   * Checks and normalises one submitted value (already trimmed, of an offered option, not over long).
   * Returns the value to store, or the sentence that says what is wrong and what to do.
   */
  check?(value: string): { readonly value: string } | { readonly wrong: TextRef };
}

/** Whose registration is checked (see `RegistrationForm.verify`). */
export interface Registrant {
  /** Bare, normalised. */
  readonly jid: string;
  /** Of the account that is made or changed; empty for the first one. */
  readonly label: string;
  /** All accounts that the user has now, that one as it was before among them. */
  readonly accounts: readonly Account[];
  /** Names of the fields whose value is another one than on record, and of the secrets that were told anew. */
  readonly changed: ReadonlySet<string>;
  /** As in `HoldContext`. */
  readonly kv: KeyValue;
}

/** What a check of a registration has found out, to be stored with it. */
export interface Found {
  /**
   * Values by name: of plain fields of the form they take the place of what was submitted ('' removes it); others are kept in
   * `Account.fields` beside them, show in no form, and are gone with the next change unless they are found again.
   */
  readonly found: Readonly<Record<string, string>>;
}

export interface RegistrationForm {
  readonly title: TextRef;
  readonly instructions: TextRef;
  readonly fields: readonly RegistrationField[];
  /** Field whose value nobody else may hold on this gateway (a number, a nick); compared after `check` and `verify`. */
  readonly unique?: string;
  /**
   * Live check against the network, after all fields are right, before the registration is accepted; at most 20 s.
   * `values` holds the secrets too. Undefined means accepted as it is; with `found` it is accepted and completed by it.
   */
  verify?(
    values: Readonly<Record<string, string>>,
    signal: AbortSignal,
    registrant: Registrant,
  ): Promise<Problem | Found | undefined>;
}

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
   * A text that only this installation can read, to be kept as the value of `key` in `kv`: there `isthmus rekey` finds it,
   * and elsewhere it does not open.
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

/** Counters and gauges of a gateway; names become `isthmus_<gateway>_<name>`. Labels never hold addresses. */
export interface GatewayMetrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

/** Open connections of one lane, worked by this process alone. Made by `Gateway.hold`. */
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
  /** Orderly end: no new submits come; waits for open answers until `signal` aborts. Must still serve the network. */
  drain(signal: AbortSignal): Promise<void>;
  /** Closes the connections at once; open submits are settled (`unknown`, or `retry` with scope lane). */
  close(): Promise<void>;
}

/** A gateway with its configuration, one for each process. */
export interface Gateway {
  /** Name of the module, e.g. `sms`; also the name of its role. */
  readonly name: string;
  /** The XMPP domain it answers for. */
  readonly domain: string;
  /** Disco identity of the domain (XEP-0030), e.g. gateway/sms, and of a contact, e.g. client/sms. */
  readonly identity: { readonly category: string; readonly type: string; readonly name: string };
  readonly contactIdentity: { readonly category: string; readonly type: string };
  /** What the network carries of its own, for any contact. */
  readonly features: ReadonlySet<Feature>;
  /** The language that its people read best (BCP 47): which of several bodies is sent. Missing: the sender's. */
  readonly language?: string;
  readonly addresses: AddressCodec;
  /** A canonical address of the network that is nobody's, for texts that show how to write to a contact. */
  readonly example: string;
  /** Texts for the gateway prompt (XEP-0100): what is asked, and the name of the field. */
  readonly prompt: { readonly description: TextRef; readonly label: TextRef };
  readonly registration: RegistrationForm;
  /**
   * The account of a user who may use the gateway and has none: undefined where registering is asked of everybody. Its `id`
   * is the bare JID, `born` and `rev` are 0. Missing: as if always undefined. Pure.
   */
  guest?(jid: string): Account | undefined;
  /**
   * Which of a user's accounts (the default one first) carries what is written to a contact, where the network decides it;
   * missing or undefined: pins, the last conversation, the default one. Pure.
   */
  accountFor?(contact: string, accounts: readonly Account[]): Account | undefined;
  /** The label of the account that somebody means who registers with this contact (XEP-0077); undefined: that is no place for it. Pure. */
  labelOf?(contact: string): string | undefined;
  /**
   * What of an account's registration has to be known when its messages are sent, so that nothing need be looked up then;
   * missing or undefined: nothing. The core knows one of them: `receipts` of `false`, that the user wants none. Pure, called
   * for every message.
   */
  settingsOf?(account: Account): Readonly<Record<string, string>> | undefined;
  /** Longest body that can be carried at all; a longer message is refused whole. Unset: no limit of the network's. */
  limit?(event: MessageEvent): Problem | undefined;
  /** All lanes of this gateway, fixed by the configuration. */
  readonly lanes: readonly string[];
  /**
   * The lanes that can carry messages to a contact of an account, the best one first; the others take over new conversations
   * while it is down. Pure: the same for the same arguments in every process. A problem where there is none (no carrier
   * for a number).
   */
  lanesFor(contact: string, conversation: string, account: Account | undefined): readonly string[] | Problem;
  /** Left out: the network knows nothing of presence; every valid contact accepts its users and is available. */
  readonly presence?: {
    /**
     * Contacts have a presence of their own, and the network decides who may see it: unavailable until
     * `HoldContext.presence` tells otherwise. False: as if left out, but users are heard.
     */
    readonly ofContacts: boolean;
    /** The lane whose hold hears of a user (`Hold.user`). Pure, as `lanesFor`. */
    laneFor(account: Account): string;
  };
  /** Left out: the network has no rooms. */
  readonly rooms?: RoomAbility;
  /**
   * Milliseconds for which a message is tried, where the custom of the network is another than `limits.messageTtl`.
   */
  readonly lasts?: number;
  /**
   * Whether what may have gone out over this lane is sent again after a crash (the operator prefers a second copy to
   * doubt). Missing: never; its sender is told that nobody knows.
   */
  repeatsUnknown?(lane: string): boolean;
  /**
   * What happens to data: `own` where it differs from what the core knows of itself (the way to the network, longer
   * retention), `network` beyond the gateway. The admin's config file goes before both.
   */
  readonly dataPolicy?: { readonly own?: GatewayPolicy; readonly network: GatewayPolicy };
  /**
   * What is said in its rooms and by its contacts is kept (`HoldContext.archive`), and users are given what they themselves
   * saw of it (XEP-0313). `rooms`: its contacts keep nothing. Missing or false: nothing is kept.
   */
  readonly archives?: boolean | 'rooms';
  /**
   * Removes what the gateway keeps for a user (bare JID) whose registration was removed, so that nobody who has this JID later
   * finds it. `kv`: as in `HoldContext`. Called in any process, at least once; rejects where the store cannot be reached.
   */
  left?(user: string, kv: KeyValue): Promise<void>;
  /** What the user is on the network by an account, as others there write it: a number, a mail address. Told when it is registered. */
  ownAddress?(account: Account): string | undefined;
  /** Default: the emblem of Isthmus. */
  readonly emblem?: Emblem;
  /**
   * What is known of a contact to whoever asks. `accounts`: all of theirs, the default one first; none where they have not
   * registered. `kv`: as in `HoldContext`. Missing: a contact's vCard holds
   * its JID alone. Rejects where the store cannot be reached.
   */
  vcard?(contact: string, accounts: readonly Account[], kv: KeyValue): ContactCard | Promise<ContactCard>;
  /** The field of a directory's people that is an address of this network (XEP-0055). Missing: no search is offered. */
  readonly searchField?: 'phone' | 'email' | 'nick';
  /** Commands besides those that every gateway has. */
  readonly commands?: readonly GatewayCommand[];
  /** Opens the connections of a lane. Resolves at once; connecting and reconnecting goes on inside the hold. */
  hold(lane: string, context: HoldContext): Promise<Hold>;
}

/** What a gateway folder exports: how to read its section of the config file, its words, and how to make it. */
export interface GatewayModule<Config = unknown> {
  readonly name: string;
  /** Schema of its section of the config file; each key has a `.describe()` and a default where one is safe. */
  readonly config: ZodType<Config>;
  /** Its part of the text catalogue: language -> key -> sentence with `{places}`. Keys begin with the gateway's name. */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Makes the gateway; must not touch the network. `domain` comes from the section too. */
  create(config: Config, environment: { readonly clock: Clock; readonly log: Log }): Gateway;
}
