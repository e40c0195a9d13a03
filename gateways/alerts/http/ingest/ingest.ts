import { Trouble, type WebAnswer, type WebRequest } from '../../../gateway.js';
import type { Alert } from '../../alert.js';
import type { Source } from '../../book/source.js';
import { LIMITS } from '../../sources/limits.js';
import { routingKeyOf } from '../../sources/pagerduty.js';
import type { Answered, Refusal } from '../../sources/source.js';
import { Buckets } from '../buckets.js';
import { headerToken } from '../credentials.js';
import { Idempotency, type KeptAnswer } from '../idempotency.js';
import { InTime } from '../in-time.js';
import type { HttpParts } from '../parts.js';
import { type HttpProblem, problem, problemAnswer } from '../problem.js';
import { type Unpacked, unpack } from '../unpack.js';
import type { WrongCredentials } from '../wrong-credentials.js';
import { type Claim, claimByName, claimByToken, isRight, mayBeRight } from './find-source.js';
import { invalidEvent } from './invalid-event.js';
import { readerOf } from './readers.js';
import { type Mark, marksOf, Repeats } from './repeats.js';
import { sourceRequest } from './source-request.js';

/** How long senders are asked to wait where nobody knows better, ms. */
const SOON_MS = 5000;
const NO_ROOM_MS = 30_000;

/**
 * Takes requests of sources. In this order: who it is, how often, whether there is room, how large, whether it came already, what it
 * says; and the answer when all of it is in lanes. A sender that should try again hears 503, as Alertmanager gives up after any 4xx.
 */
export class Ingest {
  readonly #parts: HttpParts;
  readonly #inTime: InTime;
  readonly #wrong: WrongCredentials;
  readonly #rates: Buckets;
  readonly #repeats: Repeats;
  readonly #trouble: Trouble;

  constructor(parts: HttpParts, wrong: WrongCredentials) {
    this.#parts = parts;
    this.#inTime = new InTime(parts.clock);
    this.#wrong = wrong;
    this.#rates = new Buckets(parts.buckets, parts.clock);
    this.#trouble = new Trouble(parts.clock, parts.log);
    this.#repeats = new Repeats(new Idempotency(parts.kv));
  }

  /** Whether a request to `/alerts/v1/:source` comes from somebody who may be its source; else what it hears. */
  admitByName(request: Omit<WebRequest, 'body'>): WebAnswer | undefined {
    return this.#admit(claimByName(this.#parts.book(), request.params.source ?? '', request), request);
  }

  /** `/alerts/v1/:source` */
  byName(request: WebRequest): Promise<WebAnswer> {
    const claim = this.#admitted(request) ?? claimByName(this.#parts.book(), request.params.source ?? '', request);
    return claim?.source.kind === 'pagerduty' ? this.#byKey(claim, request) : this.#take(claim, request);
  }

