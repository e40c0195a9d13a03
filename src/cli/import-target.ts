import { accountId, isLabel } from '../account-id.js';
import type { Clock } from '../clock.js';
import type { Registration } from '../store/accounts.js';
import type { Store } from '../store/redis-store.js';
import type { ArchiveKeep, NewArchivedEntry } from '../store/room-archive-entries.js';

/** An account as an import sees it. */
interface Known {
  readonly label: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface StoreTargetOptions {
  readonly store: Store;
  /** The gateway that it is for, by its name. */
  readonly gateway: string;
  readonly clock: Clock;
  /** Accounts of one user, at most. */
  readonly mostAccounts: number;
  /** Tell what would happen and write nothing. */
  readonly dryRun: boolean;
}

/** The store as the goal of an import: adds what is not there, changes nothing that is. */
export class StoreTarget {
  readonly #o: StoreTargetOptions;
  /** What would have been made, by user. */
  readonly #planned = new Map<string, Known[]>();

  constructor(options: StoreTargetOptions) {
    this.#o = options;
  }

  async accounts(jid: string): Promise<readonly Known[]> {
    const { store, gateway } = this.#o;
    const user = await store.accounts.of(gateway, jid);
    return [...(user?.all ?? []), ...(this.#planned.get(jid) ?? [])];
  }

  async create(jid: string, label: string, registration: Registration): Promise<'made' | 'there' | 'full' | 'label'> {
    const { store, gateway, clock, mostAccounts, dryRun } = this.#o;
    if (label !== '' && !isLabel(label)) return 'label';
    if (dryRun) return await this.#plan(jid, label, registration);
    const id = accountId(jid, label);
    const made = await store.accounts.create(gateway, id, registration, clock.now(), mostAccounts);
    if (made.ok) return 'made';
    return made.reason === 'full' ? 'full' : 'there';
  }

  async newest(room: string): Promise<number | undefined> {
    const { store, gateway } = this.#o;
    return await store.archive(gateway).newest(room);
  }

  async append(room: string, lines: readonly NewArchivedEntry[], keep: ArchiveKeep): Promise<void> {
    const { store, gateway, dryRun } = this.#o;
    if (!dryRun) await store.archive(gateway).append(room, lines, keep, { again: true });
  }

  async #plan(jid: string, label: string, { fields }: Registration): Promise<'made' | 'there' | 'full'> {
    const known = await this.accounts(jid);
    if (known.some((account) => account.label === label)) return 'there';
    if (known.length >= this.#o.mostAccounts) return 'full';
    this.#planned.set(jid, [...(this.#planned.get(jid) ?? []), { label, fields }]);
    return 'made';
  }
}
