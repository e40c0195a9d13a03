import type { Account, Envelope, GatewayEvent, HoldContext, MessageEvent, PartId, Problem } from '../../gateway.js';
import type { EmailConfig } from '../config.js';
import type { MailRecord } from '../conversation/mail-records.js';
import type { Job } from './job.js';
import { settingsFor } from './job-settings.js';
import { partsOf, type Result, UNKNOWN } from './results.js';

interface FatesParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
}

/** Longer than any mail is tried. */
const KEPT_SECONDS = 40 * 86_400;

/** Tells users what becomes of mails besides what the core tells by the outcome of a submit. */
export class Fates {
  readonly #o: FatesParts;

  constructor(parts: FatesParts) {
    this.#o = parts;
  }

  /**
   * Our mail server took a mail: that is its receipt where the user counts it so, and for those whom it has reached for sure. Rejects
   * where the store cannot be asked.
   */
  async accepted({ account, event }: Job, { outcome, arrived = [] }: Result): Promise<void> {
    const { context, config } = this.#o;
    if (!event.receipt || outcome.kind !== 'accepted') return;
    const { receipts } = settingsFor({ account, event }, config);
    if (receipts === 'none') return;
    for (const { id, contact = event.contact } of receipts === 'accepted' ? outcome.parts : arrived) {
      await context.report({ ids: [{ id, certain: true }], contact, state: 'delivered' });
    }
  }

  /** What became of a mail that was settled as accepted long ago, as reports on it. */
  async ended(job: Job, result: Result, otherwise: readonly PartId[]): Promise<void> {
    const { context } = this.#o;
    const { outcome, messageId, recipients = [] } = result;
    const { contact } = job.event;
    // Of the others it was told when the server took it for them.
    const isConcerned = (index: number): boolean => job.only?.includes(recipients[index]?.address ?? '') ?? true;
    const all =
      messageId === undefined ? otherwise : partsOf(messageId, recipients).filter((_, index) => isConcerned(index));
    await this.accepted(job, result);
    const failed = (parts: readonly PartId[], problem: Problem): Promise<unknown> =>
      Promise.all(
        parts.map(({ id, contact: whose = contact }) =>
          context.report({ ids: [{ id, certain: true }], contact: whose, state: 'failed', problem }),
        ),
      );
    if (outcome.kind === 'rejected') await failed(all, outcome.problem);
    if (outcome.kind === 'unknown') await failed(all, UNKNOWN);
    if (outcome.kind !== 'accepted') return;
    for (const { contact: refused, problem } of outcome.refused ?? []) {
      await failed(
        all.filter((part) => (part.contact ?? contact) === refused),
        problem,
      );
    }
  }

  /** A mail has waited for long and is tried on: its user hears of it, once. `name`: of its record. */
  async waiting(
    account: Pick<Account, 'id' | 'jid'>,
    name: string,
    { address, subject, reason }: { readonly address: string; readonly subject: string; readonly reason: Problem },
  ): Promise<void> {
    const { context, config } = this.#o;
    if (!(await context.kv.add(`still:${name}`, 1, KEPT_SECONDS))) return;
    const days = String(Math.max(1, Math.round(config.retry.for / 86_400_000)));
    await context.tell(account, {
      key: subject === '' ? 'email.waiting-without-subject' : 'email.waiting',
      params: { address, subject, reason: context.text(reason.text), days },
    });
  }

  /** Nobody knows whether a mail has gone out: what comes back later may tell. `name`: of its record. */
  async doubt(name: string, envelope: Envelope<GatewayEvent>, parts: readonly PartId[]): Promise<void> {
    const { event } = envelope;
    if (event?.type !== 'message') return;
    const kept: Doubt = { envelope: { ...envelope, event: withoutContent(event) }, parts };
    await this.#o.context.kv.set(`doubt:${name}`, kept, KEPT_SECONDS);
  }

  /** Something has come back of a mail: it has gone out after all, if that was in doubt. */
  async settleDoubt(name: string): Promise<void> {
    const { context } = this.#o;
    const doubt = await context.kv.get<Doubt>(`doubt:${name}`);
    if (doubt === undefined) return;
    await context.answeredLate(doubt.envelope, doubt.parts);
    await context.kv.remove(`doubt:${name}`);
  }

  /** A mail failed that was told as delivered when our own server took it: a receipt cannot be taken back, so the contact says so. */
  async broken({ account, born }: MailRecord, contact: string, id: string, problem: Problem): Promise<void> {
    const { context } = this.#o;
    await context.deliver({
      account,
      born,
      contact,
      body: context.text(problem.text),
      reply: { to: id },
      dedupe: `broken:${account}:${born}:${contact}:${id}`,
    });
  }
}

/** Only whose message it is: what it says is not kept, because nobody needs it to find what reports speak of. */
function withoutContent({ from, to, contact, stanzaId, receipt, recipients }: MessageEvent): MessageEvent {
  return {
    type: 'message',
    from,
    to,
    contact,
    body: '',
    receipt,
    ...(stanzaId === undefined ? {} : { stanzaId }),
    ...(recipients === undefined ? {} : { recipients }),
  };
}

interface Doubt {
  readonly envelope: Envelope<GatewayEvent>;
  readonly parts: readonly PartId[];
}
