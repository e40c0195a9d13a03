import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corpusOf, fromLine, toLine } from '../../fuzz/corpus.js';
import { Mutator } from '../../fuzz/mutator.js';
import { TARGETS } from '../../fuzz/targets.js';
import { Random } from '../../support/random.js';

/** `npm run fuzz` gives each parser a million. */
const INPUTS = 300;
const SEED = 8;

for (const target of TARGETS) {
  test(`${target.name}: what has once found a fault, and some inputs made of it, are read as promised`, () => {
    const corpus = corpusOf(target);
    assert.ok(corpus.length > 0);
    const mutator = new Mutator(new Random(SEED), target.tokens, target.longest);
    const made = Array.from({ length: INPUTS }, () => mutator.next(corpus));
    for (const input of [...corpus, ...made]) {
      try {
        target.read(input);
      } catch (error) {
        throw new Error(`at the input ${toLine(input)}`, { cause: error });
      }
    }
  });
}

test('a line of the corpus stands for its input, whatever octets it has', () => {
  const random = new Random(SEED);
  for (let turn = 0; turn < 200; turn += 1) {
    const input = Buffer.from(Array.from({ length: random.between(0, 40) }, () => random.between(0, 255)));
    const line = toLine(input);
    assert.match(line, /^(?!# )[ -~]*$/);
    assert.deepEqual(fromLine(line), input);
  }
  assert.deepEqual(fromLine(toLine(Buffer.from('# no comment'))), Buffer.from('# no comment'));
});

test('the same seed makes the same inputs', () => {
  const inputs = (seed: number): readonly Buffer[] => {
    const mutator = new Mutator(new Random(seed), ['token'], 512);
    return Array.from({ length: 50 }, () => mutator.next([Buffer.from('one input'), Buffer.from('another one')]));
  };
  assert.deepEqual(inputs(1), inputs(1));
  assert.notDeepEqual(inputs(1), inputs(2));
});
