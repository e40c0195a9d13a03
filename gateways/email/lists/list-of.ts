import { parseMailAddress, wireForm } from '../address/mail-address.js';
import { listContact } from '../address/special-contacts.js';
import { domainOf, fieldOf, fieldsOf, localPartOf, type MailHead } from '../policy/mail.js';
import { readListId, readListUris, readMailto, readWebLink } from './list-headers.js';
import { listName, stableListId } from './list-name.js';
import { ADDRESS_FIELDS, ROLE_PREFIXES, ROLE_SUFFIXES } from './list-software.js';

/** A mailing list, as one of its mails tells. */
export interface MailList {
  /** List-Id in small letters (RFC 2919), or made of the address of a list that has none. */
  readonly id: string;
  /** The contact that stands for it. */
  readonly contact: string;
  /** For people. */
  readonly name: string;
  /** Where to write to, as it stands in SMTP commands; missing where nobody may write. */
  readonly post?: string;
  /** A link to what was written before. */
  readonly archive?: string;
}

type Seen = Pick<MailHead, 'headers' | 'from' | 'sender' | 'subject'>;

/** The list over which a mail came; undefined: none. A mail that says how to unsubscribe and names no list is of none. */
export function listOf(mail: Seen): MailList | undefined {
  const listId = readListId(fieldOf(mail, 'list-id') ?? '');
  const address = listId === undefined ? oldListAddress(mail) : undefined;
  if (listId === undefined && address === undefined) return undefined;
  const id = stableListId(listId?.id ?? idOf(address ?? ''));
  const post = postOf(mail) ?? (isClosed(mail) ? undefined : address);
  const archive = fieldsOf(mail, 'list-archive')
    .flatMap(readListUris)
    .find((uri) => readWebLink(uri) !== undefined);
  return {
    id,
    contact: listContact(id),
    name: listName(mail, id, listId?.phrase ?? ''),
    ...(post === undefined ? {} : { post }),
    ...(archive === undefined ? {} : { archive }),
  };
}

/** List-Post (RFC 2369 3.4); `NO` has no URI in it. */
function postOf(mail: Seen): string | undefined {
  return fieldsOf(mail, 'list-post')
    .flatMap(readListUris)
    .flatMap((uri) => readMailto(uri)?.to ?? [])[0];
}

function isClosed(mail: Seen): boolean {
  return fieldsOf(mail, 'list-post').some((value) => /^no\b/i.test(value.trim()));
}

/** The address of a list whose program knows no List-Id. */
function oldListAddress(mail: Seen): string | undefined {
  for (const { name } of ADDRESS_FIELDS) {
    const address = fieldsOf(mail, name).flatMap((value) => addressIn(value) ?? [])[0];
    if (address !== undefined) return address;
  }
  // Majordomo: nothing but Precedence, and a Sender that belongs to the list.
  const precedence = fieldOf(mail, 'precedence')?.trim().toLowerCase();
  const sender = mail.sender?.address;
  if (sender === undefined || (precedence !== 'list' && precedence !== 'bulk')) return undefined;
  const local = localPartOf(sender).toLowerCase();
  const name = withoutRole(local);
  return name === local ? undefined : checked(`${name}@${domainOf(sender)}`);
}

/** `dev@example.org`, `<dev@example.org>`, `contact dev-help@example.org; run by ezmlm`. */
function addressIn(value: string): string | undefined {
  const [first = ''] = value.slice(0, 512).split(/[;,]/);
  const word = first.split(/[\s<>]+/).find((one) => one.includes('@'));
  return word === undefined ? undefined : checked(`${withoutRole(localPartOf(word).toLowerCase())}@${domainOf(word)}`);
}

function checked(text: string): string | undefined {
  const read = parseMailAddress(text);
  return read.ok ? wireForm(read.address).toLowerCase() : undefined;
}

/** The name of a list in the local part of one of its own addresses. */
export function withoutRole(local: string): string {
  const prefix = ROLE_PREFIXES.find((one) => local.startsWith(one) && local.length > one.length);
  if (prefix !== undefined) return local.slice(prefix.length);
  const suffix = ROLE_SUFFIXES.find((one) => local.endsWith(one) && local.length > one.length);
  return suffix === undefined ? local : local.slice(0, -suffix.length);
}

function idOf(address: string): string {
  return `${localPartOf(address)}.${domainOf(address)}`;
}
