import { parseTemplate } from './template/parse.js';
import { tokensOf } from './template/tokens.js';
import type { TemplateNode, ValuePath } from './template/tree.js';

/** Names of a group, of an alert in it, of a label and of a link: see `templateData`. */
const NAMES = new Set(
  `status severity icon colour heading name text titles total more several firing resolved acknowledged taken state route labels
  code id ackUrl link by until comment heldBack list alerts words title annotations pairs links startsAt endsAt lasted over ownCode value url`.split(
    /\s+/,
  ),
);

/** What has names that senders choose. */
const FREE = new Set(['labels', 'annotations']);

/**
 * What is wrong with a template of the book, with its place, and what to write instead; undefined where nothing is. Also
 * tells values that no message has: nothing would ever be shown there. `names`: of the values that there are.
 */
export function checkTemplate(text: string, names: ReadonlySet<string> = NAMES): string | undefined {
  const reading = parseTemplate(text);
  if ('problem' in reading) {
    const { line, column, message } = reading.problem;
    return `line ${line}, column ${column}: ${message}`;
  }
  const unknown = unknownName(reading.template.nodes, names);
  if (unknown === undefined) return undefined;
  const line = text.slice(0, placeOf(unknown, text)).split('\n').length;
  return `line ${line}: there is no value ${unknown}: write one of ${[...names].join(', ')}`;
}

/** The first name that is none, outside of sections in which all names are the sender's. */
function unknownName(nodes: readonly TemplateNode[], names: ReadonlySet<string>): string | undefined {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    const unknown = isKnown(node.path, names) ? undefined : node.path[0];
    if (unknown !== undefined) return unknown;
    if (node.kind === 'value' || FREE.has(node.path[0] ?? '')) continue;
    const inner = unknownName([...node.body, ...node.otherwise], names);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Where a name stands in braces first. */
function placeOf(name: string, text: string): number {
  const tokens = tokensOf(text);
  return 'unclosed' in tokens ? 0 : (tokens.find((one) => one.kind === 'tag' && one.text.includes(name))?.at ?? 0);
}

function isKnown([first]: ValuePath, names: ReadonlySet<string>): boolean {
  return first === undefined || names.has(first);
}
