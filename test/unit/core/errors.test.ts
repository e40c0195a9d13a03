import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type CoreError, coreErrors, problem } from '../../../src/core/errors.js';
import { english } from '../../../src/core/text/en.js';
import { CONDITIONS, errorElement } from '../../../src/xmpp/errors.js';
import { repositoryRoot } from '../../support/repository.js';

const rows = Object.entries(coreErrors) as [CoreError, (typeof coreErrors)[CoreError]][];

describe('the table of errors', () => {
  for (const [name, row] of rows) {
    it(`has for ${name} a sentence that says what a person can do with it`, () => {
      const sentence = english[row.text] ?? '';
      assert.match(sentence, /^[A-Z{]/, 'begins like a sentence');
      assert.match(sentence, /[.…]$/, 'ends like a sentence');
      assert.doesNotMatch(sentence, / {2}|\n|\bstanza\b.*\bXEP\b|undefined|null/);
      assert.ok(sentence.length <= 220, 'fits a dialog');
      assert.ok(Object.hasOwn(CONDITIONS, row.condition));
    });
  }

  it('becomes a stanza error of that type and condition', () => {
    for (const [name, row] of rows) {
      const { type, condition } = problem(name);
      const error = errorElement({ type, condition, text: english[row.text] ?? '' });
      assert.equal(error.attrs.type, row.type, name);
      assert.ok(error.elements().some((child) => child.name === row.condition));
    }
  });

  it('has wait only for what may be tried again, as it is', () => {
    const again = rows.filter(([, row]) => row.type === 'wait').map(([name]) => name);
    assert.deepEqual(again.sort(), [
      'archive-throttled',
      'command-busy',
      'command-too-many',
      'media-broken',
      'media-full',
      'media-quota',
      'media-timeout',
      'message-expired',
      'message-internal',
      'message-lane-full',
      'message-lane-unheld',
      'message-store-down',
      'message-throttled',
      'message-unknown',
      'message-waiting',
      'register-busy',
      'register-timeout',
      'room-unsure',
      'search-failed',
      'search-throttled',
      'store-away',
    ]);
  });
});

describe('the sentences of the core', () => {
  it('are each named by a source, and each key that a source names has one', () => {
    const families = [...new Set(Object.keys(english).map((key) => key.split('.', 1)[0] ?? ''))];
    const pattern = new RegExp(`'((?:${families.join('|')})\\.[a-z][a-z0-9-]*)'`, 'g');
    const named = new Set<string>();
    for (const source of sources()) for (const [, key = ''] of source.matchAll(pattern)) named.add(key);
    assert.deepEqual([...named].sort(), Object.keys(english).sort());
  });

  it('have all their places filled by what the sources give', () => {
    // Values are given as `{ name }` or `{ name: ... }` beside the key, so each place must appear as a word of a source.
    const all = sources().join('\n');
    for (const [key, sentence] of Object.entries(english)) {
      for (const [, place = ''] of sentence.matchAll(/\{(\w+)\}/g)) {
        assert.match(all, new RegExp(`[{,(]\\s*(?:params: \\{ )?${place}\\b`), `${key}: {${place}}`);
      }
    }
  });
});

/** What names sentences of the core: itself, and the console, which writes to admins. */
function sources(): readonly string[] {
  return ['src/core', 'src/http'].flatMap((part) => {
    const folder = join(repositoryRoot(), part);
    return readdirSync(folder, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.ts') && !file.startsWith('text/'))
      .map((file) => readFileSync(join(folder, file), 'utf8'));
  });
}
