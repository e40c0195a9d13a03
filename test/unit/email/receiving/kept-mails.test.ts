import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { MailRecords } from '../../../../gateways/email/conversation/mail-records.js';
import { forgetKeptMails, KeptMails } from '../../../../gateways/email/receiving/kept-mails.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

const DAY_MS = 86_400_000;
const romeo = { id: 'romeo@example.org', jid: 'romeo@example.org', born: 1 };

let redis: TestStore;
let names = 0;
before(async () => {
  redis = await testStore();
});
after(async () => await redis?.close());

function world(most: number) {
  names += 1;
  const name = `kept-${names}`;
  const kv = redis.store.kv(name);
  const clock = new ManualClock();
  const context = {
    kv,
    clock,
    seal: (key: string, text: string) => JSON.stringify([key, text]),
    unseal: (_: string, sealed: string) => (JSON.parse(sealed) as [string, string])[1],
  };
  const mails = new KeptMails({ context, records: new MailRecords(kv, randomBytes(32), DAY_MS), most });
  const keep = async (id: string, octets = 1400) => await mails.keep(romeo, { id }, randomBytes(octets));
  const remove = async (id: string) => await mails.remove(romeo, { id });
  const keys = async (part: string) => await redis.store.redis.keys(`${redis.prefix}:*.${name}}:*${part}*`);
  return { kv, clock, mails, keep, remove, keys };
}

describe('mails that are kept because they wait', () => {
  it('take no more room than there is, and give it back when they go', async () => {
    const { clock, keep, remove } = world(3000);
    assert.deepEqual([await keep('1'), await keep('2'), await keep('3')], [true, true, false]);
    assert.equal(await keep('2'), true);
    clock.advance(20 * DAY_MS);
    assert.equal(await keep('3'), false);
    await remove('1');
    await remove('1');
    assert.deepEqual([await keep('3'), await keep('4')], [true, false]);
  });

  it('give the room back also when nobody asked for them in their time, and not before', async () => {
    const { clock, keep, remove } = world(3000);
    assert.deepEqual([await keep('1'), await keep('2')], [true, true]);
    clock.advance(31 * DAY_MS);
    assert.equal(await keep('early'), false);
    clock.advance(9 * DAY_MS);
    assert.deepEqual([await keep('3'), await keep('4'), await keep('5')], [true, true, false]);
    // What is told of one that is long gone does not make the room of others larger.
    await remove('1');
    assert.equal(await keep('5'), false);
    // Nor does it get larger where one is always there.
    for (let day = 0; day < 200; day += 20) {
      clock.advance(20 * DAY_MS);
      await keep(`a${day}`);
      await keep(`b${day}`);
      assert.equal(await keep(`c${day}`), false, `day ${day}`);
    }
  });

  it('leave no trace in lists that are written on', async () => {
    const { clock, keep, keys } = world(1_000_000);
    await keep('1');
    const [first = ''] = await keys('mails-of:');
    await redis.store.redis.expire(first, 1000);
    for (let day = 0; day < 64; day += 8) {
      clock.advance(8 * DAY_MS);
      await keep(`mail ${day}`);
    }
    assert.ok((await redis.store.redis.ttl(first)) <= 1000);
    for (const list of await keys('mails-of:')) assert.equal(await redis.store.redis.hlen(list), 1);
  });

  it('are all forgotten with their user', async () => {
    const { kv, clock, mails, keep, keys } = world(3_000_000);
    for (const id of ['1', '2', '3', '4']) {
      await keep(id, 700_000);
      clock.advance(8 * DAY_MS);
    }
    assert.equal((await keys('v:mail:')).length, 4 * 3);
    await forgetKeptMails(kv, romeo.jid, clock.now());
    assert.deepEqual([await keys('v:mail:'), await keys('mails-of:')], [[], []]);
    assert.equal(await mails.read(romeo, { id: '4' }), undefined);
  });
});
