import type { Element } from '../../../src/xmpp/element.js';
import {
  chatMessage,
  chatState,
  hint,
  markable,
  reactionsTo,
  replyTo,
  retractOf,
  storeHint,
} from '../../../src/xmpp/messages.js';
import { moderatedRetraction, tombstone } from '../../../src/xmpp/moderation.js';
import { groupchatMessage } from '../../../src/xmpp/muc/groupchat.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { newArchiveId, Recent } from '../../gateway.js';
import { type KnownMessage, knownOf } from '../message-ids.js';
import { ReactionSets } from '../reactions.js';
import type { MessageEvent, RedactedEvent, TagMessageEvent } from '../state/events.js';
import { stripAddress } from '../text/address-prefix.js';
import { fromIrc, type IncomingText } from '../text/formatting-in.js';
import { Highlights } from '../text/highlight.js';
import { withoutCodes } from '../text/mirc.js';
import type { Isupport } from '../wire/isupport.js';
import { idIn } from './occupants.js';
import type { Place } from './place.js';
import type { Room } from './room.js';
import { READ_MARKER } from './timeline.js';

/** A message that was sent so long before it came is shown with its time (XEP-0203), ms. */
const LATE_MS = 10_000;
/** Texts of which the translation is remembered: each user who sees a line asks for it. */
const TRANSLATED = 512;

/** Messages that are looked up at once because they were taken back. */
const MOST_SOUGHT = 8;

const translations = new Recent<string, IncomingText>(TRANSLATED);

function translated(raw: string): IncomingText {
  const known = translations.get(raw);
  if (known !== undefined) return known;
  const fresh = fromIrc(raw);
  translations.set(raw, fresh);
  return fresh;
}

const TYPING = { active: 'composing', paused: 'paused', done: 'active' } as const;

/** Brings what is said in a channel to the clients in its room, and into the archive. */
export class RoomTalk {
  readonly #place: Place;
  readonly #room: Room;
  readonly #reactions = new ReactionSets();
  #sought = 0;

  constructor(place: Place, room: Room) {
    this.#place = place;
    this.#room = room;
  }

