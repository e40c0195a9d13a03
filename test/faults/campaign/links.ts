import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { claim, release } from '../../../sandbox/claim.js';
import { repositoryRoot } from '../../support/repository.js';

const run = promisify(execFile);
const SCRIPT = 'test/faults/campaign/tun-links.py';
const NAMESPACES = '/run/netns';
const TAG = 'isf';
/** Second numbers of 127.0.0.0/8 that links may have. */
const FIRST_NET = 64;
const LAST_NET = 126;

/** What a link does to what goes over it. */
export interface LinkFault {
  /** TCP port that alone is concerned; 0: everything. */
  readonly port: number;
  /** Share of packets that are lost; 1: the link is down, and nobody is told. */
  readonly loss: number;
  /** So much later a packet arrives, s. */
  readonly delay: number;
  /** Octets a second that it carries each way; 0: as many as there are. */
  readonly rate: number;
  /** How long, s. */
  readonly for: number;
}

/**
 * A network namespace for each role, as if each were a machine of its own, behind a link that carries packets until it is told
 * otherwise. Needs root, /dev/net/tun, and Python 3.
 */
export class Links {
  readonly #net: number;
  readonly #tag: string;
  readonly #roles: readonly string[];
  readonly #process: ChildProcess;

  private constructor(net: number, tag: string, roles: readonly string[], process: ChildProcess) {
    this.#net = net;
    this.#tag = tag;
    this.#roles = roles;
    this.#process = process;
  }

  static async make(roles: readonly string[]): Promise<Links> {
    await removeStale();
    const net = freeNet();
    const tag = `${TAG}${process.pid}`;
    const script = join(repositoryRoot(), SCRIPT);
    const pump = spawn('/usr/bin/python3', [script, tag, String(net), ...roles], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: pump.stdout });
    const gone = once(pump, 'exit').then(() => {
      throw new Error('the links between namespaces cannot be made: this needs root and /dev/net/tun');
    });
    const links = new Links(net, tag, roles, pump);
    try {
      await Promise.race([once(lines, 'line'), gone]);
    } catch (error) {
      await links.stop();
      throw error;
    }
    gone.catch(() => undefined);
    return links;
  }

  /** Where a role listens. */
  addressOf(role: string): string {
    return `127.${this.#net}.${this.#roles.indexOf(role) + 1}.2`;
  }

  /** The command that whatever runs there is started by. */
  within(role: string): readonly string[] {
    return ['/usr/sbin/ip', 'netns', 'exec', `${this.#tag}-${role}`];
  }

  /** Makes the link of a role bad for a while; what was said of it before does not count any more. */
  spoil(role: string, fault: LinkFault): void {
    this.#process.stdin?.write(`${JSON.stringify({ link: role, ...fault })}\n`);
  }

  /** All links are good. */
  mend(): void {
    for (const role of this.#roles) this.spoil(role, { port: 0, loss: 0, delay: 0, rate: 0, for: 0 });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#process.stdin?.end();
      await gone;
    }
    for (const role of this.#roles) await remove(`${this.#tag}-${role}`);
    release('links', String(this.#net));
  }
}

function freeNet(): number {
  for (let net = FIRST_NET; net <= LAST_NET; net++) if (claim('links', String(net))) return net;
  throw new Error('all addresses for links are in use');
}

/** Namespaces of a run that was killed. */
async function removeStale(): Promise<void> {
  const names = existsSync(NAMESPACES) ? await readdir(NAMESPACES) : [];
  for (const name of names) {
    const pid = new RegExp(`^${TAG}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await remove(name);
  }
}

async function remove(namespace: string): Promise<void> {
  await run('/usr/sbin/ip', ['netns', 'delete', namespace]).catch(() => undefined);
}
