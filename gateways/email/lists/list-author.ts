import { fieldOf, type MailHead, type NamedAddress, sameAddress } from '../policy/mail.js';
import type { MailList } from './list-of.js';
import { VIA } from './list-software.js';

/** Who wrote a mail of a list. */
interface ListAuthor {
  readonly author: NamedAddress;
  /** The list wrote its own address into From, because of DMARC; `author` is then as far as it is told elsewhere. */
  readonly rewritten: boolean;
}

/**
 * The author of a mail of a list. Lists that put themselves into From (RFC 7960 4.1.3.1) call it `Alice via Dev` and leave the address in
 * a field of their own, in Reply-To, or in Cc; where it is nowhere, the name is what there is.
 */
export function listAuthor(
  mail: Pick<MailHead, 'headers' | 'from' | 'replyTo' | 'cc'>,
  list: MailList,
): ListAuthor | undefined {
  const [from] = mail.from;
  if (from === undefined) return undefined;
  const name = nameBeforeVia(from.name ?? '');
  const isList = list.post !== undefined && sameAddress(from.address, list.post);
  if (name === undefined && !isList) return { author: from, rewritten: false };
  const called = name ?? from.name ?? '';
  const isOther = ({ address }: NamedAddress): boolean =>
    !sameAddress(address, from.address) && (list.post === undefined || !sameAddress(address, list.post));
  const found =
    original(mail) ??
    mail.replyTo.find(isOther) ??
    // In Cc stand others too: there the name has to be the same.
    (called === '' ? undefined : mail.cc.find((one) => isOther(one) && one.name === called));
  return { author: named(called, found?.address ?? from.address), rewritten: true };
}

function named(name: string, address: string): NamedAddress {
  return name === '' ? { address } : { name, address };
}

/** X-Original-From and X-Original-Sender hold one address, with or without a name. */
function original(mail: Pick<MailHead, 'headers'>): NamedAddress | undefined {
  const value = (fieldOf(mail, 'x-original-from') ?? fieldOf(mail, 'x-original-sender') ?? '').slice(0, 512);
  const open = value.lastIndexOf('<');
  const close = value.indexOf('>', open + 1);
  const address = (open === -1 || close === -1 ? value : value.slice(open + 1, close)).trim();
  return /^[^\s<>@]+@[^\s<>@]+$/.test(address) ? { address } : undefined;
}

function nameBeforeVia(name: string): string | undefined {
  const text = name.slice(0, 512);
  const at = Math.max(...VIA.map((word) => text.lastIndexOf(word)));
  if (at <= 0) return undefined;
  return text
    .slice(0, at)
    .trim()
    .replace(/^(['"])(.*)\1$/u, '$2');
}
