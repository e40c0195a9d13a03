import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertsTexts } from '../../../gateways/alerts/texts.js';

/** What only makers of programs and writers of mappings read. */
const FOR_PROGRAMS = /^alerts\.(http|mapping|source)\./;
const FOR_PEOPLE = new Set(['nothing-to-say', 'not-to-distribute', 'too-many'].map((one) => `alerts.source.${one}`));
/** Words that are written alike in several languages, and what is written to be understood by the gateway. */
const ALIKE = new Set([
  'alert',
  'alerts',
  'code',
  'error',
  'information',
  'normal',
  'route',
  'routes',
  'test',
  'text',
  '!ack',
  '!unsilence',
]);

const places = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe('the texts of alerts', () => {
  for (const language of ['de', 'fr', 'es'] as const) {
    it(`are all there in ${language}, with the same places`, () => {
      const missing: string[] = [];
      for (const [key, english] of Object.entries(alertsTexts.en)) {
        const text = alertsTexts[language][key];
        assert.ok(text !== undefined, key);
        assert.deepEqual(places(text), places(english), key);
        const forPeople = !FOR_PROGRAMS.test(key) || FOR_PEOPLE.has(key);
        if (forPeople && text === english && !isSameEverywhere(text)) missing.push(key);
      }
      assert.deepEqual(missing, []);
    });
  }

  it('have a key of the gateway each, and no empty one', () => {
    for (const [key, text] of Object.entries(alertsTexts.en)) {
      assert.match(key, /^alerts\.[a-z]/);
      assert.ok(text.trim() !== '', key);
    }
  });
});

/** Without what is filled in nothing is left but words that are alike. */
function isSameEverywhere(text: string): boolean {
  const words = text
    .replace(/\{\{.*?\}\}|\{\w+\}/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}!]+/u);
  return words.every((word) => word === '' || ALIKE.has(word));
}
