import { createHash } from 'node:crypto';
import type { FileLink, HoldContext, Problem } from '../../gateway.js';
import type { Identity } from '../conversation/identity.js';
import type { ReadAttachment, ReadMail } from '../mime/mail.js';

/** Files of a mail that the user gets as links, and what could not be kept. */
interface Kept {
  readonly files: readonly FileLink[];
  readonly failed: readonly { readonly name: string; readonly problem: Problem }[];
}

/** Smaller pictures inside of a text are its decoration. */
const SMALLEST_PICTURE = 1024;
/** A picture that came with so many mails of one sender is a logo in all later ones. */
const LOGO_AFTER = 2;
const LOGO_SECONDS = 90 * 86_400;

/** Of a mail, what it has with it and by what it is known. */
type Carrier = Pick<ReadMail, 'attachments' | 'date' | 'messageId' | 'subject'>;

/**
 * Keeps the files of a mail where clients of the user can get them (XEP-0363, or our own links). The same mail again gives the same
 * files again.
 */
export async function keepFiles(
  context: HoldContext,
  { account }: Identity,
  sender: string,
  mail: Carrier,
): Promise<Kept> {
  const files: FileLink[] = [];
  const failed: { name: string; problem: Problem }[] = [];
  // One after the other, so that no mail takes the connections of many.
  for (const attachment of mail.attachments) {
    const { name, mediaType, content, description, disposition } = attachment;
    if (attachment.special === 'reaction' || (await isDecoration(context, account, sender, mail, attachment))) continue;
    if (context.media === undefined) {
      failed.push({ name, problem: NO_PLACE });
      continue;
    }
    const put = await context.media.put(content, { name, mediaType, account: account.jid, size: content.length });
    if (!put.ok) {
      failed.push({ name, problem: put.problem });
      continue;
    }
    files.push({
      url: put.file.url,
      name: put.file.name,
      mediaType: put.file.mediaType,
      size: put.file.size,
      hashes: { ...put.file.hashes },
      disposition,
      ...(description === undefined ? {} : { description }),
    });
  }
  return { files, failed };
}

const NO_PLACE: Problem = {
  type: 'cancel',
  condition: 'feature-not-implemented',
  text: { key: 'email.file.no-place' },
};

/** Pictures that belong to the look of a mail: tiny ones, and those that come again and again. */
async function isDecoration(
  { kv }: HoldContext,
  { id, born }: Identity['account'],
  sender: string,
  { messageId, date, subject }: Carrier,
  { related, mediaType, content }: ReadAttachment,
): Promise<boolean> {
  if (!related || !mediaType.startsWith('image/')) return false;
  if (content.length < SMALLEST_PICTURE) return true;
  const hash = createHash('sha256').update(`${born}\n${id}\n${sender}\n`).update(content).digest('base64url');
  const key = `logo:${hash}`;
  const name = createHash('sha256')
    .update(messageId ?? JSON.stringify([date, subject]))
    .digest('base64url')
    .slice(0, 22);
  const first = Object.keys(await kv.fields(key));
  if (first.length < LOGO_AFTER && !first.includes(name)) first.push(name);
  // Those that had it before anybody knew what it is; written again, so that it stays known as long as it comes.
  await kv.setFields(key, Object.fromEntries(first.map((one) => [one, ''])), LOGO_SECONDS);
  return !first.includes(name);
}
