import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { alertOf, HOUR, MINUTE, World } from '../engine/support/world.js';

const ROOM = 'xmpp:ops@rooms.example.org?join';
const PHONE = 'sms:+33600000001';

describe('an escalation', () => {
  it('that flood control holds up reaches its people when there is room again', async () => {
    const world = new World(`
limits: { global: 1/1m }
people: { alice: { sms: '+33600000001' } }
policies: { page: { steps: [{ tell: alice, wait: 10m }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, policy: page, to: ['${ROOM}'] }]
`);
    await world.engine().alert('ops', alertOf('one', { severity: 'critical' }));
    await world.pass(5 * MINUTE);
    assert.deepEqual(world.messages, [`${ROOM} first`, `${PHONE} escalation`]);
  });

  it('that flood control holds up reaches its places when there is room again', async () => {
    const world = new World(`
limits: { global: 1/1m }
policies: { page: { steps: [{ tell: '${PHONE}', wait: 10m }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, policy: page, to: ['${ROOM}'] }]
`);
    await world.engine().alert('ops', alertOf('one', { severity: 'critical' }));
    await world.pass(5 * MINUTE);
    assert.deepEqual(
      world.messages.map((message) => message.split(' ')[0]),
      [ROOM, PHONE],
    );
  });

  it('goes on at once where nobody of a step may be told for the money', async () => {
    const world = new World(`
limits: { money: { perDay: 1, price: 2 } }
people: { alice: { sms: '+33600000001' }, bob: { email: bob@example.net } }
policies: { page: { steps: [{ tell: alice, wait: 30m }, { tell: bob, wait: 30m }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, policy: page, to: ['${ROOM}'] }]
`);
    await world.engine().alert('ops', alertOf('one'));
    await world.pass(MINUTE);
    assert.deepEqual(world.messages, [`${ROOM} first`, 'mailto:bob@example.net escalation']);
  });

  for (const [first, second] of [
    [4 * HOUR, HOUR],
    [HOUR, 4 * HOUR],
  ] as const) {
    it(`goes on when the last silence is over, of ${second / HOUR} h after one of ${first / HOUR} h`, async () => {
      const world = new World(`
people: { alice: { xmpp: alice@example.org }, bob: { xmpp: bob@example.org } }
policies: { page: { steps: [{ tell: alice, wait: 30m }, { tell: bob, wait: 30m }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, policy: page, to: ['${ROOM}'] }]
`);
      await world.engine().alert('ops', alertOf('one'));
      const group = groupOfMessage(world.last(ROOM).id) ?? '';
      const by = { title: 'Alice' };
      const silence = (id: string, duration: number) =>
        world.engine().answer(group, { id, kind: 'silence', by, duration });
      await silence('1', first);
      // The next step is due now, and waits for the end of the silence.
      await world.pass(40 * MINUTE);
      await silence('2', second);
      const told = () => world.messages.filter((message) => message === 'xmpp:bob@example.org escalation').length;
      await world.pass(second - 2 * MINUTE);
      assert.equal(told(), 0);
      await world.pass(4 * MINUTE);
      assert.equal(told(), 1);
    });
  }

  it('goes on at once when a silence that was made longer ends before its time', async () => {
    const world = new World(`
people: { alice: { xmpp: alice@example.org }, bob: { xmpp: bob@example.org } }
policies: { page: { steps: [{ tell: alice, wait: 30m }, { tell: bob, wait: 30m }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, policy: page, to: ['${ROOM}'] }]
`);
    await world.engine().alert('ops', alertOf('one'));
    const group = groupOfMessage(world.last(ROOM).id) ?? '';
    const by = { title: 'Alice' };
    await world.engine().answer(group, { id: '1', kind: 'silence', by, duration: HOUR });
    await world.pass(40 * MINUTE);
    await world.engine().answer(group, { id: '2', kind: 'silence', by, duration: 4 * HOUR });
    await world.pass(MINUTE);
    await world.engine().answer(group, { id: '3', kind: 'unsilence', by });
    await world.pass(MINUTE);
    assert.ok(world.messages.includes('xmpp:bob@example.org escalation'));
  });
});
