import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inWords } from '../../../src/core/telling.js';
import { Catalogue } from '../../../src/core/text/catalogue.js';
import { english } from '../../../src/core/text/en.js';

const catalogue = new Catalogue(
  { en: { greeting: 'Hello {name}', only: 'Only English' }, de: { greeting: 'Hallo {name}' } },
  { en: { more: 'More' }, 'de-ch': { greeting: 'Grüezi {name}' } },
);

describe('the catalogue of sentences', () => {
  it('answers in the language that was asked for, else in its parent, else in English', () => {
    const say = (language?: string) => catalogue.text({ key: 'greeting', params: { name: 'R' } }, language);
    assert.equal(say('de'), 'Hallo R');
    assert.equal(say('de-CH'), 'Grüezi R');
    assert.equal(say('DE-ch-1996'), 'Grüezi R');
    assert.equal(say('de-AT'), 'Hallo R');
    assert.equal(say('it'), 'Hello R');
    assert.equal(say(''), 'Hello R');
    assert.equal(say(), 'Hello R');
    assert.equal(catalogue.text({ key: 'only' }, 'de'), 'Only English');
  });

  it('puts values into their places once, whatever is in them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        assert.equal(catalogue.text({ key: 'greeting', params: { name } }), `Hello ${name}`);
      }),
    );
    const tricky = { key: 'greeting', params: { name: '{name} $& $1 {more}' } };
    assert.equal(catalogue.text(tricky), 'Hello {name} $& $1 {more}');
  });

  it('leaves a place without a value as it is', () => {
    assert.equal(catalogue.text({ key: 'greeting' }), 'Hello {name}');
    assert.equal(catalogue.text({ key: 'greeting', params: { other: 1 } }), 'Hello {name}');
  });

  it('takes an unknown key for the bug that it is, and a sentence written twice too', () => {
    assert.throws(() => catalogue.text({ key: 'nothing' }), /no sentence nothing/);
    assert.throws(() => new Catalogue({ en: { a: '1' } }, { en: { a: '2' } }), /a \(en\) is defined twice/);
  });

  it('lists the keys of a language', () => {
    assert.deepEqual(catalogue.keys('en'), ['greeting', 'only', 'more']);
    assert.deepEqual(catalogue.keys('fr'), []);
  });
});

describe('a problem in words', () => {
  const words = new Catalogue({
    en: { ...english, 'x.wrong': 'Wrong: {what}.' },
    de: { 'x.wrong': 'Falsch: {what}.' },
  });
  const wrong = {
    type: 'modify',
    condition: 'jid-malformed',
    text: { key: 'x.wrong', params: { what: 'it' } },
  } as const;

  it('keeps type, condition and code', () => {
    assert.deepEqual(inWords(words, { ...wrong, code: 'smpp 1' }), {
      type: 'modify',
      condition: 'jid-malformed',
      text: 'Wrong: it.',
      lang: 'en',
      code: 'smpp 1',
    });
  });

  it('names the JID that was meant, also for programs', () => {
    const told = inWords(words, { ...wrong, hint: '+15551234567@sms.example.org' });
    assert.equal(told.condition, 'gone');
    assert.equal(told.uri, 'xmpp:+15551234567@sms.example.org');
    assert.equal(told.text, 'Wrong: it. Write to +15551234567@sms.example.org instead.');
  });

  it('says which language it is in, not which was asked for', () => {
    assert.equal(inWords(words, wrong, 'de-AT').text, 'Falsch: it.');
    assert.equal(inWords(words, wrong, 'de-AT').lang, 'de');
    assert.equal(inWords(words, wrong, 'fr').text, 'Wrong: it.');
    assert.equal(inWords(words, wrong, 'fr').lang, 'en');
  });
});
