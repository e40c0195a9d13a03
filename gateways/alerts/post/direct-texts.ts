import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, ExtendedAddress, KeyValue, Log, Post } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { type MailPlace, type Place, targetKey } from '../book/place.js';
import type { ReportEvent } from '../engine/event.js';
import { letters } from '../engine/ids.js';
import { BOT } from '../engine/origin.js';
import { placeOf } from '../engine/recipients.js';
import { mayReport } from '../engine/reporter.js';
import type { Till } from '../engine/till.js';
import type { KvEventLog } from '../http/kept/kv-event-log.js';
import type { KvMessageStore } from '../http/kept/kv-message-store.js';
import type { MessageState } from '../http/parts.js';
import { smsSegments } from '../render/sms-length.js';
import type { DirectText } from './direct-text.js';
import { destinationOf, type HeldRound, type HeldText, type HeldTexts } from './held-texts.js';
import { isRoom } from './room-places.js';
import type { RoomSaying } from './rooms.js';
import { noteSms, type SmsSent } from './sms-sent.js';
import { type TextPlan, TextPlans, type TextPlansParts } from './text-plans.js';
import type { TextRates } from './text-rates.js';
import { textStanza } from './text-stanza.js';
import { type WayParts, wayTo } from './way-to.js';

interface DirectTextsParts extends WayParts, TextPlansParts {
  readonly book: () => Book;
  readonly till: Pick<Till, 'pay'>;
  readonly rates: Pick<TextRates, 'take'>;
  readonly held: Pick<HeldTexts, 'quiet' | 'keep' | 'collect' | 'summary' | 'done'>;
  readonly audit: (row: SmsSent) => Promise<void>;
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
  /** Name of the person for whom it is, where it is one. */
  readonly person?: string;
}

/** A stanza that went out. */
interface Sent extends Whose {
  /** URI. */
  readonly place: string;
}

/** Reports of a message are understood so long, seconds. */
const KEPT_S = 7 * 86_400;

/** What is known while one text goes to several. */
interface Going {
  /** URIs of places that have it. */
  readonly said: Set<string>;
  readonly joint: Map<string, Joint>;
  /** When it came, where it was held: wall time, ms. */
  readonly since?: number;
  /** A summary is what flood control has left of others. */
  readonly free?: boolean;
}

/** What became of a text at a place; `until`: when there may be room for it (wall time, ms), where there was none. */
type Refusal = { readonly why: string; readonly until?: number } | undefined;

/** Sends texts of programs and commands, and tells what became of them. */
export class DirectTexts {
  readonly #parts: DirectTextsParts;
  readonly #plans: TextPlans;

  constructor(parts: DirectTextsParts) {
    this.#parts = parts;
    this.#plans = new TextPlans(parts);
  }

  /** Resolves when the text is in lanes for everybody, is held, or it is told that it will not go out. The same again is no second text. */
  async send(text: DirectText): Promise<void> {
    const joint = new Map<string, Joint>();
    for (const [index, member] of text.to.entries()) {
      const plans = this.#plans.of(member, text);
      const whose = whoseOf(text, index);
      if (plans.length === 0) await this.#tell(whose, 'failed', `${targetKey(member)} has no address`);
      const said = new Set<string>();
      for (const plan of plans) await this.#reach(text, plan, whose, { said, joint });
    }
    await this.#mail(text, [...joint.values()]);
  }

  /** Sends what was held, or holds it on. */
  async again(wait: HeldText | HeldRound): Promise<void> {
    if (wait.type === 'held-text') await this.#released(wait);
    else await this.#summary(wait);
  }

