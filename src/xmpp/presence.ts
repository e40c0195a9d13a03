import { type Element, el } from './element.js';
import { bestByLang } from './lang.js';
import { NS } from './namespaces.js';
import { formatTime, parseTime } from './time.js';

type PresenceKind =
  | 'available'
  | 'unavailable'
  | 'subscribe'
  | 'subscribed'
  | 'unsubscribe'
  | 'unsubscribed'
  | 'probe'
  | 'error';

/** How available somebody is beside simply available (RFC 6121 4.7.2.1). */
export type Show = 'chat' | 'away' | 'xa' | 'dnd';

/** What a presence stanza says. */
export interface PresenceContent {
  /** `unknown` where the stanza's type is none of RFC 6121 4.7.1. */
  readonly type: PresenceKind | 'unknown';
  readonly show?: Show;
  readonly status?: string;
  /** -128 to 127. */
  readonly priority: number;
  readonly caps?: { readonly node: string; readonly ver: string; readonly hash: string };
  readonly nick?: string;
  /** XEP-0319: since when the user has not been active, ms since the epoch. */
  readonly idleSince?: number;
}

const KINDS = new Set<string>([
  'available',
  'unavailable',
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
  'probe',
  'error',
] satisfies PresenceKind[]);
const SHOWS = new Set<string>(['chat', 'away', 'xa', 'dnd'] satisfies Show[]);

/** Reads a presence stanza. */
export function readPresence(presence: Element): PresenceContent {
  const { type = 'available' } = presence.attrs;
  const show = presence.getChildText('show')?.trim() ?? '';
  const status = bestByLang(presence.getChildren('status'))?.getText();
  const priority = presence.getChildText('priority')?.trim() ?? '';
  const caps = presence.getChild('c', NS.caps)?.attrs;
  const nick = presence.getChildText('nick', NS.nick)?.trim() ?? '';
  const idleSince = parseTime(presence.getChild('idle', NS.idle)?.attrs.since ?? '');
  return {
    type: KINDS.has(type) ? (type as PresenceKind) : 'unknown',
    priority: /^[+-]?\d{1,3}$/.test(priority) ? Math.max(-128, Math.min(127, Number(priority))) : 0,
    ...(SHOWS.has(show) ? { show: show as Show } : {}),
    ...(status === undefined || status === '' ? {} : { status }),
    ...(caps?.node === undefined || caps.ver === undefined
      ? {}
      : { caps: { node: caps.node, ver: caps.ver, hash: caps.hash ?? '' } }),
    ...(nick === '' ? {} : { nick }),
    ...(idleSince === undefined ? {} : { idleSince }),
  };
}

/** Where a presence comes from and goes to, and its type; `available` when it has none. */
interface PresenceHead {
  readonly type?: Exclude<PresenceKind, 'error'>;
  readonly from: string;
  readonly to: string;
}

/** A presence stanza. Subscription presences go from bare to bare address. */
export function presence(head: PresenceHead, ...children: readonly (Element | undefined)[]): Element {
  const { type, from, to } = head;
  return el('presence', { from, to, type: type === 'available' ? undefined : type }, ...children);
}

/** What an available presence says beside that. */
interface AvailableDetails {
  readonly show?: Show;
  readonly status?: string;
  /** Since when nobody was active, ms since the epoch (XEP-0319). */
  readonly idleSince?: number;
  /** From `capsElement`. */
  readonly caps?: Element;
  /** From `vcardUpdate`. */
  readonly photo?: Element;
}

/** An available presence with its details. */
export function available(from: string, to: string, details: AvailableDetails = {}): Element {
  const { show, status, idleSince, caps, photo } = details;
  return presence(
    { from, to },
    show === undefined ? undefined : el('show', {}, show),
    status === undefined ? undefined : el('status', {}, status),
    idleSince === undefined ? undefined : el('idle', { xmlns: NS.idle, since: formatTime(idleSince) }),
    caps,
    photo,
  );
}
