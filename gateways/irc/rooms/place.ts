import type { Archive, Clock, Log, Outcome, Problem, TextRef } from '../../gateway.js';
import type { Answer } from '../connection/labels.js';
import type { MessageIds } from '../message-ids.js';
import type { Names } from '../names.js';
import type { Outbox } from '../outbox.js';
import type { Record } from '../record.js';
import type { SharedLines } from '../shared-lines.js';
import type { OwnView } from '../state/views.js';
import type { Charset } from '../text/encoding.js';
import type { Isupport } from '../wire/isupport.js';
import type { LineOut } from '../wire/serialise.js';
import type { OccupantIds } from './occupant-id.js';

/** Tells what became of something that a user did; exactly once. */
export type Settle = (outcome: Outcome) => void;

/** What a user wants of rooms (see `preferences.ts`). */
export interface RoomWishes {
  /** Stays on IRC while no client is there. */
  readonly persistent: boolean;
  /** Lines of history that are shown to who enters, unless the client says otherwise. */
  readonly historyOnJoin: number;
  /** Whether lines are kept at all. */
  readonly record: boolean;
  /** Tells the user, while no client is in the room, who speaks of them. */
  readonly highlights: boolean;
  /** Besides the nick, what counts as speaking of them. */
  readonly words: readonly string[];
}

/** Called back for a line. */
export interface Sent {
  /** It went to the socket, in its turn. */
  readonly written?: () => void;
  /** What the server said to it, as far as that can be found out; whoever wants it gets exactly one. */
  readonly answered?: (answer: Answer) => void;
}

/** What a room knows of the connection that it belongs to, and what it may do there. */
export interface Place {
  /** Bare JID of the user. */
  readonly user: string;
  readonly names: Names;
  /** The network whatever users call it: their own names for networks may be the same and mean different ones. */
  readonly scope: string;
  readonly own: OwnView;
  readonly isupport: Isupport;
  /** Capabilities that are in use, with their values. */
  readonly caps: ReadonlyMap<string, string>;
  readonly wishes: RoomWishes;
  /** Whether the connection can be written to now. */
  readonly up: boolean;
  /** What we write in. */
  readonly charset: Charset;
  readonly longText: { readonly maxLines: number; readonly link: boolean };
  /** Keeps a text where others can read it; undefined: there is no such place. */
  publish(text: string): Promise<string | undefined>;
  /** Sends a line, or several that belong together, behind what waits. */
  send(line: LineOut | readonly LineOut[], sent?: Sent): void;
  /** Calls back when the server has read all that was written so far; never where the connection ends first. */
  onRead(read: () => void): void;
  /** Resolves when the server has worked through what was sent to a channel so far, or is too slow at it. */
  answered(channel: string): Promise<unknown>;
  /** A name as the network compares it. */
  fold(name: string): string;
  /** Whether two names are one on this network. */
  same(one: string, other: string): boolean;
  readonly outbox: Outbox;
  readonly lines: SharedLines;
  readonly ids: MessageIds;
  readonly record: Record;
  readonly archive: Archive;
  readonly occupantIds: OccupantIds;
  say(ref: TextRef, lang?: string): string;
  /** What has to be remembered of the room over a restart may be something else now. */
  changed(): void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Why something was not done, with the sentence of `key`; `code`: what the network called it. */
export function problemOf(
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params?: TextRef['params'],
  code?: string,
): Problem {
  return {
    type,
    condition,
    text: params === undefined ? { key } : { key, params },
    ...(code === undefined ? {} : { code }),
  };
}

/** It was accepted, and there is no part of it whose fate is told later. */
export const DONE: Outcome = { kind: 'accepted', parts: [] };