  async #released({ text, index, since }: HeldText): Promise<void> {
    const { clock } = this.#parts;
    const whose = whoseOf(text, index);
    const [member] = text.to;
    if (member === undefined) return;
    if (text.expires !== undefined && text.expires <= clock.now()) {
      await this.#tell(whose, 'failed', 'it was held until after it had expired');
      return;
    }
    const plans = this.#plans.of(member, text);
    if (plans.length === 0) await this.#tell(whose, 'failed', `${targetKey(member)} has no address`);
    for (const plan of plans) await this.#reach(text, plan, whose, { said: new Set(), joint: new Map(), since });
  }

  /** Tells what flood control held back for one destination. */
  async #summary(round: HeldRound): Promise<void> {
    const { held } = this.#parts;
    const summary = await held.summary(round);
    if (summary === undefined) return;
    const { text, items } = summary;
    const [member] = text.to;
    const plans = member === undefined ? [] : this.#plans.of(member, text);
    let why: string | undefined = `${round.destination} has no address`;
    for (const plan of plans) {
      const refusal = await this.#say(text, plan, whoseOf(text, 0), { said: new Set(), joint: new Map(), free: true });
      why = refusal?.why;
    }
    for (const item of items) await this.#tell(item, why === undefined ? 'sent' : 'failed', why);
    await held.done(round);
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

  /** Tells one of those who are meant, now or when that may be. */
  async #reach(text: DirectText, plan: TextPlan, whose: Whose, going: Going): Promise<void> {
    const { held } = this.#parts;
    const person = plan.person?.name;
    const quiet = person === undefined ? undefined : held.quiet(person, text.severity, going.since);
    if (person !== undefined && quiet !== undefined) {
      await held.keep(text, whose.index, person, quiet, going.since);
      await this.#tell(whose, 'held', 'quiet hours');
      return;
    }
    const refusal = await this.#say(text, plan, whose, going);
    if (refusal === undefined) return;
    const { why, until } = refusal;
    const [[place] = []] = plan.steps;
    if (until === undefined || place === undefined) return await this.#tell(whose, 'failed', why);
    await held.collect(text, whose.index, destinationOf(person, place.uri), until);
    await this.#tell(whose, 'held', why);
  }

  /** Says it at the first places at which it can be said; where others brought it already, it is there. */
  async #say(text: DirectText, { steps, person }: TextPlan, whose: Whose, going: Going): Promise<Refusal> {
    let refused: Refusal = { why: 'no address' };
    for (const places of steps) {
      let isSaid = false;
      for (const place of places) {
        const refusal = going.said.has(place.uri)
          ? undefined
          : await this.#sayAt(text, place, person?.name, whose, going);
        if (refusal === undefined) going.said.add(place.uri);
        isSaid ||= refusal === undefined;
        // What there may be room for later is not lost, whatever is wrong elsewhere.
        if (refusal !== undefined && refused?.until === undefined) refused = refusal;
      }
      if (isSaid) return undefined;
    }
    return refused;
  }

  async #sayAt(
    text: DirectText,
    place: Place,
    person: string | undefined,
    whose: Whose,
    { joint, free }: Going,
  ): Promise<Refusal> {
    const as = `text ${text.id} ${whose.index}`;
    const until = free === true ? undefined : await this.#parts.rates.take(text, place, person, as);
    if (until !== undefined) return { why: 'too many messages: it is told in a summary', until };
    const why = isJoint(text, place)
      ? await this.#join(text, place, whose, joint)
      : await this.#post(text, place, person === undefined ? whose : { ...whose, person });
    return why === undefined ? undefined : { why };
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
        for (const { place } of part) await this.#post(text, place, { message: text.id, index: 0, bot: '' });
        continue;
      }
      const named = part.map(({ type, jid }): ExtendedAddress => ({ type, jid, delivered: false }));
      const id = `e${letters(30, [text.id, 'together', ...part.map(({ place }) => place.uri)])}`;
      const { expires } = text;
      const { stanza } = textStanza(text, { id, to, from: agent, place: first.place, agent, addresses: named });
      const sent: Sent = { message: text.id, index: 0, bot: '', place: first.place.uri };
      await kv.set(keyOf(id), sent, KEPT_S);
      await post({ from: agent, to, id, stanza: serialise(stanza), ...(expires !== undefined && { expires }) });
    }
  }

  /** Resolves when it is in a lane; with why it never will go out there, where that is so. */
  async #post(text: DirectText, place: Place, whose: Whose): Promise<string | undefined> {
    const { book, till, say, post, kv, agent, inRooms } = this.#parts;
    const way = await wayTo(place, this.#parts);
    if ('why' in way) return way.why;
    if (place.kind === 'node') return 'a text is nothing for a node';
    const { to } = way;
    const room = isRoom(place);
    const id = idOf(text.id, whose.index, place);
    const answers = await this.#answered(text, whose.index, place);
    const from = room ? inRooms : agent;
    const { addresses = [] } = text;
    const { stanza, said } = textStanza(text, { id, to, from, place, answers, agent, addresses });
    const { expires, severity, title } = text;
    // A short message has no subject: it stands before the text.
    const segments = () => smsSegments(title === undefined ? said : `${title}: ${said}`);
    const paid = await till.pay({ place, severity, as: id, segments }, book());
    if (paid === undefined) return 'what SMS may cost today is spent';
    await kv.set(keyOf(id), { ...whose, place: place.uri } satisfies Sent, KEPT_S);
    const sent = { id, stanza: serialise(stanza), ...(expires !== undefined && { expires }) };
    if (room) await say({ room: to, ...sent });
    else await post({ from: agent, to, ...sent });
    const { message, bot, person } = whose;
    const actor = bot === '' ? {} : { actor: `${BOT}${bot}` };
    const object = person === undefined ? message : `person:${person}`;
    await noteSms({ id, place, paid, object, ...actor }, this.#parts);
    await this.#tell(whose, 'sent', undefined);
    return undefined;
  }

  /** Id of the stanza at this place of the text that another one answers; undefined: it was none there. */
  async #answered({ replyTo: earlier, to }: DirectText, index: number, place: Place): Promise<string | undefined> {
    // What was held has one recipient left.
    const member = to[index] ?? to[0];
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

function whoseOf({ id, bot = '' }: DirectText, index: number): Whose {
  return { message: id, index, bot };
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

/** Id of the stanza of a text to one place. */
function idOf(text: string, index: number, place: Place): string {
  return `e${letters(30, [text, String(index), place.uri])}`;
}

function keyOf(id: string): string {
  return `text:${id}`;
}
