import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { isCertificateTrouble } from '../../tls-trouble.js';
import type { Resolve } from './discovery/mail-dns.js';
import { type ProbeFault, type ProbeTarget, shown } from './probe.js';

/** Why a trial is over. */
export class TrialEnd extends Error {
  readonly why: ProbeFault;
  readonly said: string;

  constructor(why: ProbeFault, said = '') {
    super(why);
    this.why = why;
    this.said = shown(said);
  }
}

const MOST_ADDRESSES = 3;
/** The share of the time of one address that does not answer, so that the next one has some too. */
const ADDRESS_MS = 3000;
/** How long the other side may take to end a connection that we have left. */
const GOODBYE_MS = 2000;
const LONGEST_LINE = 8192;
const MOST_BUFFERED = 64 * 1024;

const BY_CODE: ReadonlyMap<string, ProbeFault> = new Map([
  ['ENOTFOUND', 'host-unknown'],
  ['EAI_AGAIN', 'host-unknown'],
  ['ETIMEDOUT', 'timeout'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-refused'],
]);

/** A connection over which lines go, for trying a login: one command at a time, ended by a signal. Its methods throw `TrialEnd`. */
export class LineLink {
  readonly #target: ProbeTarget;
  readonly #signal: AbortSignal;
  readonly #abort = (): void => {
    this.#fail(new TrialEnd('timeout'));
  };
  #socket: Socket;
  #buffer = Buffer.alloc(0);
  #end: TrialEnd | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket, target: ProbeTarget, signal: AbortSignal) {
    this.#socket = socket;
    this.#target = target;
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
    this.#listen(socket);
  }

  /** Connects to one of the addresses of the server that may be connected to, and encrypts where that comes first. */
  static async open(target: ProbeTarget, resolve: Resolve, signal: AbortSignal): Promise<LineLink> {
    const { port, security } = target.server;
    let last = new TrialEnd('unreachable');
    const addresses = await checked(target, resolve, signal);
    for (const [index, address] of addresses.entries()) {
      let link: LineLink | undefined;
      try {
        const patience = index === addresses.length - 1 ? undefined : ADDRESS_MS;
        const socket = connectTcp({ host: address, port, noDelay: true });
        await opened(socket, 'connect', 'unreachable', signal, patience);
        link = new LineLink(socket, target, signal);
        if (security === 'tls') await link.secure();
        return link;
      } catch (error) {
        link?.close();
        last = asEnd(error, 'unreachable');
        if (signal.aborted || last.why === 'certificate-refused') break;
      }
    }
    throw last;
  }

  /** Encrypts from here on, with the certificate checked. What the server said too early is not listened to. */
  async secure(): Promise<void> {
    const { server, ca } = this.#target;
    if (this.#buffer.length > 0) throw this.#fail(new TrialEnd('tls-failed'));
    const plain = this.#socket;
    plain.removeAllListeners();
    plain.on('error', ignore);
    const name = isIP(server.host) === 0 ? { servername: server.host } : {};
    const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
    const secure: TLSSocket = connectTls({ socket: plain, host: server.host, ...name, ...trusted });
    this.#socket = secure;
    await opened(secure, 'secureConnect', 'tls-failed', this.#signal);
    this.#listen(secure);
  }

  /** Our own address, as mail systems write it (RFC 5321 4.1.3). */
  get ownLiteral(): string {
    const address = this.#socket.localAddress ?? '127.0.0.1';
    return isIP(address) === 6 ? `[IPv6:${address.replace(/%.*$/, '')}]` : `[${address}]`;
  }

  /** The next line without its end; text that is not UTF-8 is replaced. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(0x0a);
      if (end !== -1) {
        const line = this.#buffer.subarray(0, end).toString('utf8').replace(/\r$/, '');
        this.#buffer = this.#buffer.subarray(end + 1);
        return line;
      }
      if (this.#end !== undefined) throw this.#end;
      if (this.#buffer.length > LONGEST_LINE) throw this.#fail(new TrialEnd('protocol'));
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** One line. */
  write(line: string): void {
    if (this.#end !== undefined) throw this.#end;
    this.#socket.write(`${line}\r\n`);
  }

  /** Says a last line and waits for nothing. */
  leave(line: string): void {
    if (this.#end !== undefined) return;
    this.#end = new TrialEnd('protocol');
    this.#signal.removeEventListener('abort', this.#abort);
    const socket = this.#socket;
    socket.removeAllListeners('data').resume();
    socket.setTimeout(GOODBYE_MS, () => socket.destroy());
    socket.end(`${line}\r\n`);
  }

  /** Ends the connection at once, unless it was left. */
  close(): void {
    if (this.#end === undefined) this.#fail(new TrialEnd('protocol'));
  }

  #listen(socket: Socket): void {
    socket.on('data', (octets: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, octets]);
      if (this.#buffer.length > MOST_BUFFERED) this.#fail(new TrialEnd('protocol'));
      this.#wake?.();
    });
    socket.on('error', (error) => this.#fail(asEnd(error, 'protocol')));
    socket.on('close', () => this.#fail(new TrialEnd('protocol')));
  }

  #fail(end: TrialEnd): TrialEnd {
    this.#end ??= end;
    this.#signal.removeEventListener('abort', this.#abort);
    this.#socket.on('error', ignore).destroy();
    this.#wake?.();
    return this.#end;
  }
}

const ignore = (): void => undefined;

/** What the name resolves to, as far as it may be connected to; connected to as it is, so that no second answer leads elsewhere. */
async function checked(
  { server, allowed }: ProbeTarget,
  resolve: Resolve,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { host } = server;
  const found = isIP(host) === 0 ? await unlessAborted(resolve(host), signal) : [host];
  const addresses = found.filter((address) => isIP(address) !== 0 && allowed(address));
  if (found.length === 0) throw new TrialEnd('host-unknown', host);
  if (addresses.length === 0) throw new TrialEnd('address-refused', host);
  return addresses.slice(0, MOST_ADDRESSES);
}

/** A resolver cannot be told to give up, so it is not waited for. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new TrialEnd('timeout'));
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    work
      .then(resolve, (error: unknown) => reject(asEnd(error, 'host-unknown')))
      .finally(() => signal.removeEventListener('abort', late));
  });
}

/** Waits for the event that says that a socket is open; a socket that does not open is destroyed. */
function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  otherwise: ProbeFault,
  signal: AbortSignal,
  patience?: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (end?: TrialEnd): void => {
      socket.off(event, done).off('error', failed).off('close', closed).off('timeout', late).setTimeout(0);
      signal.removeEventListener('abort', late);
      if (end === undefined) {
        resolve();
        return;
      }
      socket.on('error', ignore);
      socket.destroy();
      reject(end);
    };
    const done = (): void => finish();
    const failed = (error: unknown): void => finish(asEnd(error, otherwise));
    const closed = (): void => finish(new TrialEnd(otherwise));
    const late = (): void => finish(new TrialEnd('timeout'));
    socket.on(event, done).on('error', failed).on('close', closed);
    if (patience !== undefined) socket.setTimeout(patience, late);
    signal.addEventListener('abort', late, { once: true });
    if (signal.aborted) late();
  });
}

/** What an error of the system, of TLS or of ours says. */
export function asEnd(error: unknown, otherwise: ProbeFault): TrialEnd {
  if (error instanceof TrialEnd) return error;
  if (!(error instanceof Error)) return new TrialEnd(otherwise);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const why = BY_CODE.get(code) ?? (isCertificateTrouble(code) ? 'certificate-refused' : undefined);
  if (why !== undefined) return new TrialEnd(why, why === 'certificate-refused' ? error.message : '');
  return new TrialEnd(/^ERR_(SSL|TLS|OSSL)_|^EPROTO$/.test(code) ? 'tls-failed' : otherwise);
}
