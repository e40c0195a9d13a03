import type { Clock, Log, Timer } from '../../gateway.js';
import { troubleOf } from '../trouble.js';
import { Backlog } from './backlog.js';
import { advanced, type Listed, MOST_RECENT, newAmong, recentWord } from './cursor.js';
import { type FailureReason, ImapFailure } from './failure.js';
import { fetchOutline, fetchWhole, isDraft, list, listAtMost, outlined, type Place } from './fetch-mail.js';
import type { CursorKeeper } from './keeper.js';
import type { ImapSession } from './session.js';
import type { Expunged, FlagsChange, Selected } from './session-types.js';
import type { Cursor, FetchedMail } from './types.js';

interface InboxOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keeper: CursorKeeper;
  /** Largest mail that is fetched whole, octets. */
  readonly maxSize: number;
  /** Mails that are handed over at once. */
  readonly window: number;
  /** As many of the mails that are there at the very first look count as new. */
  readonly backfill: number;
  /** So do those that the server received since then, ms since the epoch. */
  readonly since?: number;
  /** Resolves when the mail is safe. */
  readonly hand: (mail: FetchedMail) => Promise<void>;
  readonly fetchRest: (place: Place, uid: number, most: number) => Promise<Uint8Array>;
  readonly flags?: (uid: number, flags: readonly string[]) => void;
  readonly gone?: (uid: number) => void;
  /** There may be something to do. */
  readonly wake: () => void;
}

/** Mails that are listed at once: what comes in one piece is read in one go, and holds up all else in the process. */
const MOST_LISTED = 100;
/** Mails that are looked at when the server has numbered the folder anew. */
const RENUMBERED_WINDOW = 1000;
/** What one FETCH brings at most, unless one mail alone is larger; octets. */
const BATCH_OCTETS = 2 * 1024 * 1024;
/** After so many failures a mail is no longer fetched whole, and after so many not at all. */
const OUTLINE_AFTER = 3;
const BARE_AFTER = 5;
const HARM: ReadonlySet<FailureReason> = new Set(['protocol', 'refused', 'lost', 'timeout']);
const FIRST_PAUSE_MS = 1000;
const SECOND_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Mails whose leaving is noticed on servers that do not say which mail left. */
const MOST_WATCHED = 200;
const MOST_UNNAMED = 200;

/**
 * One folder whose new mails are handed over, over any number of connections. The cursor passes a mail only when it and all
 * before it are safe.
 */
export class Inbox {
  readonly path: string;
  readonly #options: InboxOptions;
  readonly #backlog = new Backlog();
  #cursor: Cursor | undefined;
  #place: Place | undefined;
  /** UIDNEXT at the time of opening. */
  #uidNext = 0;
  #dirty = false;
  /** Counts the numberings of the folder: what was begun under an earlier one does not count. */
  #numbering = 0;
  #pauseMs = 0;
  /** Runs while nothing may be handed over. */
  #pause: Timer | undefined;
  /** A mail was not safe, and it has not been taken up again: nothing behind it is handed over. */
  #failed = false;
  /** Places of mails whose flags changed. */
  readonly #unnamed = new Set<number>();
  #lookForGone = false;
  #watched: number[] = [];
  #stopped = false;
  #idleWaiters: (() => void)[] = [];

  constructor(options: InboxOptions) {
    this.path = options.path;
    this.#options = options;
  }

  /** Nothing is to be fetched, nothing is being handed over. */
  get settled(): boolean {
    return !this.#dirty && this.#backlog.size === 0;
  }

  /** Opens the folder on a fresh connection, or again, and finds out what has happened since. */
  async open(session: ImapSession): Promise<void> {
    this.#unnamed.clear();
    this.#cursor ??= await this.#options.keeper.load();
    const cursor = this.#cursor;
    const known =
      cursor?.highestModSeq === undefined
        ? undefined
        : { uidValidity: cursor.uidValidity, highestModSeq: cursor.highestModSeq };
    const selected = await session.select(this.path, known);
    this.#uidNext = selected.uidNext ?? (await highestUid(session, selected)) + 1;
    this.#place = { folder: this.path, uidValidity: selected.uidValidity };
    this.#dirty = true;
    if (cursor === undefined) await this.#begin(session, selected);
    else if (cursor.uidValidity !== selected.uidValidity || this.#uidNext <= cursor.lastUid) {
      await this.#renumber(session, selected, cursor);
    } else {
      if (!session.abilities.qresync) await this.#changedFlags(session, selected, cursor);
      this.#setCursor(withModSeq(cursor, selected.highestModSeq));
    }
  }

