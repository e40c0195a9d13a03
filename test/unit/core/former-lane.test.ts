import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../src/clock.js';
import { Host } from '../../../src/core/host.js';
import { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

const COUNT = 300;

test('what waits for a stream that is no more goes out over the others, in its order', async (t) => {
  const running = await RunningHost.start();
  t.after(() => running.stop());
  await running.host?.stop(500);
  const lanes = new Lanes({
    address: running.settings.redis,
    prefix: running.prefix,
    process: 'before',
    clock: systemClock,
    log: silentLog,
  });
  await lanes.start();
  for (let index = 0; index < COUNT; index++) {
    await lanes.add(`xmpp.${DOMAIN}.3`, {
      v: 1,
      id: `e${String(index).padStart(21, '0')}`,
      gateway: 'echo',
      account: USER,
      rev: 0,
      conversation: USER,
      kind: 'message',
      stanza: `<message from="${DOMAIN}" to="${USER}" id="old-${index}"><body>${index}</body></message>`,
      at: Date.now(),
    });
  }
  await lanes.stop();
  running.heard = '';
  running.host = await Host.start(running.settings);
  await running.hears((heard) => heard.includes(`id="old-${COUNT - 1}"`), 'the last one');
  const numbers = [...running.heard.matchAll(/id="old-(\d+)"/g)].map(([, number]) => Number(number));
  assert.deepEqual(
    numbers,
    Array.from({ length: COUNT }, (_, index) => index),
  );
});
