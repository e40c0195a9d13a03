import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stanzasOf } from '../../../src/core/incoming-stanzas.js';
import { readMessage } from '../../../src/xmpp/messages.js';

const OPTIONS = { from: 'c@mail', to: 'a@b', id: 'e1', recalled: {}, chatStates: false, words: () => '' };
const FILES = [
  { url: 'https://files.example.org/1', name: 'a.log' },
  { url: 'https://files.example.org/2', name: 'b.png' },
];

it('an agent gets a text and its files in one message, everybody else one for each', () => {
  const message = { account: 'a', contact: 'c', body: 'Look', files: FILES } as const;
  const [only, ...others] = stanzasOf(message, { ...OPTIONS, toAgent: true });
  assert.ok(only !== undefined);
  assert.deepEqual(others, []);
  const { body, files, fallbacks } = readMessage(only.stanza);
  assert.equal(body, 'Look');
  assert.deepEqual(fallbacks, []);
  assert.deepEqual(
    files.map(({ url, name }) => ({ url, name })),
    FILES,
  );
  assert.equal(stanzasOf(message, { ...OPTIONS, toAgent: false }).length, 3);
});
