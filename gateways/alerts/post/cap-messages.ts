import type { Element } from '../../../src/xmpp/element.js';
import { errorReply } from '../../../src/xmpp/errors.js';
import { parseJid, unescapeLocal } from '../../../src/xmpp/jid.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { AgentEvent, Problem } from '../../gateway.js';
import { letters } from '../engine/ids.js';
import { readCapMessage } from '../sources/cap.js';
import type { Read, Refusal } from '../sources/source.js';
import type { ConversationParts } from './conversation.js';
import { allowedOf } from './rights.js';
import type { Sender } from './sender.js';
import { contextOf } from './words.js';

type CapParts = Pick<ConversationParts, 'book' | 'clock' | 'intake' | 'rates' | 'onCall' | 'post' | 'text'>;

/** Takes alerts of the Common Alerting Protocol that come in messages (XEP-0127). */
export class CapMessages {
  readonly #parts: CapParts;

  constructor(parts: CapParts) {
    this.#parts = parts;
  }

  /** An alert of CAP: at the route whose address it was sent to, else where its source begins (XEP-0127). */
  async take(stanza: Element, sender: Sender, { to }: AgentEvent, cause: string): Promise<void> {
    const { book, clock, intake, rates, onCall } = this.#parts;
    // Who listens there, else whoever listens nowhere and so is for all that is sent to us.
    const candidates = [
      ...book().sourcesAt(sender.place),
      ...book().sources.filter(({ places }) => places.length === 0),
    ];
    const source = candidates.find(({ kind, enabled }) => enabled && kind === 'cap');
    const route = book().route(unescapeLocal(parseJid(to)?.local ?? ''))?.name ?? source?.route;
    const read =
      source === undefined
        ? undefined
        : readCapMessage(stanza, { ...contextOf(source, clock.now()), sender: sender.jid });
    const allowed = read?.ok === true ? allowedOf(read.alerts, sender, route, book(), onCall) : [];
    if (source !== undefined && allowed.length > 0) {
      if (await rates.mayBring(source, allowed, cause)) await intake.take(allowed, route);
      else await this.#refuse(stanza, OVER_RATE);
    } else if (read?.ok !== true || read.alerts.length > 0) {
      await this.#refuse(stanza, whyNot(read, route ?? ''));
    }
  }

  /** Its sender is a machine: it is told by an error that nobody hears of its alert. */
  async #refuse(stanza: Element, { type, condition, text: why }: Omit<Problem, 'code'>): Promise<void> {
    const { post, text } = this.#parts;
    const { from, to } = stanza.attrs;
    const error = { type, condition, text: text(why) };
    const reply = stanza.attrs.type === 'groupchat' ? undefined : errorReply(stanza, error);
    if (reply === undefined || from === undefined || to === undefined) return;
    const id = `e${letters(31, ['cap', stanza.attrs.id ?? '', from, to])}`;
    await post({ id, from: to, to: from, stanza: serialise(reply) });
  }
}

const OVER_RATE = {
  type: 'wait',
  condition: 'resource-constraint',
  text: { key: 'alerts.source.too-many' },
} as const satisfies Omit<Problem, 'code'>;

/** Why an alert of CAP is not taken. `undefined`: nothing reads it. */
function whyNot(read: Read | Refusal | undefined, route: string): Omit<Problem, 'code'> {
  if (read?.ok === false) return { type: 'modify', condition: 'bad-request', text: read.text };
  const text = read === undefined ? { key: 'alerts.answer.nothing' } : { key: 'alerts.not-allowed', params: { route } };
  return { type: 'auth', condition: 'forbidden', text };
}
