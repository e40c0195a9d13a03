import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { GatewayEvent, Hold, MessageEvent, Outcome } from '../../../gateways/gateway.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { Owners } from '../../../gateways/sms/ownership/owners.js';
import { Spending } from '../../../gateways/sms/policy/spending.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { cString, deliverBody, ID, inOrder, RawCarrier, raw, readSubmit, type Script } from './support/raw-carrier.js';
import { message, submitted, TestRedis, World } from './support/world.js';

const OURS = '+15550001111';
const ALICE = 'alice@example.org';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(async () => {
  await redis.close();
});

async function open(t: TestContext, more: object = {}, script: Script = inOrder, carrierMore: object = {}) {
  const carrier = await RawCarrier.start(script);
  const world = new World(redis.kv());
  for (const name of ['alice', 'bob']) world.register(`${name}@example.org`);
  const config = smsModule.config.parse({
    domain: 'sms.example.org',
    secret: 's',
    numbers: { shared: [OURS] },
    carriers: [{ name: 'main', host: '127.0.0.1', port: carrier.port, systemId: 'me', password: 'pw', ...carrierMore }],
    ...more,
  });
  const gateway = smsModule.create(config, { clock: systemClock, log: silentLog });
  const hold = await gateway.hold('sms.main.0', world);
  t.after(async () => {
    await hold.close();
    await carrier.close();
  });
  await world.until(() => hold.free() > 0);
  const sent = () => carrier.all(ID.submit).map(({ body }) => readSubmit(body));
  const spent = async () =>
    (await new Spending({ kv: world.kv, clock: systemClock, limits: config.spending }).usage(ALICE, 1)).segments;
  return { carrier, world, hold, sent, spent };
}

const send = (hold: Hold, body: string, event: Partial<MessageEvent> = {}): Promise<Outcome> =>
  submitted(hold, message(body, { event }));

test('what the user has registered shapes the text, and no more than that is asked of the store', async (t) => {
  const { hold, sent } = await open(t);
  await send(hold, '“é”, čas', { settings: { transliterate: 'letters', signature: 'A.' } });
  assert.equal(sent()[0]?.octets.toString('latin1').replace('\x05', 'e'), '"e", cas\nA.');
  assert.equal(sent()[0]?.dcs, 0);
});

test('a message beyond a limit is refused whole, and what the carrier refuses is given back', async (t) => {
  let status = 0;
  const script: Script = (pdu, connection, carrier) => {
    if (pdu.id === ID.submit && status !== 0) connection.send(raw(ID.submitAnswer, status, pdu.sequence, cString('')));
    else inOrder(pdu, connection, carrier);
  };
  const { hold, sent, spent } = await open(t, { spending: { userSegments: 3 } }, script);
  assert.equal((await send(hold, 'ж'.repeat(134))).kind, 'accepted');
  const refused = await send(hold, 'ж'.repeat(134));
  assert.equal(refused.kind === 'rejected' && refused.problem.text.key, 'sms.policy.segments');
  assert.equal(sent().length, 2);
  status = 0x0b;
  assert.equal((await send(hold, 'one')).kind, 'rejected');
  while ((await spent()) !== 2) await new Promise((resolve) => setTimeout(resolve, 5));
  status = 0;
  assert.equal((await send(hold, 'one')).kind, 'accepted');
  assert.equal(await spent(), 3);
});

test('a phone that says STOP gets nothing that waits already, and a notice all the same', async (t) => {
  const { carrier, world, hold, sent } = await open(t, {}, inOrder, { rate: 1, burst: 1 });
  const settled: Outcome[] = [];
  hold.submit(message('ж'.repeat(150)), (outcome) => settled.push(outcome));
  await carrier.until(() => sent().length === 1);
  carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ octets: Buffer.from('STOP') })));
  await carrier.until(() => carrier.all(ID.deliverAnswer).length === 1);
  while (settled.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(settled[0]?.kind, 'unknown', 'a part of it is out');
  assert.equal(sent().length, 1);
  const next = await send(hold, 'more');
  assert.equal(next.kind === 'rejected' && next.problem.text.key, 'sms.policy.opted-out');
  const [notice] = world.notices;
  assert.ok(notice);
  const envelope = { ...message('x'), event: notice as GatewayEvent, account: '', conversation: `>${notice.contact}` };
  await world.until(() => hold.free() > 0);
  assert.equal((await submitted(hold, envelope)).kind, 'accepted');
  assert.match(sent().at(-1)?.octets.toString('latin1') ?? '', /^You will get no more messages/);
});

test('an own number is the sender, and that of an own phone has no candidates for its answers', async (t) => {
  const { world, hold, sent } = await open(t, { numbers: { shared: [OURS], own: { phones: true } } });
  const owners = new Owners({ kv: world.kv, clock: systemClock });
  const alice = world.accounts.get(ALICE);
  assert.ok(alice);
  await owners.assign('+15557777777', alice);
  await send(hold, 'mine');
  assert.equal(sent()[0]?.from.value, '15557777777');
  assert.deepEqual(await world.kv.rank('wrote:*|+15551234567', {}, 0, 60), []);
});

test('an urgent message is a flash where the config allows it', async (t) => {
  const headers = [{ name: 'Urgency', value: 'high' }];
  const plain = await open(t);
  await send(plain.hold, 'now', { headers });
  assert.equal(plain.sent()[0]?.dcs, 0);
  const { hold, sent } = await open(t, { flash: true });
  await send(hold, 'now', { headers });
  await send(hold, 'сейчас', { headers });
  await send(hold, 'later', { headers: [{ name: 'Urgency', value: 'low' }] });
  assert.deepEqual(
    sent().map(({ dcs }) => dcs),
    [0x10, 0x18, 0x00],
  );
});

test('the carrier tries no longer than the sender wants, and no longer than it is told to', async (t) => {
  const { hold, sent } = await open(t, { validity: '2h' }, inOrder, { validity: '1h' });
  await send(hold, 'one');
  await send(hold, 'two', { expiresAt: Date.now() + 10 * 60_000 });
  await send(hold, 'three', { expiresAt: Date.now() + 10 * 3_600_000 });
  const [one, two, three] = sent().map(({ validity }) => validity);
  assert.equal(one, '000000010000000R');
  assert.match(two ?? '', /^0000000009\d\d000R|^000000001000000R$/);
  assert.equal(three, one);
});
