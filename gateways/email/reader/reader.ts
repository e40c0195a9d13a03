import type { Clock } from '../../gateway.js';
import type { ReadMail } from '../mime/mail.js';
import type { MailAnswer, MailOptions } from './messages.js';
import { OctetBudget } from './octet-budget.js';
import { readJob } from './read-job.js';
import { ThreadFailure, ThreadPool } from './thread-pool.js';
import { unreadMail } from './unread-mail.js';

export type { MailOptions } from './messages.js';

interface ReaderLimits {
  /** Octets of mails that are being read in threads at one time; further ones wait. */
  readonly octetsInFlight: number;
  /** Milliseconds that a thread has for one mail. */
  readonly timeout: number;
  /** Megabytes of the heap of a thread. */
  readonly heap: number;
}

const READER_LIMITS: ReaderLimits = { octetsInFlight: 64 * 1024 * 1024, timeout: 10_000, heap: 512 };

interface MailReaderOptions {
  readonly clock: Clock;
  /** Threads at most, 1 or 2; they start when a mail needs one. */
  readonly threads: number;
  readonly limits?: Partial<ReaderLimits>;
  /** The module that the threads run; the one beside this file where none is given. */
  readonly script?: URL;
}

/** A mail, and whether it was really read. */
interface ReadResult {
  readonly mail: ReadMail;
  /**
   * Its text and its parts were not read: `timeout` that took too long, `failed` it cannot be done. `mail` has the beginning
   * of its header, and the whole mail as its only attachment; the user is told so (`email.reader.unread`).
   */
  readonly unread?: 'timeout' | 'failed';
}

/** Octets of a mail that is read at once: handing it to a thread would cost more than reading it. */
const SMALL = 16 * 1024;
/** Lines that may be boundaries of a multipart in such a mail. */
const MOST_BOUNDARIES = 40;
/** Milliseconds after which a thread that has nothing to do ends. */
const IDLE = 300_000;

/**
 * Reads mails without holding up everything else in the process: small ones at once, others in threads. What a mail is made
 * of can make it slow, fail, or take all the memory of its thread; it is given back all the same.
 */
export class MailReader {
  readonly #clock: Clock;
  readonly #pool: ThreadPool;
  readonly #budget: OctetBudget;

  constructor({ clock, threads, limits, script }: MailReaderOptions) {
    const { octetsInFlight, timeout, heap } = { ...READER_LIMITS, ...limits };
    this.#clock = clock;
    this.#budget = new OctetBudget(octetsInFlight);
    this.#pool = new ThreadPool({ clock, threads, timeout, heap, idle: IDLE, script: script ?? threadScript() });
  }

  /** Octets in threads, and mails that wait for one to be done. */
  load(): { readonly octets: number; readonly waiting: number; readonly threads: number } {
    return { octets: this.#budget.used, waiting: this.#budget.waiting, threads: this.#pool.size };
  }

  /**
   * Reads a mail. `octets` stay the caller's, must not change meanwhile, and parts of the result may be views of them. The
   * promise waits while too many octets are in work: who brings mails waits for it before he brings more.
   *
   * @throws ThreadFailure with the reason `closed` when the reader was closed; nothing else.
   */
  async read(octets: Uint8Array, options: MailOptions = {}): Promise<ReadResult> {
    const { unwrapped } = options;
    if (isSmall(octets) && (unwrapped === undefined || isSmall(unwrapped))) return this.#readHere(octets, options);
    const release = await this.#budget.take(octets.length);
    try {
      return await this.#readApart(octets, options);
    } finally {
      release();
    }
  }

  /** Ends the threads; mails that are not read yet fail with `closed`. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  #readHere(octets: Uint8Array, options: MailOptions): ReadResult {
    try {
      return { mail: readJob({ octets, now: this.#clock.now(), options }) };
    } catch {
      return this.#unread(octets, 'failed');
    }
  }

  async #readApart(octets: Uint8Array, options: MailOptions): Promise<ReadResult> {
    // A copy goes to the thread: the mail is needed here again if the thread does not survive it.
    const copy = new Uint8Array(octets);
    // A view would take all of the buffer behind it along.
    const { unwrapped } = options;
    const own = unwrapped === undefined ? options : { ...options, unwrapped: new Uint8Array(unwrapped) };
    try {
      const job = { octets: copy, now: this.#clock.now(), options: own };
      const answer = (await this.#pool.run(job, [copy.buffer])) as MailAnswer;
      return 'mail' in answer ? { mail: answer.mail } : this.#unread(octets, 'failed');
    } catch (error) {
      if (!(error instanceof ThreadFailure) || error.reason === 'closed') throw error;
      return this.#unread(octets, error.reason === 'timeout' ? 'timeout' : 'failed');
    }
  }

  #unread(octets: Uint8Array, unread: 'timeout' | 'failed'): ReadResult {
    return { mail: unreadMail(octets, this.#clock.now()), unread };
  }
}

/** Whether a mail is so small and simple that reading it holds up nobody. */
function isSmall(octets: Uint8Array): boolean {
  if (octets.length > SMALL) return false;
  const view = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  let boundaries = 0;
  for (let at = view.indexOf('\n--'); at !== -1; at = view.indexOf('\n--', at + 3)) {
    boundaries += 1;
    if (boundaries > MOST_BOUNDARIES) return false;
  }
  return true;
}

/** The module of a thread: compiled, or from the sources where this one runs from them. */
function threadScript(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './source-thread.mjs' : './mail-thread.js', import.meta.url);
}
