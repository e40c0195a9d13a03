import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JOIN_REFUSALS, joinError, readJoin } from '../../../../src/xmpp/muc/join.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

function read(inside: string) {
  const stanza = parseStanza(`<presence from='u@s/r' to='r@gw/n'>${inside}</presence>`);
  assert.ok(stanza);
  return readJoin(stanza);
}
const join = (inside: string) => read(`<x xmlns='http://jabber.org/protocol/muc'>${inside}</x>`);

test('only the element of a join makes a presence one', () => {
  assert.equal(read(''), undefined);
  assert.equal(read("<x xmlns='http://jabber.org/protocol/muc#user'/>"), undefined);
  assert.equal(read('<x/>'), undefined);
  assert.deepEqual(join(''), { history: {} });
});

test('password and limits of the history are read', () => {
  assert.deepEqual(
    join(
      "<history maxchars='65000' maxstanzas='20' seconds=' 180 ' since='1970-01-01T00:00:01Z'/><password> a b</password>",
    ),
    { password: ' a b', history: { maxChars: 65000, maxStanzas: 20, seconds: 180, since: 1000 } },
  );
  assert.deepEqual(join("<history maxchars='0'/><password/>"), { history: { maxChars: 0 } });
});

test('limits that are no numbers or times are not there, and no number is beyond measure', () => {
  assert.deepEqual(join("<history maxchars='-1' maxstanzas='many' seconds='1.5' since='yesterday'/>"), { history: {} });
  assert.deepEqual(join(`<history maxstanzas='${'9'.repeat(400)}'/>`), { history: { maxStanzas: 999_999_999 } });
  assert.deepEqual(join("<history xmlns='urn:other' maxstanzas='1'/>"), { history: {} });
});

test('a refused join is answered from the nick that was asked for, in the name of the room', () => {
  const head = { from: '#c%net@gw/ann', to: 'u@s/r', id: 'j1', by: '#c%net@gw' };
  assert.equal(
    serialise(joinError(head, { ...JOIN_REFUSALS['nick-taken'], text: 'That nick is taken.' })),
    '<presence type="error" from="#c%net@gw/ann" to="u@s/r" id="j1"><x xmlns="http://jabber.org/protocol/muc"/>' +
      '<error type="cancel" code="409" by="#c%net@gw"><conflict xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>' +
      '<text xmlns="urn:ietf:params:xml:ns:xmpp-stanzas" xml:lang="en">That nick is taken.</text></error></presence>',
  );
});

test('each refusal has the condition and the type that clients know', () => {
  const seen = Object.entries(JOIN_REFUSALS).map(([why, { condition, type }]) => `${why} ${type}/${condition}`);
  assert.deepEqual(seen, [
    'no-nick modify/jid-malformed',
    'password-required auth/not-authorized',
    'banned auth/forbidden',
    'no-such-room cancel/item-not-found',
    'creation-restricted cancel/not-allowed',
    'nick-reserved cancel/not-acceptable',
    'not-a-member auth/registration-required',
    'nick-taken cancel/conflict',
    'full wait/service-unavailable',
  ]);
});
