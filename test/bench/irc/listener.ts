import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client on the IRC side that writes prepared lines and hands on octets. It answers PING. */
export class RawIrc {
  readonly #socket: Socket;
  #out: string[] = [];
  onData: (chunk: Buffer) => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (chunk.indexOf('PING :') === 0) this.send(`PONG :${chunk.toString('latin1', 6, chunk.indexOf('\r'))}`);
      this.onData(chunk);
    });
    socket.on('error', () => socket.destroy());
  }

  /** Lines of one turn leave together. */
  send(line: string): void {
    this.#out.push(line);
    if (this.#out.length === 1) queueMicrotask(() => this.#flush());
  }

  close(): void {
    this.#socket.end('QUIT :done\r\n');
  }

  #flush(): void {
    const out = `${this.#out.join('\r\n')}\r\n`;
    this.#out = [];
    if (this.#socket.writable) this.#socket.write(out);
  }
}

/** Logs on and joins a channel; resolves at the end of its names. */
export async function joinIrc(port: number, nick: string, channel: string): Promise<RawIrc> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  await once(socket, 'connect');
  socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :bench\r\nJOIN ${channel}\r\n`);
  let text = '';
  while (!text.includes(' 366 ')) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    text += chunk?.toString('latin1') ?? '';
    if (/ 4[0-9]{2} /.test(text.replace(/ 422 /g, ''))) throw new Error(`not joined: ${text}`);
  }
  return new RawIrc(socket);
}
