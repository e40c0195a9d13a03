import type { RoomAsk, RoomEvent } from '../../../gateways/gateway.js';
import type { Outcome } from '../../lanes/outcome.js';
import type { Problem } from '../../problem.js';
import { discoInfoQuery } from '../../xmpp/disco.js';
import { type Element, el } from '../../xmpp/element.js';
import { errorElement, errorReply, type StanzaProblem } from '../../xmpp/errors.js';
import { NS } from '../../xmpp/namespaces.js';
import { parseStanza } from '../../xmpp/parse.js';
import { photoElement } from '../../xmpp/vcard.js';
import { discoOf } from '../discovery.js';
import { problem } from '../errors.js';
import type { Site } from '../site.js';
import { inWords } from '../telling.js';

/** The error that answers a presence to a room (XEP-0045 7.2): who wanted to enter gets back that it was that. */
export function joinError(stanza: Element, why: StanzaProblem, room: string, entering: boolean): Element | undefined {
  const reply = errorReply(stanza, { ...why, by: room });
  if (reply !== undefined && entering) reply.children.unshift(el('x', { xmlns: NS.muc }));
  return reply;
}

/** The stanza that tells a user what became of an event of a room; undefined where that is nothing. */
export function roomAnswer(
  site: Site,
  event: Exclude<RoomEvent, { type: 'order' }>,
  outcome: Outcome,
): Element | undefined {
  const { from, to, stanzaId: id, lang } = event;
  const head = { from: to, to: from, id };
  if (event.type === 'ask' && outcome.kind === 'accepted') {
    const payload = outcome.answer === undefined ? undefined : parseStanza(outcome.answer);
    return el(
      'iq',
      { type: 'result', ...head },
      payload === undefined ? undefined : asContact(site, event, pictured(site, event, payload)),
    );
  }
  const why = refusal(outcome);
  if (why === undefined || event.type === 'leave' || event.type === 'gone') return undefined;
  const [room = to] = to.split('/');
  const error = errorElement({ ...inWords(site.words, why, lang), ...(event.type === 'ask' ? {} : { by: room }) });
  if (event.type === 'ask') return el('iq', { type: 'error', ...head }, error);
  if (event.type === 'invitation') return el('message', { type: 'error', ...head }, error);
  const x = event.type === 'enter' ? el('x', { xmlns: NS.muc }) : undefined;
  return el('presence', { type: 'error', ...head }, x, error);
}

/** The card of a person gets the picture that their presence announces (XEP-0153), which only we have. */
function pictured({ gateway, about }: Site, { contact, nick }: RoomAsk, payload: Element): Element {
  const isCard = payload.name === 'vCard' && payload.ns === NS.vcardTemp && payload.getChild('PHOTO') === undefined;
  if (!isCard || nick !== '' || gateway.rooms?.kindOf(contact) !== 'person') return payload;
  return payload.add(photoElement({ type: 'image/png', bytes: about.avatar.bytes }));
}

/** What a room is that is a contact as well: both of it, the room first. */
function asContact(site: Site, { contact, nick }: RoomAsk, payload: Element): Element {
  const { rooms } = site.gateway;
  const isInfo = payload.name === 'query' && payload.ns === NS.discoInfo && payload.attrs.node === undefined;
  if (rooms?.contacts !== true || !isInfo || nick !== '' || rooms.kindOf(contact) !== 'room') return payload;
  const known = new Set(payload.getChildren('feature').map(({ attrs }) => attrs.var));
  for (const child of discoInfoQuery(discoOf(site, 'contact')).elements()) {
    if (child.name === 'identity' || (child.name === 'feature' && !known.has(child.attrs.var))) payload.add(child);
  }
  return payload;
}

function refusal(outcome: Outcome): Problem | undefined {
  switch (outcome.kind) {
    case 'accepted':
      return undefined;
    case 'rejected':
      return outcome.problem;
    case 'elsewhere':
      return refusal(outcome.otherwise);
    default:
      // The process that had it ended: nobody is surely in the room, and entering again is harmless.
      return problem('room-unsure');
  }
}
