import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Hmac } from '../book/source.js';
import { refuse } from './refusals.js';
import type { Refusal, SourceRequest } from './source.js';

/** What Grafana signs with where nothing is set there; a time is signed only where a header for it is named there too. */
export const GRAFANA_SIGNATURE = {
  algorithm: 'sha256',
  header: 'X-Grafana-Alerting-Signature',
  prefix: '',
  window: 300_000,
} as const satisfies Omit<Hmac, 'secret'>;

/** What of a request is looked at. */
type Signed = Pick<SourceRequest, 'body' | 'receivedAt'> & { readonly headers: Headers };
type Headers = Readonly<Record<string, string | undefined>>;

const HEX = /^(?:[0-9a-f]{2})+$/;
const SECONDS = /^\d{1,12}$/;

/**
 * Checks the signature of a request: an HMAC of the body, or of `time:body`, in hexadecimal digits, as Grafana makes it. Undefined where it is
 * right. Within the window the same request may come again, as senders repeat what was not answered; a second alert of the same
 * fingerprint is no harm. Without a time nothing tells a repeat of next year: set one.
 */
export function checkSignature(settings: Hmac, { body, headers, receivedAt }: Signed): Refusal | undefined {
  const { secret, algorithm, header, prefix, timestampHeader, window } = settings;
  const given = headerOf(headers, header);
  if (given === undefined) return refuse('signature-missing', { header });
  const hmac = createHmac(algorithm, secret);
  let at: string | undefined;
  if (timestampHeader !== undefined) {
    at = headerOf(headers, timestampHeader);
    if (at === undefined) return refuse('signature-missing', { header: timestampHeader });
    hmac.update(`${at}:`);
  }
  const expected = hmac.update(body).digest();
  const digits = given.startsWith(prefix) ? given.slice(prefix.length) : '';
  if (
    digits.length !== expected.length * 2 ||
    !HEX.test(digits) ||
    !timingSafeEqual(Buffer.from(digits, 'hex'), expected)
  ) {
    return refuse('signature-wrong', { header });
  }
  // Only now: who has not signed it learns nothing of our clock.
  if (at !== undefined && !(SECONDS.test(at) && Math.abs(Number(at) * 1000 - receivedAt) <= window)) {
    return refuse('signature-stale', { header: timestampHeader ?? header });
  }
  return undefined;
}

function headerOf(headers: Headers, name: string): string | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(headers, key) ? headers[key] : undefined;
}
