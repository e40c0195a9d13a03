import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { Silences } from '../../../../gateways/alerts/engine/silences.js';
import { GroupLanes } from '../../../../gateways/alerts/lanes.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from './support/memory-kv.js';
import { alertOf, HOUR, World } from './support/world.js';

const DAY = 24 * HOUR;
const PHONE = 'sms:+33600000001';

describe('an incident that lasts for months', () => {
  it('keeps its code, what is open where, and its lane', async () => {
    const world = new World(`routes: [{ name: ops, groupBy: all, groupWait: 0s, to: ['${PHONE}'] }]`);
    await world.engine().alert('ops', alertOf('one'));
    const { id, view } = world.last(PHONE);
    for (let day = 0; day < 100; day++) await world.pass(DAY);
    assert.equal((await world.engine().codes.groupOf(view.code ?? ''))?.group, groupOfMessage(id));
    const open = await world.engine().codes.openAt(PHONE);
    assert.deepEqual(
      open.map(({ code }) => code),
      [view.code],
    );
    assert.ok(world.keptLanes.length >= 90, 'its lane is kept from day to day');
  });

  it('stays in its lane when the note of that is renewed', async () => {
    const clock = new ManualClock();
    const kv = new MemoryKv(clock);
    const group = 'abcdefghijklmnopqrst';
    const lane = await new GroupLanes(kv).claim(group, true);
    for (let day = 0; day < 100; day++) {
      await new GroupLanes(kv).keep(group, lane);
      clock.advance(DAY);
    }
    assert.equal(await new GroupLanes(kv).of(group), lane);
  });
});

describe('silences', () => {
  it('are as many as may be, but for those that are over', async () => {
    const clock = new ManualClock();
    const silences = new Silences(new MemoryKv(clock), clock);
    const make = (id: string, lasts: number) => {
      const now = clock.now();
      return silences.make({ id, matchers: ['severity=info'], from: now, until: now + lasts, author: 'Alice' });
    };
    for (let n = 0; n < 1000; n++) assert.equal(await make(`s${n}`, n < 10 ? HOUR : DAY), undefined);
    assert.equal((await make('more', DAY))?.problem, 'too-many');
    clock.advance(2 * HOUR);
    for (let n = 0; n < 10; n++) assert.equal(await make(`more${n}`, DAY), undefined);
    assert.equal((await make('most', DAY))?.problem, 'too-many');
    assert.equal((await silences.list()).length, 1000);
  });
});

describe('an engine that lost its lane', () => {
  it('tells nothing of what was collected', async () => {
    const world = new World(`
routes: [{ name: ops, groupBy: all, groupWait: 0s, to: [{ target: '${PHONE}', digest: 1h }] }]
`);
    await world.engine().alert('ops', alertOf('one'));
    world.lost.add('alerts.0');
    await assert.rejects(world.pass(2 * HOUR), /not held/);
    assert.equal(world.told.length, 0);
  });

  it('tells nothing and writes nothing, whatever it had in hand', async () => {
    const world = new World(`routes: [{ name: ops, groupBy: all, groupWait: 0s, to: ['${PHONE}'] }]`);
    const engine = world.engine();
    const { kv } = world;
    const setFields = kv.setFields.bind(kv);
    let written = 0;
    kv.setFields = async (key, fields, ttl) => {
      if (key.startsWith('group:')) written += 1;
      await setFields(key, fields, ttl);
    };
    // The lane is lost while it is looked up which silences there are.
    const fields = kv.fields.bind(kv);
    kv.fields = async (key) => {
      if (key === 'silences') world.lost.add('alerts.0');
      return await fields(key);
    };
    await assert.rejects(engine.alert('ops', alertOf('one')), /not held/);
    assert.deepEqual([world.told.length, written], [0, 0]);
  });
});
