import { isMiddle, type LineOut } from './wire/serialise.js';

/** Octets that each list of a JOIN may have, so that the line fits whatever stands around it. */
const MOST_OCTETS = 300;
/** Channels that one JOIN may name where the server says nothing else. */
const MOST_CHANNELS = 20;

interface WantedChannel {
  readonly name: string;
  readonly key: string | undefined;
}

/** JOIN lines for channels, those with keys first, because keys belong to channels by their places (RFC 2812 3.2.1). */
export function joinLines(channels: readonly WantedChannel[], most = MOST_CHANNELS): readonly LineOut[] {
  const wanted = channels.filter(({ name }) => isName(name));
  const keyed = wanted.filter(({ key }) => key !== undefined && isKey(key));
  const open = wanted.filter((channel) => !keyed.includes(channel));
  const lines: LineOut[] = [];
  let names: string[] = [];
  let keys: string[] = [];
  const flush = (): void => {
    if (names.length === 0) return;
    lines.push({ command: 'JOIN', params: [names.join(','), ...(keys.length === 0 ? [] : [keys.join(',')])] });
    names = [];
    keys = [];
  };
  for (const { name, key } of [...keyed, ...open]) {
    const full = names.length >= most || tooLong([...names, name]) || (key !== undefined && tooLong([...keys, key]));
    if (full) flush();
    names.push(name);
    if (key !== undefined && isKey(key)) keys.push(key);
  }
  flush();
  return lines;
}

function tooLong(list: readonly string[]): boolean {
  return Buffer.byteLength(list.join(',')) > MOST_OCTETS;
}

function isName(name: string): boolean {
  return isKey(name) && !name.includes('\u0007');
}

/** A key that a server can be told. */
export function isKey(key: string): boolean {
  return isMiddle(key) && !key.includes(',');
}
