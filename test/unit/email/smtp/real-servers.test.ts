import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { compose } from '../../../../gateways/email/compose/compose.js';
import { SmtpPool } from '../../../../gateways/email/smtp/pool.js';
import type { SmtpServer, TransactionResult } from '../../../../gateways/email/smtp/transaction.js';
import { certificateAuthority } from '../../../../sandbox/certificate.js';
import { type Dovecot, startDovecot } from '../../../../sandbox/dovecot.js';
import { PATIENCE_MS } from '../../../../sandbox/patience.js';
import { type Postfix, startPostfix } from '../../../../sandbox/postfix.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';
import { transaction } from './support/sending.js';

const HOST = 'mx.example.net';

function mailOf(id: string, text: string): Uint8Array {
  return compose({
    from: { address: 'romeo@example.org' },
    to: [{ address: 'alice@example.com' }],
    cc: [],
    subject: 'Hello',
    date: 0,
    messageId: `${id}@example.org`,
    references: [],
    bodies: [{ text }],
    attachments: [],
    flowed: false,
    headers: [],
  });
}

describe('Postfix and Dovecot as servers', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let server: SmtpServer;

  before(async () => {
    const authority = await certificateAuthority(await tempDir('smtp-real'), 'authority');
    dovecot = await startDovecot();
    postfix = await startPostfix({
      relay: { 'example.com': { lmtp: dovecot.lmtpPort }, 'example.org': { lmtp: dovecot.lmtpPort } },
      certificate: await authority.issue(HOST),
    });
    const ca = readFileSync(authority.cert, 'utf8');
    server = {
      host: '127.0.0.1',
      port: postfix.port,
      security: 'starttls',
      tlsName: HOST,
      ca,
      allowPrivate: true,
      name: 'gw.example.org',
    };
  });
  after(async () => {
    await postfix?.stop();
    await dovecot?.stop();
  });

  const open = (to: SmtpServer, connections = 10): SmtpPool =>
    new SmtpPool(to, { clock: systemClock, log: silentLog, connections, random: () => 0 });
  const fetch = (user: string, ...what: readonly string[]): Promise<string> =>
    dovecot.doveadm(['fetch', '-u', user, ...what]);
  const until = async (found: () => Promise<boolean>): Promise<void> => {
    for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; ) {
      if (await found()) return;
      await delay(200);
    }
    assert.fail('it did not come');
  };

  it('takes a mail over STARTTLS as it was written, and reports as asked', async () => {
    const pool = open(server);
    const octets = mailOf('whole', '.\n..dots\nFrom me\n\nGr\u00fc\u00dfe');
    const dsn = { notify: ['success'], ret: 'HDRS', envid: 'envelope+1=x' } as const;
    const to = [{ address: 'whole@example.com', orcpt: 'Whole@example.com' }];
    const result = await pool.send(transaction({ from: 'reports@example.org', to, octets, dsn }));
    pool.close();
    assert.ok(result.kind === 'sent' && result.abilities.dsn && result.abilities.pipelining, JSON.stringify(result));
    await until(async () => (await fetch('whole@example.com', 'text', 'mailbox', 'INBOX')) !== '');
    const text = (await fetch('whole@example.com', 'text', 'mailbox', 'INBOX')).replaceAll('\r\n', '\n');
    const sent = Buffer.from(octets).toString().replaceAll('\r\n', '\n');
    assert.ok(text.includes(sent.slice(sent.indexOf('\n\n'))), text);
    await until(async () =>
      (await fetch('reports@example.org', 'text', 'mailbox', 'INBOX')).includes('Original-Envelope-Id: envelope+1=x'),
    );
    assert.match(
      await fetch('reports@example.org', 'text', 'mailbox', 'INBOX'),
      /Original-Recipient: rfc822;\s*Whole@example\.com/,
    );
  });

  it('takes mails by LMTP', async () => {
    const pool = open({ host: '127.0.0.1', port: dovecot.lmtpPort, security: 'none', allowPrivate: true, lmtp: true });
    const to = ['one@example.com', 'two@example.com'].map((address) => ({ address }));
    const result = await pool.send(transaction({ to }));
    pool.close();
    assert.deepEqual(result.kind === 'sent' ? result.accepted : result, ['one@example.com', 'two@example.com']);
    assert.ok((await fetch('two@example.com', 'text', 'mailbox', 'INBOX')).includes('Hello'));
  });

  it('is killed while many are sent: what was sent is there once, what was not is not, and little is unknown', async () => {
    const pool = open(server);
    const results = new Map<string, TransactionResult>();
    let next = 0;
    let killed = false;
    const sender = async (): Promise<void> => {
      while (next < 600) {
        const id = `k${next}`;
        next += 1;
        results.set(
          id,
          await pool.send(
            transaction({ to: [{ address: 'killed@example.com' }], octets: mailOf(id, 'x'.repeat(500)) }),
          ),
        );
        if (results.size === 200 && !killed) {
          killed = true;
          await postfix.kill();
          await postfix.start();
        }
        // The lane asks for room before it sends.
        while (pool.free() === 0) await delay(20);
      }
    };
    await Promise.all(Array.from({ length: 10 }, sender));
    pool.close();
    const kinds = (kind: TransactionResult['kind']): readonly string[] =>
      [...results].flatMap(([id, result]) => (result.kind === kind ? [id] : []));
    assert.ok(kinds('sent').length > 300);
    assert.deepEqual(kinds('refused'), []);
    assert.ok(kinds('unknown').length <= 10, `${kinds('unknown').length} of which nobody knows`);
    const counts = async (): Promise<ReadonlyMap<string, number>> => {
      const found = new Map<string, number>();
      for (const [, id = ''] of (await fetch('killed@example.com', 'hdr.message-id', 'mailbox', 'INBOX')).matchAll(
        /<(k\d+)@/g,
      )) {
        found.set(id, (found.get(id) ?? 0) + 1);
      }
      return found;
    };
    await until(async () => {
      const found = await counts();
      return kinds('sent').every((id) => found.has(id));
    });
    const found = await counts();
    for (const id of kinds('not-now')) assert.equal(found.get(id) ?? 0, 0, id);
  });
});
