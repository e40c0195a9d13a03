import type { Whois } from './events.js';
import type { StateLimits } from './limits.js';
import type { User } from './user.js';
import type { ListEntry } from './views.js';

/** Answers of several lines that are under way, each by a key. When there are too many, the oldest is given up. */
class Gather<T> {
  readonly #most: number;
  readonly #open = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): T | undefined {
    return this.#open.get(key);
  }

  /** What is gathered under the key, begun with `first` where nothing is. */
  open(key: string, first: () => T): T {
    const there = this.#open.get(key);
    if (there !== undefined) return there;
    for (const oldest of this.#open.keys()) {
      if (this.#open.size < this.#most) break;
      this.#open.delete(oldest);
    }
    const value = first();
    this.#open.set(key, value);
    return value;
  }

  /** The answer is whole. */
  close(key: string): T | undefined {
    const value = this.#open.get(key);
    this.#open.delete(key);
    return value;
  }
}

/** A WHOIS that is under way. */
export type WhoisDraft = { -readonly [Key in keyof Whois]: Whois[Key] } & { channels: string[]; notes: string[] };

interface MaskListDraft {
  readonly channel: string;
  readonly entries: ListEntry[];
  truncated: boolean;
}

/** A text of several lines, bounded. */
class TextDraft {
  readonly #most: number;
  #lines: string[] = [];
  #length = 0;

  /** `most`: characters. */
  constructor(most: number) {
    this.#most = most;
  }

  add(line: string): void {
    if (this.#length + line.length + 1 > this.#most) return;
    this.#lines.push(line);
    this.#length += line.length + 1;
  }

  take(): string {
    const text = this.#lines.join('\n');
    this.#lines = [];
    this.#length = 0;
    return text;
  }
}

/** All that is being gathered for one network. */
export class Answers {
  readonly whois: Gather<WhoisDraft>;
  readonly whowas: Gather<WhoisDraft[]>;
  readonly maskLists: Gather<MaskListDraft>;
  readonly motd: TextDraft;
  /** Of whom WHO told something new. */
  readonly whoChanged = new Set<User>();

  constructor({ answers, text }: StateLimits) {
    this.whois = new Gather(answers);
    this.whowas = new Gather(answers);
    this.maskLists = new Gather(answers);
    this.motd = new TextDraft(text);
  }
}
