import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { stampUs } from '../rivals.js';

/** A connection of IMAP that does nothing but wait for word of new mail in one inbox (IDLE, RFC 2177). */
export class IdleWatcher {
  readonly #socket: Socket;
  /** Microseconds at which the server told of a new mail, in order. */
  readonly told: number[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(port: number, user: string, password: string): Promise<IdleWatcher> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    await ask(socket, '', '* OK');
    await ask(socket, `a LOGIN ${user} ${password}\r\n`, 'a OK');
    await ask(socket, 'b SELECT INBOX\r\n', 'b OK');
    await ask(socket, 'c IDLE\r\n', '+ ');
    const watcher = new IdleWatcher(socket);
    socket.on('data', (chunk: Buffer) => {
      const now = stampUs();
      for (const _ of chunk.toString('latin1').matchAll(/^\* \d+ EXISTS/gm)) watcher.told.push(now);
    });
    return watcher;
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function ask(socket: Socket, command: string, until: string): Promise<void> {
  socket.write(command);
  let text = '';
  while (!text.includes(until)) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    text += chunk?.toString('latin1') ?? '';
    if (/^[abc] (NO|BAD)/m.test(text)) throw new Error(`Dovecot: ${text}`);
  }
}
