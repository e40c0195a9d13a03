import { type Element, el } from '../../../src/xmpp/element.js';
import { addressesElement } from '../../../src/xmpp/extended-addresses.js';
import { fileElements } from '../../../src/xmpp/files.js';
import { chatMessage, markable, originId, receiptRequest, replyTo } from '../../../src/xmpp/messages.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, ExtendedAddress, KeyValue, Log, Post } from '../../gateway.js';
import type { Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import type { Member } from '../book/person.js';
import { isNamed, type MailPlace, type Medium, type Place, targetKey } from '../book/place.js';
import type { ReportEvent } from '../engine/event.js';
import { letters } from '../engine/ids.js';
import { placeOf } from '../engine/recipients.js';
import { mayReport } from '../engine/reporter.js';
import type { Till } from '../engine/till.js';
import type { KvEventLog } from '../http/kept/kv-event-log.js';
import type { KvMessageStore } from '../http/kept/kv-message-store.js';
import type { MessageState } from '../http/parts.js';
import { type Presence, planReach } from '../people/ways-to-reach.js';
import { cleanText } from '../render/plain-text.js';
import { smsSegments } from '../render/sms-length.js';
import { headlineOf } from '../sources/clean.js';
import { isRoom } from './room-places.js';
import type { RoomSaying } from './rooms.js';
import { type WayParts, wayTo } from './way-to.js';

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
  /** How it goes by mail to several: one mail that names nobody, one that names them, or (usually) one each. */
  readonly mail?: 'hidden' | 'together' | 'each';
  /** As what each of `to` is named in that one mail; usually `to`. */
  readonly as?: readonly ('to' | 'cc' | 'bcc')[];
  /** What those whom it reaches by XMPP and by other gateways are told of each other (XEP-0033). */
  readonly addresses?: readonly ExtendedAddress[];
  readonly files: readonly { readonly url: string; readonly name?: string }[];
  readonly expires?: number;
  /** A network that does not work: people are told by another one, where they have any. */
  readonly past?: Medium;
}

export interface DirectTextsParts extends WayParts {
  readonly book: () => Book;
  readonly onCall: (rotation: string) => readonly string[];
  readonly presence: (place: Place) => Presence;
  readonly till: Pick<Till, 'pay'>;
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

/** Whom one mail is for, beside others. */
interface Joint {
  readonly place: MailPlace;
  readonly type: 'to' | 'cc' | 'bcc';
  readonly jid: string;
}

/** Most that one mail is for: every gateway takes so many (XEP-0033 8). */
const MOST_TOGETHER = 20;

/** Where what becomes of a stanza is told. */
interface Whose {
  readonly message: string;
  readonly index: number;
  readonly bot: string;
}

/** A stanza that went out. */
interface Sent extends Whose {
  /** URI. */
  readonly place: string;
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
    const joint = new Map<string, Joint>();
    for (const [index, member] of text.to.entries()) {
      const plans = this.#plansOf(member, text);
      const whose: Whose = { message: text.id, index, bot: text.bot ?? '' };
      if (plans.length === 0) await this.#tell(whose, 'failed', `${targetKey(member)} has no address`);
      const said = new Set<string>();
      for (const steps of plans) await this.#reach(text, steps, whose, { said, joint });
    }
    await this.#mail(text, [...joint.values()]);
  }

  /** Takes what became of a stanza, with why it failed as whoever refused it says that; false: it is none of these. */
  async report({ id, fate, reason, by }: Omit<ReportEvent, 'type'>, text?: string): Promise<boolean> {
    if (!/^e[a-z]{30}$/.test(id)) return false;
    const whose = await this.#parts.kv.get<Sent>(keyOf(id));
    if (whose === undefined) return false;
    const place = placeOf(whose.place);
    if (place === undefined || !mayReport(place, by)) return true;
    await this.#tell(whose, fate, fate === 'failed' ? (text ?? reason) : undefined);
    return true;
  }

