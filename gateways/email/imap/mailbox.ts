import type { Problem } from '../../gateway.js';
import { pause, within } from '../pauses.js';
import { troubleOf } from '../trouble.js';
import { append, fetchOne, move, search } from './actions.js';
import { Backoff } from './backoff.js';
import { ImapFailure } from './failure.js';
import { fetchInPieces, type Place } from './fetch-mail.js';
import { FlagBatch, type FlagChange } from './flag-batch.js';
import { Folders } from './folders.js';
import { Inbox } from './inbox.js';
import { Jobs } from './jobs.js';
import { CursorKeeper } from './keeper.js';
import { byMessageId, locate, openFolder } from './locate.js';
import type { ImapSession } from './session.js';
import type { SessionEvents } from './session-types.js';
import { DEFAULT_MAX_SIZE, DEFAULT_WINDOW, type MailboxOptions, TIMINGS, type Tier, type Timings } from './settings.js';
import { signIn } from './sign-in.js';
import type {
  FetchedMail,
  Folder,
  FolderStatus,
  FolderUse,
  ImapServer,
  MailboxAbilities,
  MailboxState,
  MailRef,
  MailSummary,
  Placed,
  SearchQuery,
} from './types.js';
import { visit } from './visit.js';
import { Wake } from './wake.js';

const INBOX = 'INBOX';
/** A connection that had been up this long and is merely lost is made again before anybody is told. */
const STEADY_MS = 60_000;
const QUIET_RETRY_MS = 1000;
/** Servers that put what is submitted into \Sent by themselves, and take their time. */
const SAVES_LATE = /(^|\.)(office365|outlook|hotmail|live)\.com$/i;

/**
 * One watched account of a user at a mail server. Connects, signs in, hands over new mail of the inbox and does what is asked, over
 * a new connection whenever one ends, until it is closed or the server does not let the user in.
 *
 * What is asked (`append`, `flag`, `move`, ...) rejects with {@link ImapFailure}; it waits up to `timings.patience` for a connection.
 */
export class Mailbox {
  #server: ImapServer;
  readonly #options: MailboxOptions;
  readonly #timings: Timings;
  readonly #wake: Wake;
  readonly #jobs: Jobs;
  readonly #folders: Folders;
  readonly #flags: FlagBatch;
  readonly #keeper: CursorKeeper;
  readonly #inbox: Inbox;
  readonly #backoff: Backoff;
  #tier: Tier;
  #session: ImapSession | undefined;
  #abilities: MailboxAbilities | undefined;
  #state: MailboxState | undefined;
  /** Its whole life, once it was started. */
  #living: Promise<void> = Promise.resolve();
  #started = false;
  #closed = false;
  /** Aborted: no connection is made any more. */
  readonly #leaving = new AbortController();
  /** The server may be deciding on the password. */
  #signingIn = false;
  #upSince: number | undefined;
  /** Monotonic time of the next attempt; infinite while parked. */
  #due = 0;

