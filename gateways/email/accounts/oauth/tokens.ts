import type { Clock } from '../../../gateway.js';
import { type FormPost, OAuthUnavailable, secondsIn, textIn } from './form-post.js';
import type { OAuthProvider } from './provider.js';

/** What a provider gives (RFC 6749 5.1). */
export interface Tokens {
  readonly accessToken: string;
  /** Missing in an answer to a refresh: the one before stays (RFC 6749 6). */
  readonly refreshToken?: string;
  /** Wall time, ms. */
  readonly expiresAt: number;
}

/** `error`: a code of RFC 6749 5.2 or RFC 8628 3.5. */
export type TokenAnswer =
  | { readonly ok: true; readonly tokens: Tokens }
  | { readonly ok: false; readonly error: string; readonly said: string };

/** Where tokens are asked for. */
export interface Endpoint {
  readonly provider: OAuthProvider;
  readonly post: FormPost;
  readonly clock: Clock;
}

/** What a token is good for where the provider does not say (RFC 6749 5.1). */
const USUAL_LIFE_MS = 3_600_000;
const LONGEST_TOKEN = 16 * 1024;

/** Asks the token endpoint (RFC 6749 3.2). Rejects with `OAuthUnavailable` where it decides nothing. */
export async function askTokens(
  { provider, post, clock }: Endpoint,
  fields: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const { clientId, clientSecret, tokenUrl } = provider;
  const secret = clientSecret === undefined ? {} : { client_secret: clientSecret };
  const { status, body } = await post(tokenUrl, { client_id: clientId, ...secret, ...fields });
  const error = textIn(body, 'error');
  if (error !== undefined) return { ok: false, error, said: (textIn(body, 'error_description') ?? '').slice(0, 200) };
  const accessToken = textIn(body, 'access_token');
  const refreshToken = textIn(body, 'refresh_token');
  // The token goes into lines of IMAP and SMTP.
  if (status !== 200 || accessToken === undefined || !isToken(accessToken) || !isToken(refreshToken ?? '')) {
    throw new OAuthUnavailable(`status ${status} without a token`);
  }
  return {
    ok: true,
    tokens: {
      accessToken,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      expiresAt: clock.now() + (secondsIn(body, 'expires_in') ?? USUAL_LIFE_MS),
    },
  };
}

/** RFC 6749 A.12: printable ASCII. */
function isToken(text: string): boolean {
  return text.length <= LONGEST_TOKEN && /^[\x20-\x7e]*$/.test(text);
}
