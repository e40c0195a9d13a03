import { type Element, el } from '../element.js';
import { vcardUpdate } from '../vcard.js';

/**
 * The picture of a room, told in a presence of its bare address: the way of old that many clients know (XEP-0486 5.2).
 * The others read the hash in disco#info, and hear by `roomChanged` that there is another. `hash` is the SHA-1 in hex;
 * '' says that there is none.
 */
export function roomAvatarPresence(room: string, hash: string, to?: string): Element {
  return el('presence', { from: room, to }, vcardUpdate(hash));
}
