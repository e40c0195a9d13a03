import type { FetchMessageObject, FetchQueryObject, ImapFlow, MailboxOpenOptions, SearchObject } from 'imapflow';
import type { Clock } from '../../gateway.js';
import { byeOf, connect } from './connecting.js';
import { ImapFailure } from './failure.js';
import { failureOf } from './flow-errors.js';
import type { FetchRows, KnownState, ListedFolder, Selected, SessionEvents, SessionOptions } from './session-types.js';
import type { ThrottleWatch } from './throttle-watch.js';
import type { MailboxAbilities } from './types.js';
import type { Flow } from './vanished.js';
import { isDoubtful } from './warning.js';
import { Watchdog } from './watchdog.js';

/** What a slow uplink carries at the least, octets a second: how long a mail may take to go out. */
const SLOWEST_UPLINK = 8 * 1024;

/**
 * One signed-in connection over imapflow, which nothing else here speaks to: its errors become {@link ImapFailure}, nothing hangs,
 * nothing is written that may not be, and a connection that fails once is of no use any more.
 */
export class ImapSession {
  readonly abilities: MailboxAbilities;
  readonly #flow: ImapFlow;
  readonly #clock: Clock;
  readonly #silenceMs: number;
  readonly #mayWrite: () => boolean;
  readonly #events: SessionEvents;
  /** Nothing is asked but whether there is news. */
  #waits = false;
  #ended: ImapFailure | undefined;

  private constructor(flow: ImapFlow, { clock, silenceMs, mayWrite }: SessionOptions, events: SessionEvents) {
    this.#flow = flow;
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.#mayWrite = mayWrite;
    this.#events = events;
    this.abilities = abilitiesOf(flow);
  }

