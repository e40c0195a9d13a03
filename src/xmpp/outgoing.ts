import type { Element } from './element.js';
import { hasForbidden, serialise, XmlNameError } from './serialise.js';

/** Why a stanza was not sent. None of these touches the stream. */
export type SendRefusal =
  /** The stream is not established or is closing. */
  | 'not-ready'
  /** `from` is missing or not of our domain: the server would end the whole stream. */
  | 'foreign-from'
  | 'missing-to'
  /** More octets than the outbound limit. */
  | 'too-large'
  /** No stanza: another element, not XML text as `serialise` writes it, or a name that is none. */
  | 'malformed';

/** Whether a stanza was handed to the stream; it says nothing of whether the server has read it. */
export type SendResult = 'sent' | SendRefusal;

const HEAD = /^<(?:message|presence|iq)((?: [\w:.-]+=(?:"[^"<]*"|'[^'<]*'))*) *(\/?)>/;
const FROM = / from=(?:"([^"]*)"|'([^']*)')/;
const TO = / to=(?:"([^"]*)"|'([^']*)')/;
const END = /<\/(?:message|presence|iq)>$/;

/** The text of a stanza that may go out, or why it may not. `limit` in octets. */
export function checkOutgoing(
  stanza: Element | string,
  domain: string,
  limit: number,
): { readonly xml: string } | SendRefusal {
  if (typeof stanza === 'string') return checkText(stanza, domain, limit);
  const { name, attrs } = stanza;
  if (name !== 'message' && name !== 'presence' && name !== 'iq') return 'malformed';
  if (attrs.to === undefined || attrs.to === '') return 'missing-to';
  if (!isOurs(attrs.from ?? '', domain)) return 'foreign-from';
  let xml: string;
  try {
    xml = serialise(stanza);
  } catch (error) {
    if (error instanceof XmlNameError) return 'malformed';
    throw error;
  }
  return exceeds(xml, limit) ? 'too-large' : { xml };
}

/** Text comes from `serialise` by way of a queue: its head is read again, the rest only for what would end the stream. */
function checkText(xml: string, domain: string, limit: number): { readonly xml: string } | SendRefusal {
  const head = HEAD.exec(xml);
  if (head === null || hasForbidden(xml)) return 'malformed';
  if (head[2] === '/' ? head[0].length !== xml.length : !END.test(xml)) return 'malformed';
  const attributes = head[1] ?? '';
  const to = TO.exec(attributes);
  if (to === null || (to[1] ?? to[2]) === '') return 'missing-to';
  const from = FROM.exec(attributes);
  if (from === null || !isOurs(from[1] ?? from[2] ?? '', domain)) return 'foreign-from';
  return exceeds(xml, limit) ? 'too-large' : { xml };
}

/** Whether the domain of an address is `domain`. */
export function isOurs(address: string, domain: string): boolean {
  const slash = address.indexOf('/');
  const end = slash === -1 ? address.length : slash;
  const at = address.indexOf('@');
  const start = at === -1 || at > end ? 0 : at + 1;
  return end - start === domain.length && address.startsWith(domain, start);
}

function exceeds(xml: string, limit: number): boolean {
  return xml.length * 3 > limit && Buffer.byteLength(xml) > limit;
}
