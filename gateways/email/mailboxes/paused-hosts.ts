import type { Account, KeyValue, Problem } from '../../gateway.js';
import { mailAccountOf } from '../accounts/mail-account.js';
import type { EmailConfig } from '../config.js';
import { isUnder } from '../servers.js';

const KEY = 'paused-hosts';
const TTL_SECONDS = 400 * 86_400;
/** More than any admin has reasons for. */
export const MOST_PAUSED = 100;

/** A mail server that is not connected to. */
interface PausedHost {
  readonly host: string;
  /** Wall time, ms. */
  readonly since: number;
}

/** Mail servers, with all names below theirs, to which an admin wants no connection of users' mailboxes for now. */
export class PausedHosts {
  readonly #kv: Pick<KeyValue, 'fields' | 'removeFields' | 'setFields'>;
  #known: readonly PausedHost[] = [];

  constructor(kv: Pick<KeyValue, 'fields' | 'removeFields' | 'setFields'>) {
    this.#kv = kv;
  }

  /** Those that are known since the last `load`. */
  get all(): readonly PausedHost[] {
    return this.#known;
  }

  /** Rejects where the store cannot be asked. */
  async load(): Promise<readonly PausedHost[]> {
    const fields = await this.#kv.fields(KEY);
    this.#known = Object.entries(fields)
      .map(([host, since]) => ({ host, since: Number(since) }))
      .toSorted((one, other) => (one.host < other.host ? -1 : 1));
    return this.#known;
  }

  /** False: there are too many already. */
  async pause(host: string, now: number): Promise<boolean> {
    const all = await this.load();
    if (all.length >= MOST_PAUSED && !all.some((one) => one.host === host)) return false;
    await this.#kv.setFields(KEY, { [host]: String(now) }, TTL_SECONDS);
    return true;
  }

  async resume(host: string): Promise<void> {
    await this.#kv.removeFields(KEY, [host]);
  }

  /** Why an account's servers are not connected to; undefined where they may be. Pure. */
  reason(account: Pick<Account, 'fields'>, config: EmailConfig): Problem | undefined {
    if (this.#known.length === 0) return undefined;
    const mail = mailAccountOf(account, config);
    if (mail?.kind !== 'mailbox') return undefined;
    const names = this.#known.map(({ host }) => host);
    const host = [mail.imap.host, mail.smtp.host].find((one) => isUnder(one, names));
    if (host === undefined) return undefined;
    const text = { key: 'email.mailbox.paused', params: { host } };
    return { type: 'wait', condition: 'service-unavailable', text };
  }
}
