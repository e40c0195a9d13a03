import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Audit } from '../../../../gateways/alerts/audit/audit.js';
import { recordOfRow } from '../../../../gateways/alerts/audit/engine-row.js';
import type { AuditRecord } from '../../../../gateways/alerts/audit/record.js';
import { Durations } from '../../../../gateways/alerts/audit/report/durations.js';
import { IdSet } from '../../../../gateways/alerts/audit/report/id-set.js';
import { showSummary } from '../../../../gateways/alerts/audit/report/show.js';
import { REST, Summary, type View } from '../../../../gateways/alerts/audit/report/summary.js';
import { summaryOf } from '../../../../gateways/alerts/audit/report/summary-of.js';
import { systemClock } from '../../../../src/clock.js';
import { type TestStore, testStore } from '../../store/support.js';
import { alertOf, MINUTE, World } from '../engine/support/world.js';

const DAY = 86_400_000;

/** What an evening of alerts leaves behind. */
async function evening(): Promise<readonly AuditRecord[]> {
  const world = new World(`
people: { alice: { xmpp: alice@example.org, sms: '+33612345678', steps: { error: [{ by: [xmpp], wait: 5m }, { by: [sms] }] } } }
sources: { am: { kind: json, token: abcdefghijklmnop } }
limits: { money: { perDay: 10, price: 0.5, currency: EUR } }
policies: { up: { steps: [{ tell: alice, wait: 5m }] } }
routes: [{ name: ops, groupBy: all, groupWait: 0s, to: ['xmpp:room@rooms.example.org?join'], policy: up }]
`);
  world.segments = 2;
  await world.engine().alert('ops', alertOf('a'));
  await world.engine().report({ id: world.last('xmpp:alice@example.org').id, fate: 'failed' });
  const { group = '' } = world.last('sms:+33612345678');
  await world.pass(3 * MINUTE);
  await world.engine().answer(group, { id: 'e1', kind: 'ack', by: { title: 'Alice', person: 'alice' } });
  await world.engine().alert('ops', alertOf('b', { status: 'resolved' }));
  return world.audit.map((row) => recordOfRow(row, (text) => text));
}

function summaryOfRows(rows: readonly AuditRecord[]): Summary {
  const summary = new Summary();
  for (const row of rows) summary.add(row);
  return summary;
}

const line = (summary: Summary, view: View, name = '') =>
  summary.lines().find((one) => one.view === view && one.name === name);

