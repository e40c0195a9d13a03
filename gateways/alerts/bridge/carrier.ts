import type { Element } from '../../../src/xmpp/element.js';
import { copy } from '../../../src/xmpp/element.js';
import { fallbackFor } from '../../../src/xmpp/fallback.js';
import { reactionsTo, replaceOf, replyTo, retractOf, storeHint, unstyled } from '../../../src/xmpp/messages.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import type { TextRef } from '../../gateway.js';
import type { Bridge } from '../book/bridge.js';
import type { End, Saying } from './ends/end.js';
import { copyId, type Origin, originElement } from './loops/origin.js';
import { type MessageMap, reactionsFrom, type Unit } from './memory/message-map.js';
import { composeForLines, composeForXmpp, excerpt, type Speech } from './words/compose.js';
import { fileName, keptFiles, replaced } from './words/filter.js';
import type { Said } from './words/heard.js';
import { withoutHighlights } from './words/highlights.js';
import { type Label, labelOf, shownNick } from './words/speaker-label.js';

/** Something that was heard and is carried. */
export interface Carried {
  readonly from: End;
  readonly nick: string;
  /** With the hop that we add. */
  readonly origin: Origin;
  /** The end's key of the speaker. */
  readonly speaker: string;
  /** It was said at that time and is brought now, wall time, ms; undefined: it was said just now. */
  readonly late?: number;
}

type Text = Extract<Said, { kind: 'text' }>;

/** Puts what was heard at one end into the form of another and says it there. */
export class Carrier {
  readonly #bridge: Bridge;
  readonly #map: MessageMap;
  readonly #text: (ref: TextRef) => string;
  /** What we have said last, by end. */
  readonly #last = new Map<string, string>();

  constructor(bridge: Bridge, map: MessageMap, text: (ref: TextRef) => string) {
    this.#bridge = bridge;
    this.#map = map;
    this.#text = text;
  }

