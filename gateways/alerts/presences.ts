import type { Element } from '../../src/xmpp/element.js';
import { el } from '../../src/xmpp/element.js';
import { parseJid } from '../../src/xmpp/jid.js';
import { readPresence } from '../../src/xmpp/presence.js';
import { serialise } from '../../src/xmpp/serialise.js';
import type { Clock, KeyValue, Post, Timer } from '../gateway.js';
import type { Book } from './book/book.js';
import type { Place } from './book/place.js';
import { letters } from './engine/ids.js';
import type { Presence } from './people/ways-to-reach.js';

const KEY = 'presences';
const ASKED = 'presences:asked';
/** By bare JID: whoever lets us see them. */
const GRANTED = 'presences:granted';
/** Counts what was heard of anybody. */
const CHANGES = 'presences:changes';
const CHANGES_S = 30 * 86_400;
/** What other lanes have heard is seen after this at the latest, ms; sooner by whoever asks (`Presences.fresh`). */
const FRESH_MS = 3000;
/** Who could not be asked, as the XMPP server was not there yet, is asked after so long, ms. */
const AGAIN_MS = 5000;
/** Who is there and does nothing sends no presence: so often it is asked anew, ms. */
const PROBE_MS = 86_400_000;
/** A person whose server has said nothing for so long may be anywhere, ms. */
const STALE_MS = 7 * 86_400_000;
/** Clients of one person that are looked at. */
const MOST_CLIENTS = 20;

/** By resource: how that client shows itself. */
type Clients = Readonly<Record<string, { readonly show: Presence; readonly at: number }>>;

const ORDER: readonly Presence[] = ['chat', 'online', 'away', 'xa', 'dnd', 'offline', 'unknown'];

/** What watching people of the book needs. */
export interface PresencesParts {
  readonly book: () => Book;
  readonly kv: KeyValue;
  readonly post: (stanza: Post) => Promise<void>;
  /** Bare JID that asks to see people, who may let it (RFC 6121 3). */
  readonly agent: string;
  readonly clock: Clock;
}

/** How people of the book show themselves in XMPP, as far as they let the agent see it; the same in all lanes. */
export class Presences {
  readonly #parts: PresencesParts;
  #known: ReadonlyMap<string, Clients> = new Map();
  /** What this lane has heard, and no other one does: it may be newer than what was just read. */
  readonly #own = new Map<string, Clients>();
  /** The first look at what is kept. */
  #reading: Promise<void> | undefined;
  /** `CHANGES` as it was before the last look, and the look that goes on. */
  #seen: number | undefined;
  #looking: Promise<void> | undefined;
  #timer: Timer | undefined;
  #again: Timer | undefined;
  #closed = false;

  constructor(parts: PresencesParts) {
    this.#parts = parts;
  }

  /** Reads what is known, now and every few seconds, until `close`. */
  open(): void {
    this.#reading = this.#read();
  }

