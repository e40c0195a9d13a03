import type { Account } from '../../gateway.js';
import { contactForm, parseMailAddress } from '../address/mail-address.js';
import { isNoReply } from '../address/special-contacts.js';
import type { ContactSource } from '../commands/orders.js';
import { isOwn } from '../conversation/identity.js';
import { readMailboxes } from '../mime/mailboxes.js';
import { readVcards, type VcardPerson } from '../mime/vcards.js';
import { identitiesOf, mailboxOf } from './find-mail.js';
import { type Done, type Ordered, OrderRefused, type OrdersParts, refused } from './ordering.js';

/** Contacts that are brought in at once: where the server lets us not write into rosters, the user is asked about each. */
const MOST_ADDED = 200;
/** Sent mails whose recipients are looked at, the newest. */
const MOST_SENT = 500;
/** Octets of a file of vCards. */
const LARGEST_FILE = 1024 * 1024;

/** Brings people into the user's contacts. */
export async function importContacts({
  parts,
  user,
  order,
}: Ordered<'import-contacts'>): Promise<Done<'import-contacts'>> {
  const [identity] = await identitiesOf(parts, user, order.account);
  const known = new Set(await parts.context.contacts.list(user));
  const people = new Map<string, string | undefined>();
  for (const { name, address } of await peopleOf(parts, user, order)) {
    const read = parseMailAddress(address);
    if (!read.ok || (identity !== undefined && isOwn(identity, address))) continue;
    const contact = contactForm(read.address);
    if (!isNoReply(contact)) people.set(contact, people.get(contact) ?? name);
  }
  let added = 0;
  for (const [contact, name] of people) {
    if (known.has(contact)) continue;
    if (added === MOST_ADDED) break;
    await parts.context.contacts.add({ account: user, contact, ...(name === undefined ? {} : { name }) });
    added += 1;
  }
  return { added, found: people.size };
}

async function peopleOf(
  parts: OrdersParts,
  user: string,
  { account, from }: { readonly account?: Account['id']; readonly from: ContactSource },
): Promise<readonly VcardPerson[]> {
  switch (from.kind) {
    case 'vcard':
      return readVcards(from.text);
    case 'url':
      return readVcards(await fetched(parts, from.url));
    case 'sent': {
      const { own } = await mailboxOf(parts, user, account);
      const sent = await own.mailbox.search({ folder: 'sent', limit: MOST_SENT });
      return sent.flatMap(({ to }) => readMailboxes(to ?? ''));
    }
  }
}

async function fetched({ context: { media } }: OrdersParts, url: string): Promise<string> {
  if (media === undefined) throw refused('email.order.no-place', undefined, 'feature-not-implemented');
  const result = await media.fetch(url, { size: LARGEST_FILE });
  if (!result.ok) throw new OrderRefused(result.problem);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of result.file.content) chunks.push(chunk as Uint8Array);
  } catch {
    // Why it broke off stands in `end`.
  }
  const end = await result.file.end;
  if (!end.ok) throw new OrderRefused(end.problem);
  return Buffer.concat(chunks).toString('utf8');
}
