import { decodeText } from './charset.js';

/** A content line of iCalendar (RFC 5545 3.1) or vCard (RFC 6350 3.3). */
export interface ContentLine {
  /** In capitals. */
  readonly name: string;
  /** By name in capitals; quotes taken off. */
  readonly params: Readonly<Record<string, string>>;
  /** As written, escapes not undone. */
  readonly value: string;
}

/** Bounds what is read of one object. */
const MOST_LINES = 5000;
const LINE_LENGTH = 65_536;
/** Units in which the parameters of such a line stand. */
const LONGEST_HEAD = 256;
/** In front of the name of a vCard's property may be that of a group, with a dot. What an answer repeats goes out by this name. */
const NAME = /^[\w.-]+$/;
const QUOTED_PRINTABLE = /^[^:]{0,200};(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i;

/** Unfolds and splits the lines of such a text; what is no content line is left out. Linear; never throws. */
export function* contentLines(text: string): Generator<ContentLine> {
  let line = '';
  let count = 0;
  for (const physical of text.split(/\r?\n|\r/)) {
    if ((physical.startsWith(' ') || physical.startsWith('\t')) && line !== '') {
      if (line.length < LINE_LENGTH) line += physical.slice(1);
      continue;
    }
    // Version 2.1 of vCard breaks what is quoted-printable as that is broken (RFC 2045 6.7 (5)), without a blank.
    if (line.endsWith('=') && QUOTED_PRINTABLE.test(line.slice(0, LONGEST_HEAD))) {
      line = line.length < LINE_LENGTH ? line.slice(0, -1) + physical : '';
      continue;
    }
    const read = readLine(line);
    if (read !== undefined) yield read;
    count += 1;
    if (count > MOST_LINES) return;
    line = physical;
  }
  const last = readLine(line);
  if (last !== undefined) yield last;
}

function readLine(line: string): ContentLine | undefined {
  const pieces: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === ';' || char === ':')) {
      pieces.push(line.slice(from, at));
      from = at + 1;
      if (char === ':') {
        const name = (pieces[0] ?? '').trim().toUpperCase();
        return NAME.test(name) ? { name, params: readParams(pieces.slice(1)), value: line.slice(from) } : undefined;
      }
    }
  }
  return undefined;
}

function readParams(pieces: readonly string[]): Readonly<Record<string, string>> {
  const params: Record<string, string> = Object.create(null);
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const bare = piece.trim().toUpperCase();
    if (equals > 0) params[piece.slice(0, equals).toUpperCase()] = piece.slice(equals + 1).replaceAll('"', '');
    // Version 2.1 of vCard may leave the names of these away.
    else if (bare === 'QUOTED-PRINTABLE') params.ENCODING = bare;
    else if (bare === 'PREF') params.TYPE ??= bare;
  }
  return params;
}

/** The value, where it is quoted-printable (vCard 2.1) that undone. */
export function plainValue({ value, params }: Pick<ContentLine, 'value' | 'params'>): string {
  if (!/^quoted-printable$/i.test(params.ENCODING ?? '')) return value;
  const octets = Buffer.from(value, 'utf8')
    .toString('latin1')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeText(Buffer.from(octets, 'latin1'), params.CHARSET);
}

/** A value of the type TEXT with its escapes undone (RFC 5545 3.3.11). */
export function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));
}
