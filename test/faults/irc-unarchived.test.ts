import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '../../sandbox/ask-redis.js';
import { connectIrc } from '../../sandbox/irc-client.js';
import { startRedis } from '../../sandbox/redis.js';
import { IrcWorld } from '../support/irc-world.js';
import { until } from '../support/until.js';

const PREFIX = 'isthmus';

test('a line of a room that a killed process had heard, and that was in no lane yet, is had from the history of the server', async (t) => {
  const redis = await startRedis();
  t.after(() => redis.stop());
  const world = await IrcWorld.start({ networks: ['next'], config: { redis: { url: redis.url, prefix: PREFIX } } });
  t.after(() => world.stop());
  const { next: server } = world.servers;
  const [gateway] = world.processes;
  assert.ok(server && gateway);
  const witness = await connectIrc({ port: server.port });
  await witness.register('witness');
  await witness.join('#balcony');
  const romeo = await world.connect('romeo');
  const room = world.roomOf('#balcony', 'next');
  await romeo.send(`<presence to="${room}/romeo"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
  await romeo.waitFor(({ attrs }) => attrs.from === `${room}/romeo` && attrs.type === undefined, 'being in the room');
  const texts = (): readonly string[] =>
    romeo.received.flatMap((stanza) => {
      const said = stanza.attrs.type === 'groupchat' && stanza.attrs.from === `${room}/witness`;
      return (said && stanza.getChildText('body')) || [];
    });
  /** The gateway has read, and worked off, all that was said to it before. */
  const isHeard = async (token: string): Promise<void> => {
    witness.say('romeo', `\x01PING ${token}\x01`);
    await witness.waitForNotice('romeo', new RegExp(token));
  };
  witness.say('#balcony', 'line 1');
  await until(() => texts().includes('line 1'), 'the first line');

  // What is entered in the last tenth of a second before a kill is not entered again.
  const sessions = `${PREFIX}:{kv.irc}:h:sessions:*`;
  const remembered = async () => String(await ask(redis.port, 'KEYS', sessions)) !== '';
  await until(remembered, 'the session in the store');
  // The lane to the stream takes nothing, while the store takes all else.
  await ask(redis.port, 'ACL', 'SETUSER', 'default', 'resetkeys', `~${PREFIX}:{[^x]*`);
  witness.say('#balcony', 'line 2');
  // What would be kept without the lane is kept within the first of them.
  for (const token of ['one', 'two', 'three']) await isHeard(token);
  await gateway.kill();
  await ask(redis.port, 'ACL', 'SETUSER', 'default', 'allkeys');
  await gateway.start();
  const back = (): boolean => server.peer('romeo') !== undefined;
  await until(back, 'another connection');
  witness.say('#balcony', 'line 3');
  await until(() => texts().includes('line 3'), 'the last line', 60_000);
  assert.deepEqual(texts(), ['line 1', 'line 2', 'line 3']);
});
