import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { OutsideConnection } from '../../../gateways/gateway.js';
import type { Clock, Timer } from '../../clock.js';
import type { LaneHandler } from '../../lanes/handler.js';
import type { Log } from '../../log.js';
import type { ProcessReports } from '../../store/processes.js';
import { Trouble } from '../../trouble.js';
import type { ProcessView } from './process-view.js';

/** What a process tells every 2 s. */
export interface ProcessReport {
  readonly view: ProcessView;
  /** Envelopes that ended a second, by lane; a lane without any is missing. */
  readonly rates: Readonly<Record<string, number>>;
  /** By lane that it holds; missing in reports of earlier releases. */
  readonly connections?: Readonly<Record<string, readonly OutsideConnection[]>>;
}

/** What a heartbeat is made from; read anew for each. */
export interface HeartbeatSource {
  readonly id: string;
  readonly role: string;
  readonly version: string;
  /** Lanes that this process holds now. */
  readonly holding: readonly string[];
  readonly pressure: readonly string[];
  /** By lane. */
  readonly connections: NonNullable<ProcessReport['connections']>;
}

const BEAT_MS = 2000;
/** How often it is looked whether something has changed that does not wait, ms. */
const LOOK_MS = 500;
/** After so many beats that are missing a process counts as gone. */
const LIVES = 4;
/** How exactly the delay of the event loop is measured, ms. */
const RESOLUTION_MS = 20;

/** Tells in Redis how this process is: every 2 s, and half a second after it holds or is connected to something else. */
export class Heartbeat {
  readonly #source: HeartbeatSource;
  readonly #reports: ProcessReports;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  readonly #since: number;
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #ended = new Map<string, number>();
  #cpu = process.cpuUsage();
  #at: number;
  #stands = '';
  #timer: Timer | undefined;
  #stopped = false;

  constructor(source: HeartbeatSource, reports: ProcessReports, { clock, log }: { clock: Clock; log: Log }) {
    this.#source = source;
    this.#reports = reports;
    this.#clock = clock;
    this.#trouble = new Trouble(clock, log);
    this.#since = clock.now();
    this.#at = clock.monotonic();
  }

  start(): void {
    this.#delay.enable();
    void this.#look();
  }

  /** Envelopes of a lane have ended. */
  ended(lane: string, count: number): void {
    this.#ended.set(lane, (this.#ended.get(lane) ?? 0) + count);
  }

  /** Says at once that this process is no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#delay.disable();
    await this.#reports.remove(this.#source.id).catch(() => undefined);
  }

  /** What holds, and what it is connected to, is told at once; all else when it is time. */
  async #look(): Promise<void> {
    const { holding, pressure, connections } = this.#source;
    const stands = JSON.stringify([holding, pressure, connections]);
    const isDue = this.#clock.monotonic() - this.#at >= BEAT_MS;
    if (stands !== this.#stands || isDue) {
      this.#stands = stands;
      await this.#beat();
    }
    if (!this.#stopped) this.#timer = this.#clock.after(LOOK_MS, () => void this.#look());
  }

  async #beat(): Promise<void> {
    try {
      await this.#reports.write(this.#source.id, this.#report(), this.#clock.now(), LIVES * BEAT_MS);
    } catch (error) {
      this.#trouble.tell('how this process is could not be told', error);
    }
  }

  #report(): ProcessReport {
    const { id, role, version, holding, pressure, connections } = this.#source;
    const elapsed = Math.max(1, this.#clock.monotonic() - this.#at);
    const { user, system } = process.cpuUsage(this.#cpu);
    const rates = Object.fromEntries(
      Array.from(this.#ended, ([lane, count]) => [lane, rounded((count * 1000) / elapsed)]),
    );
    const view: ProcessView = {
      id,
      host: hostname(),
      pid: process.pid,
      role,
      version,
      since: this.#since,
      rss: process.memoryUsage.rss(),
      cpu: rounded((user + system) / 1000 / elapsed),
      // What is measured is the time between two turns, the resolution included.
      loopDelay: rounded(Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION_MS)),
      lanes: [...holding].sort(),
      pressure,
    };
    this.#cpu = process.cpuUsage();
    this.#at = this.#clock.monotonic();
    this.#ended.clear();
    this.#delay.reset();
    return { view, rates, connections };
  }
}

/** Works a lane as `handler` does, and has what ends in it counted. */
export function counted(handler: LaneHandler, heartbeat: Heartbeat): LaneHandler {
  return {
    repeatBegun: handler.repeatBegun,
    open: (tenure) => handler.open(tenure),
    effects: async (items, lane) => {
      await handler.effects(items, lane);
      heartbeat.ended(lane, items.length);
    },
    ...(handler.withdrawn === undefined ? {} : { withdrawn: (whose) => handler.withdrawn?.(whose) }),
    expired: (envelope) => handler.expired(envelope),
  };
}

/** The processes that are alive. */
export async function liveProcesses(reports: ProcessReports): Promise<readonly ProcessReport[]> {
  return (await reports.all()) as readonly ProcessReport[];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
