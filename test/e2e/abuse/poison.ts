/** What ends a line, a field or a direction of writing somewhere, and a line that would begin behind it; in XML, which has no NUL. */
export const POISON =
  'one&#13;&#10;EVIL-Field: two&#10;EVIL three&#13;EVIL four&#13;&#10;&#13;&#10;EVIL five&#x2028;EVIL six&#x85;EVIL seven&#x202e;neve&#x2066;';

/** The same for JSON, with NUL and other control characters. */
export const POISON_JSON =
  'one\r\nEVIL-Field: two\nEVIL three\rEVIL four\0EVIL five\r\n\r\nEVIL six\u2028EVIL seven\u0085EVIL eight\u202eneve\x1b[2J\x07';

const EVIL = /^(?:@\S+ )?(?::\S+ )?EVIL/;

/** Lines of ours in what was written, where each control character that ends a line anywhere is taken for the end of one. */
export function evilIn(what: string, text: string): readonly string[] {
  return text
    .split(/[\r\n\0]/)
    .filter((line) => EVIL.test(line))
    .map((line) => `${what}: ${line.slice(0, 200)}`);
}

/** The same of a connection of SMTP (RFC 5321), or of one mail: commands, and fields of mails. Texts of mails may say what they like. */
export function evilInMail(octets: Buffer): readonly string[] {
  const text = octets.toString('latin1');
  const found: string[] = [];
  if (/\r(?!\n)|(?<!\r)\n|\0/.test(text)) found.push('mail: a CR or LF alone, or NUL');
  let part: 'command' | 'fields' | 'text' = /^(?:EHLO|HELO|LHLO|MAIL|DATA)/i.test(text) ? 'command' : 'fields';
  let skipped = 0;
  for (const line of text.split('\r\n')) {
    if (skipped > 0) {
      // A chunk (RFC 3030): how long it is was said before.
      skipped -= line.length + 2;
      if (part === 'fields' && EVIL.test(line)) found.push(`mail: ${line.slice(0, 200)}`);
      if (line === '') part = 'text';
      if (skipped <= 0) part = 'command';
      continue;
    }
    if (part !== 'text' && EVIL.test(line)) found.push(`mail: ${line.slice(0, 200)}`);
    if (part === 'command') {
      const chunk = /^BDAT (\d+)/i.exec(line)?.[1];
      if (chunk !== undefined) {
        skipped = Number(chunk);
        part = 'fields';
      } else if (/^DATA$/i.test(line)) part = 'fields';
    } else if (line === '.') part = 'command';
    else if (line === '') part = 'text';
  }
  return found;
}

/** The same of a connection of IMAP (RFC 9051): literals may say what they like. */
export function evilInImap(octets: Buffer): readonly string[] {
  let text = octets.toString('latin1');
  let commands = '';
  for (;;) {
    const literal = /\{(\d+)\+?\}\r\n/.exec(text);
    if (literal === null) break;
    const end = literal.index + literal[0].length;
    commands += text.slice(0, literal.index);
    text = text.slice(end + Number(literal[1]));
  }
  return evilIn('IMAP', commands + text);
}
