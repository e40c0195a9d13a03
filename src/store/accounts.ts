import type { Redis } from 'ioredis';
import { accountId, labelOf, ownerOf } from '../account-id.js';
import { CHANGES, MAKE_DEFAULT, READ, READ_CHANGES, REMOVE, WRITE } from './accounts-scripts.js';
import { bouncesKey } from './bounces.js';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { toldKey } from './notices.js';
import { loginsKey } from './presence.js';
import { defineScript, type Script, strings } from './script.js';
import type { Secrets } from './secrets.js';

/** One account of a user at one gateway. */
export interface StoredAccount {
  /** See `accountId`. */
  readonly id: string;
  /** Bare JID of its owner, normalised by the caller. */
  readonly jid: string;
  /** Tells the accounts of one user apart; empty for the first one. */
  readonly label: string;
  /** Tells this account from one that had the same id and was removed; for comparing only. 0 for those of older releases. */
  readonly born: number;
  /** 1 at registration, counts up with each change. */
  readonly rev: number;
  /** Registration fields by their form variable, without secrets. */
  readonly fields: Readonly<Record<string, string>>;
  /** Wall time of registration, ms since the epoch. */
  readonly since: number;
}

/** All accounts of one user at one gateway: at least one. */
export interface UserAccounts {
  readonly jid: string;
  /** The one that carries what nothing else was chosen for. */
  readonly default: StoredAccount;
  /** In the order of their making. */
  readonly all: readonly StoredAccount[];
}

/** What a registration brings. */
export interface Registration {
  /** All plain fields; an update replaces them all. */
  readonly fields: Readonly<Record<string, string>>;
  /** Plain text of the secret fields, encrypted before they leave the process. An update keeps those not named. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Name of the plain field whose value nobody else of this gateway may hold. */
  readonly unique?: string;
}

type RegistrationResult =
  | { readonly ok: true; readonly account: StoredAccount }
  /**
   * Create: there is one already; the first account of a user is missing; the user has as many as allowed. Update: there is
   * none.
   */
  | { readonly ok: false; readonly reason: 'exists' | 'missing' | 'full' }
  /** Another account, named by its id, holds the unique value. */
  | { readonly ok: false; readonly reason: 'conflict'; readonly holder: string };

/** What a removal did. */
interface Removal {
  /** Accounts that were removed. */
  readonly removed: number;
  /** Accounts that the user has now. */
  readonly left: number;
}

interface AccountPage {
  /** The default account of each user. */
  readonly accounts: readonly StoredAccount[];
  /** The same users with all their accounts. */
  readonly users: readonly UserAccounts[];
  /** Where the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** The registrations of all gateways. */
export class Accounts {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #secrets: Secrets;
  readonly #write: Script;
  readonly #remove: Script;
  readonly #makeDefault: Script;
  readonly #read: Script;
  readonly #changes: Script;
  readonly #reads = new Map<string, Grouped<string, { readonly user: UserAccounts | undefined }>>();

  constructor(redis: Redis, prefix: string, secrets: Secrets) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#secrets = secrets;
    this.#write = defineScript(redis, 'isthmusAccountWrite', WRITE);
    this.#read = defineScript(redis, 'isthmusAccountsRead', READ);
    this.#changes = defineScript(redis, 'isthmusAccountChanges', READ_CHANGES);
    this.#remove = defineScript(redis, 'isthmusAccountRemove', REMOVE);
    this.#makeDefault = defineScript(redis, 'isthmusAccountMakeDefault', MAKE_DEFAULT);
  }

