import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Audit, type AuditOptions } from '../../../../gateways/alerts/audit/audit.js';
import { type AuditQuery, csvHead, csvLine, jsonLine, wantedRows } from '../../../../gateways/alerts/audit/export.js';
import type { AuditRecord } from '../../../../gateways/alerts/audit/record.js';
import { systemClock } from '../../../../src/clock.js';
import { type TestStore, testStore } from '../../store/support.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-10T12:00:00Z');

describe('the audit', () => {
  let test: TestStore;
  const warnings: unknown[] = [];
  const lost: number[] = [];
  let now = NOW;
  let ids = 0;

  before(async () => {
    test = await testStore();
  });

  after(() => test.close());

  /** The audit of a process of its own, in a part of the store of its own. */
  function audit(part: string, more: Partial<AuditOptions> = {}): Audit {
    return new Audit({
      kv: test.store.kv(part),
      clock: { ...systemClock, now: () => now, monotonic: () => now },
      log: { warn: (fields: unknown) => warnings.push(fields) },
      metrics: { count: (_name, _labels, by = 1) => lost.push(by) },
      keep: 30 * DAY,
      perDay: 10_000,
      addresses: 'masked',
      key: Buffer.alloc(32, 7),
      ...more,
    });
  }

  const record = (more: Partial<AuditRecord> = {}): AuditRecord => ({
    id: `r${++ids}`,
    at: now,
    action: 'silence-made',
    actor: 'alice',
    outcome: 'done',
    book: 'b1',
    ...more,
  });

  async function all(from: Audit, more: Partial<AuditQuery> = {}) {
    const lines: AuditRecord[] = [];
    for await (const row of wantedRows(from.log, { from: 0, to: NOW + DAY, ...more })) {
      const line = jsonLine(row);
      assert.match(line, /^\{.*\}\n$/);
      lines.push(JSON.parse(line));
    }
    return lines;
  }

  it('keeps rows of several processes in order of time, over days', async () => {
    const [one, other] = [audit('order'), audit('order')];
    await one.record(record({ at: NOW - DAY, action: 'first' }));
    await other.record(record({ at: NOW + 2, action: 'last' }));
    await one.record(record({ at: NOW + 1, action: 'second' }));
    const rows = await all(audit('order'));
    assert.deepEqual(
      rows.map(({ action }) => action),
      ['first', 'second', 'last'],
    );
    assert.equal(String(rows[0]?.at), '2026-03-09T12:00:00.000Z');
    assert.deepEqual(
      (await all(one, { from: NOW, to: NOW + 2 })).map(({ action }) => action),
      ['second'],
    );
    assert.equal((await all(one, { most: 2 })).length, 2);
    assert.equal((await all(one, { action: 'last', actor: 'alice' })).length, 1);
    assert.equal((await all(one, { actor: 'bob' })).length, 0);
  });

  it('takes thousands at once, and reads what was written twice once', async () => {
    const [one, other] = [audit('many'), audit('many')];
    const rows = Array.from({ length: 1700 }, (_, index) => record({ at: NOW + index, object: `o${index}` }));
    await Promise.all(rows.map((row) => one.record(row)));
    await Promise.all(rows.slice(0, 100).map((row) => other.record(row)));
    const read = await all(one);
    assert.equal(read.length, 1700);
    assert.equal(read[1699]?.object, 'o1699');
  });

  it('takes what people do also when a storm has filled its half of the day', async () => {
    const full = audit('full', { perDay: 1000 });
    const told = (index: number) => record({ action: 'told', destination: 'sms:+33612345678', object: `${index}` });
    await Promise.all(Array.from({ length: 700 }, (_, index) => full.record(told(index))));
    assert.equal(
      lost.reduce((sum, by) => sum + by, 0),
      200,
    );
    assert.equal(warnings.length, 1);
    await full.record(record({ action: 'taken' }));
    assert.equal((await all(full)).length, 501);
    assert.equal((await all(full, { action: 'taken' })).length, 1);
  });

  it('reads a row that was tried again at another time once', async () => {
    const again = audit('again');
    await again.record(record({ id: 'same', object: 'first' }));
    await again.record(record({ id: 'same', at: NOW + 5, object: 'second' }));
    assert.equal((await all(again)).length, 1);
  });

  it('makes tables in which nothing is a formula', () => {
    const row = record({ id: 'r', actor: '=cmd()', object: 'a "b", c', destination: '+336…78', reason: '-1' });
    assert.equal(csvHead.split(',').length, csvLine({ ...row, object: '' }).split(',').length);
    assert.equal(
      csvLine(row),
      `2026-03-10T12:00:00.000Z,'=cmd(),silence-made,"a ""b"", c",,,+336…78,done,'-1,,b1,r,,,,,,\r\n`,
    );
  });

  it('is gone after the time for which it is kept', async () => {
    const kept = audit('kept', { keep: 2 * DAY });
    await kept.record(record());
    const keys = await test.store.redis.keys(`${test.prefix}:*audit*`);
    const mine = keys.filter((key) => key.includes('{kept}') || key.includes('kept'));
    assert.ok(mine.length >= 3, mine.join(' '));
    for (const key of mine) {
      const ttl = await test.store.redis.ttl(key);
      assert.ok(ttl > (2 * DAY) / 1000 && ttl <= (3 * DAY) / 1000, `${key} ${ttl}`);
    }
    now = NOW + 5 * DAY;
    assert.equal((await all(kept)).length, 0);
    now = NOW;
  });

  it('keeps addresses in the form of the level, and never what people wrote', async () => {
    const row = {
      id: 'r-1',
      at: NOW,
      action: 'taken' as const,
      route: 'db',
      group: 'g',
      incident: 3,
      by: 'alice@example.net',
      comment: 'a secret that I know',
      book: 'b1',
    };
    const told = {
      ...row,
      id: 'r-2',
      action: 'told' as const,
      by: 'alice',
      object: 'sms:+33612345678',
      reason: 'first',
    };
    const masked = audit('masked');
    await masked.row(row);
    await masked.row({ ...told, at: NOW + 1 });
    const [taken, message] = await all(masked);
    assert.equal(taken?.actor, 'a…@example.net');
    assert.equal(taken?.trace, 'g.3');
    assert.ok(!JSON.stringify(taken).includes('secret'));
    assert.equal(message?.destination, 'sms:+336…78');
    assert.equal(message?.object, 'person:alice');
    assert.equal(message?.actor, undefined);

    const hashed = audit('hashed', { addresses: 'hashed' });
    await hashed.row(told);
    const [first] = await all(hashed);
    assert.match(first?.destination ?? '', /^sms:[0-9a-f]{16}$/);
    const other = audit('hashed-too', { addresses: 'hashed', key: Buffer.alloc(32, 8) });
    await other.row(told);
    assert.notEqual((await all(other))[0]?.destination, first?.destination);

    const whole = audit('whole', { addresses: 'whole' });
    await whole.row(told);
    await whole.row({ ...told, id: 'r-3', action: 'alert-taken', object: 'fingerprint@x' });
    const rows = await all(whole);
    assert.ok(rows.some(({ destination }) => destination === 'sms:+33612345678'));
    assert.ok(rows.some(({ origin }) => origin === 'fingerprint@x'));
  });

  it('says which step of an escalation was done, whatever becomes of addresses', async () => {
    const row = { id: 'c-1', at: NOW, action: 'chain-step' as const, route: 'db', object: 'night/12', book: 'b1' };
    for (const addresses of ['masked', 'hashed'] as const) {
      const kept = audit(`steps-${addresses}`, { addresses });
      await kept.row(row);
      const [step] = await all(kept);
      assert.deepEqual([step?.object, step?.destination], ['night/12', undefined]);
    }
  });
});
