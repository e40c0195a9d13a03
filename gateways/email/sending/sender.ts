import type { HoldContext, Outcome, Problem } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import { bccField } from '../compose/mail-fields.js';
import type { EmailConfig } from '../config.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { OutPlan, OutRecipient } from '../conversation/out-plan.js';
import type { KnownSenders } from '../policy/known-senders.js';
import type { TakenMail } from '../policy/mail-limits.js';
import type { DirectTraffic } from '../secure/direct/traffic.js';
import type { DsnRequest, TransactionResult } from '../smtp/transaction.js';
import type { Addressed, Job, Ready } from './job.js';
import { nextAttempt } from './next-attempt.js';
import { type Result, resultOf, withRefused } from './results.js';
import type { Route, Routes } from './routes.js';
import type { SendingRules } from './rules.js';
import { givenMessageId } from './server-ids.js';
import type { Writer } from './writer.js';

export interface SenderParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
  readonly routes: Routes;
  readonly rules: SendingRules;
  readonly people: Pick<KnownSenders, 'wrote'>;
  readonly writer: Writer;
  /** Undefined where nobody exchanges objects with peers. */
  readonly direct: DirectTraffic | undefined;
}

/** What is to be done right before a mail may be written to the outside. Rejecting keeps it here. */
export type BeforeWriting = () => Promise<void>;

/** Sends the mails of messages: the rules first, then the writing, then the mail server. */
export class Sender {
  readonly #o: SenderParts;

  constructor(parts: SenderParts) {
    this.#o = parts;
  }

  get writer(): Writer {
    return this.#o.writer;
  }

  /** What becomes of a message. Rejects where the store cannot be asked; it surely was not sent then. */
  async send(job: Job, beforeWriting?: BeforeWriting): Promise<Result> {
    const addressed = await this.#o.writer.address(job);
    return 'condition' in addressed ? rejected(addressed) : await this.sendTo(addressed, beforeWriting);
  }

  async sendTo(addressed: Addressed, beforeWriting?: BeforeWriting): Promise<Result> {
    const { rules, writer } = this.#o;
    const { identity, recipients, refused, name, job } = addressed;
    const to = recipients.filter(({ address }) => job.only === undefined || job.only.includes(address));
    const wait = await rules.waitFor(
      name,
      identity,
      to.map(({ address }) => address),
    );
    if (wait > 0) {
      return { outcome: { kind: 'retry', after: wait, reason: 'its domain gets enough mail now' }, again: [] };
    }
    // What goes to some of its recipients once more has been counted.
    const taken = job.only === undefined ? await rules.take(identity, recipients.length) : { amounts: [] };
    if ('problem' in taken) return rejected(taken.problem);
    try {
      const ready = await writer.write(addressed);
      if ('condition' in ready) {
        await this.#giveBack(taken);
        return rejected(ready);
      }
      const result = await this.#handOver(ready, to, beforeWriting);
      const { outcome } = result;
      if (outcome.kind === 'retry' || outcome.kind === 'rejected') await this.#giveBack(taken);
      return job.only === undefined ? { ...result, outcome: withRefused(outcome, refused, to) } : result;
    } catch (error) {
      await this.#giveBack(taken);
      throw error;
    }
  }

