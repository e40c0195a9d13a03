import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

type AddressType = 'to' | 'cc' | 'bcc' | 'replyto' | 'replyroom' | 'noreply';

/** One address of a message to several (XEP-0033 4), as it is written; whether it is an address at all is not checked. */
export interface ExtendedAddress {
  readonly type: AddressType;
  readonly jid?: string;
  /** Of another network, such as `sms:+15551234567` or `mailto:alice@example.com`. */
  readonly uri?: string;
  /** For people to read. */
  readonly description?: string;
  /** Somebody has delivered to it already: nobody may do it again. */
  readonly delivered: boolean;
}

const TYPES = new Set<string>(['to', 'cc', 'bcc', 'replyto', 'replyroom', 'noreply'] satisfies AddressType[]);

/** The addresses of a message, in order; those of a kind that nobody knows are left out. */
export function readAddresses(message: Element): readonly ExtendedAddress[] {
  const found: ExtendedAddress[] = [];
  for (const addresses of message.getChildren('addresses', NS.address)) {
    for (const { attrs } of addresses.getChildren('address')) {
      const { type = '', jid, uri, desc, delivered } = attrs;
      if (!TYPES.has(type)) continue;
      found.push({
        type: type as AddressType,
        ...(jid === undefined ? {} : { jid }),
        ...(uri === undefined ? {} : { uri }),
        ...(desc === undefined ? {} : { description: desc }),
        delivered: delivered === 'true' || delivered === '1',
      });
    }
  }
  return found;
}

/** The element of these addresses; undefined where there are none. */
export function addressesElement(addresses: readonly ExtendedAddress[]): Element | undefined {
  if (addresses.length === 0) return undefined;
  const children = addresses.map(({ type, jid, uri, description, delivered }) =>
    el('address', { type, jid, uri, desc: description, delivered: delivered ? 'true' : undefined }),
  );
  return el('addresses', { xmlns: NS.address }, ...children);
}

/** A URI in its parts: the scheme in small letters, and what it names, without query and escapes (RFC 3986 3). */
export function readUri(uri: string): { readonly scheme: string; readonly named: string } | undefined {
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):([^?#]+)/.exec(uri.trim()) ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  try {
    return { scheme: scheme.toLowerCase(), named: decodeURIComponent(rest) };
  } catch {
    return undefined;
  }
}
