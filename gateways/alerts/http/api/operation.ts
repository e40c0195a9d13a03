import type { WebAnswer, WebRequest, WebRoute } from '../../../gateway.js';
import type { Bot, Scope } from '../../book/bot.js';
import { type HttpProblem, problem } from '../problem.js';
import { type SchemaName, type Shaped, shape } from '../schemas.js';

/** A bot that has shown its token, and what it asks. */
export interface Call {
  readonly bot: Bot;
  readonly request: WebRequest;
  /** The JSON of the body; undefined where there is none. */
  readonly json: unknown;
  /** Id for what is made: the same when the same request comes again under its `Idempotency-Key`. */
  readonly id: string;
}

/** What is done, or why it is not. */
export type Result = { readonly answer: WebAnswer } | { readonly problem: HttpProblem };

/** One thing that bots can ask for. The description of the API is made of these. */
export interface Operation {
  /** Names it in the description. */
  readonly name: string;
  readonly method: WebRoute['method'];
  /** Below `/api/v1`. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: string;
  /** What may stand in the query of the address, and what it means. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: SchemaName;
  /** The body is a file, as it is. */
  readonly octets?: true;
  readonly status: 200 | 201 | 202 | 204;
  /** Schema of the answer; missing: it has no body, or `types`. */
  readonly answer?: SchemaName;
  /** Media types of an answer that is no JSON. */
  readonly types?: readonly string[];
  /** Other statuses that it answers with, beside those that every operation has. */
  readonly problems: readonly number[];
  /** Rejects where nobody can say whether it is done. */
  run(call: Call): Promise<Result>;
}

/** The body of a call by its schema. A body that may be left out is `{}`. */
export function bodyOf<Name extends SchemaName>(
  name: Name,
  { json }: Call,
): { readonly ok: true; readonly value: Shaped<Name> } | { readonly ok: false; readonly problem: HttpProblem } {
  const read = shape(name, json ?? {});
  return read.ok
    ? read
    : { ok: false, problem: problem('fields-wrong', { errors: read.errors, params: { first: firstOf(read.errors) } }) };
}

function firstOf(errors: readonly { readonly path: string; readonly message: string }[]): string {
  const [first] = errors;
  if (first === undefined) return 'the body';
  return first.path === '' ? first.message : `${first.path}: ${first.message}`;
}

/** An answer in the form of a schema. */
export function answerOf<Name extends SchemaName>(
  status: number,
  _name: Name,
  value: Shaped<Name>,
  headers: Readonly<Record<string, string>> = {},
): Result {
  const all = { 'content-type': 'application/json', ...headers };
  return { answer: { status, headers: all, body: JSON.stringify(value) } };
}

/** A wall time as the API writes it. */
export function timeText(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), 8.64e15)).toISOString();
}
