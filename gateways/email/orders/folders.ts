import type { FoundRow } from '../commands/orders.js';
import type { Identity } from '../conversation/identity.js';
import type { MailSummary } from '../imap/types.js';
import { readDate } from '../mime/dates.js';
import { fieldText } from '../mime/header-fields.js';
import { readMailboxes } from '../mime/mailboxes.js';
import { boxOf, findMail, mailboxOf, whereItLies } from './find-mail.js';
import { type FoundRows, ROWS_SECONDS, rowsKey } from './found-rows.js';
import type { Done, Ordered, OrdersParts } from './ordering.js';

/** Rows of a table. */
const MOST_ROWS = 50;
const LONGEST_SUBJECT = 150;
const MOST_FOLDERS = 200;

/** The folders of a mailbox. */
export async function folders({ parts, user, order }: Ordered<'folders'>): Promise<Done<'folders'>> {
  const { own } = await mailboxOf(parts, user, order.account);
  const all = await own.mailbox.folders();
  return {
    folders: all
      .filter(({ selectable }) => selectable)
      .slice(0, MOST_FOLDERS)
      .map(({ path, use }) => (use === undefined ? { path } : { path, use })),
  };
}

/** Looks for mails, and remembers by which numbers they are shown. */
export async function search({ parts, user, order }: Ordered<'search'>): Promise<Done<'search'>> {
  const { own, identity } = await mailboxOf(parts, user, order.account);
  const limit = Math.min(order.query.limit ?? MOST_ROWS, MOST_ROWS);
  const found = await own.mailbox.search({ ...order.query, limit });
  await rememberRows(parts, user, identity, found);
  const now = parts.context.clock.now();
  return { rows: found.map((one, index) => rowOf(one, index + 1, now)) };
}

/** Moves a mail to another folder. */
export async function move({ parts, user, order }: Ordered<'move'>): Promise<Done<'move'>> {
  const found = await findMail(parts, user, order);
  const own = await boxOf(parts, found.identity);
  const { add, remove, to } = order;
  const placed = await whereItLies(own, found, async (ref) => {
    // Flags are no reason not to move it.
    if (add !== undefined || remove !== undefined) {
      await own.mailbox.flag(ref, { ...(add && { add }), ...(remove && { remove }) }).catch(() => false);
    }
    return await own.mailbox.move(ref, to);
  });
  const { record } = found;
  // Where the server does not tell its new number, it is found by its Message-ID.
  const place = { folder: placed.folder, uidValidity: '', uid: placed.uid ?? 0 };
  if (record !== undefined) await parts.records.change(record, { place });
  return { folder: placed.folder, subject: record?.subject ?? '' };
}

async function rememberRows(
  { context }: OrdersParts,
  user: string,
  { account }: Identity,
  found: readonly MailSummary[],
): Promise<void> {
  const rows: FoundRows = {
    rows: found.map(({ folder, uidValidity, uid, messageId }) => ({
      account: account.id,
      born: account.born,
      ref: { folder, uidValidity, uid, ...(messageId === undefined ? {} : { messageId }) },
    })),
  };
  await context.kv.set(rowsKey(user), rows, ROWS_SECONDS);
}

function rowOf({ flags, subject, from, to, date, internalDate }: MailSummary, row: number, now: number): FoundRow {
  const at = internalDate ?? (date === undefined ? undefined : readDate(date, now)?.at);
  return {
    row,
    ...(subject === undefined ? {} : { subject: fieldText(subject).slice(0, LONGEST_SUBJECT).toWellFormed() }),
    ...named('from', from),
    ...named('to', to),
    ...(at === undefined ? {} : { at }),
    unseen: !flags.includes('\\Seen'),
  };
}

function named<K extends 'from' | 'to'>(key: K, field: string | undefined): { readonly [P in K]?: string } {
  const found: { [P in K]?: string } = {};
  const people = readMailboxes(field ?? '').map(({ name, address }) => name ?? address);
  if (people.length > 0) found[key] = people.slice(0, 3).join(', ').slice(0, LONGEST_SUBJECT).toWellFormed();
  return found;
}
