import type { Redis } from 'ioredis';
import type { Clock } from '../clock.js';
import { isCaretaker, laneKeys } from './keys.js';
import { type Pause, pauseIn } from './pause.js';
import { statusScript } from './scripts.js';

/** What anybody may know of a lane, at most a second old while Redis answers. */
export interface LaneStatus {
  /** Envelopes in the lane: waiting, being worked, parked. About right for long lanes. */
  readonly depth: number;
  /** Those of them that are parked. */
  readonly parked: number;
  /** Some process works the lane; a caretaker does not count. */
  readonly held: boolean;
  /** Wall time at which this process first saw that nobody holds it; undefined while held. */
  readonly unheldSince: number | undefined;
  /** Outside connections, as the holder tells. */
  readonly state: 'up' | 'down';
  /** Wall time of the last change of `state`; 0 where none was told. */
  readonly since: number;
  readonly reason: string;
  /** An admin has stopped it; undefined: it runs. */
  readonly paused: Pause | undefined;
}

/** Before the first sample a lane counts as held, up and empty. */
const UNSEEN: LaneStatus = {
  depth: 0,
  parked: 0,
  held: true,
  unheldSince: undefined,
  state: 'up',
  since: 0,
  reason: '',
  paused: undefined,
};

/** Samples the lanes that somebody asked for. */
export class LaneWatch {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #clock: Clock;
  readonly #lanes = new Map<string, LaneStatus>();

  constructor(redis: Redis, prefix: string, clock: Clock) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#clock = clock;
  }

  get(lane: string): LaneStatus {
    const known = this.#lanes.get(lane);
    if (known !== undefined) return known;
    this.#lanes.set(lane, UNSEEN);
    this.#sample(lane).catch(() => undefined);
    return UNSEEN;
  }

  /** Samples all lanes; rejects when Redis does not answer, and then keeps what was known. */
  async sample(): Promise<void> {
    await Promise.all([...this.#lanes.keys()].map((lane) => this.#sample(lane)));
  }

  async #sample(lane: string): Promise<void> {
    this.#lanes.set(lane, await this.ask(lane));
  }

  /** Samples one lane now; rejects when Redis does not answer. */
  look(lane: string): Promise<void> {
    return this.#sample(lane);
  }

  /** Asks for one lane now. */
  async ask(lane: string): Promise<LaneStatus> {
    const k = laneKeys(this.#prefix, lane);
    const reply = await statusScript.run(this.#redis, [k.wait, k.active, k.holder, k.state, k.parkedCount, k.paused]);
    const [depth, holder, json, parked, pause] = reply as [number, string, string, number, string];
    const held = holder !== '' && !isCaretaker(holder);
    const told = json === '' ? undefined : (JSON.parse(json) as Pick<LaneStatus, 'state' | 'since' | 'reason'>);
    return {
      depth,
      parked,
      held,
      unheldSince: held ? undefined : (this.#lanes.get(lane)?.unheldSince ?? this.#clock.now()),
      state: told?.state ?? 'up',
      since: told?.since ?? 0,
      reason: told?.reason ?? '',
      paused: pauseIn(pause),
    };
  }
}
