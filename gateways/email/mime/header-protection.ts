import type { HeaderFields } from './header-fields.js';
import type { Part } from './part.js';

/** What programs before RFC 9788 put in the place of an encrypted subject. */
const OBSCURED: ReadonlySet<string> = new Set(['', '...', '[...]', 'encrypted message', 'secured message']);
const HTML_DISPLAY = '<div class="header-protection-legacy-display"';
const HTML_HEAD = 65_536;
const DISPLAY_LINE = /^[!-9;-~]{1,76}:(?:[ \t]|$)/;

/** True for an entity that has the fields of its mail with it (RFC 9788 2.1; `protected-headers` is the draft before it). */
function hasProtectedHeaders(part: Part): boolean {
  const hp = part.params.hp?.toLowerCase();
  return hp === 'clear' || hp === 'cipher' || part.params['protected-headers']?.toLowerCase() === 'v1';
}

/** The subject of a mail: that within the protection where there is one. */
export function protectedSubject(outer: HeaderFields, payload: Part | undefined): string | undefined {
  const shown = outer.text('subject');
  if (payload === undefined || !payload.headers.has('subject')) return shown;
  const isObscured = OBSCURED.has(shown?.toLowerCase() ?? '');
  return isObscured || hasProtectedHeaders(payload) ? payload.headers.text('subject') : shown;
}

/**
 * Takes off the top of a text what repeats protected fields for programs that cannot show them (RFC 9788 2.1.2, `hp-legacy-display="1"`). In the draft before it, it is a
 * text of its own, which then is empty; an entity with fields of its own is the payload and no repetition.
 */
export function withoutLegacyDisplay(part: Part, text: string): string {
  const isDraft = part.params['protected-headers']?.toLowerCase() === 'v1' && !part.headers.has('subject');
  if (part.params['hp-legacy-display'] !== '1' && !isDraft) return text;
  return part.type === 'text/html' ? withoutHtmlDisplay(text) : withoutPlainDisplay(text);
}

/** RFC 9788 5.2.3: lines that are header fields, up to the first empty line. */
function withoutPlainDisplay(text: string): string {
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const line = text.slice(at, newline === -1 ? undefined : newline);
    if (line.trim() === '') return at === 0 ? text : newline === -1 ? '' : text.slice(newline + 1);
    const isContinued = at > 0 && (line.startsWith(' ') || line.startsWith('\t'));
    if (!isContinued && !DISPLAY_LINE.test(line)) return text;
    if (newline === -1) break;
    at = newline + 1;
  }
  return '';
}

/** RFC 9788 5.2.4: the first `div` of that class; it holds a `pre` and no other `div`. */
function withoutHtmlDisplay(text: string): string {
  const start = text.slice(0, HTML_HEAD).toLowerCase().indexOf(HTML_DISPLAY);
  if (start === -1) return text;
  const end = text.indexOf('</div>', start);
  return end === -1 ? text : text.slice(0, start) + text.slice(end + '</div>'.length);
}
