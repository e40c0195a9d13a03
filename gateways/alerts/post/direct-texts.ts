import { el } from '../../../src/xmpp/element.js';
import { fileElements } from '../../../src/xmpp/files.js';
import { chatMessage, markable, originId, receiptRequest, replyTo } from '../../../src/xmpp/messages.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, KeyValue, Log, Neighbours, Post } from '../../gateway.js';
import type { Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import type { Member } from '../book/person.js';
import { isNamed, type Place, targetKey } from '../book/place.js';
import { letters } from '../engine/ids.js';
import type { Houses } from '../houses/houses.js';
import type { KvEventLog } from '../http/kept/kv-event-log.js';
import type { KvMessageStore } from '../http/kept/kv-message-store.js';
import type { MessageState } from '../http/parts.js';
import { type Presence, planReach } from '../people/ways-to-reach.js';
import { cleanText } from '../render/plain-text.js';
import { headlineOf } from '../sources/clean.js';
import { jidOf, networkOf } from './place-jids.js';
import { isRoom } from './room-places.js';
import type { RoomSaying } from './rooms.js';

/** A text for people and places that belongs to no alert. */
export interface DirectText {
  readonly id: string;
  /** Name of the bot that sends it, where it is one. */
  readonly bot?: string;
  readonly to: readonly Member[];
  readonly title?: string;
  readonly text: string;
  readonly severity: Severity;
  readonly thread?: string;
  /** Id of an earlier text, which this one answers wherever that went. */
  readonly replyTo?: string;
  readonly files: readonly { readonly url: string; readonly name?: string }[];
  readonly expires?: number;
}

export interface DirectTextsParts {
  readonly book: () => Book;
  readonly onCall: (rotation: string) => readonly string[];
  readonly presence: (place: Place) => Presence;
  readonly neighbour: Neighbours;
  readonly houses: Pick<Houses, 'ready'>;
  /** Has something said in a room. */
  readonly say: (saying: RoomSaying) => Promise<void>;
  readonly post: (stanza: Post) => Promise<void>;
  readonly messages: Pick<KvMessageStore, 'report' | 'read'>;
  readonly events: Pick<KvEventLog, 'append'>;
  readonly kv: KeyValue;
  /** Full JID that writes, and the one that is in rooms. */
  readonly agent: string;
  readonly inRooms: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Where what becomes of a stanza is told. */
interface Whose {
  readonly message: string;
  readonly index: number;
  readonly bot: string;
}

/** Reports of a message are understood so long, seconds. */
const KEPT_S = 7 * 86_400;

/** Sends texts of programs and commands, and tells what became of them. */
export class DirectTexts {
  readonly #parts: DirectTextsParts;

  constructor(parts: DirectTextsParts) {
    this.#parts = parts;
  }

  /** Resolves when the text is in lanes for everybody, or it is told that it will not go out. Sending it again is no second text. */
  async send(text: DirectText): Promise<void> {
    for (const [index, member] of text.to.entries()) {
      const places = this.#placesOf(member, text.severity);
      const whose: Whose = { message: text.id, index, bot: text.bot ?? '' };
      if (places.length === 0) await this.#tell(whose, 'failed', `${targetKey(member)} has no address`);
      for (const place of places) await this.#say(text, place, whose);
    }
  }

  /** Takes what became of a stanza, with why it failed; false: it is none of these. */
  async report(id: string, state: MessageState, reason?: string): Promise<boolean> {
    if (!/^e[a-z]{30}$/.test(id)) return false;
    const whose = await this.#parts.kv.get<Whose>(keyOf(id));
    if (whose === undefined) return false;
    await this.#tell(whose, state, state === 'failed' ? reason : undefined);
    return true;
  }

  #placesOf(member: Member, severity: Severity): readonly Place[] {
    const { book, onCall, presence } = this.#parts;
    if (!isNamed(member)) return [member];
    if (member.kind === 'route') return this.#placesOfRoute(member.name, severity);
    const names = member.kind === 'rotation' ? onCall(member.name) : member.kind === 'person' ? [member.name] : [];
    return names.flatMap((name) => {
      const person = book().person(name);
      if (person === undefined) return [];
      return planReach<Place>({ person, severity, presence }).steps[0]?.places ?? [];
    });
  }

  /** Whoever the route tells now; alerts go on from one route to another, texts do not. */
  #placesOfRoute(name: string, severity: Severity): readonly Place[] {
    const { book } = this.#parts;
    const told =
      book()
        .route(name)
        ?.destinations.filter(({ direction }) => direction !== 'in') ?? [];
    const members = book().members(told.map(({ target }) => target));
    const places = members.flatMap((one) => (one.kind === 'route' ? [] : this.#placesOf(one, severity)));
    return [...new Map(places.map((place) => [place.uri, place])).values()];
  }

  async #say(text: DirectText, place: Place, whose: Whose): Promise<void> {
    const { neighbour, houses, say, post, kv, agent, inRooms } = this.#parts;
    const network = networkOf(place);
    const why = network === undefined ? undefined : await houses.ready(network);
    const to = why === undefined ? jidOf(place, neighbour) : undefined;
    if (to === undefined || place.kind === 'node') {
      await this.#tell(whose, 'failed', why ?? 'there is no such address');
      return;
    }
    const room = isRoom(place);
    const id = idOf(text.id, whose.index, place);
    const answers = await this.#answered(text, whose.index, place);
    // A mail without a subject of its own, which answers nothing, would be one more about the alert before it.
    const subject = text.title ?? (place.kind === 'mail' && answers === undefined ? headlineOf(text.text) : undefined);
    const parts = [
      subject === undefined || room ? undefined : el('subject', {}, subject),
      text.thread === undefined ? undefined : el('thread', {}, text.thread),
      originId(id),
      answers === undefined ? undefined : replyTo(answers, room ? to : agent),
      ...text.files.flatMap((file) => fileElements(file)),
    ];
    const said = cleanText(room && text.title !== undefined ? `${text.title}\n${text.text}` : text.text);
    const stanza = room
      ? el('message', { from: inRooms, to, id, type: 'groupchat' }, el('body', {}, said), ...parts)
      : chatMessage({ from: agent, to, id }, said, receiptRequest(), markable(), ...parts);
    await kv.set(keyOf(id), whose, KEPT_S);
    const { expires } = text;
    const sent = { id, stanza: serialise(stanza), ...(expires !== undefined && { expires }) };
    if (room) await say({ room: to, ...sent });
    else await post({ from: agent, to, ...sent });
    await this.#tell(whose, 'sent', undefined);
  }

  /** Id of the stanza at this place of the text that another one answers; undefined: it was none there. */
  async #answered({ replyTo: earlier, to }: DirectText, index: number, place: Place): Promise<string | undefined> {
    const member = to[index];
    if (earlier === undefined || member === undefined) return undefined;
    const recipients = (await this.#parts.messages.read(earlier))?.recipients ?? [];
    const before = recipients.findIndex((one) => one.to === targetKey(member));
    return before === -1 ? undefined : idOf(earlier, before, place);
  }

  async #tell({ message, index, bot }: Whose, state: MessageState, reason: string | undefined): Promise<void> {
    const { messages, events, clock } = this.#parts;
    if (bot === '') return;
    await messages.report(message, index, state, clock.now(), reason);
    await events.append({ type: 'message', at: clock.now(), bot, data: { message, index, state, reason } });
  }
}

/** Id of the stanza of a text to one place. */
function idOf(text: string, index: number, place: Place): string {
  return `e${letters(30, [text, String(index), place.uri])}`;
}

function keyOf(id: string): string {
  return `text:${id}`;
}
