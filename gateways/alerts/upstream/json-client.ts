import type { Upstream } from '../book/source.js';
import { UpstreamFailure } from './failure.js';

interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Behind the address of the book, from its `/` on. */
  readonly path: string;
  readonly query?: readonly (readonly [string, string])[];
  readonly body?: unknown;
  /** Statuses of which the caller decides, beside those of success. */
  readonly also?: readonly number[];
}

interface JsonAnswer {
  readonly status: number;
  /** Undefined where the answer is no JSON. */
  readonly body: unknown;
}

/** Asks the API of a source. Rejects with `UpstreamFailure` alone. */
export type JsonClient = (upstream: Upstream, request: JsonRequest) => Promise<JsonAnswer>;

const WHOLE_MS = 10_000;
/** Alertmanager lists thousands of alerts in this. */
const MOST_OCTETS = 4 * 1024 * 1024;
/** Too early, too many, timeouts: the same request may be taken a moment later. */
const PASSING: readonly number[] = [408, 425, 429];

/**
 * Only addresses of the admin's book are asked, with certificates verified as Node verifies them (`NODE_EXTRA_CA_CERTS` adds the
 * authority of a house). Redirects are not followed: a token must not go to where nobody named.
 */
export const jsonClient: JsonClient = async (upstream, { method, path, query = [], body, also = [] }) => {
  try {
    const response = await fetch(urlOf(upstream.url, path, query), {
      method,
      headers: headersOf(upstream, body !== undefined),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(WHOLE_MS),
    });
    const { status, ok } = response;
    const text = await shortText(response);
    if (ok || also.includes(status)) return { status, body: jsonOf(text) };
    if (status >= 300 && status < 400) throw new UpstreamFailure('redirect', false);
    throw new UpstreamFailure(`status ${status}`, status >= 500 || PASSING.includes(status));
  } catch (error) {
    throw error instanceof UpstreamFailure ? error : new UpstreamFailure(codeOf(error), true);
  }
};

function urlOf(base: string, path: string, query: readonly (readonly [string, string])[]): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url;
}

function headersOf({ kind, token, user, password }: Upstream, hasBody: boolean): Readonly<Record<string, string>> {
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  // PagerDuty's key goes with each event instead.
  const authorization = user !== undefined ? basic : kind === 'pagerduty' || !token ? undefined : `Bearer ${token}`;
  return {
    accept: 'application/json',
    ...(hasBody && { 'content-type': 'application/json' }),
    ...(authorization !== undefined && { authorization }),
  };
}

async function shortText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let octets = 0;
  for await (const piece of response.body ?? []) {
    octets += piece.length;
    if (octets > MOST_OCTETS) throw new UpstreamFailure('too large', true);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What `fetch` rejects with has its reason inside; the rest of it may name what was sent. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'timeout';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : error.name;
}
