import type { Element } from '../../../src/xmpp/element.js';
import { readHats } from '../../../src/xmpp/hats.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { readOccupantId } from '../../../src/xmpp/occupant-id.js';

/** How somebody came to leave a room (XEP-0045 7.14, 8.2, 9.1, 9.4, 10.9, 15.6.2). */
export type Leaving = 'left' | 'kicked' | 'banned' | 'not-a-member' | 'shutdown' | 'failure' | 'destroyed';

/** What a room tells of one of its occupants. */
interface RoomPresence {
  readonly nick: string;
  /** It is about us (110). */
  readonly own: boolean;
  /** Our join has made the room, which nobody else can enter yet (201). */
  readonly created: boolean;
  readonly what:
    | { readonly kind: 'here' }
    | { readonly kind: 'renamed'; readonly nick: string }
    | { readonly kind: 'gone'; readonly how: Leaving };
  /** Real JID, as it is written, where the room shows it. */
  readonly jid?: string;
  readonly occupantId?: string;
  /** XEP-0317: the `uri` of each hat. */
  readonly hats: readonly string[];
}

/** The first that is there counts: a technical failure is told as a kick as well. */
const HOW: readonly (readonly [code: string, how: Leaving])[] = [
  ['332', 'shutdown'],
  ['333', 'failure'],
  ['301', 'banned'],
  ['321', 'not-a-member'],
  ['322', 'not-a-member'],
  ['307', 'kicked'],
];

/** Reads a presence of an occupant, available or not; undefined for any other. */
export function readRoomPresence(stanza: Element, nick: string): RoomPresence | undefined {
  const { type } = stanza.attrs;
  if (nick === '' || (type !== undefined && type !== 'unavailable')) return undefined;
  const x = stanza.getChild('x', NS.mucUser);
  const item = x?.getChild('item');
  const codes = new Set(x?.getChildren('status').map(({ attrs }) => attrs.code ?? ''));
  const jid = item?.attrs.jid ?? '';
  const occupantId = readOccupantId(stanza);
  const hats = readHats(stanza);
  return {
    nick,
    own: codes.has('110'),
    created: codes.has('201'),
    hats,
    what: type === undefined ? { kind: 'here' } : leaving(x, item?.attrs.nick ?? '', codes),
    ...(jid === '' ? {} : { jid }),
    ...(occupantId === undefined ? {} : { occupantId }),
  };
}

function leaving(x: Element | undefined, newNick: string, codes: ReadonlySet<string>): RoomPresence['what'] {
  if (codes.has('303') && newNick !== '') return { kind: 'renamed', nick: newNick };
  if (x?.getChild('destroy') !== undefined) return { kind: 'gone', how: 'destroyed' };
  return { kind: 'gone', how: HOW.find(([code]) => codes.has(code))?.[1] ?? 'left' };
}
