import { el } from '../../src/xmpp/element.js';
import { errorElement } from '../../src/xmpp/errors.js';
import { accountHeader } from '../../src/xmpp/irc-accounts.js';
import { chatMessage, delay, markable, unstyled } from '../../src/xmpp/messages.js';
import { privateMessage } from '../../src/xmpp/muc/groupchat.js';
import { serialise } from '../../src/xmpp/serialise.js';
import { type Incoming, type MessageEvent, newArchiveId, type Problem, Recent } from '../gateway.js';
import { compose } from './compose.js';
import { follow, outcomeOf } from './follow.js';
import { invitationLines } from './invitation-lines.js';
import { REACT, REPLY, ReactionSets, reactionLines } from './reactions.js';
import { DONE, type Place, problemOf, type Settle } from './rooms/place.js';
import { READ_MARKER, Timeline } from './rooms/timeline.js';
import type { SharedSettings } from './shared.js';
import type { RedactedEvent, MessageEvent as Said, TagMessageEvent } from './state/events.js';
import { answerCtcp, isAnswered } from './text/ctcp.js';
import { fromIrc } from './text/formatting-in.js';
import type { LineOut } from './wire/serialise.js';

/** Nicks whose conversation is remembered. */
const REMEMBERED = 512;
/** A conversation that began in a room stays there so long after the last word of the user, ms. */
const ROOM_MS = 2 * 3600_000;
const TYPING = { active: 'composing', paused: 'paused', done: 'active' } as const;

