import { createHash } from 'node:crypto';
import type { WebAnswer, WebRequest } from '../../gateway.js';
import type { HttpParts } from './parts.js';
import { type HttpProblem, problem } from './problem.js';

/** An answer that is given again to the same request. */
export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

interface Kept {
  /** Hash of the body: the same key with another body is a mistake of its sender. */
  readonly body: string;
  /** Missing: it is being worked on. */
  readonly answer?: KeptAnswer;
}

/** A request that is not done after so many seconds was given up by its process. */
const PENDING_S = 60;
const LONGEST_KEY = 255;

/** Whether a request with an `Idempotency-Key` is to be done. */
export type Begun =
  /** Nobody has asked this before: it is to be done, and then `keep` or `drop` is called. */
  | { readonly kind: 'new' }
  | { readonly kind: 'repeat'; readonly answer: WebAnswer; readonly kept: KeptAnswer }
  | { readonly kind: 'problem'; readonly problem: HttpProblem };

/** The header `Idempotency-Key`; undefined where there is none. */
export function idempotencyKey({ headers }: Pick<WebRequest, 'headers'>): string | undefined | HttpProblem {
  const key = headers['idempotency-key'];
  if (key === undefined || key === '') return undefined;
  return key.length <= LONGEST_KEY && /^[\x21-\x7e ]+$/.test(key) ? key : problem('key-wrong');
}

/** Requests that are not done twice, in all processes. Keys are kept as hashes. Rejects where the store is away. */
export class Idempotency {
  readonly #kv: HttpParts['kv'];

  constructor(kv: HttpParts['kv']) {
    this.#kv = kv;
  }

  /** `scope`: whose key it is and for what. */
  async begin(scope: string, key: string, body: Uint8Array): Promise<Begun> {
    const hash = digest(body);
    const name = nameOf(scope, key);
    if (await this.#kv.add(name, { body: hash } satisfies Kept, PENDING_S)) return { kind: 'new' };
    const kept = await this.#kv.get<Kept>(name);
    // It ended between the two: the next try finds out.
    if (kept === undefined) return { kind: 'problem', problem: problem('key-busy', { retryAfter: 1000 }) };
    if (kept.body !== hash) return { kind: 'problem', problem: problem('key-reused') };
    if (kept.answer === undefined) return { kind: 'problem', problem: problem('key-busy', { retryAfter: 1000 }) };
    return { kind: 'repeat', answer: again(kept.answer), kept: kept.answer };
  }

  /** The answer to what is done; kept for `ttl` milliseconds. */
  async keep(scope: string, key: string, body: Uint8Array, answer: KeptAnswer, ttl: number): Promise<void> {
    const kept: Kept = { body: digest(body), answer };
    await this.#kv.set(nameOf(scope, key), kept, Math.max(1, Math.ceil(ttl / 1000)));
  }

  /** It was not done, and may be asked for again at once. */
  async drop(scope: string, key: string): Promise<void> {
    await this.#kv.remove(nameOf(scope, key));
  }
}

function again({ status, contentType, body }: KeptAnswer): WebAnswer {
  return { status, headers: { 'content-type': contentType, 'idempotency-replayed': 'true' }, body };
}

function nameOf(scope: string, key: string): string {
  return `http:done:${digest(JSON.stringify([scope, key]))}`;
}

function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('base64url');
}
