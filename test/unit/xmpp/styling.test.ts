import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withoutStyling } from '../../../src/xmpp/styling.js';
import { workMs } from '../../support/cpu-time.js';

/** From the rules and examples of XEP-0393 5, and what people write that is none of it. */
const VECTORS: readonly [string, string][] = [
  ['*strong*', 'strong'],
  ['plain *strong* plain', 'plain strong plain'],
  ['*strong* plain *strong*', 'strong plain strong'],
  ['* plain *strong*', '* plain strong'],
  ['not strong*', 'not strong*'],
  ['*not strong', '*not strong'],
  ['*not \n strong*', '*not \n strong*'],
  ['*not *strong', '*not *strong'],
  ['**', '**'],
  ['****', '****'],
  ['_Twelfth Night, or What You Will_ but _most_', 'Twelfth Night, or What You Will but most'],
  ['`monospace`', 'monospace'],
  ['`*monospace*`', '*monospace*'],
  ['*`monospace and bold`*', 'monospace and bold'],
  ['_emphasized *strong*_', 'emphasized strong'],
  ['```ignored\n(println *"Hello"*)\n```\nafter', '(println *"Hello"*)\nafter'],
  ['```\nno end *x*', 'no end *x*'],
  ['```print(1)```', 'print(1)'],
  ['Look:\n```print(1)', 'Look:\nprint(1)'],
  ['> *quoted*', '> quoted'],
  // What is not styling, whatever it looks like.
  ['2*3*4', '2*3*4'],
  ['_init_db and ~user~name', '_init_db and ~user~name'],
  ['*p = *q', '*p = *q'],
  ['rm -rf *.txt and *.md', 'rm -rf *.txt and *.md'],
  [':* and ;_;', ':* and ;_;'],
  ['', ''],
];

describe('message styling', () => {
  for (const [styled, bare] of VECTORS) {
    it(`${JSON.stringify(styled)} reads ${JSON.stringify(bare)}`, () => assert.equal(withoutStyling(styled), bare));
  }

  it('takes out marks and nothing else, in order', () => {
    const written = fc.string({ unit: fc.constantFrom('*', '_', '~', '`', ' ', 'a', 'é', '😀', '.'), maxLength: 40 });
    fc.assert(
      fc.property(written, (text) => {
        let at = 0;
        for (const kept of withoutStyling(text)) {
          while (at < text.length && !text.startsWith(kept, at)) {
            assert.ok('*_~`'.includes(text[at] ?? ''), `${text[at]} was taken out of ${text}`);
            at += 1;
          }
          at += kept.length;
        }
        assert.match(text.slice(at), /^[*_~`]*$/);
      }),
    );
  });

  it('is quick about a text of nothing but marks', () => {
    const long = ' *a'.repeat(80_000);
    const started = workMs();
    assert.equal(withoutStyling(long), long);
    assert.ok(workMs() - started < 1000);
  });
});