  /** Nothing is fetched any more. */
  stop(): void {
    this.#stopped = true;
    this.#pause?.cancel();
  }

  /** Resolves when nothing is being handed over. */
  handedOver(): Promise<void> {
    if (this.#backlog.handing === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** The connection is gone; what was on its way is fetched again over the next one. */
  closed(): void {
    this.#backlog.connectionLost();
  }

  /** There may be new mails: the next steps look. */
  look(): void {
    this.#dirty = true;
  }

  flagsChanged({ uid, sequence, flags, modSeq }: FlagsChange): void {
    const cursor = this.#cursor;
    if (cursor === undefined) return;
    if (modSeq !== undefined) this.#cursor = withModSeq(cursor, modSeq);
    if (this.#options.flags === undefined) return;
    if (uid !== undefined) {
      if (uid <= cursor.lastUid) this.#options.flags(uid, flags);
    } else if (this.#unnamed.size < MOST_UNNAMED) {
      this.#unnamed.add(sequence);
      this.#options.wake();
    }
  }

  expunged({ uids }: Expunged): void {
    const { gone } = this.#options;
    if (gone === undefined) return;
    if (uids !== undefined) {
      const lastUid = this.#cursor?.lastUid ?? 0;
      for (const uid of uids) if (uid <= lastUid) gone(uid);
      return;
    }
    // The places of all behind it have changed.
    this.#unnamed.clear();
    this.#lookForGone = true;
    this.#options.wake();
  }

  /** Does the next thing that is to be done over the connection. False: there is nothing, for now. */
  async step(session: ImapSession): Promise<boolean> {
    if (this.#stopped) return false;
    if (this.#unnamed.size > 0) await this.#nameFlags(session);
    if (this.#lookForGone) await this.#findGone(session);
    if (this.#dirty && this.#backlog.size < MOST_LISTED) {
      await this.#list(session);
      return true;
    }
    if (this.#pause !== undefined) return false;
    const { window } = this.#options;
    const { handing } = this.#backlog;
    // Of those that were handed over with it more may fail, and what is handed over now would be ahead of them.
    if (this.#failed && handing > 0) return false;
    this.#failed = false;
    const room = window - handing;
    // One mail a command would be slow over a long way.
    if (room <= 0 || room < Math.min(this.#backlog.waiting, window / 2)) return false;
    const next = this.#backlog.take(room, BATCH_OCTETS);
    if (next.length === 0) return false;
    await this.#bring(session, next);
    return true;
  }

  async #begin(session: ImapSession, selected: Selected): Promise<void> {
    const { keeper, since = Number.POSITIVE_INFINITY } = this.#options;
    const latest = await listLatest(session, selected, Math.max(MOST_RECENT, this.#options.backfill));
    const before = latest.filter(({ uid }) => uid < this.#uidNext);
    // The date of a mail has whole seconds (RFC 9051 9).
    const old = before.findLastIndex(({ internalDate = 0 }) => internalDate + SECOND_MS <= since);
    const backfill = Math.max(this.#options.backfill, before.length - 1 - old);
    const seen = backfill === 0 ? before : before.slice(0, -backfill);
    const lastUid = before.length === seen.length ? this.#uidNext - 1 : (seen.at(-1)?.uid ?? 0);
    const cursor: Cursor = {
      uidValidity: selected.uidValidity,
      lastUid,
      recent: seen.slice(-MOST_RECENT).map(recentWord),
      ...(selected.highestModSeq === undefined ? {} : { highestModSeq: String(selected.highestModSeq) }),
    };
    // Without this a restart would begin later, behind mails that nobody had seen.
    await keeper.saveFirst(cursor);
    this.#cursor = cursor;
  }

  /** The server counts the mails anew: the new ones among them are those that the cursor does not remember. */
  async #renumber(session: ImapSession, selected: Selected, cursor: Cursor): Promise<void> {
    const { log, keeper } = this.#options;
    this.#numbering += 1;
    this.#backlog.clear();
    this.#watched = [];
    const latest = await listLatest(session, selected, RENUMBERED_WINDOW);
    const fresh = newAmong(latest, cursor);
    const first = latest.find(({ uid }) => fresh.has(uid));
    const lastUid = first === undefined ? Math.max(this.#uidNext - 1, latest.at(-1)?.uid ?? 0) : first.uid - 1;
    const { highestModSeq: _, ...rest } = cursor;
    const next = withModSeq({ ...rest, uidValidity: selected.uidValidity, lastUid }, selected.highestModSeq);
    await keeper.saveFirst(next);
    this.#cursor = next;
    for (const mail of latest) if (mail.uid > lastUid) this.#backlog.add(mail, !fresh.has(mail.uid));
    log.info({ new: fresh.size, of: latest.length }, 'the mail server has numbered the folder anew');
  }

  /** With CONDSTORE alone the flags that changed in between are asked for. */
  async #changedFlags(session: ImapSession, selected: Selected, cursor: Cursor): Promise<void> {
    const { flags } = this.#options;
    const since = cursor.highestModSeq;
    if (flags === undefined || since === undefined || selected.highestModSeq === undefined || cursor.lastUid === 0)
      return;
    if (selected.highestModSeq <= BigInt(since)) return;
    const rows = await session.fetch(`1:${cursor.lastUid}`, { flags: true }, { changedSince: BigInt(since) });
    for (const row of rows) if (row.flags !== undefined && row.uid <= cursor.lastUid) flags(row.uid, [...row.flags]);
  }

  async #list(session: ImapSession): Promise<void> {
    const from = Math.max(this.#cursor?.lastUid ?? 0, this.#backlog.last ?? 0) + 1;
    // Before the question: what comes while it is answered is looked for again.
    this.#dirty = false;
    const many = this.#uidNext - from > MOST_LISTED;
    const { mails, isFull } = many
      ? { mails: await this.#listSome(session, from), isFull: true }
      : await listAtMost(session, `${from}:*`, MOST_LISTED);
    // `n:*` names the last mail even where its UID is below n (RFC 9051 9).
    for (const mail of mails) if (mail.uid >= from) this.#backlog.add(mail);
    if (!many && isFull) this.#uidNext = Number.MAX_SAFE_INTEGER;
    if (isFull) this.#dirty = true;
  }

  /** The next mails of many. UIDs may have gaps of any size between them. */
  async #listSome(session: ImapSession, from: number): Promise<readonly Listed[]> {
    const close = await list(session, `${from}:${from + MOST_LISTED - 1}`);
    if (close.length > 0) return close;
    const uids = (await session.search({ uid: `${from}:*` })).filter((uid) => uid >= from).slice(0, MOST_LISTED);
    const [first] = uids;
    if (first !== undefined) return await list(session, `${first}:${uids.at(-1) ?? first}`);
    this.#uidNext = from;
    return [];
  }

  async #bring(session: ImapSession, next: readonly Listed[]): Promise<void> {
    try {
      await this.#fetch(session, next);
    } catch (error) {
      // Any of these may be this mail's doing: servers stumble over single mails.
      const harmed = error instanceof ImapFailure && HARM.has(error.reason);
      this.#backlog.fetchFailed(next, harmed);
      if (!harmed || session.ended !== undefined) throw error;
    }
  }

  async #fetch(session: ImapSession, next: readonly Listed[]): Promise<void> {
    const place = this.#place;
    const { maxSize } = this.#options;
    if (place === undefined) return;
    const whole = next.filter(({ uid, size, flags }) => {
      if (isDraft({ flags, octets: 'too-large' })) return false;
      return size <= maxSize && this.#backlog.failuresOf(uid) < OUTLINE_AFTER;
    });
    const found =
      whole.length === 0
        ? new Map<number, FetchedMail | 'not-whole'>()
        : await fetchWhole(session, place, whole, maxSize);
    for (const mail of next) {
      const got = found.get(mail.uid);
      if (got !== undefined && got !== 'not-whole') this.#hand(got);
      else if (got === 'not-whole' || !whole.includes(mail)) await this.#fetchLarge(session, place, mail);
      else this.#gone(mail.uid);
    }
  }

  async #fetchLarge(session: ImapSession, place: Place, mail: Listed): Promise<void> {
    if (isDraft({ flags: mail.flags, octets: 'too-large' })) {
      this.#done(mail.uid);
      return;
    }
    const rest = async (most: number) => await this.#options.fetchRest(place, mail.uid, most);
    if (this.#backlog.failuresOf(mail.uid) >= BARE_AFTER) {
      this.#hand(outlined(place, mail, new Uint8Array(0), rest));
      return;
    }
    const outline = await fetchOutline(session, place, mail, rest);
    if (outline === undefined) this.#gone(mail.uid);
    else this.#hand(outline);
  }

  #hand(mail: FetchedMail): void {
    if (isDraft(mail)) {
      this.#done(mail.uid);
      return;
    }
    if (this.#failed) {
      // Behind the one that has failed meanwhile, also where fetching took longer than the pause.
      this.#backlog.again(mail.uid);
      return;
    }
    const numbering = this.#numbering;
    this.#backlog.handingOver(mail.uid);
    const handed = (async () => await this.#options.hand(mail))();
    handed.then(
      () => {
        if (numbering === this.#numbering) this.#safe(mail.uid);
        this.#handed();
      },
      (error: unknown) => {
        if (numbering === this.#numbering) this.#notSafe(mail.uid, error);
        this.#handed();
      },
    );
  }

  #handed(): void {
    if (this.#backlog.handing > 0) return;
    if (this.#failed) this.#options.wake();
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #safe(uid: number): void {
    this.#pauseMs = 0;
    this.#watched.push(uid);
    if (this.#watched.length > 2 * MOST_WATCHED) this.#watched = this.#watched.slice(-MOST_WATCHED);
    this.#done(uid);
  }

  #notSafe(uid: number, error: unknown): void {
    const { clock, log, wake } = this.#options;
    this.#backlog.again(uid);
    this.#failed = true;
    // Those that were handed over together fail together, and that is one failure.
    if (this.#pause !== undefined) return;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2));
    log.warn({ ...troubleOf(error), uid, again: this.#pauseMs }, 'a mail could not be handed over; it comes again');
    if (this.#stopped) return;
    this.#pause = clock.after(this.#pauseMs, () => {
      this.#pause = undefined;
      wake();
    });
  }

  /** It has gone in between. */
  #gone(uid: number): void {
    this.#backlog.gone(uid);
    this.#advance();
  }

  #done(uid: number): void {
    this.#backlog.done(uid);
    this.#advance();
  }

  #advance(): void {
    const further = this.#backlog.advance();
    if (further !== undefined && this.#cursor !== undefined) {
      this.#setCursor(advanced(this.#cursor, further.uid, further.words));
    }
    this.#options.wake();
  }

  #setCursor(cursor: Cursor): void {
    if (cursor === this.#cursor) return;
    this.#cursor = cursor;
    this.#options.keeper.save(cursor);
  }

  async #nameFlags(session: ImapSession): Promise<void> {
    const places = [...this.#unnamed].join(',');
    this.#unnamed.clear();
    const rows = await session.fetch(places, { flags: true }, { bySequence: true });
    const lastUid = this.#cursor?.lastUid ?? 0;
    for (const { uid, flags } of rows) {
      if (flags !== undefined && uid !== undefined && uid <= lastUid) this.#options.flags?.(uid, [...flags]);
    }
  }

  async #findGone(session: ImapSession): Promise<void> {
    this.#lookForGone = false;
    const asked = this.#watched.slice(-MOST_WATCHED);
    if (asked.length === 0) return;
    const there = new Set(await session.search({ uid: asked.join(',') }));
    const gone = asked.filter((uid) => !there.has(uid));
    this.#watched = asked.filter((uid) => there.has(uid));
    for (const uid of gone) this.#options.gone?.(uid);
  }
}

function withModSeq(cursor: Cursor, modSeq: bigint | undefined): Cursor {
  if (modSeq === undefined || (cursor.highestModSeq !== undefined && BigInt(cursor.highestModSeq) >= modSeq))
    return cursor;
  return { ...cursor, highestModSeq: String(modSeq) };
}

/** For servers that do not tell UIDNEXT. */
async function highestUid(session: ImapSession, { exists }: Selected): Promise<number> {
  if (exists === 0) return 0;
  const rows = await list(session, '*', { bySequence: true });
  return rows.at(-1)?.uid ?? 0;
}

async function listLatest(session: ImapSession, { exists }: Selected, most: number): Promise<readonly Listed[]> {
  if (exists === 0) return [];
  return await list(session, `${Math.max(1, exists - most + 1)}:*`, { bySequence: true });
}