  /** Something was said to all, or to those with a prefix; `past`: while we were away. */
  said(event: MessageEvent, past = false): void {
    const { form, text, from, annotations, at, timed, target } = event;
    const { room, place } = { room: this.#room, place: this.#place };
    const body = this.#bodyOf(event);
    if (body === undefined) return;
    const status = target.kind === 'channel' ? (target.status ?? '') : '';
    const { msgid = '', replyTo: answered = '' } = annotations;
    const key = `${room.shelf}\n${from.nick}\n${past ? 'past ' : ''}${form}${status}\n${msgid}\n${answered}\n${text}`;
    const line = place.lines.take(key, place.user, () => {
      const now = place.clock.now();
      const said = timed ? Math.min(at, now) : now;
      const id = newArchiveId(said);
      return { id, at: said, xml: serialise(this.#stanza(event, body, id, past || now - said > LATE_MS)) };
    });
    this.#note(event, line.id, body.text);
    if (timed && place.caps.has(READ_MARKER)) room.timeline.note(line.id, at);
    room.audience.tell(line.xml, line.id);
    const occupant = place.names.occupant(room.jid, from.nick);
    if (place.wishes.record) {
      place.record.seen(room.contact, line, place.user, {
        from: from.nick,
        ...(msgid === '' ? {} : { networkId: msgid }),
      });
    }
    if (room.audience.size === 0) this.#call(event, occupant, body, line.id);
  }

  /** Typing and reactions. */
  tagged({ from, annotations, own, user }: TagMessageEvent): void {
    const { room, place } = { room: this.#room, place: this.#place };
    const { typing, reaction, replyTo: msgid } = annotations;
    const occupant = place.names.occupant(room.jid, from.nick);
    if (typing !== undefined && !own) {
      const xml = groupchatMessage(
        { from: occupant },
        undefined,
        { room: room.jid },
        chatState(TYPING[typing]),
        hint('no-store'),
      );
      room.audience.tell(serialise(xml));
    }
    if (reaction === undefined || msgid === undefined) return;
    const known = place.ids.byMsgid(room.shelf, msgid);
    if (known === undefined) return;
    const emojis = this.#reactions.change(msgid, from.nick, reaction);
    const now = place.clock.now();
    const lineKey = `${room.shelf}\n${from.nick}\nreact ${reaction.removed}\n${msgid}\n${reaction.text}`;
    const line = place.lines.take(lineKey, place.user, () => {
      const id = newArchiveId(now);
      const stamps = { room: room.jid, stanzaId: id, occupantId: idIn(place, room, user ?? unknown(from)) };
      const message = groupchatMessage(
        { from: occupant, id },
        undefined,
        stamps,
        reactionsTo(known.id, emojis),
        storeHint(),
      );
      return { id, at: now, xml: serialise(message) };
    });
    room.audience.tell(line.xml, line.id);
    if (place.wishes.record) place.record.seen(room.contact, line, place.user, { from: from.nick });
  }

  /** A message was taken back, by its author or by somebody who may (XEP-0424, XEP-0425). */
  redacted(event: RedactedEvent): void {
    const { archive, ids, user, log } = this.#place;
    const { shelf, contact } = this.#room;
    const { msgid } = event;
    const known = ids.byMsgid(shelf, msgid);
    if (known !== undefined) {
      this.#takenBack(event, known);
      return;
    }
    if (this.#sought >= MOST_SOUGHT) return;
    this.#sought += 1;
    // It was said before this process began, or long ago.
    archive
      .find(contact, user, { networkId: msgid })
      .then(
        (found) => {
          if (found === undefined) return;
          const message = knownOf(found);
          ids.note(shelf, message);
          this.#takenBack(event, message);
        },
        (error: unknown) => log.warn({ error: String(error) }, 'a message that was taken back could not be looked up'),
      )
      .finally(() => {
        this.#sought -= 1;
      });
  }

  #takenBack({ from, msgid, reason, user }: RedactedEvent, known: KnownMessage): void {
    const { room, place } = { room: this.#room, place: this.#place };
    const now = place.clock.now();
    const occupant = place.names.occupant(room.jid, from.nick);
    const moderator = place.same(known.nick, from.nick)
      ? undefined
      : {
          by: occupant,
          occupantId: idIn(place, room, user ?? unknown(from)),
          ...(reason === undefined ? {} : { reason }),
        };
    const line = place.lines.take(`${room.shelf}\nredact\n${msgid}`, place.user, () => {
      const id = newArchiveId(now);
      const stamps = { room: room.jid, stanzaId: id };
      const [sayer, part] =
        moderator === undefined
          ? [occupant, retractOf(known.id)]
          : [room.jid, moderatedRetraction(known.id, moderator)];
      return {
        id,
        at: now,
        xml: serialise(groupchatMessage({ from: sayer, id }, undefined, stamps, part, storeHint())),
      };
    });
    room.audience.tell(line.xml, line.id);
    if (!place.wishes.record) return;
    place.record.seen(room.contact, line, place.user, { from: from.nick });
    const left = groupchatMessage(
      { from: place.names.occupant(room.jid, known.nick), id: known.id },
      undefined,
      { room: room.jid, stanzaId: known.id },
      tombstone(line.at, { retraction: line.id, ...(moderator === undefined ? {} : { moderator }) }),
    );
    place.archive.redact(room.contact, known.id, serialise(left)).catch((error: unknown) => {
      place.log.warn({ error: String(error) }, 'a message that was taken back is still in the archive');
    });
  }

  #bodyOf({ form, text, ctcp, target }: MessageEvent): IncomingText | undefined {
    const place = this.#place;
    if (form === 'ctcp-reply' || (form === 'ctcp-request' && ctcp !== 'ACTION')) return undefined;
    const body = translated(text);
    const status = target.kind === 'channel' ? target.status : undefined;
    const first = form === 'action' ? `/me ${body.text}` : body.text;
    if (form === 'notice') return { ...body, text: place.say({ key: 'irc.room.notice', params: { text: first } }) };
    if (status !== undefined) {
      return { ...body, text: place.say({ key: 'irc.room.to-status', params: { status, text: first } }) };
    }
    return first === body.text ? body : { ...body, text: first };
  }

  #stanza({ from, user, annotations, at }: MessageEvent, body: IncomingText, id: string, late: boolean): Element {
    const { names, ids, isupport, caps } = this.#place;
    const { jid, shelf } = this.#room;
    const answered = annotations.replyTo === undefined ? undefined : ids.byMsgid(shelf, annotations.replyTo);
    return groupchatMessage(
      { from: names.occupant(jid, from.nick), id },
      withoutAddress(body.text, answered, isupport),
      {
        room: jid,
        stanzaId: id,
        occupantId: idIn(this.#place, this.#room, user ?? unknown(from)),
        ...(late ? { saidAt: at } : {}),
        ...(body.unstyled ? { unstyled: true } : {}),
      },
      answered === undefined ? undefined : replyTo(answered.id, names.occupant(jid, answered.nick)),
      caps.has(READ_MARKER) ? markable() : undefined,
    );
  }

  #note({ from, annotations: { msgid } }: MessageEvent, id: string, text: string): void {
    const { ids } = this.#place;
    if (msgid !== undefined && ids.byMsgid(this.#room.shelf, msgid) !== undefined) return;
    ids.note(this.#room.shelf, { id, nick: from.nick, text, ...(msgid === undefined ? {} : { msgid }) });
  }

  /** Tells a user who is in the room with no client that somebody speaks of them. */
  #call({ text, own }: MessageEvent, occupant: string, body: IncomingText, id: string): void {
    const { wishes, own: me, isupport, outbox, user } = this.#place;
    if (own || !wishes.highlights) return;
    const highlights = new Highlights(me.user.nick, wishes.words, isupport.casemapping);
    if (!highlights.matches(withoutCodes(text))) return;
    const message = chatMessage({ from: occupant, to: user, id: `${id}.h` }, body.text);
    delete message.attrs.to;
    outbox.push(this.#room.contact, serialise(message), [user]);
  }
}

function unknown({ nick, user, host }: { nick: string; user?: string; host?: string }): {
  nick: string;
  user: string | undefined;
  host: string | undefined;
  account: undefined;
} {
  return { nick, user, host, account: undefined };
}

/** A client that shows what is answered needs no name before the text. */
function withoutAddress(text: string, answered: KnownMessage | undefined, isupport: Isupport): string {
  return answered === undefined ? text : stripAddress(text, answered.nick, isupport.casemapping);
}
