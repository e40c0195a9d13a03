import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Load } from './support/load.js';
import { reckon, until } from './support/reckoning.js';
import { GATEWAY, phoneOf, World } from './support/world.js';

// These mostly wait, so they do it together.
describe('while the XMPP server misbehaves', { concurrency: true }, () => {
  test('an XMPP server that is away at the start is waited for', async (t) => {
    const world = await World.make({ users: 5, seed: 7 });
    t.after(() => world.stop());
    await world.prosody.halt();
    await world.gateway.start('all');
    await world.gateway.waitForLog(/no stream/);
    await delay(2000);
    await world.prosody.start();
    await world.gateway.ready('all');
    await world.meet();
    const load = new Load(world, 50);
    await delay(1000);
    assert.ok(await load.end());
    await reckon(t, world);
  });

  test('a wrong secret is tried seldom, with advice in the log, and the process lives', async (t) => {
    const world = await World.make({
      users: 1,
      seed: 8,
      prosody: { components: { [GATEWAY]: 'another' }, logLevel: 'info' },
    });
    t.after(() => world.stop());
    await world.gateway.start('all');
    // The secret of this world is the word itself, which no log shows.
    await world.gateway.waitForLog(/The server refused the \[hidden\] for sms\.example\.org/);
    await delay(12_000);
    const attempts = world.prosody.logs().match(/Incoming Jabber component connection/gi)?.length ?? 0;
    assert.ok(attempts >= 1 && attempts <= 4, `${attempts} attempts`);
    assert.deepEqual(world.gateway.roles, ['all']);
    assert.doesNotMatch(world.gateway.output, /s3cret|another/, 'no secret in the log');
  });

  test('a stanza that ends the stream each time it is sent is given up, and its neighbours arrive', async (t) => {
    // The server takes less from a component than the gateway thinks.
    const LIMIT = 20_000;
    const world = await World.make({
      users: 5,
      seed: 9,
      prosody: { components: { [GATEWAY]: 's3cret' }, extraGlobal: `component_stanza_size_limit = ${LIMIT}` },
    });
    t.after(() => world.stop());
    await world.gateway.start('all');
    await world.gateway.ready('all');
    await world.meet();
    assert.ok(await until(() => world.texts.complete, 60_000));
    const load = new Load(world, 20);
    await delay(500);
    // A text of a phone in many parts, which makes a stanza above the limit: 153 characters of `<` become 612 octets each.
    const poison = '<'.repeat(7000);
    const statuses = await world.smsc.call('deliver', {
      from: phoneOf(0),
      to: '15550001111',
      text: poison,
      key: 'poison',
    });
    t.diagnostic(`the carrier was answered ${JSON.stringify([...new Set(statuses)])} for ${statuses.length} parts`);
    await world.gateway.waitForLog(/a stanza was given up/, 60_000);
    await delay(2000);
    assert.ok(await load.end());
    const { back } = await reckon(t, world);
    assert.ok(back.shown > 0);
    assert.deepEqual(world.gateway.roles, ['all']);
  });
});
