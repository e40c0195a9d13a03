import type { Clock } from '../clock.js';
import type { Problem } from '../problem.js';
import { type Ban, banName, hasEnded } from '../store/bans.js';
import { problem } from './errors.js';

/** After so many ms every process knows of a ban, and takes nothing more. */
const FOLLOWS_MS = 2000;

/** What is new about bans. */
export interface BanNews {
  readonly added: readonly Ban[];
  readonly lifted: readonly Ban[];
}

/**
 * The bans as this process knows them (see `LiveCopy`), asked with every stanza: without a trip to Redis, and for nothing where
 * nobody is banned.
 */
export class BanBook {
  readonly #clock: Clock;
  readonly #listeners = new Set<(news: BanNews) => void>();
  #bans: ReadonlyMap<string, Ban> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the place of what was known; tells whoever watches what is new. */
  take(bans: readonly Ban[]): void {
    const now = this.#clock.now();
    const next = new Map(bans.filter((ban) => !hasEnded(ban, now)).map((ban) => [banName(ban), ban]));
    const added = [...next].flatMap(([name, ban]) => (this.#bans.has(name) ? [] : [ban]));
    const lifted = [...this.#bans].flatMap(([name, ban]) => (next.has(name) ? [] : [ban]));
    this.#bans = next;
    if (added.length > 0 || lifted.length > 0) for (const listener of this.#listeners) listener({ added, lifted });
  }

  /** Time has gone by: those that have ended are lifted. */
  tick(): void {
    const now = this.#clock.now();
    for (const ban of this.#bans.values()) {
      if (!hasEnded(ban, now)) continue;
      this.take([...this.#bans.values()]);
      return;
    }
  }

  /** Hears of changes from now on. The result ends it. */
  watch(listener: (news: BanNews) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The ban that a bare, normalised JID is under at a gateway; the most specific one counts. */
  find(gateway: string, jid: string): Ban | undefined {
    if (this.#bans.size === 0) return undefined;
    const at = jid.indexOf('@');
    const domain = jid.slice(at + 1);
    for (const rule of at < 0 ? [domain] : [jid, `*@${domain}`, domain]) {
      for (const scope of [gateway, '']) {
        const ban = this.#bans.get(banName({ rule, gateway: scope }));
        if (ban !== undefined && !hasEnded(ban, this.#clock.now())) return ban;
      }
    }
    return undefined;
  }

  /** Why a bare, normalised JID is not served; undefined where it is not banned, or not for what was taken at `at`. */
  refusal(gateway: string, jid: string, at?: number): Problem | undefined {
    const ban = this.find(gateway, jid);
    if (ban === undefined || (at !== undefined && at > ban.since + FOLLOWS_MS)) return undefined;
    return ban.reason === '' ? problem('access-banned') : problem('access-banned-why', { reason: ban.reason });
  }

  /** All of them. */
  get all(): readonly Ban[] {
    return [...this.#bans.values()];
  }
}

/** Whether a rule is about one person. */
export function isPersonal(rule: string): boolean {
  return rule.includes('@') && !rule.startsWith('*@');
}

/** Whether a rule is about a bare, normalised JID. */
export function covers(rule: string, jid: string): boolean {
  const at = jid.indexOf('@');
  const domain = jid.slice(at + 1);
  return rule === jid || rule === domain || (at >= 0 && rule === `*@${domain}`);
}
