import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutHighlights } from '../../../../gateways/alerts/bridge/words/highlights.js';
import { workMs } from '../../../support/cpu-time.js';

const CREW = ['alice', 'bob', 'carol', 'dave', 'Eve', 'frank', 'gina the great', '[bot]', 'x'];

/** With `|` where it is broken. */
function calm(text: string, nicks: readonly string[] = []): string {
  return withoutHighlights(text, nicks).replaceAll('\u200b', '|');
}

describe('a text that is brought to another room', () => {
  it('calls not everybody there', () => {
    assert.equal(calm('@everyone the disk is full'), '@|everyone the disk is full');
    assert.equal(calm('hey @here, (@all) @Channel! @ROOM.'), 'hey @|here, (@|all) @|Channel! @|ROOM.');
  });

  it('keeps names, addresses and links that only look so', () => {
    for (const text of [
      'everyone is here',
      '@allison and @here_and_there and @all-hands',
      'write to ops@all.example.org or @all.example.org',
      'https://social.example.org/@all https://a.example.org/?to=@everyone&x=1',
      'a@here',
    ]) {
      assert.equal(calm(text), text);
    }
  });

  it('calls nobody where it names more of them than anybody speaks to', () => {
    assert.equal(
      calm('alice, bob,carol @dave EVE: frank alice!', CREW),
      'a|lice, b|ob,c|arol @d|ave E|VE: f|rank a|lice!',
    );
    assert.equal(
      calm('<alice> bob carol dave gina the great [bot]', CREW),
      '<a|lice> b|ob c|arol d|ave g|ina the great [|bot]',
    );
  });

  it('calls the few whom it names', () => {
    const few = 'alice bob carol dave eve: who of you looks? alice? bob?';
    assert.equal(calm(few, CREW), few);
    const others = 'alice2 bobby carol dave eve franks and xalice';
    assert.equal(calm(others, CREW), others);
    const linked = 'https://a.example.org/alice/bob/carol/dave/eve/frank is it';
    assert.equal(calm(linked, CREW), linked);
  });

  it('is read in time in proportion to it, whoever is there', () => {
    const crowd = Array.from({ length: 10_000 }, (_, n) => `bot ${n}`);
    const begun = workMs();
    calm('bot 7 '.repeat(2500), crowd);
    calm('@'.repeat(16_000), crowd);
    calm('://'.repeat(5000), crowd);
    calm('a://b '.repeat(2500), ['a', 'ab', 'b']);
    assert.ok(workMs() - begun < 2000);
  });
});
