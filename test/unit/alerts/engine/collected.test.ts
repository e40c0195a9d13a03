import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOf, bookOf, HOUR, MINUTE, World } from './support/world.js';

const PHONE = 'sms:+33600000001';
const NIGHT = "windows: { night: { times: ['22:00-24:00', '00:00-07:00'] } }";

/** Moves the clock to a time of 2026-01-06, UTC. */
function at(world: World, hour: number, minute = 0): void {
  world.clock.advance(Date.UTC(2026, 0, 6, hour, minute) - world.clock.now());
}

describe('what is collected', () => {
  it('in quiet hours is counted whole, however much it is, and the worst of it is shown', async () => {
    const world = new World(`
${NIGHT}
people: { alice: { sms: '+33600000001', quiet: { during: night } } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: [alice] }]
`);
    at(world, 23);
    for (let n = 0; n < 400; n++) await world.engine().alert('ops', alertOf(`a${n}`, { severity: 'warning' }));
    await world.engine().alert('ops', alertOf('late', { severity: 'error' }));
    await world.pass(9 * HOUR);
    assert.deepEqual(world.messages, [`${PHONE} digest`]);
    const { view } = world.last(PHONE);
    assert.ok(Math.abs((view.total ?? 0) - 401) < 12, `${view.total} were counted`);
    assert.equal(view.alerts[0]?.title, 'late');
  });

  it('and fails at an address is told at the next one', async () => {
    const world = new World(`
${NIGHT}
people: { alice: { sms: '+33600000001', email: alice@example.org, quiet: { during: night } } }
routes: [{ name: ops, groupWait: 0s, repeat: never, to: [alice] }]
`);
    at(world, 23);
    await world.engine().alert('ops', alertOf('a'));
    await world.pass(9 * HOUR);
    assert.deepEqual(world.messages, [`${PHONE} digest`]);
    const [{ id } = { id: '' }] = world.told;
    await world.engine().report({ id, fate: 'failed', by: { jid: 'mallory@example.net', medium: 'xmpp' } });
    assert.equal(world.messages.length, 1);
    for (const _ of [1, 2]) await world.engine().report({ id, fate: 'failed' });
    assert.deepEqual(world.messages, [`${PHONE} digest`, 'mailto:alice@example.org digest']);
  });

  it('tells of each group how it is at the end, also where much happened in it', async () => {
    const world = new World(`
${NIGHT}
people: { alice: { sms: '+33600000001', quiet: { during: night } } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, groupInterval: 1m, repeat: 1m, to: [alice] }]
`);
    at(world, 22, 1);
    const alert = alertOf('one');
    await world.engine().alert('ops', alert);
    await world.pass(6 * HOUR);
    await world.engine().alert('ops', alertOf('two'));
    await world.engine().alert('ops', { ...alert, status: 'resolved' });
    await world.pass(8 * HOUR);
    const digest = world.told.find(({ reason }) => reason === 'digest');
    assert.deepEqual(
      digest?.view.alerts.map(({ title, status }) => `${title} ${status}`),
      ['two firing', 'one resolved'],
    );
  });

  it('for a digest that would come in quiet hours waits until they are over', async () => {
    const world = new World(`
${NIGHT}
people: { alice: { sms: '+33600000001', quiet: { during: night }, digest: 1h } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: [alice] }]
`);
    at(world, 21, 30);
    await world.engine().alert('ops', alertOf('one'));
    await world.pass(9 * HOUR);
    assert.deepEqual(world.messages, []);
    await world.pass(HOUR);
    assert.deepEqual(world.messages, [`${PHONE} digest`]);
  });

  it('by flood control for somebody whose quiet hours begin waits until they are over', async () => {
    const world = new World(`
${NIGHT}
limits: { person: 1/10m }
people: { alice: { sms: '+33600000001', quiet: { during: night } } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: [alice] }]
`);
    at(world, 21, 55);
    for (const name of ['one', 'two']) await world.engine().alert('ops', alertOf(name));
    await world.pass(9 * HOUR);
    assert.deepEqual(world.messages, [`${PHONE} first`]);
    await world.pass(HOUR);
    assert.deepEqual(world.messages, [`${PHONE} first`, `${PHONE} summary`]);
    assert.equal(world.last(PHONE).view.heldBack, 1);
  });

  it('is told by the rules of the time when it is told', async () => {
    const book = (more: string) => `
${NIGHT}
people: { alice: { sms: '+33600000001'${more} } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: [alice] }]
`;
    const world = new World(book(', digest: 1h'));
    at(world, 21, 30);
    await world.engine().alert('ops', alertOf('one'));
    world.book = bookOf(book(', quiet: { during: night }'));
    await world.pass(2 * HOUR);
    assert.deepEqual(world.messages, []);
    await world.pass(9 * HOUR);
    assert.deepEqual(world.messages, [`${PHONE} digest`]);
  });

  it('is not lost where the store was away for long in the middle of it', async () => {
    const world = new World(`
limits: { destination: 1/1m }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: ['mailto:ops@example.org'] }]
`);
    await world.engine().alert('ops', alertOf('one'));
    await world.engine().alert('ops', alertOf('two'));
    // The round that this one belongs to is told while Redis does not answer.
    const { kv } = world;
    let stalled = false;
    const setFields = kv.setFields.bind(kv);
    kv.setFields = async (key, fields, ttl) => {
      if (!stalled && key.startsWith('items:')) {
        stalled = true;
        await world.pass(30 * MINUTE);
      }
      await setFields(key, fields, ttl);
    };
    await world.engine('alerts.1').alert('ops', alertOf('three'));
    await world.pass(HOUR);
    const told = world.told.flatMap(({ view }) => view.alerts.map(({ title }) => title));
    assert.ok(told.includes('three'), told.join());
  });

  it('and that nobody can pay for is in the audit as that', async () => {
    const world = new World(`
limits: { money: { perDay: 1, price: 2 } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, repeat: never, to: [{ target: '${PHONE}', digest: 1h }] }]
`);
    await world.engine().alert('ops', alertOf('one'));
    await world.pass(2 * HOUR);
    assert.deepEqual(world.messages, []);
    const rows = world.audit.filter(({ action }) => action === 'not-told').map(({ reason }) => reason);
    assert.deepEqual(rows, ['collected', 'money']);
  });
});
