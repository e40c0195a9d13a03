import { UsageError } from '../command.js';

/** What `isthmus send` was called with. */
export interface SendArguments {
  /** As they were written: places, or names of the book. */
  readonly to: readonly string[];
  /** The text, where arguments give it; else it is read. */
  readonly text?: string;
  /** It is called as `sendmail` is: standard input is a mail. */
  readonly mail: boolean;
  /** `-t`: recipients stand in the header of the mail. */
  readonly fromHeader: boolean;
  readonly follow: boolean;
  readonly json: boolean;
  /** Paths, or links. */
  readonly files: readonly string[];
  /** What was given by `--name VALUE`, without the dashes. */
  readonly options: Readonly<Partial<Record<OptionName, string>>>;
}

/** Options of which the last one counts. */
const OPTIONS = [
  'title',
  'severity',
  'expires',
  'thread',
  'reply-to',
  'wait',
  'retry',
  'key',
  'url',
  'token',
  'token-file',
  'config',
] as const;

type OptionName = (typeof OPTIONS)[number];

/** Options of `sendmail` that take a value, which nobody needs here: senders, names, notifications. */
const MAIL_WITH_VALUE = new Set(['f', 'r', 'F', 'N', 'R', 'V', 'X', 'B', 'C', 'h', 'L', 'O', 'p']);
/** Ways of `sendmail` to be something else than a sender. */
const OTHER_MODES = /^b(?!m$)|^q|^bs$/;

/** Reads the arguments. Throws `UsageError`. What stands behind `--` is text, or recipients of a mail. */
export function readArguments(args: readonly string[]): SendArguments {
  const reader = new Reader(args);
  reader.read();
  return reader.result();
}

class Reader {
  readonly #left: string[];
  readonly #to: string[] = [];
  readonly #words: string[] = [];
  readonly #files: string[] = [];
  readonly #options: Partial<Record<OptionName, string>> = {};
  #mail = false;
  #fromHeader = false;
  #follow = false;
  #json = false;

  constructor(args: readonly string[]) {
    this.#left = [...args];
  }

  read(): void {
    for (let arg = this.#left.shift(); arg !== undefined; arg = this.#left.shift()) {
      if (arg === '--') this.#words.push(...this.#left.splice(0));
      else if (arg.startsWith('--')) this.#long(arg.slice(2));
      else if (arg.startsWith('-') && arg !== '-') this.#short(arg.slice(1));
      else this.#words.push(arg);
    }
  }

  result(): SendArguments {
    const [mail, follow] = [this.#mail, this.#follow];
    if (mail && follow) throw new UsageError('takes --follow or the options of sendmail, not both');
    const words = this.#words.filter((word) => word !== '-');
    const text = mail || words.length === 0 ? {} : { text: words.join(' ') };
    if (follow && this.#files.length > 0) throw new UsageError('takes --follow or --file, not both');
    if (follow && 'text' in text) throw new UsageError('takes a text or --follow, not both');
    const to = mail ? [...this.#to, ...words] : this.#to;
    if (to.length === 0 && !this.#fromHeader) throw new UsageError('needs --to, such as --to alice or --to list:ops');
    return {
      to,
      ...text,
      mail,
      fromHeader: this.#fromHeader,
      follow,
      json: this.#json,
      files: this.#files,
      options: this.#options,
    };
  }

  #long(written: string): void {
    const equals = written.indexOf('=');
    const name = equals === -1 ? written : written.slice(0, equals);
    if (name === 'follow' || name === 'json') {
      if (equals !== -1) throw new UsageError(`--${name} takes no value`);
      if (name === 'follow') this.#follow = true;
      else this.#json = true;
      return;
    }
    const option = OPTIONS.find((one) => one === name);
    if (option === undefined && name !== 'to' && name !== 'file') throw new UsageError(`does not know "--${name}"`);
    const value = equals === -1 ? this.#left.shift() : written.slice(equals + 1);
    if (value === undefined || value === '') throw new UsageError(`--${name} needs a value`);
    if (option !== undefined) this.#options[option] = value;
    else if (name === 'file') this.#files.push(value);
    else
      this.#to.push(
        ...value
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      );
  }

  /** An option of `sendmail`. */
  #short(written: string): void {
    const letter = written.slice(0, 1);
    if (OTHER_MODES.test(written)) throw new UsageError(`sends only: -${written} of sendmail is not there`);
    this.#mail = true;
    if (written === 't' || written === 'ti' || written === 'it') this.#fromHeader = true;
    else if (MAIL_WITH_VALUE.has(letter)) {
      if (written.length === 1 && this.#left.shift() === undefined) throw new UsageError(`-${letter} needs a value`);
    } else if (!/^(?:i|v|G|n|U|bm|[mo]\w*)$/.test(written)) throw new UsageError(`does not know "-${written}"`);
  }
}
