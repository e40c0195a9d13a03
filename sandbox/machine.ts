import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { claim, release } from './claim.js';

const run = promisify(execFile);
const MOST = 60;

/** A connection of a machine as the network at its other end sees it. */
export interface Seen {
  readonly machine: string;
  /** What the relay is called. */
  readonly label: string;
  /** What the machine wrote first, up to some octets. */
  head: string;
  /** Monotonic times at which its first and its last octets came, ms. */
  readonly first: number;
  last: number;
  /** The machine ended it, or it broke. */
  closed: boolean;
}

const HEAD = 2000;

/**
 * A machine of its own, as far as the network goes: a network namespace with one cable (a veth pair), whose other end is this process.
 * Servers of this sandbox are reached through a relay at that end; the relay writes down what comes over each connection and when,
 * so that nobody of the machine is asked what it did. Needs root.
 */
export class Machine {
  readonly name: string;
  /** Every connection, in the order in which its first octets came. */
  readonly seen: Seen[] = [];
  readonly #slot: string;
  readonly #near: string;
  readonly #address: string;
  readonly #relays: Server[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(slot: string) {
    this.#slot = slot;
    this.name = `isthmus-m${slot}`;
    this.#near = `ism${slot}`;
    this.#address = `10.213.${slot}.1`;
  }

  static async make(): Promise<Machine> {
    for (let number = 1; number <= MOST; number += 1) {
      if (!claim('machines', String(number))) continue;
      const machine = new Machine(String(number));
      await machine.#remove();
      const { name } = machine;
      const near = machine.#near;
      await ip('netns', 'add', name);
      await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', 'cable', 'netns', name);
      await ip('addr', 'add', `${machine.#address}/30`, 'dev', near);
      await ip('link', 'set', near, 'up');
      await ip('-n', name, 'addr', 'add', `10.213.${number}.2/30`, 'dev', 'cable');
      await ip('-n', name, 'link', 'set', 'cable', 'up');
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      return machine;
    }
    throw new Error(`all ${MOST} machines are taken`);
  }

  /** What a command begins with to run on this machine. */
  get within(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** Where a loopback port of ours is for this machine. `label`: what its connections are called. `at`: the port there; default any. */
  async reach(port: number, label: string, at = 0): Promise<{ readonly host: string; readonly port: number }> {
    const relay = createServer({ noDelay: true }, (near) => this.#pass(near, port, label));
    this.#relays.push(relay);
    relay.listen({ host: this.#address, port: at });
    await once(relay, 'listening');
    const address = relay.address();
    if (address === null || typeof address === 'string') throw new Error('the relay does not listen');
    return { host: this.#address, port: address.port };
  }

  /** Gives the end of the cable at which the relays are a name, which is the same on all machines; before anything runs there. */
  async call(name: string): Promise<void> {
    const dir = this.#etc;
    await mkdir(dir, { recursive: true });
    // `ip netns exec` lays these files over those in /etc.
    await writeFile(join(dir, 'hosts'), `127.0.0.1 localhost\n${this.#address} ${name}\n`);
  }

  /** Pulls the cable: nothing passes any more, and neither end is told. */
  async cut(): Promise<void> {
    await ip('link', 'set', this.#near, 'down');
  }

  /** Plugs it in again. What the kernels still hold of the connections of before passes then, late. */
  async mend(): Promise<void> {
    await ip('link', 'set', this.#near, 'up');
  }

  async remove(): Promise<void> {
    for (const relay of this.#relays) relay.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.#remove();
    release('machines', this.#slot);
  }

  get #etc(): string {
    return join('/etc/netns', this.name);
  }

  async #remove(): Promise<void> {
    await rm(this.#etc, { recursive: true, force: true });
    await ip('link', 'del', this.#near).catch(() => undefined);
    await ip('netns', 'del', this.name).catch(() => undefined);
  }

  #pass(near: Socket, port: number, label: string): void {
    const far = connect({ host: '127.0.0.1', port, noDelay: true });
    let seen: Seen | undefined;
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    near.on('data', (octets) => {
      const now = performance.now();
      if (seen === undefined) {
        seen = { machine: this.name, label, head: '', first: now, last: now, closed: false };
        this.seen.push(seen);
      }
      if (seen.head.length < HEAD) seen.head += octets.toString('latin1').slice(0, HEAD);
      seen.last = now;
      if (!far.write(octets)) {
        near.pause();
        far.once('drain', () => near.resume());
      }
    });
    far.on('data', (octets) => {
      if (near.write(octets)) return;
      far.pause();
      near.once('drain', () => far.resume());
    });
    near.on('close', () => {
      if (seen !== undefined) seen.closed = true;
      far.destroy();
    });
    far.on('close', () => near.destroy());
  }
}

async function ip(...args: readonly string[]): Promise<void> {
  await run('ip', [...args]);
}
