import assert from 'node:assert/strict';
import { it } from 'node:test';
import { smsModule } from '../../../gateways/sms/module.js';
import { type Smsc, startSmsc } from '../../../sandbox/smsc/index.js';
import { systemClock } from '../../../src/clock.js';
import type { HostSettings } from '../../../src/core/host-settings.js';
import { silentLog } from '../../../src/log.js';
import { DOMAIN, RunningHost, type Served } from './support/running-host.js';

const NETWORK = { systemId: 'esme', password: 'secret' };
/** How long a carrier is down before its lane counts as out in these tests, ms. */
const OUT_MS = 3000;

function sms(...ports: readonly number[]): Served {
  const carriers = ports.map((port, n) => ({ name: `c${n}`, host: '127.0.0.1', port, ...NETWORK }));
  const config = smsModule.config.parse({ domain: DOMAIN, numbers: { shared: ['+12025550100'] }, carriers });
  const gateway = smsModule.create(config, { clock: systemClock, log: silentLog });
  return { gateway, texts: smsModule.texts, registration: '<name>Juliet</name>' };
}

function limits(more: Partial<HostSettings['limits']>): Pick<HostSettings, 'limits'> {
  const usual = { rate: 1e6, burst: 1e6, patience: 10_000, unheld: OUT_MS, waiting: 1000, contacts: 100, accounts: 5 };
  return { limits: { ...usual, recipients: 50, expiry: 86_400_000, ...more } };
}

const phone = (n: number): string => `+1202555020${n}`;

/** Texts that a phone got from a carrier, in order. */
function texts(smsc: Smsc, n: number): readonly string[] {
  return smsc.submits.filter(({ message }) => `+${message.to.address}` === phone(n)).map(({ text }) => text);
}

const lane = (n: number): string => `sms.c${n}.0`;

it('a carrier that is down loses new conversations to the next one, and those that wait for it stay in order', {
  timeout: 120_000,
}, async (t) => {
  const [first, second] = await Promise.all([startSmsc(NETWORK), startSmsc(NETWORK)]);
  t.after(async () => await Promise.all([first.stop(), second.stop()]));
  const running = await RunningHost.start(limits({}), sms(first.port, second.port));
  t.after(async () => await running.stop());
  const say = (n: number, body: string) => running.send(running.message(body, phone(n), body));
  await Promise.all([first, second].map((smsc) => smsc.waitFor(({ counts }) => counts.bound === 1, 20_000)));

  say(1, 'one');
  await first.waitFor(() => texts(first, 1).length === 1, 10_000);
  const { port } = first;
  await first.stop();
  const status = () => running.laneStatus(lane(0));
  await running.eventually('the carrier is seen down', async () => (await status()).state === 'down');
  // Within the time that a carrier may be away its messages wait for it.
  say(1, 'two');
  await running.eventually('it waits there', async () => (await status()).parked === 1);
  await running.eventually('the lane is out', async () => {
    const { since } = await status();
    return Date.now() - since > OUT_MS + 1100;
  });
  say(1, 'three');
  say(2, 'other');
  await second.waitFor(() => texts(second, 2).length === 1, 10_000);
  assert.deepEqual(texts(second, 1), [], 'what waits at the first carrier holds its conversation there');
  assert.equal((await status()).depth, 2);

  const again = await startSmsc({ ...NETWORK, port });
  t.after(() => again.stop());
  await again.waitFor(() => texts(again, 1).length === 2, 100_000);
  assert.deepEqual(texts(again, 1), ['two', 'three']);
  assert.deepEqual(texts(second, 1), []);
  // Nothing of it is at the second carrier any more, so the conversation goes back when some seconds have passed.
  let n = 0;
  await running.eventually('it is back', async () => {
    n += 1;
    say(2, `back ${n}`);
    // Less than five seconds after a message the next one follows it, wherever it went.
    await new Promise((resolve) => setTimeout(resolve, 5100));
    return texts(again, 2).length > 0;
  });
  const all = [...texts(second, 2), ...texts(again, 2)];
  assert.deepEqual(all, ['other', ...Array.from({ length: n }, (_, index) => `back ${index + 1}`)]);
});

it('a user may have so many messages waiting, and is told when they are too many', { timeout: 60_000 }, async (t) => {
  const smsc = await startSmsc(NETWORK);
  const { port } = smsc;
  await smsc.stop();
  const running = await RunningHost.start(limits({ waiting: 5 }), sms(port));
  t.after(async () => await running.stop());
  for (let n = 1; n <= 5; n++) running.send(running.message(`m${n}`, phone(n)));
  await running.eventually('they wait', async () => (await running.laneStatus(lane(0))).parked === 5);
  const refused = (id: string) =>
    new RegExp(`<message [^>]*id="${id}"[^>]*><error [^>]*type="wait"[^>]*><resource-constraint `);
  let tries = 0;
  // What is known of the lane is up to a second old.
  await running.eventually('one more is refused', async () => {
    tries += 1;
    const id = `more${tries}`;
    running.send(running.message(id, phone(6)));
    await running.settled();
    return refused(id).test(running.heard);
  });
  assert.match(running.heard, /messages of yours are waiting already/);
  for (let n = 1; n <= 5; n++) assert.ok(!running.heard.includes(`id="m${n}"`), 'those before are not touched');
});
