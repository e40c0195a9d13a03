import type { Account, HoldContext, Problem } from '../../gateway.js';
import { readSettings } from '../accounts/settings.js';
import type { FileInfo } from '../commands/orders.js';
import { ImapFailure } from '../imap/failure.js';
import { bodyStart } from '../imap/head.js';
import { legalText } from '../mime/legal-text.js';
import type { ReadMail } from '../mime/mail.js';
import { keepFiles } from '../receiving/attachments.js';
import type { Unsealed } from '../secure/unsealing.js';
import { boxOf, type FoundMail, findMail, whereItLies } from './find-mail.js';
import { type Done, type Ordered, OrderRefused, type OrdersParts, refused } from './ordering.js';

/** Octets of a header that are shown. */
const LONGEST_HEADER = 64 * 1024;

/** The octets of a mail: from the mailbox, or as they were kept. Rejects with `OrderRefused` or `ImapFailure`. */
export async function octetsOf(parts: OrdersParts, found: FoundMail): Promise<Uint8Array> {
  const { identity } = found;
  if (identity.kind === 'address') {
    const { record } = found;
    if (record === undefined) throw refused('email.order.no-such-mail');
    const { account } = identity;
    const kept = (await parts.recent?.read(account, record)) ?? (await parts.kept.read(account, record));
    if (kept === undefined) throw refused('email.order.not-kept');
    return kept;
  }
  const own = await boxOf(parts, identity);
  const { octets } = await whereItLies(own, found, (ref) => own.mailbox.fetchOne(ref));
  if (octets === 'too-large') throw refused('email.imap.too-large', undefined, 'not-acceptable');
  return octets;
}

/** A mail of an account by its Message-ID, to be passed on; or why it cannot be had. Rejects where the store cannot be asked. */
export async function originalOf(parts: OrdersParts, account: Account, id: string): Promise<Uint8Array | Problem> {
  try {
    return await octetsOf(parts, await findMail(parts, account.jid, { account: account.id, mail: { by: 'id', id } }));
  } catch (error) {
    if (error instanceof OrderRefused || error instanceof ImapFailure) return error.problem;
    throw error;
  }
}

/** A mail as its user is to see it: opened where it is encrypted and the user has given the key. Rejects as `octetsOf`. */
export async function mailOf(parts: OrdersParts, found: FoundMail, strip: boolean): Promise<ReadMail> {
  return (await unsealedOf(parts, found, strip)).mail;
}

/** The same, with what is to be said of it. */
async function unsealedOf(parts: OrdersParts, found: FoundMail, strip: boolean): Promise<Unsealed> {
  const octets = await octetsOf(parts, found);
  const { mail } = await parts.reader.read(octets, { strip });
  const settings = readSettings(found.identity.account.fields, parts.config);
  return await parts.unsealing.unseal(found.identity, octets, mail, { ...settings, quotes: strip ? 'strip' : 'keep' });
}

/** The text of a mail; with what it quotes and its signature where the whole of it is wanted, else with its files. */
export async function text({ parts, user, order }: Ordered<'text'>): Promise<Done<'text'>> {
  const { context, config } = parts;
  const found = await findMail(parts, user, order);
  const { mail, warnings, notes } = await unsealedOf(parts, found, !order.whole);
  const { body, full } = mail.text;
  const text = (order.whole ? (full ?? body) : body).trimEnd() || (mail.calendar?.summary ?? '');
  const said = [...warnings, text, ...notes].filter((line) => line !== '').join('\n');
  const author = mail.from[0];
  const kept = order.whole ? [] : (await keepFiles(context, found.identity, author?.address ?? '', mail)).files;
  const long = Buffer.byteLength(said) > config.sizes.text;
  return {
    from: author === undefined ? '' : nameOf(author),
    subject: mail.subject ?? '',
    ...(mail.date === undefined ? {} : { at: mail.date }),
    ...(long
      ? { file: await fileOf(context, user, Buffer.from(said), `${nameFor(mail)}.txt`, 'text/plain; charset=utf-8') }
      : { text: said }),
    files: kept.map(({ url, name = '', size = 0 }) => ({ url, name, size })),
  };
}

/** The header of a mail, field by field as it came. */
export async function headers({ parts, user, order }: Ordered<'headers'>): Promise<Done<'headers'>> {
  const found = await findMail(parts, user, order);
  const octets = await octetsOf(parts, found);
  const most = Math.min(LONGEST_HEADER, parts.config.sizes.text);
  const header = Buffer.from(octets.subarray(0, bodyStart(octets))).subarray(0, most);
  return { text: legalText(header.toString('utf8').replaceAll('\r\n', '\n')).trimEnd() };
}

/** A mail as a file: as it came, or what its HTML shows. */
export async function file({ parts, user, order }: Ordered<'file'>): Promise<Done<'file'>> {
  const { context, reader } = parts;
  const found = await findMail(parts, user, order);
  const octets = await octetsOf(parts, found);
  if (order.as === 'raw') {
    const name = `${nameFor(found.record ?? {})}.eml`;
    return await fileOf(context, user, octets, name, 'message/rfc822');
  }
  const { mail } = await reader.read(octets, { html: 'safe' });
  if (mail.html === undefined) throw refused('email.order.no-html');
  return await fileOf(context, user, Buffer.from(mail.html), `${nameFor(mail)}.html`, 'text/html; charset=utf-8');
}

/** Keeps something where the user can get it. Rejects with `OrderRefused`. */
async function fileOf(
  { media }: HoldContext,
  user: string,
  octets: Uint8Array,
  name: string,
  mediaType: string,
): Promise<FileInfo> {
  if (media === undefined) throw refused('email.order.no-place', undefined, 'feature-not-implemented');
  const put = await media.put(octets, { name, mediaType, account: user, size: octets.length });
  if (!put.ok) throw new OrderRefused(put.problem);
  return { url: put.file.url, name: put.file.name, size: put.file.size };
}

/** What a file of a mail is called. */
function nameFor({ subject = '' }: Pick<ReadMail, 'subject'>): string {
  return subject.trim().slice(0, 60).toWellFormed() || 'mail';
}

function nameOf({ name, address }: { readonly name?: string; readonly address: string }): string {
  return name === undefined ? address : `${name} <${address}>`;
}
