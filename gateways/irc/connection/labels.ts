import type { Clock, Timer } from '../../gateway.js';
import type { IrcMessage } from '../wire/message.js';
import { isErrorNumeric } from '../wire/numerics.js';
import type { LineOut } from '../wire/serialise.js';
import { type Batch, batchMessages } from './batches.js';

/** What became of a line. */
export type Answer =
  /** The server repeats it as others see it. */
  | { readonly kind: 'echo'; readonly message: IrcMessage }
  /** The server has done it; what it said, if anything. Only by label. */
  | { readonly kind: 'done'; readonly messages: readonly IrcMessage[] }
  /** An error numeric, or `FAIL`. */
  | { readonly kind: 'error'; readonly message: IrcMessage }
  /** The server has read it, and nothing was said against it in time. */
  | { readonly kind: 'silent' }
  /** Nothing shows that the server has read it, and that is waited for no longer. */
  | { readonly kind: 'unread' }
  /** The connection ended first; `written`: the server may have it. */
  | { readonly kind: 'lost'; readonly written: boolean };

interface Open {
  readonly command: string;
  /** Names that an error may be about, folded. */
  readonly targets: readonly string[];
  readonly label: string | undefined;
  /** Monotonic time until which an answer is waited for; where it is doubted, until which it may be shown to be read. */
  until: number;
  /** It is being found out whether the server has read it. */
  doubted: boolean;
  readonly done: (answer: Answer) => void;
}

/** `BATCH` stands for a message of several lines (draft/multiline). */
const MESSAGES: ReadonlySet<string> = new Set(['PRIVMSG', 'NOTICE', 'TAGMSG', 'BATCH']);
const JOINS: ReadonlySet<string> = new Set(['JOIN']);
/** Errors that are of some commands only, so that two lines to one channel are told apart. */
const ONLY_OF: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...['404', '407', '411', '412', '413', '414', '415', '531'].map((numeric) => [numeric, MESSAGES] as const),
  ...['405', '471', '473', '474', '475', '476', '520'].map((numeric) => [numeric, JOINS] as const),
  ['441', new Set(['KICK', 'MODE'])],
  ['443', new Set(['INVITE'])],
  ['461', new Set<string>()],
  ['482', new Set(['KICK', 'MODE', 'TOPIC', 'INVITE', 'JOIN'])],
]);
/** The answer is about no name: what was missing was just that. */
const NAMELESS: ReadonlySet<string> = new Set(['411', '412']);
/** Commands whose other parameters are names too. */
const MANY_NAMES: ReadonlySet<string> = new Set(['KICK', 'INVITE', 'MODE']);

const MOST_OPEN = 1000;

interface LabelsOptions {
  readonly clock: Clock;
  /** How long an answer may take, ms. */
  readonly timeoutMs: number;
  /** How long the server may then take to show that it has read the line, ms. */
  readonly readMs: number;
  /** See `Link.onRead`. */
  readonly onRead: (read: () => void) => void;
  readonly isMe: (nick: string | undefined) => boolean;
  readonly fold: (name: string) => string;
}

/**
 * Finds the answer to each line: by its label (IRCv3 labeled-response), else by what it says and the order in which a server
 * works, where the oldest line that it can be of has it. That nothing was said to a line tells something only where the server
 * has read it: of a host that has vanished nothing is heard either.
 */
export class Labels {
  readonly #options: LabelsOptions;
  /** Written and without an answer, oldest first. */
  #open: Open[] = [];
  #last = 0;
  #timer: Timer | undefined;
  /** Monotonic time at which it goes off. */
  #due = 0;

  constructor(options: LabelsOptions) {
    this.#options = options;
  }

  get open(): number {
    return this.#open.length;
  }

  /** A label that no open line has. */
  next(): string {
    this.#last += 1;
    return this.#last.toString(36);
  }

