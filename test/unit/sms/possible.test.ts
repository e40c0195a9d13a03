import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { isSurelyPossible } from '../../../gateways/sms/possible.js';

test('numbers of the right length for their calling code are taken at once', () => {
  for (const number of ['+12025550123', '+442079460958', '+390612345678', '+4915112345678', '+35312345678']) {
    assert.ok(isSurelyPossible(number), number);
  }
});

test('what is too short, too long or of no country is left to be read', () => {
  for (const number of ['+1202555012', '+120255501234', '+99912345678', '+1', '+4420794609581234']) {
    assert.equal(isSurelyPossible(number), false, number);
  }
});

test('it takes nothing whose length no country of the calling code knows', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 6, maxLength: 14 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), digits, (first, rest) => {
      const text = `+${first}${rest}`;
      if (!isSurelyPossible(text)) return;
      const number = parsePhoneNumberFromString(text);
      assert.ok(number !== undefined, text);
    }),
    { numRuns: 2000 },
  );
});
