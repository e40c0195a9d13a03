import type { Element } from '../../../src/xmpp/element.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { readMessage } from '../../../src/xmpp/messages.js';
import { readStanzaId } from '../../../src/xmpp/stanza-ids.js';
import type { Clock, KeyValue } from '../../gateway.js';
import { letters } from '../engine/ids.js';
import { nextSecond, OVERLAP } from '../room/missed.js';

/** It is noted as often until when a room was heard, ms, and known for as long, seconds. */
const NOTE_EVERY = 5000;
const NOTED_S = 30 * 86_400;
/** A message is known again for so long, seconds: what was said more than a day ago is asked for by nobody. */
const TAKEN_S = 2 * 86_400;

/** Until when rooms were heard, and which of their messages were taken: over restarts, so that what was missed is taken once. */
export class RoomHistory {
  readonly #kv: Pick<KeyValue, 'get' | 'set' | 'add'>;
  readonly #clock: Clock;
  /** What this process has noted of each room, wall time, ms. */
  readonly #noted = new Map<string, number>();

  constructor(kv: Pick<KeyValue, 'get' | 'set' | 'add'>, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** From when on we want to hear what was said in a room, wall time, ms: since a process before this one has, else from now on. */
  async missedFrom(room: string): Promise<number> {
    const until = await this.#kv.get<number>(heardKey(room));
    return until === undefined ? nextSecond(this.#clock.now()) : until - OVERLAP;
  }

  /** We are in a room, maybe for the first time: then nothing before that concerns us. */
  async cameIn(room: string): Promise<void> {
    if (this.#noted.has(room)) return;
    await this.#kv.add(heardKey(room), this.#clock.now(), NOTED_S);
    this.#noted.set(room, 0);
  }

  /** Whether a message that a room tells again was taken when it was said. */
  async isTaken(room: string, message: Element): Promise<boolean> {
    for (const key of this.#keysOf(room, message)) if ((await this.#kv.get(key)) !== undefined) return true;
    return false;
  }

  /** All that follows from a message is in a lane. */
  async taken(room: string, message: Element): Promise<void> {
    await Promise.all(this.#keysOf(room, message).map((key) => this.#kv.set(key, true, TAKEN_S)));
    // What is told again comes in its order.
    const at = readMessage(message).delayedSince ?? this.#clock.now();
    if (at - (this.#noted.get(room) ?? 0) < NOTE_EVERY) return;
    await this.#kv.set(heardKey(room), at, NOTED_S);
    this.#noted.set(room, at);
  }

  #keysOf(room: string, message: Element): readonly string[] {
    return keysOf(room, message, this.#clock.now());
  }
}

/** One for each id that a message has. Those that its sender gave count with the nick: anybody may write the ids of others. */
function keysOf(room: string, message: Element, now: number): readonly string[] {
  const { id, originId, body = '', delayedSince = now } = readMessage(message);
  const nick = parseJid(message.attrs.from ?? '')?.resource ?? '';
  const given = readStanzaId(message, room);
  const own = [id, originId].filter((one) => one !== undefined);
  const ids = [...(given === undefined ? [] : [['room', given]]), ...[...new Set(own)].map((one) => [nick, one])];
  // What has no id is known by its words and its minute, so that the same words are heard another day.
  const all = ids.length > 0 ? ids : [[nick, 'text', body, String(Math.round(delayedSince / 60_000))]];
  return all.map((parts) => `taken:${letters(32, [room, ...parts])}`);
}

function heardKey(room: string): string {
  return `heard:${letters(24, [room])}`;
}
