/** message/cpim (RFC 3862), and addresses of CPIM as RFC 3922 has them. */
import { type Part, parseMessage } from '../mime/part.js';

/** Somebody in a message. */
export interface CpimParty {
  /** For people. */
  readonly name?: string;
  /** `im:alice@example.org` */
  readonly uri: string;
  /** The address of an `im:` URI, its escapes undone. */
  readonly address?: string;
}

/** A message in the common format of instant messaging (RFC 3862). */
export interface CpimMessage {
  readonly from?: CpimParty;
  readonly to: readonly CpimParty[];
  readonly cc: readonly CpimParty[];
  /** DateTime, wall time in ms. */
  readonly at?: number;
  readonly subjects: readonly { readonly lang?: string; readonly text: string }[];
  /** Names of fields that whoever does not understand them must not go on without (RFC 3862 4.8), and are not known here. */
  readonly required: readonly string[];
  /** What it holds. Only text/plain may become the text of a stanza (RFC 3922 3.2.3). */
  readonly content: Part;
}

const MOST_LINES = 500;
const LONGEST_LINE = 8192;
const KNOWN = new Set(['From', 'To', 'cc', 'DateTime', 'Subject', 'NS', 'Require']);

interface Field {
  readonly name: string;
  readonly lang?: string;
  readonly value: string;
}

/** Reads the body of a message/cpim. Undefined where it has no header of its own; never throws. */
export function readCpim(octets: Uint8Array): CpimMessage | undefined {
  const fields: Field[] = [];
  let at = 0;
  for (let count = 0; ; count++) {
    const end = octets.indexOf(0x0a, at);
    if (end < 0 || count > MOST_LINES || end - at > LONGEST_LINE) return undefined;
    const line = Buffer.from(octets.subarray(at, end)).toString('utf8').replace(/\r$/, '');
    at = end + 1;
    if (line === '') break;
    const field = readField(line);
    if (field === undefined) return undefined;
    fields.push(field);
  }
  if (fields.length === 0) return undefined;
  const all = (name: string): readonly Field[] => fields.filter((field) => field.name === name);
  const parties = (name: string): readonly CpimParty[] => all(name).flatMap(({ value }) => readParty(value) ?? []);
  const [from] = parties('From');
  const time = readTime(all('DateTime')[0]?.value);
  const required = all('Require').flatMap(({ value }) => value.split(',').map((name) => name.trim()));
  return {
    ...(from === undefined ? {} : { from }),
    to: parties('To'),
    cc: parties('cc'),
    ...(time === undefined ? {} : { at: time }),
    subjects: all('Subject').map(({ lang, value }) => (lang === undefined ? { text: value } : { lang, text: value })),
    required: required.filter((name) => name !== '' && !KNOWN.has(name)),
    content: parseMessage(octets.subarray(at)),
  };
}

/** `Name:;lang=fr value`: names have upper and lower case, lines are not folded (RFC 3862 2.3). */
function readField(line: string): Field | undefined {
  const colon = line.indexOf(':');
  if (colon <= 0) return undefined;
  const name = line.slice(0, colon);
  const rest = line.slice(colon + 1);
  // Parameters stand right behind the colon; a space begins the value.
  const space = rest.indexOf(' ');
  const [parameters, value] = space < 0 ? [rest, ''] : [rest.slice(0, space), rest.slice(space + 1)];
  const lang = parameters
    .split(';')
    .find((one) => one.startsWith('lang='))
    ?.slice('lang='.length);
  const text = unescaped(value);
  return lang === undefined || lang === '' ? { name, value: text } : { name, lang, value: text };
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', r: '\r' };

/** Undoes escapes (RFC 3862 2.3.1). */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/g, (_, code: string | undefined, character: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[character ?? ''] ?? character ?? '';
  });
}

function escaped(text: string): string {
  return text
    .replace(/\\/g, '\\\\')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `Alice <im:alice@example.org>`; a formal name may be quoted. */
function readParty(value: string): CpimParty | undefined {
  const open = value.lastIndexOf('<');
  const close = value.indexOf('>', open);
  if (open < 0 || close < 0) return undefined;
  const uri = value.slice(open + 1, close).trim();
  const name = value
    .slice(0, open)
    .trim()
    .replace(/^"(.*)"$/s, '$1');
  const address = addressOfIm(uri);
  return { ...(name === '' ? {} : { name }), uri, ...(address === undefined ? {} : { address }) };
}

/** RFC 3339; undefined where it is none. */
function readTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i.test(text))
    return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** The address in an `im:` URI; undefined where it is another URI, or holds what no address does. */
export function addressOfIm(uri: string): string | undefined {
  if (uri.slice(0, 3).toLowerCase() !== 'im:') return undefined;
  const [bare = ''] = uri.slice(3).split('?', 1);
  try {
    const address = decodeURIComponent(bare);
    const at = address.lastIndexOf('@');
    return at > 0 && at < address.length - 1 && !/[\p{Cc}\s<>]/u.test(address) ? address : undefined;
  } catch {
    return undefined;
  }
}

/** An address as an `im:` URI (RFC 3922 2.1): in its local part all but a few characters are written as octets. */
export function imUri(address: string): string {
  const at = address.lastIndexOf('@');
  let local = '';
  for (const octet of Buffer.from(address.slice(0, at), 'utf8')) {
    const character = String.fromCharCode(octet);
    local += /[A-Za-z0-9!$*.?_~+=]/.test(character)
      ? character
      : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return `im:${local}@${address.slice(at + 1)}`;
}

/** A text message that is written as CPIM. */
interface NewCpim {
  /** Addresses without resource. */
  readonly from: { readonly name?: string; readonly address: string };
  readonly to: readonly { readonly name?: string; readonly address: string }[];
  readonly cc?: readonly { readonly name?: string; readonly address: string }[];
  /** Wall time, ms. */
  readonly at?: number;
  readonly subjects?: readonly { readonly lang?: string; readonly text: string }[];
  readonly text: string;
  /** Known to be unique everywhere, without angle brackets (RFC 3922 3.1.5). */
  readonly contentId?: string;
}

/** An entity of type message/cpim (RFC 3922 3.1): the text in UTF-8, line ends as CRLF. It may be signed and encrypted as it is. */
export function writeCpim({ from, to, cc = [], at, subjects = [], text, contentId }: NewCpim): Uint8Array {
  const lines = [
    'Content-Type: message/cpim',
    '',
    `From: ${party(from)}`,
    ...to.map((one) => `To: ${party(one)}`),
    ...cc.map((one) => `cc: ${party(one)}`),
    ...(at === undefined ? [] : [`DateTime: ${new Date(at).toISOString()}`]),
    ...subjects.map(({ lang, text: said }) => `Subject:${tagged(lang)} ${escaped(said)}`),
    '',
    'Content-Type: text/plain; charset=utf-8',
    ...(contentId === undefined || !/^[!-;=?-~]+$/.test(contentId) ? [] : [`Content-ID: <${contentId}>`]),
    '',
    text.replace(/\r\n|\r|\n/g, '\r\n'),
  ];
  return Buffer.from(lines.join('\r\n'), 'utf8');
}

function party({ name, address }: { readonly name?: string; readonly address: string }): string {
  const uri = `<${imUri(address).replace(/[\p{Cc}\s<>]/gu, '')}>`;
  if (name === undefined || name.trim() === '') return uri;
  return `"${escaped(name).replaceAll('"', '\\"')}" ${uri}`;
}

function tagged(lang: string | undefined): string {
  return lang !== undefined && /^[A-Za-z0-9-]{1,64}$/.test(lang) ? `;lang=${lang}` : '';
}
