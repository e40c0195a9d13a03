import { randomBytes } from 'node:crypto';
import type { ExamContext } from '../../gateway.js';
import { dial } from '../connection/dial.js';
import { ConnectionFailure, type Failure, failure } from '../connection/failure.js';
import { serverError } from '../connection/server-error.js';
import type { ConnectionSettings, IrcHost } from '../connection/settings.js';
import { parseLine } from '../wire/parse.js';

/** What a server told of itself before the welcome was over. */
export interface IrcGreeting {
  /** Value of the capability `sasl`: its mechanisms, may be empty; undefined: it is not offered. */
  readonly sasl: string | undefined;
  /** NETWORK of ISUPPORT. */
  readonly network: string | undefined;
  readonly utf8Only: boolean;
  /** `TLSv1.3`; undefined: none. */
  readonly tls: string | undefined;
}

/** Errors of registration that end it, and what they mean (RFC 2812 5.2). */
const REFUSALS: ReadonlyMap<string, Failure['reason']> = new Map([
  ['464', 'password-refused'],
  ['465', 'banned'],
]);
/** End of MOTD, or that there is none. */
const WELCOMED: ReadonlySet<string> = new Set(['376', '422']);
const LONGEST = 64 * 1024;

/** Connects under a nick that nobody else has, reads what the server tells, and leaves; enters no channel. */
export async function tryServer(
  host: IrcHost,
  settings: ConnectionSettings,
  { clock, patience }: Pick<ExamContext, 'clock' | 'patience'>,
): Promise<IrcGreeting | Failure> {
  let found: Awaited<ReturnType<typeof dial>>;
  try {
    found = await dial({ host, settings, clock, timeoutMs: patience });
  } catch (error) {
    return error instanceof ConnectionFailure ? error.failure : failure('lost', String(error));
  }
  const { socket, tls } = found;
  const nick = `isth${randomBytes(2).toString('hex')}`;
  return await new Promise((resolve) => {
    let sasl: string | undefined;
    let network: string | undefined;
    let utf8Only = false;
    let heard = '';
    let refusal: Failure | undefined;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const finish = (result: IrcGreeting | Failure): void => {
      timer.cancel();
      socket.removeAllListeners('data');
      socket.end('QUIT\r\n');
      clock.after(500, () => socket.destroy());
      resolve(result);
    };
    const timer = clock.after(patience * 2, () => finish(refusal ?? failure('registration-timeout')));
    const hear = (line: string): void => {
      const message = parseLine(line);
      const params = message?.params ?? [];
      const last = params.at(-1) ?? '';
      if (message === undefined) return;
      const { command } = message;
      if (command === 'PING') say(`PONG :${last}`);
      else if (command === 'CAP' && params[1] === 'LS') {
        for (const word of last.split(' ')) if (/^sasl(?:=|$)/.test(word)) sasl = word.slice('sasl='.length);
        if (params[2] !== '*') say('CAP END');
      } else if (command === '005') {
        for (const word of params) {
          if (word.startsWith('NETWORK=')) network = word.slice('NETWORK='.length);
          if (word === 'UTF8ONLY') utf8Only = true;
        }
      } else if (command === 'ERROR') finish(refusal ?? serverError(last));
      else if (REFUSALS.has(command)) refusal = failure(REFUSALS.get(command) ?? 'closed', last);
      else if (WELCOMED.has(command)) finish({ sasl, network, utf8Only, tls: tls?.protocol });
    };
    socket.on('data', (octets: Buffer) => {
      heard = (heard + octets.toString('utf8')).slice(-LONGEST);
      const lines = heard.split(/\r?\n/);
      heard = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    socket.on('close', () => finish(refusal ?? failure('lost')));
    if (settings.password !== undefined) say(`PASS :${settings.password}`);
    say('CAP LS 302');
    say(`NICK ${nick}`);
    say('USER isthmus 0 * :Isthmus');
    socket.resume();
  });
}

/** Whether the server could not be tried. */
export function isFailure(result: IrcGreeting | Failure): result is Failure {
  return 'reason' in result;
}