  /** What a user has; undefined where that is nothing. Users asked for in one moment are read together. */
  async of(gateway: string, jid: string): Promise<UserAccounts | undefined> {
    let reads = this.#reads.get(gateway);
    if (reads === undefined) {
      reads = new Grouped((jids) => this.#readAll(gateway, jids));
      this.#reads.set(gateway, reads);
    }
    return (await reads.add(jid)).user;
  }

  /** One account by its id, or undefined where there is none. */
  async get(gateway: string, id: string): Promise<StoredAccount | undefined> {
    return withId(await this.of(gateway, ownerOf(id)), id);
  }

  /** One field's secret in plain text; undefined where there is none. Throws where no key of the ring opens it. */
  async secret(gateway: string, id: string, field: string): Promise<string | undefined> {
    const sealed = await this.#redis.hget(keyName(this.#prefix, gateway, `a:${id}`), `s:${field}`);
    return sealed === null ? undefined : this.#secrets.open({ gateway, account: id, field }, sealed);
  }

  /**
   * Makes an account: without a label that of a new user, with one a further account of a user who has less than `most`.
   * Fails with `exists` where it is there, whatever it holds, and where a user who has others asks for the first one.
   * `now`: wall time, ms.
   */
  create(
    gateway: string,
    id: string,
    registration: Registration,
    now: number,
    most = Number.MAX_SAFE_INTEGER,
  ): Promise<RegistrationResult> {
    return this.#save('create', gateway, id, registration, now, most);
  }

  /**
   * Changes an account. `rev` counts up, except where nothing differs (then the call may be repeated freely).
   * A secret given as '' is removed.
   */
  update(gateway: string, id: string, registration: Registration): Promise<RegistrationResult> {
    return this.#save('update', gateway, id, registration, 0, 0);
  }

  /**
   * Removes one account with the pins to it. The first of those left becomes the default where it was that; with the last
   * one the user's roster and presence go too.
   */
  remove(gateway: string, id: string): Promise<Removal> {
    return this.#removal(gateway, ownerOf(id), ['one', labelOf(id)]);
  }

  /** Removes all accounts of a user, with roster, presence and pins. */
  removeAll(gateway: string, jid: string): Promise<Removal> {
    return this.#removal(gateway, jid, ['all']);
  }

  /** Makes an account its owner's default; false where there is none. */
  async makeDefault(gateway: string, id: string): Promise<boolean> {
    const jid = ownerOf(id);
    return Number(await this.#makeDefault(this.#keys(gateway, jid), [jid, labelOf(id)])) === 1;
  }

  /**
   * How many registrations, changes and removals there have been at a gateway, and whose they were after the first
   * `since`; undefined where they are too many to be remembered by name.
   */
  async changes(gateway: string, since: number): Promise<{ count: number; jids: string[] | undefined }> {
    const keys = ['changes', 'changed'].map((name) => keyName(this.#prefix, gateway, name));
    const [count, ...jids] = strings(await this.#changes(keys, [since]));
    return { count: Number(count), jids: Number(count) - since > CHANGES ? undefined : jids };
  }

  /** Id of the account that holds a unique value. */
  async holder(gateway: string, field: string, value: string): Promise<string | undefined> {
    return (await this.#redis.hget(keyName(this.#prefix, gateway, 'unique'), `${field}=${value}`)) ?? undefined;
  }

  /** Registered users. */
  async count(gateway: string): Promise<number> {
    return this.#redis.scard(keyName(this.#prefix, gateway, 'accounts'));
  }

  /**
   * All users, a page at a time, in no order. One who is there from begin to end of the walk comes at least
   * once (perhaps twice); one who comes or goes meanwhile may be missed. `size` is a hint.
   */
  async page(gateway: string, from = '0', size = 200): Promise<AccountPage> {
    const [next, jids] = await this.#redis.sscan(keyName(this.#prefix, gateway, 'accounts'), from, 'COUNT', size);
    const found = await Promise.all(jids.map((jid) => this.of(gateway, jid)));
    const users = found.filter((user) => user !== undefined);
    return {
      accounts: users.map((user) => user.default),
      users,
      next: next === '0' ? undefined : next,
    };
  }

  /** Bare JIDs of all users, in no order. */
  async jids(gateway: string): Promise<readonly string[]> {
    const found = new Set<string>();
    let from = '0';
    do {
      const [next, jids] = await this.#redis.sscan(keyName(this.#prefix, gateway, 'accounts'), from, 'COUNT', 1000);
      for (const jid of jids) found.add(jid);
      from = next;
    } while (from !== '0');
    return [...found];
  }

  /** All values that nobody else may hold, each with the id of the account that has it. */
  async uniques(gateway: string): Promise<ReadonlyMap<string, string>> {
    const all = await this.#redis.hgetall(keyName(this.#prefix, gateway, 'unique'));
    return new Map(Object.entries(all).map(([named, id]) => [named.slice(named.indexOf('=') + 1), id]));
  }

  async #save(
    mode: 'create' | 'update',
    gateway: string,
    id: string,
    registration: Registration,
    now: number,
    most: number,
  ): Promise<RegistrationResult> {
    const [jid, label] = [ownerOf(id), labelOf(id)];
    const fields = Object.entries(registration.fields);
    const secrets: string[] = [];
    for (const [field, plain] of Object.entries(registration.secrets ?? {})) {
      secrets.push(field, plain === '' ? '' : this.#secrets.seal({ gateway, account: id, field }, plain));
    }
    const { unique = '' } = registration;
    const args = [mode, jid, label, most, now, unique, fields.length, ...fields.flat(), ...secrets];
    const [result = '', ...values] = strings(await this.#write(this.#keys(gateway, jid), args));
    if (result === 'exists' || result === 'missing' || result === 'full') return { ok: false, reason: result };
    if (result === 'conflict') return { ok: false, reason: result, holder: values[0] ?? '' };
    const [rev, since, born] = values.map(Number);
    const account = { id, jid, label, born: born ?? 0, rev: rev ?? 0, since: since ?? 0 };
    return { ok: true, account: { ...account, fields: { ...registration.fields } } };
  }

  async #removal(gateway: string, jid: string, args: readonly string[]): Promise<Removal> {
    const answer = strings(await this.#remove(this.#keys(gateway, jid), [jid, ...args]));
    return { removed: Number(answer[0]), left: Number(answer[1]) };
  }

  async #readAll(gateway: string, jids: readonly string[]): Promise<{ readonly user: UserAccounts | undefined }[]> {
    const keys = jids.map((jid) => keyName(this.#prefix, gateway, `a:${jid}`));
    const flat = strings(await this.#read(keys, []));
    let at = 0;
    const hash = (): Hash => {
      const end = at + 1 + Number(flat[at]);
      const fields = new Map<string, string>();
      for (at += 1; at < end; at += 2) fields.set(flat[at] ?? '', flat[at + 1] ?? '');
      return fields;
    };
    return jids.map((jid) => ({ user: parseUser(jid, hash) }));
  }

  #keys(gateway: string, jid: string): string[] {
    const names = ['accounts', 'unique', `r:${jid}`, `p:${jid}`, 'online', 'changes', 'changed'];
    const own = [...names, `n:${jid}`, `a:${jid}`, `c:${jid}`].map((name) => keyName(this.#prefix, gateway, name));
    const more = [loginsKey(this.#prefix, gateway), toldKey(this.#prefix, gateway)];
    return [...own, bouncesKey(this.#prefix, gateway), ...more];
  }
}

type Hash = ReadonlyMap<string, string>;

/** The account of that id among those of a user. */
export function withId(user: UserAccounts | undefined, id: string): StoredAccount | undefined {
  return user?.all.find((account) => account.id === id);
}

/** `next` gives the hash of the user's first account and then those of the others. */
function parseUser(jid: string, next: () => Hash): UserAccounts | undefined {
  const head = next();
  const others = head.get('o')?.split(' ') ?? [];
  const accounts = [parse(jid, '', head), ...others.map((label) => parse(jid, label, next()))];
  const all = accounts.filter((account) => account !== undefined);
  const label = head.get('d') ?? '';
  const chosen = all.find((account) => account.label === label) ?? all[0];
  return chosen === undefined ? undefined : { jid, default: chosen, all };
}

function parse(jid: string, label: string, hash: Hash): StoredAccount | undefined {
  const rev = hash.get('rev');
  if (rev === undefined) return undefined;
  const fields: [string, string][] = [];
  for (const [name, value] of hash) if (name.startsWith('f:')) fields.push([name.slice(2), value]);
  return {
    id: accountId(jid, label),
    jid,
    label,
    born: Number(hash.get('b') ?? 0),
    rev: Number(rev),
    fields: Object.fromEntries(fields),
    since: Number(hash.get('since')),
  };
}
