import type { Element } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, Timer } from '../../gateway.js';
import {
  isOutside,
  type Membership,
  type MembershipEvent,
  notJoined,
  type Step,
  step,
  type Trouble,
} from './membership.js';
import { Missed } from './missed.js';
import { type Occupant, Occupants } from './occupants.js';
import { Outbox } from './outbox.js';
import { OwnMessages } from './own-messages.js';
import { plainText } from './plain-text.js';
import { type Leaving, readRoomPresence } from './room-presence.js';
import { instantRoom, joinPresence, leavePresence, type Seat, selfPing } from './room-stanzas.js';
import { standingOf } from './self-ping.js';

/** What a room says to whoever listens. */
export interface RoomEars {
  /** Somebody else, or the room itself (its nick is ''), said something. */
  said(message: Element, speaker: Occupant): void;
  /** The room shows a message of ours, `id` being the one that it was sent with. */
  reflected(id: string, message: Element): void;
  /** Somebody came or went; not those who were there when we came. */
  came(occupant: Occupant, how: 'joined' | 'left'): void;
  /** We are not in the room, and somebody has to do something about it. Told once until we are in again. */
  trouble(what: Trouble | 'no-voice'): void;
  /** So many messages of ours will never be there. */
  dropped(count: number): void;
  /** Where we stand with the room is another: `phase`, `refusal`. */
  moved?(): void;
}

interface RoomWays {
  /** Sends a stanza in the order of the calls; what fails is its own affair. */
  post(stanza: string, postId: string): Promise<void>;
  /** `e` and letters. */
  newId(): string;
  /** From 0 to 1. */
  random(): number;
  readonly clock: Clock;
}

/** How long it may take until the room answers, ms: a ping, and a join. */
const ANSWER_WAIT = 30_000;
/** A join that nobody has answered was lost on the way, or the room is slow: it is tried again soon, and then less and less soon, ms. */
const JOIN_WAIT = 5000;
/** A join that was on its way when the server came back, ms. */
const CROSSED_WAIT = 2000;
/** How long a room may be silent before it is asked whether we are in it. */
const PING_AFTER = 5 * 60_000;
/** Before what came back is sent again, times the number of attempts. */
const BOUNCE_WAIT = 5000;
const EXPELLED: ReadonlySet<Leaving> = new Set<Leaving>(['kicked', 'banned', 'not-a-member']);

/**
 * One room, in which we are an occupant (XEP-0045): gets in and stays in, whatever becomes of the room, its service, our connection and
 * this process, and knows our own messages when the room shows them. What is said while we are not in waits.
 */
export class RoomClient {
  readonly #seat: Seat;
  readonly #wish: string;
  readonly #ways: RoomWays;
  #ears: RoomEars;
  readonly #outbox = new Outbox();
  readonly #occupants = new Occupants();
  readonly #own = new OwnMessages(this.#outbox);
  readonly #missed: Missed;
  #membership: Membership = notJoined();
  #timer: Timer | undefined;
  #resend: Timer | undefined;
  #ping: string | undefined;
  #heardAt = 0;
  #told: Trouble | 'no-voice' | undefined;
  #refusal: string | undefined;
  #closed = false;
  /** The room's subject as it is now; undefined: nobody has told us yet. */
  subject: string | undefined;

  /** `wish`: the nick that we like best. */
  constructor(seat: Seat, wish: string, ways: RoomWays, ears: RoomEars) {
    this.#seat = seat;
    this.#wish = wish;
    this.#ways = ways;
    this.#missed = new Missed(ways.clock);
    this.#ears = ears;
  }

  /** Somebody else listens from now on: the bridges were written anew. */
  listen(ears: RoomEars): void {
    this.#ears = ears;
  }

  get room(): string {
    return this.#seat.room;
  }

  get phase(): Membership['phase'] {
    return this.#membership.phase;
  }

  /** The nick that we have there, or ask for. */
  get nick(): string {
    return this.#membership.nick;
  }

  /** Why the room has not let us in the last time, in its words; undefined: it has not said that since we were in. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** What was said from then on is told to us again where we have missed it, wall time, ms; undefined: nothing is. */
  get missedSince(): number | undefined {
    return this.#missed.since;
  }

  get occupants(): Occupants {
    return this.#occupants;
  }

