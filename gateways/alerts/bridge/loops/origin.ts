import { type Element, el } from '../../../../src/xmpp/element.js';
import { letters } from '../../engine/ids.js';

/** Namespace of the mark that relayed messages carry, so that every bridge that understands it knows where they come from. */
const RELAY_NS = 'urn:isthmus:relay:0';

/** Where a message was said first. */
export interface Origin {
  /** `xmpp`, `irc`, `sms`, `email`. */
  readonly network: string;
  /** The place on it: its URI. */
  readonly account: string;
  /** The id that it has there. */
  readonly id: string;
  /** How often it was passed on. */
  readonly hops: number;
}

const LONGEST = 512;

/** The mark: `<origin xmlns='urn:isthmus:relay:0' network='irc' account='irc://libera/#ops' id='...' hops='1'/>`. */
export function originElement({ network, account, id, hops }: Origin): Element {
  return el('origin', { xmlns: RELAY_NS, network, account, id, hops });
}

/** Reads the mark of a message; undefined where it has none that can be read. */
export function readOrigin(message: Element): Origin | undefined {
  const { network, account, id, hops = '' } = message.getChild('origin', RELAY_NS)?.attrs ?? {};
  if (!filled(network) || !filled(account) || !filled(id) || !/^\d{1,4}$/.test(hops)) return undefined;
  return { network, account, id, hops: Number(hops) };
}

/** Names the origin, whatever way the message took. */
export function originKey({ network, account, id }: Origin): string {
  return letters(24, [network, account, id]);
}

/** The id of the copy that a bridge makes for one of its ends: always the same, so that a repeat is no second message. */
export function copyId(bridge: string, origin: Origin, end: string): string {
  return `e${letters(40, [bridge, originKey(origin), end])}`;
}

function filled(text: string | undefined): text is string {
  return text !== undefined && text !== '' && text.length <= LONGEST;
}
