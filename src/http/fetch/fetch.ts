import type { IncomingMessage } from 'node:http';
import type { FetchLimits, FetchResult, MediaFailure, PostContent, PostResult } from '../../../gateways/media.js';
import type { Clock } from '../../clock.js';
import { isSilence } from '../../host-addresses.js';
import { reachable } from '../../public-addresses.js';
import { failure } from '../failure.js';
import { dispositionName, safeName } from '../media/name.js';
import { endingFor, typeOf } from '../media/type.js';
import { type AskTimes, ask, type Question, TooSlow } from './ask.js';
import { checkHeaders } from './request-headers.js';
import { waitOf } from './retry-after.js';
import { type Checked, checkedAddresses, hostOf, type Resolve, readTarget, systemResolve } from './target.js';
import { Transfer } from './transfer.js';

/** What may be fetched because a user has named it, and how patiently. */
export interface FetcherSettings {
  /** Octets of the largest file. */
  readonly maxFile: number;
  /** Networks that are not public and may be reached all the same. */
  readonly allowNetworks: readonly string[];
  readonly userAgent: string;
  readonly clock: Clock;
  readonly times?: Partial<FetchTimes>;
  readonly resolve?: Resolve;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string;
}

/** Milliseconds, and octets a second. */
interface FetchTimes extends AskTimes {
  readonly whole: number;
  readonly silence: number;
  readonly speed: number;
}

const TIMES: FetchTimes = { connect: 10_000, firstByte: 20_000, whole: 300_000, silence: 15_000, speed: 1024 };
const POST_MS = 30_000;
const MOST_POSTED = 65_536;
const MOST_REDIRECTS = 5;
const REDIRECTS: readonly (number | undefined)[] = [301, 302, 303, 307, 308];

/**
 * Fetches URLs that users name, and never lets them reach what only we can reach: each host is resolved, its addresses are
 * checked, and only a checked address is connected to, again for each redirect.
 */
export class Fetcher {
  readonly #settings: FetcherSettings;
  readonly #reachable: (address: string, port: number) => boolean;
  readonly #times: FetchTimes;

  constructor(settings: FetcherSettings) {
    this.#settings = settings;
    this.#reachable = reachable(settings.allowNetworks);
    this.#times = { ...TIMES, ...settings.times };
  }

