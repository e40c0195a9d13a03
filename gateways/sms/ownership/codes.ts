import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { KeyValue, Problem } from '../../gateway.js';

/** How long a code counts. */
const CODE_SECONDS = 300;
const MOST_TRIES = 5;
/** Between two codes to one phone: each costs money, and somebody may want ours to be spent. */
const PAUSE_SECONDS = 60;
const DAY_SECONDS = 86_400;
/** Codes a day for one user, and to one phone, whoever asks. */
const MOST_A_DAY = 5;
const LEAST = 100_000;
const BEYOND = 1_000_000;

/** What is kept of a code: never the code itself. */
interface Kept {
  readonly number: string;
  readonly salt: string;
  readonly digest: string;
}

interface CodesOptions {
  readonly kv: Pick<KeyValue, 'add' | 'count' | 'get' | 'remove' | 'set' | 'spend'>;
}

const wrong = (type: Problem['type'], condition: Problem['condition'], key: string): Problem => ({
  type,
  condition,
  text: { key },
});

/**
 * Codes of six digits by which a user shows that a phone is theirs: bound to the user and the number, good for five
 * minutes and five tries, and few of them a day. Codes are neither logged nor kept in the clear.
 */
export class Codes {
  readonly #kv: CodesOptions['kv'];

  constructor({ kv }: CodesOptions) {
    this.#kv = kv;
  }

  /** A new code to send to the number; an older one of the user counts no more. A problem where it is too soon, or too often. */
  async make(user: string, number: string): Promise<{ readonly code: string } | { readonly problem: Problem }> {
    if (!(await this.#kv.add(`code-pause:${number}`, 1, PAUSE_SECONDS))) {
      return { problem: wrong('wait', 'resource-constraint', 'sms.own.too-soon') };
    }
    const day = [
      { key: `codes-by:${user}`, by: 1, limit: MOST_A_DAY },
      { key: `codes-to:${number}`, by: 1, limit: MOST_A_DAY },
    ];
    if ((await this.#kv.spend(day, DAY_SECONDS)) !== undefined) {
      return { problem: wrong('wait', 'resource-constraint', 'sms.own.too-many') };
    }
    const code = String(randomInt(LEAST, BEYOND));
    const salt = randomBytes(16).toString('base64url');
    const kept: Kept = { number, salt, digest: digestOf(code, salt, user, number).toString('base64url') };
    await this.#kv.remove(triesKey(user));
    await this.#kv.set(codeKey(user), kept, CODE_SECONDS);
    return { code };
  }

  /** Whether a code is the one that was sent to the number for the user; a right one counts once. */
  async check(user: string, number: string, code: string): Promise<Problem | undefined> {
    const kept = await this.#kv.get<Kept>(codeKey(user));
    if (kept === undefined || kept.number !== number) return wrong('modify', 'not-acceptable', 'sms.own.no-code');
    if ((await this.#kv.count(triesKey(user), CODE_SECONDS)) > MOST_TRIES) {
      await this.#kv.remove(codeKey(user));
      return wrong('cancel', 'not-allowed', 'sms.own.too-many-tries');
    }
    const given = digestOf(code.replace(/\D/g, ''), kept.salt, user, number);
    if (!timingSafeEqual(given, Buffer.from(kept.digest, 'base64url'))) {
      return wrong('modify', 'not-acceptable', 'sms.own.wrong-code');
    }
    await this.#kv.remove(codeKey(user));
    return undefined;
  }
}

function digestOf(code: string, salt: string, user: string, number: string): Buffer {
  return createHash('sha256').update([salt, user, number, code].join('\n')).digest();
}

const codeKey = (user: string): string => `code:${user}`;
const triesKey = (user: string): string => `code-tries:${user}`;
