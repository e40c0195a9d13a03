import { createHash } from 'node:crypto';
import type { Account, HoldContext, Problem, TextRef } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { mailAccountOf } from '../accounts/mail-account.js';
import { readSettings } from '../accounts/settings.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailPlace } from '../conversation/mail-records.js';
import { ImapFailure } from '../imap/failure.js';
import { bodyStart, fieldOf } from '../imap/head.js';
import type { HostGates } from '../imap/host-gates.js';
import { Mailbox } from '../imap/mailbox.js';
import type { Tier } from '../imap/settings.js';
import type { Cursor, CursorStore, FetchedMail, MailRef } from '../imap/types.js';
import { readMessageIds } from '../mime/message-ids.js';
import { pause, within } from '../pauses.js';
import type { MailFlag } from '../reading/readings.js';
import type { Inbox } from '../receiving/inbox.js';
import type { Source } from '../receiving/source.js';
import type { SentElsewhere } from '../sending/sent-elsewhere.js';
import { troubleOf } from '../trouble.js';
import type { Access } from './access.js';
import type { Attendance } from './attendance.js';
import { SentFolder } from './sent-folder.js';

/** What the mailbox that a user has elsewhere needs of the gateway. */
export interface OwnMailboxParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly inbox: Inbox;
  readonly sentElsewhere: SentElsewhere;
  readonly access: Access;
  readonly attendance: Pick<Attendance, 'isAbsent'>;
  /** Lets so many connect at once. */
  readonly gates: HostGates;
  /** What a user is to do whose mailbox waits for signing in at the provider; undefined where that is not why. */
  readonly signIn: (account: Account, why: Problem) => Promise<TextRef | undefined>;
  /** The server does not let the user in, or does again. */
  readonly changed: (account: Account, state: 'up' | 'down' | 'parked') => void;
}

/** Pauses before the looks for a mail whose server gave no answer, ms. */
const LOOK_AGAIN_MS = [500, 2500, 10_000];
/** How long a mail that has come waits for the look at what was sent, ms. */
const LOOK_MS = 3000;
/** Nobody is answered sooner: a list brings many mails that answer what nobody here knows, ms. */
const FRESH_MS = 1000;
const LONGEST_HEADER = 64 * 1024;
const NO_OCTETS = new Uint8Array();
const CURSOR_SECONDS = 400 * 86_400;
/** A user is told once in so many seconds that the mailbox does not open. */
const TOLD_SECONDS = 7 * 86_400;

/** The watched mailbox of one account. */
export class OwnMailbox {
  readonly account: Account;
  readonly identity: Identity;
  readonly mailbox: Mailbox;
  /** Says all that the connection depends on. */
  readonly print: string;
  readonly #o: OwnMailboxParts;
  readonly #sent: SentFolder;
  /** What the server said of the password to whoever tried it before: it is not tried again. */
  readonly #refusal: Problem | undefined;
  /** How it is watched while its user is not absent. */
  readonly #watch: Tier;
  /** Aborted: it is watched no more. */
  readonly #closing = new AbortController();
  /** Ends when what was found out last is kept and told; never rejects. */
  #kept: Promise<void> = Promise.resolve();
  #trouble: Problem | undefined;