  /** See `Media.fetch`. */
  async fetch(text: string, limits: FetchLimits = {}): Promise<FetchResult> {
    const { clock, maxFile } = this.#settings;
    const target = readTarget(text);
    if (!(target instanceof URL)) return failure(target);
    const cut = new AbortController();
    const whole = Math.min(limits.time ?? this.#times.whole, this.#times.whole);
    let transfer: Transfer | undefined;
    const timer = clock.after(whole, () => {
      transfer?.stop(failure('timeout', { host: hostOf(target) }));
      cut.abort(new TooSlow());
    });
    const found = await this.#find(target, cut.signal);
    if (!found.ok) {
      timer.cancel();
      return found;
    }
    const { url, response } = found;
    const { silence, speed } = this.#times;
    const size = Math.min(limits.size ?? maxFile, maxFile);
    transfer = new Transfer(response, hostOf(url), { size, silence, speed }, clock);
    void transfer.end.then(() => timer.cancel());
    const declared = lengthOf(response);
    if (declared !== undefined && declared > size) transfer.stop(failure('too-large', { limit: size }));
    const head = await transfer.peek();
    if (!Buffer.isBuffer(head)) return head;
    const type = typeOf(head, response.headers['content-type']);
    return {
      ok: true,
      file: {
        url: url.href,
        name: nameOf(url, response, type),
        mediaType: type,
        ...(declared === undefined ? {} : { size: declared }),
        content: transfer.stream(),
        end: transfer.end,
      },
    };
  }

  /** See `Media.post`. */
  async post(text: string, { mediaType, body, headers = {}, plain = false }: PostContent): Promise<PostResult> {
    checkHeaders(headers);
    const target = readTarget(text);
    if (!(target instanceof URL)) return failure(target);
    if (target.protocol !== 'https:' && !plain) return failure('url');
    const question = { mediaType, body: Buffer.from(body), headers };
    if (question.body.length > MOST_POSTED) return failure('too-large', { limit: MOST_POSTED });
    const cut = new AbortController();
    const timer = this.#settings.clock.after(Math.min(POST_MS, this.#times.whole), () => cut.abort(new TooSlow()));
    const response = await this.#ask(target, cut.signal, question);
    timer.cancel();
    if ('ok' in response) return response;
    response.destroy();
    const status = response.statusCode ?? 0;
    if (status >= 200 && status <= 299) return { ok: true, status };
    const retryAfter = waitOf(response.headers['retry-after'] ?? '', this.#settings.clock.now());
    const refused = failure('status', { host: hostOf(target), status });
    return { ...refused, status, ...(retryAfter !== undefined && { retryAfter }) };
  }

  /** Follows redirects to the file; the answer's content is not read yet. */
  async #find(
    first: URL,
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly url: URL; readonly response: IncomingMessage } | MediaFailure> {
    let url = first;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const host = hostOf(url);
      const response = await this.#ask(url, signal);
      if ('ok' in response) return response;
      const { statusCode = 0, headers } = response;
      if (!REDIRECTS.includes(statusCode)) {
        const encoded = headers['content-encoding'] ?? 'identity';
        if (statusCode === 200 && encoded === 'identity') return { ok: true, url, response };
        response.destroy();
        return failure('status', { host, status: statusCode === 200 ? `content-encoding ${encoded}` : statusCode });
      }
      response.destroy();
      const next = readTarget(headers.location ?? '', url);
      if (!(next instanceof URL)) return failure(next);
      // What was asked for in secret is not told in the clear.
      if (url.protocol === 'https:' && next.protocol === 'http:') return failure('url');
      url = next;
    }
    return failure('status', { host: hostOf(url), status: 'too many redirects' });
  }

  async #ask(url: URL, signal: AbortSignal, question?: Question): Promise<IncomingMessage | MediaFailure> {
    const host = hostOf(url);
    const { clock, userAgent, ca, resolve = systemResolve } = this.#settings;
    let addresses: readonly Checked[];
    try {
      addresses = await this.#inTime((late) => checkedAddresses(url, resolve, this.#reachable, late), signal);
    } catch (error) {
      const slow = error instanceof TooSlow || isSilence(error);
      return slow ? failure('timeout', { host }) : failure('unreachable', { host });
    }
    if (addresses.length === 0) return failure('address', { host });
    try {
      return await ask(url, addresses, {
        times: this.#times,
        clock,
        signal,
        userAgent,
        ...(ca === undefined ? {} : { ca }),
        ...(question === undefined ? {} : { question }),
      });
    } catch (error) {
      const slow = error instanceof TooSlow || signal.aborted;
      return slow ? failure('timeout', { host }) : failure('unreachable', { host });
    }
  }

  /** A resolver is told to give up, and is not waited for where it does not. */
  #inTime<T>(begin: (late: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const cut = new AbortController();
    return new Promise((resolve, reject) => {
      const late = (): void => {
        reject(new TooSlow());
        cut.abort();
      };
      const timer = this.#settings.clock.after(this.#times.connect, late);
      signal.addEventListener('abort', late, { once: true });
      begin(cut.signal)
        .then(resolve, reject)
        .finally(() => {
          timer.cancel();
          signal.removeEventListener('abort', late);
        });
    });
  }
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  const text = headers['content-length'] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** As the server calls it, else the last part of the path. */
function nameOf(url: URL, { headers }: IncomingMessage, type: string): string {
  const told = dispositionName(headers['content-disposition'] ?? '');
  return safeName(told ?? decoded(url.pathname.split('/').at(-1) ?? ''), `file${endingFor(type)}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
