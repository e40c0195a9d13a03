import type { HoldContext, Outcome, PartId, Problem } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import { bccField } from '../compose/mail-fields.js';
import type { EmailConfig } from '../config.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { OutPlan, OutRecipient } from '../conversation/out-plan.js';
import type { KnownSenders } from '../policy/known-senders.js';
import type { TakenMail } from '../policy/mail-limits.js';
import type { OctetBudget } from '../reader/octet-budget.js';
import type { MailFlag } from '../reading/readings.js';
import type { DirectTraffic } from '../secure/direct/traffic.js';
import type { DsnRequest, TransactionResult } from '../smtp/transaction.js';
import { troubleOf } from '../trouble.js';
import { memoryFor, messageIdOfUrl, mostOfFiles } from './files.js';
import { type Here, joined } from './here.js';
import type { Addressed, Job, Ready } from './job.js';
import { nextAttempt } from './next-attempt.js';
import { ANOTHER_HOLDER, partsOf, type Result, resultOf, withRefused } from './results.js';
import type { Route, Routes } from './routes.js';
import type { SendingRules } from './rules.js';
import { givenMessageId } from './server-ids.js';
import type { Writer } from './writer.js';

interface SenderParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
  readonly routes: Routes;
  readonly rules: SendingRules;
  readonly people: Pick<KnownSenders, 'wrote'>;
  readonly writer: Writer;
  /** Of the process, for files on their way into mails. */
  readonly fileMemory: OctetBudget;
  /** As in the context, and false once the lane is given back. */
  readonly mayWrite: () => boolean;
  /** Undefined where nobody exchanges objects with peers. */
  readonly direct: DirectTraffic | undefined;
  /** Takes what is for users of this gateway; undefined: the mail server does. */
  readonly here?: Pick<Here, 'send' | 'knows'> | undefined;
}

/** Who wants to know when a mail goes. */
export interface Going {
  /** What is to be done right before the mail may be written to the outside. Rejecting keeps it here. */
  readonly before?: () => Promise<void>;
  /** Whether it may be with somebody from now on, or surely is not. Never called with true once `mayWrite` was false. */
  readonly mayBeOut?: (mayBeOut: boolean) => void;
}