  /** How whoever has a place shows itself there; of several clients the one that is most there counts. */
  of(place: Place): Presence {
    return presenceAt(place, this.#known, this.#parts.clock.now());
  }

  /**
   * Asks to see the people of a book who were never asked, once each, and how those show themselves who let us; these again every day.
   * Rejects where not all could be asked: then it is done again soon. All of it until `close`.
   */
  async ask(): Promise<void> {
    this.#again?.cancel();
    let next = AGAIN_MS;
    try {
      await this.#ask();
      next = PROBE_MS;
    } finally {
      // Another one may have been arranged meanwhile.
      this.#again?.cancel();
      if (!this.#closed) this.#again = this.#parts.clock.after(next, () => void this.ask().catch(() => undefined));
    }
  }

  /** Resolves when `of` knows what any lane has heard until now, or that cannot be read. */
  async fresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { kv } = this.#parts;
    try {
      const changes = await kv.spent(CHANGES);
      if (changes === this.#seen) return;
      this.#known = new Map([...(await readKnown(kv)), ...this.#own]);
      this.#seen = changes;
    } catch {
      // Redis is away: what was known still counts.
    }
  }

  async #ask(): Promise<void> {
    const { kv } = this.#parts;
    const [asked, granted] = await Promise.all([kv.fields(ASKED), kv.fields(GRANTED)]);
    for (const jid of this.#people()) {
      // Who does not let us see them yet is not probed: some servers take that for the end of the request.
      if (granted[jid] !== undefined) await this.#send('probe', jid);
      else if (asked[jid] === undefined) {
        await this.#send('subscribe', jid);
        await kv.setFields(ASKED, { [jid]: '' });
      }
    }
  }

  /** Takes a presence that came to the agent from a person. */
  async hear(stanza: Element): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    // Of others nobody needs to know it, and they may be many.
    if (from === undefined || !this.#people().has(from.bare)) return;
    const { kv, clock } = this.#parts;
    const read = readPresence(stanza);
    if (read.type === 'subscribe') {
      await this.#send('subscribed', from.bare);
      return;
    }
    if (read.type === 'subscribed') await kv.setFields(GRANTED, { [from.bare]: '' });
    if (read.type === 'unsubscribed') await this.#unseen(from.bare);
    if (read.type !== 'available' && read.type !== 'unavailable') return;
    // From a bare JID it comes from the server, which may also say it of whom it hides from us.
    if (from.resource === '' && (await kv.fields(GRANTED))[from.bare] === undefined) return;
    await this.#reading;
    const before = this.#own.get(from.bare) ?? this.#known.get(from.bare) ?? {};
    const show: Presence = read.type === 'unavailable' ? 'offline' : (read.show ?? 'online');
    const others = Object.entries(before)
      .filter(([resource, one]) => resource !== from.resource && one.show !== 'offline')
      .slice(-MOST_CLIENTS);
    const clients: Clients = { ...Object.fromEntries(others), [from.resource]: { show, at: clock.now() } };
    await kv.setFields(KEY, { [from.bare]: JSON.stringify(clients) });
    await kv.count(CHANGES, CHANGES_S);
    this.#own.set(from.bare, clients);
    this.#known = new Map(this.#known).set(from.bare, clients);
  }

  /** Somebody does not let us see them (any more). */
  async #unseen(jid: string): Promise<void> {
    const { kv } = this.#parts;
    await kv.removeFields(GRANTED, [jid]);
    await kv.removeFields(KEY, [jid]);
    await kv.count(CHANGES, CHANGES_S);
    this.#own.delete(jid);
    const others = new Map(this.#known);
    others.delete(jid);
    this.#known = others;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#again?.cancel();
  }

  #people(): ReadonlySet<string> {
    const { people } = this.#parts.book();
    return new Set(people.flatMap(({ places }) => places.flatMap((one) => (one.kind === 'chat' ? [one.jid] : []))));
  }

  async #read(): Promise<void> {
    const { kv, clock } = this.#parts;
    try {
      this.#known = new Map([...(await readKnown(kv)), ...this.#own]);
    } catch {
      // Redis is away: what was known still counts.
    }
    if (!this.#closed) this.#timer = clock.after(FRESH_MS, () => void this.#read());
  }

  async #send(type: 'subscribe' | 'subscribed' | 'probe', to: string): Promise<void> {
    const { post, agent, clock } = this.#parts;
    const id = `e${letters(30, ['presence', type, to, String(clock.now())])}`;
    await post({ id, from: agent, to, stanza: serialise(el('presence', { type, from: agent, to, id })) });
  }
}

/** How places show themselves, as it is known now. */
export async function readPresences(kv: Pick<KeyValue, 'fields'>, clock: Clock): Promise<(place: Place) => Presence> {
  const known = await readKnown(kv);
  return (place) => presenceAt(place, known, clock.now());
}

async function readKnown(kv: Pick<KeyValue, 'fields'>): Promise<ReadonlyMap<string, Clients>> {
  const fields = await kv.fields(KEY);
  return new Map(Object.entries(fields).map(([jid, text]): [string, Clients] => [jid, JSON.parse(text)]));
}

function presenceAt(place: Place, known: ReadonlyMap<string, Clients>, now: number): Presence {
  if (place.kind !== 'chat') return 'unknown';
  const clients = Object.values(known.get(place.jid) ?? {});
  const shows = clients.filter(({ at }) => at >= now - STALE_MS).map(({ show }) => show);
  return ORDER.find((one) => shows.includes(one)) ?? 'unknown';
}
