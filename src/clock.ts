/**
 * Time as the rest of the code sees it. Wall time goes into data that other processes read; monotonic time measures
 * leases and timeouts, because a wall clock that jumps must not end or prolong one.
 */
export interface Clock {
  /** Wall time, milliseconds since the Unix epoch. */
  now(): number;
  /** Monotonic time in milliseconds; only differences have a meaning. */
  monotonic(): number;
  /** Runs `run` once after `ms` milliseconds; the timer never keeps the process alive by itself. */
  after(ms: number, run: () => void): Timer;
}

/** Something that will happen once. */
export interface Timer {
  /** Stops the timer; harmless when it has fired already. */
  cancel(): void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const handle = setTimeout(run, ms);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
