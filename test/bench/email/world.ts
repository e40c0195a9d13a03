import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../sandbox/free-port.js';
import type { Prosody } from '../../../sandbox/prosody.js';
import type { RedisServer } from '../../../sandbox/redis.js';
import type { SmtpSink } from '../../../sandbox/smtp-sink.js';
import { cpuSeconds } from '../../support/process-use.js';
import { type EmailSetup, type Gateway, makeGateway } from '../gateway.js';
import type { BareServer } from '../irc/bare-server.js';
import { startBareServer } from '../irc/bare-server.js';
import type { Report } from '../report.js';
import type { Span } from '../rivals.js';
import { type MailAccount, registerMail } from './accounts.js';

export const GATEWAY = 'email.localhost';
/** Domain of users for whom a component speaks. */
export const LOAD = 'load.localhost';

/** What all parts of the bench share. */
export interface World {
  readonly report: Report;
  readonly rounds: number;
  readonly span: Span;
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  readonly sink: SmtpSink;
}

/** Our side: one process at an XMPP server, with users who are registered. */
export interface Ours {
  readonly gateway: Gateway;
  readonly mail: EmailSetup;
  readonly pids: Readonly<Record<string, number>>;
  /** Ends the process; it can be started again. */
  halt(): Promise<void>;
  /** Ends all of it. */
  stop(): Promise<void>;
}

/** Starts it. `smtpPort`: another place for outgoing mail than the sink. */
export async function startOurs(
  { redis, sink, prosody }: World,
  server: Prosody | BareServer,
  accounts: Iterable<MailAccount>,
  smtpPort = sink.port,
): Promise<Ours> {
  const mail = { smtpPort, lmtpPort: await freePort(), httpPort: await freePort() };
  const gateway = await makeGateway({ server, redisUrl: redis.unixUrl, email: mail });
  // The store of the accounts needs the key file, which the first start makes.
  await registerMail(redis.unixUrl, gateway, accounts);
  await gateway.start();
  await quiet(gateway.pid);
  return {
    gateway,
    mail,
    pids: { gateway: gateway.pid, redis: redis.pid, ...(server === prosody ? { server: prosody.pid } : {}) },
    halt: () => gateway.stop(),
    stop: () => gateway.stop(),
  };
}

const QUIET_MS = 500;
const PATIENCE_MS = 120_000;

/** Waits until a process has done what it does once it has started: it looks at all users. */
async function quiet(pid: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let [before, calm] = [cpuSeconds(pid), 0]; calm < 3; ) {
    if (performance.now() > deadline) throw new Error('the gateway does not come to rest after its start');
    await delay(QUIET_MS);
    const now = cpuSeconds(pid);
    calm = now - before < 0.1 * (QUIET_MS / 1000) ? calm + 1 : 0;
    before = now;
  }
}

/** Another process beside one that runs. */
export async function startBeside({ redis, sink }: World, server: Prosody | BareServer, first: Ours): Promise<Ours> {
  const mail = { smtpPort: sink.port, lmtpPort: await freePort(), httpPort: await freePort() };
  const gateway = await makeGateway({ server, redisUrl: redis.unixUrl, email: mail, beside: first.gateway });
  await gateway.start();
  await quiet(gateway.pid);
  const stop = () => gateway.stop();
  return { gateway, mail, pids: { gateway: gateway.pid }, halt: stop, stop };
}

/** The same at a server that takes no time. */
export async function startAlone(
  world: World,
  accounts: Iterable<MailAccount>,
  smtpPort?: number,
): Promise<Ours & { readonly server: BareServer }> {
  const server = await startBareServer(GATEWAY);
  const ours = await startOurs(world, server, accounts, smtpPort);
  return {
    ...ours,
    server,
    stop: async () => {
      await ours.stop();
      await server.stop();
    },
  };
}

/** The JID of a contact (XEP-0106). */
export function contactJid(address: string): string {
  return `${address.replace('@', '\\40')}@${GATEWAY}`;
}
