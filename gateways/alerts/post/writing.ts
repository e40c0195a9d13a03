import { el } from '../../../src/xmpp/element.js';
import { chatMessage, replyTo } from '../../../src/xmpp/messages.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Post } from '../../gateway.js';
import { letters } from '../engine/ids.js';

/** What is said to somebody who has written to the agent. */
export interface Reply {
  /** Names what is answered: saying it again is no second message. */
  readonly to: { readonly jid: string; readonly id?: string; readonly thread?: string; readonly subject?: string };
  readonly text: string;
  readonly cause: string;
  /** To an occupant of a room, in private (XEP-0045 7.5). */
  readonly aside?: boolean;
}

/** An answer of the agent's as a stanza. `from`: its full JID. */
export function replyPost({ to, text, cause, aside = false }: Reply, from: string): Post {
  const id = `e${letters(31, ['reply', cause])}`;
  const stanza = chatMessage(
    { from, to: to.jid, id },
    text,
    to.thread === undefined ? undefined : el('thread', {}, to.thread),
    to.subject === undefined ? undefined : el('subject', {}, to.subject),
    to.id === undefined ? undefined : replyTo(to.id, to.jid),
    aside ? el('x', { xmlns: NS.mucUser }) : undefined,
  );
  return { id, from, to: to.jid, stanza: serialise(stanza) };
}
