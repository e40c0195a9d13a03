import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type TestStore, testStore } from '../../store/support.js';
import { CA, Desk, makeCertificate, person } from '../crypto/support/openssl.js';
import { Core, receiving } from './parts.js';
import { account, config, romeo } from './support.js';

const SENT = 'object1@mail.example.org';

/** What any program can write. */
function reportOn(id: string): Buffer {
  const lines = [
    'From: MAILER-DAEMON@elsewhere.example',
    'To: romeo@mail.example.org',
    'Subject: Undelivered mail',
    `Message-ID: <report-on-${id}>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    'Call this number at once.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; elsewhere.example',
    '',
    'Final-Recipient: rfc822; alice@example.net',
    'Action: failed',
    'Status: 5.1.1',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${id}>`,
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

describe('a report of a mail server, to a user who exchanges objects with peers alone', () => {
  const desk = new Desk();
  let redis: TestStore;
  let core: Core;
  let parts: ReturnType<typeof receiving>;
  before(async () => {
    redis = await testStore();
    makeCertificate(desk, 'ca', { extensions: CA });
    makeCertificate(desk, 'romeo', { extensions: person('romeo@mail.example.org'), by: 'ca' });
    core = new Core(redis.store, redis.store.kv('direct-accounts'), account());
    const identity = {
      name: 'romeo@mail.example.org',
      certificateFile: desk.path('romeo.crt'),
      key: readFileSync(desk.path('romeo.key'), 'utf8'),
    };
    const peers = [{ name: 'example.net', anchorsFile: desk.path('ca.crt') }];
    const direct = { accounts: ['romeo@mail.example.org'], identities: [identity], peers };
    parts = receiving(core, config({ direct }));
  });
  after(async () => {
    await parts.close();
    await redis.close();
    desk.remove();
  });

  const take = async (octets: Buffer) => await parts.inbox.take(romeo(), octets, { via: 'lmtp' });

  it('is refused where it speaks of nothing that the user has sent: strangers could write by it', async () => {
    const taken = await take(reportOn('nothing@elsewhere.example'));
    assert.equal(taken.kind === 'refused' && taken.problem.text.key, 'email.direct.not-allowed');
    assert.deepEqual(core.delivered, []);
  });

  it('is told where it does', async () => {
    const { id, born } = account();
    await parts.records.put({
      id: SENT,
      account: id,
      born,
      by: 'user',
      contact: 'alice@example.net',
      thread: 't',
      references: [],
      subject: 'Secured message',
      reply: [],
      others: [],
      recipients: [{ contact: 'alice@example.net', address: 'alice@example.net' }],
      at: core.clock.now(),
    });
    assert.equal((await take(reportOn(SENT))).kind, 'known');
    assert.deepEqual(
      core.reports.map(({ ids, state }) => [ids[0]?.id, state]),
      [[SENT, 'failed']],
    );
  });
});
