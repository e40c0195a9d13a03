import type { Account, HoldContext, Problem, TextRef } from '../../gateway.js';
import { mailAccountOf } from '../accounts/mail-account.js';
import type { FormPost } from '../accounts/oauth/form-post.js';
import { oauthProvider } from '../accounts/oauth/provider.js';
import { SignIn, type SignInState } from '../accounts/oauth/sign-in.js';
import type { EmailConfig } from '../config.js';
import { parkedKey } from '../mailboxes/own-mailbox.js';

/** Waits of `HoldContext.later` that belong here. */
export interface SignInWait {
  readonly kind: 'sign-in';
  readonly account: string;
  readonly born: number;
}

interface SignInsParts {
  readonly context: Pick<HoldContext, 'account' | 'clock' | 'kv' | 'later' | 'log' | 'seal' | 'tell' | 'unseal'>;
  readonly config: EmailConfig;
  readonly post: FormPost;
  /** That many octets of chance. */
  readonly random: (octets: number) => Buffer;
  /** The provider lets us in from now on. */
  readonly signedIn: (account: Account) => void;
}

/** What the sentences of a provider call it. */
const NAMES: Readonly<Record<string, string>> = { google: 'Google', microsoft: 'Microsoft' };

/** Reasons for which only signing in (again) helps. */
const LACKING: ReadonlySet<string> = new Set(['email.oauth.missing', 'email.oauth.lost']);

/** Signs the users of one lane in at the providers of their mailboxes, and has the mailboxes opened then. */
export class SignIns {
  readonly #o: SignInsParts;

  constructor(parts: SignInsParts) {
    this.#o = parts;
  }

  /** Whether the user of an account signs in at a provider. Pure. */
  concerns(account: Account): boolean {
    return this.#of(account) !== undefined;
  }

  /** What the user is to do; a provider that is asked whether it is done is asked from now on. */
  async begin(account: Account): Promise<TextRef | Problem> {
    const found = this.#of(account);
    if (found === undefined) return NONE;
    const begun = await found.signIn.begin(account, found.address);
    if ('problem' in begun) return begun.problem;
    if (begun.askAfter !== undefined) await this.#wait(account, begun.askAfter);
    return begun.text;
  }

  /** Takes what the user has copied from the browser. */
  async answer(account: Account, text: string): Promise<TextRef | Problem> {
    const found = this.#of(account);
    if (found === undefined) return NONE;
    const state = await found.signIn.answer(account, text);
    if (state.state === 'failed') return state.problem;
    return await this.#done(account, found.address);
  }

  /** What a user is told whose mailbox does not open because nobody has signed in; undefined where that is not why. */
  async lacking(account: Account, { text: { key } }: Problem): Promise<TextRef | undefined> {
    if (!LACKING.has(key)) return undefined;
    const begun = await this.begin(account);
    return 'key' in begun ? begun : begun.text;
  }

  /** It is time to ask a provider. Rejects where it has to come again. */
  async later({ account: id, born }: SignInWait): Promise<void> {
    const account = await this.#o.context.account(id);
    const found = account === undefined || account.born !== born ? undefined : this.#of(account);
    if (account === undefined || found === undefined) return;
    const state: SignInState = await found.signIn.ask(account);
    if (state.state === 'waiting') await this.#wait(account, state.askAfter);
    else if (state.state === 'failed') await this.#o.context.tell(account, state.problem.text);
    else await this.#o.context.tell(account, await this.#done(account, found.address));
  }

  async #done(account: Account, address: string): Promise<TextRef> {
    // If it is lost again, that is told again.
    await this.#o.context.kv.remove(parkedKey(account));
    this.#o.signedIn(account);
    return { key: 'email.oauth.done', params: { address } };
  }

  async #wait({ id, born }: Account, ms: number): Promise<void> {
    const wait: SignInWait = { kind: 'sign-in', account: id, born };
    await this.#o.context.later.schedule(`sign-in:${born}:${id}`, ms, wait);
  }

  #of(account: Account): { readonly signIn: SignIn; readonly address: string } | undefined {
    const { config, context, post, random } = this.#o;
    const mail = mailAccountOf(account, config);
    if (mail?.kind !== 'mailbox' || mail.login.by !== 'oauth') return undefined;
    const { provider: name } = mail.login;
    const provider = oauthProvider(name, config.ownMailboxes);
    if (provider === undefined) return undefined;
    const { clock } = context;
    const providerName = Object.hasOwn(NAMES, name) ? (NAMES[name] ?? name) : name;
    return { signIn: new SignIn({ provider, providerName, context, post, clock, random }), address: mail.address };
  }
}

const NONE: Problem = { type: 'cancel', condition: 'item-not-found', text: { key: 'email.order.no-sign-in' } };
