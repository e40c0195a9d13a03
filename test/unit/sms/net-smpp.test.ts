import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { smsModule } from '../../../gateways/sms/module.js';
import { startNetSmpp } from '../../../sandbox/net-smpp/net-smpp.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { message, submitted, TestRedis, World } from './support/world.js';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

test('a carrier whose code is not ours takes texts both ways, and its receipts find their texts', async (t) => {
  const peer = await startNetSmpp({ systemId: 'me', password: 'secret' });
  const world = new World(redis.kv());
  world.register('alice@example.org');
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    numbers: { shared: ['+15550001111'] },
    carriers: [{ name: 'perl', host: '127.0.0.1', port: peer.port, systemId: 'me', password: 'secret' }],
  });
  const hold = await smsModule.create(config, { clock: systemClock, log: silentLog }).hold('sms.perl.0', world);
  t.after(async () => {
    await hold.close();
    await peer.stop();
  });
  await world.until(() => hold.free() > 0);
  await peer.waitFor(({ events }) => events.some(({ event }) => event === 'bind'));
  const bind = peer.events.find((event) => event.event === 'bind');
  assert.equal(bind?.event === 'bind' && bind.kind, 'transceiver');
  assert.equal(bind?.event === 'bind' && bind.interfaceVersion, 0x34);

  const short = await submitted(hold, message('@ € {x}', { receipt: true }));
  const long = await submitted(hold, message('ж'.repeat(100), { receipt: true }));
  await peer.waitFor(({ submits }) => submits.length === 3);
  assert.equal(peer.submits[0]?.hex, '00201b65201b28781b29');
  assert.equal(peer.submits[0]?.to, '15551234567');
  assert.deepEqual(
    peer.submits.slice(1).map(({ esm, dcs, hex }) => [esm, dcs, hex.slice(0, 6), hex.slice(8, 16), hex.length]),
    [
      [0x40, 8, '050003', '02010436', 12 + 67 * 4],
      [0x40, 8, '050003', '02020436', 12 + 33 * 4],
    ],
  );
  const parts = [short, long].flatMap((outcome) => (outcome.kind === 'accepted' ? outcome.parts : []));
  assert.equal(parts.length, 3);
  await world.until(() => world.reports.length === 3);
  for (const { id } of parts) {
    assert.ok(
      world.reports.some(({ ids, state }) => state === 'delivered' && ids.some((one) => one.certain && one.id === id)),
    );
  }

  peer.deliver({ from: '15551234567', to: '15550001111', octets: Buffer.from('d83dde00', 'hex'), dcs: 8 });
  await world.until(() => world.delivered.length === 1);
  assert.equal(world.delivered[0]?.body, '\u{1f600}');
  await peer.waitFor(({ events }) => events.some((event) => event.event === 'deliver-answered' && event.status === 0));
  await hold.drain(AbortSignal.timeout(5000));
  await peer.waitFor(({ events }) => events.some((event) => event.event === 'unbind'));
});
