import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LinkReport } from '../../../src/store/links.js';
import { Links } from '../../../src/store/links.js';
import { FAILED, link, sure } from './links-support.js';
import { type TestStore, testStore } from './support.js';

const DAY = 86_400;

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

/** What a report leads to, without the id by which its message was found. */
async function reported(gateway: string, report: LinkReport, now: number): Promise<object> {
  const { found, ...result } = { found: undefined, ...(await t.store.links.report(gateway, report, now)) };
  assert.equal(found !== undefined, result.kind !== 'parked' && report.state !== 'pending');
  return result;
}

test('a report finds its message, and the fate is told until it is closed', async () => {
  const { links } = t.store;
  assert.deepEqual(await links.put('l1', [{ link: link('e1'), ids: ['a'] }], 0), []);
  const report = { ids: sure('a'), state: 'delivered' } as const;
  const final = { link: link('e1'), outcome: 'delivered', problem: undefined, record: 'a' };
  assert.deepEqual(await reported('l1', report, 1), { kind: 'final', final });
  assert.deepEqual(await reported('l1', report, 2), { kind: 'final', final });
  await links.told('l1', ['a']);
  assert.deepEqual(await reported('l1', report, 3), { kind: 'nothing' });
});

test('a message of three parts is delivered when all are, in any order, with repeats', async () => {
  const { links } = t.store;
  await links.put('l2', [{ link: link('e2'), ids: ['a', 'b', 'c'] }], 0);
  for (const id of ['c', 'a', 'c', 'a']) {
    assert.deepEqual(await reported('l2', { ids: sure(id), state: 'delivered' }, 1), { kind: 'nothing' });
  }
  const last = await links.report('l2', { ids: sure('b'), state: 'delivered' }, 1);
  assert.equal(last.kind === 'final' && last.final.outcome, 'delivered');
});

test('the first failure of a part is the fate, whatever the other parts say', async () => {
  const { links } = t.store;
  await links.put('l3', [{ link: link('e3'), ids: ['a', 'b', 'c'] }], 0);
  await links.report('l3', { ids: sure('a'), state: 'delivered' }, 1);
  const failed = await reported('l3', { ids: sure('b'), state: 'failed', problem: FAILED }, 1);
  assert.deepEqual(failed, {
    kind: 'final',
    final: { link: link('e3'), outcome: 'failed', problem: FAILED, record: 'a' },
  });
  await links.told('l3', ['a']);
  for (const state of ['delivered', 'failed'] as const) {
    assert.deepEqual(await reported('l3', { ids: sure('c'), state }, 2), { kind: 'nothing' });
  }
});

test('a failure after delivery changes nothing', async () => {
  const { links } = t.store;
  await links.put('l4', [{ link: link('e4'), ids: ['a'] }], 0);
  await links.report('l4', { ids: sure('a'), state: 'delivered' }, 1);
  const again = await links.report('l4', { ids: sure('a'), state: 'failed', problem: FAILED }, 2);
  assert.equal(again.kind === 'final' && again.final.outcome, 'delivered');
});

test('a pending report tells nothing and is not kept', async () => {
  const { links } = t.store;
  assert.deepEqual(await reported('l5', { ids: sure('a'), state: 'pending' }, 0), { kind: 'nothing' });
  assert.deepEqual(await links.put('l5', [{ link: link('e5'), ids: ['a'] }], 0), []);
});

test('a report that comes before its link waits for it and decides with it', async () => {
  const { links } = t.store;
  const early = { ids: sure('b'), state: 'failed', problem: FAILED } as const;
  assert.deepEqual(await reported('l6', early, 0), { kind: 'parked' });
  const finals = await links.put(
    'l6',
    [
      { link: link('e6'), ids: ['a', 'b'] },
      { link: link('e7'), ids: ['c'] },
    ],
    1,
  );
  assert.deepEqual(finals, [{ link: link('e6'), outcome: 'failed', problem: FAILED, record: 'a' }]);
  await links.told('l6', ['a']);
  assert.deepEqual(await reported('l6', early, 2), { kind: 'nothing' });
});

test('a parked report serves one link only, and repeating the put gives the open fate again', async () => {
  const { links } = t.store;
  await links.report('l7', { ids: sure('a', 'A'), state: 'delivered' }, 0);
  const first = await links.put('l7', [{ link: link('e1'), ids: ['a'] }], 1);
  assert.equal(first.length, 1);
  assert.deepEqual(await links.put('l7', [{ link: link('e1'), ids: ['a'] }], 2), first);
  assert.deepEqual(await links.put('l7', [{ link: link('e2'), ids: ['A'] }], 3), []);
});

test('a guessed id counts only where the contact agrees', async () => {
  const { links } = t.store;
  await links.put('l8', [{ link: link('e8', '+1'), ids: ['255'] }], 0);
  const guess = { ids: [...sure('ff'), { id: '255', certain: false }], state: 'delivered' } as const;
  assert.equal((await links.report('l8', { ...guess, contact: '+2' }, 1)).kind, 'parked');
  assert.equal((await links.report('l8', guess, 1)).kind, 'parked');
  assert.equal((await links.report('l8', { ...guess, contact: '+1' }, 1)).kind, 'final');
});

