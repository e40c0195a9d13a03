import { isIPv6 } from 'node:net';
import { type Capabilities, capabilitiesOf, NO_CAPABILITIES } from './capabilities.js';
import { SmtpConnection } from './connection.js';
import { type DialOptions, dial, secured } from './dial.js';
import { SmtpFailure } from './failure.js';
import { login } from './login.js';
import type { SmtpReply } from './reply.js';
import type { SmtpTimeouts } from './timeouts.js';
import type { SmtpServer, SmtpStage } from './transaction.js';

/** A connection over which mails can be sent now. */
export interface Session {
  readonly connection: SmtpConnection;
  readonly can: Capabilities;
  readonly lmtp: boolean;
}

interface SessionOptions extends Pick<DialOptions, 'clock' | 'resolve' | 'addressAllowed'> {
  readonly timeouts: SmtpTimeouts;
}

/** Connects, greets, encrypts and logs in. Throws `SmtpFailure`, and there is no connection then. */
export async function openSession(server: SmtpServer, options: SessionOptions): Promise<Session> {
  const { clock, timeouts } = options;
  let socket = await dial(server, { ...options, timeoutMs: timeouts.connect });
  const name = ownName(server, socket.localAddress);
  if (server.security === 'tls') socket = await secured(socket, server, clock, timeouts.connect);
  let connection = new SmtpConnection(socket, clock);
  try {
    positive(await connection.reply(timeouts.greeting, 'greeting'), 'greeting');
    let can = await hello(connection, server, name, timeouts);
    if (server.security === 'starttls') {
      connection = await startTls(connection, server, can, options);
      // What was said before counts no more (RFC 3207 4.2).
      can = await hello(connection, server, name, timeouts);
    }
    // A password in the clear goes only where the admin trusts the network, or lets users do as they like.
    if (server.auth !== undefined && server.security === 'none' && !server.allowPrivate && server.plainLogin !== true) {
      throw new SmtpFailure('tls-not-offered', 'tls', 'a password would go over the network unencrypted');
    }
    await login(connection, server, can, timeouts.command);
    return { connection, can, lmtp: server.lmtp === true };
  } catch (error) {
    connection.end('shut');
    throw error;
  }
}

/** Never goes on in the clear: who can take STARTTLS out of an answer is who it is meant against. */
async function startTls(
  connection: SmtpConnection,
  server: SmtpServer,
  can: Capabilities,
  { clock, timeouts }: SessionOptions,
): Promise<SmtpConnection> {
  if (!can.starttls) throw new SmtpFailure('tls-not-offered', 'tls');
  const reply = await connection.command('STARTTLS', timeouts.command, 'tls');
  if (reply.code !== 220) throw new SmtpFailure('refused', 'tls', '', reply);
  // What came behind the reply was not encrypted, and may not be taken for what is.
  if (!connection.quiet) throw new SmtpFailure('garbage', 'tls', 'more than the answer to STARTTLS');
  return new SmtpConnection(await secured(connection.release(), server, clock, timeouts.connect), clock);
}

async function hello(
  connection: SmtpConnection,
  server: SmtpServer,
  name: string,
  timeouts: SmtpTimeouts,
): Promise<Capabilities> {
  const verb = server.lmtp === true ? 'LHLO' : 'EHLO';
  const reply = await connection.command(`${verb} ${name}`, timeouts.command, 'hello');
  if (reply.code === 250) return capabilitiesOf(reply);
  // Only a server that does not know the command gets the old one (RFC 5321 3.2), and never one that is to encrypt or know us.
  const old = reply.code >= 500 && server.lmtp !== true && server.security === 'none' && server.auth === undefined;
  if (!old) throw new SmtpFailure('refused', 'hello', '', reply);
  positive(await connection.command(`HELO ${name}`, timeouts.command, 'hello'), 'hello');
  return NO_CAPABILITIES;
}

function positive(reply: SmtpReply, stage: SmtpStage): void {
  if (reply.code < 200 || reply.code > 299) throw new SmtpFailure('refused', stage, '', reply);
}

/** A name that the admin gave, or our address as a literal (RFC 5321 4.1.3). */
function ownName({ name }: SmtpServer, address: string | undefined): string {
  if (name !== undefined && /^[A-Za-z0-9._:[\]-]{1,255}$/.test(name)) return name;
  const own = (address ?? '127.0.0.1').replace(/^::ffff:/, '').replace(/%.*$/, '');
  return isIPv6(own) ? `[IPv6:${own}]` : `[${own}]`;
}
