import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Highlights } from '../../../../gateways/irc/text/highlight.js';
import { workMs } from '../../../support/cpu-time.js';

describe('being called', () => {
  const dan = new Highlights('dan', ['lunch', 'Žiga Novak', ' ', ''], 'rfc1459');
  for (const text of [
    'dan: hello',
    'DAN, hello',
    'hello dan',
    "that is dan's",
    '(dan) <dan> @dan "dan" dan!',
    'danny and dan',
    'time for Lunch?',
    'ask žiga novak',
    'http://x.org/dan and dan',
    '😀dan',
  ]) {
    it(`${JSON.stringify(text)} calls`, () => assert.equal(dan.matches(text), true));
  }
  for (const text of [
    '',
    'nobody',
    'danny, bogdan',
    'dan_ dan- dan1 [dan] |dan dan` dané é̄dan',
    'https://example.org/dan/x?dan=1',
    'see www.dan.org',
    '(http://dan)',
    'lunchtime',
    'da n',
  ]) {
    it(`${JSON.stringify(text)} does not`, () => assert.equal(dan.matches(text), false));
  }

  it('follows the spelling rules of the network', () => {
    assert.equal(new Highlights('[x]', [], 'rfc1459').matches('{X}: hi'), true);
    assert.equal(new Highlights('[x]', [], 'ascii').matches('{X}: hi'), false);
    assert.equal(new Highlights('', [], 'ascii').matches('anything'), false);
  });

  it('is found out fast', () => {
    const start = workMs();
    dan.matches(`http://${'dan,'.repeat(20_000)}`);
    dan.matches('dandan'.repeat(20_000));
    assert.ok(workMs() - start < 500);
  });
});
