import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** A connection of somebody who signed in. */
export interface TappedConnection {
  /** Empty until a login was seen. */
  user: string;
  /** Machine times, ms: of the login, and of the last octet that the client wrote. */
  signedInAt: number;
  wroteAt: number;
  /** What the client wrote last. */
  last: string;
  open: boolean;
}

/** What the server has said of one mail: its number in one numbering of the folder. */
export interface ToldNumber {
  readonly user: string;
  /** UIDVALIDITY. */
  readonly numbering: string;
  readonly uid: number;
  /** Left side of its Message-ID. */
  readonly mail: string;
}

/** Octets of an answer that are kept until all of it is there. */
const MOST_KEPT = 65_536;

/** Stands between mail programs and their IMAP server, and notes who writes when. */
export class ImapTap {
  readonly connections: TappedConnection[] = [];
  /** In the order in which the server said so. */
  readonly numbers: ToldNumber[] = [];
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on a free loopback port and hands on to `target`. */
  static async start(target: number): Promise<ImapTap> {
    const tap = new ImapTap(target);
    tap.#server.listen(0, LOOPBACK);
    await once(tap.#server, 'listening');
    return tap;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Connections of a user that are open. */
  openOf(user: string): readonly TappedConnection[] {
    return this.connections.filter((one) => one.open && one.user === user);
  }

  /** Whether the server has given a mail a lower number than another, in one numbering of the folder. */
  hasNumbered(lower: string, higher: string): boolean {
    const numbers = (mail: string): ReadonlyMap<string, number> =>
      new Map(this.numbers.flatMap((one) => (one.mail === mail ? [[one.numbering, one.uid] as const] : [])));
    const ofLower = numbers(lower);
    return [...numbers(higher)].some(([numbering, uid]) => uid > (ofLower.get(numbering) ?? uid));
  }

  /** Ends all connections; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  stop(): void {
    this.cut();
    this.#server.close();
  }

  #accept(near: Socket): void {
    const far = dial(this.#target, LOOPBACK);
    const connection: TappedConnection = { user: '', signedInAt: 0, wroteAt: 0, last: '', open: true };
    this.connections.push(connection);
    near.on('data', (chunk: Buffer) => this.#wrote(connection, chunk.toString('latin1')));
    const told = { text: '', numbering: '' };
    far.on('data', (chunk: Buffer) => this.#told(connection, told, chunk.toString('latin1')));
    near.on('close', () => {
      connection.open = false;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on('error', () => from.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroySoon();
      });
      from.pipe(to);
    }
  }

  /** `* 3 FETCH (UID 7 ... Message-ID: <f0-3@...>`: what stands between has no other number in it. */
  #told({ user }: TappedConnection, told: { text: string; numbering: string }, chunk: string): void {
    told.text = (told.text + chunk).slice(-MOST_KEPT);
    const said =
      /\[UIDVALIDITY (\d+)\]|\bFETCH \([^\r\n]*\bUID (\d+)(?:(?!\bFETCH \()[\s\S])*?Message-ID: <([^@>\s]+)@/gi;
    let end = 0;
    for (const found of told.text.matchAll(said)) {
      const [whole, numbering, uid, mail = ''] = found;
      if (numbering !== undefined) told.numbering = numbering;
      else this.numbers.push({ user, numbering: told.numbering, uid: Number(uid), mail });
      end = found.index + whole.length;
    }
    told.text = told.text.slice(end);
  }

  #wrote(connection: TappedConnection, text: string): void {
    connection.wroteAt = performance.now();
    connection.last = text.trim().slice(-60);
    if (connection.user !== '') return;
    const login = /LOGIN "?([^ "\r\n]+)/i.exec(text)?.[1];
    const plain = /^(?:\S+ AUTHENTICATE PLAIN )?([A-Za-z0-9+/]{8,}=*)\r\n$/i.exec(text)?.[1];
    const user = plain === undefined ? login : Buffer.from(plain, 'base64').toString('latin1').split('\0')[1];
    if (user === undefined || user === '') return;
    connection.user = user;
    connection.signedInAt = performance.now();
  }
}
