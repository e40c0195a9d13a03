import {
  type Account,
  type Envelope,
  type GatewayEvent,
  type HoldContext,
  KeyedQueue,
  type MessageEvent,
  type Outcome,
  type PartId,
  type Problem,
} from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import type { EmailConfig } from '../config.js';
import type { MailRecords } from '../conversation/mail-records.js';
import { troubleOf } from '../trouble.js';
import type { Fates } from './fates.js';
import type { Job } from './job.js';
import { settingsFor } from './job-settings.js';
import { nextAttempt } from './next-attempt.js';
import { ANOTHER_HOLDER, messageIdOf, partIdOf, partsOf, type Result, withRefused } from './results.js';
import type { Going, Sender } from './sender.js';
import type { DepartureWait, Waiting, WaitingMails } from './waiting-mails.js';

interface DeparturesParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
  readonly sender: Sender;
  readonly waiting: WaitingMails;
  readonly fates: Fates;
  /** As in the context, and false once the lane is given back. */
  readonly mayWrite: () => boolean;
}

/** Hears whether a message may have had an effect: before that, and with false, the next holder may take it up as if it were new. */
export type MayBeOut = NonNullable<Going['mayBeOut']>;

const STORE_PAUSE_MS = 2000;
/** A mail behind a held one goes so long after it, ms. */
const BEHIND_MS = 1;

const ACCOUNT_GONE: Problem = { type: 'auth', condition: 'registration-required', text: { key: 'email.account.gone' } };
const GIVEN_UP: Problem = { type: 'wait', condition: 'remote-server-timeout', text: { key: 'email.given-up' } };

/**
 * When mails go out. Most go at once. One that its user may still want to change waits for its moment, and can be corrected or
 * taken back until then; one that a server took for some of its recipients goes to the others later. What is held of one
 * conversation goes out in the order in which it was written.
 */
export class Departures {
  readonly #o: DeparturesParts;
  /** One mail of a conversation after the other, and no change of one that is going out. */
  readonly #order = new KeyedQueue();

  constructor(parts: DeparturesParts) {
    this.#o = parts;
  }

