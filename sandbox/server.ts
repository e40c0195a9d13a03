import { setTimeout as delay } from 'node:timers/promises';
import { Child, type Exit } from './child.js';
import { removeTempDir } from './temp-dir.js';

const POLL_MS = 10;

/** What a server's file says about its server. */
export interface ServerPlan {
  /** `prosody` */
  readonly name: string;
  /** Its temporary folder: configuration and data. */
  readonly dir: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Tells whether the server answers; asked again and again while it starts. */
  readonly isReady: () => Promise<boolean>;
  /** How long it may take until it does, ms. */
  readonly readyTimeoutMs?: number;
  /** Called with each piece of its output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/**
 * A real server on loopback. Its ports and its data stay the same from the first start until {@link stop}, however often it
 * is halted, killed and started again in between.
 */
export class LocalServer {
  readonly name: string;
  readonly dir: string;
  readonly #plan: ServerPlan;
  #child: Child | undefined;
  #olderLogs = '';

  constructor(plan: ServerPlan) {
    this.name = plan.name;
    this.dir = plan.dir;
    this.#plan = plan;
  }

  /** The process id. Throws when it does not run. */
  get pid(): number {
    return this.#running().pid;
  }

  /** Whether its process lives. */
  get runs(): boolean {
    return this.#child !== undefined && this.#child.exit === undefined;
  }

  /** Starts it, the first time or again, and returns when it answers. Throws with its output when it does not. */
  async start(): Promise<void> {
    if (this.#child !== undefined && this.#child.exit === undefined) throw new Error(`${this.name} runs already`);
    this.#olderLogs = this.logs();
    const { name, dir, command, args, env, isReady, readyTimeoutMs = 180_000, onOutput } = this.#plan;
    const child = await Child.start({
      name,
      command,
      args,
      cwd: dir,
      ...(env === undefined ? {} : { env }),
      ...(onOutput === undefined ? {} : { onOutput }),
    });
    this.#child = child;
    const deadline = performance.now() + readyTimeoutMs;
    while (!(await isReady())) {
      if (child.exit !== undefined) throw new Error(`${name} ended while starting\n${child.tail()}`);
      if (performance.now() > deadline) {
        await child.kill();
        throw new Error(`${name} did not answer within ${readyTimeoutMs} ms\n${child.tail()}`);
      }
      await delay(POLL_MS);
    }
    if (child.exit !== undefined) throw new Error(`${name} ended, another server answers at its port\n${child.tail()}`);
  }

  /** Ends it for good, orderly, and removes its folder. */
  async stop(): Promise<void> {
    await this.#child?.stop();
    await removeTempDir(this.dir);
  }

  /** Ends it orderly and keeps ports and data for the next {@link start}. */
  async halt(): Promise<Exit> {
    return await this.#running().stop();
  }

  /** `kill -9`; keeps ports and data for the next {@link start}. */
  async kill(): Promise<Exit> {
    return await this.#running().kill();
  }

  /** {@link halt}, then {@link start}. */
  async restart(): Promise<void> {
    await this.halt();
    await this.start();
  }

  /** Stops its clock, as a machine that hangs would (SIGSTOP); connections stay open and silent. */
  pause(): void {
    this.#running().signal('SIGSTOP');
  }

  /** Ends {@link pause}. */
  resume(): void {
    this.#running().signal('SIGCONT');
  }

  /** What it has written since the first start. */
  logs(): string {
    return this.#olderLogs + (this.#child?.logs() ?? '');
  }

  #running(): Child {
    if (this.#child === undefined || this.#child.exit !== undefined) throw new Error(`${this.name} does not run`);
    return this.#child;
  }
}
