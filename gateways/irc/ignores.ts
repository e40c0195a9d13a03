import type { KeyValue } from '../gateway.js';
import { maskMeets } from './rooms/ban-masks.js';
import type { IrcSource } from './wire/message.js';

/** Masks that one user may have on all networks. */
export const MOST_IGNORED = 200;

/** A mask by which messages are dropped. */
interface Ignored {
  readonly network: string;
  /** `nick!user@host` with `*` and `?`. */
  readonly mask: string;
}

type Store = Pick<KeyValue, 'fields' | 'setFields' | 'removeFields'>;

/** Whom a user ignores on all networks. */
export async function ignoredBy(kv: Pick<Store, 'fields'>, user: string): Promise<readonly Ignored[]> {
  return Object.keys(await kv.fields(keyOf(user))).map((field) => {
    const at = field.indexOf('\n');
    return { network: field.slice(0, at), mask: field.slice(at + 1) };
  });
}

/** Adds a mask or takes it away. False where there are too many. */
export async function changeIgnored(
  kv: Store,
  user: string,
  { network, mask }: Ignored,
  on: boolean,
): Promise<boolean> {
  const field = `${network}\n${mask}`;
  if (!on) {
    await kv.removeFields(keyOf(user), [field]);
    return true;
  }
  const all = await kv.fields(keyOf(user));
  if (!Object.hasOwn(all, field) && Object.keys(all).length >= MOST_IGNORED) return false;
  await kv.setFields(keyOf(user), { [field]: '1' });
  return true;
}

/** Forgets whom a user ignores. */
export async function forgetIgnored(kv: Store, user: string): Promise<void> {
  const all = Object.keys(await kv.fields(keyOf(user)));
  if (all.length > 0) await kv.removeFields(keyOf(user), all);
}

/** Whom one user ignores on one network, as it was when it was last read. */
export class Ignores {
  readonly #kv: Pick<Store, 'fields'>;
  readonly #user: string;
  readonly #network: string;
  #masks: readonly string[] = [];

  constructor(kv: Pick<Store, 'fields'>, user: string, network: string) {
    this.#kv = kv;
    this.#user = user;
    this.#network = network;
  }

  /** Reads them anew. Rejects where the store cannot be asked. */
  async load(): Promise<void> {
    const all = await ignoredBy(this.#kv, this.#user);
    this.#masks = all.flatMap(({ network, mask }) => (network === this.#network ? [mask] : []));
  }

  get any(): boolean {
    return this.#masks.length > 0;
  }

  /** Whether somebody is ignored; `fold` as the network folds. */
  meets({ nick, user, host }: IrcSource, fold: (text: string) => string): boolean {
    return this.#masks.some((mask) => maskMeets(mask, { nick, user, host, account: undefined }, undefined, fold));
  }
}

function keyOf(user: string): string {
  return `ignored:${user}`;
}
