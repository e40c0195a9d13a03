import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type SpokenValues,
  spokenAnswer,
  spokenShift,
  spokenSilence,
} from '../../../../gateways/alerts/commands/spoken.js';

const shown = (values: SpokenValues | undefined) => values && Object.fromEntries(values);

describe('what is written behind a word', () => {
  it('is a code and a comment, and a duration where something is silenced', () => {
    assert.deepEqual(shown(spokenAnswer('ack', 'K7DM')), { code: ['K7DM'] });
    assert.deepEqual(shown(spokenAnswer('ack', 'k7dm: on my way')), { code: ['K7DM'], comment: ['on my way'] });
    assert.deepEqual(shown(spokenAnswer('ack', 'on my way')), { comment: ['on my way'] });
    assert.deepEqual(shown(spokenAnswer('unsilence', 'K7DM')), { code: ['K7DM'] });
    assert.deepEqual(shown(spokenAnswer('snooze', 'K7DM 2h new disk')), {
      code: ['K7DM'],
      lasts: ['120m'],
      comment: ['new disk'],
    });
    // What looks like a mistyped code is one, so that it is said that there is none.
    assert.deepEqual(shown(spokenAnswer('ack', 'K7D0')), { code: ['K7D0'] });
  });

  it('is conditions, a duration and a comment of a silence, or one alert', () => {
    assert.deepEqual(shown(spokenSilence('team=db env!=test 2h new disk')), {
      matchers: ['team=db', 'env!=test'],
      lasts: ['120m'],
      comment: ['new disk'],
    });
    assert.deepEqual(shown(spokenSilence('K7DM 30m')), { matchers: ['K7DM'], lasts: ['30m'] });
    assert.deepEqual(shown(spokenSilence('K7DM')), { matchers: ['K7DM'], lasts: ['2h'] });
    for (const text of ['team=db', 'team="d b" 2h', 'everything 2h', 'team=db is loud 2h', ''])
      assert.equal(spokenSilence(text), undefined, text);
  });

  it('is a rotation and a time', () => {
    assert.deepEqual(shown(spokenShift('on-call 2 h')), { rotation: ['on-call'], lasts: ['2 h'] });
    assert.equal(spokenShift('on-call'), undefined);
    assert.equal(spokenShift('on-call until Monday'), undefined);
  });
});
