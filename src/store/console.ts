import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keyName } from './keys.js';
import { defineScript, type Script } from './script.js';

/** A signed-in admin. */
export interface ConsoleSession {
  /** Bare JID. */
  readonly jid: string;
  /** Wall time of the sign-in, ms. */
  readonly at: number;
}

/** A code is good for so long, and for so many tries. */
const CODE_MS = 10 * 60_000;
const TRIES = 5;

// KEYS: the code. ARGV: what the answer comes to, most tries. A code that was right, or was missed too often, is gone.
const ANSWER = `
local right = redis.call('HGET', KEYS[1], 'right')
if not right then return 0 end
if right == ARGV[1] then return redis.call('DEL', KEYS[1]) end
if redis.call('HINCRBY', KEYS[1], 'tries', 1) >= tonumber(ARGV[2]) then redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * Who is signed in to the console, and who is about to. What the browser shows to prove itself is a random token of at least 128 bits;
 * only its hash lies in Redis, so that nobody who reads Redis can use it. A code is stored as a hash together with such a token, and
 * so cannot be guessed from there either.
 */
export class ConsoleSessions {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #answer: Script;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#answer = defineScript(redis, 'isthmusConsoleAnswer', ANSWER);
  }

  /** Remembers the code that the browser with this token has to give for this JID. */
  async ask(token: string, jid: string, code: string): Promise<void> {
    const key = this.#key('code', token);
    await this.#redis
      .multi()
      .del(key)
      .hset(key, 'right', answerOf(token, jid, code))
      .pexpire(key, CODE_MS)
      .exec();
  }

  /** Whether it is that code; it is used up then. After five wrong ones it is gone. */
  async answer(token: string, jid: string, code: string): Promise<boolean> {
    return Number(await this.#answer([this.#key('code', token)], [answerOf(token, jid, code), TRIES])) === 1;
  }

  /** Lets whoever gives this code sign in as this JID, in whatever browser. It lies here as a hash: it has to be too long to be found by it. */
  async grant(jid: string, code: string): Promise<void> {
    await this.#redis.set(this.#key('grant', grantOf(jid, code)), '1', 'PX', CODE_MS);
  }

  /** Whether that was granted; it is used up then. */
  async redeem(jid: string, code: string): Promise<boolean> {
    return (await this.#redis.del(this.#key('grant', grantOf(jid, code)))) === 1;
  }

  /** Begins a session; it ends after `ms` without a `touch`. */
  async begin(token: string, session: ConsoleSession, ms: number): Promise<void> {
    await this.#redis.set(this.#key('session', token), JSON.stringify(session), 'PX', ms);
  }

  async get(token: string): Promise<ConsoleSession | undefined> {
    const json = await this.#redis.get(this.#key('session', token));
    return json === null ? undefined : (JSON.parse(json) as ConsoleSession);
  }

  /** From now on it ends after `ms` without another. */
  async touch(token: string, ms: number): Promise<void> {
    await this.#redis.pexpire(this.#key('session', token), Math.ceil(ms));
  }

  async end(token: string): Promise<void> {
    await this.#redis.del(this.#key('session', token));
  }

  #key(kind: 'code' | 'grant' | 'session', token: string): string {
    return keyName(this.#prefix, 'console', `${kind}:${hash(token)}`);
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function grantOf(jid: string, code: string): string {
  return JSON.stringify([jid, code]);
}

function answerOf(token: string, jid: string, code: string): string {
  return hash(JSON.stringify([token, jid, code]));
}
