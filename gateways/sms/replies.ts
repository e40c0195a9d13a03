import type { Account, HoldContext, Incoming } from '../gateway.js';
import { type Candidates, pairKey, readWriter, type Writer, writtenAs } from './candidates.js';
import type { SmsConfig } from './config.js';
import type { Owners } from './ownership/owners.js';
import { type Senders, seconds } from './senders.js';

/** Texts that are kept while a question is open; the carrier keeps what comes beyond that. */
const MOST_KEPT = 20;
const DAY_MS = 86_400_000;

/** A text from a phone to one of our numbers. */
export interface PhoneText {
  readonly contact: string;
  /** Our number, as configured; empty where the carrier sets it. */
  readonly ours: string;
  readonly body: string;
  readonly nick?: string;
  /** Key by which a repeat is recognised, where there is one. */
  readonly dedupe?: string;
}

/** A question that a phone has been asked. */
interface Question {
  /** Accounts by the number that stands for them, from 1, as `writtenAs` has them. */
  readonly choices: readonly string[];
  readonly at: number;
}

/** Payload of the wait for the answer to a question. */
export interface QuestionWait {
  readonly kind: 'question';
  readonly contact: string;
  readonly ours: string;
}

/** What became of a text from a phone. */
export type Routed =
  /** It is in a lane, or kept until the phone says whom it means. */
  | 'taken'
  /** It belongs to nobody. */
  | 'nobody'
  /** Too much is kept already; the carrier shall try again. */
  | 'later';

interface RepliesOptions {
  readonly context: Pick<
    HoldContext,
    'account' | 'accountOf' | 'clock' | 'deliver' | 'kv' | 'later' | 'log' | 'metrics' | 'notice' | 'text'
  >;
  readonly numbers: Pick<SmsConfig['numbers'], 'questionTtl' | 'unroutedTo'>;
  readonly senders: Senders;
  readonly candidates: Candidates;
  /** Undefined: no number is one user's alone. */
  readonly owners?: Pick<Owners, 'ownerOf'>;
}

/**
 * Who gets what a phone writes to a number that users share. Whoever wrote to the phone within the time is a candidate; of
 * several accounts of one user the one that wrote last, for all of them have one reader.
 * One: it is theirs. None: nobody's. Several: we never guess, for it would show one user what is meant for another. The
 * text is kept, the phone is asked once, and its answer (just a number) decides for this text and for those to come, until
 * somebody else writes to the phone. A question without an answer: the texts go to the configured user, or else the phone
 * is told that they were not delivered.
 *
 * What comes to a number that is one user's alone is for whoever wrote last from it to this phone, and for its owner where
 * nobody did: who has taken over a number sees nothing of the conversations of who had it before.
 */
export class Replies {
  readonly #options: RepliesOptions;

  constructor(options: RepliesOptions) {
    this.#options = options;
  }

