import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage } from '../../../src/xmpp/messages.js';
import { moderatedRetraction, readModeration, tombstone } from '../../../src/xmpp/moderation.js';
import { groupchatMessage } from '../../../src/xmpp/muc/groupchat.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

function read(payload: string) {
  const [element] = parseStanza(`<iq>${payload}</iq>`)?.elements() ?? [];
  assert.ok(element);
  return readModeration(element);
}
const NEW = 'urn:xmpp:message-moderate:1';
const OLD = 'urn:xmpp:message-moderate:0';
const retract = (version: 0 | 1) => `<retract xmlns='urn:xmpp:message-retract:${version}'/>`;

test('a moderator takes a message back, in the form of now and of before', () => {
  const request = { id: 's1', reason: 'Spam' };
  assert.deepEqual(read(`<moderate xmlns='${NEW}' id='s1'>${retract(1)}<reason> Spam </reason></moderate>`), {
    ok: true,
    request,
  });
  assert.deepEqual(
    read(
      `<apply-to xmlns='urn:xmpp:fasten:0' id='s1'><moderate xmlns='${OLD}'>${retract(0)}<reason>Spam</reason></moderate></apply-to>`,
    ),
    { ok: true, request },
  );
  assert.deepEqual(read(`<moderate xmlns='${NEW}' id='s1'>${retract(1)}<reason/></moderate>`), {
    ok: true,
    request: { id: 's1' },
  });
});

test('what names no message or asks for something else is refused', () => {
  const bad = { ok: false, condition: 'bad-request' };
  const unknown = { ok: false, condition: 'feature-not-implemented' };
  assert.deepEqual(read(`<moderate xmlns='${NEW}'>${retract(1)}</moderate>`), bad);
  assert.deepEqual(read(`<moderate xmlns='${NEW}' id=''>${retract(1)}</moderate>`), bad);
  assert.deepEqual(read(`<moderate xmlns='${NEW}' id='s1'/>`), unknown);
  assert.deepEqual(read(`<moderate xmlns='${NEW}' id='s1'>${retract(0)}</moderate>`), unknown);
});

test('what is no moderation is none', () => {
  assert.equal(read("<moderate xmlns='urn:other' id='s1'/>"), undefined);
  assert.equal(read("<apply-to xmlns='urn:xmpp:fasten:0' id='s1'/>"), undefined);
  assert.equal(read(`<retract xmlns='${NEW}' id='s1'/>`), undefined);
});

test('the room tells of it, and the author does not seem to have done it', () => {
  const message = groupchatMessage(
    { from: 'r@gw', id: 'm1' },
    undefined,
    { room: 'r@gw', stanzaId: 's2' },
    moderatedRetraction('s1', { by: 'r@gw/op', occupantId: 'o9', reason: 'Spam' }),
  );
  assert.equal(
    serialise(message),
    '<message type="groupchat" from="r@gw" id="m1"><retract xmlns="urn:xmpp:message-retract:1" id="s1">' +
      '<moderated xmlns="urn:xmpp:message-moderate:1" by="r@gw/op"><occupant-id xmlns="urn:xmpp:occupant-id:0" id="o9"/></moderated>' +
      '<reason>Spam</reason></retract><stanza-id xmlns="urn:xmpp:sid:0" id="s2" by="r@gw"/></message>',
  );
  assert.equal(readMessage(message).retracts, undefined);
  assert.equal(
    serialise(moderatedRetraction('s1', {})),
    '<retract xmlns="urn:xmpp:message-retract:1" id="s1"><moderated xmlns="urn:xmpp:message-moderate:1"/></retract>',
  );
});

test('an archive keeps a stone in the place of the message', () => {
  assert.equal(
    serialise(tombstone(1000, { moderator: { by: 'r@gw/op', reason: 'Spam' }, retraction: 'm1' })),
    '<retracted xmlns="urn:xmpp:message-retract:1" id="m1" stamp="1970-01-01T00:00:01Z">' +
      '<moderated xmlns="urn:xmpp:message-moderate:1" by="r@gw/op"/><reason>Spam</reason></retracted>',
  );
  assert.equal(serialise(tombstone(0)), '<retracted xmlns="urn:xmpp:message-retract:1" stamp="1970-01-01T00:00:00Z"/>');
});
