import { el } from '../../../src/xmpp/element.js';
import { errorElement } from '../../../src/xmpp/errors.js';
import { originId, reactionsTo, replyTo as replyElement, retractOf, storeHint } from '../../../src/xmpp/messages.js';
import { groupchatMessage } from '../../../src/xmpp/muc/groupchat.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { KeyedQueue, type MessageEvent, newArchiveId, type Problem } from '../../gateway.js';
import { type Composed, compose, type Unit } from '../compose.js';
import { type Fate, follow, outcomeOf } from '../follow.js';
import { type KnownMessage, knownOf } from '../message-ids.js';
import { REACT, REPLY, reactionLines } from '../reactions.js';
import { serverTime } from '../state/turn.js';
import { reactionText, replyText } from '../text/address-prefix.js';
import { parseCtcp } from '../text/ctcp.js';
import { fromIrc } from '../text/formatting-in.js';
import type { IrcMessage } from '../wire/message.js';
import { idIn } from './occupants.js';
import { DONE, type Place, problemOf, type Settle } from './place.js';
import type { Room } from './room.js';
import { READ_MARKER } from './timeline.js';

/** One line, so that a text which begins like this stays one. */
const MODE_ORDER = /^\/mode +([+-]\S.*)$/i;
const BETWEEN_WORDS = /[\s\0]+/;

/** A message of a client to all in a room. */
type ToAll = MessageEvent & { readonly room: { readonly to: 'all' } };

/** Brings what a client says in a room to its channel, and back to all clients of the user (XEP-0045 7.4). */
export class RoomSay {
  readonly #place: Place;
  readonly #room: Room;
  /** What has to be looked up first is not overtaken. */
  readonly #asking = new KeyedQueue();

  constructor(place: Place, room: Room) {
    this.#place = place;
    this.#room = room;
  }

