import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { KeyValue, Log } from '../../../gateways/gateway.js';
import { IdForms } from '../../../gateways/sms/id-forms.js';
import { type IdForm, receiptMessageIds } from '../../../gateways/sms/message-id.js';
import { silentLog } from '../../../src/log.js';
import { TestRedis } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(() => redis.close());

/** A log that keeps what it is told at `info` and `warn`. */
function keptLog(): { readonly log: Log; readonly said: string[] } {
  const said: string[] = [];
  const keep = (_: object, message: string) => void said.push(message);
  return { log: { ...silentLog, info: keep, warn: keep }, said };
}

function forms(kv: KeyValue, configured: IdForm | 'auto' = 'auto', log: Log = silentLog): IdForms {
  return new IdForms({ kv, log, carrier: 'main', configured });
}

/** A receipt with this id has found, or not, a message of the number that it names, by this form. */
async function receipt(ids: IdForms, id: string, by: IdForm | 'nothing', certain = false): Promise<void> {
  const candidates = receiptMessageIds('main', id, await ids.known());
  await ids.learn(
    candidates,
    candidates.find((one) => one.form === by && one.certain === certain),
  );
}

test('the form of a carrier is known once five receipts in a row have shown it, to every process, and logged once', async () => {
  const kv = redis.kv();
  const { log, said } = keptLog();
  const first = forms(kv, 'auto', log);
  for (let i = 0; i < 4; i++) await receipt(first, '6fcca891', 'hex-in-receipt');
  assert.equal(await first.known(), undefined);
  await receipt(first, '6fcca891', 'hex-in-receipt');
  assert.equal(await first.known(), 'hex-in-receipt');
  assert.equal(await forms(kv).known(), 'hex-in-receipt');

  const late = forms(redis.kv(), 'auto', log);
  for (let i = 0; i < 5; i++) await receipt(late, '77', 'same');
  assert.equal(await late.known(), 'same');
  assert.deepEqual(said, Array(2).fill('learned how the carrier writes message ids in its receipts'));
});

test('a receipt that shows another form begins the count anew', async () => {
  const ids = forms(redis.kv());
  for (let i = 0; i < 4; i++) await receipt(ids, '77', 'same');
  await receipt(ids, '77', 'decimal-in-receipt');
  for (let i = 0; i < 4; i++) await receipt(ids, '77', 'same');
  assert.equal(await ids.known(), undefined);
  await receipt(ids, '77', 'same');
  assert.equal(await ids.known(), 'same');
});

test('what shows nothing teaches nothing: one form only, a match whatever the number, and no match', async () => {
  const ids = forms(redis.kv());
  for (let i = 0; i < 10; i++) {
    await receipt(ids, 'x-1', 'same', true);
    await receipt(ids, '77', 'same', true);
    await receipt(ids, '77', 'nothing');
  }
  assert.equal(await ids.known(), undefined);
});

test('what the admin says stands, whatever receipts show', async () => {
  const kv = redis.kv();
  const ids = forms(kv, 'decimal-in-receipt');
  for (let i = 0; i < 60; i++) await receipt(ids, '77', 'nothing');
  assert.equal(await ids.known(), 'decimal-in-receipt');
  assert.equal(await forms(kv).known(), undefined, 'and is not remembered when it is taken back');
});

test('a form that finds nothing fifty times in a row is forgotten, and every form is tried again', async () => {
  const kv = redis.kv();
  const { log, said } = keptLog();
  const ids = forms(kv, 'auto', log);
  for (let i = 0; i < 5; i++) await receipt(ids, '77', 'same');
  for (let i = 0; i < 49; i++) await receipt(ids, '77', 'nothing');
  await receipt(ids, '77', 'same', true);
  for (let i = 0; i < 49; i++) await receipt(ids, '77', 'nothing');
  assert.equal(await ids.known(), 'same');
  await receipt(ids, '77', 'nothing');
  assert.equal(await ids.known(), undefined);
  assert.equal(await forms(kv).known(), undefined);
  assert.match(said.at(-1) ?? '', /every form of message ids is tried again/);
});

test('while the store cannot be asked the form is not known, and asked for again', async () => {
  const kv = redis.kv();
  let down = true;
  const broken: KeyValue = {
    get: (key) => (down ? Promise.reject(new Error('down')) : kv.get(key)),
    set: (key, value, ttl) => kv.set(key, value, ttl),
    setAll: (values, ttl) => kv.setAll(values, ttl),
    add: (key, value, ttl) => kv.add(key, value, ttl),
    remove: (key) => kv.remove(key),
    count: (key, ttl) => kv.count(key, ttl),
    spend: (amounts, ttl) => kv.spend(amounts, ttl),
    spent: (key) => kv.spent(key),
    merge: (key, fields, ttl) => kv.merge(key, fields, ttl),
    fields: (key) => kv.fields(key),
    setFields: (key, fields, ttl) => kv.setFields(key, fields, ttl),
    removeFields: (key, names) => kv.removeFields(key, names),
    rank: (key, add, dropBelow, ttl) => kv.rank(key, add, dropBelow, ttl),
  };
  const ids = forms(broken);
  await assert.rejects(ids.known());
  down = false;
  assert.equal(await ids.known(), undefined);
});
