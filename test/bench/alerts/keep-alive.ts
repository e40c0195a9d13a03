import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

interface Waiting {
  readonly resolve: (status: number) => void;
  readonly reject: (error: Error) => void;
}

/** One connection of HTTP/1.1 that stays, with one request on it at a time: as cheap as a client gets. */
export class KeepAlive {
  readonly #socket: Socket;
  readonly #head: string;
  #waiting: Waiting | undefined;
  #text = '';

  private constructor(socket: Socket, head: string) {
    this.#socket = socket;
    this.#head = head;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#end());
  }

  /** Opens a connection for requests that differ in their bodies alone, which are JSON. */
  static async open(port: number, path: string, token: string): Promise<KeepAlive> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const head =
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
      `Authorization: Bearer ${token}\r\nContent-Length: `;
    return new KeepAlive(socket, head);
  }

  /** Sends a body (ASCII) and gives the status of the answer. */
  post(body: string): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#waiting !== undefined || this.#socket.destroyed) {
        reject(new Error('the connection is not free'));
        return;
      }
      this.#waiting = { resolve, reject };
      this.#socket.write(`${this.#head}${body.length}\r\n\r\n${body}`, 'latin1');
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#text += chunk.toString('latin1');
    const end = this.#text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(this.#text)?.[1] ?? 0);
    if (this.#text.length < end + 4 + length) return;
    const status = Number(this.#text.slice(9, 12));
    this.#text = '';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(status);
  }

  #end(): void {
    this.#waiting?.reject(new Error('the connection was closed before the answer'));
    this.#waiting = undefined;
  }
}
