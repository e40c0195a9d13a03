import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { redisAddress } from '../../../src/redis.js';
import { openStore } from '../../../src/store/redis-store.js';
import type { Gateway } from '../gateway.js';

/** How many are written at once. */
const TOGETHER = 500;

/** An account as the registration form would have stored it. */
export interface MailAccount {
  /** Bare JID of its user. */
  readonly jid: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** An address of the gateway's own domain. `name`: before the @. */
export function addressAccount(jid: string, name: string): MailAccount {
  return { jid, fields: { 'found-kind': 'address', 'x-alias': name } };
}

/** A mailbox of a user's own at servers on 127.0.0.1. */
export function mailboxAccount(
  jid: string,
  address: string,
  servers: { readonly imapPort: number; readonly smtpPort: number; readonly password: string },
): MailAccount {
  return {
    jid,
    fields: {
      'found-kind': 'mailbox',
      email: address,
      'found-user': address,
      'found-imap': `none://127.0.0.1:${servers.imapPort}`,
      'found-smtp': `none://127.0.0.1:${servers.smtpPort}`,
    },
    secrets: { password: servers.password },
  };
}

/** Registers users with the mail gateway, through the store that it uses. */
export async function registerMail(redisUrl: string, gateway: Gateway, accounts: Iterable<MailAccount>): Promise<void> {
  const { keyFile, prefix } = gateway;
  const store = await openStore({
    address: redisAddress(redisUrl),
    keyFile,
    clock: systemClock,
    log: silentLog,
    ...(prefix === undefined ? {} : { prefix }),
  });
  try {
    let batch: Promise<unknown>[] = [];
    for (const { jid, fields, secrets = {} } of accounts) {
      batch.push(store.accounts.create('email', jid, { fields, secrets, unique: 'x-alias' }, Date.now()));
      if (batch.length < TOGETHER) continue;
      await Promise.all(batch);
      batch = [];
    }
    await Promise.all(batch);
  } finally {
    await store.close();
  }
}
