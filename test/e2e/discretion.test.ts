import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { freePort } from '../../sandbox/free-port.js';
import { CANARY } from '../support/discreet.js';
import { E2eWorld, OURS, PASSWORD } from '../support/e2e-world.js';
import { textAt } from '../support/redis-text.js';
import { until } from '../support/until.js';

// The logs are searched by every test, when its world stops (support/isthmus.ts); these are the other places.
describe('texts, secrets and whole addresses, after messages went through', () => {
  let world: E2eWorld;
  let base: string;
  const phone = '+12025550177';
  const errors: string[] = [];
  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    world = await E2eWorld.start({ software: 'prosody', config: { http: { listen } } });
    const romeo = await world.registered('romeo');
    const say = async (to: string, id: string): Promise<void> =>
      await romeo.send(
        `<message to="${to}" type="chat" id="${id}"><body>${CANARY} ${id}</body><request xmlns="urn:xmpp:receipts"/></message>`,
      );
    await say(world.jidOf(phone), 'd1');
    await romeo.waitFor((stanza) => stanza.getChild('received') !== undefined, 'the receipt');
    await say(`nobody@${world.gateway}`, 'd2');
    const refused = await romeo.waitFor(({ attrs }) => attrs.type === 'error', 'an error at the door');
    errors.push(refused.toString());
    await world.smsc.deliver({ from: phone, to: OURS, text: `${CANARY} in` });
    await romeo.waitForText(world.jidOf(phone));
  });
  after(async () => await world.stop());

  const isFree = (text: string, where: string, alsoOfNumbers = true): void => {
    const secrets = [CANARY, world.component.secret, `"${PASSWORD}"`, ...(alsoOfNumbers ? [phone] : [])];
    for (const secret of secrets) assert.ok(!text.includes(secret), `${where} tells ${secret}: ${text.slice(0, 2000)}`);
  };

  it('are in no page of health and metrics', async () => {
    for (const path of ['/metrics', '/readyz', '/healthz']) isFree(await (await fetch(base + path)).text(), path);
  });

  it('are in no error stanza: who sent a text has it', () => {
    assert.equal(errors.length, 1);
    for (const error of errors) isFree(error, 'an error', false);
  });

  it('are nowhere in Redis any more: no text of what was carried, and no secret ever', async () => {
    const { url, prefix } = world.redis;
    const redis = new Redis(url);
    try {
      const left = async (): Promise<readonly string[]> => {
        const found: string[] = [];
        for (const key of await redis.keys(`${prefix}:*`)) {
          const value = await textAt(redis, key);
          for (const secret of [CANARY, world.component.secret]) {
            if (value.includes(secret)) found.push(`${key} has ${secret}`);
          }
        }
        return found;
      };
      assert.ok((await redis.keys(`${prefix}:*`)).length > 10);
      let found: readonly string[] = [];
      await until(async () => {
        found = await left();
        return found.length === 0;
      }, 'Redis has nothing of it').catch(() => assert.deepEqual(found, []));
    } finally {
      redis.disconnect();
    }
  });
});