  /** For each of those who are meant: the places that are tried at once, then those after them. */
  #plansOf(member: Member, how: Pick<DirectText, 'severity' | 'past'>): readonly (readonly (readonly Place[])[])[] {
    const { book, onCall, presence } = this.#parts;
    if (!isNamed(member)) return [[[member]]];
    if (member.kind === 'route') return this.#plansOfRoute(member.name, how);
    const names = member.kind === 'rotation' ? onCall(member.name) : member.kind === 'person' ? [member.name] : [];
    return names.flatMap((name) => {
      const person = book().person(name);
      if (person === undefined) return [];
      const { steps } = planReach<Place>({ person, severity: how.severity, presence });
      const places = steps.map((step) => step.places);
      return places.length === 0 ? [] : [past(places, how.past)];
    });
  }

  /** Whoever the route tells now; alerts go on from one route to another, texts do not. */
  #plansOfRoute(name: string, how: Pick<DirectText, 'severity' | 'past'>): readonly (readonly (readonly Place[])[])[] {
    const { book } = this.#parts;
    const told =
      book()
        .route(name)
        ?.destinations.filter(({ direction }) => direction !== 'in') ?? [];
    const members = book().members(told.map(({ target }) => target));
    return members.flatMap((one) => (one.kind === 'route' ? [] : this.#plansOf(one, how)));
  }

  /** Says it at the first places at which it can be said; where others brought it already, it is there. */
  async #reach(
    text: DirectText,
    steps: readonly (readonly Place[])[],
    whose: Whose,
    { said, joint }: { readonly said: Set<string>; readonly joint: Map<string, Joint> },
  ): Promise<void> {
    let why = '';
    for (const places of steps) {
      let isSaid = false;
      for (const place of places) {
        const say = () =>
          isJoint(text, place) ? this.#join(text, place, whose, joint) : this.#say(text, place, whose);
        const refusal = said.has(place.uri) ? undefined : await say();
        if (refusal === undefined) said.add(place.uri);
        isSaid ||= refusal === undefined;
        why = refusal ?? why;
      }
      if (isSaid) return;
    }
    await this.#tell(whose, 'failed', why);
  }

  /** Has it go to a mailbox in the one mail; resolves with why it never will, where that is so. */
  async #join(
    text: DirectText,
    place: MailPlace,
    { index }: Whose,
    joint: Map<string, Joint>,
  ): Promise<string | undefined> {
    const way = await wayTo(place, this.#parts);
    if ('why' in way) return way.why;
    const type = text.mail === 'hidden' ? 'bcc' : (text.as?.[index] ?? 'to');
    if (!joint.has(place.uri)) joint.set(place.uri, { place, type, jid: way.to });
    return undefined;
  }

  /** One mail for several: one stanza to the mail gateway, which names them (XEP-0033). */
  async #mail(text: DirectText, all: readonly Joint[]): Promise<void> {
    const { neighbour, post, kv, agent } = this.#parts;
    const to = neighbour('email')?.domain;
    for (const part of inParts(all, MOST_TOGETHER)) {
      const [first] = part;
      if (first === undefined) return;
      if (part.length === 1 || to === undefined) {
        for (const { place } of part) await this.#say(text, place, { message: text.id, index: 0, bot: '' });
        continue;
      }
      const named = part.map(({ type, jid }): ExtendedAddress => ({ type, jid, delivered: false }));
      const id = `e${letters(30, [text.id, 'together', ...part.map(({ place }) => place.uri)])}`;
      const { expires } = text;
      const { stanza } = this.#stanza(text, { id, to, from: agent }, first.place, undefined, named);
      const sent: Sent = { message: text.id, index: 0, bot: '', place: first.place.uri };
      await kv.set(keyOf(id), sent, KEPT_S);
      await post({ from: agent, to, id, stanza: serialise(stanza), ...(expires !== undefined && { expires }) });
    }
  }

  /** Resolves when it is in a lane; with why it never will go out there, where that is so. */
  async #say(text: DirectText, place: Place, whose: Whose): Promise<string | undefined> {
    const { book, till, say, post, kv, agent, inRooms } = this.#parts;
    const way = await wayTo(place, this.#parts);
    if ('why' in way) return way.why;
    if (place.kind === 'node') return 'a text is nothing for a node';
    const { to } = way;
    const room = isRoom(place);
    const id = idOf(text.id, whose.index, place);
    const answers = await this.#answered(text, whose.index, place);
    const from = room ? inRooms : agent;
    const { stanza, said } = this.#stanza(text, { id, to, from }, place, answers, text.addresses);
    const { expires, severity } = text;
    const paid = await till.pay({ place, severity, as: id, segments: () => smsSegments(said) }, book());
    if (paid === undefined) return 'what SMS may cost today is spent';
    await kv.set(keyOf(id), { ...whose, place: place.uri } satisfies Sent, KEPT_S);
    const sent = { id, stanza: serialise(stanza), ...(expires !== undefined && { expires }) };
    if (room) await say({ room: to, ...sent });
    else await post({ from: agent, to, ...sent });
    await this.#tell(whose, 'sent', undefined);
    return undefined;
  }

  /** The stanza for a place, and what it says. */
  #stanza(
    text: DirectText,
    way: { readonly id: string; readonly to: string; readonly from: string },
    place: Place,
    answers: string | undefined,
    addresses: readonly ExtendedAddress[] = [],
  ): { readonly stanza: Element; readonly said: string } {
    const room = isRoom(place);
    // A mail without a subject of its own, which answers nothing, would be one more about the alert before it.
    const subject = text.title ?? (place.kind === 'mail' && answers === undefined ? headlineOf(text.text) : undefined);
    const parts = [
      subject === undefined || room ? undefined : el('subject', {}, subject),
      text.thread === undefined ? undefined : el('thread', {}, text.thread),
      originId(way.id),
      answers === undefined ? undefined : replyTo(answers, room ? way.to : this.#parts.agent),
      room ? undefined : addressesElement(addresses),
      ...text.files.flatMap((file) => fileElements(file)),
    ];
    const said = cleanText(room && text.title !== undefined ? `${text.title}\n${text.text}` : text.text);
    const stanza = room
      ? el('message', { ...way, type: 'groupchat' }, el('body', {}, said), ...parts)
      : chatMessage(way, said, receiptRequest(), markable(), ...parts);
    return { stanza, said };
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

/** Whether it goes in one mail with others; a program is told what becomes of each. */
function isJoint({ mail = 'each', bot }: DirectText, place: Place): place is MailPlace {
  return place.kind === 'mail' && mail !== 'each' && bot === undefined;
}

function inParts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** What lies on a network that does not work comes last. */
function past(steps: readonly (readonly Place[])[], medium: Medium | undefined): readonly (readonly Place[])[] {
  if (medium === undefined) return steps;
  const others = steps.map((places) => places.filter((place) => place.medium !== medium));
  const there = steps.map((places) => places.filter((place) => place.medium === medium));
  return [...others, ...there].filter((places) => places.length > 0);
}

/** Id of the stanza of a text to one place. */
function idOf(text: string, index: number, place: Place): string {
  return `e${letters(30, [text, String(index), place.uri])}`;
}

function keyOf(id: string): string {
  return `text:${id}`;
}