  /** A line has been written; `done` is called exactly once. */
  add({ command, params, tags }: LineOut, done: (answer: Answer) => void): void {
    const { clock, timeoutMs, fold } = this.#options;
    if (this.#open.length >= MOST_OPEN) this.#settle(0, { kind: 'unread' });
    const names = MANY_NAMES.has(command) ? params : ((command === 'BATCH' ? params[2] : params[0]) ?? '').split(',');
    const until = clock.monotonic() + timeoutMs;
    this.#open.push({
      command: command.toUpperCase(),
      targets: names.map(fold),
      label: tags?.get('label'),
      until,
      doubted: false,
      done,
    });
    this.#watch(until);
  }

  /** Takes a line that is in no batch; whether it answered one of ours. */
  take(message: IrcMessage): boolean {
    if (this.#open.length === 0) return false;
    const label = message.tags.get('label');
    if (label !== undefined) return this.#labelled(label, [message]);
    const isError = this.#isError(message);
    // Most lines are what others say: they answer nothing of ours.
    if (!isError && message.command !== 'NICK' && !this.#options.isMe(message.source?.nick)) return false;
    const found = this.#find(message);
    if (found === -1) return false;
    this.#settle(found, isError ? { kind: 'error', message } : { kind: 'echo', message });
    return true;
  }

  /** Takes a batch, a `labeled-response` or the echo of a message of several lines; whether it answered a line. */
  takeBatch(batch: Batch): boolean {
    if (this.#open.length === 0) return false;
    const { type, params, start } = batch;
    const label = start.tags.get('label');
    if (type === 'draft/multiline' && this.#options.isMe(start.source?.nick)) {
      const target = this.#options.fold(params[0] ?? '');
      const index = this.#open.findIndex(
        (open) => open.label === label && open.command === 'BATCH' && open.targets.includes(target),
      );
      if (index !== -1) this.#settle(index, { kind: 'echo', message: start });
      return index !== -1;
    }
    return label !== undefined && this.#labelled(label, batchMessages(batch));
  }

  /** The connection has ended. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const open = this.#open;
    this.#open = [];
    for (const { done } of open) done({ kind: 'lost', written: true });
  }

  #labelled(label: string, messages: readonly IrcMessage[]): boolean {
    const index = this.#open.findIndex((open) => open.label === label);
    const open = this.#open[index];
    if (open === undefined) return false;
    const error = messages.find((message) => this.#isError(message));
    const echo = messages.find((message) => this.#isEcho(open, message));
    if (error !== undefined) this.#settle(index, { kind: 'error', message: error });
    else if (echo !== undefined) this.#settle(index, { kind: 'echo', message: echo });
    else this.#settle(index, { kind: 'done', messages: messages.filter(({ command }) => command !== 'ACK') });
    return true;
  }

  #isError({ command }: IrcMessage): boolean {
    return command === 'FAIL' || isErrorNumeric(command);
  }

  #isEcho(open: Open, { command, params, source }: IrcMessage): boolean {
    if (command !== open.command) return false;
    const { isMe } = this.#options;
    // By now we may be known by the new nick already.
    if (command === 'NICK') return isMe(source?.nick) || isMe(params[0]);
    return isMe(source?.nick) && open.targets.includes(this.#options.fold(params[0] ?? ''));
  }

  #find(message: IrcMessage): number {
    const { command, params } = message;
    // What has a label gets its answer by that.
    const index = (matches: (open: Open) => boolean): number =>
      this.#open.findIndex((open) => open.label === undefined && matches(open));
    if (command === 'FAIL') {
      const [about = '', , ...context] = params.slice(0, -1);
      const ofCommand = (open: Open): boolean => open.command === about.toUpperCase();
      const named = index((open) => ofCommand(open) && this.#names(open, context));
      return named === -1 ? index(ofCommand) : named;
    }
    if (!this.#isError(message)) return index((open) => this.#isEcho(open, message));
    const only = ONLY_OF.get(command);
    if (NAMELESS.has(command)) return index((open) => only?.has(open.command) === true);
    const named = index(
      (open) => (only === undefined || only.has(open.command)) && this.#names(open, params.slice(1, -1)),
    );
    return named === -1 ? index((open) => open.command === params[1]?.toUpperCase()) : named;
  }

  #names(open: Open, names: readonly string[]): boolean {
    return names.some((name) => open.targets.includes(this.#options.fold(name)));
  }

  #settle(index: number, answer: Answer): void {
    const [open] = this.#open.splice(index, 1);
    open?.done(answer);
  }

  /** Its time is over: an answer still counts until it is known whether the server has read it. */
  #doubt(open: Open, now: number): void {
    const { readMs, onRead } = this.#options;
    open.doubted = true;
    open.until = now + readMs;
    onRead(() => this.#giveUp(open, { kind: 'silent' }));
  }

  #giveUp(open: Open, answer: Answer): void {
    const index = this.#open.indexOf(open);
    if (index !== -1) this.#settle(index, answer);
  }

  /** Looks at what is open at that time, or earlier. */
  #watch(until: number): void {
    const { clock } = this.#options;
    if (this.#timer !== undefined && this.#due <= until) return;
    this.#timer?.cancel();
    this.#due = until;
    this.#timer = clock.after(Math.max(1, until - clock.monotonic()), () => {
      this.#timer = undefined;
      const now = clock.monotonic();
      for (const open of this.#open.filter((one) => one.until <= now)) {
        if (open.doubted) this.#giveUp(open, { kind: 'unread' });
        else this.#doubt(open, now);
      }
      if (this.#open.length > 0) this.#watch(Math.min(...this.#open.map((one) => one.until)));
    });
  }
}
