import type { TestContext } from 'node:test';
import { SmtpPool, type SmtpPoolOptions } from '../../../../../gateways/email/smtp/pool.js';
import type { SmtpServer, Transaction } from '../../../../../gateways/email/smtp/transaction.js';
import { systemClock } from '../../../../../src/clock.js';
import { silentLog } from '../../../../../src/log.js';
import { Peer, type PeerOptions } from './peer.js';

export const MAIL = 'From: romeo@example.org\r\n\r\nHello\r\n';

export function transaction(changes: Partial<Transaction> = {}): Transaction {
  return {
    from: 'romeo@example.org',
    to: [{ address: 'alice@example.com' }],
    octets: Buffer.from(MAIL),
    utf8: false,
    mayWrite: () => true,
    ...changes,
  };
}

export interface Sending {
  readonly peer: Peer;
  readonly pool: SmtpPool;
}

/** A peer and a pool that sends to it; both end with the test. */
export async function sending(
  test: TestContext,
  peerOptions: PeerOptions = {},
  server: Partial<SmtpServer> = {},
  options: Partial<SmtpPoolOptions> = {},
): Promise<Sending> {
  const peer = await Peer.listen(peerOptions);
  const pool = new SmtpPool(
    {
      host: '127.0.0.1',
      port: peer.port,
      security: 'none',
      allowPrivate: true,
      name: 'gw.example.org',
      ...(peerOptions.lmtp === true ? { lmtp: true } : {}),
      ...server,
    },
    { clock: systemClock, log: silentLog, random: () => 0, ...options },
  );
  test.after(async () => {
    pool.close();
    await peer.close();
  });
  return { peer, pool };
}
