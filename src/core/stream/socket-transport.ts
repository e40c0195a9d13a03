import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { abandon } from '../../abandon.js';
import type { Clock } from '../../clock.js';
import type { Transport, TransportEvents } from '../../xmpp/transport.js';

/** Where a server listens for components. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, the certificate verified for `host`. */
  readonly tls?: boolean;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string;
}

/** Octets that may wait in a socket before `write` says so. */
const HIGH_WATER = 1024 * 1024;

class SocketTransport implements Transport {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  attach(events: TransportEvents): void {
    const socket = this.#socket;
    let failure: Error | undefined;
    let buffered = false;
    socket.removeAllListeners('error');
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('data', (bytes: Uint8Array) => events.data(bytes));
    socket.on('end', () => socket.end());
    socket.on('drain', () => events.drained());
    socket.on('close', () => {
      if (buffered) return;
      buffered = true;
      events.closed(failure);
    });
    if (socket.destroyed) queueMicrotask(() => socket.emit('close', false));
    socket.resume();
  }

  write(text: string): boolean {
    if (this.#socket.destroyed || this.#socket.writableEnded) return true;
    this.#socket.write(text, 'utf8');
    return !this.#socket.writableNeedDrain;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  end(): void {
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.end();
    // Whoever does not close its side is not waited for.
    const timer = setTimeout(() => socket.destroy(), 2000);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
    socket.resume();
  }

  destroy(): void {
    abandon(this.#socket);
  }
}

/** Opens a connection; rejects with the system's error, or after `timeout` ms. `signal` ends the attempt. */
export function openSocket(
  address: ServerAddress,
  timeout: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const { host, port, tls = false, ca } = address;
    const options = { host, port, noDelay: true, writableHighWaterMark: HIGH_WATER };
    const socket = tls
      ? connectTls({ ...options, ...(ca === undefined ? {} : { ca }), ...(isIp(host) ? {} : { servername: host }) })
      : connectTcp(options);
    const fail = (error: Error) => {
      timer.cancel();
      signal.removeEventListener('abort', abort);
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const abort = () => fail(new Error('stopped'));
    const timer = clock.after(timeout, () => fail(new Error(`no connection within ${timeout} ms`)));
    signal.addEventListener('abort', abort);
    socket.once('error', fail);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      timer.cancel();
      signal.removeEventListener('abort', abort);
      socket.removeListener('error', fail);
      socket.on('error', () => {});
      socket.setNoDelay(true);
      socket.pause();
      resolve(new SocketTransport(socket));
    });
  });
}

function isIp(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':');
}
