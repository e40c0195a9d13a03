import type { HoldContext } from '../../../gateway.js';
import { identityOf } from '../../accounts/identities.js';
import { readSettings } from '../../accounts/settings.js';
import { contactOf } from '../../address/contact-of.js';
import type { EmailConfig } from '../../config.js';
import type { Identity } from '../../conversation/identity.js';
import type { MailRecord, MailRecords } from '../../conversation/mail-records.js';
import {
  type DirectProgress,
  type DirectStep,
  directBounced,
  directNoticed,
  directSent,
  directSilent,
} from '../../crypto/direct/progress.js';
import type { DsnReport, MdnReport } from '../../reports/report.js';
import { partIdOf } from '../../sending/results.js';

/** A wait for word of the agent of a recipient; JSON. */
export interface SilenceWait {
  readonly kind: 'direct-silence';
  readonly account: string;
  readonly born: number;
  /** Message-ID of the mail, and the recipient in small letters. */
  readonly id: string;
  readonly recipient: string;
}

const KEPT_SECONDS = 30 * 86_400;
/** A moment after the deadline, ms. */
const GRACE_MS = 1000;

interface ProgressParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
}

/** How far each object of the users has come, for each of its recipients, and what its sender is told of that. */
export class DirectProgressBook {
  readonly #o: ProgressParts;

  constructor(parts: ProgressParts) {
    this.#o = parts;
  }

  /** The mail is about to be given to the server that sends it: what comes back may be quicker than its answer. */
  async begun(identity: Identity, { id }: MailRecord, recipients: readonly string[]): Promise<void> {
    const at = this.#o.context.clock.now();
    for (const recipient of recipients) await this.#keep(identity, directSent(id, recipient.toLowerCase(), at));
  }

  /** The server did not take it, and its sender is told of that elsewhere. */
  async unsent(identity: Identity, { id }: MailRecord, recipients: readonly string[]): Promise<void> {
    const { kv, later } = this.#o.context;
    for (const recipient of recipients) {
      const key = this.#key(identity, id, recipient);
      await kv.remove(key);
      await later.cancel(key);
    }
  }

  /** The agent of a recipient (`from` signed it) says how far an object has come. */
  async noticed(identity: Identity, from: string, report: MdnReport): Promise<void> {
    const { originalMessageId: id, finalRecipient, originalRecipient, disposition } = report;
    if (id === undefined) return;
    for (const recipient of new Set([finalRecipient, originalRecipient ?? finalRecipient])) {
      const progress = await this.#of(identity, id, recipient);
      if (progress === undefined) continue;
      const { type, modifiers } = disposition;
      await this.#step(identity, directNoticed(progress, { from, type, modifiers }));
      return;
    }
  }

  /** A mail server says that it failed; its sender is told of that elsewhere. */
  async bounced(identity: Identity, { originalMessageId: id, recipients }: DsnReport): Promise<void> {
    if (id === undefined) return;
    for (const { action, original, final } of recipients) {
      const progress = action === 'failed' ? await this.#of(identity, id, original ?? final) : undefined;
      if (progress !== undefined) await this.#keep(identity, directBounced(progress));
    }
  }

  /** Rejects where it has to come again. */
  async later({ account: whose, born, id, recipient }: SilenceWait): Promise<void> {
    const { context, config } = this.#o;
    const account = await context.account(whose);
    const identity = account?.born === born ? identityOf(account, config) : undefined;
    const progress = identity === undefined ? undefined : await this.#of(identity, id, recipient);
    if (identity === undefined || progress === undefined) return;
    await this.#step(identity, directSilent(progress, context.clock.now()));
  }

  async #of(identity: Identity, id: string, recipient: string): Promise<DirectProgress | undefined> {
    return await this.#o.context.kv.get<DirectProgress>(this.#key(identity, id, recipient));
  }

  /** Told first: told twice does no harm, for the core knows what was told. */
  async #step(identity: Identity, step: DirectStep): Promise<void> {
    if (step.tell !== undefined) await this.#tell(identity, step.progress, step.tell);
    await this.#keep(identity, step);
  }

  async #keep(identity: Identity, { progress, deadline }: DirectStep): Promise<void> {
    const { context } = this.#o;
    const { messageId: id, recipient } = progress;
    const key = this.#key(identity, id, recipient);
    await context.kv.set(key, progress, KEPT_SECONDS);
    if (deadline === undefined) {
      await context.later.cancel(key);
      return;
    }
    const { id: account, born } = identity.account;
    const wait: SilenceWait = { kind: 'direct-silence', account, born, id, recipient };
    await context.later.schedule(key, Math.max(0, deadline - context.clock.now()) + GRACE_MS, wait);
  }

  async #tell(
    identity: Identity,
    { messageId, recipient }: DirectProgress,
    tell: NonNullable<DirectStep['tell']>,
  ): Promise<void> {
    const { context, config, records } = this.#o;
    const { account } = identity;
    const record = await records.get(account, messageId);
    const index = (record?.recipients ?? []).findIndex(({ address }) => contactOf(address) === contactOf(recipient));
    const contact = record?.recipients?.[index]?.contact;
    if (contact === undefined) return;
    const id = partIdOf(messageId, index);
    const ids = [{ id, certain: true }];
    if (tell.kind === 'failed') {
      await context.report({ ids, contact, state: 'failed', problem: tell.problem });
      return;
    }
    if (tell.kind === 'processed') {
      const { language } = readSettings(account.fields, config);
      const body = context.text({ key: 'email.direct.processed', params: { address: recipient } }, language);
      const about = { account: account.id, born: account.born, contact, dedupe: `direct-processed:${id}` };
      await context.deliver({ ...about, kind: 'headline', keep: 'no-store', body });
      return;
    }
    await context.report({ ids, contact, state: 'delivered' });
    if (tell.kind === 'displayed')
      await context.deliver({ account: account.id, born: account.born, contact, displayed: id });
  }

  #key({ account }: Identity, id: string, recipient: string): string {
    return `direct-out:${this.#o.records.nameOf(account, `${id} ${recipient.toLowerCase()}`)}`;
  }
}