/** What people of networks write about a room to one user, before the text: `[#room] ...`. */
const ABOUT_ROOM = /^\[([#&+!][^\s\]]{0,200})\] /;

interface Talk {
  /** The user wrote to somebody in this room (canonical address), and not to the nick by itself. */
  readonly room: string | undefined;
  /** Monotonic time. */
  readonly at: number;
}

interface PeopleParts {
  readonly place: Place;
  readonly deliver: (message: Incoming) => void;
  /** Account that messages are for. */
  readonly account: () => string;
  readonly ctcp: SharedSettings['ctcp'];
  /** JID of the room of a canonical address, and the clients that are in it. */
  readonly roomOf: (contact: string) => { readonly jid: string; readonly clients: readonly string[] } | undefined;
  /** Whether somebody (nick) is in a channel that the user is in too. */
  readonly isIn: (channel: string, nick: string) => boolean;
  /** Says something to all in a room as its own, for what a service tells one user about it. */
  readonly announce: (channel: string, text: string) => boolean;
}

/** Private messages of one connection, both ways. */
export class People {
  /** Of what was said to the user, by msgid, or by the id of its stanza where it is shown in a room. */
  readonly timeline = new Timeline();
  readonly #parts: PeopleParts;
  readonly #talks = new Recent<string, Talk>(REMEMBERED);
  readonly #reactions = new ReactionSets();
  #answers: number;
  /** Monotonic time of the last message, either way. */
  #spokenAt = Number.NEGATIVE_INFINITY;
  #answersAt: number;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
    this.#answers = parts.ctcp.burst;
    this.#answersAt = parts.place.clock.monotonic();
  }

  /** How long nobody has written, ms. */
  get quietFor(): number {
    return this.#parts.place.clock.monotonic() - this.#spokenAt;
  }

  /** A user writes to somebody: by nick, or in a room, where the answers then come from too. */
  say(nick: string, event: MessageEvent, room: string | undefined, settle: Settle): void {
    const { place } = this.#parts;
    this.#spokenAt = place.clock.monotonic();
    this.#talks.set(nick.toLowerCase(), { room, at: this.#spokenAt });
    const channel = event.invite === undefined ? undefined : place.names.channelOf(event.invite.room);
    const short =
      channel === undefined
        ? this.#withoutText(nick, event)
        : invitationLines(place, nick, channel, event.invite?.reason);
    if (short !== undefined) {
      follow(place, short, {
        told: (fate) => settle(outcomeOf(fate)),
        late: (why) => this.#refuseLate(event, why),
      });
      return;
    }
    const tags = new Map<string, string>();
    const msgid = event.reply?.networkIds?.[0];
    if (msgid !== undefined && this.#mayTag(REPLY)) tags.set(REPLY, msgid);
    const composed = compose(place, nick, event, tags);
    const send = (made: Awaited<typeof composed>): void => {
      if (made.kind === 'empty') {
        settle(DONE);
        return;
      }
      if (made.kind === 'too-long') {
        const params = { limit: place.longText.maxLines };
        settle({ kind: 'rejected', problem: problemOf('modify', 'not-acceptable', 'irc.too-long', params) });
        return;
      }
      follow(place, made.lines, {
        told: (fate) => {
          const ids = fate.kind === 'sent' ? fate.echoes.flatMap((echo) => echo?.tags.get('msgid') ?? []) : [];
          if (fate.kind === 'sent') settle({ kind: 'accepted', parts: ids.map((id) => ({ id })) });
          else settle(outcomeOf(fate));
          if (fate.kind === 'sent') this.#keep(nick, event.body, place.own.user.nick, ids[0]);
        },
        late: (why) => this.#refuseLate(event, why),
      });
    };
    if (composed instanceof Promise) void composed.then(send);
    else send(composed);
  }

  /** The lines of what needs no words, where the network has a form for it; undefined: it is said in words. */
  #withoutText(nick: string, { reactions, retracts }: MessageEvent): readonly LineOut[] | undefined {
    const { caps } = this.#parts.place;
    const msgid = (retracts ?? reactions)?.networkIds?.[0];
    if (msgid === undefined) return undefined;
    if (retracts !== undefined) {
      return caps.has('draft/message-redaction') ? [{ command: 'REDACT', params: [nick, msgid] }] : undefined;
    }
    if (reactions === undefined || !this.#mayTag(REACT)) return undefined;
    const lines = reactionLines(nick, msgid, reactions);
    return lines.length === 0 ? undefined : lines;
  }

  #mayTag(tag: string): boolean {
    const { caps, isupport } = this.#parts.place;
    return caps.has('message-tags') && !isupport.clienttagdeny(tag);
  }

  /** Somebody wrote to the user. */
  said(event: Said): void {
    const { place, announce, isIn } = this.#parts;
    const { from, form, text, ctcp, annotations } = event;
    if (form === 'ctcp-request') {
      this.#answer(from.nick, ctcp ?? '', text);
      return;
    }
    if (form === 'ctcp-reply') return;
    const body = fromIrc(text);
    const about = form === 'notice' ? ABOUT_ROOM.exec(body.text) : null;
    if (about !== null && announce(about[1] ?? '', `${from.nick}: ${body.text.slice(about[0].length)}`)) return;
    const shown = form === 'action' ? `/me ${body.text}` : body.text;
    if (shown.trim() === '') return;
    this.#spokenAt = place.clock.monotonic();
    const late = place.clock.now() - event.at > 10_000 ? event.at : undefined;
    const talk = this.#talks.get(from.nick.toLowerCase());
    // Whoever is not in that channel must not seem to speak from within it.
    const within = annotations.context !== undefined && isIn(annotations.context, from.nick);
    const context = within ? place.names.contact(annotations.context) : undefined;
    const contact = context ?? (talk !== undefined && this.#inRoom(talk) ? talk.room : undefined);
    const room = contact === undefined ? undefined : this.#parts.roomOf(contact);
    const marked = event.timed && place.caps.has(READ_MARKER);
    if (room !== undefined && room.clients.length > 0 && contact !== undefined) {
      const id = newArchiveId(place.clock.now());
      const head = { from: place.names.occupant(room.jid, from.nick), id };
      const message = privateMessage(
        head,
        shown,
        body.unstyled ? unstyled() : undefined,
        marked ? markable() : undefined,
        late === undefined ? undefined : delay(late, head.from),
      );
      if (marked) this.timeline.note(id, event.at);
      place.outbox.push(contact, serialise(message), room.clients);
      this.#keep(from.nick, shown, from.nick, annotations.msgid);
      return;
    }
    const { msgid } = annotations;
    if (marked && msgid !== undefined) this.timeline.note(msgid, event.at);
    this.#deliver({
      contact: place.names.contact(from.nick),
      body: shown,
      styled: !body.unstyled,
      ...(annotations.account === undefined ? {} : { headers: [accountHeader(annotations.account)] }),
      ...(msgid === undefined ? {} : { id: msgid }),
      ...(marked && msgid !== undefined ? { asks: { displayed: true } } : {}),
      ...(annotations.replyTo === undefined ? {} : { reply: { to: annotations.replyTo } }),
      ...(late === undefined ? {} : { sentAt: late }),
    });
    this.#keep(from.nick, shown, from.nick, msgid);
  }

  /** Typing and reactions of somebody to the user. */
  tagged({ from, annotations: { typing, reaction, replyTo, account } }: TagMessageEvent): void {
    const contact = this.#parts.place.names.contact(from.nick);
    if (typing !== undefined) this.#deliver({ contact, chatState: TYPING[typing] });
    if (reaction !== undefined && replyTo !== undefined) {
      const emojis = this.#reactions.change(replyTo, from.nick, reaction);
      const headers = account === undefined ? {} : { headers: [accountHeader(account)] };
      this.#deliver({ contact, reactions: { to: replyTo, emojis }, ...headers });
    }
  }

  /** Somebody took back what they had said to the user. */
  redacted({ from, msgid, own }: RedactedEvent): void {
    if (!own) this.#deliver({ contact: this.#parts.place.names.contact(from.nick), retracts: msgid });
  }

  #deliver(message: Omit<Incoming, 'account'>): void {
    const { deliver, account } = this.#parts;
    deliver({ account: account(), ...message });
  }

  #inRoom({ room, at }: Talk): boolean {
    return room !== undefined && this.#parts.place.clock.monotonic() - at < ROOM_MS;
  }

  /** CTCP queries are answered as fast as the config lets, whoever asks. */
  #answer(nick: string, command: string, params: string): void {
    const { place, ctcp } = this.#parts;
    if (!isAnswered(command) || !this.#mayAnswer()) return;
    const { version, contact } = ctcp;
    const facts = { version, now: place.clock.now(), ...(contact === undefined ? {} : { contact }) };
    const text = answerCtcp({ command, ...(params === '' ? {} : { params }) }, facts);
    if (text === undefined || (command === 'TIME' && !ctcp.time) || (command === 'VERSION' && ctcp.version === ''))
      return;
    place.send({ command: 'NOTICE', params: [nick, text] });
  }

  #mayAnswer(): boolean {
    const { place, ctcp } = this.#parts;
    const now = place.clock.monotonic();
    this.#answers = Math.min(ctcp.burst, this.#answers + (now - this.#answersAt) / ctcp.every);
    this.#answersAt = now;
    if (this.#answers < 1) return false;
    this.#answers -= 1;
    return true;
  }

  /** A server that gives nothing back tells of an error when the message counts as said already. */
  #refuseLate({ from, to, contact, stanzaId, lang }: MessageEvent, why: Problem): void {
    const { place } = this.#parts;
    const text = place.say(why.text, lang);
    const error = errorElement({ condition: why.condition, type: why.type, text });
    const message = el('message', { type: 'error', from: to, id: stanzaId }, error);
    place.outbox.push(contact, serialise(message), [from]);
  }

  /** Keeps what was said between two for those who ask the gateway's archive (XEP-0313). */
  #keep(nick: string, text: string, by: string, msgid: string | undefined): void {
    const { place } = this.#parts;
    if (!place.wishes.record) return;
    const now = place.clock.now();
    const id = newArchiveId(now);
    const contact = place.names.contact(nick);
    const mine = place.same(by, place.own.user.nick);
    const jid = place.names.jid(contact);
    const message = privateCopy(mine ? place.user : jid, mine ? jid : place.user, id, text);
    const facts = { from: by, ...(msgid === undefined ? {} : { networkId: msgid }) };
    place.record.seen(contact, { id, at: now, xml: message }, place.user, facts);
  }
}

function privateCopy(from: string, to: string, id: string, text: string): string {
  return serialise(chatMessage({ from, to, id }, text));
}
