import { setTimeout as delay } from 'node:timers/promises';
import { Meter, type ProcessUse } from './measure.js';

/** A closed loop: at most `window` messages between their sending and their arrival. */
export interface Loop {
  readonly window: number;
  /** Milliseconds before counting begins, and of counting. */
  readonly warmMs: number;
  readonly ms: number;
  /** Sends message number `n`. */
  readonly send: (n: number) => void;
  /** How many have arrived since the start. */
  readonly done: () => number;
  /** Whether the sender can take one more now; default yes. */
  readonly ready?: () => boolean;
  /** Is given the function to call after each arrival. */
  readonly onProgress: (pump: () => void) => void;
  /** Called when counting begins, e.g. to forget latencies of the warm-up. */
  readonly onMeasure?: () => void;
  /** Processes whose CPU is told, by name. */
  readonly pids: Readonly<Record<string, number>>;
}

export interface Figures {
  /** Messages a second that arrived. */
  readonly rate: number;
  readonly sent: number;
  /** Sent and never arrived, 10 s after the end. */
  readonly lost: number;
  readonly use: Readonly<Record<string, ProcessUse>>;
}

/** Runs a closed loop and counts. */
export async function drive(loop: Loop): Promise<Figures> {
  let sent = 0;
  let open = true;
  const pump = () => {
    const ready = loop.ready;
    while (open && sent - loop.done() < loop.window && (ready === undefined || ready())) loop.send(sent++);
  };
  loop.onProgress(pump);
  pump();
  await delay(loop.warmMs);
  loop.onMeasure?.();
  const meter = new Meter({ ...loop.pids, driver: process.pid });
  const from = performance.now();
  const before = loop.done();
  await delay(loop.ms);
  const arrived = loop.done() - before;
  const rate = (arrived * 1000) / (performance.now() - from);
  const use = meter.read(arrived);
  open = false;
  await settle(() => loop.done() >= sent, 10_000);
  loop.onProgress(() => {});
  return { rate, sent, lost: sent - loop.done(), use };
}

/** Messages at fixed times, whether or not the earlier ones arrived. */
export async function driveOpen(
  loop: Omit<Loop, 'window' | 'ready' | 'onProgress'> & { perSecond: number },
): Promise<Figures> {
  let sent = 0;
  const start = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) * loop.perSecond) / 1000);
    while (sent < due) loop.send(sent++);
  }, 1);
  await delay(loop.warmMs);
  loop.onMeasure?.();
  const meter = new Meter({ ...loop.pids, driver: process.pid });
  const from = performance.now();
  const before = loop.done();
  await delay(loop.ms);
  const arrived = loop.done() - before;
  const rate = (arrived * 1000) / (performance.now() - from);
  const use = meter.read(arrived);
  clearInterval(timer);
  await settle(() => loop.done() >= sent, 10_000);
  return { rate, sent, lost: sent - loop.done(), use };
}

/** Looks every few milliseconds whether something holds; false when `timeoutMs` went by. */
export async function settle(holds: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) return false;
    await delay(5);
  }
  return true;
}
