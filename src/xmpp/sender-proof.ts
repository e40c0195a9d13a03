import { bareElement, type Element } from './element.js';
import { NS } from './namespaces.js';

/** Says that the address of whoever has sent something was proven; an extension of our own (docs/developer/features.md). */
export function provenSender(): Element {
  const element = bareElement('proven');
  element.attrs.xmlns = NS.sender;
  return element;
}

/** Whether a stanza says so. Counts only where the gateway of the network has sent it: anybody may write it. */
export function isProvenSender(stanza: Element): boolean {
  return stanza.getChild('proven', NS.sender) !== undefined;
}
