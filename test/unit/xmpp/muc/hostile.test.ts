import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readArchiveQuery } from '../../../../src/xmpp/archive-query.js';
import { copy, type Element, el } from '../../../../src/xmpp/element.js';
import { readModeration } from '../../../../src/xmpp/moderation.js';
import { readAdmin } from '../../../../src/xmpp/muc/admin.js';
import { readJoin } from '../../../../src/xmpp/muc/join.js';
import { readOwner } from '../../../../src/xmpp/muc/owner.js';
import { readRoomRequests } from '../../../../src/xmpp/muc/requests.js';
import { readRoomConfig } from '../../../../src/xmpp/muc/room-config.js';
import { readOccupantId } from '../../../../src/xmpp/occupant-id.js';
import { serialise } from '../../../../src/xmpp/serialise.js';
import { readStanzaId, withoutClaims } from '../../../../src/xmpp/stanza-ids.js';

/** Elements that mean something to a room, put into each other and filled without any sense. */
const names: readonly (readonly [string, string])[] = [
  ['x', 'http://jabber.org/protocol/muc'],
  ['x', 'http://jabber.org/protocol/muc#user'],
  ['query', 'http://jabber.org/protocol/muc#admin'],
  ['query', 'http://jabber.org/protocol/muc#owner'],
  ['query', 'urn:xmpp:mam:2'],
  ['x', 'jabber:x:data'],
  ['set', 'http://jabber.org/protocol/rsm'],
  ['moderate', 'urn:xmpp:message-moderate:1'],
  ['apply-to', 'urn:xmpp:fasten:0'],
  ['stanza-id', 'urn:xmpp:sid:0'],
  ['occupant-id', 'urn:xmpp:occupant-id:0'],
];
const inner = [
  'history',
  'password',
  'item',
  'reason',
  'invite',
  'decline',
  'continue',
  'destroy',
  'field',
  'value',
  'max',
  'before',
  'after',
  'index',
  'retract',
  'subject',
  'body',
  'constructor',
  '__proto__',
];
const value = fc.oneof(
  fc.constantFrom('', '0', '-1', 'none', 'owner', 'submit', 'start', 'ids', 'FORM_TYPE', 'urn:xmpp:mam:2', '#c%net@gw'),
  fc.constantFrom('http://jabber.org/protocol/muc#request', 'http://jabber.org/protocol/muc#roomconfig', 'muc#role'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const attributes = fc.dictionary(
  fc.constantFrom(
    'id',
    'by',
    'to',
    'jid',
    'nick',
    'role',
    'affiliation',
    'var',
    'type',
    'maxchars',
    'since',
    'queryid',
  ),
  value,
  { maxKeys: 4 },
);
const anyTree = fc.letrec<{ tree: Element }>((tie) => ({
  tree: fc
    .tuple(
      fc.oneof(
        fc.constantFrom(...names),
        fc.constantFrom(...inner).map((name) => [name, undefined] as const),
      ),
      attributes,
      fc.oneof({ maxDepth: 5 }, fc.array(value, { maxLength: 1 }), fc.array(tie('tree'), { maxLength: 5 })),
    )
    .map(([[name, xmlns], attrs, children]) => el(name, { xmlns, ...attrs }, ...children)),
})).tree;

test('whatever comes, readers give values or faults', () => {
  const offer = { current: { password: '', whois: 'anyone', history: 1 }, label: (key: string) => key } as const;
  fc.assert(
    fc.property(anyTree, attributes, (tree, attrs) => {
      const stanza = el('message', attrs, copy(tree));
      readJoin(stanza);
      readRoomRequests(stanza);
      readOccupantId(stanza);
      readStanzaId(stanza, '#c%net@gw');
      readModeration(tree);
      for (const type of ['get', 'set'] as const) {
        readAdmin(type, tree);
        readOwner(type, tree);
      }
      readRoomConfig(offer, tree);
      const reading = readArchiveQuery(tree);
      assert.ok(reading.ok || reading.condition !== undefined);
    }),
    { numRuns: 500 },
  );
});

test('what goes on through a room has nothing that only the room may say', () => {
  fc.assert(
    fc.property(fc.array(anyTree, { maxLength: 5 }), (trees) => {
      const kept = withoutClaims(el('message', { id: '1' }, ...trees), '#c%net@gw');
      assert.equal(readStanzaId(kept, '#c%net@gw'), undefined);
      assert.deepEqual(kept.getChildren('occupant-id', 'urn:xmpp:occupant-id:0'), []);
      assert.deepEqual(kept.getChildren('x', 'http://jabber.org/protocol/muc#user'), []);
      serialise(kept);
    }),
  );
});
