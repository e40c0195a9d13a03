import { isFreeHeader, isHeaderValue, MOST_HEADERS } from '../../../gateways/request-headers.js';

/** Throws where one of the headers may not be set by whoever has a request sent. */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  const all = Object.entries(headers);
  if (all.length > MOST_HEADERS) throw new TypeError(`a request has at most ${MOST_HEADERS} headers of one's own`);
  for (const [name, value] of all) {
    if (!isFreeHeader(name)) throw new TypeError('a header may not be set');
    if (!isHeaderValue(value)) throw new TypeError('the value of a header cannot be sent');
  }
}