  private constructor(
    account: Account,
    identity: Identity,
    print: string,
    parts: OwnMailboxParts,
    { refusal, watch }: { readonly refusal: Problem | undefined; readonly watch: Tier },
    make: (own: OwnMailbox) => Mailbox,
  ) {
    this.account = account;
    this.identity = identity;
    this.print = print;
    this.#o = parts;
    this.#refusal = refusal;
    this.#watch = watch;
    this.mailbox = make(this);
    this.#sent = new SentFolder({
      account,
      context: parts.context,
      mailbox: this.mailbox,
      every: parts.config.ownMailboxes.watch.pollEvery,
      isKnown: (messageId) => parts.sentElsewhere.isKnown(identity, messageId),
      take: (mail) => parts.sentElsewhere.take(identity, mail),
    });
  }

  /** Undefined: the account is no mailbox (any more). Rejects where the store cannot be asked. */
  static async open(account: Account, parts: OwnMailboxParts): Promise<OwnMailbox | undefined> {
    const { config, context, access } = parts;
    const found = mailAccountOf(account, config);
    const identity = found?.kind === 'mailbox' ? identityOf(account, config) : undefined;
    if (identity === undefined) return undefined;
    const servers = await access.of(account);
    if ('condition' in servers) return undefined;
    const { watch } = readSettings(account.fields, config);
    const refusal = await context.kv.get<Problem>(refusalKey(account));
    const isAbsent = await parts.attendance.isAbsent(account);
    return new OwnMailbox(account, identity, printOf(account), parts, { refusal, watch }, (own) => {
      const mailbox = new Mailbox(servers.imap, {
        clock: context.clock,
        log: context.log,
        cursor: cursorStore(context, account),
        tier: tierOf(watch, isAbsent),
        // What comes while the mailbox is opened for the first time is new.
        since: account.since,
        timings: { poll: config.ownMailboxes.watch.pollEvery },
        gate: parts.gates.to(servers.imap.host),
        maxSize: config.sizes.incoming,
        mayWrite: () => context.mayWrite(),
        events: {
          mail: (mail) => own.#mail(mail),
          state: (state, reason) => own.#state(state, reason),
        },
      });
      return mailbox;
    });
  }

  /** Why it is down or parked. */
  get trouble(): Problem | undefined {
    return this.#trouble;
  }

  start(): void {
    const problem = this.#refusal;
    this.mailbox.start(problem === undefined ? undefined : new ImapFailure('sign-in-refused', { problem }));
    this.#sent.start();
  }

  /** Its user is absent, or is back. */
  attend(isAbsent: boolean): void {
    this.mailbox.tier = tierOf(this.#watch, isAbsent);
  }

  /** Tries at once to open it, also where it is parked; what comes of that is told anew. Rejects where the store cannot be asked. */
  async resume(): Promise<void> {
    this.mailbox.resume();
    const { kv } = this.#o.context;
    await Promise.all([kv.remove(refusalKey(this.account)), kv.remove(parkedKey(this.account))]);
  }

  /** Fetches nothing more, and waits for what is being handed over and for what is being found out of the password, at most `ms`. */
  async drain(ms: number): Promise<void> {
    await within(
      this.#o.context.clock,
      ms,
      this.mailbox.drain(ms).then(() => this.#kept),
    );
  }

  close(): void {
    this.#closing.abort();
    this.#sent.close();
    this.mailbox.close();
  }

  /** Puts what was sent into the mailbox, unless the server has done so by itself. What fails is only logged: the mail has gone. */
  keepSent(octets: Uint8Array): void {
    this.mailbox.append('sent', octets, ['\\Seen']).catch((error: unknown) => {
      this.#o.context.log.info(troubleOf(error), 'a copy of a sent mail could not be put into a mailbox');
      this.#o.context.metrics.count('sent_copies_failed');
    });
  }

  /**
   * Whether a mail is in the folder of sent mail: servers that put it there by themselves may take their time. Never rejects; what
   * cannot be looked at says nothing.
   */
  async isSent(messageId: string): Promise<boolean> {
    const { clock, log } = this.#o.context;
    const { signal } = this.#closing;
    for (const ms of LOOK_AGAIN_MS) {
      await pause(clock, ms, signal);
      if (signal.aborted) break;
      try {
        if ((await this.mailbox.findByMessageId('sent', messageId)).length > 0) return true;
      } catch (error) {
        log.info(troubleOf(error), 'the folder of sent mail could not be looked at');
      }
    }
    return false;
  }

  /** Marks a mail. What fails is only logged: what was read or answered is so whatever the mailbox says. */
  flag({ id, place }: { readonly id: string; readonly place: MailPlace }, flag: MailFlag): void {
    this.mailbox.flag({ ...place, messageId: id }, { add: [flag] }).catch((error: unknown) => {
      this.#o.context.log.info({ ...troubleOf(error), flag }, 'a mail in a mailbox could not be marked');
      this.#o.context.metrics.count('flags_failed', { flag });
    });
  }

  /** The submission server does not let the user in. */
  async locked(why: Problem): Promise<void> {
    await this.#tell(why);
  }

  /** Brings a mail that lies in the mailbox and has waited. Rejects with `ImapFailure` where it cannot be had. */
  async again(ref: MailRef, released: NonNullable<Source['released']>): Promise<void> {
    await this.#mail(await this.mailbox.fetchOne(ref), released);
  }

  async #mail(fetched: FetchedMail, released?: Source['released']): Promise<void> {
    const { octets, folder, uid, uidValidity, internalDate } = fetched;
    const source: Source = {
      via: 'imap',
      ready: this.#lookForAnswered(octets === 'too-large' ? (fetched.header ?? NO_OCTETS) : octets),
      place: { folder, uid, uidValidity },
      ...(internalDate === undefined ? {} : { receivedAt: internalDate }),
      ...(released === undefined ? {} : { released }),
    };
    if (octets === 'too-large') await this.#o.inbox.takeOutline(this.identity, fetched, source);
    else await this.#o.inbox.take(this.identity, octets, source);
  }

  /** What answers a mail that nobody knows may answer one that the user has just sent with another program. */
  async #lookForAnswered(octets: Uint8Array): Promise<void> {
    const header = octets.subarray(0, Math.min(bodyStart(octets), LONGEST_HEADER));
    const [answered] = readMessageIds(fieldOf(header, 'in-reply-to') ?? '');
    if (answered === undefined || (await this.#o.sentElsewhere.isKnown(this.identity, answered))) return;
    // The folder cannot be looked at while this mail is handed over for ever; the mail does not wait for long.
    await within(this.#o.context.clock, LOOK_MS, this.#sent.look(FRESH_MS));
  }

  #state(state: 'up' | 'down' | 'parked', reason?: Problem): void {
    const { context, changed } = this.#o;
    if (this.#closing.signal.aborted) {
      if (state === 'parked' && reason !== undefined) this.#keep(this.#keepRefusal(reason));
      return;
    }
    context.log.debug({ state, ...(reason === undefined ? {} : { reason: reason.text.key }) }, 'state of a mailbox');
    this.#trouble = state === 'up' ? undefined : reason;
    changed(this.account, state);
    if (state === 'parked' && reason !== undefined) this.#keep(this.#parked(reason));
  }

  #keep(keeping: Promise<void>): void {
    this.#kept = keeping.catch((error: unknown) =>
      this.#o.context.log.warn(troubleOf(error), 'a user could not be told that the mailbox does not open'),
    );
  }

  async #parked(reason: Problem): Promise<void> {
    await this.#keepRefusal(reason);
    await this.#tell(reason);
  }

  /** Providers lock accounts at which a wrong password is tried again and again: whoever watches next knows of it. */
  async #keepRefusal(reason: Problem): Promise<void> {
    const { kv } = this.#o.context;
    if (reason.code === REFUSED.code) await kv.set(refusalKey(this.account), reason, TOLD_SECONDS);
  }

  /** Once for each password, whatever process finds it wrong. */
  async #tell(reason: Problem): Promise<void> {
    const { context } = this.#o;
    if (!(await context.kv.add(parkedKey(this.account), 1, TOLD_SECONDS))) return;
    const signIn = await this.#o.signIn(this.account, reason);
    if (signIn !== undefined) {
      await context.tell(this.account, signIn);
      return;
    }
    const { address } = this.identity.self;
    await context.tell(this.account, {
      key: 'email.mailbox.parked',
      params: { address, reason: context.text(reason.text) },
    });
  }
}

function tierOf(watch: Tier, isAbsent: boolean): Tier {
  return isAbsent ? 'poll' : watch;
}

const REFUSED = new ImapFailure('sign-in-refused').problem;

/** Where it is kept that a user was told that the mailbox does not open. Another password is another revision of the account. */
export function parkedKey({ id, born, rev }: Pick<Account, 'id' | 'born' | 'rev'>): string {
  return `parked:${id}:${born}:${rev}`;
}

function refusalKey({ id, born, rev }: Account): string {
  return `refused:${id}:${born}:${rev}`;
}

/** Whatever of an account its connection depends on. */
export function printOf({ id, born, rev }: Account): string {
  return `${id} ${born} ${rev}`;
}

function cursorStore({ kv }: HoldContext, { id, born }: Account): CursorStore {
  const key = `cursor:${createHash('sha256').update(`${born} ${id}`).digest('base64url')}`;
  return {
    load: () => kv.get<Cursor>(key),
    save: (cursor) => kv.set(key, cursor, CURSOR_SECONDS),
  };
}
