import { roomChanged } from '../../../src/xmpp/muc/groupchat.js';
import { type Leaving, occupantLeft } from '../../../src/xmpp/muc/occupants.js';
import type { StatusCode } from '../../../src/xmpp/muc/terms.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { Recent } from '../../gateway.js';
import type { KickedEvent, ModesEvent, TopicEvent } from '../state/events.js';
import type { UserView } from '../state/views.js';
import { maskMeets } from './ban-masks.js';
import { occupantOf } from './occupants.js';
import type { Place } from './place.js';
import type { Room } from './room.js';

/** A kick so soon after a ban that fits is the ban's doing, ms. */
const BAN_MS = 15_000;
const BANS = 32;

const SELF: readonly StatusCode[] = [110];

/** Tells the clients in one room what others do there: who comes and goes, and what they are in it. */
export class RoomPeople {
  readonly #place: Place;
  readonly #room: Room;
  /** Masks that were banned lately, and when (monotonic). */
  readonly #bans = new Recent<string, number>(BANS);

  constructor(place: Place, room: Room) {
    this.#place = place;
    this.#room = room;
  }

  /** Somebody came, or something about them is another now. */
  shown(user: UserView, extra: readonly StatusCode[] = []): void {
    const { audience, channel, state } = this.#room;
    if (channel === undefined || state !== 'in' || audience.size === 0) return;
    const signs = channel.members.get(user);
    if (signs === undefined) return;
    audience.tell(this.#room.presence(user, signs, user === this.#place.own.user ? [...SELF, ...extra] : extra));
  }

  /** Somebody left by themselves; `signs`: what they had last, where it is still known. */
  left(user: UserView, reason: string | undefined): void {
    this.#gone(user, { how: 'left', ...(reason === undefined || reason === '' ? {} : { text: reason }) });
  }

  /** Somebody else was kicked; a ban just before makes it one. */
  kicked({ user, by, reason }: KickedEvent): void {
    this.#gone(user, this.leavingOf(user, by.nick, reason));
  }

  /** How somebody left who was kicked. */
  leavingOf(user: UserView, by: string, reason: string | undefined): Leaving {
    const how = this.#wasBanned(user) ? 'banned' : 'kicked';
    const { names } = this.#place;
    const actor = { nick: by, jid: names.jid(names.contact(by)) };
    return { how, actor, ...(reason === undefined || reason === '' ? {} : { reason }) };
  }

  /** XEP-0045 7.6: the old nick leaves for the new one, which comes. */
  renamed(user: UserView, from: string, own: boolean): void {
    const { audience, channel, state } = this.#room;
    if (channel === undefined || state !== 'in' || audience.size === 0) return;
    const signs = channel.members.get(user);
    if (signs === undefined) return;
    const occupant = occupantOf(this.#place, this.#room, channel, { ...copyOf(user), nick: from }, signs);
    const statuses = own ? SELF : [];
    audience.tell(serialise(occupantLeft(occupant, { how: 'renamed', nick: user.nick }, { statuses })));
    audience.tell(this.#room.presence(user, signs, own ? [...SELF, 210] : []));
  }

  /** What a MODE line changed: one presence for each whose standing is another, and a line for those who read. */
  modes({ by, text, members, settings, lists }: ModesEvent): void {
    const { audience, channel, state } = this.#room;
    if (channel === undefined) return;
    for (const { kind, added, mask } of lists) {
      if (kind === 'ban' && added) this.#bans.set(mask, this.#place.clock.monotonic());
    }
    if (state !== 'in' || audience.size === 0) return;
    // Voices mean something else in a moderated room.
    const all = settings.some(({ mode }) => mode === 'm')
      ? [...channel.members.keys()]
      : members.map(({ user }) => user);
    for (const user of all) this.shown(user);
    if (settings.length > 0) audience.tell(serialise(roomChanged({ room: this.#room.jid })));
    this.#room.announce(this.#place.say({ key: 'irc.room.mode', params: { modes: text, nick: by.nick } }));
  }

  topic({ changed, by }: TopicEvent): void {
    const { state, audience } = this.#room;
    if (changed && state === 'in' && audience.size > 0) audience.tell(this.#room.subject(by?.nick));
  }

  #gone(user: UserView, leaving: Leaving): void {
    const { audience, channel, state } = this.#room;
    if (channel === undefined || state !== 'in' || audience.size === 0) return;
    const occupant = occupantOf(this.#place, this.#room, channel, user, '');
    audience.tell(serialise(occupantLeft(occupant, leaving)));
  }

  #wasBanned(user: UserView): boolean {
    const { clock, isupport } = this.#place;
    const fold = (name: string): string => this.#place.fold(name);
    const now = clock.monotonic();
    const bans = this.#room.channel?.list('ban')?.entries ?? [];
    return [...bans.map(({ mask }) => mask)].some((mask) => {
      const at = this.#bans.get(mask);
      return at !== undefined && now - at < BAN_MS && maskMeets(mask, user, isupport.accountExtban, fold);
    });
  }
}

function copyOf({ nick, user, host, realname, account, away, bot, shared }: UserView): UserView {
  return { nick, user, host, realname, account, away, bot, shared };
}
