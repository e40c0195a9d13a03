import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  banMask,
  globMeets,
  isMaskName,
  isSharedHost,
  maskMeets,
  masksOf,
  outcastName,
  readMask,
} from '../../../../gateways/irc/rooms/ban-masks.js';
import { fold } from '../../../../gateways/irc/wire/casemapping.js';
import { workMs } from '../../../support/cpu-time.js';
import { inChannel } from '../state/net.js';

const alice = { nick: 'Alice', user: '~a', host: 'a.example', account: 'alacc' };
const folded = (text: string) => fold(text, 'rfc1459');

describe('masks of bans', () => {
  it('go by account, else by host, else by nick', () => {
    const none = { accountExtban: undefined, sharedHost: false };
    assert.equal(banMask(alice, { ...none, accountExtban: '$a:' }), '$a:alacc');
    assert.equal(banMask({ ...alice, account: null }, { ...none, accountExtban: '$a:' }), '*!*@a.example');
    assert.equal(banMask(alice, none), '*!*@a.example');
    assert.equal(banMask(alice, { ...none, sharedHost: true }), '*!~a@a.example');
    assert.equal(banMask({ ...alice, user: undefined }, { ...none, sharedHost: true }), '*!*@a.example');
    assert.equal(banMask({ ...alice, host: undefined }, none), 'Alice!*@*');
  });

  it('know a host that several share', () => {
    const net = inChannel();
    net.feed(
      ':x!x@One.Example JOIN #c',
      ':y!y@one.example JOIN #c',
      ':z!z@gateway/web/z JOIN #c',
      ':w!w@w.example JOIN #c',
    );
    const channel = net.channel('#c');
    assert.deepEqual(
      ['x', 'y', 'z', 'w'].map((nick) => isSharedHost(channel, net.user(nick))),
      [true, true, true, false],
    );
  });
});

describe('reading masks', () => {
  it('finds whom they mean', () => {
    assert.deepEqual(readMask('$a:alacc', '$a:'), { kind: 'account', account: 'alacc' });
    assert.deepEqual(readMask('~account:alacc', '~account:'), { kind: 'account', account: 'alacc' });
    assert.deepEqual(readMask('$a:al*', '$a:'), { kind: 'other' });
    assert.deepEqual(readMask('$a', '$a:'), { kind: 'other' });
    assert.deepEqual(readMask('Alice!*@*', undefined), { kind: 'nick', nick: 'Alice' });
    assert.deepEqual(readMask('Al*!*@*', undefined), { kind: 'hostmask', nick: 'Al*', user: '*', host: '*' });
    assert.deepEqual(readMask('*!~a@a.example', undefined), {
      kind: 'hostmask',
      nick: '*',
      user: '~a',
      host: 'a.example',
    });
    assert.deepEqual(readMask('m:*!*@x$#chan', undefined), {
      kind: 'hostmask',
      nick: 'm:*',
      user: '*',
      host: 'x$#chan',
    });
    assert.deepEqual(readMask('nothing', undefined), { kind: 'other' });
  });

  it('gives an outcast a name, and finds the masks of it again', () => {
    assert.equal(outcastName('Alice!*@*'), 'Alice');
    assert.equal(outcastName('*!*@a.example'), '*!*@a.example');
    assert.equal(outcastName('$a:AlAcc'), '$a:AlAcc');
    assert.deepEqual(['alice', '*!*@h', '$a:x', '~account:x', '[x]'].map(isMaskName), [false, true, true, true, false]);
    const entries = ['Alice!*@*', '*!*@A.Example', '$a:AlAcc', 'R:x', 'r:x'].map((mask) => ({
      mask,
      by: undefined,
      at: undefined,
    }));
    assert.deepEqual(masksOf('alice', entries, folded), ['Alice!*@*']);
    assert.deepEqual(masksOf('*!*@a.example', entries, folded), ['*!*@A.Example']);
    assert.deepEqual(masksOf('$a:alacc', entries, folded), ['$a:AlAcc']);
    assert.deepEqual(masksOf('r:x', entries, folded), ['r:x']);
    assert.deepEqual(masksOf('bob', entries, folded), []);
  });
});

describe('whom a mask meets', () => {
  it('by account, nick and host, whatever the case', () => {
    const meets = (mask: string) => maskMeets(mask, alice, '$a:', folded);
    for (const mask of ['$a:ALACC', 'alice!*@*', '*!*@A.EXAMPLE', '*!~?@*.example', 'a*e!*a@a*', '*!*@*'])
      assert.equal(meets(mask), true, mask);
    for (const mask of ['$a:other', 'bob!*@*', '*!*@b.example', '*!a@a.example', '$j:#chan', 'alice'])
      assert.equal(meets(mask), false, mask);
    assert.equal(maskMeets('*!*@*', { ...alice, account: null, host: undefined }, undefined, folded), true);
    assert.equal(maskMeets('$a:x', { ...alice, account: null }, '$a:', folded), false);
  });

  it('as a pattern of `*` and `?` does', () => {
    const part = fc.constantFrom('a', 'b', '*', '?', '**', 'ab');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }),
        (parts, letters) => {
          const pattern = parts.join('');
          const text = letters.join('');
          const expected = new RegExp(
            `^${pattern.replaceAll('**', '*').replaceAll('*', '.*').replaceAll('?', '.')}$`,
          ).test(text);
          assert.equal(globMeets(pattern, text), expected, `${pattern} ${text}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in little time', () => {
    const begin = workMs();
    assert.equal(globMeets(`${'*a'.repeat(200)}b`, 'a'.repeat(2_000)), false);
    assert.ok(workMs() - begin < 500);
  });
});
