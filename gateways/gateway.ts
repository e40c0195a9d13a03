/**
 * The contract between the core and a gateway to one network. A gateway owns its protocol, encodings and native limits;
 * the core owns access, limits, ids, links, dedupe, retry, fallback text for features that a network lacks, receipts and
 * audit. A gateway imports this file, the builders of `src/xmpp` and its own folder, nothing else of the project.
 *
 * Adding a network is adding a folder: see `gateways/example` and docs/developer.
 */
import type { ZodType } from 'zod';
import type { Clock } from '../src/clock.js';
import type { Finding } from '../src/config/finding.js';
import type { Log } from '../src/log.js';
import type { MetricTable } from '../src/metric.js';
import type { Problem, TextRef } from '../src/problem.js';
import type { Policy } from '../src/xmpp/service-info.js';
import type { AgentAbility } from './agents.js';
import type { GatewayCommand } from './commands.js';
import type { Feature, MessageEvent } from './events.js';
import type { Examination } from './examination.js';
import type { Hold, HoldContext } from './hold.js';
import type { Introduction } from './introduction.js';
import type { KeyValue } from './keeping.js';
import type { Operation, OperationTexts } from './operations.js';
import type { RegistrationForm } from './registration.js';
import type { RoomAbility } from './rooms.js';
import type { WebContext, WebRoute } from './web.js';

export { newArchiveId } from '../src/archive-id.js';
export type { Clock, Timer } from '../src/clock.js';
export { KeyedQueue } from '../src/keyed-queue.js';
export type { Envelope } from '../src/lanes/envelope.js';
export type { Outcome, PartId, RefusedRecipient } from '../src/lanes/outcome.js';
export type { Log } from '../src/log.js';
export type { Metric, MetricTable } from '../src/metric.js';
export type { Problem, StanzaCondition, StanzaErrorType, TextRef } from '../src/problem.js';
export { Recent } from '../src/recent.js';
export { Trouble } from '../src/trouble.js';
export type * from './agents.js';
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
export * from './examination.js';
export type * from './hold.js';
export type { Incoming } from './incoming.js';
export type * from './intake.js';
export type * from './introduction.js';
export type * from './keeping.js';
export type * from './media.js';
export type * from './neighbours.js';
export type * from './operations.js';
export type * from './presence.js';
export type * from './registration.js';
export type * from './rooms.js';
export type * from './web.js';

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

