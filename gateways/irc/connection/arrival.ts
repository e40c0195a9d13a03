import type { Clock, Timer } from '../../gateway.js';
import type { IrcMessage } from '../wire/message.js';
import { parseLine } from '../wire/parse.js';
import { type LineOut, serialiseLine } from '../wire/serialise.js';
import type { ConnectionSettings, Timeouts } from './settings.js';

interface ArrivalOptions {
  readonly settings: ConnectionSettings;
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  /** NickServ gets the password: SASL has not logged us in, and has not shown that the server is an impostor. */
  readonly identify: boolean;
  readonly isMe: (nick: string | undefined) => boolean;
  /** Queues lines that go out in this order; `written` is called when that has happened, or at once where it cannot. */
  readonly send: (lines: readonly LineOut[], written: () => void) => void;
  /** Exactly once, unless `stop` comes first: the user's own business may begin. */
  readonly ready: () => void;
}

/** What NickServ says when it has decided, in the words of Atheme, Anope, Ergo and others. */
const DECIDED =
  /\b(now (identified|logged in|recogni[sz]ed)|password accepted|you are already|successfully|(invalid|incorrect|wrong|bad) password|password (is )?(incorrect|invalid|wrong)|not (a )?registered|isn'?t registered|no such (account|nick)|authentication failed|login failed|insufficient parameters|frozen|suspended)/i;

/**
 * From the welcome to where channels may be joined: the end of the first lines, so that the server's limits are known; a login
 * with NickServ where SASL gave none, because channels may ask for it; the commands of the settings.
 */
export class Arrival {
  readonly #options: ArrivalOptions;
  #greeted = false;
  #login: 'none' | 'open' | 'over' = 'none';
  #sent = false;
  #over = false;
  #greeting: Timer | undefined;
  #answer: Timer | undefined;

  constructor(options: ArrivalOptions) {
    this.#options = options;
  }

  start(): void {
    const { settings, timeouts, clock, identify } = this.#options;
    this.#greeting = clock.after(timeouts.step, () => this.#greet());
    const commands = identify ? (settings.nickServ?.commands ?? []) : [];
    if (commands.length === 0) return;
    this.#login = 'open';
    this.#sendRaw(commands, () => {
      if (this.#login !== 'open' || this.#over) return;
      this.#answer = clock.after(timeouts.nickServ, () => this.#loginOver());
    });
  }

  stop(): void {
    this.#over = true;
    this.#greeting?.cancel();
    this.#answer?.cancel();
  }

  /** Takes any line from the welcome on. */
  receive(message: IrcMessage): void {
    if (this.#over) return;
    // RPL_ENDOFMOTD, ERR_NOMOTD
    if (message.command === '376' || message.command === '422') this.#greet();
    if (this.#login === 'open' && this.#decided(message)) this.#loginOver();
  }

  #decided({ command, params, source }: IrcMessage): boolean {
    const { settings, isMe } = this.#options;
    const service = settings.nickServ?.nick.toLowerCase() ?? '';
    switch (command) {
      // RPL_LOGGEDIN
      case '900':
        return true;
      case 'MODE':
        return isMe(params[0]) && /\+[^-]*r/.test(params[1] ?? '');
      case 'NOTICE':
        return source?.nick.toLowerCase() === service && DECIDED.test(plainText(params[1] ?? ''));
      // ERR_NOSUCHNICK: there are no services.
      case '401':
        return params[1]?.toLowerCase().split('@', 1)[0] === service;
      default:
        return false;
    }
  }

  #greet(): void {
    this.#greeting?.cancel();
    this.#greeted = true;
    this.#proceed();
  }

  #loginOver(): void {
    this.#answer?.cancel();
    this.#login = 'over';
    this.#proceed();
  }

  #proceed(): void {
    if (!this.#greeted || this.#login === 'open' || this.#sent || this.#over) return;
    this.#sent = true;
    this.#sendRaw(this.#options.settings.afterConnect, () => {
      if (this.#over) return;
      this.stop();
      this.#options.ready();
    });
  }

  /** Sends raw lines, those that are lines at all. */
  #sendRaw(texts: readonly string[], written: () => void): void {
    const lines = texts.flatMap((text) => readRaw(text) ?? []);
    if (lines.length === 0) written();
    else this.#options.send(lines, written);
  }
}

/** A raw line of a user as one line for the server, whatever it holds; undefined where it is none. */
export function readRaw(text: string): LineOut | undefined {
  const [first = ''] = text
    .trim()
    .replace(/^\/(quote|raw)?\s*/i, '')
    .split(/[\r\n]/, 1);
  const message = parseLine(first);
  if (message === undefined) return undefined;
  const { tags, command, params } = message;
  const line: LineOut = { tags, command, params };
  try {
    serialiseLine(line);
    return line;
  } catch {
    return undefined;
  }
}

const CONTROL = /[^\P{Cc}\t]/gu;

/** Without the characters that mIRC formats with. */
function plainText(text: string): string {
  return text.replace(CONTROL, '');
}
