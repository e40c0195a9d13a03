import { createHash } from 'node:crypto';
import type { WebAnswer } from '../../../gateway.js';
import type { Language } from './language.js';

/** A small page: what is meant, and where something can be done a button that does it. All texts are plain. */
interface Page {
  readonly status: number;
  readonly language: Language;
  readonly heading: string;
  /** What the incident is called. */
  readonly title?: string;
  readonly lines: readonly string[];
  /** Text of the button, which sends the page's own address by POST. */
  readonly button?: string;
}

const STYLE = `:root{color-scheme:light dark;font:1.0625rem/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:34rem;padding:1.5rem}
h1{font-size:1.375rem;line-height:1.25;margin:0 0 1rem}
p{margin:0 0 .75rem;overflow-wrap:anywhere}
.what{border-inline-start:.25rem solid #c33;padding-inline-start:.75rem;font-weight:600}
button{font:inherit;font-weight:600;width:100%;min-height:3rem;margin-top:.75rem;border:0;border-radius:.5rem;background:#0b57d0;color:#fff}
button:focus-visible{outline:.1875rem solid currentColor;outline-offset:.125rem}`;

/** No script, no other place, no frame around it; only this style, and a form that goes back to where it came from. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
} as const;

/** The page as an answer. */
export function pageAnswer({ status, language, heading, title, lines, button }: Page): WebAnswer {
  const what = title === undefined ? '' : `<p class="what" dir="auto">${escaped(title)}</p>\n`;
  const told = lines.map((line) => `<p>${escaped(line)}</p>\n`).join('');
  const form =
    button === undefined ? '' : `<form method="post"><button type="submit">${escaped(button)}</button></form>\n`;
  const body = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(heading)}</h1>
${what}${told}${form}</main>
</body>
</html>
`;
  return { status, headers: { ...HEADERS, 'content-language': language, vary: 'accept-language' }, body };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
