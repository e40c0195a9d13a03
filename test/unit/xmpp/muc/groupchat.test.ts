import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fallbackFor } from '../../../../src/xmpp/fallback.js';
import { reactionsTo, replyTo, retractOf } from '../../../../src/xmpp/messages.js';
import {
  groupchatMessage,
  privateCopy,
  privateMessage,
  roomChanged,
  subjectMessage,
} from '../../../../src/xmpp/muc/groupchat.js';
import { readRoomRequests } from '../../../../src/xmpp/muc/requests.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

const room = '#c%net@gw';
const STANZA_ID = '<stanza-id xmlns="urn:xmpp:sid:0" id="s1" by="#c%net@gw"/>';
const OCCUPANT_ID = '<occupant-id xmlns="urn:xmpp:occupant-id:0" id="o1"/>';

test('a message of a room carries what the room puts onto it', () => {
  assert.equal(
    serialise(
      groupchatMessage({ from: `${room}/ann`, id: 'm1' }, 'a < b', {
        room,
        stanzaId: 's1',
        occupantId: 'o1',
        unstyled: true,
      }),
    ),
    '<message type="groupchat" from="#c%net@gw/ann" id="m1"><body>a &lt; b</body>' +
      `<unstyled xmlns="urn:xmpp:styling:0"/>${STANZA_ID}${OCCUPANT_ID}</message>`,
  );
});

test('history tells when it was said, and by whom where that may be known', () => {
  assert.equal(
    serialise(
      groupchatMessage({ from: `${room}/ann`, to: 'u@s/r', id: 'm1', lang: 'en' }, 'hi', {
        room,
        stanzaId: 's1',
        occupantId: 'o1',
        saidAt: 1500,
        realJid: 'ann%net@gw/a@h',
      }),
    ),
    `<message type="groupchat" from="#c%net@gw/ann" to="u@s/r" id="m1" xml:lang="en"><body>hi</body>${STANZA_ID}${OCCUPANT_ID}` +
      '<delay xmlns="urn:xmpp:delay" from="#c%net@gw" stamp="1970-01-01T00:00:01.500Z"/>' +
      '<addresses xmlns="http://jabber.org/protocol/address"><address type="ofrom" jid="ann%net@gw/a@h"/></addresses></message>',
  );
});

test('replies, reactions and retractions are parts of it', () => {
  const head = { from: `${room}/ann`, id: 'm2' };
  assert.equal(
    serialise(
      groupchatMessage(
        head,
        '> hi\nyes',
        { room },
        replyTo('s0', `${room}/bob`),
        fallbackFor('urn:xmpp:reply:0', 0, 5),
      ),
    ),
    '<message type="groupchat" from="#c%net@gw/ann" id="m2"><body>&gt; hi\nyes</body>' +
      '<reply xmlns="urn:xmpp:reply:0" id="s0" to="#c%net@gw/bob"/>' +
      '<fallback xmlns="urn:xmpp:fallback:0" for="urn:xmpp:reply:0"><body start="0" end="5"/></fallback></message>',
  );
  assert.equal(
    serialise(groupchatMessage(head, undefined, { room }, reactionsTo('s0', ['👍']), undefined, retractOf('s9'))),
    '<message type="groupchat" from="#c%net@gw/ann" id="m2"><reactions xmlns="urn:xmpp:reactions:0" id="s0"><reaction>👍</reaction></reactions>' +
      '<retract xmlns="urn:xmpp:message-retract:1" id="s9"/></message>',
  );
});

test('the subject is told also where there is none, with its author and time where they are known', () => {
  assert.equal(
    serialise(subjectMessage({ from: room }, '', { room })),
    '<message type="groupchat" from="#c%net@gw"><subject></subject></message>',
  );
  assert.equal(
    serialise(subjectMessage({ from: `${room}/ann`, id: 't1' }, 'Tea', { room, saidAt: 0, occupantId: 'o1' })),
    `<message type="groupchat" from="#c%net@gw/ann" id="t1"><subject>Tea</subject>${OCCUPANT_ID}` +
      '<delay xmlns="urn:xmpp:delay" from="#c%net@gw" stamp="1970-01-01T00:00:00Z"/></message>',
  );
});

test('a private message has the mark of the room, and may be kept from other clients', () => {
  assert.equal(
    serialise(privateMessage({ from: `${room}/ann`, to: 'u@s/r', id: 'p1' }, 'psst', privateCopy())),
    '<message type="chat" from="#c%net@gw/ann" to="u@s/r" id="p1"><body>psst</body><private xmlns="urn:xmpp:carbons:2"/>' +
      '<x xmlns="http://jabber.org/protocol/muc#user"/></message>',
  );
});

test('a change of the room is told by its codes', () => {
  assert.equal(
    serialise(roomChanged({ room, id: 'c1' })),
    '<message type="groupchat" from="#c%net@gw" id="c1"><x xmlns="http://jabber.org/protocol/muc#user"><status code="104"/></x></message>',
  );
  assert.equal(
    serialise(roomChanged({ room }, [172, 170])),
    '<message type="groupchat" from="#c%net@gw"><x xmlns="http://jabber.org/protocol/muc#user"><status code="172"/><status code="170"/></x></message>',
  );
});

function requests(xml: string) {
  const stanza = parseStanza(xml);
  assert.ok(stanza);
  return readRoomRequests(stanza);
}

test('a subject changes only where nothing is said beside it', () => {
  const groupchat = (inside: string) => requests(`<message type='groupchat'>${inside}</message>`);
  assert.deepEqual(groupchat('<subject>Tea</subject>'), { subject: 'Tea', marked: false });
  assert.deepEqual(groupchat('<subject/>'), { subject: '', marked: false });
  assert.deepEqual(groupchat('<subject>Tea</subject><body>x</body>'), { marked: false });
  assert.deepEqual(groupchat('<subject>Tea</subject><body/>'), { marked: false });
  assert.deepEqual(groupchat('<subject>Tea</subject><thread>t</thread>'), { marked: false });
  assert.deepEqual(groupchat("<subject xmlns='urn:other'>Tea</subject>"), { marked: false });
});

test('a subject outside of a groupchat is not that of the room, and the mark is seen', () => {
  assert.deepEqual(requests("<message type='chat'><subject>Tea</subject></message>"), { marked: false });
  assert.deepEqual(
    requests("<message type='chat'><body>x</body><x xmlns='http://jabber.org/protocol/muc#user'/></message>"),
    {
      marked: true,
    },
  );
});
