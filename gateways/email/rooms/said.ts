import type { Element } from '../../../src/xmpp/element.js';
import { fallbackFor } from '../../../src/xmpp/fallback.js';
import { fileElements } from '../../../src/xmpp/files.js';
import { originId, reactionsTo, replaceOf, replyTo, retractOf, storeHint } from '../../../src/xmpp/messages.js';
import { groupchatMessage } from '../../../src/xmpp/muc/groupchat.js';
import type { Occupant } from '../../../src/xmpp/muc/occupants.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { MessageEvent } from '../../gateway.js';

interface SaidRequest {
  readonly event: MessageEvent;
  readonly self: Occupant;
  /** JID of the room. */
  readonly room: string;
  /** Its stanza id. */
  readonly id: string;
}

/** What a client has said to all, as all clients of the user get it (XEP-0045 7.4): with the id of its sender. Pure. */
export function reflection({ event, self, room, id }: SaidRequest): string {
  const { stanzaId = id, originId: origin, lang, unstyled } = event;
  const { body, parts } = contentOf(event);
  const stamps = {
    room,
    stanzaId: id,
    ...(self.occupantId === undefined ? {} : { occupantId: self.occupantId }),
    ...(unstyled === true ? { unstyled } : {}),
  };
  const head = { from: self.address, id: stanzaId, ...(lang === undefined ? {} : { lang }) };
  const message = groupchatMessage(head, body, stamps, origin === undefined ? undefined : originId(origin), ...parts);
  return serialise(message);
}

function contentOf({ body, files = [], reactions, retracts, replaces, reply }: MessageEvent): {
  readonly body?: string;
  readonly parts: readonly (Element | undefined)[];
} {
  if (reactions !== undefined) return { parts: [reactionsTo(reactions.id, reactions.emojis), storeHint()] };
  if (retracts !== undefined) return { body, parts: [retractOf(retracts.id), fallbackFor(NS.retract), storeHint()] };
  const [file, ...more] = files;
  // Clients show a file only where the text is its address.
  const links = more.map(({ url }) => url);
  const text = [body, ...(body === '' && file !== undefined ? [file.url] : []), ...links].filter((line) => line !== '');
  const parts: (Element | undefined)[] = file === undefined ? [] : [...fileElements(file)];
  if (replaces !== undefined) parts.push(replaceOf(replaces.id));
  if (reply === undefined) return { body: text.join('\n'), parts };
  const { quote = '' } = reply;
  const quoted = quote.trim() === '' ? '' : `${quote.replace(/^/gm, '> ')}\n`;
  if (reply.to !== undefined) parts.push(replyTo(reply.id, reply.to));
  if (quoted !== '') parts.push(fallbackFor(NS.reply, 0, [...quoted].length));
  return { body: quoted + text.join('\n'), parts };
}
