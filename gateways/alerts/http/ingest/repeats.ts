import type { WebRequest } from '../../../gateway.js';
import type { Source } from '../../book/source.js';
import { type Begun, type Idempotency, idempotencyKey, type KeptAnswer } from '../idempotency.js';
import { type HttpProblem, problem } from '../problem.js';

/** By what a request is known when it comes again. */
export interface Mark {
  readonly key: string;
  /** Milliseconds. */
  readonly ttl: number;
}

/** Requests of sources that came already: by the key that their sender gave, or else by a signature that has a time in it. */
export class Repeats {
  readonly #idempotency: Idempotency;

  constructor(idempotency: Idempotency) {
    this.#idempotency = idempotency;
  }

  /** As `Idempotency.begin`. A sender that may try again hears nothing but 503. */
  async begin(source: Source, mark: Mark, body: Uint8Array): Promise<Begun> {
    const begun = await this.#idempotency.begin(`source ${source.name}`, mark.key, body);
    const isBusy = begun.kind === 'problem' && begun.problem.reason === 'key-busy';
    return isBusy ? { kind: 'problem', problem: problem('not-kept', { retryAfter: 1000 }) } : begun;
  }

  /** What became of it: its answer, or undefined where it was not done. */
  async end(source: Source, mark: Mark, body: Uint8Array, answer: KeptAnswer | undefined): Promise<void> {
    const scope = `source ${source.name}`;
    if (answer === undefined) await this.#idempotency.drop(scope, mark.key);
    else await this.#idempotency.keep(scope, mark.key, body, answer, mark.ttl);
  }
}

/** By what a request would be known if it came again; undefined: what comes again is new. */
export function markOf({ dedupe, hmac }: Source, request: WebRequest): Mark | HttpProblem | undefined {
  const key = idempotencyKey(request);
  if (typeof key === 'object') return key;
  if (key !== undefined) return dedupe > 0 ? { key: `key ${key}`, ttl: dedupe } : undefined;
  if (hmac?.timestampHeader === undefined) return undefined;
  const signature = request.headers[hmac.header.toLowerCase()] ?? '';
  // Before and after the time that was signed; then it is too old to be taken.
  return { key: `signature ${signature}`, ttl: 2 * hmac.window };
}
