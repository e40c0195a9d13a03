import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDelay } from '../../../../gateways/alerts/sources/delay.js';

/** A Wednesday, 10:30 in Berlin. */
const NOW = Date.parse('2026-03-04T09:30:00Z');
const at = (text: string, zone = 'Europe/Berlin') => {
  const found = readDelay(text, NOW, zone);
  return found === undefined ? undefined : new Date(found).toISOString().replace(':00.000Z', 'Z');
};

describe('when something is to be said', () => {
  it('is a time from now', () => {
    assert.equal(at('30m'), '2026-03-04T10:00Z');
    assert.equal(at('30 min'), '2026-03-04T10:00Z');
    assert.equal(at('in 2 hours'), '2026-03-04T11:30Z');
    assert.equal(at('1h30m'), '2026-03-04T11:00Z');
    assert.equal(at('1 day and 30 minutes'), '2026-03-05T10:00Z');
    assert.equal(at('90s'), '2026-03-04T09:31:30.000Z');
  });

  it('is a moment', () => {
    assert.equal(at(String(Date.parse('2026-03-05T12:00Z') / 1000)), '2026-03-05T12:00Z');
  });

  it('is a time of the clock in the zone, today or the next day, or of a day', () => {
    assert.equal(at('11am'), '2026-03-04T10:00Z');
    assert.equal(at('11am', 'UTC'), '2026-03-04T11:00Z');
    assert.equal(at('10am'), '2026-03-05T09:00Z');
    assert.equal(at('12 pm'), '2026-03-04T11:00Z');
    assert.equal(at('12am'), '2026-03-04T23:00Z');
    assert.equal(at('15:45'), '2026-03-04T14:45Z');
    assert.equal(at('tomorrow, 3pm'), '2026-03-05T14:00Z');
    assert.equal(at('Tomorrow'), '2026-03-05T08:00Z');
    assert.equal(at('friday at 7:30am'), '2026-03-06T06:30Z');
    assert.equal(at('wednesday, 8am'), '2026-03-11T07:00Z');
    assert.equal(at('today 11pm'), '2026-03-04T22:00Z');
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'soon',
      '30',
      '25:00',
      '13pm',
      '10:60',
      'today',
      'someday, 3pm',
      '1 fortnight',
      '5m x',
      '9'.repeat(100),
    ])
      assert.equal(at(text), undefined, text);
  });
});
