import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { durationText } from '../../../../gateways/alerts/render/duration-text.js';
import { cutToFit, shortened } from '../../../../gateways/alerts/render/shorten.js';
import { workMs } from '../../../support/cpu-time.js';

describe('shortened', () => {
  it('leaves what is short enough, and shows where something was cut off', () => {
    assert.equal(shortened('abc', 3), 'abc');
    assert.equal(shortened('abcd', 3), 'ab…');
    assert.equal(shortened('ab cd', 4), 'ab…');
    assert.equal(shortened('abcd', 1), '…'.slice(0, 0));
  });

  it('cuts no character in two', () => {
    assert.equal(shortened('a👩‍👩‍👧b', 5), 'a…');
    assert.equal(shortened('e\u0301e\u0301e\u0301', 4), 'e\u0301…');
    assert.equal(shortened('🔥🔥🔥', 4), '🔥…');
  });

  it('is as long as can be, and whole, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 1, max: 100 }), (text, most) => {
        const short = shortened(text, most);
        assert.ok(short.length <= most && short.isWellFormed());
        if (text.length <= most) assert.equal(short, text);
        else assert.ok(short === '' || text.startsWith(short.slice(0, -1)));
      }),
    );
  });

  it('is quick for long texts', () => {
    const began = workMs();
    assert.equal(cutToFit('x'.repeat(1e6), '', (text) => text.length <= 500_000).length, 500_000);
    assert.ok(workMs() - began < 1000);
  });
});

describe('durationText', () => {
  it('has the two greatest units', () => {
    const times = [
      0,
      499,
      500,
      59_499,
      60_000,
      3_600_000,
      7_512_000,
      90_061_000,
      86_400_000 + 60_000,
      -5000,
      Number.NaN,
    ];
    assert.deepEqual(times.map(durationText), [
      '0 s',
      '0 s',
      '1 s',
      '59 s',
      '1 min',
      '1 h',
      '2 h 5 min',
      '1 d 1 h',
      '1 d',
      '5 s',
      '0 s',
    ]);
  });
});
