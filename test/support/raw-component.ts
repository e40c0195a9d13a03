import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A component (XEP-0114) without an XML parser, so that it costs next to nothing beside what is measured: it writes
 * prepared stanzas and hands on the octets that come.
 */
export class RawComponent {
  readonly domain: string;
  readonly #socket: Socket;
  #out: string[] = [];
  onData: (chunk: Buffer) => void = () => {};
  onClose: () => void = () => {};

  constructor(socket: Socket, domain: string) {
    this.#socket = socket;
    this.domain = domain;
    socket.on('data', (chunk: Buffer) => this.onData(chunk));
    socket.on('close', () => this.onClose());
    socket.on('error', () => socket.destroy());
  }

  /** Stanzas of one turn leave together. */
  send(stanza: string): void {
    this.#out.push(stanza);
    if (this.#out.length === 1) queueMicrotask(() => this.#flush());
  }

  /** Octets that are not written yet. */
  get backlog(): number {
    return this.#socket.writableLength;
  }

  close(): void {
    this.#socket.end('</stream:stream>');
  }

  #flush(): void {
    const out = this.#out.join('');
    this.#out = [];
    if (this.#socket.writable) this.#socket.write(out);
  }
}

/** Opens the stream and shakes hands. */
export async function openComponent(port: number, domain: string, secret: string): Promise<RawComponent> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  socket.write(
    `<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}'>`,
  );
  const id = /\sid=['"]([^'"]+)['"]/.exec(await until(socket, /<stream:stream[^>]*\sid=/))?.[1] ?? '';
  const handshake = createHash('sha1')
    .update(id + secret)
    .digest('hex');
  socket.write(`<handshake>${handshake}</handshake>`);
  await until(socket, /<handshake/);
  return new RawComponent(socket, domain);
}

async function until(socket: Socket, pattern: RegExp): Promise<string> {
  let text = '';
  while (!pattern.test(text) || !text.endsWith('>')) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    text += chunk?.toString('utf8') ?? '';
    if (text.includes('<stream:error')) throw new Error(`the server refused the component: ${text}`);
  }
  return text;
}

/** The number at a place that a space ends; undefined where the octets end before it does. */
export function numberAt(buffer: Buffer, at: number): number | undefined {
  const end = buffer.indexOf(0x20, at);
  if (end < 0 || end - at > 18) return undefined;
  const value = Number(buffer.toString('latin1', at, end));
  return Number.isNaN(value) ? undefined : value;
}

/** Counts how often a mark occurs in a stream of octets, also across chunks. */
export class MarkCounter {
  readonly #mark: Buffer;
  #tail: Buffer = Buffer.alloc(0);
  count = 0;

  constructor(mark: string) {
    this.#mark = Buffer.from(mark);
  }

  /** Returns how many new ones there were; `each` is told the place behind each in the given buffer. */
  push(chunk: Buffer, each?: (buffer: Buffer, behind: number) => void): number {
    const buffer = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk;
    let found = 0;
    let at = buffer.indexOf(this.#mark);
    let last = 0;
    while (at >= 0) {
      found++;
      last = at + this.#mark.length;
      each?.(buffer, last);
      at = buffer.indexOf(this.#mark, last);
    }
    this.#tail = Buffer.from(buffer.subarray(Math.max(last, buffer.length - this.#mark.length + 1)));
    this.count += found;
    return found;
  }
}