  async route(text: PhoneText): Promise<Routed> {
    const { context, candidates, senders } = this.#options;
    const pair = pairKey(senders.key(text.ours), text.contact);
    if (senders.isOwn(text.ours)) return this.#toOwner(pair, text);
    const [question, wrote] = await Promise.all([context.kv.get<Question>(questionKey(pair)), candidates.of(pair)]);
    if (question !== undefined) return this.#answered(pair, question, text);
    const accounts = await this.#registered(wrote);
    const [only] = accounts;
    if (accounts.length > 1) return this.#ask(pair, accounts, text);
    const account = only ?? (await this.#unrouted());
    if (account === undefined) return 'nobody';
    await context.deliver(incoming(account, text));
    return 'taken';
  }

  /** Gives a text to whoever it is surely for; nobody is asked, and what is for nobody is dropped. */
  async show(text: PhoneText): Promise<void> {
    const { context, candidates, senders } = this.#options;
    const pair = pairKey(senders.key(text.ours), text.contact);
    if (senders.isOwn(text.ours)) {
      await this.#toOwner(pair, text);
      return;
    }
    const [only, ...others] = await this.#registered(await candidates.of(pair));
    if (only !== undefined && others.length === 0) await context.deliver(incoming(only, text));
  }

  async #toOwner(pair: string, text: PhoneText): Promise<Routed> {
    const { context, candidates, owners } = this.#options;
    const [newest] = await this.#registered(await candidates.of(pair));
    const owner = newest === undefined ? await owners?.ownerOf(text.ours) : undefined;
    const account = newest ?? (owner && (await this.#account(owner))) ?? (await this.#unrouted());
    if (account === undefined) return 'nobody';
    await context.deliver(incoming(account, text));
    return 'taken';
  }

  /** The time for an answer is over. */
  async unanswered(wait: QuestionWait): Promise<void> {
    const { context, senders } = this.#options;
    const pair = pairKey(senders.key(wait.ours), wait.contact);
    const kept = await this.#kept(pair);
    context.metrics.count('questions_unanswered', {}, 1);
    const desk = await this.#unrouted();
    if (desk !== undefined) {
      for (const text of kept) await context.deliver(incoming(desk, text));
    } else if (kept.length > 0) {
      context.log.warn(
        { texts: kept.length },
        'a phone did not say whom it meant; it is told that its texts were not delivered',
      );
      await context.notice({
        type: 'notice',
        contact: wait.contact,
        body: context.text({ key: 'sms.ask.undelivered' }),
        from: wait.ours,
      });
    }
    await this.#forget(pair);
  }

  async #answered(pair: string, question: Question, text: PhoneText): Promise<Routed> {
    const { context, candidates } = this.#options;
    const choice = question.choices[chosenIndex(text.body)];
    if (choice === undefined) return this.#keep(pair, text);
    const chosen = await this.#account(readWriter(choice));
    if (chosen === undefined) {
      // Who is meant has left since: nobody else may read it.
      await this.unanswered({ kind: 'question', contact: text.contact, ours: text.ours });
      await context.later.cancel(questionKey(pair));
      return 'taken';
    }
    for (const kept of await this.#kept(pair)) await context.deliver(incoming(chosen, kept));
    await candidates.choose(pair, chosen);
    await this.#forget(pair);
    await context.later.cancel(questionKey(pair));
    return 'taken';
  }

  async #ask(pair: string, accounts: readonly Account[], text: PhoneText): Promise<Routed> {
    const { context, numbers } = this.#options;
    const routed = await this.#keep(pair, text);
    if (routed !== 'taken') return routed;
    const choices = accounts.map((account, index) => `${index + 1} ${nameOf(account)}`).join(', ');
    // What is asked must be known before the phone can answer; a crash in between asks a second time.
    const body = context.text({ key: 'sms.ask.question', params: { choices } });
    await context.notice({ type: 'notice', contact: text.contact, body, from: text.ours });
    const question: Question = { choices: accounts.map(writtenAs), at: context.clock.now() };
    const wait: QuestionWait = { kind: 'question', contact: text.contact, ours: text.ours };
    await context.later.schedule(questionKey(pair), numbers.questionTtl, wait);
    await context.kv.set(questionKey(pair), question, seconds(numbers.questionTtl + DAY_MS));
    context.metrics.count('questions', {}, 1);
    return 'taken';
  }

  /** Keeps a text until it is known whose it is; the same text of a repeat is kept once. */
  async #keep(pair: string, text: PhoneText): Promise<Routed> {
    const { context, numbers } = this.#options;
    const ttl = seconds(numbers.questionTtl + DAY_MS);
    const number = await context.kv.count(keptKey(pair), ttl);
    const kept = await this.#kept(pair);
    if (kept.length >= MOST_KEPT) return 'later';
    await context.kv.merge(keptKey(pair), { [text.dedupe ?? number]: JSON.stringify({ number, text }) }, ttl);
    return 'taken';
  }

  async #kept(pair: string): Promise<readonly PhoneText[]> {
    const { context, numbers } = this.#options;
    const fields = await context.kv.merge(keptKey(pair), {}, seconds(numbers.questionTtl + DAY_MS));
    return Object.values(fields)
      .map((field) => JSON.parse(field) as { number: number; text: PhoneText })
      .sort((one, other) => one.number - other.number)
      .map(({ text }) => text);
  }

  async #forget(pair: string): Promise<void> {
    const { kv } = this.#options.context;
    await Promise.all([kv.remove(questionKey(pair)), kv.remove(keptKey(pair))]);
  }

  /** Those that are still there, one a user. */
  async #registered(writers: readonly Writer[]): Promise<readonly Account[]> {
    const accounts = await Promise.all(writers.map((writer) => this.#account(writer)));
    const users = new Map<string, Account>();
    for (const account of accounts) {
      if (account !== undefined && !users.has(account.jid)) users.set(account.jid, account);
    }
    return [...users.values()];
  }

  async #account({ id, born }: Writer): Promise<Account | undefined> {
    const account = await this.#options.context.account(id);
    return account?.born === born ? account : undefined;
  }

  /** Who gets what belongs to nobody. */
  async #unrouted(): Promise<Account | undefined> {
    const { context, numbers } = this.#options;
    return numbers.unroutedTo === undefined ? undefined : context.accountOf(numbers.unroutedTo);
  }
}

const questionKey = (pair: string): string => `question:${pair}`;
const keptKey = (pair: string): string => `kept:${pair}`;

/** Place of the choice that a text names: just a number, perhaps with a full stop; -1 where it is anything else. */
function chosenIndex(body: string): number {
  const match = /^\s*#?(\d{1,3})[.)]?\s*$/.exec(body);
  return match === null ? -1 : Number(match[1]) - 1;
}

/** A user as a stranger may see them: the name they gave, else the user part of the JID. */
function nameOf(account: Account): string {
  const given = account.fields.name?.trim();
  return given !== undefined && given !== '' ? given : (account.jid.split('@')[0] ?? account.jid);
}

function incoming({ id, born }: Account, text: PhoneText): Incoming {
  const { contact, body, nick, dedupe } = text;
  return {
    account: id,
    born,
    contact,
    body,
    ...(nick === undefined ? {} : { nick }),
    ...(dedupe === undefined ? {} : { dedupe }),
  };
}
