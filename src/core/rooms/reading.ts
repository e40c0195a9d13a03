import type { HistoryWish, RoomEnter, RoomInvitation, RoomStatus } from '../../../gateways/gateway.js';
import type { Element } from '../../xmpp/element.js';
import { NS } from '../../xmpp/namespaces.js';
import type { PresenceContent } from '../../xmpp/presence.js';
import { parseTime } from '../../xmpp/time.js';

/** What of an event of a room its stanza says, beside addresses and ids. */
type Said<E> = Omit<E, 'from' | 'to' | 'contact' | 'nick' | 'stanzaId' | 'lang'>;

/** An available presence to a room: entering it, with `<x/>` of XEP-0045, or something new about who is in it. */
export function readRoomPresence(stanza: Element, read: PresenceContent): Said<RoomEnter> | Said<RoomStatus> {
  const { show, status } = read;
  const shown = { ...(show === undefined ? {} : { show }), ...(status === undefined ? {} : { status }) };
  const x = stanza.getChild('x', NS.muc);
  if (x === undefined) return { type: 'status', ...shown };
  const password = x.getChildText('password');
  const history = readHistory(x.getChild('history'));
  return { type: 'enter', ...shown, history, ...(password === undefined || password === '' ? {} : { password }) };
}

/** XEP-0045 7.2.14; what is no number or time counts as not said. */
function readHistory(history: Element | undefined): HistoryWish {
  if (history === undefined) return {};
  const number = (name: string): number | undefined => {
    const text = history.attrs[name]?.trim() ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const wish = {
    maxChars: number('maxchars'),
    maxStanzas: number('maxstanzas'),
    seconds: number('seconds'),
    since: parseTime(history.attrs.since ?? ''),
  };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

/** A mediated invitation or its decline (XEP-0045 7.8.2): the first of several, because each is for one. */
export function readInvitation(stanza: Element): Said<RoomInvitation> | undefined {
  const x = stanza.getChild('x', NS.mucUser);
  for (const what of ['invite', 'decline'] as const) {
    const found = x?.getChild(what);
    const whom = found?.attrs.to?.trim() ?? '';
    if (found === undefined || whom === '') continue;
    const reason = found.getChildText('reason')?.trim() ?? '';
    const thread = found.getChild('continue')?.attrs.thread;
    return {
      type: 'invitation',
      what,
      whom,
      ...(reason === '' ? {} : { reason }),
      ...(thread === undefined ? {} : { thread }),
    };
  }
  return undefined;
}
