import { type Account, type HoldContext, KeyedQueue } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { readSettings } from '../accounts/settings.js';
import { isGroupContact } from '../address/special-contacts.js';
import type { EmailConfig } from '../config.js';
import { ImapFailure } from '../imap/failure.js';
import type { OwnMailbox } from '../mailboxes/own-mailbox.js';
import { type DigestMail, digestLines } from '../policy/digest.js';
import type { KnownSenders } from '../policy/known-senders.js';
import { arrivalOf } from '../policy/presence-mode.js';
import { Claims } from './claims.js';
import type { Inbox } from './inbox.js';
import type { Source } from './source.js';
import { type WaitingMail, WaitingRoom } from './waiting-room.js';

/** Waits of `HoldContext.later`: the mail of a sender is to come; a digest is due; strangers are to be listed. */
export interface ReleaseWait {
  readonly kind: 'release';
  readonly account: string;
  readonly born: number;
  readonly contact: string;
  /** Times that it was tried. */
  readonly tried: number;
}

/** A user who wants mail only while a client is online is to be told what came meanwhile. */
export interface DigestWait {
  readonly kind: 'digest';
  readonly account: string;
  readonly born: number;
  /** Also where the user does not show up: the mail has waited long enough. */
  readonly whatever?: true;
  readonly tried?: number;
}

/** A user is to be asked about senders that are not known. */
export interface StrangersWait {
  readonly kind: 'strangers';
  readonly account: string;
  readonly born: number;
}

interface ReleasesParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly room: WaitingRoom;
  readonly people: KnownSenders;
  readonly inbox: Pick<Inbox, 'take'>;
  /** The watched mailbox of an account. */
  readonly boxOf: (account: string) => WatchedBox | undefined;
}

/** Of a mailbox, what brings mails that lie in it. */
export interface WatchedBox extends Pick<OwnMailbox, 'again'> {
  readonly mailbox: Pick<OwnMailbox['mailbox'], 'search' | 'state'>;
}

/** Whether anything waits, and how it is tried again, ms from now. */
interface Pending {
  readonly waits: () => Promise<boolean>;
  readonly again: (ms: number) => Promise<void>;
}

/** What became of one mail: it has come, it is nowhere any more, or it cannot be had now. */
type Brought = 'come' | 'gone' | 'later';

/** First and longest pause before what could not be brought is tried again, ms. */
const FIRST_MS = 30_000;
const LONGEST_MS = 3_600_000;
/** After this a wait takes over what a process left undone that has died, ms. */
const GUARD_MS = 120_000;
/** Pause before it is looked whether another process has done all, ms. */
const CLAIMED_MS = 5000;
/** Senders that are named in a list. */
const NAMED = 30;
const MOST_UNSEEN = 500;
const DAY_MS = 86_400_000;

/** Brings mails that have waited, when their user is back, or lets their senders come. */
export class Releases {
  readonly #o: ReleasesParts;
  readonly #order = new KeyedQueue();
  readonly #claims: Claims;

  constructor(parts: ReleasesParts) {
    this.#o = parts;
    this.#claims = new Claims(parts.context);
  }

  /** The user lets a contact write: by a subscription, or by writing to it. All that waits of it comes. */
  async accept(jid: string, contact: string): Promise<void> {
    const { context, people } = this.#o;
    if (!isGroupContact(contact) && !(await people.mark(jid, contact, 'accepted', true))) {
      context.log.info({}, 'a user has accepted more senders than can be remembered');
    }
    await this.release(jid, contact);
  }

