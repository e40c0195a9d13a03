import type { Account, Problem } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import type { NamedMail } from '../commands/orders.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord } from '../conversation/mail-records.js';
import { ImapFailure } from '../imap/failure.js';
import type { FolderUse, MailRef } from '../imap/types.js';
import type { OwnMailbox } from '../mailboxes/own-mailbox.js';
import { type FoundRows, rowsKey } from './found-rows.js';
import { OrderRefused, type OrdersParts, refused } from './ordering.js';

/** A mail that a user has named. */
export interface FoundMail {
  readonly identity: Identity;
  /** Message-ID without angle brackets, where it has one. */
  readonly id?: string;
  readonly record?: MailRecord;
  /** Where it lay in the user's own mailbox when that was known last. */
  readonly ref?: MailRef;
}

/** Where a mail may have been moved to by another program. */
const ELSEWHERE: readonly FolderUse[] = ['inbox', 'archive', 'all', 'sent', 'trash', 'junk', 'drafts'];
/** How long a mailbox may take to be opened, and how often it is looked for, ms. */
const OPENING_MS = 5000;
const LOOK_MS = 100;
const DOWN: Problem = { type: 'wait', condition: 'service-unavailable', text: { key: 'email.imap.down' } };

/** The accounts of a user, or the one that is meant. Rejects with `OrderRefused` where there is none. */
export async function identitiesOf(
  { context, config }: Pick<OrdersParts, 'context' | 'config'>,
  user: string,
  account: string | undefined,
): Promise<readonly Identity[]> {
  const accounts = (await context.accountsOf(user)).filter(({ id }) => account === undefined || id === account);
  const identities = accounts.flatMap((one) => identityOf(one, config) ?? []);
  if (identities.length === 0) throw refused('email.account.gone', undefined, 'registration-required');
  return identities;
}

/** The mailbox of an account. One that was registered a moment ago is waited for. Rejects with `OrderRefused` where it is not connected. */
export async function boxOf(
  { mailboxes, context: { clock } }: Pick<OrdersParts, 'context' | 'mailboxes'>,
  { account, kind }: Identity,
): Promise<OwnMailbox> {
  if (kind !== 'mailbox') throw refused('email.order.no-mailbox', undefined, 'feature-not-implemented');
  const paused = mailboxes?.pausedReason(account);
  if (paused !== undefined) throw new OrderRefused(paused);
  const until = clock.monotonic() + OPENING_MS;
  let own = mailboxes?.of(account.id);
  while (own === undefined && clock.monotonic() < until) {
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    own = mailboxes?.of(account.id);
  }
  const state = mailboxes?.stateOf(account.id);
  if (own === undefined || state === 'down' || state === 'parked') throw new OrderRefused(own?.trouble ?? DOWN);
  return own;
}

/** The mailbox that a command is about: of the account that is named, else of the first that is one. */
export async function mailboxOf(
  parts: OrdersParts,
  user: string,
  account: string | undefined,
): Promise<{ readonly own: OwnMailbox; readonly identity: Identity }> {
  const all = await identitiesOf(parts, user, account);
  const identity = all.find(({ kind }) => kind === 'mailbox') ?? all[0];
  if (identity === undefined) throw refused('email.account.gone', undefined, 'registration-required');
  return { own: await boxOf(parts, identity), identity };
}

/** Rejects with `OrderRefused` where there is no such mail. */
export async function findMail(
  parts: OrdersParts,
  user: string,
  { account, mail }: { readonly account?: string; readonly mail: NamedMail },
): Promise<FoundMail> {
  const identities = await identitiesOf(parts, user, account);
  switch (mail.by) {
    case 'row':
      return await ofRow(parts, user, identities, mail.row);
    case 'id': {
      const found = await newestOf(identities, (one) => parts.records.get(one, mail.id));
      if (found !== undefined) return found;
      const own = identities.find(({ kind }) => kind === 'mailbox');
      if (own === undefined) throw refused('email.order.no-such-mail');
      return { identity: own, id: mail.id, ref: { messageId: mail.id } };
    }
    case 'contact': {
      const found =
        (await newestOf(identities, (one) => parts.records.lastIncoming(one, mail.contact))) ??
        (await newestOf(identities, (one) => parts.records.last(one, mail.contact)));
      if (found === undefined) throw refused('email.order.no-mail-with', { contact: mail.contact });
      return found;
    }
    case 'last': {
      const found = await newestOf(identities, (one) => parts.records.lastIncoming(one));
      return found ?? (await newestInInbox(parts, identities));
    }
  }
}

