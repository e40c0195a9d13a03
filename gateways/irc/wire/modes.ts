import type { Isupport } from './isupport.js';

/** Kinds of channel modes: those of CHANMODES, and those that members have. */
type ModeKind = 'list' | 'always' | 'whenSet' | 'never' | 'prefix';

/** One mode, set or taken back. */
export interface ModeChange {
  readonly sign: '+' | '-';
  readonly mode: string;
  /** Absent where the mode has none, or where a server left it out. */
  readonly param?: string;
}

/** A change as a channel's MODE has it. */
interface ChannelModeChange extends ModeChange {
  readonly kind: ModeKind;
}

/**
 * The changes of a MODE for a channel: `params` are those behind the channel, letters first. A letter that the server did
 * not tell of takes no parameter. Letters without a sign are set, as in a 324 of old servers.
 */
export function parseModes(
  params: readonly string[],
  isupport: Pick<Isupport, 'prefix' | 'chanmodes'>,
): readonly ChannelModeChange[] {
  const changes: ChannelModeChange[] = [];
  let sign: '+' | '-' = '+';
  let next = 1;
  for (const letter of params[0] ?? '') {
    if (letter === '+' || letter === '-') {
      sign = letter;
      continue;
    }
    const kind = kindOf(letter, isupport);
    const takesParam = kind !== 'never' && (kind !== 'whenSet' || sign === '+');
    const param = takesParam ? params[next] : undefined;
    if (param !== undefined) next += 1;
    changes.push(param === undefined ? { sign, mode: letter, kind } : { sign, mode: letter, kind, param });
  }
  return changes;
}

function kindOf(letter: string, { prefix, chanmodes }: Pick<Isupport, 'prefix' | 'chanmodes'>): ModeKind {
  for (const { mode } of prefix) if (mode === letter) return 'prefix';
  if (chanmodes.list.includes(letter)) return 'list';
  if (chanmodes.always.includes(letter)) return 'always';
  return chanmodes.whenSet.includes(letter) ? 'whenSet' : 'never';
}

/** The changes of a MODE for the own nick: letters alone. */
export function parseUserModes(letters: string): readonly ModeChange[] {
  const changes: ModeChange[] = [];
  let sign: '+' | '-' = '+';
  for (const letter of letters) {
    if (letter === '+' || letter === '-') sign = letter;
    else if (letter !== ' ') changes.push({ sign, mode: letter });
  }
  return changes;
}

/** What one MODE may hold. */
interface ModeLimits {
  /** Changes (ISUPPORT MODES); at least one is written. */
  readonly modes: number;
  /** Octets of letters, parameters and the spaces between them. */
  readonly octets: number;
}

/** Changes as the parameters of as few MODE as can be, each behind its target, in the order given. */
export function composeModes(changes: readonly ModeChange[], limits: ModeLimits): readonly (readonly string[])[] {
  const lines: (readonly string[])[] = [];
  let letters = '';
  let params: string[] = [];
  let sign = '';
  let count = 0;
  let octets = 0;
  const flush = (): void => {
    if (count > 0) lines.push([letters, ...params]);
    letters = '';
    params = [];
    sign = '';
    count = 0;
    octets = 0;
  };
  for (const change of changes) {
    // With a sign and a space each: a little more than is needed, never less.
    const cost = 2 + (change.param === undefined ? 0 : Buffer.byteLength(change.param) + 1);
    if (count >= limits.modes || octets + cost > limits.octets) flush();
    letters += change.sign === sign ? change.mode : `${change.sign}${change.mode}`;
    sign = change.sign;
    if (change.param !== undefined) params.push(change.param);
    count += 1;
    octets += cost;
  }
  flush();
  return lines;
}
