import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Last activity (XEP-0012): for a service, the seconds since it started. */
export function lastQuery(seconds: number): Element {
  return el('query', { xmlns: NS.last, seconds: Math.max(0, Math.floor(seconds)) });
}
