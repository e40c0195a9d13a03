import { type Element, el } from './element.js';
import { NS } from './namespaces.js';

/** A PNG as XEP-0084 publishes it. */
export interface AvatarImage {
  /** SHA-1 of the bytes in hex: the id of both items. */
  readonly id: string;
  readonly bytes: Buffer;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** The nodes of an avatar: the image, and what tells of it (XEP-0084). */
export const AVATAR_NODES: readonly string[] = [NS.avatarData, NS.avatarMetadata];

/** What is asked of a pubsub service (XEP-0060), as far as a read-only avatar answers it. */
type PubsubRequest =
  /** `ids` empty: all items. */
  | { readonly kind: 'items'; readonly node: string; readonly ids: readonly string[] }
  /** Somebody else's nodes are not theirs to change. */
  | { readonly kind: 'publish' }
  /** `feature` by its name in XEP-0060 10; undefined where nothing is known of it. */
  | { readonly kind: 'unsupported'; readonly feature?: string }
  | { readonly kind: 'bad' };

const CHANGES = new Set(['publish', 'retract', 'create']);

/** Reads `<pubsub/>` of a get or set. */
export function readPubsub(type: 'get' | 'set', pubsub: Element): PubsubRequest {
  const [action] = pubsub.elements();
  if (action === undefined) return { kind: 'bad' };
  if (type === 'get' && action.name === 'items') {
    const { node } = action.attrs;
    if (node === undefined || node === '') return { kind: 'bad' };
    const ids = action.getChildren('item').flatMap(({ attrs }) => (attrs.id === undefined ? [] : [attrs.id]));
    return { kind: 'items', node, ids };
  }
  if (type === 'set' && CHANGES.has(action.name)) return { kind: 'publish' };
  if (type === 'set' && /^(un)?subscribe$/.test(action.name)) return { kind: 'unsupported', feature: 'subscribe' };
  return { kind: 'unsupported' };
}

/** The items of a node (XEP-0060 6.5.2); without an avatar, or with other ids than its own, there are none. */
export function avatarItems(node: string, avatar: AvatarImage | undefined, ids: readonly string[]): Element {
  const items = el('items', { node });
  if (avatar !== undefined && (ids.length === 0 || ids.includes(avatar.id))) {
    items.add(el('item', { id: avatar.id }, node === NS.avatarData ? data(avatar) : metadata(avatar)));
  }
  return el('pubsub', { xmlns: NS.pubsub }, items);
}

/** What a notification of the metadata node carries (XEP-0084 4.4, XEP-0060 7.1.2.1). */
export function avatarEvent(avatar: AvatarImage): Element {
  const item = el('item', { id: avatar.id }, metadata(avatar));
  return el('event', { xmlns: NS.pubsubEvent }, el('items', { node: NS.avatarMetadata }, item));
}

/** The element beside `feature-not-implemented` (XEP-0060 6.1.3.10). */
export function unsupported(feature: string): Element {
  return el('unsupported', { xmlns: NS.pubsubErrors, feature });
}

function data({ bytes }: AvatarImage): Element {
  return el('data', { xmlns: NS.avatarData }, bytes.toString('base64'));
}

function metadata({ id, bytes, width, height }: AvatarImage): Element {
  const info = el('info', { id, bytes: bytes.length, type: 'image/png', width, height });
  return el('metadata', { xmlns: NS.avatarMetadata }, info);
}