  /** Connects by any of the server's addresses and signs in. Throws {@link ImapFailure}. */
  static async open(options: SessionOptions, events: SessionEvents): Promise<ImapSession> {
    return await connect(options, (flow, throttled) => ImapSession.#adopt(flow, throttled, options, events));
  }

  /** Takes a connected flow over; its events come from now on. */
  static #adopt(flow: Flow, throttled: ThrottleWatch, options: SessionOptions, events: SessionEvents): ImapSession {
    flow.signedIn();
    const session = new ImapSession(flow, options, events);
    throttled.hear((failure) => session.#end(failure));
    flow.on('error', (error) => session.#end(failureOf(error, byeOf(flow))));
    flow.on('close', () => session.#end(new ImapFailure('lost', { said: byeOf(flow) })));
    flow.on('exists', ({ path }) => events.exists(path));
    flow.on('flags', ({ path, seq, uid, flags, modseq }) =>
      events.flags({
        path,
        sequence: seq,
        flags: [...flags],
        ...(uid === undefined ? {} : { uid }),
        ...(modseq === undefined ? {} : { modSeq: modseq }),
      }),
    );
    flow.on('expunge', ({ path }) => events.gone({ path }));
    flow.onVanished = (vanished) => events.gone(vanished);
    flow.onWarning = (warning) => {
      if (session.#waits && isDoubtful(warning)) session.#end(new ImapFailure('lost'));
    };
    return session;
  }

  /** Why it is of no use any more; undefined while it is. */
  get ended(): ImapFailure | undefined {
    return this.#ended;
  }

  /** Opens a folder; with `known` the server tells what has changed, by events, before this resolves. */
  async select(path: string, known?: KnownState): Promise<Selected> {
    const since: QresyncOptions =
      known === undefined ? {} : { changedSince: known.highestModSeq, uidValidity: known.uidValidity };
    const box = await this.#do(async (flow) => await flow.mailboxOpen(path, since));
    const { uidNext, exists = 0, highestModseq, noModseq } = box;
    return {
      path: box.path,
      uidValidity: String(box.uidValidity ?? 0),
      exists,
      ...(uidNext > 0 ? { uidNext } : {}),
      ...(highestModseq === undefined || noModseq === true ? {} : { highestModSeq: highestModseq }),
    };
  }

  /** The folder that is open now. */
  get selected(): string | undefined {
    const { mailbox } = this.#flow;
    return mailbox === false ? undefined : mailbox.path;
  }

  /** UIDVALIDITY of the folder that is open now. */
  get uidValidity(): string | undefined {
    const { mailbox } = this.#flow;
    return mailbox === false ? undefined : String(mailbox.uidValidity ?? 0);
  }

  /** Rows of a FETCH by UIDs (`5:*`, `3,7`), at most `most`; what the server sends beyond is thrown away. */
  async fetch(range: string, query: FetchQueryObject, options: FetchRows = {}): Promise<FetchMessageObject[]> {
    const { most = Number.POSITIVE_INFINITY, bySequence = false, changedSince } = options;
    return await this.#do(async (flow) => {
      const rows: FetchMessageObject[] = [];
      const since = changedSince === undefined ? {} : { changedSince };
      for await (const row of flow.fetch(range, { ...query, uid: true }, { uid: !bySequence, ...since })) {
        rows.push(withoutNil(row));
        if (rows.length >= most) break;
      }
      return rows;
    });
  }

  /** UIDs in the folder that is open, ascending. */
  async search(query: SearchObject): Promise<number[]> {
    const found = await this.#do(async (flow) => await flow.search(query, { uid: true }));
    if (!Array.isArray(found)) throw new ImapFailure('refused');
    return found.filter((uid) => uid > 0).sort((one, other) => one - other);
  }

  /** Changes flags in the folder that is open; false: the server keeps none of them, or refused. */
  async store(uids: readonly number[], flags: readonly string[], how: 'add' | 'remove'): Promise<boolean> {
    const range = uids.join(',');
    const silent = { uid: true, silent: true };
    return await this.#do(async (flow) =>
      how === 'add'
        ? await flow.messageFlagsAdd(range, [...flags], silent)
        : await flow.messageFlagsRemove(range, [...flags], silent),
    );
  }

  /** Copies, or with MOVE (RFC 6851) moves; undefined where the server refused, else the new UID of each, if it tells them. */
  async transfer(
    uids: readonly number[],
    path: string,
    how: 'copy' | 'move',
  ): Promise<ReadonlyMap<number, number> | undefined> {
    const range = uids.join(',');
    const done = await this.#do(async (flow) =>
      how === 'move'
        ? await flow.messageMove(range, path, { uid: true })
        : await flow.messageCopy(range, path, { uid: true }),
    );
    if (done === false || done === undefined) return undefined;
    return done.uidMap ?? new Map();
  }

  /** Marks as deleted and removes these and no others; only with UIDPLUS (RFC 4315). */
  async expunge(uids: readonly number[]): Promise<boolean> {
    return await this.#do(async (flow) => await flow.messageDelete(uids.join(','), { uid: true }));
  }

  /** Puts a mail into a folder; its UID where the server tells it. */
  async append(path: string, octets: Uint8Array, flags: readonly string[]): Promise<number | undefined> {
    const content = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
    const result = await this.#do(async (flow) => await flow.append(path, content, [...flags]), octets.byteLength);
    return result === false ? undefined : result.uid;
  }

  async list(): Promise<readonly ListedFolder[]> {
    const rows = await this.#do(async (flow) => await flow.list());
    return rows.map(({ path, delimiter, flags, specialUse }) => ({
      path,
      delimiter,
      selectable: !flags.has('\\Noselect') && !flags.has('\\NonExistent'),
      ...(specialUse === undefined ? {} : { specialUse }),
    }));
  }

  async create(path: string): Promise<void> {
    await this.#do(async (flow) => await flow.mailboxCreate(path));
  }

