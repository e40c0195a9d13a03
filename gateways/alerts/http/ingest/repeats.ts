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

  /** As `Idempotency.begin`, by each of its marks. A sender that may try again hears nothing but 503. */
  async begin(source: Source, marks: readonly Mark[], body: Uint8Array): Promise<Begun> {
    const isNew: Mark[] = [];
    for (const mark of marks) {
      const begun = await this.#idempotency.begin(`source ${source.name}`, mark.key, body);
      if (begun.kind === 'new') {
        isNew.push(mark);
        continue;
      }
      // Known by one, it is known by the others from now on.
      await this.end(source, isNew, body, begun.kind === 'repeat' ? begun.kept : undefined);
      const isBusy = begun.kind === 'problem' && begun.problem.reason === 'key-busy';
      return isBusy ? { kind: 'problem', problem: problem('not-kept', { retryAfter: 1000 }) } : begun;
    }
    return { kind: 'new' };
  }

  /** What became of it: its answer, or undefined where it was not done. */
  async end(source: Source, marks: readonly Mark[], body: Uint8Array, answer: KeptAnswer | undefined): Promise<void> {
    const scope = `source ${source.name}`;
    for (const { key, ttl } of marks) {
      if (answer === undefined) await this.#idempotency.drop(scope, key);
      else await this.#idempotency.keep(scope, key, body, answer, ttl);
    }
  }
}

/**
 * By what a request would be known if it came again; none: what comes again is new. The key is not signed, so that whoever has overheard
 * a signed request may give it another one: its signature counts besides.
 */
export function marksOf({ dedupe, hmac }: Source, request: WebRequest): readonly Mark[] | HttpProblem {
  const key = idempotencyKey(request);
  if (typeof key === 'object') return key;
  const marks = key !== undefined && dedupe > 0 ? [{ key: `key ${key}`, ttl: dedupe }] : [];
  if (hmac?.timestampHeader === undefined) return marks;
  const signature = request.headers[hmac.header.toLowerCase()] ?? '';
  // Before and after the time that was signed; then it is too old to be taken.
  return [{ key: `signature ${signature}`, ttl: 2 * hmac.window }, ...marks];
}
