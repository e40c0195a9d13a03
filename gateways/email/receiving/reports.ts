import type { HoldContext, ReportId } from '../../gateway.js';
import { contactOf } from '../address/contact-of.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { DsnRecipient, DsnReport, MdnReport, Report } from '../reports/report.js';
import type { Fates } from '../sending/fates.js';
import { partIdOf } from '../sending/results.js';
import { problemOfStatus } from '../smtp/replies.js';

interface ReportParts {
  readonly context: HoldContext;
  readonly config: Pick<EmailConfig, 'reports'>;
  readonly records: MailRecords;
  readonly fates: Fates;
}

/**
 * Tells the user what a report says of a mail that the user has sent. False: it speaks of no such mail; then it is a mail like
 * others, because a report that nobody can place may still mean something to a person. `name`: the token of the address that
 * it was sent to.
 */
export async function tellReport(
  parts: ReportParts,
  identity: Identity,
  report: Report,
  name: string | undefined,
): Promise<boolean> {
  const { context, records, fates } = parts;
  const record = await sentMail(records, identity, report, name);
  if (record === undefined) return false;
  await fates.settleDoubt(records.nameOf(identity.account, record.id));
  if (report.kind === 'mdn') return await tellRead(context, identity, record, report);
  await Promise.all(report.recipients.map((recipient) => tellFate(parts, identity, record, report, recipient)));
  return true;
}

/** A report names a mail by the token of its return path, by the envelope id, or by its Message-ID: none can be guessed. */
async function sentMail(
  records: MailRecords,
  { account }: Identity,
  report: Report,
  name: string | undefined,
): Promise<MailRecord | undefined> {
  const names = [name, report.kind === 'dsn' ? report.envelopeId : undefined].filter((one) => one !== undefined);
  for (const one of names) {
    const record = await records.byName(one.toLowerCase());
    if (record !== undefined && isOf(record, account)) return record;
  }
  const ids = [report.originalMessageId, ...(report.kind === 'dsn' ? (report.originalReferences ?? []).slice(-1) : [])];
  for (const id of ids) {
    const record = id === undefined ? undefined : await records.get(account, id);
    if (record?.by === 'user') return record;
  }
  return undefined;
}

function isOf({ account, born, by }: MailRecord, owner: Identity['account']): boolean {
  return account === owner.id && born === owner.born && by === 'user';
}

async function tellFate(
  { context, config, records, fates }: ReportParts,
  { account }: Identity,
  record: MailRecord,
  { guessed }: DsnReport,
  recipient: DsnRecipient,
): Promise<void> {
  const { action, status, diagnostic, original, final } = recipient;
  if (guessed && action !== 'failed') return;
  context.metrics.count('delivery_reports', { action });
  const address = original ?? final;
  const problem = problemOfStatus(status, diagnostic, address);
  if (action === 'delayed') {
    await fates.waiting(account, records.nameOf(account, record.id), {
      address,
      subject: record.subject,
      reason: problem,
    });
    return;
  }
  // Taken over by a mail server that will say nothing more: as good as it gets, or nothing at all.
  const passedOn = action === 'relayed' || action === 'expanded';
  if (passedOn && !config.reports.relayed) return;
  for (const { id, contact } of partsOf(record, [original, final])) {
    if (action !== 'failed') await context.report({ ids: [id], contact, state: 'delivered' });
    else if (record.promised) await fates.broken(record, contact, id.id, problem);
    else await context.report({ ids: [id], contact, state: 'failed', problem });
  }
}

/** RFC 8098 3.2.6: that it was displayed tells that it was delivered, too; of other ends nothing is told. */
async function tellRead(
  context: HoldContext,
  { account }: Identity,
  record: MailRecord,
  { disposition, finalRecipient, originalRecipient }: MdnReport,
): Promise<boolean> {
  const { type } = disposition;
  context.metrics.count('disposition_notifications', { type: KNOWN.has(type) ? type : 'other' });
  const parts = partsOf(record, [originalRecipient, finalRecipient]);
  if (type === 'displayed') {
    for (const { id, contact } of parts) {
      await context.report({ ids: [id], contact, state: 'delivered' });
      await context.deliver({ account: account.id, born: account.born, contact, displayed: id.id });
    }
  }
  return true;
}

const KNOWN = new Set(['displayed', 'deleted', 'dispatched', 'processed', 'failed']);

/** Which recipients of the mail are meant. One that cannot be told apart is so where there is only one. */
function partsOf(
  { id, recipients = [] }: MailRecord,
  addresses: readonly (string | undefined)[],
): readonly { readonly id: ReportId; readonly contact: string }[] {
  const wanted = new Set(addresses.flatMap((address) => (address === undefined ? [] : [contactOf(address)])));
  const all = recipients.map(({ contact, address }, index) => ({
    id: { id: partIdOf(id, index), certain: true },
    contact,
    address: contactOf(address),
  }));
  const meant = all.filter(({ address }) => wanted.has(address));
  return meant.length > 0 || all.length !== 1 ? meant : all;
}
