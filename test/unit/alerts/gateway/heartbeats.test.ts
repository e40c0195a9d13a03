import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { Heard, Heartbeats } from '../../../../gateways/alerts/heartbeats.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { bookOf, HOUR, MINUTE } from '../engine/support/world.js';

const BOOK = `
sources:
  prom: { kind: alertmanager, token: secret-token-of-a-source, heartbeat: 10m, labels: { team: db }, route: db }
  calm: { kind: json, token: another-token-of-a-source }
routes: [{ name: db, to: "xmpp:a@example.org" }]
`;

function world() {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  const taken: { readonly alert: Alert; readonly route: string | undefined }[] = [];
  let book = bookOf(BOOK);
  const make = () =>
    new Heartbeats({
      book: () => book,
      kv,
      intake: { take: async (alerts, route) => void taken.push(...alerts.map((alert) => ({ alert, route }))) },
      text: ({ key, params }) => `${key} ${params?.source}`,
      clock,
    });
  const heard = async () => await new Heard(kv, clock).note(book.source('prom'));
  const told = () => taken.map(({ alert: { status, severity, labels } }) => `${status} ${severity} ${labels.source}`);
  const use = (text: string): void => {
    book = bookOf(text);
  };
  return { clock, kv, taken, make, heard, told, use };
}

describe('a source that must not be silent', () => {
  it('raises an alert when it is, once, and ends it when it is heard again', async () => {
    const { clock, make, heard, told, taken } = world();
    const beats = make();
    await beats.look();
    await heard();
    clock.advance(9 * MINUTE);
    await beats.look();
    assert.deepEqual(told(), []);
    clock.advance(2 * MINUTE);
    await beats.look();
    await beats.look();
    assert.deepEqual(told(), ['firing error prom']);
    assert.equal(taken[0]?.route, 'db');
    assert.equal(taken[0]?.alert.labels.team, 'db');
    await heard();
    await beats.look();
    await beats.look();
    assert.deepEqual(told(), ['firing error prom', 'resolved error prom']);
    assert.equal(taken[1]?.alert.startsAt, taken[0]?.alert.startsAt);
  });

  it('is heard as late as it speaks, also soon after it spoke before', async () => {
    const { clock, make, heard, told } = world();
    const beats = make();
    await beats.look();
    await heard();
    clock.advance(MINUTE);
    await heard();
    clock.advance(9.9 * MINUTE);
    await beats.look();
    assert.deepEqual(told(), []);
  });

  it('is looked after by another process where the first one has left it', async () => {
    const { clock, make, heard, told } = world();
    const first = make();
    await first.look();
    clock.advance(11 * MINUTE);
    await first.look();
    const second = make();
    await second.look();
    await heard();
    await second.look();
    assert.deepEqual(told(), ['firing error prom', 'resolved error prom']);
  });

  it('was not silent while nobody could hear it', async () => {
    const { clock, make, heard, told } = world();
    await heard();
    clock.advance(5 * HOUR);
    const beats = make();
    await beats.look();
    clock.advance(9 * MINUTE);
    await beats.look();
    assert.deepEqual(told(), []);
    clock.advance(2 * MINUTE);
    await beats.look();
    assert.equal(told().length, 1);
  });

  it('that is not watched any more is not said to be silent for ever', async () => {
    const { clock, make, told, use } = world();
    const beats = make();
    await beats.look();
    clock.advance(11 * MINUTE);
    await beats.look();
    use(BOOK.replace(', heartbeat: 10m', ''));
    await beats.look();
    await beats.look();
    assert.deepEqual(told(), ['firing error prom', 'resolved error prom']);
  });

  it('that is taken out of the book ends its alert, at the route where that was told', async () => {
    const { clock, make, told, taken, use } = world();
    const beats = make();
    await beats.look();
    clock.advance(11 * MINUTE);
    await beats.look();
    use('routes: [{ name: db, to: "xmpp:a@example.org" }]');
    await make().look();
    await make().look();
    assert.deepEqual(told(), ['firing error prom', 'resolved error prom']);
    const [{ alert: fired, route } = {}, { alert: ended, route: there } = {}] = taken;
    assert.equal(there, route);
    assert.deepEqual(ended, { ...fired, status: 'resolved', endsAt: clock.now() });
  });

  it('is told again where it is not known to be in a lane, and writes little of what it hears', async () => {
    const { clock, kv, make, heard, told } = world();
    const beats = make();
    await beats.look();
    clock.advance(11 * MINUTE);
    kv.before = (operation) => {
      if (operation === 'setFields') throw new Error('Redis is away');
    };
    await assert.rejects(beats.look());
    kv.before = () => undefined;
    await beats.look();
    assert.deepEqual(told(), ['firing error prom', 'firing error prom']);
    await heard();
    const { operations } = kv;
    const one = new Heard(kv, clock);
    for (let n = 0; n < 100; n++) await one.note(bookOf(BOOK).source('prom'));
    assert.equal(kv.operations - operations, 1);
    await one.note(bookOf(BOOK).source('calm'));
    assert.equal(kv.operations - operations, 1);
  });
});
