import type {
  Account,
  Envelope,
  GatewayEvent,
  HoldContext,
  MessageEvent,
  Outcome,
  PartId,
  Problem,
} from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { readSettings } from '../accounts/settings.js';
import type { EmailConfig } from '../config.js';
import type { MailRecords } from '../conversation/mail-records.js';
import { nextAttempt } from './next-attempt.js';
import type { Result } from './results.js';
import { partIdOf } from './results.js';
import type { Job, Sender } from './sender.js';

/** A mail that waits in Redis: until it may not be changed any more, or for its next attempt. */
interface Waiting {
  readonly id: string;
  readonly account: string;
  readonly born: number;
  readonly event: MessageEvent;
  readonly at: number;
  readonly only?: readonly string[];
  /** Its final dot may have been written, and nobody knows. */
  readonly begun?: true;
}

export interface DeparturesParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
  readonly sender: Sender;
}

/** Waits of `HoldContext.later` that belong here. */
export interface DepartureWait {
  readonly kind: 'departure';
  /** Name of the mail's record. */
  readonly name: string;
}

/** What is kept of a mail that waits outlives the longest time for which it is tried. */
const KEPT_SECONDS = 35 * 86_400;
const STORE_PAUSE_MS = 2000;

const ACCOUNT_GONE: Problem = {
  type: 'auth',
  condition: 'registration-required',
  text: { key: 'email.account.gone' },
};

/**
 * When mails go out. Most go at once. One that its user may still want to change waits for its moment, and can be corrected or
 * taken back until then; one that a server took for some of its recipients goes to the others later.
 */
export class Departures {
  readonly #o: DeparturesParts;
  /** Waiting mails that are being sent now. */
  readonly #going = new Set<string>();

  constructor(parts: DeparturesParts) {
    this.#o = parts;
  }

  /** What becomes of a message as far as its lane goes. Never rejects. */
  async depart(envelope: Envelope<GatewayEvent>, event: MessageEvent): Promise<Outcome> {
    const { context, config } = this.#o;
    try {
      const account = await context.account(envelope.account);
      if (account === undefined) return { kind: 'rejected', problem: ACCOUNT_GONE };
      const settings = readSettings({ ...account.fields, ...event.settings }, config);
      const changed = await this.#change(account, event);
      if (changed !== undefined) return changed;
      const job: Job = { id: envelope.id, account, event, at: envelope.at };
      if (settings.hold > 0 && isNew(event)) return await this.#hold(job, settings.hold);
      const result = await this.#o.sender.send(job);
      await this.#again(job, result);
      return result.outcome;
    } catch (error) {
      context.log.warn({ error: String(error) }, 'a mail could not be written now');
      return { kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked' };
    }
  }

  /** The moment of a waiting mail has come. Rejects where it has to come again. */
  async later({ name }: DepartureWait): Promise<void> {
    const { context, sender } = this.#o;
    if (this.#going.has(name)) return;
    const waiting = await context.kv.get<Waiting>(keyOf(name));
    if (waiting === undefined) return;
    const account = await context.account(waiting.account);
    if (account === undefined || account.born !== waiting.born) {
      await context.kv.remove(keyOf(name));
      return;
    }
    const job: Job = { ...waiting, account };
    this.#going.add(name);
    try {
      if (waiting.begun) {
        await this.#end(name, job, { kind: 'unknown', maybeSent: true, reason: 'the process ended' });
        return;
      }
      if (!context.mayWrite()) throw new Error('another process may hold the lane');
      await context.kv.set(keyOf(name), { ...waiting, begun: true }, KEPT_SECONDS);
      const result = await sender.send(job);
      if (result.outcome.kind === 'retry') {
        if (context.clock.now() - waiting.at < this.#o.config.retry.for) {
          await this.#wait(name, waiting, nextAttempt(waiting.at, context.clock.now()));
          return;
        }
        await this.#end(name, job, { kind: 'rejected', problem: GIVEN_UP });
        return;
      }
      await this.#again(job, result);
      await this.#end(name, job, result.outcome);
    } finally {
      this.#going.delete(name);
    }
  }

  /** A correction or a retraction of a mail that still waits is done here; undefined: it has gone out, or is none. */
  async #change(account: Account, event: MessageEvent): Promise<Outcome | undefined> {
    const { context, records } = this.#o;
    const [id] = (event.replaces ?? event.retracts)?.networkIds ?? [];
    if (id === undefined) return undefined;
    const name = records.nameOf(account, id);
    const waiting = this.#going.has(name) ? undefined : await context.kv.get<Waiting>(keyOf(name));
    if (waiting === undefined || waiting.begun || waiting.only !== undefined) return undefined;
    if (event.retracts !== undefined) {
      await context.kv.remove(keyOf(name));
      await context.later.cancel(keyOf(name));
      return { kind: 'accepted', parts: [] };
    }
    const { replaces: _, ...fresh } = event;
    await context.kv.set(keyOf(name), { ...waiting, event: { ...waiting.event, ...fresh } }, KEPT_SECONDS);
    return { kind: 'accepted', parts: [{ id }] };
  }

  async #hold(job: Job, ms: number): Promise<Outcome> {
    const { config, records, sender } = this.#o;
    const identity = identityOf(job.account, config);
    if (identity === undefined) return { kind: 'rejected', problem: ACCOUNT_GONE };
    const messageId = sender.messageIdOf(job.id, identity);
    const name = records.nameOf(job.account, messageId);
    const { id, event, at, account } = job;
    await this.#wait(name, { id, account: account.id, born: account.born, event, at }, ms);
    return { kind: 'accepted', parts: partsOf(event, messageId) };
  }

