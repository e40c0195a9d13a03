import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';
import { composeModes, parseModes, parseUserModes } from '../../../../gateways/irc/wire/modes.js';

const isupport = new Isupport();
isupport.apply(['nick', 'PREFIX=(qaohv)~&@%+', 'CHANMODES=beI,k,lj,imnpst', 'are supported']);

/** Changes in short: sign, letter, kind, and the parameter where there is one. */
const read = (...params: string[]): string[] =>
  parseModes(params, isupport).map(({ sign, mode, kind, param }) =>
    [`${sign}${mode}`, kind, ...(param === undefined ? [] : [param])].join(' '),
  );

describe('the changes of a MODE', () => {
  it('take their parameters by kind', () => {
    assert.deepEqual(read('+ov-b', 'a', 'b', '*!*@h'), ['+o prefix a', '+v prefix b', '-b list *!*@h']);
    assert.deepEqual(read('+bo', '*!*@h', 'nick'), ['+b list *!*@h', '+o prefix nick']);
    assert.deepEqual(read('+nlk-lk+i', '20', 'key', 'key'), [
      '+n never',
      '+l whenSet 20',
      '+k always key',
      '-l whenSet',
      '-k always key',
      '+i never',
    ]);
    assert.deepEqual(read('nt'), ['+n never', '+t never']);
    assert.deepEqual(read('+Zo', 'nick'), ['+Z never', '+o prefix nick']);
    assert.deepEqual(read('-+-o', 'nick'), ['-o prefix nick']);
  });

  it('are read without what a server left out', () => {
    assert.deepEqual(read('+b'), ['+b list']);
    assert.deepEqual(read('+olk', 'a'), ['+o prefix a', '+l whenSet', '+k always']);
    assert.deepEqual(read(), []);
    assert.deepEqual(read('', 'x'), []);
    assert.deepEqual(read('+😀o', 'a'), ['+😀 never', '+o prefix a']);
  });

  it('of a nick are letters alone', () => {
    assert.deepEqual(parseUserModes('+iw-x o'), [
      { sign: '+', mode: 'i' },
      { sign: '+', mode: 'w' },
      { sign: '-', mode: 'x' },
      { sign: '-', mode: 'o' },
    ]);
  });
});

describe('a MODE to a server', () => {
  const limits = { modes: 4, octets: 400 };

  it('holds as many changes as it may', () => {
    const changes = ['a', 'b', 'c', 'd', 'e'].map((param) => ({ sign: '+' as const, mode: 'o', param }));
    assert.deepEqual(composeModes(changes, limits), [
      ['+oooo', 'a', 'b', 'c', 'd'],
      ['+o', 'e'],
    ]);
    assert.deepEqual(composeModes(changes, { ...limits, modes: 0 }).length, 5);
  });

  it('writes a sign where it changes', () => {
    assert.deepEqual(
      composeModes(
        [
          { sign: '+', mode: 'v', param: 'n' },
          { sign: '-', mode: 'o', param: 'n' },
          { sign: '-', mode: 'i' },
          { sign: '+', mode: 'm' },
        ],
        limits,
      ),
      [['+v-oi+m', 'n', 'n']],
    );
    assert.deepEqual(composeModes([], limits), []);
  });

  it('is cut where it would be too long', () => {
    const ban = { sign: '+' as const, mode: 'b', param: 'x'.repeat(17) };
    // Twenty octets each.
    assert.deepEqual(composeModes([ban, ban, ban], { modes: 4, octets: 40 }), [
      ['+bb', ban.param, ban.param],
      ['+b', ban.param],
    ]);
  });

  it('reads as it was meant', () => {
    const nick = fc.stringMatching(/^[a-z]{1,9}$/);
    const change = fc.oneof(
      fc.record({
        sign: fc.constantFrom('+' as const, '-' as const),
        mode: fc.constantFrom('o', 'b', 'k'),
        param: nick,
      }),
      fc.record({ sign: fc.constantFrom('+' as const, '-' as const), mode: fc.constantFrom('i', 'm', 't') }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.integer({ min: 1, max: 6 }), (changes, modes) => {
        const lines = composeModes(changes, { modes, octets: 60 });
        const again = lines.flatMap((params) => parseModes(params, isupport)).map(({ kind: _kind, ...rest }) => rest);
        assert.deepEqual(
          again,
          changes.map((written) => ({ ...written })),
        );
        for (const params of lines) assert.ok(params.join(' ').length <= 60);
      }),
    );
  });
});
