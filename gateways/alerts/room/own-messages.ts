import type { Element } from '../../../src/xmpp/element.js';
import { readOccupantId } from '../../../src/xmpp/occupant-id.js';
import type { Occupant } from './occupants.js';
import type { Outbox } from './outbox.js';
import { plainText } from './plain-text.js';

/** Ids of our messages that are known again. */
const MOST_OWN = 2000;

/** Tells what a room shows of ours from what others say. */
export class OwnMessages {
  readonly #outbox: Pick<Outbox, 'unreflectedOf'>;
  readonly #ids = new Set<string>();
  #occupantId: string | undefined;

  constructor(outbox: Pick<Outbox, 'unreflectedOf'>) {
    this.#outbox = outbox;
  }

  /** A message is sent under this id. */
  remember(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= MOST_OWN) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }

  /** Whether a message was sent under this id. */
  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** We are in, and that is the id that the room has given us (XEP-0421), where it gives any. */
  cameIn(occupantId: string | undefined): void {
    this.#occupantId = occupantId;
  }

  /**
   * The id under which we have sent a message of the room; undefined where it is another's. Never by the nick alone (`ourNick`: it is
   * under ours): it may have been somebody else's a moment ago, and some rooms change ids. '' for one of ours that nobody remembers.
   */
  idOf(stanza: Element, ourNick: boolean): string | undefined {
    const ids = [stanza.attrs.id, stanza.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs.id];
    const known = ids.find((id) => id !== undefined && this.#ids.has(id));
    if (known !== undefined) return known;
    const occupant = readOccupantId(stanza);
    const sure = occupant !== undefined && occupant === this.#occupantId;
    if (!sure && !ourNick) return undefined;
    const text = plainText(stanza.getChildText('body') ?? stanza.getChildText('subject') ?? '');
    const found = this.#outbox.unreflectedOf((other) => other === text);
    return found?.id ?? (sure ? '' : undefined);
  }

  /** Who says a message that is not ours. Ids of occupants count where the room gives them to us as well: elsewhere anybody may write them (XEP-0421 4). */
  speakerOf(stanza: Element, nick: string, known: Occupant | undefined): Occupant {
    const id = this.#occupantId === undefined ? undefined : (readOccupantId(stanza) ?? known?.id);
    return { nick, ...(known?.jid === undefined ? {} : { jid: known.jid }), ...(id === undefined ? {} : { id }) };
  }
}
