import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HoldContext } from '../../../gateways/gateway.js';
import { smsConfig } from '../../../gateways/sms/config.js';
import { Flow } from '../../../gateways/sms/flow.js';
import { LocalRates } from '../../../gateways/sms/local-rates.js';
import { Statuses } from '../../../gateways/sms/status.js';
import { silentLog } from '../../../src/log.js';
import { FakeClock } from './support/fake-clock.js';

async function turn(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await Promise.resolve();
}

function flowOf(more: object) {
  const clock = new FakeClock();
  const carrier = smsConfig.parse({
    domain: 'sms.example.org',
    carriers: [{ name: 'main', host: 'h', systemId: 'me', password: 'pw', ...more }],
  }).carriers[0];
  assert.ok(carrier);
  const rates: number[] = [];
  const context = {
    clock,
    log: silentLog,
    rates: new LocalRates(clock),
    metrics: {
      count: () => {},
      gauge: (name: string, value: number) => {
        if (name === 'rate') rates.push(value);
      },
    },
  } as unknown as HoldContext;
  let resumed = 0;
  const flow = new Flow({
    carrier,
    context,
    statuses: new Statuses(carrier.statuses),
    resume: () => {
      resumed += 1;
    },
  });
  const answer = async (status: number, congestion?: number) => {
    flow.note({ kind: 'answered', status, messageId: '', ...(congestion === undefined ? {} : { congestion }) });
    await turn();
  };
  return { clock, flow, rates, answer, resumed: () => resumed };
}

test('throttling halves the rate and stops the lane, longer each time until something is taken', async () => {
  const { clock, flow, rates, answer, resumed } = flowOf({ rate: 100 });
  assert.deepEqual(rates, [100]);
  await answer(0x58);
  assert.deepEqual(rates, [100, 50]);
  assert.equal(flow.stopped, true);
  clock.advance(999);
  assert.equal(flow.stopped, true);
  const before = resumed();
  clock.advance(1);
  assert.equal(flow.stopped, false);
  assert.equal(resumed(), before + 1);
  await answer(0x58);
  // A second of growth, 50 + 100 / 60, and half of it.
  assert.equal(rates.at(-1)?.toFixed(3), '25.833');
  clock.advance(1999);
  assert.equal(flow.stopped, true);
  clock.advance(1);
  assert.equal(flow.stopped, false);
  await answer(0);
  await answer(0x14);
  clock.advance(4999);
  assert.equal(flow.stopped, true);
  clock.advance(1);
  assert.equal(flow.stopped, false);
});

test('a storm of refusals for one moment is one, and the rate never falls to nothing', async () => {
  const { clock, rates, answer } = flowOf({ rate: 100 });
  for (let times = 0; times < 50; times += 1) await answer(0x58);
  assert.deepEqual(rates, [100, 50]);
  for (let times = 0; times < 50; times += 1) {
    clock.advance(1000);
    await answer(0x58);
  }
  const last = rates.at(-1) ?? 0;
  assert.ok(last >= 1 && last < 4, `${last}`);
});

test('a carrier near its limit is given a little less, and nothing stops', async () => {
  const { clock, flow, rates, answer } = flowOf({ rate: 100 });
  await answer(0, 85);
  assert.deepEqual(rates, [100]);
  await answer(0, 90);
  assert.deepEqual(rates, [100, 90]);
  assert.equal(flow.stopped, false);
  clock.advance(1000);
  await answer(0, 99);
  assert.ok((rates.at(-1) ?? 0) < 83);
});

test('a carrier that does not take us for bound is not sent less, and what is no matter of load changes nothing', async () => {
  const { clock, flow, rates, answer } = flowOf({ rate: 100 });
  await answer(0x04);
  assert.equal(flow.stopped, true);
  clock.advance(1000);
  for (const status of [0x08, 0x0b, 0x0a]) await answer(status);
  assert.equal(flow.stopped, false);
  assert.deepEqual(rates, [100]);
});

test('a status that the config calls slow slows down', async () => {
  const { flow, rates, answer } = flowOf({ rate: 100, statuses: { '0x400': { class: 'slow', retry: '10s' } } });
  await answer(0x400);
  assert.deepEqual(rates, [100, 50]);
  assert.equal(flow.stopped, true);
});
