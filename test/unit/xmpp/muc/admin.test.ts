import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminList, readAdmin } from '../../../../src/xmpp/muc/admin.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

function read(type: 'get' | 'set', items: string) {
  const iq = parseStanza(`<iq><query xmlns='http://jabber.org/protocol/muc#admin'>${items}</query></iq>`);
  const [query] = iq?.elements() ?? [];
  assert.ok(query);
  return readAdmin(type, query);
}
const BAD = { ok: false, condition: 'bad-request' };

test('a list is asked for by role or by affiliation', () => {
  assert.deepEqual(read('get', "<item role='moderator'/>"), { ok: true, request: { kind: 'list', role: 'moderator' } });
  assert.deepEqual(read('get', "<item affiliation='outcast'/>"), {
    ok: true,
    request: { kind: 'list', affiliation: 'outcast' },
  });
});

test('a list of nothing, of two things, or of what there is not is no request', () => {
  for (const items of [
    '',
    '<item/>',
    "<item role='king'/>",
    "<item affiliation='Owner'/>",
    "<item role='visitor' affiliation='none'/>",
    "<item role='visitor'/><item role='moderator'/>",
    "<item xmlns='urn:other' role='visitor'/>",
    "<item role='constructor'/>",
  ]) {
    assert.deepEqual(read('get', items), BAD, items);
  }
});

test('changes come in the order of the request, by nick or JID, with reasons', () => {
  assert.deepEqual(
    read(
      'set',
      "<item nick='ann' role='none'><reason> Spam </reason></item><item jid=' bob%net@gw/b@h ' affiliation='outcast'/>" +
        "<item nick='eve' jid='eve%net@gw' affiliation='member'><reason/></item>",
    ),
    {
      ok: true,
      request: {
        kind: 'change',
        changes: [
          { nick: 'ann', role: 'none', reason: 'Spam' },
          { jid: 'bob%net@gw/b@h', affiliation: 'outcast' },
          { nick: 'eve', jid: 'eve%net@gw', affiliation: 'member' },
        ],
      },
    },
  );
});

test('one item that names nobody, or changes nothing or two things, spoils the request', () => {
  const good = "<item nick='ann' role='none'/>";
  for (const item of [
    "<item role='none'/>",
    "<item nick='' role='none'/>",
    "<item nick='bob'/>",
    "<item nick='bob' role='none' affiliation='outcast'/>",
    "<item nick='bob' role='admin'/>",
  ]) {
    assert.deepEqual(read('set', good + item), BAD, item);
  }
  assert.deepEqual(read('set', ''), BAD);
});

test('a request has only so many items', () => {
  const item = "<item nick='ann' role='none'/>";
  assert.equal(read('set', item.repeat(100)).ok, true);
  assert.deepEqual(read('set', item.repeat(101)), { ok: false, condition: 'not-acceptable' });
});

test('a list is answered with items, or with none', () => {
  assert.equal(
    serialise(
      adminList([
        { affiliation: 'owner', role: 'moderator', jid: 'ann%net@gw/a@h', nick: 'ann' },
        { affiliation: 'outcast', jid: '*!*@bad.example', actor: { nick: 'op' }, reason: 'Flood' },
      ]),
    ),
    '<query xmlns="http://jabber.org/protocol/muc#admin"><item affiliation="owner" role="moderator" jid="ann%net@gw/a@h" nick="ann"/>' +
      '<item affiliation="outcast" jid="*!*@bad.example"><actor nick="op"/><reason>Flood</reason></item></query>',
  );
  assert.equal(serialise(adminList([])), '<query xmlns="http://jabber.org/protocol/muc#admin"/>');
});
