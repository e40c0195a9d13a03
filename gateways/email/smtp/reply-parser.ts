import type { EnhancedStatus, SmtpReply } from './reply.js';

/** Octets of a line; RFC 5321 4.5.3.1.5 has 512, challenges of AUTH are longer (RFC 4954 4). */
const LONGEST_LINE = 16 * 1024;
/** Lines of one reply, and what is kept of them. */
const MOST_LINES = 512;
const MOST_TEXT = 1000;
/** Replies that nobody has asked for yet. */
const MOST_WAITING = 2048;

const LINE = /^([2-5][0-9]{2})(?:([ -])(.*))?$/s;
const STATUS = /^([245])\.([0-9]{1,3})\.([0-9]{1,3})(?: |$)/;
const CONTROLS = /[\p{Cc}\p{Cs}\u2028\u2029]+/gu;

/** What a server sends is no SMTP, or more than anybody would send. */
type Garbage = 'line-too-long' | 'reply-too-long' | 'not-a-reply' | 'too-many-replies';

/** Cuts what a server sends into replies (RFC 5321 4.2). Holds at most one line that is not finished. */
export class ReplyParser {
  readonly #replies: SmtpReply[] = [];
  #pending: Buffer | undefined;
  #code = 0;
  #lines: string[] = [];
  #failed: Garbage | undefined;

  /** Set once, and nothing is read after it. */
  get failed(): Garbage | undefined {
    return this.#failed;
  }

  /** Whole replies that were not taken. */
  get waiting(): number {
    return this.#replies.length;
  }

  /** Whether anything at all is here, be it half a line. */
  get empty(): boolean {
    return this.#replies.length === 0 && this.#pending === undefined && this.#lines.length === 0;
  }

  push(chunk: Buffer): void {
    if (this.#failed !== undefined) return;
    const data = this.#pending === undefined ? chunk : Buffer.concat([this.#pending, chunk]);
    let from = 0;
    for (let end = data.indexOf(10); end !== -1 && this.#failed === undefined; end = data.indexOf(10, from)) {
      if (end - from > LONGEST_LINE) this.#failed = 'line-too-long';
      else this.#line(data.toString('utf8', from, end > from && data[end - 1] === 13 ? end - 1 : end));
      from = end + 1;
    }
    if (data.length - from > LONGEST_LINE) this.#failed = 'line-too-long';
    // A copy: what is cut out of a buffer of the socket would keep all of it.
    this.#pending = from === data.length || this.#failed !== undefined ? undefined : Buffer.from(data.subarray(from));
  }

  /** The first `count` replies; fewer only where fewer are here. */
  take(count: number): readonly SmtpReply[] {
    return this.#replies.splice(0, count);
  }

  #line(line: string): void {
    const [, digits, sign, text = ''] = LINE.exec(line) ?? [];
    const code = Number(digits);
    if (digits === undefined || (this.#lines.length > 0 && code !== this.#code)) {
      this.#failed = 'not-a-reply';
      return;
    }
    this.#code = code;
    if (this.#lines.push(text) > MOST_LINES) {
      this.#failed = 'reply-too-long';
      return;
    }
    if (sign === '-') return;
    this.#replies.push(replyOf(code, this.#lines));
    this.#lines = [];
    if (this.#replies.length > MOST_WAITING) this.#failed = 'too-many-replies';
  }
}

/** A reply of its lines without codes. The status counts where it agrees with the code (RFC 2034 4). */
export function replyOf(code: number, lines: readonly string[]): SmtpReply {
  const status = statusOf(code, lines[0] ?? '');
  const text = lines
    .map((line) => (status === undefined ? line : line.replace(STATUS, '')).replace(CONTROLS, ' ').trim())
    .join('\n')
    .slice(0, MOST_TEXT);
  return status === undefined ? { code, text } : { code, status, text };
}

function statusOf(code: number, line: string): EnhancedStatus | undefined {
  const [, first, subject, detail] = STATUS.exec(line) ?? [];
  if (first === undefined || Number(first) !== Math.floor(code / 100)) return undefined;
  return { class: Number(first), subject: Number(subject), detail: Number(detail) };
}

/** A reply of our own, for what is known without asking the server. */
export function ownReply(code: number, subject: number, detail: number, text: string): SmtpReply {
  return { code, status: { class: Math.floor(code / 100), subject, detail }, text };
}
