import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { asNobody } from './as-nobody.js';
import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

/** Postfix' own test server: takes all mail as fast as it comes and throws it away. */
export class SmtpSink extends LocalServer {
  readonly host = '127.0.0.1';
  readonly port: number;
  #mails = 0;
  /** Called when it has taken mails. */
  onMails: () => void = () => {};

  constructor(plan: ServerPlan, port: number) {
    super({ ...plan, onOutput: (text) => this.#count(text) });
    this.port = port;
  }

  /** Mails that it has taken since it was started. */
  get mails(): number {
    return this.#mails;
  }

  /** The counters that it writes after each mail: `sess=1 quit=0 mesg=7`, each over the one before. */
  #count(text: string): void {
    const end = text.lastIndexOf('\r');
    const at = text.lastIndexOf('mesg=', end);
    if (at < 0) return;
    const mails = Number.parseInt(text.slice(at + 'mesg='.length, end), 10);
    if (mails === this.#mails) return;
    this.#mails = mails;
    this.onMails();
  }
}

/** Starts smtp-sink on a free loopback port. */
export async function startSmtpSink(options: { readonly lmtp?: boolean } = {}): Promise<SmtpSink> {
  const dir = await tempDir('smtp-sink');
  const port = await freePort();
  const lmtp = options.lmtp === true ? ['-L'] : [];
  const server = new SmtpSink(
    {
      name: 'smtp-sink',
      dir,
      ...(await asNobody(dir, { command: '/usr/sbin/smtp-sink', args: ['-c', ...lmtp, `127.0.0.1:${port}`, '1024'] })),
      isReady: async () => await answers(port, 'QUIT\r\n', '221 '),
    },
    port,
  );
  await server.start();
  return server;
}

interface SmtpLoad {
  readonly port: number;
  readonly lmtp?: boolean;
  /** Connections at once. */
  readonly sessions: number;
  readonly mails: number;
  /** Octets of each. */
  readonly size: number;
  readonly from: string;
  readonly to: string;
  /** A connection for each mail; default the same ones for all. */
  readonly reconnect?: boolean;
}

/** Sends mails with Postfix' own test client, smtp-source, and returns how many went out in a second. */
export async function smtpSource({ port, sessions, mails, size, from, to, ...options }: SmtpLoad): Promise<number> {
  const flags = [...(options.lmtp === true ? ['-L'] : []), ...(options.reconnect === true ? [] : ['-d'])];
  const sizes = ['-s', String(sessions), '-m', String(mails), '-l', String(size)];
  const began = performance.now();
  await promisify(execFile)('/usr/sbin/smtp-source', [...flags, ...sizes, '-f', from, '-t', to, `127.0.0.1:${port}`]);
  return (mails / (performance.now() - began)) * 1000;
}
