import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ControlCommands, ControlName } from './control.js';
import type { SmscOptions } from './options.js';

/** A simulated phone network in a process of its own, so that it can be killed and its CPU be told apart. */
export class SmscProcess {
  readonly #options: SmscOptions;
  #child: ChildProcess | undefined;
  #socket: Socket | undefined;
  #next = 1;
  readonly #open = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #port = 0;

  constructor(options: SmscOptions) {
    this.#options = options;
    this.#port = options.port ?? 0;
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the phone network is not running');
    return pid;
  }

  /** Starts it, on the port of the time before where there was one. */
  async start(): Promise<void> {
    const built = fileURLToPath(new URL('./main.js', import.meta.url));
    const entry = existsSync(built)
      ? [built]
      : ['--import', 'tsx', fileURLToPath(new URL('./main.ts', import.meta.url))];
    const options = { ...this.#options, port: this.#port };
    const child = spawn(process.execPath, [...entry, '--options', JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    const line = await Promise.race([
      once(lines, 'line').then(([first]): string => String(first)),
      once(child, 'exit').then(([code]): string => {
        throw new Error(`the phone network ended at its start with ${code}`);
      }),
    ]);
    const { port, control }: { port: number; control: number } = JSON.parse(line);
    this.#port = port;
    const socket = connect(control, '127.0.0.1');
    await once(socket, 'connect');
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#fail());
    createInterface({ input: socket })
      .on('line', (answer) => this.#answer(answer))
      // It hands on the errors of its socket, which are dealt with there.
      .on('error', () => undefined);
    this.#socket = socket;
  }

  /** Runs one command of the control socket. Rejects where the process is gone. */
  call<K extends ControlName>(cmd: K, arg: ControlCommands[K]['arg']): Promise<ControlCommands[K]['result']> {
    const socket = this.#socket;
    if (socket === undefined || !socket.writable) return Promise.reject(new Error('the phone network is not running'));
    const n = this.#next++;
    return new Promise((resolve, reject) => {
      this.#open.set(n, { resolve, reject });
      socket.write(`${JSON.stringify({ n, cmd, arg })}\n`);
    });
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops its clock (SIGSTOP): connections stay open and silent. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Ends {@link pause}. */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.resume();
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #answer(line: string): void {
    const { n, result, error }: { n: number; result: never; error?: string } = JSON.parse(line);
    const open = this.#open.get(n);
    this.#open.delete(n);
    if (error === undefined) open?.resolve(result);
    else open?.reject(new Error(error));
  }

  #fail(): void {
    for (const { reject } of this.#open.values()) reject(new Error('the phone network is gone'));
    this.#open.clear();
  }
}

/** Starts a phone network in a process of its own. */
export async function startSmscProcess(options: SmscOptions): Promise<SmscProcess> {
  const network = new SmscProcess(options);
  await network.start();
  return network;
}
