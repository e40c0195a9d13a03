import type { LaneHold } from './handler.js';

/** An admin has stopped a lane: what is in it waits, what is new is taken and waits too. */
export interface Pause {
  /** May be empty. */
  readonly reason: string;
  /** Who has done it. */
  readonly by: string;
  /** Wall time, ms. */
  readonly since: number;
}

/** The pause of a key in Redis; undefined: it is not paused. */
export function pauseIn(json: string | null): Pause | undefined {
  return json === null || json === '' ? undefined : (JSON.parse(json) as Pause);
}

/** A hold that has no room while its lane is paused. What is outside already ends as it would, and waits go on. */
export function pausable(hold: LaneHold, isPaused: () => boolean): LaneHold {
  return {
    depth: hold.depth,
    free: () => (isPaused() ? 0 : hold.free()),
    submit: (envelope, settle) => hold.submit(envelope, settle),
    ...(hold.later === undefined ? {} : { later: (payload: unknown) => hold.later?.(payload) ?? Promise.resolve() }),
    drain: (signal) => hold.drain(signal),
    close: () => hold.close(),
  };
}
