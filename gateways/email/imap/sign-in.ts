import { ImapFailure } from './failure.js';
import { ImapSession } from './session.js';
import type { Credential, SessionEvents, SessionOptions } from './session-types.js';
import { type ImapAuth, SignInLost } from './types.js';

/**
 * Connects and signs in. A password is tried once. A token that is refused is renewed once, and the new one is tried once. Throws
 * {@link ImapFailure}.
 */
export async function signIn(options: Omit<SessionOptions, 'credential'>, events: SessionEvents): Promise<ImapSession> {
  const { auth } = options.server;
  try {
    return await ImapSession.open({ ...options, credential: await credentialOf(auth, false) }, events);
  } catch (error) {
    const refused = error instanceof ImapFailure && error.reason === 'sign-in-refused';
    if (!refused || !('accessToken' in auth)) throw error;
  }
  return await ImapSession.open({ ...options, credential: await credentialOf(auth, true) }, events);
}

async function credentialOf(auth: ImapAuth, renew: boolean): Promise<Credential> {
  if ('password' in auth) return { password: auth.password };
  try {
    return { token: await auth.accessToken(renew) };
  } catch (error) {
    if (error instanceof SignInLost) throw new ImapFailure('sign-in-lost', { problem: error.problem });
    throw new ImapFailure('sign-in-unavailable', { said: error instanceof Error ? error.message : '' });
  }
}