  /** What becomes of a message as far as its lane goes. Never rejects. */
  async depart(envelope: Envelope<GatewayEvent>, event: MessageEvent, mayBeOut: MayBeOut): Promise<Outcome> {
    const { context, config, waiting } = this.#o;
    try {
      const account = await context.account(envelope.account);
      if (account === undefined) return { kind: 'rejected', problem: ACCOUNT_GONE };
      const changed = await this.#change(account, event, mayBeOut);
      if (changed !== undefined) return changed;
      const job: Job = { id: envelope.id, account, event, at: envelope.at };
      const { hold } = settingsFor(job, config);
      return await this.#inOrder(account, event.contact, async () => {
        const before = await waiting.held(account, event.contact);
        const behind = before.length === 0 ? 0 : Math.max(...before.map(({ until }) => until)) + BEHIND_MS;
        const until = Math.max(behind, hold > 0 && isNew(event) ? context.clock.now() + hold : 0);
        return until > 0 ? await this.#hold(job, until, mayBeOut) : await this.#now(envelope, job, mayBeOut);
      });
    } catch (error) {
      context.log.warn(troubleOf(error), 'a mail could not be written now');
      return { kind: 'retry', after: STORE_PAUSE_MS, reason: 'the store cannot be asked' };
    }
  }

  /** The moment of a waiting mail has come. Rejects where it has to come again. */
  async later({ name }: DepartureWait): Promise<void> {
    const { waiting } = this.#o;
    const found = await waiting.get(name);
    if (found === undefined) return;
    const account = { id: found.account, born: found.born };
    await this.#inOrder(account, found.event.contact, async () => {
      if (found.held === undefined) {
        await this.#depart(name);
        return;
      }
      for (const one of await waiting.held(account, found.event.contact)) {
        if (one.name === name) break;
        await this.#depart(one.name, found);
      }
      await this.#depart(name);
    });
  }

  /** Sends a waiting mail. `other`: one of its conversation, for when it is not there at all. */
  async #depart(name: string, other?: Waiting): Promise<void> {
    const { context, sender, waiting, fates, config } = this.#o;
    const found = await waiting.get(name);
    if (found === undefined) {
      if (other !== undefined) await waiting.unlist(name, other);
      return;
    }
    const account = await context.account(found.account);
    if (account === undefined || account.born !== found.born) {
      await waiting.remove(name, found);
      return;
    }
    const job: Job = { ...found, account };
    const parts = this.#partsOf(job);
    const end = async (result: Result): Promise<void> => {
      await fates.ended(job, result, parts);
      await waiting.remove(name, found);
    };
    if (found.begun) {
      const addressed = await sender.writer.address(job);
      const { messageId, recipients } = 'condition' in addressed ? {} : addressed;
      const about = messageId === undefined || recipients === undefined ? {} : { messageId, recipients };
      await end({ ...about, outcome: { kind: 'unknown', maybeSent: true, reason: 'the process ended' }, again: [] });
      return;
    }
    if (!this.#o.mayWrite()) throw new Error('another process may hold the lane');
    const result = await sender.send(job, { before: () => waiting.begin(name, found) });
    const { outcome } = result;
    if (outcome.kind === 'retry') {
      const { held: _, ...next } = found;
      if (outcome.scope === 'lane') {
        await waiting.wait(name, found, STORE_PAUSE_MS);
      } else if (context.clock.now() - found.at < config.retry.for) {
        await this.#tellWaiting(job, result);
        await waiting.unlist(name, found);
        await waiting.wait(name, next, outcome.after);
      } else await end({ ...result, outcome: { kind: 'rejected', problem: result.why ?? GIVEN_UP } });
      return;
    }
    await this.#again(job, result);
    await end(result);
  }

  /** Sends a mail that nothing holds. */
  async #now(envelope: Envelope<GatewayEvent>, job: Job, mayBeOut: MayBeOut): Promise<Outcome> {
    const { sender, fates } = this.#o;
    const result = await sender.send(job, { mayBeOut });
    const { outcome, messageId, recipients = [] } = result;
    if (messageId !== undefined && waitsElsewhere(job, result)) {
      return await this.#later(job, messageId, result, mayBeOut);
    }
    try {
      await this.#again(job, result);
      if (outcome.kind === 'retry') await this.#tellWaiting(job, result);
      await fates.accepted(job, result);
      if (messageId !== undefined) {
        const doubted = outcome.kind === 'unknown' ? partsOf(messageId, recipients) : (result.unsure ?? []);
        if (doubted.length > 0) await fates.doubt(this.#o.records.nameOf(job.account, messageId), envelope, doubted);
      }
    } catch (error) {
      // The server has said its word: the mail is not sent again for that.
      this.#o.context.log.warn(troubleOf(error), 'what became of a mail could not all be kept');
    }
    return outcome;
  }

  /** A mail of a room waits beside its conversation: who enters or leaves the room must not wait behind it. */
  async #later(job: Job, messageId: string, result: Result, mayBeOut: MayBeOut): Promise<Outcome> {
    const { records, waiting } = this.#o;
    const { id, account, event, at } = job;
    const after = result.outcome.kind === 'retry' ? result.outcome.after : 0;
    await this.#tellWaiting(job, result);
    const name = records.nameOf(account, messageId);
    if (!this.#o.mayWrite()) return ANOTHER_HOLDER;
    mayBeOut(true);
    await waiting.wait(name, { id, account: account.id, born: account.born, event, at }, after);
    return { kind: 'accepted', parts: partsOf(messageId, result.recipients ?? []) };
  }

  /** A correction or a retraction of a mail that still waits is done here; undefined: it has gone out, or is none. */
  async #change(account: Account, event: MessageEvent, mayBeOut: MayBeOut): Promise<Outcome | undefined> {
    const { records, waiting } = this.#o;
    const [part] = (event.replaces ?? event.retracts)?.networkIds ?? [];
    if (part === undefined) return undefined;
    const name = records.nameOf(account, messageIdOf(part));
    const first = await waiting.get(name);
    if (first === undefined) return undefined;
    return await this.#inOrder(account, first.event.contact, async () => {
      const found = await waiting.get(name);
      if (found?.held === undefined || found.begun) return undefined;
      if (!this.#o.mayWrite()) return ANOTHER_HOLDER;
      mayBeOut(true);
      if (event.retracts !== undefined) {
        await waiting.remove(name, found);
        return { kind: 'accepted', parts: [] };
      }
      const { replaces: _, recipients: __, contact, to, ...fresh } = event;
      await waiting.change(name, { ...found, event: { ...found.event, ...fresh } });
      return { kind: 'accepted', parts: [{ id: part, contact }] };
    });
  }

  /** `until`: wall time, ms. What cannot go to anybody is told at once. */
  async #hold(job: Job, until: number, mayBeOut: MayBeOut): Promise<Outcome> {
    const { sender, waiting, context } = this.#o;
    const addressed = await sender.writer.address(job);
    if ('condition' in addressed) return { kind: 'rejected', problem: addressed };
    const { messageId, recipients, refused, name } = addressed;
    if (recipients.length === 0) return { kind: 'accepted', parts: [], refused };
    const { id, event, at, account } = job;
    if (!this.#o.mayWrite()) return ANOTHER_HOLDER;
    mayBeOut(true);
    await waiting.wait(
      name,
      { id, account: account.id, born: account.born, event, at, held: until },
      Math.max(1, until - context.clock.now()),
    );
    const outcome: Outcome = { kind: 'accepted', parts: partsOf(messageId, recipients) };
    return withRefused(outcome, refused, recipients);
  }

  /** Those whom the server asks to try later while it took the mail for others. */
  async #again(job: Job, result: Result): Promise<void> {
    const { again, messageId } = result;
    if (again.length === 0 || messageId === undefined) return;
    const { context, config, records, waiting } = this.#o;
    const { id, account, event, at } = job;
    const only = again.map(({ address }) => address);
    const now = context.clock.now();
    if (now - at >= config.retry.for) {
      const problem = result.why ?? GIVEN_UP;
      const refused = again.map(({ contact }) => ({ contact, problem }));
      await this.#o.fates.ended(job, { ...result, outcome: { kind: 'accepted', parts: [], refused } }, []);
      return;
    }
    await this.#tellWaiting(job, result);
    await waiting.wait(
      // A name of its own for each round: the one before is removed when it has ended.
      records.nameOf(account, `${messageId} again ${now}`),
      { id, account: account.id, born: account.born, event, at, only },
      nextAttempt({ at, now, noticeAfter: config.retry.noticeAfter }),
    );
  }

  async #tellWaiting({ account, event, at }: Job, { messageId, recipients, again, why }: Result): Promise<void> {
    const { context, config, records, fates } = this.#o;
    if (messageId === undefined || why === undefined || context.clock.now() - at < config.retry.noticeAfter) return;
    const name = records.nameOf(account, messageId);
    const { subject = event.subject ?? '' } = (await records.byName(name)) ?? {};
    const address = (again[0] ?? recipients?.[0])?.address ?? event.contact;
    await fates.waiting(account, name, { address, subject, reason: why });
  }

  /** The ids that were told of a mail when it was held. */
  #partsOf({ id, account, event }: Job): readonly PartId[] {
    const { config, sender } = this.#o;
    const identity = identityOf(account, config);
    if (identity === undefined) return [];
    const messageId = sender.writer.messageIdOf(id, identity);
    const contacts = event.recipients?.map(({ contact }) => contact) ?? [event.contact];
    return contacts.map((contact, index) => ({ id: partIdOf(messageId, index), contact }));
  }

  /** Runs something when all earlier ones of its conversation have ended. */
  async #inOrder<T>({ id, born }: Pick<Account, 'id' | 'born'>, contact: string, work: () => Promise<T>): Promise<T> {
    return await new Promise((resolve, reject) => {
      this.#order.run(`${born} ${id} ${contact}`, async () => {
        await work().then(resolve, reject);
      });
    });
  }
}

/** Only what says something by itself can be held back: the rest speaks of a mail that has gone out. */
function isNew({ replaces, retracts, reactions }: MessageEvent): boolean {
  return replaces === undefined && retracts === undefined && reactions === undefined;
}

/** Whether a mail that is to be tried again belongs to a room. */
function waitsElsewhere({ event }: Job, { outcome, recipients = [] }: Result): boolean {
  return event.room !== undefined && outcome.kind === 'retry' && outcome.scope !== 'lane' && recipients.length > 0;
}
