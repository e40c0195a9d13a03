import assert from 'node:assert/strict';
import { test } from 'node:test';
import { el } from '../../../../src/xmpp/element.js';
import { inviteElement, readInvite } from '../../../../src/xmpp/invites.js';
import { declineMessage, invitationMessage } from '../../../../src/xmpp/muc/invitations.js';
import { readRoomRequests } from '../../../../src/xmpp/muc/requests.js';
import { readVoiceForm, voiceRequestMessage } from '../../../../src/xmpp/muc/voice.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

function message(inside: string) {
  const stanza = parseStanza(`<message>${inside}</message>`);
  assert.ok(stanza);
  return stanza;
}
const user = (inside: string) =>
  readRoomRequests(message(`<x xmlns='http://jabber.org/protocol/muc#user'>${inside}</x>`));

test('invitations by way of the room are read with reason and thread', () => {
  assert.deepEqual(
    user(
      "<invite to=' bob '><reason> Come </reason></invite><invite/><invite to='eve%net@gw'><continue thread='t1'/></invite>" +
        "<invite to='kim'><continue/></invite>",
    ),
    {
      invitations: [
        { to: 'bob', reason: 'Come' },
        { to: 'eve%net@gw', continues: { thread: 't1' } },
        { to: 'kim', continues: {} },
      ],
      marked: true,
    },
  );
});

test('one message invites only so many', () => {
  assert.equal(user("<invite to='bob'/>".repeat(500)).invitations?.length, 50);
});

test('a decline is read where it names whom it is for', () => {
  assert.deepEqual(user("<decline to='ann@s'><reason>No time</reason></decline>"), {
    decline: { to: 'ann@s', reason: 'No time' },
    marked: true,
  });
  assert.deepEqual(user('<decline/>'), { marked: true });
});

test('the room passes invitations and declines on', () => {
  const head = { from: '#c%net@gw', to: 'u@s' };
  assert.equal(
    serialise(
      invitationMessage(
        { ...head, id: 'i1' },
        { from: 'ann%net@gw', reason: 'Come', password: 'k', continues: {} },
        inviteElement({ room: '#c%net@gw', reason: 'Come' }),
      ),
    ),
    '<message from="#c%net@gw" to="u@s" id="i1"><x xmlns="http://jabber.org/protocol/muc#user">' +
      '<invite from="ann%net@gw"><reason>Come</reason><continue/></invite><password>k</password></x>' +
      '<x xmlns="jabber:x:conference" jid="#c%net@gw" reason="Come"/></message>',
  );
  assert.equal(
    serialise(invitationMessage(head, { from: 'ann%net@gw' })),
    '<message from="#c%net@gw" to="u@s"><x xmlns="http://jabber.org/protocol/muc#user"><invite from="ann%net@gw"/></x></message>',
  );
  assert.equal(
    serialise(declineMessage(head, { from: 'bob%net@gw', reason: 'No' })),
    '<message from="#c%net@gw" to="u@s"><x xmlns="http://jabber.org/protocol/muc#user"><decline from="bob%net@gw"><reason>No</reason></decline></x></message>',
  );
});

test('a direct invitation may go on with a conversation of two', () => {
  const invite = { room: 'r@gw', continues: { thread: 't1' } };
  const element = inviteElement(invite);
  assert.equal(serialise(element), '<x xmlns="jabber:x:conference" jid="r@gw" continue="true" thread="t1"/>');
  assert.deepEqual(readInvite(element), invite);
  assert.deepEqual(readInvite(el('x', { xmlns: 'jabber:x:conference', jid: 'r@gw', continue: '1' }))?.continues, {});
  assert.equal(
    readInvite(el('x', { xmlns: 'jabber:x:conference', jid: 'r@gw', continue: 'false', thread: 't' }))?.continues,
    undefined,
  );
});

const voice = (...fields: readonly (readonly [string, string])[]) =>
  readVoiceForm(
    message(
      `<x xmlns='jabber:x:data' type='submit'>${[
        ['FORM_TYPE', 'http://jabber.org/protocol/muc#request'] as const,
        ...fields,
      ]
        .map(([name, value]) => `<field var='${name}'><value>${value}</value></field>`)
        .join('')}</x>`,
    ),
  );

test('a request for a voice and its answer are told apart', () => {
  assert.deepEqual(voice(['muc#role', 'participant']), { kind: 'request', role: 'participant' });
  assert.deepEqual(
    voice(['muc#role', 'participant'], ['muc#jid', 'ann@s'], ['muc#roomnick', 'ann'], ['muc#request_allow', 'true']),
    { kind: 'answer', allow: true, nick: 'ann', jid: 'ann@s' },
  );
  assert.deepEqual(voice(['muc#roomnick', 'ann'], ['muc#request_allow', '0']), {
    kind: 'answer',
    allow: false,
    nick: 'ann',
  });
});

test('a form that asks for nothing is none', () => {
  assert.equal(voice(), undefined);
  assert.equal(voice(['muc#role', 'king']), undefined);
  assert.equal(voice(['muc#role', 'none']), undefined);
  assert.equal(voice(['muc#request_allow', '1']), undefined);
  assert.equal(voice(['muc#request_allow', 'maybe'], ['muc#roomnick', 'ann']), undefined);
  assert.equal(readVoiceForm(message('<body>x</body>')), undefined);
});

test('moderators are asked with a form that refuses unless they say otherwise', () => {
  const texts = { title: 'T', instructions: 'I', role: 'R', jid: 'J', nick: 'N', allow: 'A' };
  assert.equal(
    serialise(voiceRequestMessage({ from: 'r@gw', to: 'op@s/r', id: 'v1' }, { nick: 'ann', jid: 'ann@s' }, texts)),
    '<message from="r@gw" to="op@s/r" id="v1"><x xmlns="jabber:x:data" type="form"><title>T</title><instructions>I</instructions>' +
      '<field type="hidden" var="FORM_TYPE"><value>http://jabber.org/protocol/muc#request</value></field>' +
      '<field type="list-single" var="muc#role" label="R"><value>participant</value><option><value>participant</value></option></field>' +
      '<field type="jid-single" var="muc#jid" label="J"><value>ann@s</value></field>' +
      '<field type="text-single" var="muc#roomnick" label="N"><value>ann</value></field>' +
      '<field type="boolean" var="muc#request_allow" label="A"><value>false</value></field></x></message>',
  );
});
