import type { Redis } from 'ioredis';
import type { StoredAccount } from './accounts.js';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

/** Through which of a user's accounts a contact is written to, as far as the store knows. */
interface Way {
  /** Label of the account that the user has pinned to the contact. */
  readonly pinned: string | undefined;
  /** The account through which the contact last wrote. It may have been removed since. */
  readonly last: { readonly label: string; readonly born: number } | undefined;
}

/** How long it is remembered through which account a contact last wrote, seconds. */
const REMEMBERED = 90 * 86_400;

// KEYS: pins (contact -> label), the account. ARGV: contact, label, most pins of one user.
const PIN = `
if redis.call('HEXISTS', KEYS[2], 'rev') == 0 then return 'missing' end
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 'full' end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 'ok'`;

// KEYS: for each question the pins and who wrote last. ARGV: contacts. A label may be empty, so what is there begins with =.
const FIND = `
local answer = {}
for i, contact in ipairs(ARGV) do
  local pinned, last = redis.call('HGET', KEYS[2 * i - 1], contact), redis.call('GET', KEYS[2 * i])
  answer[#answer + 1] = pinned and '=' .. pinned or ''
  answer[#answer + 1] = last or ''
end
return answer`;

interface Question {
  readonly jid: string;
  readonly contact: string;
}

/**
 * Which accounts users with several of them have chosen for contacts, and through which one a contact last wrote.
 * `Accounts.remove` removes the pins to an account; what contacts wrote names the very account, so that one which is made
 * later under the same label has nothing of it.
 */
export class Pins {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #pin: Script;
  readonly #find: Script;
  readonly #questions = new Map<string, Grouped<Question, Way>>();

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#pin = defineScript(redis, 'isthmusPinsPin', PIN);
    this.#find = defineScript(redis, 'isthmusPinsFind', FIND);
  }

  /** Pins an account to a contact in place of what was pinned. `full`: the user has `most` pins already. */
  async pin(
    gateway: string,
    account: Pick<StoredAccount, 'id' | 'jid' | 'label'>,
    contact: string,
    most: number,
  ): Promise<'ok' | 'missing' | 'full'> {
    const keys = [this.#pinsKey(gateway, account.jid), keyName(this.#prefix, gateway, `a:${account.id}`)];
    const answer = await this.#pin(keys, [contact, account.label, most]);
    return answer === 'ok' || answer === 'full' ? answer : 'missing';
  }

  /** Tells whether there was a pin. */
  async unpin(gateway: string, jid: string, contact: string): Promise<boolean> {
    return (await this.#redis.hdel(this.#pinsKey(gateway, jid), contact)) === 1;
  }

  /** Labels by contact. */
  async list(gateway: string, jid: string): Promise<ReadonlyMap<string, string>> {
    return new Map(Object.entries(await this.#redis.hgetall(this.#pinsKey(gateway, jid))));
  }

  /** Remembers for 90 days that a contact wrote through an account. */
  async wrote(gateway: string, account: StoredAccount, contact: string): Promise<void> {
    const key = this.#lastKey(gateway, account.jid, contact);
    await this.#redis.set(key, `${account.born} ${account.label}`, 'EX', REMEMBERED);
  }

  /** Questions of one moment share a round trip. */
  find(gateway: string, jid: string, contact: string): Promise<Way> {
    let questions = this.#questions.get(gateway);
    if (questions === undefined) {
      questions = new Grouped((all) => this.#findAll(gateway, all));
      this.#questions.set(gateway, questions);
    }
    return questions.add({ jid, contact });
  }

  async #findAll(gateway: string, questions: readonly Question[]): Promise<Way[]> {
    const keys = questions.flatMap(({ jid, contact }) => [
      this.#pinsKey(gateway, jid),
      this.#lastKey(gateway, jid, contact),
    ]);
    const contacts = questions.map(({ contact }) => contact);
    const answer = strings(await this.#find(keys, contacts));
    return questions.map((_, index) => way(answer[2 * index] ?? '', answer[2 * index + 1] ?? ''));
  }

  #pinsKey(gateway: string, jid: string): string {
    return keyName(this.#prefix, gateway, `n:${jid}`);
  }

  #lastKey(gateway: string, jid: string, contact: string): string {
    return keyName(this.#prefix, gateway, `w:${jid}/${contact}`);
  }
}

function way(pinned: string, last: string): Way {
  const space = last.indexOf(' ');
  return {
    pinned: pinned === '' ? undefined : pinned.slice(1),
    last: space < 0 ? undefined : { born: Number(last.slice(0, space)), label: last.slice(space + 1) },
  };
}
