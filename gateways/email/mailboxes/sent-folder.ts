import { createHash } from 'node:crypto';
import type { Account, HoldContext, Timer } from '../../gateway.js';
import { type FailureReason, ImapFailure } from '../imap/failure.js';
import type { Mailbox } from '../imap/mailbox.js';
import type { FetchedMail, MailSummary } from '../imap/types.js';
import { troubleOf } from '../trouble.js';

interface SentFolderOptions {
  readonly account: Account;
  readonly context: Pick<HoldContext, 'kv' | 'clock' | 'log'>;
  readonly mailbox: Pick<Mailbox, 'folders' | 'status' | 'search' | 'fetchOne'>;
  /** Milliseconds between two looks. */
  readonly every: number;
  /** Whether a mail is known already, by its Message-ID: then it is not fetched. */
  readonly isKnown: (messageId: string) => Promise<boolean>;
  /** Takes a mail that is not known. Rejects where it has to come again. */
  readonly take: (mail: FetchedMail) => Promise<void>;
  /** From 0 to 1; default `Math.random`. */
  readonly random?: () => number;
}

/** How far the folder has been looked through. */
interface SentCursor {
  readonly uidValidity: string;
  readonly lastUid: number;
  /** Wall time of the look, ms. */
  readonly at: number;
}

const DAY_MS = 86_400_000;
const CURSOR_SECONDS = 400 * 86_400;
/** Mails of one look; of more, the newest count. */
const MOST = 100;
/** The first look is not among all that happens when a mailbox is opened. */
const FIRST_MS = 20_000;
/** A server may stumble over a single mail each time that it is asked for it: after so many times it is passed. */
const MOST_TRIES = 3;
/** Failures that may be the mail's doing. One that has just been removed is not among those of the next look. */
const HARM: ReadonlySet<FailureReason> = new Set(['protocol', 'refused', 'lost', 'timeout', 'no-such-mail']);

/**
 * Looks now and then for mails that another program has sent, in the folder where such programs put them. The cursor passes a mail
 * only when it was taken, or when its server has failed to give it out again and again.
 */
export class SentFolder {
  readonly #o: SentFolderOptions;
  readonly #key: string;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  /** Mails in the folder at the last look: while their number is the same, nothing has come. */
  #count = -1;
  /** Monotonic time of the last look. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** The mail at which the last look ended, and how often that was so in a row. */
  #stuck: { readonly uidValidity: string; readonly uid: number; readonly times: number } | undefined;
  #closed = false;

  constructor(options: SentFolderOptions) {
    this.#o = options;
    const { id, born } = options.account;
    this.#key = `sent-cursor:${createHash('sha256').update(`${born} ${id}`).digest('base64url')}`;
  }

  start(): void {
    this.#arm(FIRST_MS);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  /**
   * Looks at once, unless the last look is not older than `fresh` ms. Never rejects: what cannot be looked at now is looked at later.
   */
  async look(fresh = 0): Promise<void> {
    const { clock } = this.#o.context;
    if (clock.monotonic() - this.#lookedAt < fresh) return;
    this.#looking ??= this.#lookNow()
      .catch((error: unknown) => {
        this.#count = -1;
        this.#o.context.log.debug(troubleOf(error), 'the folder of sent mail could not be looked through');
      })
      .finally(() => {
        this.#looking = undefined;
        this.#lookedAt = clock.monotonic();
      });
    await this.#looking;
  }

  #arm(ms: number): void {
    if (this.#closed) return;
    const { context, every, random = Math.random } = this.#o;
    this.#timer = context.clock.after(ms * (0.9 + random() / 5), () => {
      void this.look().finally(() => this.#arm(every));
    });
  }

  async #lookNow(): Promise<void> {
    const { account, context, mailbox, isKnown, take } = this.#o;
    const folder = (await mailbox.folders()).find(({ use, selectable }) => use === 'sent' && selectable)?.path;
    if (folder === undefined) return;
    const { messages } = await mailbox.status(folder);
    if (messages === this.#count) return;
    const cursor = await context.kv.get<SentCursor>(this.#key);
    const since = (cursor?.at ?? account.since) - DAY_MS;
    const found = (await mailbox.search({ folder, since, limit: MOST })).toSorted((one, other) => one.uid - other.uid);
    for (const mail of found) {
      if (this.#closed) return;
      if (!isNew(mail, cursor, account.since)) continue;
      const { uidValidity, uid, messageId } = mail;
      if (messageId === undefined || !(await isKnown(messageId))) {
        const fetched = await this.#fetch(mail);
        if (fetched !== undefined) await take(fetched);
      }
      await this.#save({ uidValidity, lastUid: uid });
    }
    const last = found.at(-1);
    if (last !== undefined) await this.#save({ uidValidity: last.uidValidity, lastUid: last.uid });
    this.#count = messages;
  }

  /** Undefined: the mail is passed. Rejects where it is to be fetched once more. */
  async #fetch({ folder, uidValidity, uid }: MailSummary): Promise<FetchedMail | undefined> {
    const { context, mailbox } = this.#o;
    try {
      return await mailbox.fetchOne({ folder, uidValidity, uid });
    } catch (error) {
      if (!(error instanceof ImapFailure) || !HARM.has(error.reason)) throw error;
      const before = this.#stuck?.uid === uid && this.#stuck.uidValidity === uidValidity ? this.#stuck.times : 0;
      if (before + 1 < MOST_TRIES) {
        this.#stuck = { uidValidity, uid, times: before + 1 };
        throw error;
      }
      this.#stuck = undefined;
      context.log.warn({ ...troubleOf(error), uid }, 'a sent mail could not be fetched again and again; it is passed');
      return undefined;
    }
  }

  async #save(cursor: Omit<SentCursor, 'at'>): Promise<void> {
    const { kv, clock } = this.#o.context;
    await kv.set(this.#key, { ...cursor, at: clock.now() } satisfies SentCursor, CURSOR_SECONDS);
  }
}

/** Of a folder that is looked at for the first time, or was numbered anew, what has come since then. */
function isNew(
  { uidValidity, uid, internalDate }: MailSummary,
  cursor: SentCursor | undefined,
  since: number,
): boolean {
  if (cursor?.uidValidity === uidValidity) return uid > cursor.lastUid;
  const at = internalDate ?? 0;
  // INTERNALDATE has whole seconds (RFC 9051 2.3.3).
  return cursor === undefined ? at >= since - (since % 1000) : at > cursor.at;
}
