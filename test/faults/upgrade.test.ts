import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { attribute, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import { earlierRelease } from '../support/earlier-release.js';

/** Messages of each user that wait while the release changes. */
const MANY = 20;

describe('an upgrade', { concurrency: 1 }, () => {
  let earlier = '';
  let world: E2eWorld | undefined;
  before(async () => {
    earlier = await earlierRelease();
  });
  after(async () => await world?.stop());

  async function begin(roles: readonly string[] = []): Promise<E2eWorld> {
    await world?.stop();
    world = await E2eWorld.start({ software: 'prosody', main: earlier, roles, config: { lanes: { lease: '5s' } } });
    return world;
  }

  const numbered = (name: string) => Array.from({ length: MANY }, (_, n) => `${name} ${n}`);

  async function sendAll(
    { jidOf }: { jidOf: (phone: string) => string },
    user: XmppUser,
    phone: string,
    texts: readonly string[],
  ) {
    for (const text of texts) {
      await user.send(
        `<message to="${jidOf(phone)}" type="chat" id="${text.replace(' ', '-')}"><body>${text}</body></message>`,
      );
    }
  }

  async function answering(user: XmppUser, gateway: string): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const pong = await user.request(`<iq type="get" to="${gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
      if (attribute(pong, 'type') === 'result') return;
      await setTimeout(100);
    }
    throw new Error('the gateway does not come back');
  }

  for (const [how, end] of [
    ['in order', 'terminate'],
    ['with kill -9', 'kill'],
  ] as const) {
    it(`after the earlier release has ended ${how} loses nothing, doubles nothing and keeps the order`, async () => {
      const w = await begin();
      const users = [await w.registered('romeo'), await w.registered('juliet')];
      const phones = users.map(() => w.newPhone());
      w.smsc.setScript({ bindStatus: 0x08 });
      w.smsc.cut();
      const texts = users.map((_, n) => numbered(`user${n}`));
      await Promise.all(
        users.map((user, n) => sendAll({ jidOf: (one) => w.jidOf(one) }, user, phones[n] ?? '', texts[n] ?? [])),
      );
      // Answered in order, so what was written before is in a lane.
      for (const user of users) await answering(user, w.gateway);
      const [process] = w.processes;
      assert.ok(process);
      await process[end]();
      assert.deepEqual(
        phones.map((phone) => w.smsc.inbox(phone).length),
        [0, 0],
      );
      w.smsc.setScript({});
      await process.start();
      for (const user of users) await answering(user, w.gateway);
      await w.smsc.waitFor(() => phones.every((phone) => w.smsc.inbox(phone).length >= MANY), 30_000);
      for (const [n, user] of users.entries())
        await sendAll({ jidOf: (one) => w.jidOf(one) }, user, phones[n] ?? '', [`last ${n}`]);
      await w.smsc.waitFor(() => phones.every((phone) => w.smsc.inbox(phone).length > MANY), 30_000);
      for (const [n, phone] of phones.entries()) {
        assert.deepEqual(
          w.smsc.inbox(phone).map(({ text }) => text),
          [...(texts[n] ?? []), `last ${n}`],
        );
      }
      // Who has written to whom is known from before.
      assert.deepEqual(await w.smsc.deliver({ from: phones[0] ?? '', to: OURS, text: 'hello again' }), [0]);
      await users[0]?.waitFor((stanza) => stanza.getChildText('body') === 'hello again', 'what the phone writes');
      // The server itself answers the pings of `answering` with errors while nobody is attached; of messages there is none.
      const errors = users.flatMap(({ received }) =>
        received.filter((stanza) => stanza.is('message') && attribute(stanza, 'type') === 'error'),
      );
      assert.deepEqual(errors.map(String), []);
    });
  }

  it('role by role: the earlier one has the streams and this one the carrier, then both are this one', async () => {
    const w = await begin(['xmpp', 'sms']);
    const [streams, carrier] = w.processes;
    assert.ok(streams && carrier);
    const user = await w.registered('romeo');
    const phone = w.newPhone();
    const place = { jidOf: (one: string) => w.jidOf(one) };
    await sendAll(place, user, phone, ['one']);
    await w.smsc.waitFor(() => w.smsc.inbox(phone).length === 1);
    await carrier.terminate();
    await sendAll(place, user, phone, ['two']);
    await carrier.start();
    await w.smsc.waitFor(() => w.smsc.inbox(phone).length === 2, 30_000);
    assert.deepEqual(await w.smsc.deliver({ from: phone, to: OURS, text: 'mixed' }), [0]);
    await user.waitFor((stanza) => stanza.getChildText('body') === 'mixed', 'what the phone writes');
    await streams.terminate();
    await streams.start();
    await answering(user, w.gateway);
    await sendAll(place, user, phone, ['three']);
    await w.smsc.waitFor(() => w.smsc.inbox(phone).length === 3, 30_000);
    assert.deepEqual(
      w.smsc.inbox(phone).map(({ text }) => text),
      ['one', 'two', 'three'],
    );
  });
});