  async status(
    path: string,
  ): Promise<{ readonly messages: number; readonly unseen: number; readonly uidNext: number }> {
    const found = await this.#do(
      async (flow) => await flow.status(path, { messages: true, unseen: true, uidNext: true }),
    );
    if (found === false) throw new ImapFailure('no-such-folder', { said: path });
    return { messages: found.messages ?? 0, unseen: found.unseen ?? 0, uidNext: found.uidNext ?? 0 };
  }

  /** Asks for news of the folder that is open. Ends the connection where the server warns that it may not know. */
  async noop(): Promise<void> {
    await this.#do(async (flow) => await this.#waiting(async () => await flow.noop()));
  }

  /**
   * IDLE (RFC 2177) until another command is given, which ends it. False: the server does not do it, though it said so, or ended
   * it by itself. A server that warns meanwhile may tell no news any more ({@link isDoubtful}): the connection ends.
   */
  async idle(): Promise<boolean> {
    this.#check();
    try {
      return (await this.#waiting(async () => await this.#flow.idle())) !== false;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Says goodbye where the server listens, within a moment, and closes. */
  async logout(): Promise<void> {
    if (this.#ended !== undefined) return;
    const late = this.#clock.after(2000, () => this.#flow.close());
    try {
      await this.#flow.logout();
    } catch {
      // It is closed either way.
    } finally {
      late.cancel();
      this.close();
    }
  }

  /** At once. */
  close(): void {
    this.#end(new ImapFailure('closed'));
  }

  async #do<T>(work: (flow: ImapFlow) => Promise<T>, outgoing = 0): Promise<T> {
    this.#check();
    const patience = this.#silenceMs + (outgoing / SLOWEST_UPLINK) * 1000;
    const dog = new Watchdog(
      this.#clock,
      patience,
      () => this.#flow.stats().received,
      () => this.#end(new ImapFailure('timeout')),
    );
    try {
      return await work(this.#flow);
    } catch (error) {
      throw this.#failed(error);
    } finally {
      dog.stop();
    }
  }

  async #waiting<T>(work: () => Promise<T>): Promise<T> {
    this.#waits = true;
    try {
      return await work();
    } finally {
      this.#waits = false;
    }
  }

  #check(): void {
    if (this.#ended === undefined && !this.#mayWrite()) this.#end(new ImapFailure('not-held'));
    if (this.#ended !== undefined) throw this.#ended;
  }

  #failed(error: unknown): ImapFailure {
    if (this.#ended !== undefined) return this.#ended;
    const failure = failureOf(error, byeOf(this.#flow));
    if (failure.endsConnection) this.#end(failure);
    return failure;
  }

  #end(failure: ImapFailure): void {
    if (this.#ended !== undefined) return;
    this.#ended = failure;
    this.#flow.close();
    this.#events.ended(failure);
  }
}

/** Where a server says NIL for content the library says `false`, whatever it declares: there is none then. */
function withoutNil(row: FetchMessageObject): FetchMessageObject {
  const { source, headers, ...rest } = row;
  return {
    ...rest,
    ...(Buffer.isBuffer(source) ? { source } : {}),
    ...(Buffer.isBuffer(headers) ? { headers } : {}),
  };
}

/** What the library takes beside what it declares. */
interface QresyncOptions extends MailboxOpenOptions {
  readonly changedSince?: string;
  readonly uidValidity?: string;
}

function abilitiesOf({ capabilities }: ImapFlow): MailboxAbilities {
  const limit = capabilities.get('APPENDLIMIT');
  return {
    idle: capabilities.has('IDLE') || capabilities.has('IMAP4REV2'),
    move: capabilities.has('MOVE') || capabilities.has('IMAP4REV2'),
    uidPlus: capabilities.has('UIDPLUS') || capabilities.has('IMAP4REV2'),
    condStore: capabilities.has('CONDSTORE') || capabilities.has('QRESYNC'),
    qresync: capabilities.has('QRESYNC'),
    savesSent: capabilities.has('X-GM-EXT-1'),
    ...(typeof limit === 'number' ? { appendLimit: limit } : {}),
  };
}
