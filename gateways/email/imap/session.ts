import type {
  FetchMessageObject,
  FetchQueryObject,
  ImapFlow,
  ImapFlowOptions,
  MailboxOpenOptions,
  SearchObject,
} from 'imapflow';
import type { Clock } from '../../gateway.js';
import { addressesOf, type Resolve, systemResolve } from './addresses.js';
import { ImapFailure } from './failure.js';
import { failureOf } from './flow-errors.js';
import type { ImapServer, MailboxAbilities } from './types.js';
import { Flow } from './vanished.js';
import { Watchdog } from './watchdog.js';

/** What proves who the user is, at this moment. */
export type Credential = { readonly password: string } | { readonly token: string };

export interface SessionOptions {
  readonly server: ImapServer;
  readonly credential: Credential;
  readonly clock: Clock;
  /** Largest piece of a mail that is asked for, octets. */
  readonly maxLiteral: number;
  /** Longest time to connect and sign in, ms. */
  readonly connectMs: number;
  /** Longest time that the server may leave a command without any octet, ms. */
  readonly silenceMs: number;
  /** Must be true before anything is written. */
  readonly mayWrite: () => boolean;
  /**
   * Aborted: nothing more is written to sign in. Where a server may have been given the password its answer is still waited for,
   * so that it is known whether that was refused.
   */
  readonly leaving?: AbortSignal;
  readonly resolve?: Resolve;
}

/** What a session tells without being asked. None may throw. */
export interface SessionEvents {
  /** A folder that is open holds another number of mails. */
  exists(path: string): void;
  flags(change: FlagsChange): void;
  gone(change: Expunged): void;
  /** Exactly once, after `open` has resolved. */
  ended(failure: ImapFailure): void;
}

/** Somebody changed flags in a folder that is open. Servers without QRESYNC name the mail by its place only. */
export interface FlagsChange {
  readonly path: string;
  readonly sequence: number;
  readonly uid?: number;
  readonly flags: readonly string[];
  readonly modSeq?: bigint;
}

/** Mails are no longer in a folder that is open; servers without QRESYNC do not say which. */
export interface Expunged {
  readonly path: string;
  readonly uids?: readonly number[];
}

/** A folder that was opened (SELECT). */
export interface Selected {
  readonly path: string;
  readonly uidValidity: string;
  /** Missing where the server does not say. */
  readonly uidNext?: number;
  readonly exists: number;
  readonly highestModSeq?: bigint;
}

/** From where on the server shall tell what has changed (QRESYNC, RFC 7162 3.2.5). */
export interface KnownState {
  readonly uidValidity: string;
  readonly highestModSeq: string;
}

