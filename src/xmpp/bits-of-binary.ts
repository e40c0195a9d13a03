import { createHash } from 'node:crypto';
import type { Element } from './element.js';
import { NS } from './namespaces.js';

/** Most octets of such a piece (XEP-0231 1). */
const MOST_OCTETS = 8192;

/** A small piece of data that a message brings along (XEP-0231). */
interface Bits {
  /** Names it in `cid:` URIs, e.g. `sha1+8f35fef110ffc5df08d579a50083ff9308fb6242@bob.xmpp.org`. */
  readonly cid: string;
  /** MIME type. */
  readonly mediaType: string;
  readonly octets: Uint8Array;
}

const CID = /^sha1\+([0-9a-f]{40})@bob\.xmpp\.org$/i;

/** The pieces of a message by their `cid`. One that is not what its name says, or too large, is left out. */
export function readBits(message: Element): ReadonlyMap<string, Bits> {
  const found = new Map<string, Bits>();
  for (const data of message.getChildren('data', NS.bob)) {
    const { cid = '', type = '' } = data.attrs;
    const [, hash] = CID.exec(cid) ?? [];
    const text = data.getText().replace(/\s+/g, '');
    if (hash === undefined || text.length > MOST_OCTETS * 2) continue;
    const octets = Buffer.from(text, 'base64');
    if (octets.length === 0 || octets.length > MOST_OCTETS) continue;
    if (createHash('sha1').update(octets).digest('hex') !== hash.toLowerCase()) continue;
    found.set(cid, { cid, mediaType: type, octets });
  }
  return found;
}
