import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import { listenersAt } from '../../../../gateways/alerts/post/words.js';
import { bookOf } from '../book/helpers.js';

const BOOK = bookOf(`
sources:
  words: { kind: message }
  ops: { kind: message, places: ['irc://libera/#ops'], route: db }
routes:
  - { name: both, to: [{ target: 'irc://libera/#ops', direction: inout }] }
  - { name: hears, to: ['xmpp:a@example.org', { target: 'xmpp:ops@rooms.example.org?join', direction: in }] }
  - { name: tells, to: 'xmpp:ops@rooms.example.org?join' }
  - { name: 'off', enabled: false, to: [{ target: 'irc://libera/#ops', direction: inout }] }
  - { name: db, to: 'xmpp:a@example.org' }
`);

const at = (uri: string) => {
  const place = parsePlace(uri);
  assert.ok(place.ok);
  return listenersAt(BOOK, place.value).map(({ source, route }) => [source.name, route]);
};

describe('who listens at a place', () => {
  it('is each source that names it, and each route that tells things there and hears what is said', () => {
    assert.deepEqual(at('irc://libera/#ops'), [
      ['ops', 'db'],
      ['words', 'both'],
    ]);
    assert.deepEqual(at('xmpp:ops@rooms.example.org?join'), [['words', 'hears']]);
  });

  it('is nobody in other rooms, and the source for routes where somebody writes by oneself', () => {
    assert.deepEqual(at('irc://libera/#other'), []);
    assert.deepEqual(at('xmpp:bob@example.org'), [['words', undefined]]);
  });
});
