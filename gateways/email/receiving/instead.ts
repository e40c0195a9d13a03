import type { HoldContext, Incoming } from '../../gateway.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import type { ReadMail } from '../mime/mail.js';

interface InsteadParts {
  readonly context: Pick<HoldContext, 'kv'>;
  readonly records: MailRecords;
}

/** Seconds for which the reactions of a contact at one mail are added up. */
const REACTIONS_SECONDS = 90 * 86_400;

/** Emojis of a contact at one mail; whoever comes to more begins anew. */
const MOST_EMOJIS = 50;

/**
 * What stands in the place of a text: a reaction, a correction, a mail that is taken back. `parent`: the mail that it answers;
 * `contact`: the one in whose name it comes.
 */
export async function insteadOfText(
  { context, records }: InsteadParts,
  { account }: Identity,
  { chat, reaction }: ReadMail,
  parent: MailRecord | undefined,
  contact: string,
): Promise<Pick<Incoming, 'replaces' | 'retracts' | 'reactions'>> {
  if (chat.edits !== undefined) return { replaces: chat.edits };
  if (chat.deletes !== undefined) return { retracts: chat.deletes };
  if (reaction === undefined || parent === undefined) return {};
  const { kv } = context;
  // A mail to several has the reactions of each.
  const key = `r:${records.nameOf(account, `${parent.id} ${contact}`)}`;
  const added = Object.fromEntries(reaction.emojis.map((emoji) => [emoji, '1']));
  const emojis = Object.keys(await kv.merge(key, added, REACTIONS_SECONDS));
  if (emojis.length <= MOST_EMOJIS) return { reactions: { to: parent.id, emojis } };
  await kv.remove(key);
  await kv.setFields(key, added, REACTIONS_SECONDS);
  return { reactions: { to: parent.id, emojis: reaction.emojis } };
}
