import type { IrcMessage } from '../wire/message.js';
import type { Network } from './network.js';
import type { Servers } from './splits.js';

/** One line and its circumstances. */
export interface Turn {
  readonly message: IrcMessage;
  /** When it happened, ms since the epoch: as the server says (server-time), else when it came. */
  readonly at: number;
  /** The server told the time. */
  readonly timed: boolean;
  /** When it came, ms since the epoch. */
  readonly now: number;
  /** The servers of the netsplit or netjoin batch that it stands in. */
  readonly split: Servers | undefined;
}

/** Reads the lines of one command: changes what is known, and emits what it means. */
export type Handler = (net: Network, turn: Turn) => void;

/** `2011-10-19T16:40:51.620Z`, as server-time has it. */
const SERVER_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** A time of server-time in ms since the epoch; undefined where it is none. */
export function serverTime(text: string | undefined): number | undefined {
  if (text === undefined || !SERVER_TIME.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Seconds since the epoch as numerics have them, in ms; undefined where it is no plausible time. */
export function secondsTime(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,10}$/.test(text) ? Number(text) * 1_000 : undefined;
}

/** A line with its time: that of its tag `time` (IRCv3 server-time), else now. */
export function turnOf(message: IrcMessage, now: number, split?: Servers): Turn {
  const told = message.tags.size === 0 ? undefined : serverTime(message.tags.get('time'));
  return { message, at: told ?? now, timed: told !== undefined, now, split };
}
