import type { Bridge } from '../book/bridge.js';
import { letters } from '../engine/ids.js';
import { nextSecond, OVERLAP } from '../room/missed.js';
import type { RoomEnd } from './ends/room-end.js';
import type { BridgePorts } from './ports.js';
import type { Heard } from './words/heard.js';

/** It is noted as often that we hear what is said, ms, and known for as long, seconds. */
const NOTE_EVERY = 5000;
const NOTED_FOR = 30 * 24 * 3600;

/** Until when a bridge has heard what was said in its rooms, so that after a restart a room is asked for what was missed. */
export class HeardNotes {
  readonly #bridge: Bridge;
  readonly #ports: Pick<BridgePorts, 'kv' | 'clock'>;
  /** Until when it is noted that we have heard what is said in a room, wall time, ms; 0: this process has not noted it. */
  readonly #noted = new Map<string, number>();

  constructor(bridge: Bridge, ports: Pick<BridgePorts, 'kv' | 'clock'>) {
    this.#bridge = bridge;
    this.#ports = ports;
  }

  /** From when on we want to hear what was said in a room, wall time, ms: since a process before this one has, else from now on. */
  async missedFrom(end: RoomEnd): Promise<number> {
    const until = await this.#ports.kv.get<number>(this.#keyOf(end));
    return until === undefined ? nextSecond(this.#ports.clock.now()) : until - OVERLAP;
  }

  /** Whether something is noted of a room since this process began. */
  has({ key }: RoomEnd): boolean {
    return this.#noted.has(key);
  }

  /** We are in a room, maybe for the first time: then nothing before that concerns us. */
  async cameIn(end: RoomEnd): Promise<void> {
    await this.#ports.kv.add(this.#keyOf(end), this.#ports.clock.now(), NOTED_FOR);
    this.#noted.set(end.key, this.#noted.get(end.key) ?? 0);
  }

  /** Something was heard in a room, and all that follows from it is done. */
  async heard(end: RoomEnd, { missedAt }: Pick<Heard, 'missedAt'>): Promise<void> {
    const at = missedAt ?? this.#ports.clock.now();
    if (at - (this.#noted.get(end.key) ?? 0) < NOTE_EVERY) return;
    await this.#ports.kv.set(this.#keyOf(end), at, NOTED_FOR);
    this.#noted.set(end.key, at);
  }

  #keyOf({ key }: RoomEnd): string {
    return `bridge/${this.#bridge.name}/heard/${letters(24, [key])}`;
  }
}
