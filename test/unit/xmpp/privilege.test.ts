import assert from 'node:assert/strict';
import { test } from 'node:test';
import { el } from '../../../src/xmpp/element.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { privilegedMessage, privilegeOf, readGrant } from '../../../src/xmpp/privilege.js';
import { readRoster, rosterDirections, rosterGet, rosterSet } from '../../../src/xmpp/roster.js';
import { rosterExchange } from '../../../src/xmpp/roster-exchange.js';
import { serialise } from '../../../src/xmpp/serialise.js';

function stanza(xml: string) {
  const read = parseStanza(xml);
  assert.ok(read);
  return read;
}

function grant(children: string, ns = 'urn:xmpp:privilege:2') {
  const privilege = privilegeOf(stanza(`<message><privilege xmlns='${ns}'>${children}</privilege></message>`));
  assert.ok(privilege);
  return readGrant(privilege);
}

test('a grant is read as XEP-0356 4.2 shows it, and what it does not name is not granted', () => {
  const read = grant(
    "<perm access='roster' type='both'/><perm access='message' type='outgoing'/><perm access='presence' type='managed_entity'/>" +
      "<perm access='iq'><namespace ns='http://jabber.org/protocol/pubsub' type='set'/><namespace ns='x' type='get'/></perm>",
  );
  assert.deepEqual(
    { ...read, iq: [...read.iq] },
    {
      ns: 'urn:xmpp:privilege:2',
      roster: 'both',
      message: 'outgoing',
      iq: [
        ['http://jabber.org/protocol/pubsub', 'set'],
        ['x', 'get'],
      ],
    },
  );
  const none = grant("<perm access='roster' type='all'/><perm access='message'/><perm/>");
  assert.deepEqual([none.roster, none.message, none.iq.size], ['none', 'none', 0]);
});

test('a grant in the older namespace, as ejabberd 23.01 writes it, is a grant', () => {
  const read = grant(
    '<perm type="outgoing" access="message"/><perm type="get" access="roster"/><perm type="none" access="presence"/>',
    'urn:xmpp:privilege:1',
  );
  assert.deepEqual([read.ns, read.roster, read.message], ['urn:xmpp:privilege:1', 'get', 'outgoing']);
  assert.equal(privilegeOf(stanza("<message><privilege xmlns='urn:xmpp:privilege:9'/></message>")), undefined);
});

test('a message in the name of a user is wrapped in the namespace of the grant', () => {
  const message = el('message', { from: 'romeo@s', to: 'c@g', type: 'chat', id: '1' }, el('body', {}, 'Hi'));
  assert.equal(
    serialise(privilegedMessage(grant('', 'urn:xmpp:privilege:1'), 'g', 's', 'p1', message)),
    '<message from="g" to="s" id="p1"><privilege xmlns="urn:xmpp:privilege:1"><forwarded xmlns="urn:xmpp:forward:0">' +
      '<message from="romeo@s" to="c@g" type="chat" id="1" xmlns="jabber:client"><body>Hi</body></message>' +
      '</forwarded></privilege></message>',
  );
});

test('rosters are read and set one item at a time', () => {
  assert.equal(
    serialise(rosterGet('g', 'u@s')),
    '<iq type="get" from="g" to="u@s"><query xmlns="jabber:iq:roster"/></iq>',
  );
  const item = { jid: 'c@g', subscription: 'both', name: 'C', groups: ['SMS', 'Work'] } as const;
  const set = rosterSet('g', 'u@s', item);
  assert.equal(
    serialise(set),
    '<iq type="set" from="g" to="u@s"><query xmlns="jabber:iq:roster">' +
      '<item jid="c@g" subscription="both" name="C"><group>SMS</group><group>Work</group></item></query></iq>',
  );
  const [query] = stanza(serialise(set)).elements();
  assert.ok(query);
  assert.deepEqual(readRoster(query), [item]);
  const odd = stanza(
    "<iq><query xmlns='jabber:iq:roster'><item/><item jid='a@b/c'/><item jid='A@b'/><item jid='x@y' subscription='odd'/></query></iq>",
  ).elements()[0];
  assert.ok(odd);
  assert.deepEqual(readRoster(odd), [
    { jid: 'a@b', subscription: 'none', groups: [] },
    { jid: 'x@y', subscription: 'none', groups: [] },
  ]);
});

test('directions are those of the user', () => {
  const of = (subscription: 'none' | 'to' | 'from' | 'both') =>
    rosterDirections({ jid: 'c@g', subscription, groups: [] });
  assert.deepEqual(
    [of('none'), of('to'), of('from'), of('both'), rosterDirections(undefined)],
    [
      { sees: false, seen: false },
      { sees: true, seen: false },
      { sees: false, seen: true },
      { sees: true, seen: true },
      { sees: false, seen: false },
    ],
  );
});

test('contacts are proposed to a client with name and group', () => {
  assert.equal(
    serialise(rosterExchange('g', 'u@s/r', [{ jid: 'c@g', name: 'C', group: 'SMS' }, { jid: 'd@g' }])),
    '<iq type="set" from="g" to="u@s/r"><x xmlns="http://jabber.org/protocol/rosterx">' +
      '<item action="add" jid="c@g" name="C"><group>SMS</group></item><item action="add" jid="d@g"/></x></iq>',
  );
});
