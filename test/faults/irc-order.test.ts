import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectIrc } from '../../sandbox/irc-client.js';
import { startRedis } from '../../sandbox/redis.js';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { IrcWorld } from '../support/irc-world.js';
import { until } from '../support/until.js';

/** Longer than the lease of a lane. */
const AWAY_MS = 11_000;
/** So much earlier the lane is surely held still, ms. */
const HELD_MS = 4000;
const EVERY_MS = 100;
/** Much shorter than the lease: nobody notices but what is on its way to the lanes. */
const SHORT_MS = 3000;
const OUTAGES = 3;

/** The lines that somebody has heard in private, by the ids of their stanzas, in order. What the stream brings again has its id. */
function linesOf({ received }: Pick<XmppUser, 'received'>): readonly number[] {
  const lines = new Map<string, number>();
  for (const stanza of received) {
    const { name, attrs } = stanza;
    const line = stanza.getChildText('body')?.match(/^line (\d+)$/)?.[1];
    if (name === 'message' && attrs.type === 'chat' && line !== undefined && !lines.has(attrs.id ?? ''))
      lines.set(attrs.id ?? '', Number(line));
  }
  return [...lines.values()];
}

/** Romeo, who is in a room of a network beside a witness, over a Redis of his own. */
async function heard(t: TestContext, network: 'old' | 'new') {
  const redis = await startRedis();
  t.after(() => redis.stop());
  const world = await IrcWorld.start({ networks: [network], config: { redis: { url: redis.url } } });
  t.after(() => world.stop());
  const server = world.servers[network];
  assert.ok(server);
  const witness = await connectIrc({ port: server.port });
  await witness.register('witness');
  await witness.join('#balcony');
  const romeo = await world.connect('romeo');
  const room = world.roomOf('#balcony', network);
  await romeo.send(`<presence to="${room}/romeo"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
  await romeo.waitFor(({ attrs }) => attrs.from === `${room}/romeo` && attrs.type === undefined, 'being in the room');
  return { redis, witness, texts: () => linesOf(romeo) };
}

test('what was said to a user while Redis was away comes before what is said to the next connection', async (t) => {
  const { redis, witness, texts } = await heard(t, 'old');

  let said = 0;
  let talking = true;
  const talk = (async () => {
    for (; talking; await delay(EVERY_MS)) witness.say('romeo', `line ${said++}`);
  })();
  await until(() => texts().length > 5, 'the first lines');
  await redis.kill();
  const from = said;
  await delay(HELD_MS);
  const owed = said - 5;
  await delay(AWAY_MS - HELD_MS);
  await redis.start();
  const back = said;
  await until(() => texts().some((line) => line > back + 20), 'lines over the next connection', 60_000);
  talking = false;
  await talk;
  await witness.settle();
  await until(() => texts().includes(said - 1), 'the last line', 60_000);

  const all = texts();
  t.diagnostic(`${all.length} of ${said} lines came; away from line ${from} to ${back}`);
  assert.ok(all.length < said, 'the connection was given up, as the lane was lost');
  assert.deepEqual(
    all,
    all.toSorted((one, other) => one - other),
    'in order',
  );
  assert.equal(new Set(all).size, all.length, 'none as another one');
  const missing = Array.from({ length: owed }, (_, line) => line).filter((line) => !all.includes(line));
  assert.deepEqual(missing, [], 'what the connection had heard');
});

test('what was said to a user while Redis was away for a moment comes once, also where the server gives ids', async (t) => {
  const { redis, witness, texts } = await heard(t, 'new');

  let said = 0;
  let talking = true;
  const talk = (async () => {
    for (; talking; await delay(EVERY_MS)) witness.say('romeo', `line ${said++}`);
  })();
  for (let outage = 0; outage < OUTAGES; outage++) {
    const from = said;
    await until(() => texts().some((line) => line > from), 'lines before Redis goes');
    await redis.kill();
    await delay(SHORT_MS);
    await redis.start();
  }
  talking = false;
  await talk;
  await witness.settle();
  await until(() => texts().includes(said - 1), 'the last line', 60_000);

  const all = texts();
  t.diagnostic(`${all.length} stanzas for ${said} lines`);
  assert.deepEqual(
    all,
    Array.from({ length: said }, (_, line) => line),
  );
});