  constructor(server: ImapServer, options: MailboxOptions) {
    const { clock, log, cursor, events } = options;
    this.#server = server;
    this.#options = options;
    this.#tier = options.tier;
    this.#timings = { ...TIMINGS, ...options.timings };
    this.#wake = new Wake(clock);
    this.#jobs = new Jobs(clock, this.#timings.patience, () => this.#wake.wake());
    this.#folders = new Folders(() => clock.monotonic());
    this.#flags = new FlagBatch(this.#jobs, this.#folders);
    this.#keeper = new CursorKeeper(cursor, clock, log);
    this.#backoff = new Backoff(options.random, options.ladders);
    this.#inbox = new Inbox({
      path: INBOX,
      clock,
      log,
      keeper: this.#keeper,
      maxSize: options.maxSize ?? DEFAULT_MAX_SIZE,
      window: options.window ?? DEFAULT_WINDOW,
      backfill: options.backfill ?? 0,
      ...(options.since === undefined ? {} : { since: options.since }),
      hand: async (mail) => await events.mail(mail),
      fetchRest: async (place, uid, most) => await this.#fetchRest(place, uid, most),
      ...(events.flags === undefined ? {} : { flags: (uid, flags) => this.#tell(() => events.flags?.(uid, flags)) }),
      ...(events.gone === undefined ? {} : { gone: (uid) => this.#tell(() => events.gone?.(uid)) }),
      wake: () => this.#wake.wake(),
    });
  }

  /** Begins; at once, connecting goes on inside. `refused`: it is known to be of no use; the mailbox is parked from the start. */
  start(refused?: ImapFailure): void {
    if (this.#started) return;
    this.#started = true;
    if (refused !== undefined) this.#park(refused);
    this.#living = this.#live().catch((error: unknown) => {
      this.#options.log.error(troubleOf(error), 'a mailbox has stopped');
      this.close();
    });
  }

  /** Undefined before the first attempt has come to an end. */
  get state(): MailboxState | undefined {
    return this.#state;
  }

  /** Of the last connection. */
  get abilities(): MailboxAbilities | undefined {
    return this.#abilities;
  }

  get tier(): Tier {
    return this.#tier;
  }

  set tier(tier: Tier) {
    if (tier === this.#tier) return;
    this.#tier = tier;
    if (this.#state !== 'parked') this.#due = Math.min(this.#due, this.#options.clock.monotonic());
    this.#wake.wake();
  }

  /** Tries at once, also when parked; with other settings where the user has changed them. */
  resume(server: ImapServer = this.#server): void {
    this.#server = server;
    this.#backoff.reset();
    this.#jobs.reopen();
    this.#due = this.#options.clock.monotonic();
    this.#session?.close();
    this.#wake.wake();
  }

  /**
   * At once. What is being handed over may still end up in a lane, and comes again with the next one who watches. Where the server
   * has been given the password and refuses it, that is told even so.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leaving.abort();
    this.#inbox.stop();
    this.#keeper.close();
    this.#jobs.close(new ImapFailure('closed'));
    this.#session?.close();
    this.#wake.wake();
  }

  /**
   * Fetches nothing more, waits until what is being handed over is safe and the cursor is kept, and until a server that has been
   * given the password has answered, at most `ms`, and closes.
   */
  async drain(ms: number): Promise<void> {
    this.#leaving.abort();
    this.#jobs.close(new ImapFailure('closed'));
    this.#inbox.stop();
    const answered = this.#signingIn ? this.#living : undefined;
    const safe = this.#inbox.handedOver().then(async () => await this.#keeper.flush());
    await within(this.#options.clock, ms, Promise.all([answered, safe]));
    this.close();
  }

  /** Puts a mail into \Sent, \Drafts or another folder by its use, unless it is there already; see {@link Placed}. */
  async append(use: FolderUse, octets: Uint8Array, flags: readonly string[] = []): Promise<Placed> {
    if (use === 'sent' && SAVES_LATE.test(this.#server.host)) {
      await pause(this.#options.clock, this.#timings.serverSaves, this.#leaving.signal);
    }
    const { clock } = this.#options;
    return await this.#ask((session) => append(session, this.#folders, use, octets, flags, clock.now()));
  }

  /** Changes flags of a mail, together with what else is asked at the time; false: the server does not keep them. */
  async flag(ref: MailRef, change: FlagChange): Promise<boolean> {
    return await this.#flags.change(ref, change);
  }

  /** Moves a mail to a folder by its use or its path. Throws `no-such-mail` where it has gone. */
  async move(ref: MailRef, to: string): Promise<Placed> {
    return await this.#ask((session) => move(session, this.#folders, ref, to));
  }

  async folders(): Promise<readonly Folder[]> {
    return await this.#ask((session) => this.#folders.all(session));
  }

  /** Mails that match, the newest first. */
  async search(query: SearchQuery): Promise<readonly MailSummary[]> {
    return await this.#ask((session) => search(session, this.#folders, query));
  }

  /** One mail whole, or its head and outline where it is over the limit. */
  async fetchOne(ref: MailRef): Promise<FetchedMail> {
    const { maxSize = DEFAULT_MAX_SIZE } = this.#options;
    const rest = async (place: Place, uid: number, most: number) => await this.#fetchRest(place, uid, most);
    return await this.#ask((session) => fetchOne(session, this.#folders, ref, maxSize, rest));
  }

  /** Mails with a Message-ID in a folder, given by its use or its path; the oldest first, ten at most. */
  async findByMessageId(folder: string, messageId: string): Promise<readonly Required<Omit<MailRef, 'messageId'>>[]> {
    return await this.#ask(async (session) => {
      const path = await this.#folders.resolve(session, folder);
      const uidValidity = await openFolder(session, path);
      return (await byMessageId(session, messageId)).map((uid) => ({ folder: path, uidValidity, uid }));
    });
  }

  async status(folder = INBOX): Promise<FolderStatus> {
    return await this.#ask(async (session) => await session.status(await this.#folders.resolve(session, folder)));
  }

  async #fetchRest(place: Place, uid: number, most: number): Promise<Uint8Array> {
    return await this.#ask(async (session) => {
      const [found] = await locate(session, place.folder, { ...place, uid });
      if (found === undefined) throw new ImapFailure('no-such-mail');
      return await fetchInPieces(session, found, most);
    });
  }

  async #ask<T>(work: (session: ImapSession) => Promise<T>): Promise<T> {
    return await this.#jobs.add(work);
  }