test('a parked guess decides only for a link of its contact', async () => {
  const { links } = t.store;
  const guess = { ids: [{ id: '16', certain: false }], contact: '+1', state: 'delivered' } as const;
  await links.report('l9', guess, 0);
  assert.deepEqual(await links.put('l9', [{ link: link('e1', '+2'), ids: ['16'] }], 1), []);
  const finals = await links.put('l9', [{ link: link('e2', '+1'), ids: ['16'] }], 1);
  assert.deepEqual(
    finals.map((final) => final.link.envelope),
    ['e2'],
  );
});

test('the most certain id with a link counts, not the first that has none', async () => {
  const { links } = t.store;
  await links.put(
    'l10',
    [
      { link: link('e1'), ids: ['x1'] },
      { link: link('e2'), ids: ['x2'] },
    ],
    0,
  );
  const found = await links.report('l10', { ids: sure('x0', 'x2', 'x1'), state: 'delivered' }, 1);
  assert.equal(found.kind === 'final' && found.final.link.envelope, 'e2');
});

test('repeating a put keeps what reports have said of the parts', async () => {
  const { links } = t.store;
  const item = { link: link('e1'), ids: ['a', 'b'] };
  await links.put('l11', [item], 0);
  await links.report('l11', { ids: sure('a'), state: 'delivered' }, 1);
  await links.put('l11', [item], 2);
  assert.equal((await links.report('l11', { ids: sure('b'), state: 'delivered' }, 3)).kind, 'final');
});

test('an id that the network uses again belongs to the later message', async () => {
  const { links } = t.store;
  await links.put('l12', [{ link: link('e1'), ids: ['a', 'b'] }], 0);
  await links.put('l12', [{ link: link('e2'), ids: ['a'] }], 1);
  const found = await links.report('l12', { ids: sure('a'), state: 'delivered' }, 2);
  assert.equal(found.kind === 'final' && found.final.link.envelope, 'e2');
  assert.equal((await links.report('l12', { ids: sure('b'), state: 'delivered' }, 2)).kind, 'parked');
});

test('parts that the network names alike count as one', async () => {
  const { links } = t.store;
  await links.put('l13', [{ link: link('e1'), ids: ['a', 'a'] }], 0);
  assert.equal((await links.report('l13', { ids: sure('a'), state: 'delivered' }, 1)).kind, 'final');
});

test('fates that nobody has closed are listed, oldest first, until they are', async () => {
  const { links } = t.store;
  await links.put(
    'l14',
    [
      { link: link('e1'), ids: ['a'] },
      { link: link('e2'), ids: ['b'] },
    ],
    0,
  );
  await links.report('l14', { ids: sure('b'), state: 'failed', problem: FAILED }, 100);
  await links.report('l14', { ids: sure('a'), state: 'delivered' }, 200);
  const records = async (before: number) => (await links.untold('l14', before)).map((final) => final.record);
  assert.deepEqual(await records(99), []);
  assert.deepEqual(await records(100), ['b']);
  assert.deepEqual(await records(300), ['b', 'a']);
  await links.told('l14', ['b']);
  await links.told('l14', ['b']);
  assert.deepEqual(await records(300), ['a']);
});

test('of many processes that report the last two parts at once, exactly one report decides', async () => {
  const other = await t.again();
  for (let round = 0; round < 30; round++) {
    const ids = [`${round}a`, `${round}b`];
    await t.store.links.put('l15', [{ link: link(`e${round}`), ids }], 0);
    const results = await Promise.all(
      ids.map((id, i) => (i === 0 ? t.store : other).links.report('l15', { ids: sure(id), state: 'delivered' }, 1)),
    );
    assert.deepEqual(results.map((result) => result.kind).sort(), ['final', 'nothing']);
  }
});

test('ids and contacts with odd characters stay what they are', async () => {
  const { links } = t.store;
  const odd = { ...link('e1', 'a\nb "c" %d {x} ü\u0000'), stanzaId: '\n\n> 2 e1\n' };
  const ids = ['> 1 e1\na', 'p . e\n{}%'];
  await links.put('l16', [{ link: odd, ids }], 0);
  await links.report('l16', { ids: sure(ids[1] ?? ''), state: 'delivered' }, 1);
  const found = await links.report('l16', { ids: sure(ids[0] ?? ''), state: 'delivered' }, 1);
  assert.deepEqual(found.kind === 'final' && found.final.link, odd);
});

test('the id by which a message was found is told, and a guess before it that fits none is passed over', async () => {
  const { links } = t.store;
  await links.put('l18', [{ link: link('e1', '+1'), ids: ['255', 'x'] }], 0);
  const ids = [
    { id: 'ff', certain: false },
    { id: '255', certain: false },
    { id: 'ff', certain: true },
  ];
  const partly = await links.report('l18', { ids, contact: '+1', state: 'delivered' }, 1);
  assert.deepEqual(partly, { kind: 'nothing', found: { id: '255', certain: false } });
  const final = await links.report('l18', { ids: sure('x'), state: 'delivered' }, 1);
  assert.deepEqual(final.kind === 'final' && final.found, { id: 'x', certain: true });
  const none = await links.report('l18', { ids: sure('y'), state: 'delivered' }, 1);
  assert.deepEqual(none, { kind: 'parked' });
});

