import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReactionSets, reactionLines } from '../../../gateways/irc/reactions.js';
import { serialiseLine } from '../../../gateways/irc/wire/serialise.js';

describe('reactions', () => {
  it('are all that somebody has at a message, each time', () => {
    const sets = new ReactionSets();
    assert.deepEqual(sets.change('m1', 'alice', { text: '👍', removed: false }), ['👍']);
    assert.deepEqual(sets.change('m1', 'Alice', { text: '🎉', removed: false }), ['👍', '🎉']);
    assert.deepEqual(sets.change('m1', 'bob', { text: '👎', removed: false }), ['👎']);
    assert.deepEqual(sets.change('m2', 'alice', { text: '😀', removed: false }), ['😀']);
    assert.deepEqual(sets.change('m1', 'alice', { text: '👍', removed: true }), ['🎉']);
    assert.deepEqual(sets.change('m1', 'alice', { text: 'never', removed: true }), ['🎉']);
  });

  it('are bounded, whatever somebody sends', () => {
    const sets = new ReactionSets();
    for (let n = 0; n < 1000; n++) sets.change('m', 'alice', { text: `r${n}`, removed: false });
    assert.equal(sets.change('m', 'alice', { text: 'one more', removed: false }).length, 32);
  });

  it('go out one a line, those taken back too', () => {
    const lines = reactionLines('#c', 'abc', { added: ['👍', ';x'], removed: ['🎉'] });
    assert.deepEqual(lines.map(serialiseLine), [
      '@+draft/reply=abc;+draft/react=👍 TAGMSG #c',
      '@+draft/reply=abc;+draft/react=\\:x TAGMSG #c',
      '@+draft/reply=abc;+draft/unreact=🎉 TAGMSG #c',
    ]);
  });
});
