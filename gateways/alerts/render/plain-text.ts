/** Control characters but tab and line feed, marks that turn the direction of text, and what XML cannot hold. */
const UNSAFE = /(?![\t\n])\p{Cc}|[\u{202a}-\u{202e}\u{2028}\u{2029}\u{2066}-\u{2069}\u{fffe}\u{ffff}]/gu;

/** A text of somebody else as any medium can have it: whole characters, lines that end with LF, nothing that acts. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(UNSAFE, '');
}

/** The same in one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/gu, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as content, or as an attribute in quotes, of HTML. */
export function escapeHtml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
