import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { AdminDesk } from '../support/admin-desk.js';
import { E2eWorld } from '../support/e2e-world.js';

describe('the level of the log', () => {
  it('is raised for one person, in all processes, and goes back by itself', async () => {
    const world = await E2eWorld.start({
      software: 'prosody',
      roles: ['xmpp', 'sms'],
      config: { log: { level: 'info' } },
    });
    let desk: AdminDesk | undefined;
    try {
      const [first, second] = world.processes;
      assert.ok(first !== undefined && second !== undefined);
      desk = await AdminDesk.open(world.redis, first, { gateways: [world.smsGateway()] });
      const [romeo, juliet] = [await world.registered('romeo'), await world.registered('juliet')];
      const phone = world.newPhone();
      let sent = 0;
      const say = async (user: XmppUser): Promise<void> => {
        sent += 1;
        await user.send(`<message to="${world.jidOf(phone)}" type="chat"><body>secret words</body></message>`);
        await world.smsc.waitFor(() => world.smsc.inbox(phone).length === sent);
      };
      const debug = (): readonly string[] =>
        world
          .logs()
          .split('\n')
          .filter((line) => line.includes('"level":"debug"'));
      await say(romeo);
      assert.deepEqual(debug(), []);
      assert.match(String(await desk.try('log', 'level', { level: 'loud' })), /debug/);
      await desk.run('log', 'level', { level: 'debug', jid: romeo.bare, for: '8s' });
      const { table } = await desk.run('log', 'level');
      assert.deepEqual(
        table?.rows.map(({ level, gateway, jid }) => [level, gateway, jid]),
        [['debug', 'all', romeo.bare]],
      );
      const until = Date.now() + 2500;
      const heard = (process: typeof first): boolean => process.logs().includes('"level":"debug"');
      while (!(heard(first) && heard(second)) && Date.now() < until) {
        await say(juliet);
        await say(romeo);
        await setTimeout(100);
      }
      assert.ok(heard(first) && heard(second), 'both processes follow');
      assert.ok(debug().every((line) => line.includes('ro…@') && !line.includes('ju…@')));
      assert.ok(!world.logs().includes('secret words'));
      // Its time is over without anybody's doing.
      const over = Date.now() + 15_000;
      for (let before = -1; before !== debug().length; ) {
        assert.ok(Date.now() < over, 'it goes back');
        before = debug().length;
        await setTimeout(500);
        await say(romeo);
      }
    } finally {
      await desk?.close();
      await world.stop();
    }
  });
});
