import type { Clock, KeyValue, Problem } from '../../../gateway.js';
import { SignInLost } from '../../imap/types.js';
import { OAuthUnavailable } from './form-post.js';
import type { Grant, Grants, Registration } from './grants.js';
import { askTokens, type Endpoint } from './tokens.js';

interface TokenSourceOptions {
  readonly account: Registration;
  readonly endpoint: Endpoint;
  readonly grants: Grants;
  readonly kv: KeyValue;
  readonly clock: Clock;
  /** That many octets of chance. */
  readonly random: (octets: number) => Buffer;
  /** The grant is gone; called once for each grant, in one process of all. */
  readonly lost?: (problem: Problem) => void;
}

/** A token that ends within this time is renewed before it is used. */
const MARGIN_MS = 60_000;
/** A refused token that is younger than this is not the one that was refused. */
const FRESH_MS = 10_000;
const LOCK_SECONDS = 40;
const LOCK_LOOK_MS = 200;
const LOCK_WAIT_MS = 30_000;

/**
 * Gives the access token of one account, for IMAP and SMTP alike. It is renewed by one process at a time: providers that give another
 * refresh token each time take it as theft when an old one is used twice.
 */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  #renewing: Promise<string> | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  /**
   * The token that counts now; `renew`: the server has refused that one. Rejects with `SignInLost` where only the user can help,
   * with `OAuthUnavailable` where it is to be tried again later.
   */
  async accessToken(renew: boolean): Promise<string> {
    if (this.#renewing !== undefined) return this.#renewing;
    const grant = await this.#load();
    if (this.#isGood(grant, renew)) return grant.accessToken;
    this.#renewing ??= this.#renew(renew).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  #isGood({ expiresAt, since }: Grant, refused: boolean): boolean {
    const now = this.#options.clock.now();
    return expiresAt - now > MARGIN_MS && (!refused || now - since < FRESH_MS);
  }

  async #load(): Promise<Grant> {
    const { account, grants, endpoint } = this.#options;
    const grant = await grants.load(account);
    if (grant === undefined || grant.provider !== endpoint.provider.name)
      throw new SignInLost(problem('email.oauth.missing'));
    if (grant.lost === true) throw new SignInLost(problem('email.oauth.lost'));
    return grant;
  }

  async #renew(refused: boolean): Promise<string> {
    const { kv, random, account } = this.#options;
    const key = `grant-lock:${account.born} ${account.id}`;
    const mark = random(12).toString('base64url');
    for (let waited = 0; !(await kv.add(key, mark, LOCK_SECONDS)); waited += LOCK_LOOK_MS) {
      if (waited >= LOCK_WAIT_MS) throw new OAuthUnavailable('another process is at it');
      await this.#pause(LOCK_LOOK_MS);
    }
    try {
      const grant = await this.#load();
      // Another process may have been faster.
      return this.#isGood(grant, refused) ? grant.accessToken : await this.#refresh(grant);
    } finally {
      if ((await kv.get<string>(key)) === mark) await kv.remove(key);
    }
  }

  async #refresh(grant: Grant): Promise<string> {
    const { account, endpoint, grants, clock, lost } = this.#options;
    const answer = await askTokens(endpoint, { grant_type: 'refresh_token', refresh_token: grant.refreshToken });
    if (answer.ok) {
      const { accessToken, refreshToken = grant.refreshToken, expiresAt } = answer.tokens;
      await grants.save(account, {
        provider: grant.provider,
        refreshToken,
        accessToken,
        expiresAt,
        since: clock.now(),
      });
      return accessToken;
    }
    // All else (a wrong client, a wrong scope) is for the admin to mend, and may pass.
    if (answer.error !== 'invalid_grant') throw new OAuthUnavailable(answer.error.slice(0, 60));
    await grants.save(account, { ...grant, lost: true });
    const told = problem('email.oauth.lost');
    lost?.(told);
    throw new SignInLost(told);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.after(ms, resolve);
    });
  }
}

function problem(key: `email.${string}`): Problem {
  return { type: 'auth', condition: 'not-authorized', text: { key } };
}
