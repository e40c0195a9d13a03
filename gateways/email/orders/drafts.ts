import type { FileLink } from '../../gateway.js';
import { contactOf } from '../address/contact-of.js';
import type { DraftInfo } from '../commands/orders.js';
import { composeInTurns } from '../compose/compose.js';
import { bccField } from '../compose/mail-fields.js';
import { referencesTo } from '../conversation/thread-id.js';
import { isDraft } from '../imap/fetch-mail.js';
import type { ReadMail } from '../mime/mail.js';
import { readMailboxes } from '../mime/mailboxes.js';
import { attach, memoryFor, mostOfFiles } from '../sending/files.js';
import { originalOf } from './contents.js';
import { boxOf, findMail, mailboxOf, whereItLies } from './find-mail.js';
import { type Done, type Ordered, OrderRefused, type OrdersParts, refused } from './ordering.js';

/** Octets of files of a draft that go with the order itself, where there is no other place for them. */
const MOST_INLINE = 256 * 1024;

/** Puts a mail that is not sent yet among the drafts, for any mail program to go on with. */
export async function saveDraft(ordered: Ordered<'save-draft'>): Promise<Done<'save-draft'>> {
  const { context, config, fileMemory } = ordered.parts;
  const release = await memoryFor(ordered.order.draft.files, mostOfFiles(config), fileMemory, context.clock);
  if (release === undefined) {
    throw new OrderRefused({ type: 'wait', condition: 'resource-constraint', text: { key: 'email.imap.busy' } });
  }
  try {
    return await save(ordered);
  } finally {
    release();
  }
}

async function save({ parts, user, order }: Ordered<'save-draft'>): Promise<Done<'save-draft'>> {
  const { context, config, records, spellings } = parts;
  const { own, identity } = await mailboxOf(parts, user, order.account);
  const { account } = identity;
  const { to, cc, bcc, subject, text, replyTo, files } = order.draft;
  const addressed = async (contacts: readonly string[]) =>
    await Promise.all(contacts.map(async (contact) => ({ address: await spellings.of(account, contact) })));
  const base = replyTo === undefined ? undefined : await records.get(account, replyTo);
  const { clock, media } = context;
  const contents = { clock, media, original: (id: string) => originalOf(parts, account, id) };
  const attached = await attach(files, contents, mostOfFiles(config));
  if ('condition' in attached) throw new OrderRefused(attached);
  const { files: attachments, links } = attached;
  const written = await composeInTurns({
    from: identity.self,
    to: await addressed(to),
    cc: await addressed(cc),
    subject,
    date: context.clock.now(),
    messageId: `${parts.random(15).toString('base64url')}@${identity.domain}`,
    ...(replyTo === undefined ? {} : { inReplyTo: replyTo }),
    references: base === undefined ? [] : referencesTo(base),
    bodies: [{ text: [text, ...links.map(({ url }) => url)].join('\n') }],
    attachments,
    flowed: true,
    headers: [],
  });
  // Nobody gets a draft, so nobody is told of what is hidden in it.
  const octets = Buffer.concat([bccField(await addressed(bcc)), written]);
  if (octets.length > config.sizes.outgoing) {
    const most = String(Math.floor(config.sizes.outgoing / 1_048_576));
    throw refused('email.too-large', { most }, 'not-acceptable');
  }
  return await own.mailbox.append('drafts', octets, ['\\Draft', '\\Seen']);
}

/** What a draft says, for it to be sent as any message. */
export async function openDraft({ parts, user, order }: Ordered<'open-draft'>): Promise<Done<'open-draft'>> {
  const found = await findMail(parts, user, order);
  const own = await boxOf(parts, found.identity);
  const fetched = await whereItLies(own, found, (ref) => own.mailbox.fetchOne(ref));
  if (fetched.octets === 'too-large') throw refused('email.imap.too-large', undefined, 'not-acceptable');
  if (!isDraft(fetched)) throw refused('email.order.no-draft', undefined, 'not-acceptable');
  const { mail } = await parts.reader.read(fetched.octets, { strip: false });
  const bcc = mail.headers.filter(({ name }) => name === 'bcc').flatMap(({ value }) => readMailboxes(value));
  const contacts = (all: typeof mail.to): readonly string[] => all.map(({ address }) => contactOf(address));
  const [replyTo] = mail.inReplyTo;
  const { body, full = body } = mail.text;
  const draft: DraftInfo = {
    to: contacts(mail.to),
    cc: contacts(mail.cc),
    bcc: contacts(bcc),
    subject: mail.subject ?? '',
    text: full,
    ...(replyTo === undefined ? {} : { replyTo }),
    files: await filesOf(parts, user, mail.attachments),
  };
  return { account: found.identity.account.id, draft, ...(found.id === undefined ? {} : { id: found.id }) };
}

/** The files of a draft as links: small ones bring their content along. */
async function filesOf(
  { context: { media } }: OrdersParts,
  user: string,
  attachments: ReadMail['attachments'],
): Promise<readonly FileLink[]> {
  const links: FileLink[] = [];
  let room = MOST_INLINE;
  for (const { name, mediaType, content, size, disposition } of attachments) {
    const link = { name, mediaType, size, disposition };
    if (size <= room) {
      room -= size;
      links.push({ ...link, url: `cid:${links.length}@draft.invalid`, data: Buffer.from(content).toString('base64') });
      continue;
    }
    if (media === undefined) throw refused('email.order.no-place', undefined, 'feature-not-implemented');
    const put = await media.put(content, { name, mediaType, account: user, size });
    if (!put.ok) throw new OrderRefused(put.problem);
    links.push({ ...link, url: put.file.url });
  }
  return links;
}