  /**
   * Enters; who is in already, from an earlier process, is told everything anew. `from`: wall time from which on what was said
   * is asked for, where we have not heard it, now and whenever we were out, ms; without it what was missed is missed.
   */
  open(from?: number): void {
    this.#missed.want(from);
    if (this.#membership.phase === 'barred') this.#membership = notJoined();
    this.#feed({ type: 'due' });
  }

  /** Says something, or sets the subject. `xml`: a stanza to the room. Resolves when it is in a lane, or waits for us to be in. */
  async say(id: string, xml: string, text: string, subject = false): Promise<void> {
    const message = { id, xml, text: plainText(text), subject, at: this.#ways.clock.now(), bounced: 0 };
    this.#own.remember(id);
    if (this.#membership.phase === 'in' && this.#outbox.waiting === 0) {
      this.#outbox.sent(message);
      await this.#ways.post(xml, id);
    } else {
      this.#outbox.wait(message);
      this.#tellDropped();
    }
  }

  /** Takes a stanza of the room or of an occupant. */
  take(stanza: Element): void {
    if (this.#closed) return;
    const from = parseJid(stanza.attrs.from ?? '');
    if (from === undefined || from.bare !== this.#seat.room) return;
    if (stanza.name === 'presence') this.#takePresence(stanza, from.resource);
    else if (stanza.name === 'iq') this.#takeAnswer(stanza);
    else if (stanza.name === 'message') this.#takeMessage(stanza, from.resource);
  }

  /**
   * The connection was away: joins at once, also where the room may believe that we are still in, as that asks for what we have missed; or
   * asks whether we are in, where nothing of that matters.
   */
  check(): void {
    if (this.#closed) return;
    switch (this.#membership.phase) {
      case 'in':
        if (this.#missed.matters) this.#feed({ type: 'doubted' });
        else this.#sendPing();
        return;
      case 'out':
        this.#feed({ type: 'due' });
        return;
      case 'joining':
        // The server may have been asked before it was gone.
        this.#after(CROSSED_WAIT, () => this.#feed({ type: 'silent' }));
        return;
      case 'barred':
    }
  }

  /** Leaves the room for good. */
  async leave(): Promise<void> {
    const { phase, nick } = this.#membership;
    this.close();
    if (phase === 'in' || phase === 'joining') await this.#post(leavePresence(this.#seat, nick));
  }

  /** Ends without leaving: whoever opens next goes on. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#resend?.cancel();
  }

  #takePresence(stanza: Element, resource: string): void {
    if (stanza.attrs.type === 'error') {
      const { condition, text } = readError(stanza);
      this.#refusal = text ?? condition;
      this.#feed({ type: 'refused', condition });
      return;
    }
    const told = readRoomPresence(stanza, resource);
    if (told === undefined) return;
    this.#heard();
    const { nick, what, occupantId: id, jid, hats } = told;
    const own = told.own || (jid === this.#seat.me && nick === this.#membership.nick);
    const occupant: Occupant = {
      nick,
      ...(jid === undefined ? {} : { jid }),
      ...(id === undefined ? {} : { id }),
      ...(hats.length === 0 ? {} : { hats }),
    };
    if (own) {
      this.#takeOwnPresence(told, id);
      return;
    }
    if (what.kind === 'renamed') {
      this.#occupants.renamed(nick, what.nick);
      return;
    }
    const news = what.kind === 'here' ? this.#occupants.here(occupant) : this.#occupants.gone(nick);
    // Before our own presence the room lists who is there.
    if (news && this.#membership.phase === 'in') this.#ears.came(occupant, what.kind === 'here' ? 'joined' : 'left');
  }

  #takeOwnPresence(told: NonNullable<ReturnType<typeof readRoomPresence>>, id: string | undefined): void {
    const { what, nick, created } = told;
    if (what.kind === 'gone') {
      if (EXPELLED.has(what.how)) this.#missed.thrownOut();
      this.#feed({ type: 'left', how: what.how });
      return;
    }
    this.#own.cameIn(id);
    this.#missed.cameIn();
    if (created) void this.#post(instantRoom(this.#seat, this.#ways.newId()));
    this.#told = undefined;
    this.#refusal = undefined;
    this.#feed({ type: 'joined', nick: what.kind === 'renamed' ? what.nick : nick });
  }

  #takeAnswer(iq: Element): void {
    if (iq.attrs.id !== this.#ping || this.#ping === undefined) return;
    this.#ping = undefined;
    const standing = standingOf(iq);
    if (standing === 'in') this.#heard();
    else this.#feed({ type: standing === 'out' ? 'lost' : 'silent' });
  }

  #takeMessage(stanza: Element, nick: string): void {
    if (stanza.attrs.type === 'error') {
      this.#takeBounce(stanza, nick);
      return;
    }
    if (stanza.attrs.type !== 'groupchat') return;
    this.#heard();
    const own = this.#own.idOf(stanza, nick === this.#membership.nick);
    // Who is there now under a nick need not be who has said it then.
    const since = stanza.getChild('delay', NS.delay) === undefined ? this.#occupants.get(nick) : undefined;
    if (own === undefined) this.#ears.said(stanza, this.#own.speakerOf(stanza, nick, since));
    else {
      this.#outbox.reflected(own);
      // Anybody may write an id of ours: that tells nothing of our message then.
      if (nick === this.#membership.nick) this.#ears.reflected(own, stanza);
    }
  }

  #takeBounce(stanza: Element, nick: string): void {
    const id = stanza.attrs.id ?? '';
    const { condition } = readError(stanza);
    if (!this.#own.has(id)) {
      // Of a process before this one, or of another that says things under our name.
      if (isOutside(condition) && nick === '') this.#feed({ type: 'lost' });
      return;
    }
    const message = this.#outbox.reflected(id);
    const again = message !== undefined && this.#outbox.bounced(message, condition);
    this.#tellDropped();
    if (condition === 'forbidden' && message?.subject === false) this.#tell('no-voice');
    if (isOutside(condition)) this.#feed({ type: 'lost' });
    else if (again) this.#scheduleFlush(BOUNCE_WAIT);
  }

  #scheduleFlush(ms: number): void {
    this.#resend?.cancel();
    this.#resend = this.#ways.clock.after(ms, () => this.#flush());
  }

  #flush(): void {
    if (this.#closed || this.#membership.phase !== 'in') return;
    // Another id of the envelope for each attempt, or it would be taken for one that was carried already.
    for (const { id, xml, bounced } of this.#outbox.flush(this.#ways.clock.now())) {
      void this.#ways.post(xml, bounced === 0 ? id : this.#ways.newId());
    }
    this.#tellDropped();
  }

  #tellDropped(): void {
    const dropped = this.#outbox.takeDropped();
    if (dropped > 0) this.#ears.dropped(dropped);
  }

  #tell(what: Trouble | 'no-voice'): void {
    if (this.#told === what) return;
    this.#told = what;
    this.#ears.trouble(what);
  }

  #feed(event: MembershipEvent): void {
    if (this.#closed) return;
    const before = this.#membership.phase;
    const done: Step = step(this.#membership, event, this.#wish, this.#ways.clock.now());
    if (done.next === this.#membership) return;
    this.#membership = done.next;
    this.#ping = undefined;
    if (done.trouble !== undefined) this.#tell(done.trouble);
    if (before === 'in' && done.next.phase !== 'in') this.#occupants.clear();
    if (done.join !== undefined) {
      this.#occupants.clear();
      const patience = Math.min(ANSWER_WAIT, JOIN_WAIT * 2 ** Math.min(done.next.failures, 20));
      this.#after(patience, () => this.#feed({ type: 'silent' }));
      void this.#post(joinPresence(this.#seat, done.join, this.#missed.ask()));
    } else if (done.wait !== undefined) {
      // Spread, so that the rooms of a service that comes back are not joined all at once.
      this.#after(done.wait * (0.75 + this.#ways.random() / 2), () => this.#feed({ type: 'due' }));
    } else if (done.next.phase === 'in') {
      this.#after(PING_AFTER, () => this.#watch());
      if (before !== 'in') this.#flush();
    } else {
      this.#timer?.cancel();
    }
    this.#ears.moved?.();
  }

  #heard(): void {
    this.#heardAt = this.#ways.clock.monotonic();
    if (this.#membership.phase === 'in') this.#missed.heard();
  }

  #watch(): void {
    const silent = this.#ways.clock.monotonic() - this.#heardAt;
    if (silent < PING_AFTER) this.#after(PING_AFTER - silent, () => this.#watch());
    else this.#sendPing();
  }

  #sendPing(): void {
    const id = this.#ways.newId();
    this.#ping = id;
    this.#after(ANSWER_WAIT, () => {
      if (this.#ping === undefined) this.#watch();
      else this.#feed({ type: 'silent' });
    });
    void this.#post(selfPing(this.#seat, this.#membership.nick, id));
  }

  #after(ms: number, run: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#ways.clock.after(ms, run);
  }

  async #post(stanza: Element): Promise<void> {
    await this.#ways.post(serialise(stanza), this.#ways.newId());
  }
}
