import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { IrcCrowd } from './support/irc-crowd.js';
import { until } from './support/reckoning.js';

// One process for everything, as most have it: the stream to the XMPP server ends with it too.
for (const how of ['terminate', 'kill'] as const) {
  test(`the only process is restarted under traffic (${how}): all are back, and have all that was said in order`, async (t) => {
    const crowd = await IrcCrowd.start({ network: 'next', people: 60, channels: 20, each: 3 });
    t.after(async () => await crowd.stop());
    const { people } = crowd;
    const [gateway] = crowd.world.processes;
    assert.ok(gateway);
    assert.ok(await crowd.entered());
    const leaver = await crowd.comes('leaver');
    const quiet = crowd.talk(100);
    await delay(2000);
    await gateway[how]();
    await leaver.quit();
    await crowd.comes('comer');
    await delay(1000);
    await gateway.start();
    assert.ok(await crowd.entered(2, 45_000), 'not everybody is back');
    await delay(2000);
    const count = await quiet();
    const last = `t${count}`;
    assert.ok(await crowd.heard(last, 15_000), crowd.reckonTalk(count).wrong.join('\n'));
    const { wrong, repeated } = crowd.reckonTalk(count);
    t.diagnostic(`${count} lines in ${crowd.channels.length} channels, ${repeated} of them twice at somebody`);
    assert.deepEqual(wrong, []);
    assert.ok(how === 'kill' || repeated === 0, 'an orderly end says nothing twice');
    assert.deepEqual(await crowd.differences(), []);
    assert.deepEqual(await crowd.pings(), { in: crowd.places.length });
    for (const person of people) person.say([...person.rooms.keys()][0] ?? '', `x-${person.nick}`);
    assert.ok(
      await until(() => {
        const said = new Set(crowd.witness.received.map(({ params }) => params[1]));
        return people.every(({ nick }) => said.has(`x-${nick}`));
      }, 10_000),
      'not everybody can speak',
    );
  });
}
