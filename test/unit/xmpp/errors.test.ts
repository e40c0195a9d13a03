import assert from 'node:assert/strict';
import { test } from 'node:test';
import { el } from '../../../src/xmpp/element.js';
import { CONDITIONS, errorReply, readError } from '../../../src/xmpp/errors.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

const message = el(
  'message',
  { from: 'u@server.test/phone', to: '+15551234567@sms.test/x', id: 'm1', type: 'chat' },
  el('body', {}, 'secret'),
);

test('an error comes from the exact address, with the id, without the payload', () => {
  const reply = errorReply(message, { condition: 'not-acceptable', text: 'Too long.', lang: 'en' });
  assert.ok(reply);
  assert.equal(
    serialise(reply),
    '<message type="error" from="+15551234567@sms.test/x" to="u@server.test/phone" id="m1">' +
      '<error type="modify" code="406"><not-acceptable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>' +
      '<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas" xml:lang="en">Too long.</text></error></message>',
  );
});

test('a type that is said goes before that of the condition', () => {
  const reply = errorReply(message, { condition: 'policy-violation', type: 'cancel' });
  assert.equal(reply?.getChild('error')?.attrs.type, 'cancel');
});

test('the code of the network and an unknown outcome are elements of our own', () => {
  const reply = errorReply(message, {
    condition: 'undefined-condition',
    type: 'wait',
    code: 'smpp 0x0000000b',
    maybeSent: true,
  });
  const error = reply?.getChild('error');
  assert.ok(error?.getChild('maybe-sent', 'urn:isthmus:error:0'));
  assert.equal(error?.getChildText('code', 'urn:isthmus:error:0'), 'smpp 0x0000000b');
});

test('gone names the address that is right', () => {
  const reply = errorReply(message, { condition: 'gone', uri: 'xmpp:+15551234567@sms.test' });
  assert.equal(
    reply?.getChild('error')?.getChildText('gone', 'urn:ietf:params:xml:ns:xmpp-stanzas'),
    'xmpp:+15551234567@sms.test',
  );
});

test('errors, results and what has no sender are never answered', () => {
  const problem = { condition: 'bad-request' } as const;
  for (const [name, attrs] of [
    ['message', { type: 'error', from: 'a@b', to: 'c@d' }],
    ['presence', { type: 'error', from: 'a@b', to: 'c@d' }],
    ['iq', { type: 'error', from: 'a@b', to: 'c@d', id: '1' }],
    ['iq', { type: 'result', from: 'a@b', to: 'c@d', id: '1' }],
    ['message', { to: 'c@d' }],
    ['message', { from: 'a@b' }],
  ] as const) {
    assert.equal(errorReply(el(name, attrs), problem), undefined);
  }
});

test('every condition that is written is read as the same, with a legal type', () => {
  for (const condition of Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[]) {
    const reply = errorReply(message, { condition, text: 'why' });
    assert.ok(reply);
    const parsed = parseStanza(serialise(reply));
    assert.ok(parsed);
    const read = readError(parsed);
    assert.equal(read.condition, condition);
    assert.equal(read.text, 'why');
    assert.ok(['auth', 'cancel', 'continue', 'modify', 'wait'].includes(read.type));
  }
});

test('an error stanza without any sense in it is still read', () => {
  for (const stanza of [
    el('iq', { type: 'error' }),
    el('iq', { type: 'error' }, el('error')),
    el(
      'iq',
      { type: 'error' },
      el('error', { type: 'toString' }, el('constructor', { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' })),
    ),
  ]) {
    assert.deepEqual(readError(stanza), { type: 'cancel', condition: 'undefined-condition' });
  }
});
