import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from '../patience.js';

/** What the Perl carrier says has happened. Octets are hex. */
type NetSmppEvent =
  | { readonly event: 'listening'; readonly port: number }
  | {
      readonly event: 'bind';
      readonly kind: 'receiver' | 'transmitter' | 'transceiver';
      readonly systemId: string;
      readonly status: number;
      readonly interfaceVersion: number;
    }
  | {
      readonly event: 'submit';
      readonly id: string;
      readonly seq: number;
      readonly from: string;
      readonly fromTon: number;
      readonly fromNpi: number;
      readonly to: string;
      readonly toTon: number;
      readonly toNpi: number;
      readonly esm: number;
      readonly dcs: number;
      readonly registered: number;
      readonly serviceType: string;
      readonly validity: string;
      readonly hex: string;
    }
  | { readonly event: 'deliver-sent'; readonly seq: number }
  | { readonly event: 'deliver-answered'; readonly seq: number; readonly status: number }
  | { readonly event: 'receipt-sent'; readonly id: string; readonly seq: number }
  | { readonly event: 'enquire-answered'; readonly seq: number }
  | { readonly event: 'unbind' }
  | { readonly event: 'closed' }
  | { readonly event: 'problem'; readonly reason: string };

/** How the Perl carrier writes a receipt; see smsc.pl. */
type NetSmppReceipt = 'text' | 'tlv' | 'both' | 'wide' | 'payload' | 'data';

type NetSmppSubmit = Extract<NetSmppEvent, { event: 'submit' }>;

interface NetSmppOptions {
  readonly systemId: string;
  readonly password: string;
  /** Sends a DELIVRD receipt right behind each answer to a submit_sm that asks for one. Default true. */
  readonly autoReceipt?: boolean;
}

/** A carrier on Debian's libnet-smpp-perl, an SMPP peer that shares no code with this project. */
export class NetSmpp {
  readonly port: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  /** All that happened, in order. */
  readonly events: NetSmppEvent[];
  readonly #waiters = new Set<() => void>();

  constructor(child: ChildProcessByStdio<Writable, Readable, null>, port: number, events: NetSmppEvent[]) {
    this.#child = child;
    this.port = port;
    this.events = events;
  }

  get submits(): readonly NetSmppSubmit[] {
    return this.events.filter((event): event is NetSmppSubmit => event.event === 'submit');
  }

  /** Takes in one more line of its output. */
  note(event: NetSmppEvent): void {
    this.events.push(event);
    for (const waiter of this.#waiters) waiter();
  }

  /** A phone sends octets; numbers are digits. `dcs` is data_coding, `esm` esm_class. */
  deliver(message: { from: string; to: string; octets: Buffer; dcs?: number; esm?: number }): void {
    const { octets, ...rest } = message;
    this.#command({ cmd: 'deliver', ...rest, hex: octets.toString('hex') });
  }

  /** Reports on message `id`, whose sender and recipient are given as they were in it. `error`: type and code. */
  receipt(about: {
    id: string;
    from: string;
    to: string;
    stat: string;
    how: NetSmppReceipt;
    error?: readonly [number, number];
  }): void {
    this.#command({ cmd: 'receipt', ...about });
  }

  /** Resolves when `ready` holds; rejects after `timeoutMs` with what has happened until then. */
  waitFor(ready: (peer: NetSmpp) => boolean, timeoutMs = PATIENCE_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      if (ready(this)) return resolve();
      const timer = setTimeout(() => {
        this.#waiters.delete(check);
        reject(new Error(`waited ${timeoutMs} ms in vain; events: ${JSON.stringify(this.events)}`));
      }, timeoutMs);
      const check = () => {
        if (!ready(this)) return;
        this.#waiters.delete(check);
        clearTimeout(timer);
        resolve();
      };
      this.#waiters.add(check);
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.stdin.end();
    await gone;
  }

  #command(command: object): void {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
  }
}

/** The script lies in the source tree; compiled code runs from `dist`. */
function scriptPath(): string {
  const beside = fileURLToPath(new URL('./smsc.pl', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../../sandbox/net-smpp/smsc.pl', import.meta.url));
}

/** Starts the Perl carrier on a free loopback port. */
export async function startNetSmpp(options: NetSmppOptions): Promise<NetSmpp> {
  const args = [scriptPath(), options.systemId, options.password, options.autoReceipt === false ? '0' : '1'];
  const child = spawn('perl', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const events: NetSmppEvent[] = [];
  return await new Promise<NetSmpp>((resolve, reject) => {
    let peer: NetSmpp | undefined;
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the Net::SMPP carrier ended at its start with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event: NetSmppEvent = JSON.parse(line);
      if (event.event === 'listening') {
        peer = new NetSmpp(child, event.port, events);
        resolve(peer);
      } else peer?.note(event);
    });
  });
}
