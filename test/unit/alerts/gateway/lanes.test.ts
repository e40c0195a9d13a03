import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupIdOf } from '../../../../gateways/alerts/engine/ids.js';
import { Intake, type IntakeData } from '../../../../gateways/alerts/intake.js';
import { GroupLanes, isUrgent, LANES, laneOf } from '../../../../gateways/alerts/lanes.js';
import type { Intake as Put } from '../../../../gateways/gateway.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { alertOf, bookOf } from '../book/helpers.js';

const BOOK = bookOf(`
routes:
  - name: pages
    match: severity=critical
    to: xmpp:a@example.org
    routes:
      - { name: database, match: team=db, to: xmpp:b@example.org, groupBy: [team] }
  - { name: mixed, match: severity>=error, to: xmpp:a@example.org }
  - { name: rest, to: xmpp:a@example.org }
`);

describe('lanes of groups', () => {
  it('are urgent where a route, or one above it, takes nothing but what is critical', () => {
    const urgent = ['pages', 'database', 'mixed', 'rest'].filter((name) => {
      const route = BOOK.route(name);
      return route !== undefined && isUrgent(route, BOOK);
    });
    assert.deepEqual(urgent, ['pages', 'database']);
  });

  it('stay the same for a group in every process, whatever the book says later', async () => {
    const kv = new MemoryKv();
    const group = groupIdOf('database{}');
    const lane = await new GroupLanes(kv).claim(group, true);
    assert.ok(lane.endsWith('.urgent') && LANES.includes(lane));
    assert.equal(await new GroupLanes(kv).of(group), lane);
    assert.equal(await new GroupLanes(kv).claim(group, false), lane);
    assert.equal(await new GroupLanes(kv).of(groupIdOf('another')), laneOf(groupIdOf('another')));
  });

  it('get the alerts of their groups, reports of their messages and answers', async () => {
    const put: Put[] = [];
    const kv = new MemoryKv();
    const intake = new Intake({
      put: async (one) => void put.push(one),
      lanes: new GroupLanes(kv),
      book: () => BOOK,
      unrouted: async () => undefined,
    });
    await intake.take([alertOf({ team: 'db' }, 'critical'), alertOf({ team: 'web' }, 'warning')]);
    const kinds = put.map(({ data }) => data as IntakeData);
    assert.deepEqual(
      kinds.map((data) => data.type === 'alert' && data.route),
      ['database', 'rest'],
    );
    assert.ok(put[0]?.lane.endsWith('.urgent'));
    assert.ok(!put[1]?.lane.endsWith('.urgent'));
    const group = put[0]?.conversation ?? '';
    await intake.report({ id: `e${group}${'x'.repeat(20)}`, fate: 'delivered' });
    await intake.answer(group, { id: 'a', kind: 'ack', by: { title: 'Alice' } });
    assert.deepEqual(
      put.slice(2).map(({ lane, conversation }) => [lane, conversation]),
      [
        [put[0]?.lane, group],
        [put[0]?.lane, group],
      ],
    );
    await intake.report({ id: 'of-nobody', fate: 'failed' });
    assert.equal(put.length, 4);
  });

  it('get the same thing twice under the same id, and what is new under another', async () => {
    const ids: string[] = [];
    const intake = new Intake({
      put: async ({ id }) => void ids.push(id),
      lanes: new GroupLanes(new MemoryKv()),
      book: () => BOOK,
      unrouted: async () => undefined,
    });
    const alert = alertOf({ team: 'web' });
    await intake.take([alert]);
    await intake.take([alert]);
    await intake.take([{ ...alert, status: 'resolved', endsAt: alert.startsAt + 1 }]);
    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[0], ids[2]);
    for (const id of ids) assert.match(id, /^e[a-z]+$/);
  });
});