  /** Says a new message. `answered`: the one that it answers. */
  async say(to: End, carried: Carried, said: Text, unit: Unit, answered: Unit | undefined): Promise<void> {
    const plain = this.#speech(to, carried, said, answered);
    // It corrects what nobody knows any more.
    const marks = [...this.#lateMark(carried), ...(said.replaces === undefined ? [] : [this.#correctedMark()])];
    const speech = marks.length === 0 ? plain : { ...plain, mark: marks.join(' ') };
    const ref = answered === undefined || !to.can.replies ? undefined : answered.at[to.key]?.[0];
    const reply = answered === undefined || ref === undefined ? [] : [replyTo(ref, to.authorOf(answered))];
    await this.#sayText(to, carried, speech, [...reply, ...(said.unstyled ? [unstyled()] : [])], unit);
  }

  /** Says that a message has another text now: in its place where it is our last one there, else in a new line. */
  async correct(to: End, carried: Carried, said: Text, unit: Unit): Promise<void> {
    const sent = unit.sent[to.key];
    const speech = this.#speech(to, carried, said, undefined);
    if (sent !== undefined && to.can.edits && (await this.#isLast(to, sent, unit))) {
      const { body, parts } = composeForXmpp(speech, true);
      await this.#send(to, carried, { body, parts: [...parts, replaceOf(sent)] });
      return;
    }
    await this.#sayText(to, carried, { ...speech, mark: this.#correctedMark() }, [], unit);
  }

  /** Says that a message was taken back. */
  async retract(to: End, carried: Carried, unit: Unit, moderated: boolean): Promise<void> {
    const ref = unit.at[to.key]?.[0];
    const key = moderated ? 'alerts.bridge.moderated' : 'alerts.bridge.retracted';
    const nick = shownNick(unit.nick, this.#bridge.noPing);
    const body = this.#text({ key, params: { nick, quote: this.#calm(to, excerpt(unit.text)) } });
    const parts = ref !== undefined && to.can.retractions ? [retractOf(ref), fallbackFor(NS.retract), storeHint()] : [];
    await this.#send(to, carried, { body, parts });
  }

  /** Shows what people of the other ends have at a message: all of it, for we are one person there. */
  async react(to: End, carried: Carried, unit: Unit, emojis: readonly string[]): Promise<void> {
    const ref = unit.at[to.key]?.[0];
    if (ref !== undefined && to.can.reactions) {
      await this.#send(to, carried, { parts: [reactionsTo(ref, reactionsFrom(unit, to.key)), storeHint()] });
      return;
    }
    const key = emojis.length === 0 ? 'alerts.bridge.unreacted' : 'alerts.bridge.reacted';
    const whom = shownNick(unit.nick, this.#bridge.noPing);
    const quote = this.#calm(to, excerpt(unit.text));
    const params = { nick: this.#label(carried).bare, emojis: emojis.join(' '), whom, quote };
    await this.#send(to, carried, { body: this.#text({ key, params }), parts: [] });
  }

  /** Tells that somebody came or went. */
  async come(to: End, carried: Carried, how: 'joined' | 'left'): Promise<void> {
    const body = this.#text({ key: `alerts.bridge.${how}`, params: { nick: this.#label(carried).bare } });
    await this.#send(to, carried, { body, parts: [] });
  }

  async setSubject(to: End, carried: Carried, subject: string): Promise<void> {
    await this.#send(to, carried, { subject: this.#calm(to, subject), parts: [] });
  }

  #speech(to: End, carried: Carried, said: Text, answered: Unit | undefined): Speech {
    const carriesFiles = this.#bridge.files;
    const files = keptFiles(this.#bridge, said.files);
    const links = carriesFiles ? files.filter(({ url }) => url !== '') : [];
    const words = files.filter((file) => !links.includes(file)).map((file) => this.#fileWord(fileName(file)));
    const quote = answered === undefined ? quoteIn(said) : this.#quoteOf(answered);
    const text = this.#calm(to, replaced(this.#bridge, said.text));
    return {
      label: this.#label(carried),
      text: [text, ...words].filter((part) => part !== '').join(' '),
      action: said.action,
      files: links,
      ...(quote === undefined || !this.#bridge.replies
        ? {}
        : { quote: { ...quote, text: this.#calm(to, quote.text) } }),
    };
  }

  /** Words that call no crowd at an end, unless they may. */
  #calm(to: End, text: string): string {
    return this.#bridge.highlights === 'keep' ? text : withoutHighlights(text, to.nicks());
  }

  #lateMark({ late }: Carried): readonly string[] {
    if (late === undefined) return [];
    const time = new Date(late).toISOString().slice(11, 16);
    return [this.#text({ key: 'alerts.bridge.said-at', params: { time: `${time} UTC` } })];
  }

  #correctedMark(): string {
    return this.#text({ key: 'alerts.bridge.corrected' });
  }

  #fileWord(name: string): string {
    return this.#text(
      name === '' ? { key: 'alerts.bridge.file' } : { key: 'alerts.bridge.named-file', params: { name } },
    );
  }

  #quoteOf({ nick, text }: Unit): NonNullable<Speech['quote']> {
    return { nick: shownNick(nick, this.#bridge.noPing), text };
  }

  #label({ from, nick }: Carried): Label {
    const format = from.settings.format ?? this.#bridge.nick;
    return labelOf(format, { nick, ...from.title }, this.#bridge.noPing);
  }

  async #sayText(to: End, carried: Carried, speech: Speech, extra: readonly Element[], unit: Unit): Promise<void> {
    const byElement = extra.some(({ ns }) => ns === NS.reply);
    const { body, parts } = to.form === 'xmpp' ? composeForXmpp(speech, byElement) : composeForLines(speech);
    const id = await this.#send(to, carried, { body, parts: [...parts, ...extra] });
    unit.sent[to.key] = id;
    this.#map.learn(unit, to.key, [id], true);
    this.#last.set(to.key, id);
  }

  async #send(to: End, carried: Carried, saying: Omit<Saying, 'id'>): Promise<string> {
    const id = copyId(this.#bridge.name, carried.origin, to.key);
    const parts = [...saying.parts.map(copy), originElement(carried.origin)];
    await to.say({ ...saying, id, parts }, to === carried.from ? carried.speaker : undefined);
    return id;
  }

  /** After a restart only the newest message of the whole bridge is surely the last one. */
  async #isLast(to: End, sent: string, unit: Unit): Promise<boolean> {
    const last = this.#last.get(to.key);
    return last === undefined ? unit.number === (await this.#map.newest()) : last === sent;
  }
}

/** What a client has quoted of a message that we do not know. */
function quoteIn({ quote }: Text): Speech['quote'] {
  return quote === undefined ? undefined : { nick: '', text: quote };
}
