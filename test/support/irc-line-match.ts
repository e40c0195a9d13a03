import { type IrcLine, readIrcLine } from '../../sandbox/irc-line.js';
import { compareValue, type Match, type Variables } from './stanza-match.js';

/** As the last parameter: whatever else there is. */
const REST = '...';

/**
 * Compares a received line with the one that a script expects: command and number of parameters as they are, unless the last
 * parameter is `...`; tags and the source only where the script has them, and a source without `!` is a nick. In every value
 * `{any}`, `{known}` and `{new}` stand for what they do in stanzas; `\x02` is an octet.
 */
export function matchIrcLine(expected: string, received: IrcLine, variables: Variables): Match {
  const wanted = readIrcLine(octets(expected));
  const found: Record<string, string> = { ...variables };
  const open = wanted.params.at(-1) === REST;
  const params = open ? wanted.params.slice(0, -1) : wanted.params;
  const differences: string[] = [];
  const source = wanted.source?.includes('!') === true ? received.source : received.nick;
  if (wanted.source !== undefined) differences.push(...compareValue(wanted.source, source, 'source', found));
  if (wanted.command !== received.command) {
    differences.push(`expected ${wanted.command}, received ${received.command}`);
  }
  for (const [name, value] of wanted.tags) {
    differences.push(...compareValue(value, received.tags.get(name), `tag ${name}`, found));
  }
  for (const [index, template] of params.entries()) {
    differences.push(...compareValue(template, received.params[index], `parameter ${index + 1}`, found));
  }
  if (!open && received.params.length > params.length) {
    differences.push(`${params.length} parameters expected, received ${received.params.length}`);
  }
  return differences.length === 0 ? { fits: true, variables: found } : { fits: false, differences };
}

/** Puts octets in the place of `\x02`, so that a script can say what cannot be seen. */
export function octets(text: string): string {
  return text.replaceAll(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
