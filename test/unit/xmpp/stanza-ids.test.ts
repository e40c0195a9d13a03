import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hatsElement } from '../../../src/xmpp/hats.js';
import { occupantId, readOccupantId } from '../../../src/xmpp/occupant-id.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { readStanzaId, stanzaId, withoutClaims } from '../../../src/xmpp/stanza-ids.js';

function message(inside: string) {
  const stanza = parseStanza(`<message from='u@s/r' id='m1'>${inside}</message>`);
  assert.ok(stanza);
  return stanza;
}
const id = (by: string, value = 'x') => `<stanza-id xmlns='urn:xmpp:sid:0' id='${value}' by='${by}'/>`;
const ROOM = '#c%net@gw';

test('ids are written by who gives them', () => {
  assert.equal(serialise(stanzaId('s"1', ROOM)), '<stanza-id xmlns="urn:xmpp:sid:0" id="s&quot;1" by="#c%net@gw"/>');
  assert.equal(serialise(occupantId('o1')), '<occupant-id xmlns="urn:xmpp:occupant-id:0" id="o1"/>');
  assert.equal(hatsElement([]), undefined);
});

test('an id is that of the one asked for, and of several none', () => {
  assert.equal(readStanzaId(message(id('r@other', 'y') + id(ROOM)), ROOM), 'x');
  assert.equal(readStanzaId(message(id('#C%NET@GW')), ROOM), 'x');
  assert.equal(readStanzaId(message(id(ROOM) + id(ROOM, 'y')), ROOM), undefined);
  assert.equal(readStanzaId(message(id(ROOM, '')), ROOM), undefined);
  assert.equal(readStanzaId(message(id('r@other')), ROOM), undefined);
});

test('an occupant id is read where there is one, and not too long', () => {
  const one = (value: string) => `<occupant-id xmlns='urn:xmpp:occupant-id:0' id='${value}'/>`;
  assert.equal(readOccupantId(message(one('a'.repeat(128)))), 'a'.repeat(128));
  assert.equal(readOccupantId(message(one('a'.repeat(129)))), undefined);
  assert.equal(readOccupantId(message(one('a') + one('b'))), undefined);
  assert.equal(readOccupantId(message(one(''))), undefined);
  assert.equal(readOccupantId(message('<occupant-id id="a"/>')), undefined);
});

test('what only the room may say is taken out, also where it is written in another way', () => {
  const spoofed =
    id(ROOM) +
    id('#C%Net@GW.') +
    id(` ${ROOM} `) +
    "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='o1'/><hats xmlns='urn:xmpp:hats:0'><hat uri='x' title='Boss'/></hats>" +
    "<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/></x>" +
    `<delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:00Z' from='${ROOM}'/>`;
  const honest =
    "<body>hi</body><origin-id xmlns='urn:xmpp:sid:0' id='m1'/>" +
    "<stanza-id xmlns='urn:xmpp:sid:0' id='x' by='u@s'/><delay xmlns='urn:xmpp:delay' stamp='1970-01-01T00:00:00Z' from='u@s'/>";
  const sent = message(spoofed + honest);
  const before = serialise(sent);
  assert.equal(serialise(withoutClaims(sent, ROOM)), serialise(message(honest)));
  assert.equal(serialise(sent), before);
});
