import { type Element, el } from './element.js';
import { bestByLang } from './lang.js';
import { NS } from './namespaces.js';

export type PresenceKind =
  | 'available'
  | 'unavailable'
  | 'subscribe'
  | 'subscribed'
  | 'unsubscribe'
  | 'unsubscribed'
  | 'probe'
  | 'error';

export type Show = 'chat' | 'away' | 'xa' | 'dnd';

/** What a presence stanza says. */
export interface PresenceContent {
  readonly kind: PresenceKind;
  readonly show?: Show;
  readonly status?: string;
  /** -128 to 127. */
  readonly priority: number;
  readonly caps?: { readonly node: string; readonly ver: string; readonly hash: string };
  readonly nick?: string;
}

const KINDS = new Set<string>([
  'unavailable',
  'subscribe',
  'subscribed',
  'unsubscribe',
  'unsubscribed',
  'probe',
  'error',
] satisfies PresenceKind[]);
const SHOWS = new Set<string>(['chat', 'away', 'xa', 'dnd'] satisfies Show[]);

/** Reads a presence stanza; undefined where its type is none (RFC 6121 4.7.1), which is answered with bad-request. */
export function readPresence(presence: Element): PresenceContent | undefined {
  const { type } = presence.attrs;
  if (type !== undefined && !KINDS.has(type)) return undefined;
  const show = presence.getChildText('show')?.trim() ?? '';
  const status = bestByLang(presence.getChildren('status'))?.getText();
  const priority = presence.getChildText('priority')?.trim() ?? '';
  const caps = presence.getChild('c', NS.caps)?.attrs;
  const nick = presence.getChildText('nick', NS.nick)?.trim() ?? '';
  return {
    kind: type === undefined ? 'available' : (type as PresenceKind),
    priority: /^[+-]?\d{1,3}$/.test(priority) ? Math.max(-128, Math.min(127, Number(priority))) : 0,
    ...(SHOWS.has(show) ? { show: show as Show } : {}),
    ...(status === undefined || status === '' ? {} : { status }),
    ...(caps?.node === undefined || caps.ver === undefined
      ? {}
      : { caps: { node: caps.node, ver: caps.ver, hash: caps.hash ?? '' } }),
    ...(nick === '' ? {} : { nick }),
  };
}

/** A presence of that kind. Subscription presences go from bare to bare address. */
export function presence(
  kind: Exclude<PresenceKind, 'error'>,
  from: string,
  to: string,
  ...children: readonly (Element | undefined)[]
): Element {
  return el('presence', { from, to, type: kind === 'available' ? undefined : kind }, ...children);
}

/** An available presence with its details; `caps` from `capsElement`. */
export function available(
  from: string,
  to: string,
  details: { readonly show?: Show; readonly status?: string; readonly caps?: Element } = {},
): Element {
  const { show, status, caps } = details;
  return presence(
    'available',
    from,
    to,
    show === undefined ? undefined : el('show', {}, show),
    status === undefined ? undefined : el('status', {}, status),
    caps,
  );
}
