import { readMailboxes } from '../mime/mailboxes.js';
import type { Part } from '../mime/part.js';
import { messageIdInText, originalMail } from './original-mail.js';
import type { DsnRecipient, DsnReport } from './report.js';
import { readStatusOrReply } from './status.js';

/** Local parts under which mail servers write. */
const DAEMON = /^(?:mailer-daemon|mail-daemon|mdaemon|postmaster|mailerdaemon)(?:[+@]|$)/i;
const DELAYED =
  /\b(?:delayed|deferred|still trying|not yet been delivered|will be retried|will continue to try)\b|\bwarning:/i;
/** As much of a text is looked at. */
const TEXT_LENGTH = 65_536;
const MOST_RECIPIENTS = 100;
/** Lines after an address that may say why. */
const REASON_LINES = 6;
const REASON_LENGTH = 500;
/** Where the returned mail begins within a text: addresses in it are no failed ones. */
const RETURNED =
  /^(?:-{2,}.{0,80}(?:copy|original|return|header).{0,80}|[> \t]{0,8}(?:received|return-path|message-id):.{0,200})$/im;
/** `<a@b.example>:`, or an address alone in its line. */
const ADDRESS_LINE = /^[ \t*-]{0,12}<?([^\s<>():;,"]{1,64}@[^\s<>():;,"@]{1,255}?)>?[.:]?(?:[ \t]|$)/;

/**
 * A bounce without the fields of RFC 3464: of a mail server by its sender, with the failed addresses in X-Failed-Recipients
 * (Exim), or with them or the returned mail in its text (qmail, GMX, Yahoo and others). Undefined where it does not lead to a
 * mail or a recipient.
 */
export function guessBounce(root: Part): DsnReport | undefined {
  const failed = readMailboxes(root.headers.all('x-failed-recipients').join(', ')).map((mailbox) => mailbox.address);
  if (failed.length === 0 && !isFromDaemon(root)) return undefined;
  const text = textOf(root);
  const returned = RETURNED.exec(text)?.index ?? text.length;
  const said = text.slice(0, returned);
  const original = originalMail(root);
  const messageId = original?.messageId ?? messageIdInText(text);
  const found = failed.length > 0 ? failed.map((address) => ({ address, reason: said })) : addressesIn(said);
  if (messageId === undefined && found.length === 0) return undefined;
  const isDelayed = DELAYED.test(`${root.headers.text('subject') ?? ''}\n${said}`);
  const recipients = (found.length > 0 ? found : [{ address: '', reason: said }])
    .slice(0, MOST_RECIPIENTS)
    .map(({ address, reason }) => recipient(address, reason, isDelayed));
  const references = original?.references ?? [];
  return {
    kind: 'dsn',
    guessed: true,
    recipients,
    ...(messageId === undefined ? {} : { originalMessageId: messageId }),
    ...(references.length === 0 ? {} : { originalReferences: references }),
  };
}

function isFromDaemon(root: Part): boolean {
  const from = root.headers.last('from') ?? '';
  const address = readMailboxes(from)[0]?.address ?? from.trim();
  if (!DAEMON.test(address)) return false;
  if (root.headers.first('return-path')?.trim() === '<>') return true;
  if (/^auto-/i.test(root.headers.last('auto-submitted') ?? '')) return true;
  // A postmaster may be a person; a daemon is none, but some people answer in its name.
  return !/^postmaster/i.test(address) && !root.headers.has('in-reply-to');
}

function textOf(root: Part): string {
  const part = firstText(root);
  return part === undefined ? '' : part.text().slice(0, TEXT_LENGTH);
}

/** The first plain text; the depth of the tree is bounded. */
function firstText(part: Part): Part | undefined {
  if (part.type === 'text/plain') return part;
  if (!part.type.startsWith('multipart/')) return undefined;
  for (const child of part.children) {
    const found = firstText(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function addressesIn(text: string): { readonly address: string; readonly reason: string }[] {
  const lines = text.split('\n', 500);
  const found: { address: string; reason: string }[] = [];
  for (const [at, line] of lines.entries()) {
    const address = line.length > 400 ? undefined : ADDRESS_LINE.exec(line)?.[1];
    if (address !== undefined) found.push({ address, reason: lines.slice(at, at + REASON_LINES).join('\n') });
  }
  return found;
}

function recipient(address: string, reason: string, isDelayed: boolean): DsnRecipient {
  const line = reason.split('\n').find((candidate) => readStatusOrReply(candidate) !== undefined);
  const read = line === undefined ? undefined : readStatusOrReply(line);
  const status = read === undefined || read.class === 2 ? undefined : read;
  return {
    final: address,
    action: isDelayed ? 'delayed' : 'failed',
    status: status ?? { class: isDelayed ? 4 : 5, subject: 0, detail: 0 },
    ...(line === undefined ? {} : { diagnostic: line.trim().slice(0, REASON_LENGTH).toWellFormed() }),
  };
}
