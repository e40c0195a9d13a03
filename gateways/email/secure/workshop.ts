import type { Clock, Problem } from '../../gateway.js';
import type { Certificate } from '../crypto/certificate.js';
import type { DirectSealed } from '../crypto/direct/seal.js';
import type { SecuredMail } from '../crypto/secure-mail.js';
import { ThreadFailure, ThreadPool } from '../reader/thread-pool.js';
import { type AnchorSource, readAnchors } from './anchors.js';
import {
  type DirectOpenJob,
  type DirectSealJob,
  directOpenJob,
  directSealJob,
  type PlainOpened,
} from './direct/jobs.js';
import { type Opening, type OpenJob, openJob, type SealJob, type SecureJob, sealJob } from './jobs.js';
import type { ThreadJob } from './secure-thread.js';

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
  #anchors: Promise<readonly Certificate[]> | undefined;

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

  /** As `seal`, `openDirect` and `sealDirect`: what ends its thread, or takes too long, is answered as what cannot be done. */
  async open(job: OpenJob): Promise<Opening> {
    if (isSmall(job)) return openJob(job, await this.#trusted());
    return (await this.#apart(job, { closed: 'malformed' } satisfies Opening)) as Opening;
  }

  async seal(job: SealJob): Promise<SecuredMail> {
    if (isSmall(job)) return sealJob(job, await this.#trusted());
    return (await this.#apart(job, { ok: false, problem: FAILED } satisfies SecuredMail)) as SecuredMail;
  }

  async openDirect(job: DirectOpenJob): Promise<PlainOpened> {
    if (isSmall(job)) return directOpenJob(job);
    const refused: PlainOpened = { kind: 'refused', why: 'not-opened', problem: FAILED, tell: false };
    return (await this.#apart(job, refused)) as PlainOpened;
  }

  async sealDirect(job: DirectSealJob): Promise<DirectSealed> {
    if (isSmall(job)) return directSealJob(job);
    return (await this.#apart(job, { ok: false, problem: FAILED } satisfies DirectSealed)) as DirectSealed;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Who may vouch for certificates; read when they are needed first. */
  #trusted(): Promise<readonly Certificate[]> {
    this.#anchors ??= readAnchors(this.#source);
    return this.#anchors;
  }

  /** @throws ThreadFailure with the reason `closed` when the process ends; nothing else. */
  async #apart(job: SecureJob, otherwise: unknown): Promise<unknown> {
    // A copy goes there: the octets stay the caller's.
    const octets = new Uint8Array(job.octets);
    const given: ThreadJob = { job: { ...job, octets }, anchors: this.#source };
    try {
      return await this.#pool.run(given, [octets.buffer]);
    } catch (error) {
      if (error instanceof ThreadFailure && error.reason !== 'closed') return otherwise;
      throw error;
    }
  }
}

const FAILED: Problem = { type: 'cancel', condition: 'undefined-condition', text: { key: 'email.secure.failed' } };

function isSmall({ octets }: SecureJob): boolean {
  return octets.length <= SMALL;
}

/** The module of a thread: compiled, or from the sources where this one runs from them. */
function threadScript(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? './source-secure-thread.mjs' : './secure-thread.js', import.meta.url);
}
