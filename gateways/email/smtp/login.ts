import type { Capabilities } from './capabilities.js';
import type { SmtpConnection } from './connection.js';
import { SmtpFailure } from './failure.js';
import type { SmtpReply } from './reply.js';
import { ownReply } from './reply-parser.js';
import type { SmtpAuth, SmtpServer } from './transaction.js';

type TokenAuth = Extract<SmtpAuth, { accessToken(renew: boolean): Promise<string> }>;

/**
 * Proves who we are (RFC 4954): PLAIN or LOGIN with a password, OAUTHBEARER (RFC 7628) or XOAUTH2 with a token, which is renewed
 * once where the server refuses it. Throws `SmtpFailure`; `auth-refused` only where the server said so for good.
 */
export async function login(
  connection: SmtpConnection,
  server: SmtpServer,
  can: Capabilities,
  timeoutMs: number,
): Promise<void> {
  const { auth } = server;
  if (auth === undefined) return;
  const say = (line: string): Promise<SmtpReply> => connection.command(line, timeoutMs, 'auth');
  if ('password' in auth) {
    accept(await withPassword(auth, can, say));
    return;
  }
  const first = await withToken(auth, server, can, say, false);
  // A token may have ended or been withdrawn before its time.
  accept(first.code >= 500 ? await withToken(auth, server, can, say, true) : first);
}

function accept(reply: SmtpReply): void {
  if (reply.code === 235) return;
  // 530 and the like speak of something else than who we are, and 4xx of now.
  const refused = reply.code >= 500;
  throw new SmtpFailure(refused ? 'auth-refused' : 'refused', 'auth', '', reply);
}

type Say = (line: string) => Promise<SmtpReply>;

async function withPassword(
  { user, password }: Extract<SmtpAuth, { readonly password: string }>,
  can: Capabilities,
  say: Say,
): Promise<SmtpReply> {
  // NUL parts the fields of PLAIN (RFC 4616 2).
  if (user.includes('\0') || password.includes('\0')) return ownReply(535, 7, 8, 'a NUL in the credentials');
  if (can.auth.includes('PLAIN')) return say(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`);
  if (!can.auth.includes('LOGIN')) throw noMechanism(can);
  let reply = await say('AUTH LOGIN');
  for (const answer of [user, password]) {
    if (reply.code !== 334) return reply;
    reply = await say(base64(answer));
  }
  return reply;
}

async function withToken(
  auth: TokenAuth,
  { host, port }: SmtpServer,
  can: Capabilities,
  say: Say,
  renew: boolean,
): Promise<SmtpReply> {
  const bearer = can.auth.includes('OAUTHBEARER');
  if (!bearer && !can.auth.includes('XOAUTH2')) throw noMechanism(can);
  const token = await tokenOf(auth, renew);
  const { user } = auth;
  // ^A parts the fields of both.
  if (/\p{Cc}/u.test(user + token)) return ownReply(535, 7, 8, 'a control character in the credentials');
  const reply = bearer
    ? await say(
        `AUTH OAUTHBEARER ${base64(`n,a=${saslName(user)},\x01host=${host}\x01port=${port}\x01auth=Bearer ${token}\x01\x01`)}`,
      )
    : await say(`AUTH XOAUTH2 ${base64(`user=${user}\x01auth=Bearer ${token}\x01\x01`)}`);
  // The server tells what is wrong in a challenge, and wants an answer before it says no (RFC 7628 3.2.3).
  return reply.code === 334 ? say(bearer ? base64('\x01') : '') : reply;
}

async function tokenOf(auth: TokenAuth, renew: boolean): Promise<string> {
  try {
    return await auth.accessToken(renew);
  } catch (error) {
    throw new SmtpFailure('token-failed', 'auth', error instanceof Error ? error.message.slice(0, 200) : '');
  }
}

function noMechanism({ auth }: Capabilities): SmtpFailure {
  return new SmtpFailure('no-mechanism', 'auth', auth.slice(0, 20).join(' ').slice(0, 200));
}

/** RFC 5801 4, gs2-header. */
function saslName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
