import type { Redis } from 'ioredis';
import { type ContactState, readContactState } from './contact-presence.js';
import { Grouped } from './grouped.js';
import { keyName } from './keys.js';
import { defineScript, type Script, strings } from './script.js';

/** How a user and one contact of the gateway stand. */
interface Subscription {
  /** The contact as the core names it (canonical network address); '' is the gateway itself. */
  readonly contact: string;
  /** The user sees the contact's presence: `subscribe` came and was granted. */
  readonly sees: boolean;
  /** The contact sees the user's presence: nobody asked, asked and not answered, or granted. */
  readonly seen: 'no' | 'asked' | 'granted';
}

/** A contact as a user may see it. */
interface Seen extends Subscription {
  /** What the network told of its presence; undefined: nothing. */
  readonly state: ContactState | undefined;
}

/** What changes; what is not named stays. */
interface SubscriptionChange {
  readonly sees?: boolean;
  readonly seen?: Subscription['seen'];
}

type SubscriptionResult =
  | { readonly ok: true; readonly before: Subscription; readonly after: Subscription }
  /** The user has as many contacts as allowed; nothing was changed. */
  | { readonly ok: false; readonly reason: 'full' };

const SEES = 1;
const ASKED = 2;
const GRANTED = 4;

// One hash an account: contact -> bits. KEYS: roster. ARGV: contact, bits to keep, bits to set, most contacts.
const CHANGE = `
local before = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
local after = bit.bor(bit.band(before, tonumber(ARGV[2])), tonumber(ARGV[3]))
if after == 0 then redis.call('HDEL', KEYS[1], ARGV[1])
elseif after ~= before then
  if before == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return {'full'} end
  redis.call('HSET', KEYS[1], ARGV[1], after)
end
return {'ok', before, after}`;

// KEYS: roster and contacts' presence for each contact in ARGV, in turn. Answers bits and JSON for each.
const LOOK = `
local answer = {}
for i, contact in ipairs(ARGV) do
  answer[2 * i - 1] = redis.call('HGET', KEYS[2 * i - 1], contact) or '0'
  answer[2 * i] = redis.call('HGET', KEYS[2 * i], contact) or ''
end
return answer`;

interface Look {
  readonly jid: string;
  readonly contact: string;
}

/** Contacts and subscription states of each account. `Accounts.remove` removes them too. */
export class Roster {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #change: Script;
  readonly #look: Script;
  readonly #looks = new Map<string, Grouped<Look, Seen>>();

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#change = defineScript(redis, 'isthmusRosterChange', CHANGE);
    this.#look = defineScript(redis, 'isthmusRosterLook', LOOK);
  }

  /** One contact with its presence. Those asked for in one moment are read together: users' servers probe for many. */
  look(gateway: string, jid: string, contact: string): Promise<Seen> {
    let looks = this.#looks.get(gateway);
    if (looks === undefined) {
      looks = new Grouped((items) => this.#lookAll(gateway, items));
      this.#looks.set(gateway, looks);
    }
    return looks.add({ jid, contact });
  }

  async get(gateway: string, jid: string, contact: string): Promise<Subscription> {
    return decode(contact, Number((await this.#redis.hget(this.#key(gateway, jid), contact)) ?? 0));
  }

  /** Changes one contact and tells how it was and is; atomic, and repeating it changes nothing more. */
  async change(
    gateway: string,
    jid: string,
    contact: string,
    change: SubscriptionChange,
    most = 10_000,
  ): Promise<SubscriptionResult> {
    let keep = SEES | ASKED | GRANTED;
    let set = 0;
    if (change.sees !== undefined) {
      keep &= ~SEES;
      if (change.sees) set |= SEES;
    }
    if (change.seen !== undefined) {
      keep &= ~(ASKED | GRANTED);
      if (change.seen !== 'no') set |= change.seen === 'asked' ? ASKED : GRANTED;
    }
    const [result, before, after] = strings(
      await this.#change([this.#key(gateway, jid)], [contact, keep & 0xff, set, most]),
    );
    if (result !== 'ok') return { ok: false, reason: 'full' };
    return { ok: true, before: decode(contact, Number(before)), after: decode(contact, Number(after)) };
  }

  async list(gateway: string, jid: string): Promise<readonly Subscription[]> {
    const all = await this.#redis.hgetall(this.#key(gateway, jid));
    return Object.entries(all).map(([contact, bits]) => decode(contact, Number(bits)));
  }

  async #lookAll(gateway: string, items: readonly Look[]): Promise<Seen[]> {
    const keys = items.flatMap(({ jid }) => [this.#key(gateway, jid), keyName(this.#prefix, gateway, `c:${jid}`)]);
    const found = strings(
      await this.#look(
        keys,
        items.map(({ contact }) => contact),
      ),
    );
    return items.map(({ contact }, index) => ({
      ...decode(contact, Number(found[2 * index])),
      state: readContactState(found[2 * index + 1] ?? ''),
    }));
  }

  #key(gateway: string, jid: string): string {
    return keyName(this.#prefix, gateway, `r:${jid}`);
  }
}

function decode(contact: string, bits: number): Subscription {
  const seen = (bits & GRANTED) !== 0 ? 'granted' : (bits & ASKED) !== 0 ? 'asked' : 'no';
  return { contact, sees: (bits & SEES) !== 0, seen };
}
