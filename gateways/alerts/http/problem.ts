import { STATUS_CODES } from 'node:http';
import type { TextRef, WebAnswer } from '../../gateway.js';

/** Why a request is not done, as it is told to its sender. */
export interface HttpProblem {
  readonly status: number;
  /** Names the kind of problem, for programs: `urn:isthmus:problem:<reason>`. */
  readonly reason: string;
  /** What happened, and what to do. */
  readonly text: TextRef;
  /** Milliseconds after which it may go better. */
  readonly retryAfter?: number;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is wrong at one place of a body. */
export interface FieldError {
  /** `to[0]`; empty: the whole. */
  readonly path: string;
  readonly message: string;
}

/** Every reason of ours, with the status that says it. Its sentence is `alerts.http.<reason>`. */
export const REASONS = {
  'not-known': 401,
  'no-room': 503,
  'not-kept': 503,
  'too-often': 503,
  'rate-over': 429,
  'key-wrong': 400,
  'key-reused': 422,
  'key-busy': 409,
  'coding-unknown': 415,
  'coding-broken': 400,
  'too-large': 413,
  'no-json': 415,
  'json-broken': 400,
  'fields-wrong': 422,
  'scope-missing': 403,
  'route-not-yours': 403,
  'list-not-yours': 403,
  'route-unknown': 404,
  'route-needed': 422,
  'route-off': 409,
  'severity-over': 403,
  'message-unknown': 404,
  'reply-unknown': 422,
  'recipients-many': 422,
  'no-files': 404,
  'file-empty': 422,
  'file-refused': 422,
  'file-no-room': 503,
  'incident-unknown': 404,
  'incident-over': 409,
  'rotation-unknown': 404,
  'silence-unknown': 404,
  'silences-full': 409,
  'silence-needs-all': 403,
  'cursor-wrong': 400,
  'query-wrong': 400,
  'audit-busy': 429,
  'streams-many': 429,
  'sink-unknown': 404,
} as const satisfies Readonly<Record<string, number>>;

type HttpReason = keyof typeof REASONS;

type More = Partial<Pick<HttpProblem, 'retryAfter' | 'errors' | 'headers'>> & {
  readonly params?: Readonly<Record<string, string | number>>;
};

/** A problem of ours. */
export function problem(reason: HttpReason, { params, ...more }: More = {}): HttpProblem {
  const key = `alerts.http.${reason}`;
  return { status: REASONS[reason], reason, text: params === undefined ? { key } : { key, params }, ...more };
}

/** A problem as an answer (RFC 9457). */
export function problemAnswer(
  { status, reason, text, retryAfter, errors, headers }: HttpProblem,
  words: (ref: TextRef, lang?: string) => string,
): WebAnswer {
  const title = STATUS_CODES[status] ?? 'Error';
  const body = { type: `urn:isthmus:problem:${reason}`, title, status, detail: words(text), ...(errors && { errors }) };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfter / 1000))) }),
      ...headers,
    },
    body: JSON.stringify(body),
  };
}