/** Until a mail asks again for memory that others have, ms. */
const MEMORY_PAUSE_MS = 10_000;

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
  async send(job: Job, going: Going = {}): Promise<Result> {
    const addressed = await this.#o.writer.address(job);
    return 'condition' in addressed ? rejected(addressed) : await this.sendTo(addressed, going);
  }

  async sendTo(addressed: Addressed, going: Going = {}): Promise<Result> {
    const { rules } = this.#o;
    const { identity, recipients, refused, name, job, messageId } = addressed;
    if (recipients.length === 0) return { outcome: { kind: 'accepted', parts: [], refused }, again: [] };
    const to = recipients.filter(({ address }) => job.only === undefined || job.only.includes(address));
    const addresses = to.map(({ address }) => address);
    const [wait, taken] = await Promise.all([
      rules.waitFor(name, identity, addresses),
      // What goes to some of its recipients once more has been counted.
      job.only === undefined ? rules.take(identity, recipients.length) : { amounts: [] },
    ]);
    if ('problem' in taken) return rejected(taken.problem);
    if (wait > 0) {
      await this.#giveBack(taken);
      return { outcome: { kind: 'retry', after: wait, reason: 'its domain gets enough mail now' }, again: [] };
    }
    try {
      const ready = await this.#write(addressed);
      if (ready === undefined) {
        await this.#giveBack(taken);
        return { outcome: { kind: 'retry', after: MEMORY_PAUSE_MS, reason: 'other mails have the memory' }, again: [] };
      }
      if ('condition' in ready) {
        await this.#giveBack(taken);
        return { ...rejected(ready), messageId, recipients };
      }
      const result = await this.#handOver(ready, to, going);
      const { outcome } = result;
      if (outcome.kind === 'retry' || outcome.kind === 'rejected') await this.#giveBack(taken);
      return job.only === undefined ? { ...result, outcome: withRefused(outcome, refused, to) } : result;
    } catch (error) {
      await this.#giveBack(taken);
      throw error;
    }
  }

  /** Writes the mail; undefined: there is no memory for its files now. */
  async #write(addressed: Addressed): Promise<Ready | Problem | undefined> {
    const { context, config, writer, fileMemory } = this.#o;
    const { files = [] } = addressed.job.event;
    const release = await memoryFor(files, mostOfFiles(config), fileMemory, context.clock);
    if (release === undefined) return undefined;
    try {
      return await writer.write(addressed);
    } finally {
      release();
    }
  }

  /** Gives the mail to its server. */
  async #handOver(ready: Ready, to: readonly OutRecipient[], going: Going): Promise<Result> {
    const { context, records, routes, direct } = this.#o;
    const { identity, plan, job, messageId, recipients } = ready;
    const route = await routes.of(identity);
    if ('condition' in route) return rejected(route);
    // Before it goes: what comes back may be quicker than the answer.
    await records.keep(plan.record, ready.name);
    const addresses = to.map(({ address }) => address);
    await direct?.begun(identity, plan.record, addresses);
    await going.before?.();
    if (!this.#o.mayWrite()) return { outcome: ANOTHER_HOLDER, again: [] };
    going.mayBeOut?.(true);
    const { answer, arrived } = await this.#transfer(ready, to, route);
    if (answer.kind !== 'sent' && answer.kind !== 'unknown') going.mayBeOut?.(false);
    const result =
      answer.kind === 'unknown' && (await route.isSent?.(identity, messageId)) === true ? sent(to, answer) : answer;
    const read = resultOf(result, {
      messageId,
      recipients,
      to,
      sender: identity.self.address,
      ofAdmin: route.ofAdmin === true,
      after: nextAttempt({
        at: job.at,
        now: context.clock.now(),
        noticeAfter: this.#o.config.retry.noticeAfter,
        result,
      }),
    });
    // Nothing that follows can undo what the server has said, so what fails is only logged.
    if (read.locked !== undefined) await this.#try(routes.locked(identity, read.locked));
    if (result.kind === 'sent' || result.kind === 'unknown') await this.#try(records.lead(plan.record));
    else if (direct !== undefined) await this.#try(direct.unsent(identity, plan.record, addresses));
    if (result.kind === 'sent') this.#sent(ready, route, result);
    return { ...read, arrived: partsAt(read.outcome, recipients, arrived, messageId) };
  }

  /** Hands a mail over, here and outside; `arrived`: the addresses at which it is for sure. */
  async #transfer(
    { identity, plan, octets, prefix, name, settings, job, returnPath }: Ready,
    to: readonly OutRecipient[],
    route: Route,
  ): Promise<{ readonly answer: TransactionResult; readonly arrived: ReadonlySet<string> }> {
    const { mayWrite, rules, here, direct } = this.#o;
    // Of objects for peers their agents tell, not mail servers on the way.
    const asks = job.event.receipt && direct?.has(identity) !== true;
    const addresses = { here: [] as string[], outside: [] as string[] };
    for (const { address } of to) {
      const inside = identity.kind === 'address' && rules.isHere(address) && (await here?.knows(address)) === true;
      addresses[inside ? 'here' : 'outside'].push(address);
    }
    const transaction = {
      from: returnPath,
      dsn: dsnFor(asks, settings, name),
      octets,
      ...(prefix === undefined ? {} : { prefix }),
      utf8: needsUtf8(plan, to),
      mayWrite,
    };
    const whom = (list: readonly string[]) => list.map((address) => ({ address }));
    const taken =
      here === undefined || addresses.here.length === 0
        ? undefined
        : await here.send({ ...transaction, to: whom(addresses.here) });
    const arrived = new Set(taken?.kind === 'sent' && asks ? taken.accepted : []);
    if (taken !== undefined && addresses.outside.length === 0) return { answer: taken, arrived };
    const answer = await route.pool.send({ ...transaction, to: whom(addresses.outside) });
    return { answer: taken === undefined ? answer : joined(taken, answer, addresses), arrived };
  }

  async #try(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) =>
      this.#o.context.log.warn(troubleOf(error), 'what follows from a sent mail could not all be kept'),
    );
  }

  /** What follows from that a mail has gone out. */
  #sent(
    { identity, octets, prefix, plan, base, addressees, job }: Ready,
    route: Route,
    { accepted, serverId }: Extract<TransactionResult, { kind: 'sent' }>,
  ): void {
    const { people, records } = this.#o;
    const { account } = identity;
    const copy = [bccField(addressees.bcc), ...(prefix === undefined ? [] : [prefix]), octets];
    route.keepCopy?.(identity, Buffer.concat(copy));
    if (plan.mail.inReplyTo !== undefined && plan.mail.reaction === undefined) mark(route, base, '\\Answered');
    for (const { url } of job.event.files ?? []) {
      const id = messageIdOfUrl(url);
      if (id !== undefined) void this.#try(records.get(account, id).then((one) => mark(route, one, '$Forwarded')));
    }
    const outside = givenMessageId(serverId, plan.record.id);
    void this.#try(people.wrote(account.jid, accepted));
    if (outside !== undefined) void this.#try(records.rename(plan.record, outside));
  }

  async #giveBack(taken: TakenMail): Promise<void> {
    if (taken.amounts.length === 0) return;
    await this.#try(this.#o.rules.giveBack(taken));
  }
}

/** Tells the mailbox what was done with a mail in it. */
function mark(route: Route, mail: MailRecord | undefined, flag: MailFlag): void {
  if (mail?.place !== undefined) route.flag?.({ id: mail.id, place: mail.place }, flag);
}

/** The parts of those at whom it is for sure. */
function partsAt(
  outcome: Outcome,
  recipients: readonly OutRecipient[],
  arrived: ReadonlySet<string>,
  messageId: string,
): readonly PartId[] {
  if (outcome.kind !== 'accepted' || arrived.size === 0) return [];
  return partsOf(messageId, recipients).filter((_, index) => arrived.has(recipients[index]?.address ?? ''));
}

function rejected(problem: Problem): Result {
  return { outcome: { kind: 'rejected', problem }, again: [] };
}

/** The mailbox has a mail whose answer was lost: its server took it. */
function sent(
  to: readonly OutRecipient[],
  { refused = [] }: Extract<TransactionResult, { readonly kind: 'unknown' }>,
): TransactionResult {
  const without = new Set(refused.map(({ address }) => address));
  return {
    kind: 'sent',
    accepted: to.flatMap(({ address }) => (without.has(address) ? [] : [address])),
    refused,
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
