import type { Answered, Refusal, SourceRequest } from '../../../../gateways/alerts/sources/source.js';

export const RECEIVED_AT = Date.UTC(2026, 2, 4, 5, 6, 7);

/** A request as the HTTP side makes it; what is no text is sent as JSON. */
export function request(body: unknown, more: Partial<SourceRequest> = {}): SourceRequest {
  const octets =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    source: 'test',
    receivedAt: RECEIVED_AT,
    body: octets,
    contentType: 'application/json',
    headers: {},
    query: {},
    ...more,
  };
}

/** What was read; throws where it was refused. */
export function answered(reading: Answered | Refusal): Answered {
  if (!reading.ok) throw new Error(`refused: ${reading.status} ${reading.reason}`);
  return reading;
}

/** Status and reason of a refusal; undefined where it was read. */
export function refusal(reading: { readonly ok: boolean } | Refusal): readonly [number, string] | undefined {
  return 'reason' in reading ? [reading.status, reading.reason] : undefined;
}
