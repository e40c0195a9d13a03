import type { AdminChange } from '../../../src/xmpp/muc/admin.js';
import type { Problem } from '../../gateway.js';
import { banMask, isSharedHost, maskMeets, masksOf } from '../rooms/ban-masks.js';
import { problemOf } from '../rooms/place.js';
import { changeFor } from '../rooms/roles.js';
import type { ListEntry, UserView } from '../state/views.js';
import type { ModeChange } from '../wire/modes.js';
import { banList } from './admin-list.js';
import { type Target, targetOf } from './admin-target.js';
import { type AsksParts, type Inside, memberOf, nobodyIs } from './asking.js';
import type { Server } from './server.js';
import { whois } from './whois.js';

/** Somebody who is to leave. */
interface Kick {
  readonly nick: string;
  readonly reason: string | undefined;
}

/** What a request comes to: the modes first, then the kicks. */
interface Plan {
  readonly modes: readonly ModeChange[];
  readonly kicks: readonly Kick[];
}

/** People that one mask may throw out at once: whoever meant more would not want it. */
const MOST_KICKS = 20;

/** Works out what the changes of one request (XEP-0045 8 and 9) are on IRC, or why they cannot be. */
export class Planner {
  readonly #parts: AsksParts;
  readonly #server: Server;
  readonly #inside: Inside;
  readonly #modes: ModeChange[] = [];
  readonly #kicks: Kick[] = [];
  #bans: readonly ListEntry[] | undefined;

  constructor(parts: AsksParts, server: Server, inside: Inside) {
    this.#parts = parts;
    this.#server = server;
    this.#inside = inside;
  }

  async plan(changes: readonly AdminChange[]): Promise<Plan | Problem> {
    const { user, network, place } = this.#inside.session;
    const { domain, addresses } = this.#parts;
    const session = { user, network, own: place.own };
    for (const change of changes) {
      const target = targetOf(change, { domain, addresses, session });
      const problem = await this.#one(change, target);
      if (problem !== undefined) return problem;
    }
    return { modes: this.#modes, kicks: this.#kicks };
  }

  async #one(change: AdminChange, target: Target): Promise<Problem | undefined> {
    if (target.kind === 'nobody') return nobodyIs(change.nick ?? change.jid ?? '');
    if ('affiliation' in change && change.affiliation === 'outcast') return await this.#ban(target, change.reason);
    const member = target.kind === 'nick' ? memberOf(this.#inside, target.nick) : undefined;
    if (member !== undefined) return this.#change(change, member);
    if ('affiliation' in change && change.affiliation === 'none') return await this.#unban(target);
    // Modes are for those who are there.
    return nobodyIs(target.kind === 'nick' ? target.nick : target.mask);
  }

  #change(change: AdminChange, { nick }: UserView): Problem | undefined {
    const { session, channel } = this.#inside;
    const user = session.state?.user(nick);
    const signs = user === undefined ? '' : (channel.members.get(user) ?? '');
    const ranking = { prefix: session.place.isupport.prefix, moderated: channel.modes.has('m') };
    const wanted = changeFor(change, nick, signs, ranking);
    switch (wanted.kind) {
      case 'modes':
        this.#modes.push(...wanted.changes);
        return undefined;
      case 'kick':
        this.#kicks.push({ nick, reason: change.reason });
        return undefined;
      case 'ban':
        return undefined;
      case 'refused':
        return wanted.why === 'not-moderated'
          ? problemOf('cancel', 'not-allowed', 'irc.room.not-moderated', { room: channel.name })
          : problemOf('cancel', 'feature-not-implemented', 'irc.room.no-rank', { network: session.network });
    }
  }

  async #ban(target: Exclude<Target, { kind: 'nobody' }>, reason: string | undefined): Promise<Problem | undefined> {
    const { session, channel } = this.#inside;
    const own = session.place.own.user;
    if (target.kind === 'mask') {
      if (this.#meets(target.mask, own)) return ownBan();
      this.#addBan(target.mask);
      const met = [...channel.members.keys()].filter((user) => this.#meets(target.mask, user));
      this.#kicks.push(...met.slice(0, MOST_KICKS).map(({ nick }) => ({ nick, reason })));
      return undefined;
    }
    if (session.place.same(target.nick, own.nick)) return ownBan();
    const member = memberOf(this.#inside, target.nick);
    const known = member ?? (await this.#whereabouts(target));
    const { accountExtban } = session.place.isupport;
    const mask = banMask(known, {
      accountExtban,
      sharedHost: member !== undefined && isSharedHost(channel, member),
    });
    // Nobody wants to be thrown out by the ban of a neighbour.
    this.#addBan(this.#meets(mask, own) ? `${known.nick}!*@*` : mask);
    if (member !== undefined) this.#kicks.push({ nick: member.nick, reason });
    return undefined;
  }

  /** What can be found out of somebody who is not in the channel. */
  async #whereabouts({
    nick,
    user,
    host,
  }: Extract<Target, { kind: 'nick' }>): Promise<Pick<UserView, 'nick' | 'user' | 'host' | 'account'>> {
    if (host !== undefined) return { nick, user, host, account: undefined };
    const told = await whois(this.#server, this.#inside.session, nick);
    if (!told.ok) return { nick, user: undefined, host: undefined, account: undefined };
    const found = told.value;
    return { nick: found.nick, user: found.user, host: found.host, account: found.account };
  }

  /** Takes back the masks that an outcast's address means, or that keep out somebody who was seen. */
  async #unban(target: Exclude<Target, { kind: 'nobody' }>): Promise<Problem | undefined> {
    const { session, channel } = this.#inside;
    if (this.#bans === undefined) {
      const told = await banList(this.#server, session, channel.name);
      if (!told.ok) return told.problem;
      this.#bans = told.value;
    }
    const fold = (text: string): string => session.place.fold(text);
    const masks = new Set(masksOf(target.kind === 'mask' ? target.mask : target.nick, this.#bans, fold));
    if (target.kind === 'nick' && target.host !== undefined) {
      const { nick, user, host } = target;
      for (const { mask } of this.#bans) {
        if (maskMeets(mask, { nick, user, host, account: undefined }, undefined, fold)) masks.add(mask);
      }
    }
    for (const mask of masks) this.#modes.push({ sign: '-', mode: 'b', param: mask });
    return undefined;
  }

  #addBan(mask: string): void {
    const known = this.#inside.channel.list('ban');
    if (known?.complete === true && known.entries.some((entry) => entry.mask === mask)) return;
    this.#modes.push({ sign: '+', mode: 'b', param: mask });
  }

  #meets(mask: string, user: UserView): boolean {
    const { session } = this.#inside;
    return maskMeets(mask, user, session.place.isupport.accountExtban, (text) => session.place.fold(text));
  }
}

function ownBan(): Problem {
  return problemOf('cancel', 'conflict', 'irc.room.own-ban');
}