  say(event: ToAll, settle: Settle): void {
    const why = this.#impossible(event);
    if (why !== undefined) {
      settle({ kind: 'rejected', problem: why });
      return;
    }
    if (event.subject !== undefined && event.body === '') {
      this.#setTopic(event.subject, settle);
      return;
    }
    const modes = MODE_ORDER.exec(event.body)?.[1];
    if (modes !== undefined) {
      this.#setModes(modes, settle);
      return;
    }
    if (event.retracts !== undefined) {
      this.#looked(event.retracts.id, (known) => this.#retract(event, known, settle));
      return;
    }
    if (event.reactions !== undefined) {
      this.#looked(event.reactions.id, (known) => this.#react(event, known, settle));
      return;
    }
    if (event.reply !== undefined) {
      this.#looked(event.reply.id, (known) => this.#text(event, known, settle));
      return;
    }
    if (this.#asking.size === 0) void this.#text(event, undefined, settle);
    else this.#asking.run('', async () => this.#text(event, undefined, settle));
  }

  #impossible({ from }: MessageEvent): Problem | undefined {
    if (!this.#room.audience.has(from)) return problemOf('modify', 'not-acceptable', 'irc.room.not-in');
    if (this.#room.state !== 'in' || !this.#place.up) {
      return problemOf('wait', 'recipient-unavailable', 'irc.room.reconnecting');
    }
    return undefined;
  }

  /** Calls back with the message of an id, in the order in which it was asked for. */
  #looked(id: string, then: (known: KnownMessage | undefined) => undefined | Promise<void>): void {
    const { ids, archive, user, log } = this.#place;
    const { contact, shelf } = this.#room;
    const known = ids.byId(shelf, id);
    if (known !== undefined && this.#asking.size === 0) {
      void then(known);
      return;
    }
    this.#asking.run('', async () => {
      const found = await archive.find(contact, user, { id }).catch((error: unknown) => {
        log.warn({ error: String(error) }, 'the message that another one answers could not be looked up');
        return undefined;
      });
      await then(known ?? (found === undefined ? undefined : knownOf(found)));
    });
  }

  /** A promise only where something has to be kept elsewhere first; what comes behind waits for it. */
  #text(event: ToAll, answered: KnownMessage | undefined, settle: Settle): undefined | Promise<void> {
    const { caps } = this.#place;
    const tags = new Map<string, string>();
    let body = event.body;
    if (answered !== undefined) {
      if (answered.msgid !== undefined && this.#mayTag(REPLY)) tags.set(REPLY, answered.msgid);
      // People whose client knows no replies see whom it is for.
      body = replyText(
        { nick: answered.nick, text: answered.text, isLatest: this.#place.ids.isLatest(this.#room.shelf, answered) },
        body,
      );
    } else if (event.reply?.quote !== undefined) {
      body = `> ${event.reply.quote.replace(/\s+/g, ' ').slice(0, 80)}\n${body}`;
    }
    if (!caps.has('message-tags')) tags.clear();
    const composed = compose(this.#place, this.#room.name, { ...event, body }, tags);
    if (!(composed instanceof Promise)) {
      const doubtful = this.#send(event, answered, composed, settle);
      if (doubtful !== undefined && this.#asking.size === 0) this.#asking.run('', () => doubtful);
      return doubtful;
    }
    const sending = composed.then((made) => this.#send(event, answered, made, settle));
    if (this.#asking.size === 0) this.#asking.run('', () => sending);
    return sending;
  }

  /** A promise only where the server may well refuse it and tells nothing else: until it would have. */
  #send(
    event: ToAll,
    answered: KnownMessage | undefined,
    composed: Composed,
    settle: Settle,
  ): undefined | Promise<void> {
    if (composed.kind === 'empty') {
      settle(DONE);
      return undefined;
    }
    if (composed.kind === 'too-long') {
      const params = { limit: this.#place.longText.maxLines };
      settle({ kind: 'rejected', problem: problemOf('modify', 'not-acceptable', 'irc.too-long', params) });
      return undefined;
    }
    const { lines } = composed;
    const told = (fate: Fate): void => {
      if (fate.kind === 'sent') this.#reflect(event, answered, lines, fate.echoes);
      settle(outcomeOf(fate));
    };
    const late = (why: Problem): void => this.#refuseLate(event, why);
    if (!this.#isVisitor()) {
      follow(this.#place, lines, { told, late });
      return undefined;
    }
    return new Promise((resolve) => {
      const verdict = (): Promise<unknown> => this.#place.answered(this.#room.name);
      follow(this.#place, lines, {
        told: (fate) => {
          told(fate);
          resolve();
        },
        late,
        verdict,
      });
    });
  }

  /** The channel is moderated and we have no voice. */
  #isVisitor(): boolean {
    const { channel } = this.#room;
    return channel?.modes.has('m') === true && channel.members.get(this.#place.own.user) === '';
  }

  /** A server that gives nothing back tells of an error when the message counts as said already. */
  #refuseLate({ from, stanzaId, lang }: ToAll, why: Problem): void {
    const { jid, contact } = this.#room;
    const text = this.#place.say(why.text, lang);
    const error = errorElement({ condition: why.condition, type: why.type, text, by: jid });
    const message = el('message', { type: 'error', from: jid, id: stanzaId }, error);
    this.#place.outbox.push(contact, serialise(message), [from]);
  }

  /** XEP-0045 7.4: all clients of the user get it as the network has it, with the id of its sender. */
  #reflect(
    event: ToAll,
    answered: KnownMessage | undefined,
    lines: readonly Unit[],
    echoes: readonly (IrcMessage | undefined)[],
  ): void {
    const { names, own, clock, record, user, wishes, caps } = this.#place;
    const { jid, contact, shelf, timeline } = this.#room;
    const now = clock.now();
    const id = newArchiveId(now);
    const changed = changedText(lines, echoes);
    const occupant = names.occupant(jid, own.user.nick);
    const message = groupchatMessage(
      { from: occupant, ...(event.stanzaId === undefined ? { id } : { id: event.stanzaId }) },
      changed?.text ?? bodyOf(event),
      {
        room: jid,
        stanzaId: id,
        occupantId: idIn(this.#place, this.#room, own.user),
        ...(event.unstyled === true || changed?.unstyled === true ? { unstyled: true } : {}),
      },
      event.originId === undefined ? undefined : originId(event.originId),
      answered === undefined ? undefined : replyElement(answered.id, names.occupant(jid, answered.nick)),
    );
    const line = { id, at: now, xml: serialise(message) };
    const msgids = echoes.flatMap((echo) => echo?.tags.get('msgid') ?? []);
    const [msgid] = msgids;
    const known = { id, nick: own.user.nick, text: event.body, ...(msgid === undefined ? {} : { msgid }) };
    this.#place.ids.note(shelf, known);
    for (const other of msgids.slice(1)) this.#place.ids.alias(shelf, other, known);
    const at = serverTime(echoes.findLast((echo) => echo !== undefined)?.tags.get('time'));
    if (at !== undefined && caps.has(READ_MARKER)) timeline.note(id, at);
    this.#room.audience.tell(line.xml, id);
    if (wishes.record) {
      record.seen(contact, line, user, { from: own.user.nick, ...(msgid === undefined ? {} : { networkId: msgid }) });
    }
  }

  /** XEP-0444, where the network has a form for it; else in words. */
  #react(event: ToAll, known: KnownMessage | undefined, settle: Settle): undefined | Promise<void> {
    const { added, removed, emojis } = event.reactions ?? { added: [], removed: [], emojis: [] };
    const msgid = known?.msgid;
    if (known === undefined || msgid === undefined || !this.#mayTag(REACT)) {
      const body = known === undefined ? event.body : reactionText({ ...known, isLatest: false }, emojis);
      const { reactions: _, ...rest } = event;
      return this.#text(emojis.length === 0 ? rest : { ...rest, body }, undefined, settle);
    }
    const made = reactionLines(this.#room.name, msgid, { added, removed });
    follow(this.#place, made, {
      told: (fate) => {
        if (fate.kind === 'sent') this.#told(event, reactionsTo(known.id, emojis));
        settle(outcomeOf(fate));
      },
    });
    return undefined;
  }

  /** XEP-0424 of the own message, where the network can take one back; else in words. */
  #retract(event: ToAll, known: KnownMessage | undefined, settle: Settle): undefined | Promise<void> {
    const place = this.#place;
    const { caps, own } = place;
    const msgid = known?.msgid;
    if (known !== undefined && !place.same(known.nick, own.user.nick)) {
      settle({ kind: 'rejected', problem: problemOf('auth', 'forbidden', 'irc.room.not-yours') });
      return undefined;
    }
    if (known === undefined || msgid === undefined || !caps.has('draft/message-redaction')) {
      const { retracts: _, ...rest } = event;
      return this.#text(rest, undefined, settle);
    }
    follow(this.#place, [{ command: 'REDACT', params: [this.#room.name, msgid] }], {
      told: (fate) => {
        if (fate.kind === 'sent' && !caps.has('echo-message')) this.#told(event, retractOf(known.id));
        settle(outcomeOf(fate));
      },
    });
    return undefined;
  }

  /** Shows all clients what one of them did without a text. */
  #told(event: ToAll, ...parts: Parameters<typeof groupchatMessage>[3][]): void {
    const { names, own, clock, record, user, wishes } = this.#place;
    const { jid, contact, audience } = this.#room;
    const now = clock.now();
    const id = newArchiveId(now);
    const stamps = { room: jid, stanzaId: id, occupantId: idIn(this.#place, this.#room, own.user) };
    const from = names.occupant(jid, own.user.nick);
    const head = { from, id: event.stanzaId ?? id };
    const line = { id, at: now, xml: serialise(groupchatMessage(head, undefined, stamps, ...parts, storeHint())) };
    audience.tell(line.xml, id);
    if (wishes.record) record.seen(contact, line, user, { from: own.user.nick });
  }

  #setTopic(subject: string, settle: Settle): void {
    const text = subject.replace(/\s*\n\s*/g, ' ').trim();
    const line = { command: 'TOPIC', params: [this.#room.name, text] };
    const verdict = (): Promise<unknown> => this.#place.answered(this.#room.name);
    follow(this.#place, [line], { told: (fate) => settle(outcomeOf(fate)), verdict });
  }

  /** `/mode +v alice`: changes modes of the channel, which everybody is told by what comes of it. */
  #setModes(modes: string, settle: Settle): void {
    // Nothing but the last parameter could begin with a colon, and no mode needs one.
    const words = modes.split(BETWEEN_WORDS).map((word) => word.replace(/^:+/, ''));
    const line = { command: 'MODE', params: [this.#room.name, ...words.filter((word) => word !== '')] };
    const verdict = (): Promise<unknown> => this.#place.answered(this.#room.name);
    follow(this.#place, [line], { told: (fate) => settle(outcomeOf(fate)), verdict });
  }

  #mayTag(tag: string): boolean {
    const { caps, isupport } = this.#place;
    return caps.has('message-tags') && !isupport.clienttagdeny(tag);
  }
}

/** The text as it was really taken, where the server has changed it; undefined where it is as it was sent. */
function changedText(
  lines: readonly Unit[],
  echoes: readonly (IrcMessage | undefined)[],
): { readonly text: string; readonly unstyled: boolean } | undefined {
  // Of a batch the opening comes back, which has no text.
  const sent = lines.map((line) => ('command' in line ? line.params[1] : undefined));
  const same = sent.every((text, index) => {
    const echo = echoes[index];
    return text === undefined || echo === undefined || echo.params[1] === text;
  });
  if (same) return undefined;
  const texts = echoes.flatMap((echo, index) => echo?.params[1] ?? sent[index] ?? []);
  const ctcp = texts.map((text) => parseCtcp(text));
  const whole = texts.map((text, index) => ctcp[index]?.params ?? text).join('\n');
  const { text, unstyled } = fromIrc(whole);
  return { text: ctcp[0]?.command === 'ACTION' ? `/me ${text}` : text, unstyled };
}

/** What the clients see of their own message: the text, and links of files. */
function bodyOf({ body, files = [] }: MessageEvent): string {
  return [body, ...files.map(({ url }) => url).filter((url) => !body.includes(url))]
    .filter((part) => part !== '')
    .join('\n');
}
