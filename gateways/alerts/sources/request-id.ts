import { Collector } from './collector.js';
import { fingerprintOfParts } from './fingerprint.js';
import type { SourceRequest } from './source.js';

/** Collects the alerts of a request. Where its sender names the request, each alert has an id by which a repeat is recognised. */
export function httpCollector(request: SourceRequest): Collector {
  const key = idempotencyKey(request);
  return new Collector(request, 'http', key === undefined ? undefined : fingerprintOfParts('request', key));
}

/**
 * A fingerprint for something that is said once and never taken back: of the header `Idempotency-Key`, and without that of what is
 * said and when, as a nightly job says the same each night.
 */
export function messageFingerprint(request: SourceRequest, parts: readonly (string | undefined)[]): string {
  const key = idempotencyKey(request);
  if (key !== undefined) return fingerprintOfParts('key', key);
  return fingerprintOfParts('at', String(request.receivedAt), ...parts.map((part) => part ?? ''));
}

/** The name that the sender gave to the request, the same when it sends it again; undefined where it gave none. */
function idempotencyKey({ headers }: SourceRequest): string | undefined {
  const key = Object.hasOwn(headers, 'idempotency-key') ? headers['idempotency-key'] : undefined;
  return key === '' ? undefined : key;
}
