import type { WebRequest } from '../../../gateway.js';
import type { Source } from '../../book/source.js';
import type { SourceRequest } from '../../sources/source.js';

/** Secrets of the request that no mapping may put into an alert. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-gitlab-token']);

/** A request as its source reads it: without its credentials. `body`: without a content coding; `zone`: of the book. */
export function sourceRequest(
  source: Source,
  request: WebRequest,
  body: Uint8Array,
  { receivedAt, zone }: { readonly receivedAt: number; readonly zone: string },
): SourceRequest {
  const { name, labels, severity, severityLabel, severities, maxSize, hmac } = source;
  const contentType = request.headers['content-type'];
  const { token: _, ...query } = request.query;
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
    headers: plainHeaders(request, hmac?.header.toLowerCase()),
    query,
    ...(contentType !== undefined && { contentType }),
  };
}

/** The headers that are there, without secrets. `signature`: the one that signs the request, which is a secret too. */
function plainHeaders(
  { headers }: Pick<WebRequest, 'headers'>,
  signature: string | undefined,
): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && name !== signature && !SECRET.has(name)) plain[name] = value;
  }
  return plain;
}
