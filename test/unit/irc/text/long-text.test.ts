import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { charsetOf, UTF8 } from '../../../../gateways/irc/text/encoding.js';
import { linesOf, lineWithLink, planText } from '../../../../gateways/irc/text/long-text.js';
import { workMs } from '../../../support/cpu-time.js';

const policy = { maxLines: 3, room: 40, charset: UTF8 };

describe('a long text', () => {
  it('has lines where something is to be seen', () => {
    assert.deepEqual(linesOf('a\n\n \t\n\x02\x02\n  b\n'), ['a', '  b']);
    assert.deepEqual(linesOf(''), []);
    assert.deepEqual(planText(' \n ', policy), { kind: 'lines', lines: [] });
  });

  it('goes out as lines up to a number', () => {
    assert.deepEqual(planText('a\nb\n\nc', policy), { kind: 'lines', lines: ['a', 'b', 'c'] });
    assert.deepEqual(planText(`a\n${'x'.repeat(80)}`, policy), {
      kind: 'lines',
      lines: ['a', 'x'.repeat(40), 'x'.repeat(40)],
    });
  });

  it('is a link over it', () => {
    assert.deepEqual(planText('a\nb\nc\nd', policy), { kind: 'link', first: 'a' });
    assert.deepEqual(planText('x'.repeat(121), policy), { kind: 'link', first: 'x'.repeat(40) });
    assert.deepEqual(planText('a b', { ...policy, maxLines: 0 }), { kind: 'link', first: 'a b' });
    const start = workMs();
    planText(`a${'\u0301'.repeat(300_000)}`, policy);
    assert.ok(workMs() - start < 500);
  });

  it('is written in the charset of the connection', () => {
    const charset = charsetOf('latin1');
    assert.ok(charset !== undefined);
    assert.deepEqual(planText('语é', { ...policy, charset }), { kind: 'lines', lines: ['?é'] });
  });

  it('shows its beginning before the link', () => {
    const url = 'https://files.example.org/1';
    assert.equal(lineWithLink('\x02The beginning', url, { room: 100, charset: UTF8 }), `The beginning… ${url}`);
    // 100 - 27 - 4 octets are left for the beginning.
    assert.equal(lineWithLink('x'.repeat(80), url, { room: 100, charset: UTF8 }), `${'x'.repeat(69)}… ${url}`);
    assert.equal(lineWithLink('x'.repeat(80), url, { room: 60, charset: UTF8 }), url);
  });
});
