import { decodeText } from '../mime/charset.js';
import { contentLines, plainValue, unescapeText } from '../mime/content-lines.js';
import { legalLine } from '../mime/legal-text.js';

/** Octets of a card that are looked at: pictures in it are long, and stand behind what is told. */
const LOOKED_AT = 65_536;
const LONGEST = 200;
/** Values of one kind that are told. */
const MOST = 3;

/** What is told of a card, in this order. */
const TOLD = ['TITLE', 'ORG', 'EMAIL', 'TEL', 'ADR', 'URL'] as const;

/** The first card of a file (vCard, RFC 6350 and its forerunners) in one line; undefined where it names nobody. Never throws. */
export function readCard(content: Uint8Array): string | undefined {
  const values = new Map<string, string[]>();
  for (const line of contentLines(decodeText(content.subarray(0, LOOKED_AT), undefined))) {
    const { name } = line;
    if (name === 'END') break;
    // `item1.EMAIL` is an EMAIL of a group (3.3).
    const property = name.slice(name.lastIndexOf('.') + 1);
    const text = legalLine(plain(property, plainValue(line))).slice(0, LONGEST);
    if (text === '') continue;
    const known = values.get(property);
    if (known === undefined) values.set(property, [text]);
    else if (known.length < MOST && !known.includes(text)) known.push(text);
  }
  const name = values.get('FN')?.[0] ?? values.get('N')?.[0];
  if (name === undefined) return undefined;
  return [name, ...TOLD.flatMap((property) => values.get(property) ?? [])].join(', ');
}

/** Compound values have their parts between semicolons (6.2.2, 6.3.1, 6.6.4). */
function plain(property: string, value: string): string {
  if (property !== 'N' && property !== 'ADR' && property !== 'ORG')
    return unescapeText(value).replace(/^tel:/i, '').trim();
  const parts = value
    .split(';')
    .map((part) => unescapeText(part).trim())
    .filter((part) => part !== '');
  return (property === 'N' ? [...parts.slice(1, 2), ...parts.slice(0, 1)] : parts).join(' ');
}
