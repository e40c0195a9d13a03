import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { openStore } from '../../../src/store/redis-store.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

const ROMEO = `romeo@${DOMAIN}`;
const NURSE = `nurse@${DOMAIN}`;

const said = (to: string, type: string, resource = '') =>
  `<presence from="${USER}${resource}" to="${to}"${type === '' ? '' : ` type="${type}"`}/>`;

describe('a user of a gateway of which Redis is away', () => {
  let running: RunningHost;
  beforeEach(async () => {
    // Long enough that the stream stays, however slow the machine is.
    running = await RunningHost.start({ lease: 60_000 });
    running.send(said(NURSE, 'subscribe'));
    await running.hears((heard) => heard.includes(`from="${NURSE}" to="${USER}" type="subscribed"`), 'granted');
    running.heard = '';
  });
  afterEach(async () => await running.stop());

  async function online(): Promise<readonly string[]> {
    const { redis, prefix, keyFile } = running.settings;
    const store = await openStore({ address: redis, prefix, keyFile, clock: systemClock, log: silentLog });
    try {
      return [...(await store.presence.online('echo', USER)).keys()];
    } finally {
      await store.close();
    }
  }

  it('is online when it is back, with the contacts that were asked for and without those that were removed', async () => {
    await running.redis.halt();
    await delay(500);
    running.send(said(DOMAIN, '', '/a'));
    running.send(said(ROMEO, 'subscribe'));
    running.send(said(NURSE, 'unsubscribe'));
    running.send(said(NURSE, 'probe', '/a'));
    await delay(4000);
    assert.doesNotMatch(running.heard, /type="error"/);
    await running.redis.start();
    await running.hears((heard) => heard.includes(`from="${NURSE}" to="${USER}" type="unsubscribed"`), 'removed');
    await running.hears((heard) => heard.includes(`from="${ROMEO}" to="${USER}" type="subscribed"`), 'granted');
    await running.hears((heard) => heard.includes(`<presence from="${DOMAIN}" to="${USER}"`), 'the gateway is there');
    await running.eventually('the probe is answered', () => running.heard.split('type="unsubscribed"').length > 2);
    assert.deepEqual(await online(), ['a']);
    assert.doesNotMatch(running.heard, /type="error"/);
  });

  it('is told to wait with what is asked of the gateway', async () => {
    await running.redis.halt();
    await delay(500);
    running.send(`<iq from="${USER}/a" to="${DOMAIN}" type="get" id="q"><query xmlns="jabber:iq:register"/></iq>`);
    running.send(`<message from="${USER}/a" to="${DOMAIN}" type="chat" id="m"><body>status</body></message>`);
    running.send(said(ROMEO, 'subscribe').replace('<presence', '<presence id="s"'));
    for (const id of ['q', 'm', 's'])
      await running.hears((heard) => new RegExp(`type="error"[^>]* id="${id}"`).test(heard), `an answer to ${id}`);
    assert.equal(running.heard.split('<error type="wait"').length, 4);
    assert.equal(running.heard.split('<resource-constraint ').length, 4);
    await running.redis.start();
  });
});