  /** Gives the mail to its server. */
  async #handOver(ready: Ready, to: readonly OutRecipient[], beforeWriting?: BeforeWriting): Promise<Result> {
    const { context, records, routes, direct } = this.#o;
    const { identity, plan, octets, prefix, name, settings, job, messageId, recipients, returnPath } = ready;
    const route = await routes.of(identity);
    if ('condition' in route) return rejected(route);
    // Before it goes: what comes back may be quicker than the answer.
    await records.keep(plan.record);
    await beforeWriting?.();
    const addresses = to.map(({ address }) => address);
    await direct?.begun(identity, plan.record, addresses);
    if (!context.mayWrite()) return { outcome: ANOTHER_HOLDER, again: [] };
    const answer = await route.pool.send({
      from: returnPath,
      to: to.map(({ address }) => ({ address })),
      // Of objects for peers their agents tell, not mail servers on the way.
      dsn: dsnFor(job.event.receipt && direct?.has(identity) !== true, settings, name),
      octets,
      ...(prefix === undefined ? {} : { prefix }),
      utf8: needsUtf8(plan, to),
      mayWrite: () => context.mayWrite(),
    });
    const result =
      answer.kind === 'unknown' && (await route.isSent?.(identity, messageId)) === true ? sent(to) : answer;
    const read = resultOf(result, {
      messageId,
      recipients,
      to,
      sender: identity.self.address,
      after: nextAttempt(job.at, context.clock.now(), this.#o.config.retry.noticeAfter, result),
    });
    // Nothing that follows can undo what the server has said, so what fails is only logged.
    if (read.locked !== undefined) await this.#try(routes.locked(identity, read.locked));
    if (result.kind === 'sent' || result.kind === 'unknown') await this.#try(records.lead(plan.record));
    else if (direct !== undefined) await this.#try(direct.unsent(identity, plan.record, addresses));
    if (result.kind === 'sent') this.#sent(ready, route, result);
    return read;
  }

  async #try(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) =>
      this.#o.context.log.warn({ error: String(error) }, 'what follows from a sent mail could not all be kept'),
    );
  }

  /** What follows from that a mail has gone out. */
  #sent(
    { identity, octets, prefix, plan, base, addressees }: Ready,
    route: Route,
    { accepted, serverId }: Extract<TransactionResult, { kind: 'sent' }>,
  ): void {
    const { people, records } = this.#o;
    const { account } = identity;
    const copy = [bccField(addressees.bcc), ...(prefix === undefined ? [] : [prefix]), octets];
    route.keepCopy?.(identity, Buffer.concat(copy));
    if (plan.mail.inReplyTo !== undefined && plan.mail.reaction === undefined) this.#answered(route, base);
    const outside = givenMessageId(serverId, plan.record.id);
    void this.#try(people.wrote(account.jid, accepted));
    if (outside !== undefined) void this.#try(records.rename(plan.record, outside));
  }

  #answered(route: Route, base: MailRecord | undefined): void {
    if (base?.place !== undefined) route.flag?.({ id: base.id, place: base.place }, '\\Answered');
  }

  async #giveBack(taken: TakenMail): Promise<void> {
    if (taken.amounts.length === 0) return;
    await this.#try(this.#o.rules.giveBack(taken));
  }
}

const ANOTHER_HOLDER: Outcome = { kind: 'retry', after: 0, reason: 'another process may hold the lane', scope: 'lane' };

function rejected(problem: Problem): Result {
  return { outcome: { kind: 'rejected', problem }, again: [] };
}

/** The mailbox has a mail whose answer was lost: its server took it. */
function sent(to: readonly OutRecipient[]): TransactionResult {
  return {
    kind: 'sent',
    accepted: to.map(({ address }) => address),
    refused: [],
    abilities: { dsn: false, utf8: false, eightBit: false, pipelining: false },
  };
}

function dsnFor(receipt: boolean, { receipts }: Settings, name: string): DsnRequest {
  const success = receipt && (receipts === 'delivered' || receipts === 'displayed');
  return { notify: success ? ['success', 'failure', 'delay'] : ['failure', 'delay'], ret: 'HDRS', envid: name };
}

const ASCII = /^[\x20-\x7e]*$/;

/** RFC 6531 3.6: whether the server must know SMTPUTF8. */
function needsUtf8({ mail }: OutPlan, recipients: readonly OutRecipient[]): boolean {
  const named = [mail.from, ...(mail.replyTo === undefined ? [] : [mail.replyTo]), ...mail.to, ...mail.cc];
  return [...named, ...recipients].some(({ address }) => !ASCII.test(address));
}