/** A gateway with its configuration, one for each process. */
export interface Gateway {
  /** Name of the module, e.g. `sms`; also the name of its role. */
  readonly name: string;
  /** The XMPP domain it answers for. */
  readonly domain: string;
  /** Disco identity of the domain (XEP-0030), e.g. gateway/sms, and of a contact, e.g. client/sms. */
  readonly identity: { readonly category: string; readonly type: string; readonly name: string };
  readonly contactIdentity: { readonly category: string; readonly type: string };
  /** What a contact is, where it has a name or is another thing than `contactIdentity`. Pure; called for every presence. */
  identityOf?(
    contact: string,
  ): { readonly category: string; readonly type: string; readonly name?: string } | undefined;
  /**
   * The contacts that somebody (bare JID) may know of: items of the gateway (XEP-0030 4). `kv`: as in `HoldContext`. Rejects where the
   * store cannot be reached. Missing: contacts are found only by who knows their address.
   */
  items?(jid: string, kv: KeyValue): Promise<readonly { readonly contact: string; readonly name: string }[]>;
  /**
   * As which contact the gateway delivers to an address that is none of its own, where that is named in a message to the gateway itself
   * (XEP-0033 6); undefined: to nobody there, and then nobody gets it. Whether its sender may is the hold's to say. Pure. Missing: it
   * delivers to its own contacts alone. Needs the feature `addresses`.
   */
  elsewhere?(address: { readonly jid: string } | { readonly uri: string }): string | undefined;
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
   * is the bare JID, `born` and `rev` are 0. Missing: as if always undefined; where it is there, commands for the registered are for
   * everybody who may use the gateway. Pure.
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
   * In how many shares the accounts lie, one in each lane; stored at the first start, and changed only by `isthmus migrate`. What
   * waits in `HoldContext.later` names its `account` or its `user` then, and moves with it. Left out: lanes are no shares of accounts.
   */
  readonly shares?: number;
  /**
   * The number of shares is another one: moves what the gateway itself keeps by lane to the lanes where it belongs now. `from`: all
   * lanes that there have been. Nothing runs meanwhile; may be killed and done again.
   */
  moveShares?(from: readonly string[], kept: Pick<HoldContext, 'kv' | 'seal' | 'unseal'>): Promise<void>;
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
  /** Left out: nobody at the gateway's domain acts as a user of XMPP. */
  readonly agent?: AgentAbility;
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
  /**
   * Reads again what its admin may change while it runs (files that its section names), when the process is told to. What is wrong there
   * changes nothing; it is told in the log. False: so it was. Never rejects.
   */
  reload?(): Promise<boolean>;
  /**
   * Takes over the keys of its section that its schema marks as live (`.meta({ live: true })`), from a config that the schema has
   * accepted; the others stay as they were. Missing: none is, but `allow` and `deny`, which the core handles.
   */
  take?(config: unknown): void;
  /** What it serves over HTTP, in every process that does; asked once, when the process starts. Missing: nothing. */
  web?(context: WebContext): readonly WebRoute[];
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
  /**
   * What an admin can have it do, besides what is the same for every gateway. Asked once, when the process starts; `context` gives what
   * they need when they run, in any process. Missing: nothing.
   */
  operations?(context: () => WebContext): readonly Operation[];
  /** What they say in other languages than English; what a table lacks is taken from the core's, or is English. */
  readonly operationTexts?: OperationTexts;
  /** Commands besides those that every gateway has. */
  readonly commands?: readonly GatewayCommand[];
  /** Opens the connections of a lane. Resolves at once; connecting and reconnecting goes on inside the hold. */
  hold(lane: string, context: HoldContext): Promise<Hold>;
}

/** What a gateway is made with. */
export interface GatewayEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the config file, where relative paths of its section begin. Missing: where the process was started. */
  readonly folder?: string;
  /** Where the world reaches the HTTP port, without a slash at its end; missing where the admin has not said it. */
  readonly publicUrl?: string;
}

/** What else a config file says, for `GatewayModule.check`. */
export interface ModuleBeside {
  readonly folder: string;
  /** Domains of the other gateways by their names. */
  readonly gateways: Readonly<Record<string, string>>;
  /** Whether there is HTTP. */
  readonly http: boolean;
  readonly now: number;
}

/** One thing that is wrong in a file of a gateway's. */
export interface ModuleFinding extends Finding {
  /** Path of the file, as it is told to the admin. */
  readonly file: string;
}

/** What a gateway folder exports: how to read its section of the config file, its words, and how to make it. */
export interface GatewayModule<Config = unknown> {
  readonly name: string;
  /** Schema of its section of the config file; each key has a `.describe()` and a default where one is safe. */
  readonly config: ZodType<Config>;
  /** Its part of the text catalogue: language -> key -> sentence with `{places}`. Keys begin with the gateway's name. */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What it counts (`HoldContext.metrics`), by name; missing: nothing. */
  readonly metrics?: MetricTable;
  /** Makes the gateway; must not touch the network. `domain` comes from the section too. */
  create(config: Config, environment: GatewayEnvironment): Gateway;
  /**
   * What is wrong in files of its own that its section names, for `isthmus check` and before a start; an error keeps Isthmus from
   * starting. Touches no network. Missing: it has none, or `create` throws.
   */
  check?(config: Config, beside: ModuleBeside): Promise<readonly ModuleFinding[]>;
  /** What `isthmus doctor` looks at over the network; loaded only then. Missing: nothing of its own. */
  examination?(): Promise<Examination<Config>>;
  /** What `isthmus init` asks; loaded only then. Missing: it is not offered there. */
  introduction?(): Promise<Introduction>;
}