  /** Those whom the server asks to try later while it took the mail for others. */
  async #again({ id, account, event, at }: Job, { again, messageId }: Result): Promise<void> {
    if (again.length === 0 || messageId === undefined) return;
    const only = again.map(({ address }) => address);
    const name = this.#o.records.nameOf(account, `${messageId} again`);
    await this.#wait(
      name,
      { id, account: account.id, born: account.born, event, at, only },
      nextAttempt(at, this.#o.context.clock.now()),
    );
  }

  async #wait(name: string, { begun: _, ...waiting }: Waiting, ms: number): Promise<void> {
    const { context } = this.#o;
    await context.kv.set(keyOf(name), waiting, KEPT_SECONDS);
    const wait: DepartureWait = { kind: 'departure', name };
    await context.later.schedule(keyOf(name), ms, wait);
  }

  /** What became of a mail that was settled as accepted long ago is told as a report on it. */
  async #end(name: string, { account, event, id }: Job, outcome: Outcome): Promise<void> {
    const { context, config, sender } = this.#o;
    const identity = identityOf(account, config);
    if (identity !== undefined) {
      const messageId = sender.messageIdOf(id, identity);
      const failed = failures(outcome, partsOf(event, messageId), event.contact);
      for (const { id: part, contact, problem } of failed) {
        await context.report({ ids: [{ id: part, certain: true }], contact, state: 'failed', problem });
      }
    }
    await context.kv.remove(keyOf(name));
  }
}

const GIVEN_UP: Problem = {
  type: 'wait',
  condition: 'remote-server-timeout',
  text: { key: 'email.given-up' },
};
const UNKNOWN: Problem = {
  type: 'wait',
  condition: 'undefined-condition',
  text: { key: 'email.unknown' },
  maybeSent: true,
};

function keyOf(name: string): string {
  return `w:${name}`;
}

/** Only what says something by itself can be held back: the rest speaks of a mail that has gone out. */
function isNew({ replaces, retracts, reactions }: MessageEvent): boolean {
  return replaces === undefined && retracts === undefined && reactions === undefined;
}

function partsOf({ recipients, contact }: MessageEvent, messageId: string): readonly PartId[] {
  const contacts = recipients?.map((recipient) => recipient.contact) ?? [contact];
  return contacts.map((one, index) => ({ id: partIdOf(messageId, index), contact: one }));
}

interface Failure {
  readonly id: string;
  readonly contact: string;
  readonly problem: Problem;
}

function failures(outcome: Outcome, parts: readonly PartId[], contact: string): readonly Failure[] {
  const all = (problem: Problem): readonly Failure[] =>
    parts.map((part) => ({ id: part.id, contact: part.contact ?? contact, problem }));
  if (outcome.kind === 'rejected') return all(outcome.problem);
  if (outcome.kind === 'unknown') return all(UNKNOWN);
  if (outcome.kind !== 'accepted') return [];
  return (outcome.refused ?? []).flatMap(({ contact: refused, problem }) => {
    const part = parts.find((one) => (one.contact ?? contact) === refused);
    return part === undefined ? [] : [{ id: part.id, contact: refused, problem }];
  });
}
