import type { Timer } from '../../gateway.js';
import type { HistoryEvent, MessageEvent } from '../state/events.js';
import type { Place } from './place.js';
import type { Room } from './room.js';

/** Lines that are asked for at once, and how often. What is older than that is left out. */
const PAGE = 100;
const MOST_PAGES = 10;
/** Lines of the archive in which the last one with an id of the server is sought. */
const LOOKED_AT = 20;
/** Lines of the archive with which what the server tells unasked is compared. */
const MOST_COMPARED = 500;
/** Lines that may be held back meanwhile. */
const MOST_HELD = 1000;
/** How long the server has for one answer, ms. */
const ANSWER_MS = 15_000;

/** The last line that the user has got. */
interface Last {
  readonly msgid: string | undefined;
  /** Wall time, ms. */
  readonly at: number;
}

/** What it needs of the connection. */
export type CatchUpPlace = Pick<Place, 'caps' | 'isupport' | 'archive' | 'user' | 'send' | 'clock' | 'log'>;

/**
 * What was said in a channel while nobody of us was there, where the server keeps it (IRCv3 draft/chathistory). It is told
 * behind who is there and before what is said from then on.
 */
export class CatchUp {
  readonly #place: CatchUpPlace;
  readonly #room: Pick<Room, 'contact' | 'name'>;
  readonly #tell: (event: MessageEvent, past: boolean) => void;
  #last: Last | undefined;
  /** What was said meanwhile, in order; undefined: nothing is held back. */
  #held: MessageEvent[] | undefined;
  /** The msgids of what has been told of the past. */
  readonly #told = new Set<string>();
  #pages = 0;
  #timer: Timer | undefined;

  /** `tell`: brings a line to the clients; `past`: it was said while we were away. */
  constructor(
    place: CatchUpPlace,
    room: Pick<Room, 'contact' | 'name'>,
    tell: (event: MessageEvent, past: boolean) => void,
  ) {
    this.#place = place;
    this.#room = room;
    this.#tell = tell;
  }

  /** A line has come; it is told now, or when its turn comes. */
  said(event: MessageEvent): void {
    if (this.#held === undefined) {
      this.#say(event, false);
      return;
    }
    this.#held.push(event);
    if (this.#held.length > MOST_HELD) this.#end();
  }

  /** A line of our own came back, and is told by who sent it. */
  note(event: MessageEvent): void {
    if (this.#held === undefined) this.#last = lastOf(event);
  }

  /** We are back in the channel: what is said from now on is held back, if what was said before can be had. */
  begin(): void {
    const { caps, isupport } = this.#place;
    if (!caps.has('draft/chathistory') || !caps.has('batch') || isupport.chathistory === undefined) return;
    this.stop();
    this.#held = [];
    this.#wait();
  }

  /** Asks for the past; everything that comes before it was told. */
  ask(): void {
    if (this.#held === undefined) return;
    this.#pages = 0;
    this.#told.clear();
    if (this.#last !== undefined) {
      this.#page(this.#last);
      return;
    }
    const { archive, user, log } = this.#place;
    // Another process had the connection: what the user has got is in the archive.
    archive.recent(this.#room.contact, user, { max: LOOKED_AT }).then(
      (lines) => {
        // Ours and the server's clock may differ: an id is better than a time.
        const line = lines.findLast(({ networkId }) => networkId !== undefined) ?? lines.at(-1);
        if (line === undefined) this.#end();
        else this.#page({ msgid: line.networkId, at: line.at });
      },
      (error: unknown) => {
        log.warn({ error: String(error) }, 'what a user missed could not be found out');
        this.#end();
      },
    );
  }

  /** Takes what the server kept; false where nobody has asked for it here. */
  take(entries: HistoryEvent['entries']): boolean {
    if (this.#held === undefined || this.#pages === 0) return false;
    const lines = entries.filter((entry): entry is MessageEvent => entry.type === 'message');
    for (const line of lines) {
      const { msgid } = line.annotations;
      if (msgid !== undefined && this.#told.has(msgid)) continue;
      if (msgid !== undefined) this.#told.add(msgid);
      this.#say(line, true);
    }
    const last = lines.at(-1);
    if (last === undefined || entries.length < this.#limit || this.#pages >= MOST_PAGES) this.#end();
    else this.#page(lastOf(last));
    return true;
  }

  /** Takes what the server tells of the past unasked, as InspIRCd does at a join: what this user has not got yet is told. */
  unasked(entries: HistoryEvent['entries']): void {
    const lines = entries.filter((entry): entry is MessageEvent => entry.type === 'message');
    const [first] = lines;
    if (first === undefined) return;
    const { archive, user, log } = this.#place;
    this.#held ??= [];
    this.#wait();
    archive.recent(this.#room.contact, user, { max: MOST_COMPARED, since: first.at }).then(
      (got) => {
        const known = new Set(got.flatMap(({ networkId, at, from }) => [networkId, `${at} ${from}`]));
        for (const line of lines)
          if (!known.has(line.annotations.msgid ?? `${line.at} ${line.from.nick}`)) this.#say(line, true);
        this.#end();
      },
      (error: unknown) => {
        log.warn({ error: String(error) }, 'what a user has got already could not be found out');
        this.#end();
      },
    );
  }

  /** The connection is lost. What was held back is had at the next time. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#held = undefined;
    this.#pages = 0;
  }

  get #limit(): number {
    return Math.min(this.#place.isupport.chathistory ?? PAGE, PAGE);
  }

  #page({ msgid, at }: Last): void {
    if (this.#held === undefined) return;
    this.#pages += 1;
    const where = msgid === undefined ? `timestamp=${new Date(at).toISOString()}` : `msgid=${msgid}`;
    this.#wait();
    this.#place.send(
      { command: 'CHATHISTORY', params: ['AFTER', this.#room.name, where, String(this.#limit)] },
      {
        answered: ({ kind }) => {
          if (kind === 'error') this.#end();
        },
      },
    );
  }

  #wait(): void {
    this.#timer?.cancel();
    this.#timer = this.#place.clock.after(ANSWER_MS, () => this.#end());
  }

  /** What was held back is told. */
  #end(): void {
    const held = this.#held ?? [];
    this.stop();
    for (const event of held) {
      const { msgid } = event.annotations;
      if (msgid === undefined || !this.#told.has(msgid)) this.#say(event, false);
    }
    this.#told.clear();
  }

  #say(event: MessageEvent, past: boolean): void {
    this.#last = lastOf(event);
    this.#tell(event, past);
  }
}

function lastOf({ annotations: { msgid }, at }: MessageEvent): Last {
  return { msgid, at };
}
