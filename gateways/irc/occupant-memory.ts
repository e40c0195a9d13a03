import type { HoldContext, Timer } from '../gateway.js';
import type { IrcEvent } from './state/events.js';
import type { ChannelView } from './state/views.js';

/** It lasts as long as what is remembered of sessions, s. */
const TTL_SECONDS = 30 * 86_400;
/** Changes of so many ms are written together. */
const PAUSE_MS = 100;
/** Pause after Redis took nothing, ms. */
const AGAIN_MS = 1000;

/**
 * Nicks of one channel: more than its members, since nobody is forgotten while one of us is to come back, which may take
 * hours in which people change their nicks again and again.
 */
const MOST_NICKS = 60_000;

/** What it needs of whoever holds the lane. */
type OccupantContext = Pick<HoldContext, 'lane' | 'kv' | 'clock' | 'log' | 'mayWrite'>;

/** Whom an event is told to: a session, by its identity, how it spells channels in addresses, and on which network it is. */
interface Seer {
  readonly scope: string;
  readonly names: { contact(channel: string): string };
}

/** What a channel is remembered by: users' own names for networks may be the same and mean different ones. */
export function rollName(scope: string, contact: string): string {
  return `${scope}:${contact}`;
}

function rollOf({ scope, names }: Seer, channel: string): string {
  return rollName(scope, names.contact(channel));
}

interface Roll {
  readonly nicks: Set<string>;
  /** Who is in the channel through this lane. */
  readonly seers: Set<Seer>;
  /** Who was in it and is to come back: as long as there are some, nobody is forgotten whose going they were not told of. */
  readonly awaited: Set<Seer>;
}

/** What is not written yet: nicks that came (true) and that left. */
type Changes = Map<string, boolean>;

/**
 * Remembers who is in the channels of a lane, once for all its users in a channel, so that whoever holds the lane next can
 * tell their clients who is gone. A change is written a moment later, alone: never the whole list.
 */
export class OccupantMemory {
  readonly #context: OccupantContext;
  readonly #rolls = new Map<string, Roll>();
  #changes = new Map<string, Changes>();
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(context: OccupantContext) {
    this.#context = context;
  }

  /** Who was in a channel (see `rollName`) as far as the former holder knew. To be asked before anything is taken. */
  async read(roll: string): Promise<ReadonlySet<string>> {
    const nicks = Object.keys(await this.#context.kv.fields(this.#key(roll)));
    for (const nick of nicks) this.#roll(roll).nicks.add(nick);
    return new Set(nicks);
  }

  /** A session was in a channel and will be there again. */
  await(seer: Seer, roll: string): void {
    this.#roll(roll).awaited.add(seer);
  }

  /** The connection of a session is lost: it will be in its channels again. */
  lost(seer: Seer): void {
    for (const { seers, awaited } of this.#rolls.values()) if (seers.delete(seer)) awaited.add(seer);
  }

  /** Takes what a session was told of its channels. */
  take(seer: Seer, event: IrcEvent): void {
    switch (event.type) {
      case 'joined':
        if (!event.own) this.#came(seer, event.channel, event.user.nick);
        return;
      case 'names':
        this.#known(seer, event.channel);
        return;
      case 'parted':
      case 'kicked':
        if (event.own) this.#out(seer, rollOf(seer, event.channel.name));
        else this.#left(seer, event.channel, event.user.nick);
        return;
      case 'quit':
        if (event.own) return;
        for (const channel of event.channels) this.#left(seer, channel, event.user.nick);
        return;
      case 'netsplit':
        for (const { user, channels } of event.lost) for (const one of channels) this.#left(seer, one, user.nick);
        return;
      case 'netjoin':
        for (const { user, channels } of event.returned) for (const one of channels) this.#came(seer, one, user.nick);
        return;
      case 'nick':
        for (const channel of event.channels) {
          this.#left(seer, channel, event.from);
          this.#came(seer, channel, event.user.nick);
        }
        return;
      default:
        return;
    }
  }

  /** A session is over: it is in no channel any more. */
  forget(seer: Seer): void {
    for (const contact of [...this.#rolls.keys()]) this.#out(seer, contact);
  }

  /** Writes what is left; what changes from now on is another process' business. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#write();
    this.#closed = true;
  }

  /** All members of a channel are known: what was remembered besides is gone. */
  #known(seer: Seer, channel: ChannelView): void {
    const contact = rollOf(seer, channel.name);
    const roll = this.#roll(contact);
    roll.seers.add(seer);
    roll.awaited.delete(seer);
    const here = new Set<string>();
    for (const { nick } of channel.members.keys()) {
      here.add(nick);
      this.#add(contact, roll, nick);
    }
    if (here.size === roll.nicks.size || roll.awaited.size > 0) return;
    for (const nick of roll.nicks) if (!here.has(nick)) this.#remove(contact, roll, nick);
  }

  #came(seer: Seer, channel: ChannelView, nick: string): void {
    const contact = rollOf(seer, channel.name);
    const roll = this.#rolls.get(contact);
    if (roll !== undefined) this.#add(contact, roll, nick);
  }

  #left(seer: Seer, channel: ChannelView, nick: string): void {
    const contact = rollOf(seer, channel.name);
    const roll = this.#rolls.get(contact);
    if (roll !== undefined && roll.awaited.size === 0) this.#remove(contact, roll, nick);
  }

  #roll(contact: string): Roll {
    const known = this.#rolls.get(contact);
    if (known !== undefined) return known;
    const roll: Roll = { nicks: new Set(), seers: new Set(), awaited: new Set() };
    this.#rolls.set(contact, roll);
    return roll;
  }

