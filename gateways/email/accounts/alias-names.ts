import { createHash } from 'node:crypto';

/** Longest name that a user may have: there is room in 64 octets (RFC 5321 4.5.3.1.1) for a tag behind it. */
export const LONGEST_ALIAS = 40;

const NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/**
 * Names that are for those who run a domain (RFC 2142), by which authorities let certificates be ordered, that mail systems
 * use, or that the gateway has.
 */
const RESERVED: ReadonlySet<string> = new Set([
  ...['abuse', 'postmaster', 'hostmaster', 'webmaster', 'noc', 'security', 'support', 'info', 'marketing', 'sales'],
  ...['usenet', 'news', 'www', 'uucp', 'ftp', 'trouble', 'admin', 'administrator', 'root', 'ssladmin', 'sslwebmaster'],
  ...[
    'mailer-daemon',
    'mail-daemon',
    'mailerdaemon',
    'daemon',
    'nobody',
    'noreply',
    'no-reply',
    'no.reply',
    'donotreply',
  ],
  ...[
    'do-not-reply',
    'bounce',
    'bounces',
    'reply',
    'replies',
    'unsubscribe',
    'listserv',
    'majordomo',
    'mailman',
    'lists',
  ],
  ...['dmarc', 'dmarc-reports', 'tls-reports', 'tlsrpt', 'gateway', 'isthmus', 'system', 'is', 'it', 'mis', 'sysadmin'],
]);
/** Names of managers and return paths of mailing lists. */
const RESERVED_ENDS = ['-request', '-owner', '-bounces', '-bounce', '-admin', '-subscribe', '-unsubscribe'];
const RESERVED_BEGINS = ['owner-', 'bounces-', 'reply-', 'prvs-', 'srs0', 'srs1', 'btv1'];

/** Letters of names that decompose into no ASCII letter with a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};

/** Which names people may choose for their addresses. */
export interface AliasRules {
  /** Characters of the shortest one. */
  readonly shortest: number;
  /** Names that nobody may have, in small letters, besides the reserved ones. */
  readonly forbidden: readonly string[];
}

type AliasResult =
  | { readonly ok: true; readonly alias: string }
  | { readonly ok: false; readonly why: 'form' | 'short' | 'long' | 'reserved' };

/** Reads a name that a user chose, alone or with the domain behind it. */
export function readAlias(text: string, domain: string, rules: AliasRules): AliasResult {
  const lower = text.trim().toLowerCase();
  const alias = lower.endsWith(`@${domain}`) ? lower.slice(0, -domain.length - 1) : lower;
  if (alias.length > LONGEST_ALIAS) return { ok: false, why: 'long' };
  if (!NAME.test(alias)) return { ok: false, why: 'form' };
  if (isReserved(alias, rules)) return { ok: false, why: 'reserved' };
  return [...alias].length < rules.shortest ? { ok: false, why: 'short' } : { ok: true, alias };
}

function isReserved(alias: string, { forbidden }: AliasRules): boolean {
  return (
    RESERVED.has(alias) ||
    // The dots and hyphens that people overlook.
    RESERVED.has(alias.replace(/[._-]/g, '')) ||
    forbidden.includes(alias) ||
    RESERVED_ENDS.some((end) => alias.endsWith(end)) ||
    RESERVED_BEGINS.some((begin) => alias.startsWith(begin))
  );
}

/**
 * The name of a user (bare JID; its local part unescaped, as people read it) who chose none: `romeo`, or `romeo.example.org`. Where
 * the JID has nothing of which a name could be made, or only one that nobody may have, some of its hash stands in.
 */
export function aliasOf(jid: string, form: 'local' | 'local.domain', rules: AliasRules): string {
  const at = jid.lastIndexOf('@');
  const local = plain(jid.slice(0, Math.max(at, 0)));
  const whole = [local, plain(jid.slice(at + 1))].filter((part) => part !== '').join('.');
  const hash = createHash('sha256').update(jid).digest('hex').slice(0, 10);
  const wanted = form === 'local' ? [local, whole] : [whole];
  // A name that had to be changed may be that of somebody else too.
  const changed = `${jid.slice(0, Math.max(at, 0))}.${jid.slice(at + 1)}` !== whole;
  const names = local === '' || (form === 'local.domain' && changed) ? [] : wanted;
  const suitable = names.find((name) => readAlias(name, '', rules).ok);
  return (
    suitable ??
    [whole.slice(0, LONGEST_ALIAS - hash.length - 1).replace(/[._-]+$/, ''), hash]
      .filter((part) => part !== '')
      .join('-')
  );
}

/** In ASCII letters, digits and the marks between them. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\0-\x7f]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
}
