import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jidOfPlace, placeOfJid } from '../../../../gateways/alerts/book/place-jid.js';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import { GATEWAYS } from './helpers.js';

/** As it is written, its canonical URI, kind, and the JID to which messages go. */
const PLACES: readonly (readonly [string, string, string, string | undefined])[] = [
  ['xmpp:Alice@Example.org', 'xmpp:alice@example.org', 'chat', 'alice@example.org'],
  ['xmpp:ops@rooms.example.org?join', 'xmpp:ops@rooms.example.org?join', 'room', 'ops@rooms.example.org'],
  ['xmpp:a%3Fb@example.org', 'xmpp:a%3Fb@example.org', 'chat', 'a?b@example.org'],
  ['pubsub:PubSub.example.org/a/B', 'pubsub:pubsub.example.org/a/B', 'node', 'pubsub.example.org'],
  ['sms:+1 (555) 012-3456', 'sms:+15550123456', 'phone', '+15550123456@sms.example.org'],
  ['tel:+15550123456', 'sms:+15550123456', 'phone', '+15550123456@sms.example.org'],
  ['sms:7726', 'sms:7726', 'phone', '7726@sms.example.org'],
  ['mailto:Alice@Example.NET', 'mailto:alice@example.net', 'mail', 'alice\\40example.net@email.example.org'],
  ['irc://Libera/#Ops', 'irc://libera/#ops', 'channel', '#ops%libera@irc.example.org'],
  ['irc://libera/%23ops', 'irc://libera/#ops', 'channel', '#ops%libera@irc.example.org'],
  ['irc://irc.example.net/Nick', 'irc://irc.example.net/nick', 'nick', 'nick%irc.example.net@irc.example.org'],
  ['irc://libera/nick?account=me', 'irc://libera/nick', 'nick', 'nick%libera@irc.example.org'],
  ['hook:https://example.net/x?y#z', 'hook:https://example.net/x?y', 'hook', undefined],
];

for (const [written, uri, kind, jid] of PLACES) {
  test(`${written} is ${uri}`, () => {
    const place = parsePlace(written);
    assert.ok(place.ok, place.ok ? '' : place.message);
    assert.equal(place.value.uri, uri);
    assert.equal(place.value.kind, kind);
    assert.equal(jidOfPlace(place.value, GATEWAYS), jid);
    const again = parsePlace(uri);
    assert.equal(again.ok && again.value.uri, uri, 'its canonical form is read as itself');
    if (jid === undefined || kind === 'node') return;
    assert.equal(placeOfJid(jid, GATEWAYS, kind === 'room')?.uri, uri, 'its JID leads back to it');
  });
}

test('without the gateway there is no JID', () => {
  const place = parsePlace('sms:+15550123456');
  assert.ok(place.ok);
  assert.equal(jidOfPlace(place.value, { irc: 'irc.example.org' }), undefined);
});

test('JIDs of gateways that are no contacts stand for no place', () => {
  assert.equal(placeOfJid('gateway@sms.example.org', GATEWAYS), undefined);
  assert.equal(placeOfJid('sms.example.org', GATEWAYS), undefined);
  assert.equal(placeOfJid('a@b@c', GATEWAYS), undefined);
});

test('what is no address is told with what was probably meant', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['alice@example.org', /write xmpp:alice@example.org or mailto:alice@example.org/],
    ['+15550123456', /did you mean sms:\+15550123456/],
    ['#ops', /did you mean irc:\/\/network\/#ops/],
    ['xmpp:alice@example.org/phone', /names a resource/],
    ['xmpp:rooms.example.org?join', /is no room/],
    ['xmpp:a@b?message', /\?message, which is not known/],
    ['xmpp:@', /no address of XMPP/],
    ['sms:+33', /no phone number/],
    ['sms:00331234567890', /no phone number/],
    ['mailto:alice', /no mail address/],
    ['mailto:a b@example.org', /no mail address/],
    ['irc:#ops', /no address of IRC/],
    ['irc://libera/a b', /neither a channel nor a nick/],
    ['irc://libera/#a,b', /neither a channel nor a nick/],
    ['pubsub:example.org', /is no node/],
    ['hook:http://example.net', /is not https/],
    ['hook:https://u:p@example.net', /holds a password/],
    ['https://example.net', /write hook:https/],
    ['x'.repeat(5000), /too long/],
  ];
  for (const [text, expected] of cases) {
    const place = parsePlace(text);
    assert.ok(!place.ok, text);
    assert.match(`${place.message}: ${place.fix}`, expected, text);
  }
});
