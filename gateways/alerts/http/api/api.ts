import { isUtf8 } from 'node:buffer';
import { Trouble, type WebAnswer, type WebRequest } from '../../../gateway.js';
import type { Bot } from '../../book/bot.js';
import { letters } from '../../engine/ids.js';
import { Buckets } from '../buckets.js';
import { headerToken } from '../credentials.js';
import { Idempotency, idempotencyKey, type KeptAnswer } from '../idempotency.js';
import { InTime } from '../in-time.js';
import { isWithin } from '../networks.js';
import type { HttpParts } from '../parts.js';
import { type HttpProblem, problem, problemAnswer } from '../problem.js';
import type { WrongCredentials } from '../wrong-credentials.js';
import type { Operation, Result } from './operation.js';

/** How long an answer is given again to the same key, ms. */
const KEPT_MS = 86_400_000;
const SOON_MS = 5000;
/** Letters of an id that is made of a key: others than those of messages of groups, which are longer. */
const ID_LETTERS = 30;

/** Lets bots do what they may: looks at token, scope, rate, body and key before an operation runs. */
export class Api {
  readonly #parts: HttpParts;
  readonly #inTime: InTime;
  readonly #wrong: WrongCredentials;
  readonly #rates: Buckets;
  readonly #idempotency: Idempotency;
  readonly #trouble: Trouble;

  constructor(parts: HttpParts, wrong: WrongCredentials) {
    this.#parts = parts;
    this.#inTime = new InTime(parts.clock);
    this.#wrong = wrong;
    this.#rates = new Buckets(parts.buckets, parts.clock);
    this.#trouble = new Trouble(parts.clock, parts.log);
    this.#idempotency = new Idempotency(parts.kv);
  }

  /** What a request hears whose token is none of a bot's; undefined: it is one. */
  admit(request: Omit<WebRequest, 'body'>): WebAnswer | undefined {
    return botOf(this.#parts, request) === undefined ? this.#unknown(request) : undefined;
  }

  /** Answers one request for an operation. */
  async call(operation: Operation, request: WebRequest): Promise<WebAnswer> {
    const bot = botOf(this.#parts, request);
    if (bot === undefined) return this.#unknown(request);
    const answer = await this.#kept(bot, operation, request);
    const outcome = answer.status < 300 ? 'done' : answer.status < 500 ? 'refused' : 'later';
    this.#parts.metrics.count('api_calls', { operation: operation.name, outcome });
    return answer;
  }

  #unknown({ peer }: Pick<WebRequest, 'peer'>): WebAnswer {
    this.#wrong.tell(peer, 'the API');
    return this.#refuse(problem('not-known', { headers: { 'www-authenticate': 'Bearer realm="alerts"' } }));
  }

  /** What cannot be done at the moment is said to be so. */
  async #kept(bot: Bot, operation: Operation, request: WebRequest): Promise<WebAnswer> {
    try {
      const answer = this.#answer(bot, operation, request);
      // To keep a file somewhere else takes its time.
      return await (operation.octets ? answer : this.#inTime.run(answer));
    } catch (error) {
      this.#trouble.tell('a call of the API could not be done', error, { bot: bot.name, operation: operation.name });
      return this.#refuse(problem('not-kept', { retryAfter: SOON_MS }));
    }
  }

  async #answer(bot: Bot, operation: Operation, request: WebRequest): Promise<WebAnswer> {
    const asked = this.#rates.take(`bot ${bot.name}`, bot.rate);
    const wait = typeof asked === 'number' ? asked : await asked;
    if (wait > 0) return this.#refuse(problem('rate-over', { retryAfter: wait }));
    const { scope } = operation;
    if (!bot.scopes.has(scope)) return this.#refuse(problem('scope-missing', { params: { scope } }));
    if (operation.method !== 'GET' && !this.#parts.hasRoom()) {
      return this.#refuse(problem('no-room', { retryAfter: 6 * SOON_MS }));
    }
    const json = operation.body === undefined ? { value: undefined } : jsonOf(request);
    if ('problem' in json) return this.#refuse(json.problem);
    return await this.#once(bot, operation, request, json.value);
  }

  /** Runs it, or gives the answer of before to a key that has come already. */
  async #once(bot: Bot, operation: Operation, request: WebRequest, json: unknown): Promise<WebAnswer> {
    const key = operation.method === 'POST' ? idempotencyKey(request) : undefined;
    if (typeof key === 'object') return this.#refuse(key);
    if (key === undefined) return this.#told(await operation.run({ bot, request, json, id: this.#parts.newId() }));
    const scope = JSON.stringify(['bot', bot.name, operation.name, request.params]);
    const begun = await this.#idempotency.begin(scope, key, request.body);
    if (begun.kind === 'repeat') return begun.answer;
    if (begun.kind === 'problem') return this.#refuse(begun.problem);
    let kept: KeptAnswer | undefined;
    try {
      const answer = this.#told(
        await operation.run({ bot, request, json, id: `e${letters(ID_LETTERS, [scope, key])}` }),
      );
      if (answer.status < 300) kept = keptOf(answer);
      return answer;
    } finally {
      await this.#settle(scope, key, request, kept);
    }
  }

  /** What is done is done, also where that could not be remembered: the id of what was made is the same the next time. */
  async #settle(scope: string, key: string, { body }: WebRequest, kept: KeptAnswer | undefined): Promise<void> {
    try {
      if (kept === undefined) await this.#idempotency.drop(scope, key);
      else await this.#idempotency.keep(scope, key, body, kept, KEPT_MS);
    } catch (error) {
      this.#trouble.tell('it could not be remembered that a call of the API came', error);
    }
  }

  #told(result: Result): WebAnswer {
    return 'answer' in result ? result.answer : this.#refuse(result.problem);
  }

  #refuse(why: HttpProblem): WebAnswer {
    return problemAnswer(why, this.#parts.text);
  }
}

/** The bot whose token a request shows, if it may come now and from there. */
function botOf({ book, clock }: HttpParts, request: Omit<WebRequest, 'body'>): Bot | undefined {
  const token = headerToken(request);
  const bot = token === undefined ? undefined : book().botByToken(token);
  return bot !== undefined && isValid(bot, clock.now()) && isWithin(request.peer, bot.networks) ? bot : undefined;
}

/** Whether the token of a bot is taken at a time. */
export function isValid({ enabled, expires }: Pick<Bot, 'enabled' | 'expires'>, now: number): boolean {
  return enabled && (expires === undefined || now < expires);
}

function jsonOf({ body, headers }: WebRequest): { readonly value: unknown } | { readonly problem: HttpProblem } {
  if (body.byteLength === 0) return { value: undefined };
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json' || headers['content-encoding'] !== undefined) return { problem: problem('no-json') };
  if (!isUtf8(body)) return { problem: problem('json-broken') };
  try {
    return { value: JSON.parse(new TextDecoder().decode(body)) };
  } catch {
    return { problem: problem('json-broken') };
  }
}

function keptOf({ status, headers, body }: WebAnswer): KeptAnswer | undefined {
  if (body !== undefined && typeof body !== 'string') return undefined;
  return { status, contentType: headers?.['content-type'] ?? 'application/json', body: body ?? '' };
}
