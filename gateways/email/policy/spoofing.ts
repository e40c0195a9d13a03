import { domainToASCII, domainToUnicode } from 'node:url';
import type { TextRef } from '../../gateway.js';
import { areAligned } from './alignment.js';
import type { Authenticity } from './authentication.js';
import { automated } from './automated.js';
import { domainOf, localPartOf, type MailHead, type NamedAddress, sameAddress } from './mail.js';
import { hasHidden, hasMixedWord, looksLatin } from './scripts.js';

/** Why a mail may not be from whom it seems to be. */
type WarningKind =
  /** The domain of the sender says that it is not from there (DMARC), or our server could prove nothing. */
  | 'failed'
  | 'unproven'
  /** It was sent from another domain than it names, and nobody has checked. */
  | 'unaligned'
  /** It names several authors; all are told. */
  | 'several-from'
  /** The name is, or has in it, another address. */
  | 'name-is-address'
  /** Answers go to another domain. */
  | 'reply-to'
  /** Name or address mix the letters of several scripts, or a domain looks like a Latin one and is none. */
  | 'scripts'
  /** Name or address have characters that are not seen. */
  | 'hidden';

/** A warning, with the sentence for the user. */
export interface Warning {
  readonly kind: WarningKind;
  readonly text: TextRef;
}

/** What the rest of the gateway knows about a mail. */
export interface SpoofingFacts {
  readonly authenticity: Authenticity;
  /** It came over a mailing list, which may write its own address into From and Reply-To. */
  readonly list: boolean;
}

type Seen = Pick<MailHead, 'headers' | 'from' | 'sender' | 'replyTo' | 'subject' | 'returnPath'>;

/** More authors than these are not named in a warning. */
const MOST_NAMED = 10;
const LONGEST_SHOWN = 254;

/** What speaks against a mail being from whom it seems to be, the gravest first. Linear in its length; never throws. */
export function warningsOf(mail: Seen, facts: SpoofingFacts): readonly Warning[] {
  return [
    ...originWarnings(mail, facts),
    ...severalWarning(mail),
    ...mail.from
      .slice(0, MOST_NAMED)
      .flatMap((author) => [...nameWarning(author, facts), ...scriptWarning(author), ...hiddenWarning(author)]),
    ...replyWarning(mail, facts),
  ];
}

function originWarnings(mail: Seen, { authenticity, list }: SpoofingFacts): readonly Warning[] {
  const domain = domainOf(mail.from[0]?.address ?? '');
  if (authenticity === 'pass') return [];
  // Lists break signatures, and their own servers are none of the author's.
  if (list) return [];
  if (authenticity === 'fail') return [warning('failed', { domain: shown(domain) })];
  if (authenticity === 'unproven') return [warning('unproven', { domain: shown(domain) })];
  const path = domainOf(mail.returnPath ?? '');
  if (path === '' || domain === '' || areAligned(path, domain) || automated(mail) !== undefined) return [];
  return [warning('unaligned', { domain: shown(domain), path: shown(path) })];
}

function severalWarning({ from }: Seen): readonly Warning[] {
  const addresses = [...new Set(from.map(({ address }) => address.toLowerCase()))];
  if (addresses.length < 2) return [];
  const more = addresses.length > MOST_NAMED ? ' …' : '';
  return [warning('several-from', { addresses: `${addresses.slice(0, MOST_NAMED).map(shown).join(', ')}${more}` })];
}

function nameWarning({ name = '', address }: NamedAddress, { list }: SpoofingFacts): readonly Warning[] {
  if (list || !name.includes('@')) return [];
  const other = addressesIn(name).find((one) => !sameAddress(one, address));
  return other === undefined ? [] : [warning('name-is-address', { named: shown(other), address: shown(address) })];
}

/** What looks like addresses in a display name. */
function addressesIn(name: string): readonly string[] {
  const words = name.slice(0, 512).split(/[\s<>()[\]"',;:]+/u);
  return words.filter((word) => {
    const at = word.lastIndexOf('@');
    return at > 0 && word.indexOf('.', at + 2) !== -1;
  });
}

function scriptWarning({ name = '', address }: NamedAddress): readonly Warning[] {
  const domain = domainOf(address);
  const readable = domain.includes('xn--') ? domainToUnicode(domain) : domain;
  const labels = readable.split('.');
  const suspect =
    hasMixedWord(name) ||
    hasMixedWord(localPartOf(address)) ||
    // An A-label that is none comes back empty.
    (domain !== '' && readable === '') ||
    labels.some((label) => hasMixedWord(label)) ||
    // In a domain whose end is of the same script it looks as it shall.
    (!looksLatin(labels.at(-1) ?? '') && isAscii(labels.at(-1) ?? '') && labels.some((label) => looksLatin(label)));
  return suspect ? [warning('scripts', { address: shown(asciiForm(address)) })] : [];
}

function hiddenWarning({ name = '', address }: NamedAddress): readonly Warning[] {
  if (!hasHidden(name) && !hasHidden(address)) return [];
  return [warning('hidden', { address: shown(asciiForm(address)) })];
}

function replyWarning(mail: Seen, { list }: SpoofingFacts): readonly Warning[] {
  if (list || automated(mail) !== undefined) return [];
  const from = mail.from.map(({ address }) => domainOf(address));
  const other = mail.replyTo.find(({ address }) => !from.some((domain) => areAligned(domain, domainOf(address))));
  return other === undefined ? [] : [warning('reply-to', { address: shown(asciiForm(other.address)) })];
}

/** With the domain in A-labels, and any other character that is not ASCII as its code point, so that nothing looks like what it is not. */
function asciiForm(address: string): string {
  const domain = domainToASCII(domainOf(address));
  const form = domain === '' ? address : `${localPartOf(address)}@${domain}`;
  return [...form.slice(0, LONGEST_SHOWN)]
    .map((one) => (isAscii(one) ? one : `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`))
    .join('');
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function shown(text: string): string {
  return text.slice(0, LONGEST_SHOWN);
}

function warning(kind: WarningKind, params: Readonly<Record<string, string>>): Warning {
  return { kind, text: { key: `email.warning.${kind}`, params } };
}
