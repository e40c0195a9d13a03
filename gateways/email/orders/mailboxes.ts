import { identityOf } from '../accounts/identities.js';
import { mailAccountOf } from '../accounts/mail-account.js';
import { readSettings } from '../accounts/settings.js';
import type { AccountInfo, CensusRow } from '../commands/orders.js';
import type { Identity } from '../conversation/identity.js';
import type { FolderStatus } from '../imap/types.js';
import type { OwnMailbox } from '../mailboxes/own-mailbox.js';
import { identitiesOf } from './find-mail.js';
import type { Done, Ordered, OrdersParts } from './ordering.js';

/** How long a server may take to count. */
const COUNT_MS = 5000;
const MOST_PARKED = 100;

/** How the accounts of a user are. */
export async function mailboxes({ parts, user }: Ordered<'mailboxes'>): Promise<Done<'mailboxes'>> {
  const all = await identitiesOf(parts, user, undefined);
  return { accounts: await Promise.all(all.map((identity) => infoOf(parts, identity))) };
}

/** Tries again to open the mailboxes of a user, or one of them. */
export async function resume({ parts, user, order }: Ordered<'resume'>): Promise<Done<'resume'>> {
  for (const { account, kind } of await identitiesOf(parts, user, order.account)) {
    if (kind === 'mailbox') parts.mailboxes?.resume(account);
  }
  return {};
}

/** The user wants the mail of a contact: what waits of it comes. */
export async function accept({ parts, user, order }: Ordered<'accept'>): Promise<Done<'accept'>> {
  await parts.releases.accept(user, order.contact);
  return {};
}

/** An admin has paused mail servers, or lets them be connected to again. */
export async function pauses({ parts }: Ordered<'pauses'>): Promise<Done<'pauses'>> {
  await parts.mailboxes?.pausesChanged();
  return {};
}

/** What an admin is told of all mailboxes of a lane. */
export async function census({ parts }: Ordered<'census'>): Promise<Done<'census'>> {
  const hosts = new Map<string, { host: string; up: number; down: number; parked: number; waiting: number }>();
  const parked: { jid: string; host: string; reason?: NonNullable<OwnMailbox['trouble']> }[] = [];
  for (const own of parts.mailboxes?.all() ?? []) {
    const host = hostOf(parts, own);
    const row = hosts.get(host) ?? { host, up: 0, down: 0, parked: 0, waiting: 0 };
    hosts.set(host, row);
    const state = parts.mailboxes?.stateOf(own.account.id) ?? 'waiting';
    row[state] += 1;
    if (state !== 'parked' || parked.length >= MOST_PARKED) continue;
    const { trouble } = own;
    parked.push({ jid: own.account.jid, host, ...(trouble === undefined ? {} : { reason: trouble }) });
  }
  return { hosts: [...hosts.values()] satisfies CensusRow[], parked };
}

async function infoOf({ mailboxes: open, config, context }: OrdersParts, identity: Identity): Promise<AccountInfo> {
  const { account, kind, self } = identity;
  const head = { account: account.id, label: account.label, address: self.address, kind };
  if (kind === 'address') return head;
  const { watch } = readSettings(account.fields, config);
  const own = open?.of(account.id);
  const state = open?.stateOf(account.id);
  const reason = own?.trouble ?? open?.pausedReason(account);
  const counts = state === 'up' && own !== undefined ? await countsOf(own, context.clock) : undefined;
  return {
    ...head,
    watch,
    ...(state === undefined ? {} : { state }),
    ...(reason === undefined ? {} : { reason }),
    ...counts,
  };
}

/** Undefined where the server takes too long. */
async function countsOf(
  { mailbox }: OwnMailbox,
  clock: OrdersParts['context']['clock'],
): Promise<FolderStatus | undefined> {
  return await new Promise((resolve) => {
    const timer = clock.after(COUNT_MS, () => resolve(undefined));
    mailbox.status().then(
      (counts) => {
        timer.cancel();
        resolve(counts);
      },
      () => {
        timer.cancel();
        resolve(undefined);
      },
    );
  });
}

function hostOf({ config }: OrdersParts, { account }: OwnMailbox): string {
  const mail = identityOf(account, config) === undefined ? undefined : mailAccountOf(account, config);
  return mail?.kind === 'mailbox' ? mail.imap.host : '';
}