/** A SEARCH over a large folder answers on one line. */
const LONGEST_LINE = 8 * 1024 * 1024;
const LITERAL_ROOM = 64 * 1024;
/** Longer than any IDLE lasts here, so that the library's own keepalive stays out of the way. */
const LIBRARY_TIMEOUT_MS = 60 * 60_000;
/** What a slow uplink carries at the least, octets a second: how long a mail may take to go out. */
const SLOWEST_UPLINK = 8 * 1024;
const NEITHER_LOGS: () => void = () => undefined;

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
    const { server, clock, connectMs, resolve = systemResolve } = options;
    const until = clock.monotonic() + connectMs;
    const addresses = await addressesOf(server, resolve);
    let last = new ImapFailure('unreachable');
    for (const [index, address] of addresses.entries()) {
      const left = until - clock.monotonic();
      if (left <= 0) break;
      try {
        return await openAt(address, options, events, index === addresses.length - 1 ? left : left / 2);
      } catch (error) {
        last = failureOf(error);
        // Whoever answered has decided; another address of the same server is not asked again.
        if (last.reason !== 'unreachable' && last.reason !== 'timeout') break;
      }
    }
    throw last;
  }

  /** Takes a connected flow over; its events come from now on. */
  static adopt(flow: Flow, throttled: ThrottleWatch, options: SessionOptions, events: SessionEvents): ImapSession {
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
        rows.push(row);
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

  async noop(): Promise<void> {
    await this.#do(async (flow) => await flow.noop());
  }

  /**
   * IDLE (RFC 2177) until another command is given, which ends it. False: the server does not do it, though it said so, or ended
   * it by itself.
   */
  async idle(): Promise<boolean> {
    this.#check();
    try {
      return (await this.#flow.idle()) !== false;
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

/** What the library takes beside what it declares. */
interface QresyncOptions extends MailboxOpenOptions {
  readonly changedSince?: string;
  readonly uidValidity?: string;
}

export interface FetchRows {
  readonly most?: number;
  /** The range is of places in the folder instead of UIDs. */
  readonly bySequence?: boolean;
  /** Only what has changed since (CONDSTORE). */
  readonly changedSince?: bigint;
}

export interface ListedFolder {
  readonly path: string;
  readonly delimiter: string;
  readonly selectable: boolean;
  /** `\Sent`, by SPECIAL-USE or by a name of one of many languages. */
  readonly specialUse?: string;
}

/**
 * The library waits by itself when a server (Exchange) asks for patience, up to minutes and with the connection held. It says so
 * in its log only; here the connection is given up at once, and the wait is for the next one.
 */
class ThrottleWatch {
  #hear: ((failure: ImapFailure) => void) | undefined;
  readonly logger: NonNullable<Exclude<ImapFlowOptions['logger'], false>>;

  constructor() {
    this.logger = {
      trace: NEITHER_LOGS,
      debug: NEITHER_LOGS,
      info: NEITHER_LOGS,
      warn: (entry: unknown) => this.#warned(entry),
      error: NEITHER_LOGS,
      fatal: NEITHER_LOGS,
    };
  }

  hear(listener: (failure: ImapFailure) => void): void {
    this.#hear = listener;
  }

  #warned(entry: unknown): void {
    if (typeof entry !== 'object' || entry === null || !('throttleDelay' in entry)) return;
    const delay = Number(entry.throttleDelay);
    this.#hear?.(new ImapFailure('throttled', Number.isFinite(delay) ? { retryAfter: delay } : {}));
  }
}

async function openAt(
  address: string,
  options: SessionOptions,
  events: SessionEvents,
  ms: number,
): Promise<ImapSession> {
  const { mayWrite, leaving } = options;
  if (!mayWrite()) throw new ImapFailure('not-held');
  if (leaving?.aborted === true) throw new ImapFailure('closed');
  const throttled = new ThrottleWatch();
  const flow = new Flow(flowOptions(address, options, ms, throttled.logger));
  flow.mayWrite = () => leaving?.aborted !== true && mayWrite();
  let ended: ImapFailure | undefined;
  const give = (failure: ImapFailure): void => {
    ended ??= failure;
    flow.close();
  };
  throttled.hear(give);
  flow.on('error', (error) => give(failureOf(error, byeOf(flow))));
  const late = options.clock.after(ms, () => give(new ImapFailure('timeout')));
  const leave = (): void => {
    if (!flow.isGreeted) give(new ImapFailure('closed'));
  };
  leaving?.addEventListener('abort', leave);
  try {
    await flow.connect();
    if (ended !== undefined) throw ended;
    flow.mayWrite = mayWrite;
    return ImapSession.adopt(flow, throttled, options, events);
  } catch (error) {
    flow.close();
    throw ended ?? failureOf(error, byeOf(flow));
  } finally {
    late.cancel();
    leaving?.removeEventListener('abort', leave);
  }
}

function flowOptions(
  address: string,
  { server, credential, maxLiteral }: SessionOptions,
  ms: number,
  logger: ImapFlowOptions['logger'],
): ImapFlowOptions {
  const { host, port, security, auth, ca, tlsName = host } = server;
  return {
    host: address,
    port,
    servername: tlsName,
    secure: security === 'tls',
    doSTARTTLS: security === 'starttls',
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    auth:
      'password' in credential
        ? { user: auth.user, pass: credential.password }
        : { user: auth.user, accessToken: credential.token },
    clientInfo: { name: 'isthmus', vendor: 'isthmus', version: '1', 'support-url': '' },
    disableAutoIdle: true,
    // Two streams of zlib a connection cost more memory than the rest of it.
    disableCompression: true,
    qresync: true,
    connectionTimeout: ms,
    greetingTimeout: ms,
    socketTimeout: LIBRARY_TIMEOUT_MS,
    maxLineLength: LONGEST_LINE,
    maxLiteralSize: maxLiteral + LITERAL_ROOM,
    maxResponseSize: maxLiteral + LONGEST_LINE,
    logger,
  };
}

function byeOf(flow: ImapFlow): string {
  return flow.byeReason ?? '';
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
