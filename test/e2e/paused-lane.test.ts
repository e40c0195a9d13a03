import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { AdminDesk } from '../support/admin-desk.js';
import { E2eWorld } from '../support/e2e-world.js';
import { eventually } from '../unit/lanes/support.js';

const LANE = 'sms.main.0';

describe('a lane that an admin pauses', () => {
  let world: E2eWorld;
  let desk: AdminDesk;
  let romeo: XmppUser;
  before(async () => {
    world = await E2eWorld.start({ software: 'prosody', config: { lanes: { lease: '5s' } } });
    const [process] = world.processes;
    assert.ok(process);
    desk = await AdminDesk.open(world.redis, process, { gateways: [world.smsGateway()] });
    romeo = await world.registered('romeo');
  });
  after(async () => {
    await desk?.close();
    await world?.stop();
  });

  it('lets nothing reach the carrier, also not after a crash, and everything in order when it is resumed', async () => {
    const phone = world.newPhone();
    const send = async (id: string): Promise<void> => {
      await romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="${id}"><body>${id}</body></message>`);
      // Answered when what came before it is in a lane.
      await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
    };
    assert.match(String(await desk.try('lane', 'pause', { name: 'sms.mian.0' })), /sms\.main\.0/);
    await desk.run('lane', 'pause', { name: LANE, reason: 'the carrier asked for it' });
    const [process] = world.processes;
    await process?.waitForLog(/a lane was paused or resumed/);
    for (const id of ['m1', 'm2', 'm3']) await send(id);
    const shown = async (): Promise<Record<string, unknown>> => {
      const { fields = [] } = await desk.run('lane', 'show', { name: LANE });
      return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    };
    await eventually('it waits by conversation', async () => (await shown()).parked === 3);
    const { state, reason, pausedBy, connection, depth, parkedConversations, epoch } = await shown();
    assert.deepEqual(
      { state, reason, pausedBy, connection, depth, parkedConversations, epoch },
      {
        state: 'paused',
        reason: 'the carrier asked for it',
        pausedBy: 'terminal:test',
        connection: 'up',
        depth: 3,
        parkedConversations: 1,
        epoch: 1,
      },
    );

    await process?.kill();
    await process?.start();
    await world.answering(romeo);
    await send('m4');
    await eventually('all of it waits', async () => (await shown()).parked === 4);
    assert.deepEqual(world.smsc.inbox(phone), []);
    await desk.run('lane', 'resume', { name: LANE });
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 4, 15_000);
    assert.deepEqual(
      world.smsc.inbox(phone).map(({ text }) => text),
      ['m1', 'm2', 'm3', 'm4'],
    );
    assert.match(String(await desk.try('lane', 'resume', { name: LANE })), /is not paused/);
  });
});