  /** All that waits of a contact comes. */
  async release(jid: string, contact: string): Promise<void> {
    for (const account of await this.#o.context.accountsOf(jid)) await this.#release(account, contact, 0);
  }

  /** The user does not want a contact (any more). Of whom mail waits, that one is blocked. */
  async refuse(jid: string, contact: string): Promise<void> {
    const { context, people, room } = this.#o;
    const waiting = await Promise.all(
      (await context.accountsOf(jid)).map(async (account) => {
        const name = WaitingRoom.nameOf(account);
        return { account, name, mails: await room.strangers.of(name, contact) };
      }),
    );
    if (!isGroupContact(contact)) {
      await people.mark(jid, contact, 'accepted', false);
      // First: else a mail that comes meanwhile would be the first of a stranger.
      if (waiting.some(({ mails }) => mails.length > 0)) await people.mark(jid, contact, 'blocked', true);
    }
    for (const { account, name, mails } of waiting) {
      if (mails.length === 0) continue;
      for (const mail of mails) await room.done(account, mail);
      await room.strangers.clear(name, contact);
    }
  }

  /** The user may be back. */
  async back(jid: string): Promise<void> {
    for (const account of await this.#o.context.accountsOf(jid)) await this.#digest(account, false, 0);
  }

  /** A wait is over. */
  async later(wait: ReleaseWait | DigestWait | StrangersWait): Promise<void> {
    const account = await this.#o.context.account(wait.account);
    if (account === undefined || account.born !== wait.born) return;
    if (wait.kind === 'release') await this.#release(account, wait.contact, wait.tried);
    else if (wait.kind === 'digest') await this.#digest(account, wait.whatever === true, wait.tried ?? 0);
    else await this.#listStrangers(account);
  }

  async #release(account: Account, contact: string, tried: number): Promise<void> {
    const { context, room } = this.#o;
    const name = WaitingRoom.nameOf(account);
    const key = `release:${name}:${contact}`;
    const wait: ReleaseWait = { kind: 'release', account: account.id, born: account.born, contact, tried: tried + 1 };
    const again = (ms: number) => context.later.schedule(key, ms, wait);
    const boxes = [room.strangers, room.junk];
    const waits = async () => (await Promise.all(boxes.map((box) => box.of(name, contact)))).some(isSome);
    await this.#alone(key, { waits, again }, async (goesOn) => {
      // Whoever holds the lane goes on with it, should this process die.
      await again(GUARD_MS);
      for (const box of boxes) {
        for (const mail of await box.of(name, contact)) {
          await goesOn();
          if ((await this.#bring(account, mail, 'alone')) === 'later') {
            await again(pauseAfter(tried));
            return;
          }
          await box.drop(name, contact, [mail.print]);
        }
      }
      await context.later.cancel(key);
    });
  }

