import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Element, el } from '../../../src/xmpp/element.js';
import * as roster from '../../../src/xmpp/gateway-roster.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { available, presence, readPresence } from '../../../src/xmpp/presence.js';
import { serialise } from '../../../src/xmpp/serialise.js';

function read(xml: string) {
  const stanza = parseStanza(xml);
  assert.ok(stanza);
  return readPresence(stanza);
}

test('presence is read as plain values', () => {
  assert.deepEqual(read('<presence/>'), { type: 'available', priority: 0 });
  assert.deepEqual(
    read(
      "<presence><show>away</show><status>out</status><priority>-5</priority><c xmlns='http://jabber.org/protocol/caps' node='n' ver='v' hash='sha-1'/></presence>",
    ),
    { type: 'available', show: 'away', status: 'out', priority: -5, caps: { node: 'n', ver: 'v', hash: 'sha-1' } },
  );
  assert.deepEqual(read("<presence type='strange'><show>x</show><priority>many</priority></presence>"), {
    type: 'unknown',
    priority: 0,
  });
  assert.equal(read('<presence><priority>999</priority></presence>').priority, 127);
  for (const type of ['unavailable', 'subscribe', 'subscribed', 'unsubscribe', 'unsubscribed', 'probe', 'error']) {
    assert.equal(read(`<presence type='${type}'/>`).type, type);
  }
});

test('presence is written as it is read', () => {
  assert.equal(serialise(presence({ type: 'available', from: 'g', to: 'u@s' })), '<presence from="g" to="u@s"/>');
  assert.equal(
    serialise(presence({ type: 'probe', from: 'g', to: 'u@s' })),
    '<presence from="g" to="u@s" type="probe"/>',
  );
  assert.equal(
    serialise(available('g', 'u@s', { show: 'dnd', status: 'x' })),
    '<presence from="g" to="u@s"><show>dnd</show><status>x</status></presence>',
  );
});

const lines = (stanzas: readonly Element[]) =>
  stanzas.map((stanza) => `${stanza.name} ${stanza.attrs.type ?? 'available'} ${stanza.attrs.from}`);
const request = el('iq', { type: 'set', id: '1', from: 'u@s/r', to: 'g' });

test('a registration is answered before the gateway asks for presence', () => {
  const stanzas = roster.afterRegistered(request, 'g', 'u@s', 'SMS');
  assert.deepEqual(lines(stanzas), ['iq result g', 'presence subscribe g']);
  assert.equal(stanzas[0]?.attrs.to, 'u@s/r');
  assert.equal(stanzas[1]?.attrs.to, 'u@s');
});

test('a subscription is granted with the present presence, and asked back where it is mutual', () => {
  assert.deepEqual(lines(roster.afterSubscribe('g', 'u@s')), ['presence subscribed g', 'presence available g']);
  assert.deepEqual(lines(roster.afterSubscribe('c@g', 'u@s', { mutual: true })), [
    'presence subscribed c@g',
    'presence available c@g',
    'presence subscribe c@g',
  ]);
  assert.deepEqual(lines(roster.afterDenied('c@g', 'u@s')), ['presence unsubscribed c@g']);
});

test('an unregistration ends every contact, then the gateway, after its answer', () => {
  assert.deepEqual(lines(roster.afterUnregistered(request, 'g', 'u@s', ['c@g'])), [
    'iq result g',
    'presence unsubscribe c@g',
    'presence unsubscribed c@g',
    'presence unavailable c@g',
    'presence unsubscribe g',
    'presence unsubscribed g',
    'presence unavailable g',
  ]);
  assert.equal(roster.afterUnregistered(undefined, 'g', 'u@s', []).length, 3);
});

test('at the end everyone is told', () => {
  assert.deepEqual(
    roster.atShutdown('g', ['a@s', 'b@s']).map((stanza) => serialise(stanza)),
    ['<presence from="g" to="a@s" type="unavailable"/>', '<presence from="g" to="b@s" type="unavailable"/>'],
  );
});
