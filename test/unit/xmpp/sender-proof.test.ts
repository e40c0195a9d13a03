import assert from 'node:assert/strict';
import { it } from 'node:test';
import { stanzasOf } from '../../../src/core/incoming-stanzas.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { isProvenSender, provenSender } from '../../../src/xmpp/sender-proof.js';
import { serialise } from '../../../src/xmpp/serialise.js';

const read = (xml: string) => {
  const stanza = parseStanza(`<message>${xml}</message>`);
  assert.ok(stanza !== undefined);
  return isProvenSender(stanza);
};

it('that a sender is proven is read as it was written, and nothing else is', () => {
  assert.equal(read(serialise(provenSender())), true);
  for (const xml of ['', `<proven xmlns='elsewhere'/>`, `<x xmlns='urn:isthmus:sender:0'/>`])
    assert.equal(read(xml), false);
});

it('it is told to agents of the installation alone', () => {
  const options = { from: 'c@mail', to: 'a@b', id: 'e1', recalled: {}, chatStates: false, words: () => '' };
  const message = { account: 'a', contact: 'c', body: 'x', proven: true } as const;
  const told = (toAgent: boolean) =>
    stanzasOf(message, { ...options, toAgent }).map(({ stanza }) => isProvenSender(stanza));
  assert.deepEqual(told(true), [true]);
  assert.deepEqual(told(false), [false]);
});
