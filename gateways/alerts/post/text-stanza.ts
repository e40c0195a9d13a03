import { type Element, el } from '../../../src/xmpp/element.js';
import { addressesElement } from '../../../src/xmpp/extended-addresses.js';
import { fileElements } from '../../../src/xmpp/files.js';
import { chatMessage, markable, originId, receiptRequest, replyTo } from '../../../src/xmpp/messages.js';
import type { ExtendedAddress } from '../../gateway.js';
import type { Place } from '../book/place.js';
import { cleanText } from '../render/plain-text.js';
import { headlineOf } from '../sources/clean.js';
import type { DirectText } from './direct-text.js';
import { isRoom } from './room-places.js';

/** What of a text depends on the place that it goes to. */
interface TextStanzaPlan {
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly place: Place;
  /** Id of the stanza that it answers. */
  readonly answers?: string | undefined;
  /** Full JID that wrote what it answers, where that was in no room. */
  readonly agent: string;
  /** Who else has it (XEP-0033). */
  readonly addresses: readonly ExtendedAddress[];
}

/** The stanza of a text for a place, and the words in it. */
export function textStanza(
  text: DirectText,
  plan: TextStanzaPlan,
): { readonly stanza: Element; readonly said: string } {
  const { id, to, from, place, answers, agent, addresses } = plan;
  const room = isRoom(place);
  const phone = place.kind === 'phone';
  // A mail without a subject of its own, which answers nothing, would be one more about the alert before it.
  const subject = text.title ?? (place.kind === 'mail' && answers === undefined ? headlineOf(text.text) : undefined);
  const parts = [
    subject === undefined || room ? undefined : el('subject', {}, subject),
    text.thread === undefined ? undefined : el('thread', {}, text.thread),
    originId(id),
    answers === undefined ? undefined : replyTo(answers, room ? to : agent),
    room ? undefined : addressesElement(addresses),
    ...(phone ? [] : text.files.flatMap((file) => fileElements(file).slice(0, 2))),
  ];
  const words = cleanText(room && text.title !== undefined ? `${text.title}\n${text.text}` : text.text);
  // Phones get addresses in words, which have to be paid for too.
  const links = phone ? text.files.map(({ url }) => url).filter((url) => !words.includes(url)) : [];
  const said = [words, ...links].filter((line) => line !== '').join('\n');
  const way = { id, to, from };
  const stanza = room
    ? el('message', { ...way, type: 'groupchat' }, el('body', {}, said), ...parts)
    : chatMessage(way, said, receiptRequest(), markable(), ...parts);
  return { stanza, said };
}
