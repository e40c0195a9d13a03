import { createHash } from 'node:crypto';
import type { FileLink, HoldContext, Problem } from '../../gateway.js';
import type { Identity } from '../conversation/identity.js';
import type { ReadAttachment } from '../mime/mail.js';

/** Files of a mail that the user gets as links, and what could not be kept. */
export interface Kept {
  readonly files: readonly FileLink[];
  readonly failed: readonly { readonly name: string; readonly problem: Problem }[];
}

/** Smaller pictures inside of a text are its decoration. */
const SMALLEST_PICTURE = 1024;
/** A picture that came so often from one sender is a logo. */
const LOGO_AFTER = 2;
const LOGO_SECONDS = 90 * 86_400;

/** Keeps the files of a mail where clients of the user can get them (XEP-0363, or our own links). */
export async function keepFiles(
  context: HoldContext,
  { account }: Identity,
  sender: string,
  attachments: readonly ReadAttachment[],
): Promise<Kept> {
  const files: FileLink[] = [];
  const failed: { name: string; problem: Problem }[] = [];
  // One after the other, so that no mail takes the connections of many.
  for (const attachment of attachments) {
    const { name, mediaType, content, description, disposition } = attachment;
    if (attachment.special === 'reaction' || (await isDecoration(context, account, sender, attachment))) continue;
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
  { related, mediaType, content }: ReadAttachment,
): Promise<boolean> {
  if (!related || !mediaType.startsWith('image/')) return false;
  if (content.length < SMALLEST_PICTURE) return true;
  const hash = createHash('sha256').update(`${born}\n${id}\n${sender}\n`).update(content).digest('base64url');
  return (await kv.count(`logo:${hash}`, LOGO_SECONDS)) > LOGO_AFTER;
}