  async #digest(account: Account, whatever: boolean, tried: number): Promise<void> {
    const { context, config, room } = this.#o;
    const name = WaitingRoom.nameOf(account);
    const key = `digest:${name}`;
    const wait: DigestWait = { kind: 'digest', account: account.id, born: account.born, tried: tried + 1 };
    const again = (ms: number) => context.later.schedule(key, ms, { ...wait, ...(whatever ? { whatever } : {}) });
    const waits = async () => (await room.away.waiting(name)) !== undefined;
    await this.#alone(key, { waits, again }, async (goesOn) => {
      const waiting = await room.away.waiting(name);
      if (waiting === undefined) return;
      const settings = readSettings(account.fields, config);
      const now = context.clock.now();
      const arrival = arrivalOf(settings, await context.presenceOf(account.id), whatever, now);
      if (!arrival.now) {
        if (arrival.until !== undefined) await again(arrival.until - now);
        return;
      }
      const due = waiting.mails.filter(({ mail }) => whatever || (mail.notBefore ?? 0) <= now);
      const next = Math.min(
        ...waiting.mails.flatMap(({ mail }) => ((mail.notBefore ?? 0) > now ? [mail.notBefore ?? 0] : [])),
      );
      const unread = await this.#unread(account, due);
      if (unread === 'later') {
        await again(pauseAfter(tried));
        return;
      }
      await room.away.drop(
        name,
        due.filter((mail) => !unread.includes(mail)).map(({ id }) => id),
      );
      if (unread.length > 0) {
        await again(GUARD_MS);
        const lines = digestLines({ mails: unread, full: waiting.full && unread[0]?.mail.place !== undefined });
        const asNotice = settings.form === 'notice' ? [{ key: 'email.digest.how' }] : [];
        const text = [...lines, ...asNotice].map((line) => context.text(line, settings.language)).join('\n');
        await context.tell(account, { key: 'email.digest', params: { text } });
        for (const { id, mail } of unread) {
          await goesOn();
          if ((await this.#bring(account, mail, 'listed')) === 'later') {
            await again(pauseAfter(tried));
            return;
          }
          await room.away.drop(name, [id]);
        }
      }
      if (Number.isFinite(next)) await context.later.schedule(key, next - now, { ...wait, tried: 0 });
      else await context.later.cancel(key);
    });
  }

  /** Without those that the user has read elsewhere meanwhile; `later`: the mailbox cannot be asked now. */
  async #unread(
    account: Account,
    mails: readonly DigestMail<WaitingMail>[],
  ): Promise<readonly DigestMail<WaitingMail>[] | 'later'> {
    const [first] = mails;
    if (first?.mail.place === undefined) return mails;
    const box = this.#o.boxOf(account.id);
    if (box?.mailbox.state !== 'up') return 'later';
    try {
      const found = await box.mailbox.search({ unseen: true, since: first.at - DAY_MS, limit: MOST_UNSEEN });
      if (found.length >= MOST_UNSEEN) return mails;
      const unseen = new Set(found.map(({ uidValidity, uid }) => `${uidValidity} ${uid}`));
      const current = found[0]?.uidValidity;
      return mails.filter(({ mail: { place } }) => {
        if (place === undefined || (current !== undefined && place.uidValidity !== current)) return true;
        return unseen.has(`${place.uidValidity} ${place.uid}`);
      });
    } catch {
      return 'later';
    }
  }

  async #listStrangers(account: Account): Promise<void> {
    const { context, config, room } = this.#o;
    const waiting = await room.strangers.list(WaitingRoom.nameOf(account));
    const { language } = readSettings(account.fields, config);
    if (waiting.length === 0) return;
    const names = waiting.slice(0, NAMED).map(({ contact }) => contact);
    const more = waiting.length - names.length;
    if (more > 0) names.push(context.text({ key: 'email.digest.more', params: { more } }, language));
    await context.tell(account, { key: 'email.waiting.strangers', params: { senders: names.join(', ') } });
  }

  async #bring(account: Account, mail: WaitingMail, released: NonNullable<Source['released']>): Promise<Brought> {
    const { config, room, inbox, boxOf } = this.#o;
    const { place } = mail;
    if (place !== undefined) {
      const box = boxOf(account.id);
      if (box === undefined) return identityOf(account, config)?.kind === 'mailbox' ? 'later' : 'gone';
      try {
        await box.again({ ...place, messageId: mail.id }, released);
        return 'come';
      } catch (error) {
        if (!(error instanceof ImapFailure)) throw error;
        return error.reason === 'no-such-mail' || error.reason === 'no-such-folder' ? 'gone' : 'later';
      }
    }
    const identity = identityOf(account, config);
    const octets = identity === undefined ? undefined : await room.kept.read(account, mail);
    if (identity === undefined || octets === undefined) return 'gone';
    await inbox.take(identity, octets, { ...mail.source, released });
    await room.done(account, mail);
    return 'come';
  }

  /** One thing after the other, here and in other processes, so that no mail comes twice by two ways. */
  async #alone(
    key: string,
    { waits, again }: Pending,
    work: (goesOn: () => Promise<void>) => Promise<void>,
  ): Promise<void> {
    const claimed = async () => {
      if ((await waits()) && !(await this.#claims.run(key, work))) await again(CLAIMED_MS);
    };
    await new Promise<void>((resolve, reject) => {
      this.#order.run(key, async () => {
        await claimed().then(resolve, reject);
      });
    });
  }
}

const isSome = (list: readonly unknown[]): boolean => list.length > 0;

function pauseAfter(tried: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tried, 10));
}
