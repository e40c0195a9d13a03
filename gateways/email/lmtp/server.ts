import { BlockList, createServer, type Server, type Socket } from 'node:net';
import { parseNetwork } from '../../../src/network.js';
import type { Clock, Log, Timer } from '../../gateway.js';
import type { SmtpReply } from '../smtp/reply.js';
import { troubleOf } from '../trouble.js';
import { Flight } from './flight.js';
import { formatReply, REPLIES } from './replies.js';
import { Session, type SessionLimits } from './session.js';
import type { LmtpEvents, LmtpLimits, LmtpListen } from './types.js';

export type { IncomingMail, LmtpEvents, LmtpLimits, LmtpListen } from './types.js';

/** Where mail comes in, from whom, and who takes it. */
export interface LmtpServerParts {
  readonly listen: LmtpListen;
  /** Networks of mail servers that may hand mail over; default: this machine. */
  readonly peers?: readonly string[];
  /** What the server calls itself; default `isthmus`. */
  readonly name?: string;
  readonly limits: LmtpLimits;
  readonly events: LmtpEvents;
  readonly clock: Clock;
  readonly log: Log;
}

const THIS_MACHINE = ['127.0.0.0/8', '::1'];
const MINUTE_MS = 60_000;
const AGAIN_MS = 1000;
const TICK_MS = 1000;
/** How long `close` waits for mails that are being handed over, ms. */
const GRACE_MS = 10_000;

/**
 * Takes mail from the mail servers of the installation by LMTP (RFC 2033). It has no queue: a mail that was answered with 2xx is
 * in a lane, all others are still the mail server's.
 */
export class LmtpServer {
  readonly #parts: LmtpServerParts;
  readonly #peers = new BlockList();
  readonly #limits: SessionLimits & { readonly connections: number };
  readonly #flight: Flight;
  readonly #sessions = new Map<Session, Socket>();
  #server: Server | undefined;
  #again: Timer | undefined;
  #tick: Timer | undefined;
  #closed = false;
  /** Monotonic time at which the log last spoke of somebody who may not. */
  #refusedAt: number | undefined;

  /** Throws where a peer is no network. */
  constructor(parts: LmtpServerParts) {
    this.#parts = parts;
    const { limits, clock, peers = THIS_MACHINE } = parts;
    for (const text of peers) {
      const network = parseNetwork(text);
      if (network === undefined) throw new Error(`"${text}" is no network`);
      this.#peers.addSubnet(network.address, network.prefix, network.family);
    }
    const { mail, connections = 100, recipients = 1000, commandMs = 5 * MINUTE_MS, mailMs = 10 * MINUTE_MS } = limits;
    this.#limits = { mail, connections, recipients, commandMs, mailMs, roomMs: limits.roomMs ?? 30_000 };
    this.#flight = new Flight(Math.max(limits.inFlight, mail), clock);
  }

  /** The port that is listened on; undefined while another process has it. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? address.port : undefined;
  }

  /** Whether mail servers reach this process. */
  get listening(): boolean {
    return this.#server !== undefined;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sessions.size;
  }

  /** Memory of mails that are coming in, octets. */
  get inFlight(): number {
    return this.#flight.used;
  }

  /**
   * Listens. Where another process of this machine does so at the same place it serves, and this one tries again each second:
   * resolves after the first try in any case. Rejects where the place cannot be listened on at all.
   */
  async listen(): Promise<void> {
    if (this.#closed || this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    const error = await listenOn(server, this.#parts.listen);
    if (error?.code === 'EADDRINUSE') {
      this.#again = this.#parts.clock.after(AGAIN_MS, () => void this.#listenAgain());
      return;
    }
    if (error !== undefined) throw error;
    if (this.#closed) {
      server.close();
      return;
    }
    server.on('error', (failed) => this.#parts.log.warn(troubleOf(failed), 'the LMTP port has trouble'));
    this.#server = server;
    this.#watch();
  }

  /** Takes no more mail. What is being handed over is answered first; what takes longer than 10 s is cut off. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#again?.cancel();
    const server = this.#server;
    this.#server = undefined;
    const gone = new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
    for (const session of this.#sessions.keys()) session.leave();
    const late = this.#parts.clock.after(GRACE_MS, () => {
      for (const socket of this.#sessions.values()) socket.destroy();
    });
    await gone;
    late.cancel();
    this.#tick?.cancel();
  }

  async #listenAgain(): Promise<void> {
    try {
      await this.listen();
    } catch (error) {
      this.#parts.log.error(troubleOf(error), 'mail cannot be taken: the LMTP port cannot be opened');
    }
  }

  #watch(): void {
    this.#tick = this.#parts.clock.after(TICK_MS, () => {
      const now = this.#parts.clock.monotonic();
      for (const session of this.#sessions.keys()) session.tick(now);
      this.#watch();
    });
  }

  #accept(socket: Socket): void {
    // The end of a connection is seen by its reader; what went wrong makes no difference.
    socket.on('error', () => socket.destroy());
    const peer = plainAddress(socket.remoteAddress);
    const refusal = this.#refusalOf(peer);
    if (refusal !== undefined) {
      socket.end(formatReply(refusal), 'latin1');
      socket.destroySoon();
      return;
    }
    const { name = 'isthmus', events, clock, log } = this.#parts;
    const session = new Session({ socket, peer, name, limits: this.#limits, flight: this.#flight, events, clock, log });
    this.#sessions.set(session, socket);
    void session.run().finally(() => {
      this.#sessions.delete(session);
      socket.destroy();
    });
  }

  /** Why nobody talks to somebody. */
  #refusalOf(peer: string): SmtpReply | undefined {
    if (!this.#isPeer(peer)) {
      this.#refused(peer);
      return REPLIES.refused;
    }
    if (this.#closed) return REPLIES.closing;
    return this.#sessions.size >= this.#limits.connections ? REPLIES.tooMany : undefined;
  }

  #isPeer(address: string): boolean {
    return address !== '' && this.#peers.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  }

  #refused(peer: string): void {
    const now = this.#parts.clock.monotonic();
    if (this.#refusedAt !== undefined && now - this.#refusedAt < MINUTE_MS) return;
    this.#refusedAt = now;
    this.#parts.log.warn({ peer }, 'somebody who is in none of the networks of lmtp.peers tried to hand over mail');
  }
}

/** Undefined: it listens. */
function listenOn(server: Server, where: LmtpListen): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const failed = (error: Error) => resolve(error);
    server.once('error', failed);
    server.listen(where, () => {
      server.off('error', failed);
      resolve(undefined);
    });
  });
}

/** An IPv4 address as such where the system shows it as one of IPv6. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=[\d.]+$)/, '');
}