  async #live(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#leaves) {
      const wait = this.#due - clock.monotonic();
      const asked = this.#jobs.waiting && this.#state !== 'parked' && this.#state !== 'down';
      if (wait > 0 && !asked) {
        await this.#wake.sleep(Math.min(wait, 2 ** 31 - 1));
        continue;
      }
      const failure = await this.#connection();
      if (this.#leaves) {
        // Whoever watches next must not find it out once more.
        if (failure?.reason === 'sign-in-refused') this.#park(failure);
        return;
      }
      if (failure === undefined) this.#due = clock.monotonic() + this.#timings.poll * (0.9 + this.#random() / 5);
      else this.#failed(failure);
    }
  }

  get #leaves(): boolean {
    return this.#leaving.signal.aborted;
  }

  /** One connection from its beginning to its end; undefined: it ended because nothing was left to do. */
  async #connection(): Promise<ImapFailure | undefined> {
    const { clock, mayWrite, gate, resolve, maxSize = DEFAULT_MAX_SIZE } = this.#options;
    this.#upSince = undefined;
    const { connect, silence, idle, noop, linger } = this.#timings;
    const options = {
      server: this.#server,
      clock,
      maxLiteral: maxSize + 1,
      connectMs: connect,
      silenceMs: silence,
      mayWrite,
      leaving: this.#leaving.signal,
      ...(resolve === undefined ? {} : { resolve }),
    };
    const open = async (): Promise<ImapSession> => {
      if (this.#leaves) throw new ImapFailure('closed');
      this.#signingIn = true;
      return await signIn(options, this.#heard);
    };
    try {
      const session = await (gate === undefined ? open() : gate.run(open));
      this.#signingIn = false;
      this.#session = session;
      this.#abilities = session.abilities;
      if (this.#leaves) return undefined;
      await visit({
        session,
        inbox: this.#inbox,
        jobs: this.#jobs,
        wake: this.#wake,
        clock,
        stay: () => this.#tier === 'idle',
        idleMs: idle,
        noopMs: noop,
        lingerMs: linger,
        opened: () => this.#up(),
      });
      return undefined;
    } catch (error) {
      if (error instanceof ImapFailure) return error;
      // The store of cursors, most likely; mail is safe where it is.
      this.#options.log.warn(troubleOf(error), 'a mailbox cannot be watched now');
      return new ImapFailure('lost', { said: '' });
    } finally {
      this.#signingIn = false;
      this.#session?.close();
      this.#session = undefined;
      this.#inbox.closed();
    }
  }

  /** What comes over the connection without being asked for. */
  readonly #heard: SessionEvents = {
    exists: (path) => {
      if (path !== this.#inbox.path) return;
      this.#inbox.look();
      this.#wake.wake();
    },
    flags: (change) => {
      if (change.path === this.#inbox.path) this.#inbox.flagsChanged(change);
    },
    gone: (change) => {
      if (change.path === this.#inbox.path) this.#inbox.expunged(change);
    },
    ended: () => this.#wake.wake(),
  };

  #up(): void {
    this.#upSince = this.#options.clock.monotonic();
    this.#tellState('up');
  }

  #failed(failure: ImapFailure): void {
    const { clock, log } = this.#options;
    const upMs = this.#upSince === undefined ? 0 : clock.monotonic() - this.#upSince;
    if (failure.reason === 'not-held') {
      this.close();
      return;
    }
    if (failure.reason === 'closed') {
      // By `resume`: with other settings, at once.
      this.#due = clock.monotonic();
      return;
    }
    const wait = this.#backoff.after(failure, upMs);
    if (wait === undefined) {
      this.#park(failure);
      return;
    }
    if (upMs >= STEADY_MS && failure.backoff === 'lost' && failure.retryAfter === undefined) {
      this.#due = clock.monotonic() + QUIET_RETRY_MS * this.#random();
      return;
    }
    log.debug({ reason: failure.reason, wait }, 'a mailbox is not connected');
    this.#due = clock.monotonic() + wait;
    this.#tellState('down', failure.problem);
  }

  #park(failure: ImapFailure): void {
    this.#due = Number.POSITIVE_INFINITY;
    this.#jobs.close(failure);
    this.#tellState('parked', failure.problem);
  }

  #tellState(state: MailboxState, reason?: Problem): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell(() => this.#options.events.state(state, reason));
  }

  #tell(event: () => void): void {
    try {
      event();
    } catch (error) {
      this.#options.log.error(troubleOf(error), 'an event of a mailbox was not heard');
    }
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }
}
