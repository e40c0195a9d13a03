import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { codeInSubject, isAckCode, newAckCode } from '../../../../gateways/alerts/acks/ack-code.js';
import { durationAt } from '../../../../gateways/alerts/acks/duration-words.js';
import { readAnswer } from '../../../../gateways/alerts/acks/read-ack.js';
import { verbOf } from '../../../../gateways/alerts/acks/verbs.js';
import { codeFor } from '../../../../gateways/alerts/codes.js';

/** A small generator with a seed, so that a failure can be seen again. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('newAckCode', () => {
  it('makes four characters that are no word, no number, no duration and no answer', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const code = newAckCode(() => false, seeded(seed)) ?? assert.fail();
        assert.ok(isAckCode(code));
        assert.match(code, /^[A-Z0-9]{4}$/);
        assert.doesNotMatch(code, /[AEIOUY01346]|[A-Z]{3}|(.)\1|^\d/);
        assert.equal(durationAt([code]), undefined);
        assert.equal(verbOf(code), undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes none twice while it is open, until there are none left', () => {
    const open = new Set<string>();
    const random = seeded(1);
    for (let count = 0; count < 20_000; count += 1) {
      const code = newAckCode((one) => open.has(one), random) ?? assert.fail();
      assert.ok(!open.has(code));
      open.add(code);
    }
    assert.equal(
      newAckCode(() => true, random),
      undefined,
    );
    assert.equal(
      newAckCode(
        (code) => code !== 'K7DM',
        () => 0.999_999,
      ),
      'K7DM',
    );
  });
});

describe('codes of many incidents', () => {
  it('never run out: when the short ones are taken they are longer, and read as well', () => {
    const taken = new Set<string>();
    const isTaken = (code: string) => code.length === 4 || taken.has(code);
    for (let n = 0; n < 2000; n += 1) {
      let attempt = 0;
      while (isTaken(codeFor(`g${n} 1`, attempt))) attempt += 1;
      assert.ok(attempt < 20, `${attempt} attempts for incident ${n}`);
      taken.add(codeFor(`g${n} 1`, attempt));
    }
    const [long = ''] = taken;
    assert.match(long, /^[A-Z0-9]{6}$/);
    assert.ok(isAckCode(long));
    assert.equal(codeInSubject(`Re: Disk full [${long}]`, [long]), long);
    const answer = readAnswer({ medium: 'sms', text: `ack ${long.toLowerCase()}`, open: ['K7DM', long] });
    assert.deepEqual(answer, { kind: 'ack', code: long, by: 'code' });
  });
});

describe('codeInSubject', () => {
  it('finds the code of an open alert', () => {
    assert.equal(codeInSubject('Re: [CRITICAL] Disk full [K7DM]', ['K7DM', 'X2TF']), 'K7DM');
    assert.equal(codeInSubject('AW: [DISK] x [k7dm]', ['K7DM']), 'K7DM');
    assert.equal(codeInSubject('Re: [CRITICAL] Disk full [K7DM]', ['X2TF']), undefined);
    assert.equal(codeInSubject('[K7DM] [X2TF]', ['K7DM', 'X2TF']), 'X2TF');
  });
});
