import { escapeAttribute } from './serialise.js';

/** A stanza of `serialise` that has no `to`, with that recipient: one text serves many. */
export function withTo(stanza: string, to: string): string {
  const end = stanza.search(/[ />]/);
  return `${stanza.slice(0, end)} to="${escapeAttribute(to)}"${stanza.slice(end)}`;
}
