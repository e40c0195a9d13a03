import type { Element } from './element.js';
import { escapeAttribute, serialise } from './serialise.js';

/** The XML text of a stanza, cut where the address of its receiver belongs. */
export interface Addressable {
  /** Up to and with the name: `<message`, `<presence` or `<iq`. */
  readonly before: string;
  /** The other attributes and all that follows. */
  readonly after: string;
}

/** The start tag of a stanza as `serialise` writes it: a value holds neither quotes nor `<` as such. */
const HEAD = /^<(message|presence|iq)((?: [^ ="'<>/]+="[^"'<>]*")*)\/?>/;
const TO = / to="/;

/**
 * Makes of one stanza without a receiver what can be sent to many: it is built, checked and serialised once. Undefined
 * for what is no stanza as `serialise` writes it, and for one that has a receiver already.
 */
export function addressable(stanza: Element | string): Addressable | undefined {
  const xml = typeof stanza === 'string' ? stanza : serialise(stanza);
  const head = HEAD.exec(xml);
  const name = head?.[1];
  if (name === undefined || TO.test(head?.[2] ?? '')) return undefined;
  const border = name.length + 1;
  return { before: xml.slice(0, border), after: xml.slice(border) };
}

/** The text of the stanza to one receiver; whatever the address holds, it cannot leave its attribute. */
export function addressed({ before, after }: Addressable, to: string): string {
  return `${before} to="${escapeAttribute(to)}"${after}`;
}

/** As `addressed`, for text that is sent to one receiver only. */
export function withTo(xml: string, to: string): string | undefined {
  const stanza = addressable(xml);
  return stanza === undefined ? undefined : addressed(stanza, to);
}
