import { randomBytes } from 'node:crypto';
import type { Account, HoldContext, Problem } from '../../gateway.js';
import { formPost } from '../accounts/oauth/form-post.js';
import { Grants } from '../accounts/oauth/grants.js';
import { oauthProvider } from '../accounts/oauth/provider.js';
import { TokenSource } from '../accounts/oauth/token-source.js';
import type { EmailConfig } from '../config.js';
import { SignInLost } from '../imap/types.js';

const NO_PROVIDER: Problem = {
  type: 'cancel',
  condition: 'service-unavailable',
  text: { key: 'email.oauth.no-provider' },
};

/** Where the tokens of accounts come from whose users sign in at a provider. */
export function tokensOf(context: HoldContext, { ownMailboxes }: EmailConfig) {
  const grants = new Grants(context);
  return (account: Account, name: string): Pick<TokenSource, 'accessToken'> => {
    const provider = oauthProvider(name, ownMailboxes);
    if (provider === undefined) return { accessToken: () => Promise.reject(new SignInLost(NO_PROVIDER)) };
    const { kv, clock } = context;
    return new TokenSource({
      account,
      endpoint: { provider, post: formPost, clock },
      grants,
      kv,
      clock,
      random: randomBytes,
    });
  };
}
