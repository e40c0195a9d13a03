import type { Account, Desk, Problem } from '../../gateway.js';
import type { SmsConfig } from '../config.js';
import { Owners } from './owners.js';

const NOT_OFFERED: Problem = { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.own.not-offered' } };

/** The number that a user wants belongs to somebody else. */
export const TAKEN: Problem = { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.own.taken' } };

/** A number that somebody may have: one of ours at once, a phone after a code. */
export interface Wish {
  readonly number: string;
  readonly isPhone: boolean;
}

/** Which numbers a user may ask for, and which of them are free. Made for each use: what a command sees is as it is now. */
export class Wishes {
  readonly owners: Owners;
  readonly #numbers: SmsConfig['numbers'];
  readonly #desk: Desk;

  constructor(numbers: SmsConfig['numbers'], desk: Desk) {
    this.#numbers = numbers;
    this.#desk = desk;
    this.owners = new Owners({ kv: desk.kv, clock: desk.clock });
  }

  /** What somebody typed, as a number that they may ask for; or why not. Whether one of ours is free is not looked at. */
  read(typed: string, account: Account | undefined): Wish | Problem {
    const { own, shared } = this.#numbers;
    const given = typed.trim();
    const read = own.inventory.includes(given) ? undefined : this.#desk.contact(given, account);
    if (read?.ok === false) return { ...read.problem, type: 'modify', condition: 'not-acceptable' };
    const number = read === undefined ? given : read.address;
    if (own.inventory.includes(number)) return own.choose ? { number, isPhone: false } : NOT_OFFERED;
    const isPhone = own.phones && number.startsWith('+') && !shared.includes(number);
    return isPhone ? { number, isPhone } : NOT_OFFERED;
  }

  /** Gives the number to the account; undefined: somebody else has it. A phone goes to whoever showed last that it is theirs. */
  async take({ number, isPhone }: Wish, account: Account) {
    const given = await this.owners.assign(number, account, async (owner) => isPhone || (await this.#hasLeft(owner)));
    return given.ok ? { former: given.former } : undefined;
  }

  /** Whether an account may have one of our numbers now. */
  async isFree(number: string, account: Account | undefined): Promise<boolean> {
    const owner = await this.owners.ownerOf(number);
    if (owner === undefined || (owner.id === account?.id && owner.born === account.born)) return true;
    return this.#hasLeft(owner);
  }

  /** Our numbers that nobody has, or whose user has unregistered. */
  async free(): Promise<readonly string[]> {
    const { inventory } = this.#numbers.own;
    const free = await Promise.all(inventory.map((number) => this.isFree(number, undefined)));
    return inventory.filter((_, index) => free[index] === true);
  }

  async #hasLeft({ id, born }: { readonly id: string; readonly born: number }): Promise<boolean> {
    return (await this.#desk.account(id))?.born !== born;
  }
}
