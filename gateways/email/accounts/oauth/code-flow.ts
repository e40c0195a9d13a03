import { createHash } from 'node:crypto';
import type { OAuthProvider } from './provider.js';
import { askTokens, type Endpoint, type TokenAnswer } from './tokens.js';

/** A sign-in that waits for the code from its user's browser. JSON-able. */
export interface CodeRequest {
  /** Page of the provider. */
  readonly url: string;
  readonly state: string;
  /** PKCE (RFC 7636 4.1). */
  readonly verifier: string;
}

/** What a user copied from the browser. */
type CopiedAnswer =
  | { readonly ok: true; readonly code: string }
  /** `other`: of another sign-in; `refused`: the user or the provider said no. */
  | { readonly ok: false; readonly why: 'no-code' | 'other' | 'refused' };

const LONGEST_COPY = 8192;

/** Begins (RFC 6749 4.1.1 with PKCE). `random`: that many octets; `address`: whom the page should offer. */
export function startCode(
  { authorizeUrl = '', clientId, redirectUri, scopes, extra }: OAuthProvider,
  random: (octets: number) => Buffer,
  address: string,
): CodeRequest {
  const state = random(16).toString('base64url');
  const verifier = random(32).toString('base64url');
  const url = new URL(authorizeUrl);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    login_hint: address,
    ...extra,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, state, verifier };
}

/**
 * Reads what the user copied: the address of the page on which the sign-in ended, which alone shows that it is the answer to this
 * sign-in (RFC 6749 10.12). A code alone is not taken: somebody else's may have been put into the user's hands.
 */
export function readCopied(text: string, { state }: Pick<CodeRequest, 'state'>): CopiedAnswer {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_COPY || !URL.canParse(trimmed)) return { ok: false, why: 'no-code' };
  const { searchParams } = new URL(trimmed);
  const code = searchParams.get('code') ?? '';
  if (searchParams.get('state') !== state) return { ok: false, why: searchParams.has('state') ? 'other' : 'no-code' };
  if (searchParams.has('error')) return { ok: false, why: 'refused' };
  return code === '' ? { ok: false, why: 'no-code' } : { ok: true, code };
}

/** Changes the code for tokens (RFC 6749 4.1.3). */
export function askWithCode(
  endpoint: Endpoint,
  code: string,
  { verifier }: Pick<CodeRequest, 'verifier'>,
): Promise<TokenAnswer> {
  return askTokens(endpoint, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: endpoint.provider.redirectUri,
    code_verifier: verifier,
  });
}
