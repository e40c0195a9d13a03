import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { casemappingOf, FoldedMap, fold } from '../../../../gateways/irc/wire/casemapping.js';

describe('names of a network', () => {
  it('fold as it says', () => {
    const name = 'AZ[]\\~{}|^É@`_';
    assert.equal(fold(name, 'ascii'), 'az[]\\~{}|^É@`_');
    assert.equal(fold(name, 'rfc1459'), 'az{}|^{}|^É@`_');
    assert.equal(fold(name, 'rfc1459-strict'), 'az{}|~{}|^É@`_');
    assert.equal(fold('plain', 'rfc1459'), 'plain');
  });

  it('folded twice are as folded once', () => {
    const mapping = fc.constantFrom('ascii' as const, 'rfc1459' as const, 'rfc1459-strict' as const);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), mapping, (name, casemapping) => {
        const folded = fold(name, casemapping);
        assert.equal(fold(folded, casemapping), folded);
        assert.equal(folded.length, name.length);
      }),
    );
  });

  it('have the mapping that the token names', () => {
    assert.equal(casemappingOf('rfc1459'), 'rfc1459');
    assert.equal(casemappingOf('ascii'), 'ascii');
    assert.equal(casemappingOf('rfc1459-strict'), 'rfc1459-strict');
    assert.equal(casemappingOf('strict-rfc1459'), 'rfc1459-strict');
    assert.equal(casemappingOf('rfc8265'), 'ascii');
  });
});

describe('a map of names', () => {
  it('finds every spelling and remembers the last', () => {
    const map = new FoldedMap<number>('rfc1459').set('[Dan]', 1).set('eve', 2).set('{dan}', 3);
    assert.deepEqual(
      [...map],
      [
        ['{dan}', 3],
        ['eve', 2],
      ],
    );
    assert.equal(map.get('[DAN]'), 3);
    assert.equal(map.nameOf('[DAN]'), '{dan}');
    assert.equal(map.has('EVE'), true);
    assert.equal(map.size, 2);
    assert.equal(map.delete('Eve'), true);
    assert.equal(map.delete('Eve'), false);
    assert.deepEqual([...map.keys()], ['{dan}']);
    assert.deepEqual([...map.values()], [3]);
    map.clear();
    assert.equal(map.size, 0);
  });

  it('folds anew', () => {
    const map = new FoldedMap<number>('ascii').set('[dan]', 1).set('{dan}', 2);
    assert.equal(map.size, 2);
    map.refold('rfc1459');
    assert.deepEqual([...map], [['{dan}', 2]]);
    map.refold('ascii');
    assert.equal(map.has('[dan]'), false);
    assert.equal(map.mapping, 'ascii');
  });
});
