/** Commands that a gateway adds to those of the core; part of the contract in gateway.ts, which every gateway imports instead. */
import type { Clock } from '../src/clock.js';
import type { Log } from '../src/log.js';
import type { Problem, TextRef } from '../src/problem.js';
import type { FormField } from '../src/xmpp/forms.js';
import type { MessageEvent, NoticeEvent, Recipient } from './events.js';
import type { Account, AddressResult, GatewayMetrics } from './gateway.js';
import type { KeyValue } from './keeping.js';

export type { FormField } from '../src/xmpp/forms.js';

/** A message that a user writes into the form of a command. */
export interface Written extends Pick<MessageEvent, 'body' | 'subject' | 'thread' | 'files' | 'headers' | 'lang'> {
  /** At least one; more than one only with the feature `addresses`. */
  readonly to: readonly Pick<Recipient, 'type' | 'contact'>[];
  /** The network's id of the message that it answers. */
  readonly replyTo?: string;
}

/** What a command of a gateway may do beside looking at its own things. It runs where the stream of the gateway is. */
export interface Desk {
  readonly kv: KeyValue;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: GatewayMetrics;
  /** As in `HoldContext`. */
  derivedKey(purpose: string): Buffer;
  /** The default account of a user, read afresh; `jid` as somebody has written it. */
  accountOf(jid: string): Promise<Account | undefined>;
  /** All accounts of a user, the default one first, read afresh; `jid` as somebody has written it. */
  accountsOf(jid: string): Promise<readonly Account[]>;
  /** The account of an id, or undefined where there is none (any more). */
  account(id: string): Promise<Account | undefined>;
  /** Why nothing can be sent to a contact at all; undefined where it can. */
  refusal(contact: string): Problem | undefined;
  /**
   * Sends a notice, behind what waits for its contact, unless it has waited for `lasts` ms. Resolves when it is in a lane;
   * rejects where it cannot be.
   */
  notice(notice: NoticeEvent, lasts: number): Promise<void>;
  /**
   * Sends a message in the name of the owner of an account, with errors and receipts as for those of clients. Undefined when it is
   * in a lane, else why it is not; rejects where it is not known.
   */
  send(account: Account, message: Written): Promise<Problem | undefined>;
  /**
   * Has something done by whoever holds a lane (`Hold.room` gets it as an `order`) and gives the answer. Undefined: there was
   * none within 15 s. Rejects where it cannot be given at all.
   */
  order(lane: string, order: unknown): Promise<unknown>;
  /** As `HoldContext.seal`: for what is secret in an order, which lies in Redis on its way. */
  seal(key: string, text: string): string;
  /** Writes to the owner of an account, as the gateway itself. Resolves when it is in a lane; rejects where it cannot be. */
  tell(account: Account, text: TextRef): Promise<void>;
  /** The contact that somebody means by what they typed, as at the gateway prompt. */
  contact(typed: string, account: Account | undefined): AddressResult;
  /** The JID of a contact. */
  jidOf(contact: string): string;
}

/** Somebody uses a command. */
export interface GatewayCall {
  /** Bare, normalised. */
  readonly jid: string;
  /** Their default account; undefined where they are not registered. */
  readonly account: Account | undefined;
  /** Of the steps before, checked: all values of each field. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly desk: Desk;
  /** Whether they are an admin of the installation; missing: no. */
  readonly isAdmin?: boolean;
  /** The sentence in the language of the caller. */
  say(ref: TextRef): string;
}

/** What is asked in one step. */
export interface GatewayForm {
  readonly title: string;
  readonly instructions?: string;
  readonly fields: readonly FormField[];
}

/** One form of a command that asks in several steps. */
export interface GatewayStep {
  form(call: GatewayCall): Promise<GatewayForm>;
  /** What is wrong with the values, beside what the fields say of themselves. */
  check?(call: GatewayCall, values: ReadonlyMap<string, readonly string[]>): Promise<Problem | undefined>;
}

/** What came of it: sentences for the caller, single values or a table; or why nothing was done. */
export type GatewayDone =
  | {
      readonly said?: string;
      readonly fields?: readonly FormField[];
      readonly table?: {
        readonly columns: readonly FormField[];
        readonly rows: readonly Readonly<Record<string, readonly string[]>>[];
        /** One line for each row, in their order: a chat shows these in place of all cells with their labels. */
        readonly lines?: readonly string[];
      };
    }
  | { readonly problem: Problem };

/** A command of a gateway, shown by every face as those of the core are. */
export interface GatewayCommand {
  /** Small letters; the node of the ad-hoc command is `<gateway>/<word>`. */
  readonly word: string;
  /** The word of a command of the same gateway under which the help names it. */
  readonly under?: string;
  readonly name: TextRef;
  /** One line for the help. */
  readonly about: TextRef;
  /** Among those who may use the gateway at all; `anyone`: also who is not registered. */
  readonly audience: 'anyone' | 'registered' | 'admin';
  /**
   * Why it is of no use to a user with these accounts, which may be none; undefined: it is. They are not shown it, and told this
   * where they ask for it anyway, before anything is asked.
   */
  useless?(accounts: readonly Account[]): Problem | undefined;
  readonly steps: readonly GatewayStep[];
  /**
   * What is written behind the word in a chat, as values of the only step: then nothing else is asked. Undefined: it answers the first
   * question, and the others are asked. Pure.
   */
  spoken?(text: string): ReadonlyMap<string, readonly string[]> | undefined;
  run(call: GatewayCall): Promise<GatewayDone>;
}
