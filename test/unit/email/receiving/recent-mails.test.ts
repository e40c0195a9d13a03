import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { MailRecords } from '../../../../gateways/email/conversation/mail-records.js';
import { forgetRecentMails, RecentMails } from '../../../../gateways/email/receiving/recent-mails.js';
import { silentLog } from '../../../../src/log.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

const DAY_MS = 86_400_000;
const romeo = { id: 'romeo@example.org', jid: 'romeo@example.org', born: 1 };

let redis: TestStore;
before(async () => {
  redis = await testStore();
});
after(async () => await redis?.close());

function world(config: { readonly for: number; readonly perDay: number }) {
  const kv = redis.store.kv(`recent-${Math.random()}`);
  const clock = new ManualClock();
  const counted: string[] = [];
  const context = {
    kv,
    clock,
    log: silentLog,
    metrics: { count: (name: string) => void counted.push(name), gauge: () => undefined },
    seal: (key: string, text: string) => JSON.stringify([key, text]),
    unseal: (key: string, sealed: string) => {
      const [under, text] = JSON.parse(sealed) as [string, string];
      return under === key ? text : undefined;
    },
  };
  const records = new MailRecords(kv, randomBytes(32), DAY_MS);
  return { kv, clock, counted, mails: new RecentMails({ context, records, config }) };
}

describe('mails that are kept whole for some days', () => {
  it('come back octet for octet, small and large ones', async () => {
    const { mails } = world({ for: 7 * DAY_MS, perDay: 1024 * 1024 });
    for (const octets of [Buffer.from([0, 255, 13, 10]), Buffer.from('Subject: x\r\n\r\n'.repeat(10_000))]) {
      const name = { id: `${octets.length}@x.example`, print: 'p' };
      await mails.keep(romeo, name, octets);
      assert.deepEqual(await mails.read(romeo, name), octets);
      assert.equal(await mails.read({ ...romeo, born: 2 }, name), undefined);
      assert.equal(await mails.read(romeo, { ...name, print: 'q' }), undefined);
    }
  });

  it('are as many as there is room for on a day', async () => {
    const { mails, clock, counted } = world({ for: 7 * DAY_MS, perDay: 3000 });
    const keep = async (id: string): Promise<boolean> => {
      await mails.keep(romeo, { id }, randomBytes(1400));
      return (await mails.read(romeo, { id })) !== undefined;
    };
    assert.deepEqual([await keep('1'), await keep('2'), await keep('3'), await keep('4')], [true, true, false, false]);
    assert.deepEqual(counted, ['mails_not_kept', 'mails_not_kept']);
    await mails.keep(romeo, { id: 'small' }, Buffer.from('x'));
    assert.ok(await mails.read(romeo, { id: 'small' }), 'there is room for a smaller one');
    clock.advance(DAY_MS);
    assert.equal(await keep('5'), true);
  });

  it('are none where that is turned off, and nothing fails where the store is away', async () => {
    const off = world({ for: 0, perDay: 3000 });
    await off.mails.keep(romeo, { id: '1' }, Buffer.from('x'));
    assert.equal(await off.mails.read(romeo, { id: '1' }), undefined);
    const { mails, kv } = world({ for: DAY_MS, perDay: 3000 });
    kv.spend = () => Promise.reject(new Error('away'));
    await mails.keep(romeo, { id: '1' }, Buffer.from('x'));
  });

  it('go with the registration', async () => {
    const config = { for: 7 * DAY_MS, perDay: 10_000 };
    const { mails, kv, clock } = world(config);
    await mails.keep(romeo, { id: '1' }, Buffer.from('x'));
    clock.advance(2 * DAY_MS);
    await mails.keep(romeo, { id: '2' }, Buffer.from('y'));
    await forgetRecentMails(kv, romeo.jid, config, clock.now());
    assert.equal(await mails.read(romeo, { id: '1' }), undefined);
    assert.equal(await mails.read(romeo, { id: '2' }), undefined);
  });
});
