/** Quoted-printable (RFC 2045 6.7). */

const COLUMNS = 76;
const EQUALS = 61;
const SPACE = 32;
const TAB = 9;

const HEX = Array.from({ length: 256 }, (_, octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`);
const LITERAL = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet));

/** Encodes lines of text as UTF-8; the result has CRLF between lines and none at the end. */
export function quotedPrintable(lines: readonly string[]): string {
  return lines.map(encodeLine).join('\r\n');
}

const SIMPLE = /^[!-<>-~](?:[ -<>-~]{0,74}[!-<>-~])?$/;

function encodeLine(line: string): string {
  if (line === '') return '';
  // Programs that keep mail in files change `From ` at the start of a line, and a lone dot has a meaning in SMTP.
  const guarded = line.startsWith('From ') || line.startsWith('.');
  if (!guarded && SIMPLE.test(line)) return line;
  const octets = Buffer.from(line);
  let out = '';
  let column = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    const last = at === octets.length - 1;
    const blank = octet === SPACE || octet === TAB;
    const literal = ((octet > SPACE && octet < 127 && octet !== EQUALS) || (blank && !last)) && !(guarded && at === 0);
    const piece = (literal ? LITERAL : HEX)[octet] ?? '';
    // A soft break takes one column; characters may be cut between their octets.
    if (column + piece.length > (last ? COLUMNS : COLUMNS - 1)) {
      out += '=\r\n';
      column = 0;
    }
    out += piece;
    column += piece.length;
  }
  return out;
}
