import { createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.js';

/** A mail in the inbox of a scripted server. */
interface ScriptedMail {
  readonly uid: number;
  readonly text: string;
  readonly flags: readonly string[];
}

/** One command as a client gave it, literals in their place. */
interface ImapCommand {
  readonly tag: string;
  /** In capitals; `UID FETCH` is one verb. */
  readonly verb: string;
  /** What follows the verb. */
  readonly rest: string;
  readonly client: ScriptedClient;
}

/**
 * Answers one command in place of the honest server. `undefined`: the honest server shall answer; else all lines to write, each
 * without its end; `[]` is silence.
 */
type ImapScript = (command: ImapCommand) => readonly string[] | undefined;

/** An IMAP server that says what a test says. */
export interface ScriptedImapOptions {
  readonly capabilities?: readonly string[];
  /** Default an orderly one. */
  readonly greeting?: string;
  readonly script?: ImapScript;
  /** Default 1000. */
  readonly uidValidity?: number;
  /** Says nothing of UIDNEXT. */
  readonly withoutUidNext?: boolean;
}

const CAPABILITIES = ['IMAP4rev1', 'IDLE', 'UIDPLUS', 'MOVE', 'SPECIAL-USE'];

/** One connection to a scripted server. */
class ScriptedClient {
  readonly commands: string[] = [];
  /** Tag of the IDLE that it is in. */
  idling: string | undefined;
  /** Mails in the inbox as it knows. */
  told = 0;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Lines, each without its end. */
  send(...lines: readonly string[]): void {
    if (!this.#socket.destroyed) this.#socket.write(Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1'));
  }

  /** Octets as they are. */
  sendRaw(octets: string): void {
    this.#socket.write(Buffer.from(octets, 'latin1'));
  }

  /** Cuts the connection. */
  cut(): void {
    this.#socket.destroy();
  }
}

/**
 * An IMAP server with one small inbox that is honest until its script says otherwise: it can do with less than any real one, lie,
 * stop in the middle and forget. It knows as much of RFC 9051 as a mailbox of this project asks for.
 */
export class ScriptedImap {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly clients: ScriptedClient[] = [];
  mails: ScriptedMail[] = [];
  uidValidity: number;
  uidNext = 1;
  script: ImapScript;
  readonly #options: ScriptedImapOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server, port: number, options: ScriptedImapOptions) {
    this.#server = server;
    this.port = port;
    this.#options = options;
    this.uidValidity = options.uidValidity ?? 1000;
    this.script = options.script ?? (() => undefined);
    server.on('connection', (socket) => this.#admit(socket));
  }

  /** All that clients have said, in order, over all connections. */
  get commands(): readonly string[] {
    return this.clients.flatMap(({ commands }) => commands);
  }

  /** Puts a mail into the inbox and tells those who are in IDLE. */
  add(text: string, flags: readonly string[] = []): number {
    const uid = this.uidNext;
    this.uidNext += 1;
    this.mails.push({ uid, text, flags });
    for (const client of this.clients) if (client.idling !== undefined) client.send(...this.#news(client));
    return uid;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #admit(socket: Socket): void {
    const client = new ScriptedClient(socket);
    this.clients.push(client);
    this.#sockets.add(socket);
    socket.setEncoding('latin1');
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let heard = '';
    socket.on('data', (piece) => {
      heard += String(piece);
      for (;;) {
        const command = cutCommand(heard, client);
        if (command === undefined) return;
        heard = heard.slice(command.length);
        this.#answer(command.text, client);
      }
    });
    client.send(this.#options.greeting ?? '* OK ready');
  }

  #answer(text: string, client: ScriptedClient): void {
    client.commands.push(text);
    if (text === 'DONE') {
      if (client.idling !== undefined) client.send(`${client.idling} OK idle is over`);
      client.idling = undefined;
      return;
    }
    const [tag = '', first = '', ...words] = text.split(' ');
    const verb = first.toUpperCase() === 'UID' ? `UID ${(words.shift() ?? '').toUpperCase()}` : first.toUpperCase();
    const command: ImapCommand = { tag, verb, rest: words.join(' '), client };
    const lines = this.script(command) ?? this.#honest(command);
    client.send(...lines);
  }

  #honest({ tag, verb, rest, client }: ImapCommand): readonly string[] {
    const ok = `${tag} OK done`;
    switch (verb) {
      case 'CAPABILITY':
        return [`* CAPABILITY ${(this.#options.capabilities ?? CAPABILITIES).join(' ')}`, ok];
      case 'LIST':
        if (rest === '"" ""') return ['* LIST (\\Noselect) "/" ""', ok];
        return ['* LIST () "/" INBOX', '* LIST (\\Sent) "/" Sent', '* LIST (\\Junk) "/" Junk', ok];
      case 'SELECT':
      case 'EXAMINE':
        client.told = this.mails.length;
        return [
          '* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)',
          '* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)] kept',
          `* ${this.mails.length} EXISTS`,
          `* OK [UIDVALIDITY ${this.uidValidity}] valid`,
          ...(this.#options.withoutUidNext === true ? [] : [`* OK [UIDNEXT ${this.uidNext}] next`]),
          `${tag} OK [READ-WRITE] open`,
        ];
      case 'IDLE':
        client.idling = tag;
        return ['+ idling', ...this.#news(client)];
      case 'NOOP':
        return [...this.#news(client), ok];
      case 'FETCH':
      case 'UID FETCH':
        return [...this.#fetch(rest, verb === 'UID FETCH'), ok];
      case 'UID SEARCH':
        return [`* SEARCH ${this.#found(rest).join(' ')}`.trimEnd(), ok];
      case 'LOGOUT':
        return ['* BYE bye', ok];
      default:
        return [ok];
    }
  }

  #news(client: ScriptedClient): readonly string[] {
    if (client.told === this.mails.length) return [];
    client.told = this.mails.length;
    return [`* ${client.told} EXISTS`];
  }

  /** Rows of FETCH; of the items only those that a mailbox asks for. */
  #fetch(rest: string, byUid: boolean): readonly string[] {
    const [set = '', ...items] = rest.split(' ');
    const asked = items.join(' ').toUpperCase();
    const last = byUid ? (this.mails.at(-1)?.uid ?? 0) : this.mails.length;
    return this.mails.flatMap((mail, index) => {
      if (!inSet(set, byUid ? mail.uid : index + 1, last)) return [];
      const head = mail.text.slice(0, mail.text.indexOf('\r\n\r\n') + 4);
      const [, from, most] = /BODY\.PEEK\[\]<(\d+)\.(\d+)>/.exec(asked) ?? [];
      const piece = from === undefined ? '' : mail.text.slice(Number(from), Number(from) + Number(most));
      const found = [
        `UID ${mail.uid}`,
        `FLAGS (${mail.flags.join(' ')})`,
        ...(asked.includes('RFC822.SIZE') ? [`RFC822.SIZE ${mail.text.length}`] : []),
        ...(asked.includes('INTERNALDATE') ? ['INTERNALDATE "26-Nov-2026 06:00:00 +0000"'] : []),
        ...(asked.includes('HEADER.FIELDS') ? [`BODY[HEADER.FIELDS (MESSAGE-ID)] ${literal(idLine(head))}`] : []),
        ...(asked.includes('PEEK[HEADER]') ? [`BODY[HEADER] ${literal(head)}`] : []),
        ...(from === undefined ? [] : [`BODY[]<${from}> ${literal(piece)}`]),
      ];
      return [`* ${index + 1} FETCH (${found.join(' ')})`];
    });
  }

  #found(rest: string): readonly number[] {
    const [, set] = /^UID (\S+)$/i.exec(rest) ?? [];
    const last = this.mails.at(-1)?.uid ?? 0;
    return this.mails.filter(({ uid }) => set === undefined || inSet(set, uid, last)).map(({ uid }) => uid);
  }
}

function literal(text: string): string {
  return `{${text.length}}\r\n${text}`;
}

function idLine(head: string): string {
  return `${/^Message-ID:.*$/im.exec(head)?.[0] ?? ''}\r\n\r\n`;
}

function inSet(set: string, value: number, last: number): boolean {
  return set.split(',').some((part) => {
    const [from = '', to = from] = part.split(':');
    const [low, high] = [from, to].map((end) => (end === '*' ? last : Number(end)));
    if (low === undefined || high === undefined) return false;
    return value >= Math.min(low, high) && value <= Math.max(low, high);
  });
}

/** The first command in what was heard, if it is whole; asks for its literals as they come up. */
function cutCommand(heard: string, client: ScriptedClient): { text: string; length: number } | undefined {
  let end = heard.indexOf('\r\n');
  if (end === -1) return undefined;
  for (;;) {
    const [, size, plus] = /\{(\d+)(\+?)\}$/.exec(heard.slice(0, end)) ?? [];
    if (size === undefined) return { text: heard.slice(0, end), length: end + 2 };
    if (plus === '' && heard.length === end + 2) client.send('+ more');
    const after = end + 2 + Number(size);
    end = heard.indexOf('\r\n', after);
    if (heard.length < after || end === -1) return undefined;
  }
}

/** Listens on a free loopback port. */
export async function startScriptedImap(options: ScriptedImapOptions = {}): Promise<ScriptedImap> {
  const port = await freePort();
  const server = createServer();
  const imap = new ScriptedImap(server, port, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, backlog: 4096 }, resolve);
  });
  return imap;
}
