import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ACTION_OCTETS, answerCtcp, composeCtcp, isAnswered, parseCtcp } from '../../../../gateways/irc/text/ctcp.js';

describe('CTCP', () => {
  it('is read, with its end or without', () => {
    assert.deepEqual(parseCtcp('\x01ACTION waves\x01'), { command: 'ACTION', params: 'waves' });
    assert.deepEqual(parseCtcp('\x01action waves  twice'), { command: 'ACTION', params: 'waves  twice' });
    assert.deepEqual(parseCtcp('\x01VERSION\x01'), { command: 'VERSION' });
    assert.deepEqual(parseCtcp('\x01PING \x01'), { command: 'PING', params: '' });
    assert.deepEqual(parseCtcp('\x01PING 1\x01 trailing'), { command: 'PING', params: '1' });
    for (const text of ['', 'ACTION', 'x\x01ACTION y\x01', '\x01', '\x01\x01', '\x01 x\x01']) {
      assert.equal(parseCtcp(text), undefined, JSON.stringify(text));
    }
  });

  it('is written as one line', () => {
    assert.equal(composeCtcp('ACTION', 'waves'), '\x01ACTION waves\x01');
    assert.equal(composeCtcp('VERSION'), '\x01VERSION\x01');
    assert.equal(composeCtcp('ACTION', 'a\x01b\r\nQUIT\0'), '\x01ACTION ab QUIT\x01');
    assert.equal(Buffer.byteLength(composeCtcp('ACTION', 'x')), ACTION_OCTETS + 1);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = composeCtcp('ACTION', text);
        assert.ok(written.indexOf('\x01', 1) === written.length - 1);
        for (const control of '\r\n\0') assert.ok(!written.includes(control));
      }),
    );
  });

  it('is answered where the question is a usual one', () => {
    const facts = { version: 'Isthmus 1.0', now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
    assert.equal(answerCtcp({ command: 'VERSION' }, facts), '\x01VERSION Isthmus 1.0\x01');
    assert.equal(answerCtcp({ command: 'USERINFO' }, facts), undefined);
    assert.equal(
      answerCtcp({ command: 'USERINFO' }, { ...facts, contact: 'mailto:abuse@example.org' }),
      '\x01USERINFO mailto:abuse@example.org\x01',
    );
    assert.equal(answerCtcp({ command: 'PING', params: '12 34' }, facts), '\x01PING 12 34\x01');
    assert.equal(answerCtcp({ command: 'PING' }, facts), '\x01PING\x01');
    assert.equal(answerCtcp({ command: 'PING', params: 'x'.repeat(101) }, facts), `\x01PING ${'x'.repeat(100)}\x01`);
    assert.equal(answerCtcp({ command: 'TIME' }, facts), '\x01TIME 2026-01-02T03:04:05Z\x01');
    assert.equal(
      answerCtcp({ command: 'CLIENTINFO' }, facts),
      '\x01CLIENTINFO ACTION CLIENTINFO PING TIME USERINFO VERSION\x01',
    );
    for (const command of ['ACTION', 'DCC', 'FINGER', '__proto__']) {
      assert.equal(answerCtcp({ command }, facts), undefined);
      assert.equal(isAnswered(command), false);
    }
    assert.equal(isAnswered('TIME'), true);
  });
});
