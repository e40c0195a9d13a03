import type { MessageContent } from '../../../src/xmpp/messages.js';
import type { AgentEvent, TextRef } from '../../gateway.js';
import { placeOfJid } from '../book/place-jid.js';
import { filesFrom } from '../files/files-from.js';
import type { ConversationParts } from './conversation.js';
import type { Heard } from './heard.js';
import { domainsOf } from './place-jids.js';
import { allowedOf } from './rights.js';
import { answererOf, type Sender } from './sender.js';
import { answerable, listenersAt, readWords } from './words.js';

/** How words that answer nothing are taken. */
interface Listening {
  /** A machine wrote them. */
  readonly automatic: boolean;
  /** Names the event. */
  readonly cause: string;
  readonly say: (ref: TextRef) => Promise<void>;
}

type ListenerParts = Pick<ConversationParts, 'book' | 'clock' | 'intake' | 'rates' | 'onCall' | 'neighbour'>;

/** Tells the sources that listen somewhere what people and machines say there. */
export class Listeners {
  readonly #parts: ListenerParts;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  /** Words that answer nothing are an alert, where somebody listens and the sender may write. */
  async tell(
    { content, text }: Extract<Heard, { kind: 'text' }>,
    event: AgentEvent,
    sender: Sender,
    { automatic, cause, say }: Listening,
  ): Promise<void> {
    const { book, clock, intake, rates, onCall } = this.#parts;
    const now = clock.now();
    const called = answererOf(sender).title;
    const refusals: TextRef[] = [];
    let taken = 0;
    for (const { source, route } of listenersAt(book(), sender.place)) {
      const words = {
        place: sender.place,
        sender: sender.place.kind === 'chat' || sender.nick !== undefined ? event.from : called,
        body: text,
        automatic,
        ...pick(content),
        ...(sender.nick !== undefined && { nick: sender.nick }),
      };
      const read = readWords(words, source, now);
      if (!read.ok) {
        refusals.push(read.text);
        continue;
      }
      if (!(await rates.mayBring(source, read.alerts, cause))) {
        refusals.push({ key: 'alerts.source.too-many' });
        continue;
      }
      const answered = answerable(read, this.#replyPlace(content, sender));
      const alerts = allowedOf(answered, sender, route, book(), onCall);
      taken += alerts.length;
      await intake.take(alerts, route);
    }
    if (taken === 0) await say(refusals[0] ?? { key: 'alerts.answer.nothing' });
  }

  /** Where its writer wants answers: as a mail that is proven says, else where it came from; what is said in a room is answered there. */
  #replyPlace({ addresses = [] }: MessageContent, { place, nick, doubtful }: Sender): string | undefined {
    if (nick !== undefined) return undefined;
    const wanted = addresses.find(({ type, jid }) => type === 'replyto' && jid !== undefined)?.jid;
    if (place.kind !== 'mail' || doubtful === true || wanted === undefined) return place.uri;
    return placeOfJid(wanted, domainsOf(this.#parts.neighbour))?.uri ?? place.uri;
  }
}

function pick(content: Extract<Heard, { kind: 'text' }>['content']) {
  const { id, subject, headers, delayedSince, expiresAt, files } = content;
  return {
    ...(files.length > 0 && { files: filesFrom(files) }),
    ...(id !== undefined && { id }),
    ...(subject !== undefined && { subject }),
    ...(headers !== undefined && { headers }),
    ...(delayedSince !== undefined && { sentAt: delayedSince }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
