import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smsModule } from '../../../gateways/sms/module.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { deliverBody, ID, RawCarrier, raw } from './support/raw-carrier.js';
import { TestRedis, World } from './support/world.js';

const TEXT = 'id:42 sub:001 dlvrd:001 submit date:2401011200 done date:2401011201 stat:DELIVRD err:000 text:hi';

/** The report that a message of this type becomes, with the text of a receipt about message 42. */
async function reportOf(t: { after(run: () => Promise<void>): void }, from: string, esm: number) {
  const redis = await TestRedis.start();
  const carrier = await RawCarrier.start();
  const world = new World(redis.kv());
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    defaultCountry: 'US',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ name: 'main', host: '127.0.0.1', port: carrier.port, systemId: 'me', password: 'pw' }],
  });
  const hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
    await redis.close();
  });
  await world.until(() => hold.free() > 0);
  carrier.last.send(raw(ID.deliver, 0, 7, deliverBody({ from, esm, octets: Buffer.from(TEXT) })));
  await world.until(() => world.reports.length > 0);
  return world.reports[0];
}

test('a phone that writes a text like a receipt is believed only about messages to itself', async (t) => {
  const report = await reportOf(t, '15557654321', 0);
  assert.equal(report?.contact, '+15557654321');
  assert.deepEqual(
    report?.ids.filter(({ certain }) => certain),
    [],
  );
  assert.ok(report?.ids.some(({ id }) => id === 'main:42'));
});

test('what the carrier itself calls a receipt is believed whoever it seems to come from', async (t) => {
  const report = await reportOf(t, '15557654321', 4);
  assert.deepEqual(
    report?.ids.filter(({ certain }) => certain),
    [{ id: 'main:42', certain: true }],
  );
});