  #out(seer: Seer, contact: string): void {
    const roll = this.#rolls.get(contact);
    if (roll === undefined) return;
    const { seers, awaited } = roll;
    if (!seers.delete(seer) && !awaited.delete(seer)) return;
    if (seers.size + awaited.size > 0) return;
    this.#rolls.delete(contact);
    for (const nick of roll.nicks) this.#change(contact, nick, false);
  }

  #add(contact: string, { nicks }: Roll, nick: string): void {
    if (nicks.has(nick) || nicks.size >= MOST_NICKS) return;
    nicks.add(nick);
    this.#change(contact, nick, true);
  }

  #remove(contact: string, { nicks }: Roll, nick: string): void {
    if (nicks.delete(nick)) this.#change(contact, nick, false);
  }

  #change(contact: string, nick: string, here: boolean): void {
    if (this.#closed) return;
    const changes = this.#changes.get(contact);
    if (changes === undefined) this.#changes.set(contact, new Map([[nick, here]]));
    else changes.set(nick, here);
    this.#later(PAUSE_MS);
  }

  #later(ms: number): void {
    this.#timer ??= this.#context.clock.after(ms, () => {
      this.#timer = undefined;
      void this.#write();
    });
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNow());
    return this.#writing;
  }

  async #writeNow(): Promise<void> {
    const { log } = this.#context;
    if (this.#changes.size === 0 || this.#closed || !this.#context.mayWrite()) return;
    const all = this.#changes;
    this.#changes = new Map();
    const results = await Promise.allSettled([...all].map(([contact, changes]) => this.#put(contact, changes)));
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed === undefined) return;
    log.warn({ error: String((failed as PromiseRejectedResult).reason) }, 'who is in rooms could not be remembered');
    for (const [contact, changes] of all) {
      const newer = this.#changes.get(contact) ?? [];
      this.#changes.set(contact, new Map([...changes, ...newer]));
    }
    this.#later(AGAIN_MS);
  }

  async #put(contact: string, changes: Changes): Promise<void> {
    const { kv } = this.#context;
    const key = this.#key(contact);
    const came = [...changes].filter(([, here]) => here).map(([nick]) => [nick, ''] as const);
    const left = [...changes].filter(([, here]) => !here).map(([nick]) => nick);
    await Promise.all([kv.setFields(key, Object.fromEntries(came), TTL_SECONDS), kv.removeFields(key, left)]);
  }

  #key(contact: string): string {
    return `occupants:${this.#context.lane}:${contact}`;
  }
}
