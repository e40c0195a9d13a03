import type { Clock } from '../../gateway.js';
import type { Certificate } from '../crypto/certificate.js';
import type { SecuredMail } from '../crypto/secure-mail.js';
import { ThreadPool } from '../work/thread-pool.js';
import { type AnchorSource, readAnchors } from './anchors.js';
import { type Opening, type OpenJob, openJob, type SealJob, type SecureJob, sealJob } from './jobs.js';

/** Octets of a mail that is opened and sealed at once, in some 15 ms at most; larger ones go to a thread. */
const SMALL = 1024 * 1024;
/** Milliseconds that a thread has for one mail. */
const TIMEOUT_MS = 60_000;
const IDLE_MS = 300_000;
const HEAP_MIB = 768;

/** Opens and seals mails of S/MIME, without holding up everything else in the process. */
export class Workshop {
  readonly #source: AnchorSource;
  readonly #pool: ThreadPool;
  #anchors: readonly Certificate[] | undefined;

  constructor(clock: Clock, source: AnchorSource) {
    this.#source = source;
    this.#pool = new ThreadPool({
      clock,
      script: threadScript(),
      threads: 1,
      timeout: TIMEOUT_MS,
      idle: IDLE_MS,
      heap: HEAP_MIB,
    });
  }

  /** Who may vouch for certificates. */
  get anchors(): readonly Certificate[] {
    this.#anchors ??= readAnchors(this.#source);
    return this.#anchors;
  }

  /** @throws ThreadFailure where a large mail ended its thread, or took too long. */
  async open(job: OpenJob): Promise<Opening> {
    if (job.octets.length <= SMALL) return openJob(job, this.anchors);
    const octets = new Uint8Array(job.octets);
    return (await this.#apart({ ...job, octets }, octets)) as Opening;
  }

  /** @throws ThreadFailure as `open`. */
  async seal(job: SealJob): Promise<SecuredMail> {
    if (job.message.length <= SMALL) return sealJob(job, this.anchors);
    const message = new Uint8Array(job.message);
    return (await this.#apart({ ...job, message }, message)) as SecuredMail;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #apart(job: SecureJob, octets: Uint8Array<ArrayBuffer>): Promise<unknown> {
    return this.#pool.run({ job, anchors: this.#source }, [octets.buffer]);
  }
}

/** The module of a thread: compiled, or from the sources where this one runs from them. */
function threadScript(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? './source-secure-thread.mjs' : './secure-thread.js', import.meta.url);
}