/**
 * Does something with a mail where it lies in its mailbox, also where another program has moved it. Rejects with `OrderRefused` or
 * `ImapFailure`.
 */
export async function whereItLies<T>(
  { mailbox }: Pick<OwnMailbox, 'mailbox'>,
  { id, ref }: FoundMail,
  work: (ref: MailRef) => Promise<T>,
): Promise<T> {
  try {
    if (ref !== undefined) return await work(ref);
  } catch (error) {
    if (!isGone(error) || id === undefined) throw error;
  }
  if (id === undefined) throw refused('email.order.no-such-mail');
  const there = new Set((await mailbox.folders()).flatMap(({ use, selectable }) => (selectable && use) || []));
  there.add('inbox');
  for (const use of ELSEWHERE) {
    if (!there.has(use)) continue;
    const [newest] = (await mailbox.findByMessageId(use, id)).slice(-1);
    if (newest !== undefined) return await work(newest);
  }
  throw refused('email.order.no-such-mail');
}

async function ofRow(
  { context, records }: OrdersParts,
  user: string,
  identities: readonly Identity[],
  number: number,
): Promise<FoundMail> {
  const found = await context.kv.get<FoundRows>(rowsKey(user));
  const row = found?.rows[number - 1];
  if (row === undefined) throw refused('email.order.no-such-row', { row: number });
  const identity = identities.find(({ account }) => account.id === row.account && account.born === row.born);
  if (identity === undefined) throw refused('email.order.no-such-row', { row: number });
  const { messageId: id } = row.ref;
  const record = id === undefined ? undefined : await records.get(identity.account, id);
  return { identity, ref: row.ref, ...(id === undefined ? {} : { id }), ...(record === undefined ? {} : { record }) };
}

async function newestOf(
  identities: readonly Identity[],
  ask: (account: Account) => Promise<MailRecord | undefined>,
): Promise<FoundMail | undefined> {
  const found = await Promise.all(identities.map(async (one) => ({ identity: one, record: await ask(one.account) })));
  let newest: FoundMail | undefined;
  for (const { identity, record } of found) {
    if (record !== undefined && record.at >= (newest?.record?.at ?? 0)) newest = ofRecord(identity, record);
  }
  return newest;
}

/** A mail without a Message-ID has one of ours in its record, by which no server knows it. */
const OWN_ID = /@no-message-id\.invalid$/;

function ofRecord(identity: Identity, record: MailRecord): FoundMail {
  const id = OWN_ID.test(record.id) ? {} : { id: record.id };
  const place: MailRef = record.place ?? (record.by === 'user' ? { folder: 'sent' } : {});
  return { identity, record, ...id, ref: { ...place, ...(id.id === undefined ? {} : { messageId: id.id }) } };
}

/** Where nothing has come since the registration. */
async function newestInInbox(parts: OrdersParts, identities: readonly Identity[]): Promise<FoundMail> {
  const identity = identities.find(({ kind }) => kind === 'mailbox');
  if (identity === undefined) throw refused('email.order.none-came');
  const [ref] = await (await boxOf(parts, identity)).mailbox.search({ limit: 1 });
  if (ref === undefined) throw refused('email.order.none-came');
  const { folder, uidValidity, uid, messageId } = ref;
  const id = messageId === undefined ? {} : { id: messageId };
  return { identity, ...id, ref: { folder, uidValidity, uid, ...(messageId === undefined ? {} : { messageId }) } };
}

function isGone(error: unknown): boolean {
  return error instanceof ImapFailure && (error.reason === 'no-such-mail' || error.reason === 'no-such-folder');
}
