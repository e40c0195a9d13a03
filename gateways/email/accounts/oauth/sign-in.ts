import type { Clock, HoldContext, Problem, TextRef } from '../../../gateway.js';
import { askWithCode, type CodeRequest, readCopied, startCode } from './code-flow.js';
import { askDevice, type DeviceCode, startDevice } from './device-flow.js';
import { type FormPost, OAuthUnavailable } from './form-post.js';
import { Grants, type Registration } from './grants.js';
import type { OAuthProvider } from './provider.js';
import type { Tokens } from './tokens.js';

interface SignInOptions {
  readonly provider: OAuthProvider;
  /** For people. */
  readonly providerName: string;
  readonly context: Pick<HoldContext, 'kv' | 'seal' | 'unseal'>;
  readonly post: FormPost;
  readonly clock: Clock;
  readonly random: (octets: number) => Buffer;
}

/** What the user is told to do, and when to ask the provider (device flow), ms from now. */
interface SignInBegun {
  readonly text: TextRef;
  readonly askAfter?: number;
}

/** How far a user has come with signing in at a provider (RFC 8628). */
export type SignInState =
  | { readonly state: 'done' }
  /** Ask again so many ms from now. */
  | { readonly state: 'waiting'; readonly askAfter: number }
  | { readonly state: 'failed'; readonly problem: Problem };

type Pending = ({ readonly flow: 'device' } & DeviceCode) | ({ readonly flow: 'code' } & CodeRequest);

/** How long a user has to bring the code, s. */
const CODE_SECONDS = 1800;
const RETRY_MS = 10_000;

/** What the text that a user (bare JID) has copied from the browser is sealed for, on its way here. */
export function copiedOf(user: string): string {
  return `copied:${user}`;
}

/**
 * Signs users in at one provider. What waits for them is kept sealed, so that any process can go on with it; a new beginning takes
 * the place of an earlier one.
 */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #grants: Grants;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#grants = new Grants(options.context);
  }

  /** `address`: the mail address of the account. */
  async begin(account: Registration, address: string): Promise<SignInBegun | { readonly problem: Problem }> {
    const { provider, providerName, random, clock } = this.#options;
    if (provider.flow === 'code') {
      const request = startCode(provider, random, address);
      await this.#keep(account, { flow: 'code', ...request }, CODE_SECONDS);
      return { text: { key: 'email.oauth.open-code', params: { provider: providerName, url: request.url, address } } };
    }
    try {
      const code = await startDevice(this.#endpoint);
      await this.#keep(account, { flow: 'device', ...code }, Math.ceil((code.expiresAt - clock.now()) / 1000));
      const params = { provider: providerName, url: code.url, code: code.userCode, address };
      return { text: { key: 'email.oauth.open-device', params }, askAfter: code.interval };
    } catch (error) {
      return { problem: this.#unavailable(error) };
    }
  }

  /** Asks the provider whether the user has typed the code (device flow). */
  async ask(account: Registration): Promise<SignInState> {
    const pending = await this.#pending(account);
    if (pending?.flow !== 'device') return this.#failed('email.oauth.expired');
    try {
      const answer = await askDevice(this.#endpoint, pending);
      switch (answer.state) {
        case 'granted':
          return await this.#done(account, answer.tokens);
        case 'pending': {
          const left = Math.ceil((pending.expiresAt - this.#options.clock.now()) / 1000);
          if (answer.code.interval !== pending.interval)
            await this.#keep(account, { flow: 'device', ...answer.code }, Math.max(1, left));
          return { state: 'waiting', askAfter: answer.code.interval };
        }
        default:
          await this.#forget(account);
          return this.#failed(answer.state === 'expired' ? 'email.oauth.expired' : 'email.oauth.refused');
      }
    } catch (error) {
      if (!(error instanceof OAuthUnavailable)) throw error;
      return { state: 'waiting', askAfter: Math.max(RETRY_MS, pending.interval) };
    }
  }

  /** Takes what the user copied from the browser (code flow). After a text that is no answer the user may try again. */
  async answer(account: Registration, text: string): Promise<SignInState> {
    const pending = await this.#pending(account);
    if (pending?.flow !== 'code') return this.#failed('email.oauth.expired');
    const copied = readCopied(text, pending);
    if (!copied.ok && copied.why === 'refused') await this.#forget(account);
    if (!copied.ok) return this.#failed(NO_ANSWER[copied.why]);
    try {
      const answer = await askWithCode(this.#endpoint, copied.code, pending);
      if (answer.ok) return await this.#done(account, answer.tokens);
      // A code is good once, whatever became of it.
      await this.#forget(account);
      return this.#failed('email.oauth.refused');
    } catch (error) {
      return { state: 'failed', problem: this.#unavailable(error) };
    }
  }

  get #endpoint() {
    const { provider, post, clock } = this.#options;
    return { provider, post, clock };
  }

  async #done(account: Registration, { accessToken, refreshToken, expiresAt }: Tokens): Promise<SignInState> {
    const { provider, clock } = this.#options;
    await this.#forget(account);
    // Without one the sign-in would be over within the hour.
    if (refreshToken === undefined) return this.#failed('email.oauth.no-refresh');
    await this.#grants.save(account, {
      provider: provider.name,
      refreshToken,
      accessToken,
      expiresAt,
      since: clock.now(),
    });
    return { state: 'done' };
  }

  async #keep(account: Registration, pending: Pending, seconds: number): Promise<void> {
    const { kv, seal } = this.#options.context;
    const key = pendingKey(account);
    await kv.set(key, seal(key, JSON.stringify(pending)), seconds);
  }

  async #pending(account: Registration): Promise<Pending | undefined> {
    const { kv, unseal } = this.#options.context;
    const key = pendingKey(account);
    const sealed = await kv.get<string>(key);
    const text = sealed === undefined ? undefined : unseal(key, sealed);
    return text === undefined ? undefined : (JSON.parse(text) as Pending);
  }

  #forget(account: Registration): Promise<void> {
    return this.#options.context.kv.remove(pendingKey(account));
  }

  #failed(key: `email.${string}`): SignInState {
    const params = { provider: this.#options.providerName };
    return { state: 'failed', problem: { type: 'modify', condition: 'not-acceptable', text: { key, params } } };
  }

  #unavailable(error: unknown): Problem {
    if (!(error instanceof OAuthUnavailable)) throw error;
    const params = { provider: this.#options.providerName };
    return { type: 'wait', condition: 'remote-server-timeout', text: { key: 'email.oauth.unavailable', params } };
  }
}

const NO_ANSWER = {
  'no-code': 'email.oauth.no-code',
  other: 'email.oauth.other-code',
  refused: 'email.oauth.refused',
} as const;

function pendingKey({ id, born }: Registration): string {
  return `sign-in:${born} ${id}`;
}
