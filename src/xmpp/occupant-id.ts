import { bareElement, type Element } from './element.js';
import { NS } from './namespaces.js';

/** Characters of the longest id that there may be (XEP-0421 4.1). */
const LONGEST_OCCUPANT_ID = 128;

/** Tells who an occupant is across visits and nicks (XEP-0421). The room alone may write one, one in each stanza. */
export function occupantId(id: string): Element {
  // Attribute by attribute: everything that a room sends has one, and `el` takes twice the time.
  const element = bareElement('occupant-id');
  element.attrs.xmlns = NS.occupantId;
  element.attrs.id = id;
  return element;
}

/** The id in a stanza of a room that advertises them; undefined where it has none, or more than one. */
export function readOccupantId(stanza: Element): string | undefined {
  const [first, ...others] = stanza.getChildren('occupant-id', NS.occupantId);
  const id = first?.attrs.id ?? '';
  return id === '' || id.length > LONGEST_OCCUPANT_ID || others.length > 0 ? undefined : id;
}
