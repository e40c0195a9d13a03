import { parseJid } from '../../../src/xmpp/jid.js';
import type { Problem } from '../../gateway.js';
import { matchesGlob } from './glob.js';
import { type Changed, SharedList, type SharedListOptions } from './shared-list.js';

/** Somebody who may not use a network through this gateway. */
interface Ban {
  /** A bare JID, a domain (all its users), or a mask of either with `*` and `?`; small letters. */
  readonly who: string;
  /** Name of the network (`NetworkSettings.network`); empty: all of them. */
  readonly network: string;
  /** Told to whom it concerns; may be empty. */
  readonly reason: string;
  /** Wall time, ms since the epoch. */
  readonly since: number;
  /** When it ends; missing: never. */
  readonly until?: number;
  /** Bare JID of the admin. */
  readonly by: string;
}

const LONGEST = 256;

/** Reads whom a ban means; undefined where it is neither JID nor domain nor a mask. The resource of a JID does not count. */
export function readBanned(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '' || trimmed.length > LONGEST) return undefined;
  if (!/[*?]/.test(trimmed)) return parseJid(trimmed)?.bare;
  // A mask that means everybody would lock out the admin as well.
  return /^[^\s/]+$/.test(trimmed) && /[^*?@.]/.test(trimmed) ? trimmed : undefined;
}

/** Whether a ban means a user; `jid` bare and normalised. */
export function bans({ who }: Pick<Ban, 'who'>, jid: string): boolean {
  const domain = jid.slice(jid.indexOf('@') + 1);
  if (!/[*?]/.test(who)) return who === jid || who === domain;
  return matchesGlob(who, who.includes('@') ? jid : domain);
}

/** The bans of the admins, over all processes. */
export class Bans {
  readonly #list: SharedList<Ban>;
  readonly #clock: SharedListOptions['clock'];

  constructor(options: SharedListOptions) {
    this.#list = new SharedList(options, 'bans');
    this.#clock = options.clock;
  }

  /** The ban that keeps a user from a network; at most 2 s old. A promise only where the store has to be asked. */
  find(jid: string, network: string): Ban | undefined | Promise<Ban | undefined> {
    const entries = this.#list.entries();
    return entries instanceof Promise
      ? entries.then((all) => this.#among(all, jid, network))
      : this.#among(entries, jid, network);
  }

  /** All that count now, the newest first. */
  async list(): Promise<readonly Ban[]> {
    const now = this.#clock.now();
    return (await this.#list.entries()).filter((ban) => counts(ban, now)).toReversed();
  }

  /** Adds one, in place of one for the same people and network. What has ended goes. */
  add(ban: Ban): Promise<Changed> {
    const now = this.#clock.now();
    return this.#list.change((all) => [...all.filter((one) => counts(one, now) && !isSame(one, ban)), ban]);
  }

  /** Takes back those of somebody, for one network or (undefined) for all; tells how many there were. */
  async remove(who: string, network: string | undefined): Promise<number | 'busy'> {
    let removed = 0;
    const changed = await this.#list.change((all) => {
      const left = all.filter((one) => one.who !== who || (network !== undefined && one.network !== network));
      removed = all.length - left.length;
      return left;
    });
    return changed === 'busy' ? 'busy' : removed;
  }

  #among(all: readonly Ban[], jid: string, network: string): Ban | undefined {
    const now = this.#clock.now();
    return all.find((ban) => (ban.network === '' || ban.network === network) && counts(ban, now) && bans(ban, jid));
  }
}

/** What a banned user is told. */
export function banned({ reason, network }: Ban): Problem {
  const everywhere = reason === '' ? 'irc.banned' : 'irc.banned-reason';
  const there = reason === '' ? 'irc.banned-network' : 'irc.banned-network-reason';
  const text = { key: network === '' ? everywhere : there, params: { network, reason } };
  return { type: 'cancel', condition: 'forbidden', text };
}

function counts({ until }: Ban, now: number): boolean {
  return until === undefined || until > now;
}

function isSame(one: Ban, other: Ban): boolean {
  return one.who === other.who && one.network === other.network;
}
