import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { PATIENCE_MS } from '../../../sandbox/patience.js';
import { systemClock } from '../../../src/clock.js';
import { type Envelope, newEnvelopeId } from '../../../src/lanes/envelope.js';
import type { LaneHandler, Later, Settled, Tenure, Whose } from '../../../src/lanes/handler.js';
import { Lanes, type LanesOptions } from '../../../src/lanes/lanes.js';
import type { Outcome } from '../../../src/lanes/outcome.js';
import { silentLog } from '../../../src/log.js';
import type { RedisAddress } from '../../../src/redis.js';

/** Lease of a lane of {@link lanes} where nothing else is asked for, ms. */
export const LEASE_MS = 2000;

export const accepted: Outcome = { kind: 'accepted', parts: [{ id: 'far' }] };

const opened: (() => unknown)[] = [];

/** Ends what the last test opened, also when it failed. For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0)) await close();
}

/** A key prefix that no other test has. */
export const freshPrefix = (): string => `t${randomBytes(6).toString('hex')}`;

/** A Redis of the test's own, which it may kill. */
export class RedisServer {
  readonly directory: string;
  readonly socket: string;
  #process: ChildProcess | undefined;

  private constructor(directory: string) {
    this.directory = directory;
    this.socket = join(directory, 'redis.sock');
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await mkdtemp(join(tmpdir(), 'isthmus-lanes-')));
    await server.run();
    return server;
  }

  get address(): RedisAddress {
    return { socket: this.socket };
  }

  async run(): Promise<void> {
    this.#process = spawn(
      'redis-server',
      ['--port', '0', '--unixsocket', this.socket, '--dir', this.directory, '--save', '', '--appendonly', 'yes']
        // With `everysec` it answers before it writes while an fsync is under way, and a kill would lose that.
        .concat('--appendfsync', 'always'),
      { stdio: 'ignore' },
    );
    const probe = new Redis(this.socket, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    probe.on('error', () => undefined);
    await probe.ping();
    probe.disconnect();
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    process.kill('SIGKILL');
    await once(process, 'exit');
  }

  client(): Redis {
    const client = new Redis(this.socket);
    opened.push(() => client.disconnect());
    return client;
  }

  /** One that `closeAll` leaves open. */
  lastingClient(): Redis {
    return new Redis(this.socket);
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** A link to Redis that can lose answers, or everything, without either side being told. */
export class Link {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  #mode: 'open' | 'mute' | 'frozen' = 'open';

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(path: string): Promise<Link> {
    const server = createServer();
    const link = new Link(server);
    server.on('connection', (near) => {
      const far = connect(path);
      for (const socket of [near, far]) {
        link.#sockets.add(socket);
        socket.on('error', () => undefined);
      }
      near.on('data', (data) => link.#pass(() => far.write(data), link.#mode === 'frozen'));
      far.on('data', (data) => link.#pass(() => near.write(data), link.#mode !== 'open'));
      near.on('close', () => link.#pass(() => far.destroy(), link.#mode === 'frozen' || link.waits));
      far.on('close', () => near.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push(() => link.stop());
    return link;
  }

  get address(): RedisAddress {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return { url: `redis://127.0.0.1:${address.port}` };
  }

  /** Something was sent and has not arrived. */
  get waits(): boolean {
    return this.#held.length > 0;
  }

  /** Commands still arrive, answers do not. */
  mute(): void {
    this.#mode = 'mute';
  }

  /** Nothing passes; what was sent waits, as in a kernel that repeats it. */
  freeze(): void {
    this.#mode = 'frozen';
  }

  /** What comes now overtakes what waits. */
  overtake(): void {
    this.#mode = 'open';
  }

  /** What waited passes now, late. */
  thaw(): void {
    this.#mode = 'open';
    for (const pass of this.#held.splice(0)) pass();
  }

  /** Lets what waits pass, and holds what comes of it: one half of a trip of each connection. False: nothing waits. */
  step(): boolean {
    const passes = this.#held.splice(0);
    for (const pass of passes) pass();
    this.#mode = 'frozen';
    return passes.length > 0;
  }

  /** Answers that waited are lost with their connections; new connections work. */
  cut(): void {
    this.#held.length = 0;
    this.#mode = 'open';
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }

  #pass(run: () => void, hold: boolean): void {
    if (hold) this.#held.push(run);
    else run();
  }
}

export function envelope(conversation: string, text: string, more: Partial<Envelope> = {}): Envelope {
  return {
    v: 1,
    id: newEnvelopeId(),
    gateway: 'test',
    account: 'juliet@example.org',
    rev: 1,
    conversation,
    kind: 'message',
    event: { text },
    at: Date.now(),
    ...more,
  };
}

export const textOf = (envelope: Envelope): string => (envelope.event as { text: string }).text;

/** A holder's outside in memory: records what is submitted, and settles as the test says. */
export class Outside implements LaneHandler {
  readonly repeatBegun: boolean;
  readonly submitted: Envelope[] = [];
  readonly effected: Settled[] = [];
  readonly payloads: unknown[] = [];
  readonly tenures: Tenure[] = [];
  window = 100;
  depth = 1;
  open_ = 0;
  /** What happens to a submitted envelope; accepted at once if not set. */
  answer: (envelope: Envelope, settle: (outcome: Outcome) => void) => void = (_, settle) => settle(accepted);
  /** Runs before the effects count; may reject. */
  beforeEffects: (items: readonly Settled[]) => Promise<void> = async () => undefined;
  onLater: (payload: unknown) => Promise<void> = async () => undefined;
  readonly #watchers: (() => void)[] = [];

  constructor(repeatBegun = false) {
    this.repeatBegun = repeatBegun;
  }

  async open(tenure: Tenure) {
    this.tenures.push(tenure);
    const outside = this;
    return {
      free: () => this.window - this.open_,
      get depth() {
        return outside.depth;
      },
      submit: (envelope: Envelope, settle: (outcome: Outcome) => void) => {
        this.open_++;
        this.submitted.push(envelope);
        this.#changed();
        this.answer(envelope, (outcome) => {
          this.open_--;
          settle(outcome);
        });
      },
      later: async (payload: unknown) => {
        await this.onLater(payload);
        this.payloads.push(payload);
        this.#changed();
      },
      drain: async () => undefined,
      close: async () => undefined,
    };
  }

  async effects(items: readonly Settled[]): Promise<void> {
    await this.beforeEffects(items);
    this.effected.push(...items);
    this.#changed();
  }

  /** What is to be submitted no more. */
  withdrawn: (whose: Whose) => Outcome | undefined = () => undefined;

  expired(): Outcome {
    return { kind: 'rejected', problem: { type: 'wait', condition: 'gone', text: { key: 'expired' } } };
  }

  get texts(): string[] {
    return this.submitted.map(textOf);
  }

  /** Resolves when `holds` does; it is asked after each change. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`not reached; submitted ${this.submitted.length}`)),
          PATIENCE_MS,
        );
        this.#watchers.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #changed(): void {
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

export function lanes(address: RedisAddress, prefix: string, more: Partial<LanesOptions> = {}): Lanes {
  const made = new Lanes({
    address,
    prefix,
    process: 'test',
    lease: LEASE_MS,
    clock: systemClock,
    log: silentLog,
    ...more,
  });
  opened.push(() => made.stop());
  return made;
}

/** A lane that is held, and its waits. */
export async function holding(
  address: RedisAddress,
  prefix: string,
  clock = systemClock,
): Promise<{ readonly outside: Outside; readonly one: Lanes; readonly later: Later }> {
  const outside = new Outside();
  const one = lanes(address, prefix, { clock });
  one.work('a.0', 'test', outside);
  await one.start();
  await eventually('the lane is held', () => outside.tenures.length === 1);
  const [tenure] = outside.tenures;
  if (tenure === undefined) throw new Error('the lane is not held');
  return { outside, one, later: tenure.later };
}

/** Asks until it is so; fails where it never is. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface Heard {
  readonly process: string;
  readonly id: string;
  readonly text: string;
  readonly conversation: string;
  readonly at: number;
}

/** The far side of holder processes: records each line with its time of arrival and answers it. */
export class FarSide {
  readonly heard: Heard[] = [];
  /** Whether a line is answered. */
  answers: (heard: Heard) => boolean = () => true;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<FarSide> {
    const server = createServer();
    const far = new FarSide(server);
    server.on('connection', (socket) => {
      let rest = '';
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const heard: Heard = { ...JSON.parse(line), at: performance.now() };
          far.heard.push(heard);
          if (far.answers(heard)) socket.write(`${heard.id}\n`);
        }
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    opened.push(() => server.close());
    return far;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return address.port;
  }
}

/** Starts a process that works the lane and writes to the far side. */
export function holderProcess(
  name: string,
  options: { redis: RedisAddress; prefix: string; lane: string; port: number; lease: number; repeatBegun?: boolean },
): ChildProcess {
  // Beside this file, built or not, as this file is.
  const self = fileURLToPath(import.meta.url);
  const loader = extname(self) === '.ts' ? ['--import', 'tsx'] : [];
  const child = spawn(
    process.execPath,
    [...loader, join(dirname(self), `holder-process${extname(self)}`), name, JSON.stringify(options)],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  opened.push(() => child.kill('SIGKILL'));
  return child;
}
