import type { WebRequest } from '../../../gateway.js';
import type { Source } from '../../book/source.js';
import type { SourceRequest } from '../../sources/source.js';

/** Secrets of the request that no mapping may put into an alert. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** A request as its source reads it: without its credentials. `body`: without a content coding; `zone`: of the book. */
export function sourceRequest(
  source: Source,
  request: WebRequest,
  body: Uint8Array,
  { receivedAt, zone }: { readonly receivedAt: number; readonly zone: string },
): SourceRequest {
  const { name, labels, severity, severityLabel, severities, maxSize, hmac } = source;
  const headers = plainHeaders(request);
  const hidden = hmac === undefined ? SECRET : new Set([...SECRET, hmac.header.toLowerCase()]);
  const { token: _, ...query } = request.query;
  const contentType = headers['content-type'];
  return {
    source: name,
    receivedAt,
    zone,
    labels,
    severity,
    severityLabel,
    severities,
    maxSize,
    body,
    headers: Object.fromEntries(Object.entries(headers).filter(([header]) => !hidden.has(header))),
    query,
    ...(contentType !== undefined && { contentType }),
  };
}

/** The headers that are there. */
export function plainHeaders({ headers }: Pick<WebRequest, 'headers'>): Readonly<Record<string, string>> {
  const there = Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(there);
}
