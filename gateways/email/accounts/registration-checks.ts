import type { RegistrationField } from '../../gateway.js';
import { parseServer, serverText } from '../servers.js';
import { type AliasRules, readAlias } from './alias-names.js';
import { isZone, parseQuietHours, quietHoursText } from './quiet-hours.js';
import { aliasRefusal } from './refusals.js';

/** What `RegistrationField.check` gives. */
export type Checked = ReturnType<NonNullable<RegistrationField['check']>>;

/** Octets of a mail address: 64 before the @, 255 behind it (RFC 5321 4.5.3.1). */
export const LONGEST_ADDRESS = 320;

/** Characters of the name of a sender. */
export const LONGEST_NAME = 100;

/** Characters of a password or token. */
export const LONGEST_SECRET = 1000;

/** Characters of a signature, its line breaks with them. */
export const LONGEST_SIGNATURE = 1000;
const MOST_IMPORTANT = 100;
/** BCP 47, as far as its form goes. */
const LANGUAGE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}$/;

/** A text of one line that goes into a header or a login. */
export const checkLine = (value: string): Checked =>
  /\p{Cc}/u.test(value) ? { wrong: { key: 'email.register.line-wrong' } } : { value };

/** A name before the @ of addresses of the gateway, alone or with the domain behind it. Whether it is free is not known here. */
export function checkAlias(domain: string, rules: AliasRules): (value: string) => Checked {
  return (value) => {
    if (value === '') return { value };
    const read = readAlias(value, domain, rules);
    return read.ok ? { value: read.alias } : { wrong: aliasRefusal(read.why, value, rules).text };
  };
}

/** A secret; what is wrong with it is told without it. */
export const checkSecret = (value: string): Checked =>
  /\p{Cc}/u.test(value) ? { wrong: { key: 'email.register.password-wrong' } } : { value };

/** A mail server as `parseServer` reads it; empty: it is looked for. */
export const checkServer = (value: string): Checked => {
  if (value === '') return { value };
  const server = parseServer(value);
  return server === undefined ? { wrong: { key: 'email.register.server-wrong' } } : { value: serverText(server) };
};

/** Quiet hours as `parseQuietHours` reads them; empty: none. */
export const checkQuiet = (value: string): Checked => {
  if (value === '') return { value };
  const quiet = parseQuietHours(value);
  return quiet === undefined ? { wrong: { key: 'email.register.quiet-wrong' } } : { value: quietHoursText(quiet) };
};

/** A time zone by its name in the IANA database; empty: none is chosen. */
export const checkZone = (value: string): Checked =>
  value === '' || isZone(value) ? { value } : { wrong: { key: 'email.register.zone-wrong' } };

/** A language tag (BCP 47), as far as its form goes. */
export const checkLanguage = (value: string): Checked =>
  value === '' || LANGUAGE.test(value) ? { value } : { wrong: { key: 'email.register.language-wrong' } };

/** Seconds up to `most`. */
export function checkHold(most: number): (value: string) => Checked {
  return (value) => {
    if (value === '') return { value };
    const seconds = /^\d{1,2}$/.test(value) ? Number(value) : Number.NaN;
    return seconds <= most
      ? { value: String(seconds) }
      : { wrong: { key: 'email.register.hold-wrong', params: { most } } };
  };
}

/** Whatever the line, this takes time by its length alone. */
function isAddressOrDomain(line: string): boolean {
  const [, domain = ''] = /^(?:[^\s@]*@)?([^\s@]+)$/.exec(line) ?? [];
  const dot = domain.indexOf('.', 1);
  return dot !== -1 && dot < domain.length - 1;
}

/** Addresses and domains, one a line. */
export const checkImportant = (value: string): Checked => {
  const lines = value
    .split(/[\n,;]/)
    .map((line) => line.trim().toLowerCase())
    .filter((line) => line !== '');
  const wrong = lines.find((line) => !isAddressOrDomain(line));
  if (wrong !== undefined)
    return { wrong: { key: 'email.register.important-wrong', params: { line: wrong.slice(0, 60) } } };
  if (lines.length > MOST_IMPORTANT)
    return { wrong: { key: 'email.register.important-many', params: { most: MOST_IMPORTANT } } };
  return { value: [...new Set(lines)].join('\n') };
};

/** Lines below a mail; the marker that separates them is set by the gateway. */
export const checkSignature = (value: string): Checked =>
  /[^\P{Cc}\n\t]/u.test(value)
    ? { wrong: { key: 'email.register.line-wrong' } }
    : { value: value.replace(/^-- ?\n/, '') };
