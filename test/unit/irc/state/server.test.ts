import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inChannel, Net } from './net.js';

describe('joins that are refused', () => {
  it('say why', () => {
    const reasons = [403, 405, 437, 471, 473, 474, 475, 476, 477, 480, 489, 520].map((code) => {
      const event = new Net().one('join-refused', `:srv ${code} me #x :Cannot join`);
      assert.equal(event.channel, '#x');
      assert.equal(event.text, 'Cannot join');
      assert.equal(event.code, String(code));
      return event.reason;
    });
    assert.deepEqual(reasons, [
      'no-such-channel',
      'too-many-channels',
      'unavailable',
      'full',
      'invite-only',
      'banned',
      'bad-key',
      'bad-name',
      'registered-only',
      'throttled',
      'secure-only',
      'operators-only',
    ]);
  });

  it('say where we are taken instead', () => {
    const event = new Net().one('join-refused', '@label=9 :srv 470 me #x ##x :Forwarding to another channel');
    assert.deepEqual([event.reason, event.channel, event.forwardedTo, event.label], ['forwarded', '#x', '##x', '9']);
    assert.equal(new Net().one('join-refused', ':srv 470 me #x :no').forwardedTo, undefined);
  });

  it('are told apart from errors in a channel where we are', () => {
    const event = inChannel().one('error', ':srv 477 me #c :You need to be registered to speak');
    assert.deepEqual([event.code, event.target, event.text], ['477', '#c', 'You need to be registered to speak']);
    assert.equal(new Net().one('error', ':srv 437 me nick :Nick is unavailable').target, 'nick');
  });
});

describe('errors', () => {
  it('have a target, and what stands behind it', () => {
    assert.deepEqual(inChannel().one('error', '@label=3 :srv 441 me dan #c :They are not on that channel'), {
      type: 'error',
      code: '441',
      target: 'dan',
      params: ['#c'],
      text: 'They are not on that channel',
      label: '3',
    });
    assert.deepEqual(new Net().one('error', ':srv 499'), {
      type: 'error',
      code: '499',
      target: undefined,
      params: [],
      text: '',
      label: undefined,
    });
  });

  it('are standard replies too', () => {
    assert.deepEqual(new Net().one('standard-reply', ':srv FAIL redact REDACT_FORBIDDEN #c m1 :You may not'), {
      type: 'standard-reply',
      kind: 'fail',
      command: 'REDACT',
      code: 'REDACT_FORBIDDEN',
      context: ['#c', 'm1'],
      text: 'You may not',
      label: undefined,
    });
    assert.equal(new Net().one('standard-reply', 'WARN * X :careful').kind, 'warn');
    assert.equal(new Net().one('standard-reply', 'NOTE').text, '');
  });

  it('end the connection', () => {
    assert.equal(new Net().one('closing', 'ERROR :Closing Link: h (K-Lined)').text, 'Closing Link: h (K-Lined)');
  });
});

describe('what the server says', () => {
  it('is readable, without our nick', () => {
    const texts = [
      ':srv 251 me :There are 10 users',
      ':srv 252 ME 3 :operators online',
      ':srv 265 me 2 3 :Current local users: 2, Max: 3',
      ':srv 999 * odd',
      ':srv WALLOPS :rehash',
      ':srv 001 me :Welcome',
    ].map((line) => new Net().one('server-text', line).text);
    assert.deepEqual(texts, [
      'There are 10 users',
      '3 operators online',
      'Current local users: 2, Max: 3',
      'odd',
      'WALLOPS rehash',
      'Welcome',
    ]);
  });

  it('is one text for the message of the day', () => {
    const event = new Net().one(
      'motd',
      ':srv 375 me :- srv Message of the Day -',
      ':srv 372 me :- Hello',
      ':srv 372 me :-   indented',
      ':srv 372 me :',
      ':srv 376 me :End',
    );
    assert.equal(event.text, 'Hello\n  indented\n');
  });

  it('has a bound', () => {
    const net = new Net({ limits: { text: 20 } });
    assert.equal(
      net.one('motd', ...Array(100).fill(':srv 372 me :- 12345678'), ':srv 376 me :End').text,
      '12345678\n12345678',
    );
  });

  it('tells that there is no message of the day as one', () => {
    assert.deepEqual(new Net().feed(':srv 422 me :MOTD File is missing'), [
      { type: 'motd', text: 'MOTD File is missing' },
    ]);
  });

  it('is silent where only programs listen', () => {
    const lines = ['PING x', 'CAP me ACK :x', ':srv 004 me srv v abc', ':srv 903 me :ok', 'BATCH +1 x'];
    assert.deepEqual(new Net().feed(...lines), []);
  });
});
