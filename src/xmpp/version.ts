import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** Software version (XEP-0092). The operating system is nobody's business. */
export function versionQuery(name: string, version: string): Element {
  return el('query', { xmlns: NS.version }, el('name', {}, name), el('version', {}, version));
}