describe('a report', () => {
  it('counts by route, source, destination and person', async () => {
    const summary = summaryOfRows(await evening());
    const all = line(summary, 'all');
    assert.equal(all?.alerts, 1);
    assert.deepEqual(all?.suppressed, { 'not-known': 1 });
    assert.equal(all?.taken, 1);
    assert.ok(Math.abs((all?.median ?? 0) / (3 * MINUTE) - 1) < 0.01, `${all?.median}`);
    assert.equal(all?.undelivered, 1);
    assert.equal(all?.escalations, 1);
    const phone = line(summary, 'destination', 'sms:+33612345678');
    const sms = phone?.notified ?? 0;
    assert.ok(sms > 0);
    assert.deepEqual([phone?.segments, phone?.cost], [2 * sms, { EUR: sms }]);
    assert.deepEqual([all?.segments, all?.cost], [2 * sms, { EUR: sms }]);
    const { view: _, name: __, ...route } = line(summary, 'route', 'ops') ?? {};
    const { view: ___, name: ____, ...everything } = all ?? {};
    assert.deepEqual(route, everything);
    assert.equal(line(summary, 'source', 'am')?.taken, 1);
    assert.equal(line(summary, 'source', 'am')?.alerts, 1);
    assert.equal(line(summary, 'person', 'alice')?.taken, 1);
    assert.equal(line(summary, 'destination', 'xmpp:alice@example.org')?.undelivered, 1);
  });

  it('counts no tests, and says how many rows are of them', () => {
    const row: AuditRecord = { id: 'a', at: 0, action: 'told', route: 'ops', outcome: 'done', book: '', test: true };
    const summary = summaryOfRows([row]);
    assert.deepEqual([summary.rows, summary.tests, summary.lines().length], [1, 1, 0]);
  });

  it('has a bound', () => {
    const summary = new Summary();
    for (let i = 0; i < 20_000; i++) {
      const reason = `r${i}`;
      summary.add({ id: '', at: 0, action: 'not-told', destination: `sms:${i}`, reason, outcome: 'refused', book: '' });
    }
    assert.equal(summary.lines().filter(({ view }) => view === 'destination').length, 5001);
    assert.equal(
      Object.values(line(summary, 'destination', REST)?.suppressed ?? {}).reduce((sum, one) => sum + one),
      15_000,
    );
    assert.equal(Object.keys(line(summary, 'all')?.suppressed ?? {}).length, 101);
  });

  it('is for people and for programs', async () => {
    const summary = summaryOfRows(await evening());
    const frame = { from: 0, to: DAY, rows: summary.rows, tests: 2 };
    const table = showSummary(summary.lines(), frame, 'table');
    assert.match(table, /^1970-01-01T00:00Z to 1970-01-02T00:00Z: \d+ rows, 2 of them about tests/);
    assert.match(table, /^route +alerts +told +not told +taken +median/m);
    assert.match(table, /^ops +1 +\d+ +1 +1 +3m +3m/m);
    assert.match(table, /ops: not-known 1/);
    const { lines, rows } = JSON.parse(showSummary(summary.lines(), frame, 'json'));
    assert.equal(rows, summary.rows);
    assert.deepEqual(lines, JSON.parse(JSON.stringify(summary.lines())));
    const [head = '', ...cells] = showSummary(summary.lines(), frame, 'csv').trim().split('\r\n');
    assert.ok(
      head.startsWith('by,name,alerts,notified,taken,') && head.endsWith('suppressed_not-known,cost_EUR'),
      head,
    );
    assert.equal(cells.length, lines.length);
    for (const one of cells) assert.equal(one.split(',').length, head.split(',').length);
  });
});

describe('the parts of a report', () => {
  it('know any quantile to one percent', () => {
    const durations = new Durations();
    for (let ms = 1; ms <= 100_000; ms++) durations.add(ms);
    for (const part of [0.01, 0.5, 0.95, 1]) {
      const found = durations.quantile(part) ?? 0;
      assert.ok(Math.abs(found / (100_000 * part) - 1) <= 0.0101, `${part}: ${found}`);
    }
    assert.equal(new Durations().quantile(0.5), undefined);
    const none = new Durations();
    none.add(0);
    assert.equal(none.quantile(0.5), 0);
  });

  it('know an id again among many', () => {
    const ids = new IdSet();
    for (let i = 0; i < 50_000; i++) assert.ok(ids.add(`row ${i}`));
    for (let i = 0; i < 50_000; i++) assert.ok(!ids.add(`row ${i}`));
  });
});

describe('the rows of a report', () => {
  let test: TestStore;

  before(async () => {
    test = await testStore();
  });

  after(() => test.close());

  it('are counted once where several processes have written the same', async () => {
    const audit = () =>
      new Audit({
        kv: test.store.kv('alerts'),
        clock: systemClock,
        log: { warn: () => undefined },
        metrics: { count: () => undefined },
        keep: 30 * DAY,
        perDay: 10_000,
        addresses: 'whole',
        key: Buffer.alloc(32, 7),
      });
    const now = Date.now();
    const rows = Array.from({ length: 1200 }, (_, index): AuditRecord => {
      return { id: `r${index}`, at: now - index, action: 'told', route: 'ops', outcome: 'done', book: '' };
    });
    const [one, other] = [audit(), audit()];
    await Promise.all(rows.map((row) => one.record(row)));
    await Promise.all(rows.slice(0, 300).map((row) => other.record(row)));
    const query = { from: now - DAY, to: now + 1 };
    const { lines } = JSON.parse(await summaryOf(audit().log, query, 'json'));
    assert.equal(lines[0].notified, 1200);
    const some = JSON.parse(await summaryOf(audit().log, { ...query, from: now - 99 }, 'json'));
    assert.equal(some.lines[0].notified, 100);
    assert.deepEqual(JSON.parse(await summaryOf(audit().log, { ...query, route: 'db' }, 'json')).lines, []);
  });
});
