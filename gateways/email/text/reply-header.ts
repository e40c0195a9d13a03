import { quotedFieldOf } from './header-labels.js';
import { isBlank, type Line } from './lines.js';

/** Lines of such a header at most, with those that go on in the next one. */
const MOST_LINES = 16;
/** Lines that only continue a field. */
const MOST_CONTINUED = 6;

/**
 * The end of a header that Outlook and others put before a mail that they quote without marks: `From:`, `Sent:`, `To:`,
 * `Subject:` in the language of the program. Undefined where none begins at `start`.
 */
export function replyHeaderEnd(lines: readonly Line[], start: number): number | undefined {
  const depth = lines[start]?.depth ?? 0;
  if (quotedFieldOf(lines[start]?.content ?? '') === undefined) return undefined;
  const seen = new Set<string>();
  let continued = 0;
  let address = false;
  let at = start;
  for (; at < lines.length && at < start + MOST_LINES; at += 1) {
    const line = lines[at];
    if (line === undefined || line.depth !== depth) break;
    // Some programs leave a line free between the fields, but none before the first.
    if (isBlank(line)) {
      if (quotedFieldOf(lines[at + 1]?.content ?? '') === undefined || seen.size < 1) break;
      continue;
    }
    const field = quotedFieldOf(line.content);
    address ||= line.content.includes('@');
    if (field === undefined) {
      // Behind the last field the mail may begin at once: only an indented line goes on with it.
      if (continued === MOST_CONTINUED || (seen.has('subject') && !/^[ \t]/.test(line.text))) break;
      continued += 1;
    } else {
      seen.add(field);
    }
  }
  // People write "From" and "To" as well, about a journey say: a subject or an address tells it is a mail.
  const dated = seen.has('date');
  const whole = seen.has('subject') ? dated || seen.has('to') : dated && seen.has('to') && address;
  return whole && seen.has('from') ? at : undefined;
}
