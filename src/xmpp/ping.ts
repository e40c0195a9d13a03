import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** The payload of a ping (XEP-0199); its answer is an empty result. */
export function pingPayload(): Element {
  return el('ping', { xmlns: NS.ping });
}
