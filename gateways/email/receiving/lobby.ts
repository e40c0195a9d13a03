import type { Account, HoldContext } from '../../gateway.js';
import type { Settings } from '../accounts/settings.js';
import { isNoReply } from '../address/special-contacts.js';
import type { Identity } from '../conversation/identity.js';
import { arrivalOf } from '../policy/presence-mode.js';
import { troubleOf } from '../trouble.js';
import type { Fate } from './judgement.js';
import type { DigestWait, StrangersWait } from './releases.js';
import type { Source } from './source.js';
import { type WaitingMail, WaitingRoom } from './waiting-room.js';

/** A mail that does not come now. */
interface HeldMail {
  readonly identity: Identity;
  readonly settings: Settings;
  /** Message-ID, or what stands in its place. */
  readonly id: string;
  readonly print: string;
  readonly octets: Uint8Array;
  readonly source: Source;
  /** The contact that the user is asked about. */
  readonly contact: string;
  /** Name of its author, else the address. */
  readonly from: string;
  readonly subject: string;
  /** Wall time, ms. */
  readonly at: number;
}

/** `come`: it cannot wait, and comes now. `junk`: there is no room for more of that. */
type HoldingResult = 'held' | 'full' | 'come' | 'junk';

interface LobbyParts {
  readonly context: Pick<HoldContext, 'contacts' | 'kv' | 'later' | 'log' | 'presenceOf' | 'tell'>;
  readonly room: WaitingRoom;
}

/** Mails wait for a user who does not come back, or shows no presence, for so long at an address of ours, ms. */
const LATEST_MS = 3 * 86_400_000;
/** Time from the first mail of a stranger to the list of them, ms. */
const LIST_MS = 86_400_000;
/** Seconds for which the user is not told again of a sender who waits. */
const ASKED_SECONDS = 30 * 86_400;
/** What is asked again sooner may have been answered already. */
const ANSWER_SECONDS = 60;
/** Time for which a user who has just come back may still be seen as away, ms. */
const SOON_MS = 500;

/** Where mails wait that do not come now. Nothing is lost there: it lies in the user's mailbox, or is kept. */
export class Lobby {
  readonly #o: LobbyParts;

  constructor(parts: LobbyParts) {
    this.#o = parts;
  }

  /** Resolves when it waits for sure; rejects where that is not known. */
  async hold(held: HeldMail, fate: Exclude<Fate, { readonly kind: 'deliver' | 'refuse' }>): Promise<HoldingResult> {
    if (fate.kind !== 'wait') return await this.#forWord(held, fate);
    const result = await this.#forUser(held, fate);
    if (fate.why === 'rate' && fate.first && result === 'held') await this.#tellOfFlood(held);
    return result;
  }

  /** That a program seems to write; it is told once, and not worth to have the mail come again. */
  async #tellOfFlood({ identity, contact }: HeldMail): Promise<void> {
    const { context } = this.#o;
    await context
      .tell(identity.account, { key: 'email.loop.too-many', params: { address: contact } })
      .catch((error: unknown) => context.log.warn(troubleOf(error), 'a user could not be told of many mails'));
  }

  async #forWord(held: HeldMail, fate: Extract<Fate, { readonly kind: 'ask' | 'leave' }>): Promise<HoldingResult> {
    const { room } = this.#o;
    const { identity, contact, print, octets, from } = held;
    const { account } = identity;
    const isKept = identity.kind === 'address';
    const junk = fate.kind === 'leave' && fate.why === 'junk';
    // What a provider calls junk stays in the mailbox, and nobody speaks of it.
    if (junk && !isKept) return 'held';
    const mail = waiting(held);
    if (isKept && !(await room.kept.keep(account, mail, octets, junk ? 'junk' : 'mails')))
      return junk ? 'junk' : 'full';
    const name = await room.enter(account);
    const result = await (junk ? room.junk : room.strangers).hold(name, contact, print, mail);
    if (result === 'full' && isKept) {
      await room.kept.remove(account, mail);
      return junk ? 'junk' : 'full';
    }
    if (fate.kind === 'ask') {
      await this.#ask(account, contact, from);
    } else if (isKept) {
      const wait: StrangersWait = { kind: 'strangers', account: account.id, born: account.born };
      await this.#once(`strangers:${name}`, LIST_MS, wait);
    }
    return 'held';
  }

  /** Called with each mail: who was asked is not asked twice. */
  async #ask(account: Account, contact: string, from: string): Promise<void> {
    const { context } = this.#o;
    const key = `asked:${WaitingRoom.nameOf(account)}:${contact}`;
    if ((await context.kv.get(key)) !== undefined) return;
    if (!isNoReply(contact)) {
      const name = from === contact ? {} : { name: from };
      await context.contacts.add({ account: account.jid, contact, ...name, ask: true });
      // The answer may be on its way, and has not come to us yet.
      await context.kv.set(key, 1, ANSWER_SECONDS);
      return;
    }
    // Of contacts that only write nothing is decided by a subscription.
    await context.tell(account, { key: 'email.waiting.no-reply', params: { address: contact } });
    await context.kv.set(key, 1, ASKED_SECONDS);
  }

  async #forUser(held: HeldMail, { why, until }: Extract<Fate, { readonly kind: 'wait' }>): Promise<HoldingResult> {
    const { context, room } = this.#o;
    const { identity, settings, print, octets, from, subject, at } = held;
    const { account } = identity;
    const isKept = identity.kind === 'address';
    const mail = waiting(held, why === 'rate' ? until : undefined);
    if (isKept && !(await room.kept.keep(account, mail, octets))) return 'come';
    const name = await room.enter(account);
    if (!(await room.away.note(name, { id: print, from, subject, at, mail }))) {
      // What is in a mailbox is not lost when nobody speaks of it.
      if (!isKept) return 'held';
      await room.kept.remove(account, mail);
      return 'come';
    }
    const wait: DigestWait = { kind: 'digest', account: account.id, born: account.born };
    if (until !== undefined) await context.later.schedule(`digest:${name}`, until - at, wait);
    else if (arrivalOf(settings, await context.presenceOf(account.id), false, at).now) {
      // The user came back just when it was put away.
      await context.later.schedule(`digest:${name}`, SOON_MS, wait);
    }
    if (isKept) await this.#once(`latest:${name}`, LATEST_MS, { ...wait, whatever: true });
    return 'held';
  }

  /** Begins a wait, unless one of the kind runs. */
  async #once(key: string, ms: number, wait: DigestWait | StrangersWait): Promise<void> {
    const { kv, later } = this.#o.context;
    if ((await kv.get(key)) !== undefined) return;
    await later.schedule(key, ms, wait);
    await kv.set(key, 1, Math.ceil(ms / 1000));
  }
}

function waiting({ id, print, source }: HeldMail, notBefore?: number): WaitingMail {
  const { place, released: _, ...came } = source;
  return {
    id,
    print,
    source: came,
    ...(place === undefined ? {} : { place }),
    ...(notBefore === undefined ? {} : { notBefore }),
  };
}