test('of two ids that look alike in different bases each goes to its own phone', async () => {
  const { links } = t.store;
  const ids = [
    { id: '10', certain: false },
    { id: '16', certain: false },
    { id: '10', certain: true },
  ];
  await links.put('l19', [{ link: link('e10', '+1'), ids: ['10'] }], 0);
  await links.put('l19', [{ link: link('e16', '+2'), ids: ['16'] }], 0);
  const found = async (contact: string) => {
    const result = await links.report('l19', { ids, contact, state: 'delivered' }, 1);
    return result.kind === 'final' && result.final.link.envelope;
  };
  assert.equal(await found('+2'), 'e16');
  assert.equal(await found('+1'), 'e10');
  // A number that the carrier writes in a way of its own is not a reason to lose the receipt.
  assert.equal(await found('national'), 'e10');
});

test('an id that is a guess and certain too waits as a certain one', async () => {
  const { links } = t.store;
  const ids = [
    { id: '10', certain: false },
    { id: '10', certain: true },
  ];
  await links.report('l20', { ids, contact: '+9', state: 'delivered' }, 0);
  assert.equal((await links.put('l20', [{ link: link('e1', '+1'), ids: ['10'] }], 1)).length, 1);
});

test('a guess does not find a message of more than three days ago, a certain id does', async () => {
  const { redis, prefix } = t.store;
  const links = new Links(redis, prefix, { ttl: 7 * DAY });
  const guess = { ids: [{ id: 'a', certain: false }], contact: '+1', state: 'delivered' } as const;
  await links.put('l21', [{ link: link('e1', '+1'), ids: ['a'] }], 0);
  assert.equal((await links.report('l21', guess, 3 * DAY * 1000 + 1)).kind, 'parked');
  assert.equal((await links.report('l21', guess, 3 * DAY * 1000)).kind, 'final');
  const certain = { ids: sure('a'), state: 'delivered' } as const;
  assert.equal((await links.report('l21', certain, 6 * DAY * 1000)).kind, 'final');
});

test('the failure of a message that was told as delivered is a contradiction, and changes nothing', async () => {
  const { links } = t.store;
  await links.put('l22', [{ link: link('e1'), ids: ['a', 'b'] }], 0);
  for (const id of ['a', 'b']) await links.report('l22', { ids: sure(id), state: 'delivered' }, 1);
  await links.told('l22', ['a']);
  const failed = { ids: sure('b'), state: 'failed', problem: FAILED } as const;
  assert.deepEqual(await links.report('l22', failed, 2), { kind: 'contradiction', found: { id: 'b', certain: true } });
  assert.deepEqual(await reported('l22', { ids: sure('b'), state: 'delivered' }, 3), { kind: 'nothing' });
});

test('a receipt that one process parked is told by the one that brings the link, after the first has died', async () => {
  const dead = await t.again();
  const early = [
    { id: '10', certain: false },
    { id: '16', certain: false },
    { id: '10', certain: true },
  ];
  const parked = await dead.links.report('l28', { ids: early, contact: '+1', state: 'failed', problem: FAILED }, 0);
  assert.equal(parked.kind, 'parked');
  dead.redis.disconnect();
  // The hex form is a guess, and belongs to the phone that the receipt named.
  assert.deepEqual(await t.store.links.put('l28', [{ link: link('e1', '+2'), ids: ['16', 'x'] }], 1), []);
  const told = await t.store.links.put('l28', [{ link: link('e2', '+1'), ids: ['y', '16'] }], 1);
  assert.deepEqual(told, [{ link: link('e2', '+1'), outcome: 'failed', problem: FAILED, record: 'y' }]);
  assert.deepEqual(await t.store.links.put('l28', [{ link: link('e3', '+1'), ids: ['10'] }], 1), [], 'it serves once');
});

test('a fate that a process decided and did not tell is told by whoever hears of it next', async () => {
  const dead = await t.again();
  const report = { ids: sure('a'), state: 'delivered' } as const;
  assert.deepEqual(await dead.links.report('l23', report, 0), { kind: 'parked' });
  const item = { link: link('e1'), ids: ['a'] };
  // This one decides the fate and dies before it tells it; the carrier repeats the receipt to the third.
  assert.equal((await dead.links.put('l23', [item], 1)).length, 1);
  dead.redis.disconnect();
  const again = await t.store.links.report('l23', report, 2);
  assert.equal(again.kind === 'final' && again.final.link.envelope, 'e1');
  assert.deepEqual(
    (await t.store.links.untold('l23', 2)).map(({ record }) => record),
    ['a'],
  );
  await t.store.links.told('l23', ['a']);
  assert.deepEqual(await reported('l23', report, 3), { kind: 'nothing' });
  assert.deepEqual(await t.store.links.untold('l23', 9), []);
});
