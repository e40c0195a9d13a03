import { isKey } from './joins.js';
import type { LineOut } from './wire/serialise.js';

/** Octets of the names in one line, so that it fits whatever stands around it. */
const MOST_OCTETS = 400;

/** MONITOR lines that watch so many of some nicks as a server lets one watch (IRCv3 MONITOR). */
export function watchLines(nicks: readonly string[], most: number): readonly LineOut[] {
  const lines: LineOut[] = [];
  let names: string[] = [];
  let octets = 0;
  const flush = (): void => {
    if (names.length > 0) lines.push({ command: 'MONITOR', params: ['+', names.join(',')] });
    names = [];
    octets = 0;
  };
  for (const nick of nicks.filter(isKey).slice(0, most)) {
    const more = Buffer.byteLength(nick) + 1;
    if (octets + more > MOST_OCTETS) flush();
    names.push(nick);
    octets += more;
  }
  flush();
  return lines;
}
