import type { ImapSession } from './session.js';
import type { MailRef } from './types.js';

/** Mails under one Message-ID that are acted on, the newest. */
const MOST_COPIES = 10;

/** Opens a folder unless it is open; its UIDVALIDITY. */
export async function openFolder(session: ImapSession, path: string): Promise<string> {
  if (session.selected === path && session.uidValidity !== undefined) return session.uidValidity;
  return (await session.select(path)).uidValidity;
}

/** UIDs of the mails with a Message-ID (without angle brackets) in the folder that is open. */
export async function byMessageId(session: ImapSession, messageId: string, since?: Date): Promise<readonly number[]> {
  const when = since === undefined ? {} : { since };
  return (await session.search({ header: { 'Message-ID': messageId }, ...when })).slice(-MOST_COPIES);
}

/** Opens the folder of a mail and finds it: its UIDs there, none where it has gone. */
export async function locate(session: ImapSession, path: string, ref: MailRef): Promise<readonly number[]> {
  const uidValidity = await openFolder(session, path);
  if (ref.uid !== undefined && ref.uidValidity === uidValidity) {
    return await session.search({ uid: String(ref.uid) });
  }
  return ref.messageId === undefined ? [] : await byMessageId(session, ref.messageId);
}
