import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rota } from '../../../../gateways/alerts/own/rota.js';
import { bookOf } from '../book/helpers.js';

const BOOK = bookOf(`
people: { alice: { xmpp: alice@example.org }, bob: { xmpp: bob@example.org } }
rotations:
  weeks: { layers: [{ people: [alice, bob], start: 2026-01-05T09:00, turn: weekly }] }
routes: [{ name: db, to: 'rotation:weeks' }]
`);

describe('who is on call', () => {
  it('is so until the next change', () => {
    const rota = new Rota(BOOK);
    const now = Date.UTC(2026, 0, 14, 12);
    const current = rota.current('weeks', now);
    assert.deepEqual(current && [current.people, current.from, current.to], [['bob'], now, Date.UTC(2026, 0, 19, 9)]);
    assert.equal(rota.current('nothing', now), undefined);
  });
});