  async #byKey(claim: Claim, request: WebRequest): Promise<WebAnswer> {
    const key = await this.#routingKey(request);
    if (typeof key === 'object') return this.#refuse(key);
    return await this.#take({ ...claim, tokens: [...claim.tokens, key] }, request);
  }

  /** `/v2/enqueue` of PagerDuty: the routing key in the body is the token. */
  async pagerduty(request: WebRequest): Promise<WebAnswer> {
    const key = await this.#routingKey(request);
    if (typeof key === 'object') return this.#refuse(key);
    return await this.#take(claimByToken(this.#parts.book(), 'pagerduty', key), request);
  }

  /** As `admitByName` for `/api/send_message`. */
  admitEjabberd(request: Omit<WebRequest, 'body'>): WebAnswer | undefined {
    return this.#admit(claimByToken(this.#parts.book(), 'ejabberd', headerToken(request)), request);
  }

  /** `/api/send_message` of ejabberd: the token, or the password, names the source. */
  async ejabberd(request: WebRequest): Promise<WebAnswer> {
    const claim = this.#admitted(request) ?? claimByToken(this.#parts.book(), 'ejabberd', headerToken(request));
    return await this.#take(claim, request);
  }

  async #take(claim: Claim | undefined, request: WebRequest): Promise<WebAnswer> {
    const now = this.#parts.clock.now();
    if (claim === undefined) return this.#unknown(claim, request);
    const head = claimOf(request)?.source === claim.source || mayBeRight(claim, request);
    if (!head || !isRight(claim, request, now)) return this.#unknown(claim, request);
    const { source } = claim;
    const answer = await this.#answer(source, request, now);
    const outcome = answer.status < 300 ? 'taken' : answer.status < 500 ? 'refused' : 'later';
    this.#parts.metrics.count('http_requests', { source: source.name, outcome });
    return answer;
  }

  #admit(claim: Claim | undefined, request: Omit<WebRequest, 'body'>): WebAnswer | undefined {
    if (claim === undefined || !mayBeRight(claim, request)) return this.#unknown(claim, request);
    request.admitted = new Admitted(claim);
    return undefined;
  }

  /** The claim by which a request was admitted, where the book still has its source as it was then. */
  #admitted(request: WebRequest): Claim | undefined {
    const claim = claimOf(request);
    return claim !== undefined && this.#parts.book().source(claim.source.name) === claim.source ? claim : undefined;
  }

  #unknown(claim: Claim | undefined, { peer }: Pick<WebRequest, 'peer'>): WebAnswer {
    this.#wrong.tell(peer, claim === undefined ? 'a source' : `source ${claim.source.name}`);
    return this.#refuse(problem('not-known', { headers: { 'www-authenticate': 'Bearer, Basic realm="alerts"' } }));
  }

  async #answer(source: Source, request: WebRequest, now: number): Promise<WebAnswer> {
    try {
      const asked = this.#rates.take(`source ${source.name}`, source.rate);
      const wait = typeof asked === 'number' ? asked : await asked;
      if (wait > 0) return this.#refuse(problem('too-often', { retryAfter: wait }));
      const answer = this.#read(source, request, now);
      return answer instanceof Promise ? await this.#inTime.run(answer) : answer;
    } catch (error) {
      this.#trouble.tell('alerts could not be put into lanes; their sender keeps them', error, { source: source.name });
      return this.#refuse(problem('not-kept', { retryAfter: SOON_MS }));
    }
  }

  /** Throws or rejects where it is not known to be in lanes. What is refused is refused at once, but for a body that has to be unpacked. */
  #read(source: Source, request: WebRequest, now: number): WebAnswer | Promise<WebAnswer> {
    if (!this.#parts.hasRoom()) return this.#refuse(problem('no-room', { retryAfter: NO_ROOM_MS }));
    const most = Math.min(source.maxSize, LIMITS.octets);
    const packed = unpack(request.body, request.headers['content-encoding'], most);
    if (!(packed instanceof Promise)) return this.#understand(source, request, now, packed);
    return packed.then((unpacked) => this.#understand(source, request, now, unpacked));
  }

  #understand(source: Source, request: WebRequest, now: number, unpacked: Unpacked): WebAnswer | Promise<WebAnswer> {
    if ('problem' in unpacked) return this.#refuse(unpacked.problem);
    const reading = readerOf(source)?.read(
      sourceRequest(source, request, unpacked.body, { receivedAt: now, zone: this.#parts.book().zone }),
    );
    if (reading === undefined) return this.#refuse(problem('not-kept', { retryAfter: NO_ROOM_MS }));
    if (reading.ok) return this.#put(source, request, reading);
    const isEvent = source.kind === 'pagerduty' && reading.status === 400;
    return isEvent ? invalidEvent(this.#parts.text(reading.text)) : this.#refuse(asProblem(reading));
  }

  /** Rejects where it is not known to be in lanes. */
  async #put(source: Source, request: WebRequest, { alerts, answer }: Answered): Promise<WebAnswer> {
    // With 2xx it would be told nobody, and not sent again; after 503 Alertmanager comes every minute. After 409 it comes with its next turn.
    if (alerts.length > 0 && alerts.every((alert) => this.#parts.book().isHeldOff(alert))) {
      await this.#parts.heard(source);
      return this.#refuse(problem('route-off'));
    }
    const marks = marksOf(source, request);
    if ('status' in marks) return this.#refuse(marks);
    if (marks.length === 0) {
      await this.#keep(source, alerts);
      return answerOf(answer);
    }
    const begun = await this.#repeats.begin(source, marks, request.body);
    if (begun.kind === 'repeat') return begun.answer;
    if (begun.kind === 'problem') return this.#refuse(begun.problem);
    try {
      await this.#keep(source, alerts);
    } catch (error) {
      await this.#settle(source, marks, request, undefined);
      throw error;
    }
    await this.#settle(source, marks, request, answer);
    return answerOf(answer);
  }

  async #keep(source: Source, alerts: readonly Alert[]): Promise<void> {
    const noted = this.#parts.heard(source);
    if (noted !== undefined) await noted;
    if (alerts.length > 0) await this.#parts.take(alerts);
  }

  /** The alerts are in lanes or they are not: that a repeat could not be remembered changes nothing of it. */
  async #settle(
    source: Source,
    marks: readonly Mark[],
    { body }: WebRequest,
    answer: KeptAnswer | undefined,
  ): Promise<void> {
    try {
      await this.#repeats.end(source, marks, body, answer);
    } catch (error) {
      this.#trouble.tell('it could not be remembered that a request came', error, { source: source.name });
    }
  }

  /** The token in the body of PagerDuty, which has to be read for it. */
  async #routingKey(request: WebRequest): Promise<string | undefined | HttpProblem> {
    const unpacked = await unpack(request.body, request.headers['content-encoding'], LIMITS.octets);
    if ('problem' in unpacked) return unpacked.problem;
    const { body } = unpacked;
    return routingKeyOf({ source: '', receivedAt: 0, body, headers: {}, query: {} });
  }

  #refuse(why: HttpProblem): WebAnswer {
    return problemAnswer(why, this.#parts.text);
  }
}

/** By what the head of a request was admitted. */
class Admitted {
  readonly claim: Claim;

  constructor(claim: Claim) {
    this.claim = claim;
  }
}

function claimOf({ admitted }: WebRequest): Claim | undefined {
  return admitted instanceof Admitted ? admitted.claim : undefined;
}

function answerOf({ status, contentType, body }: KeptAnswer): WebAnswer {
  return { status, headers: { 'content-type': contentType }, body };
}

function asProblem({ status, reason, text }: Refusal): HttpProblem {
  return { status, reason, text, ...(status === 503 && { retryAfter: SOON_MS }) };
}
