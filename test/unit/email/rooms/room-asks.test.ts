import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOf } from '../../../../gateways/email/conversation/groups.js';
import { roomAbility } from '../../../../gateways/email/rooms/ability.js';
import { answerOf } from '../../../../gateways/email/rooms/room-asks.js';
import { RoomView } from '../../../../gateways/email/rooms/room-view.js';
import type { Room } from '../../../../gateways/email/rooms/rooms.js';
import { readDiscoInfo } from '../../../../src/xmpp/disco.js';
import { NS } from '../../../../src/xmpp/namespaces.js';
import { ACCOUNT, ALICE, BOB, CLIENT, USER } from './support.js';

const CONTACT = groupOf([ALICE, BOB]);
const ROOM: Room = {
  account: ACCOUNT,
  contact: CONTACT,
  jid: `${CONTACT}@gateway.example`,
  face: { people: [ALICE, BOB], subject: 'Party', thread: 't' },
  seats: [{ jid: CLIENT, nick: 'romeo' }],
};

function ask(payload: string, more: { nick?: string; from?: string; method?: 'get' | 'set' } = {}, room = ROOM) {
  const { nick = '', from = CLIENT, method = 'get' } = more;
  const event = { type: 'ask', from, to: room.jid, contact: CONTACT, nick, method, payload } as const;
  return answerOf(event, room, (one) => {
    const { contact, jid, face } = one;
    const jidOf = (address: string): string => `${address}@gateway.example`;
    const parts = { contact, jid, people: face.people, nick: 'romeo', user: USER, jidOf, idKey: Buffer.alloc(32) };
    return new RoomView(parts);
  });
}

function refusal(...asked: Parameters<typeof ask>): string {
  const reply = ask(...asked);
  return reply.kind === 'refused' ? reply.problem.condition : assert.fail(reply.kind);
}

function payloadOf(...asked: Parameters<typeof ask>) {
  const reply = ask(...asked);
  assert.ok(reply.kind === 'result' && reply.payload !== undefined, reply.kind);
  return reply.payload;
}

describe('what a room of mail answers', () => {
  it('is what it is: a room for its user alone, in which everybody is known', () => {
    const info = readDiscoInfo(payloadOf(`<query xmlns="${NS.discoInfo}"/>`, { from: `${USER}/elsewhere` }));
    assert.deepEqual(info.identities, [{ category: 'conference', type: 'text', name: 'Party' }]);
    for (const feature of [NS.muc, 'muc_membersonly', 'muc_nonanonymous', NS.occupantId, NS.mucSelfPing]) {
      assert.ok(info.features.includes(feature), feature);
    }
    const nick = payloadOf(`<query xmlns="${NS.discoInfo}" node="x-roomuser-item"/>`);
    assert.equal(nick.getChild('identity')?.attrs.name, 'romeo');
  });

  it('names its people to who is in it', () => {
    const items = payloadOf(`<query xmlns="${NS.discoItems}"/>`).getChildren('item');
    assert.deepEqual(
      items.map(({ attrs }) => attrs.name),
      ['Alice', 'Bob', 'romeo'],
    );
    const outside = payloadOf(`<query xmlns="${NS.discoItems}"/>`, { from: `${USER}/elsewhere` });
    assert.deepEqual(outside.getChildren('item'), []);
    const list = payloadOf(`<query xmlns="${NS.mucAdmin}"><item role="participant"/></query>`);
    assert.deepEqual(
      list.getChildren('item').map(({ attrs }) => [attrs.nick, attrs.jid]),
      [
        ['Alice', 'alice@example.com@gateway.example'],
        ['Bob', 'bob@example.com@gateway.example'],
      ],
    );
  });

  it('kicks somebody, and changes nothing else of anybody', () => {
    const kick = ask(
      `<query xmlns="${NS.mucAdmin}"><item nick="Bob" role="none"><reason>Hush</reason></item></query>`,
      {
        method: 'set',
      },
    );
    assert.ok(kick.kind === 'take-out');
    assert.deepEqual([kick.person, kick.leaving], [BOB, { how: 'kicked', reason: 'Hush' }]);
    const set = { method: 'set' } as const;
    const item = (attrs: string): string => `<query xmlns="${NS.mucAdmin}"><item ${attrs}/></query>`;
    assert.equal(refusal(item('nick="Nobody" role="none"'), set), 'item-not-found');
    assert.equal(refusal(item('nick="Bob" role="moderator"'), set), 'not-allowed');
    assert.equal(refusal(item('jid="b@x.example" affiliation="outcast"'), set), 'not-allowed');
    assert.equal(refusal(item(''), set), 'bad-request');
    assert.equal(refusal(item('nick="Bob" role="none"'), { ...set, from: `${USER}/elsewhere` }), 'not-acceptable');
    assert.equal(refusal(`<query xmlns="${NS.mucOwner}"/>`), 'forbidden');
  });

  it('tells by a ping whether the client is in it (XEP-0410)', () => {
    const ping = `<ping xmlns="${NS.ping}"/>`;
    assert.deepEqual(ask(ping, { nick: 'romeo' }), { kind: 'result' });
    assert.equal(refusal(ping, { nick: 'romeo', from: `${USER}/elsewhere` }), 'not-acceptable');
    assert.equal(refusal(ping, { nick: 'Nobody' }), 'item-not-found');
    assert.equal(refusal(ping, { nick: 'Alice' }), 'service-unavailable');
    const card = payloadOf(`<vCard xmlns="${NS.vcardTemp}"/>`, { nick: 'Alice' });
    assert.equal(card.getChild('EMAIL')?.getChildText('USERID'), 'alice@example.com');
  });

  it('is unknown where nobody remembers the conversation, and wrong where it is no request', () => {
    const event = { type: 'ask', from: CLIENT, to: '', contact: CONTACT, nick: '', method: 'get' } as const;
    const views = () => assert.fail();
    const unknown = answerOf({ ...event, payload: '<x/>' }, undefined, views);
    assert.ok(unknown.kind === 'refused' && unknown.problem.condition === 'item-not-found');
    assert.equal(refusal('not xml'), 'bad-request');
  });
});

describe('the rooms of the gateway', () => {
  const ability = roomAbility(() => 'email.0');

  it('are its groups, and nothing else', () => {
    assert.equal(ability.kindOf(CONTACT), 'room');
    assert.equal(ability.kindOf('alice@example.com'), 'person');
    assert.equal(ability.kindOf('dev.lists.example.org'), 'person');
    assert.equal(ability.answers('alice@example.com', '', 'get', NS.discoInfo, ''), false);
  });

  it('leave to the core what they are as contacts', () => {
    assert.equal(ability.answers(CONTACT, '', 'get', NS.discoInfo, ''), true);
    assert.equal(ability.answers(CONTACT, '', 'get', NS.discoInfo, 'urn:isthmus:gateway#x'), false);
    assert.equal(ability.answers(CONTACT, '', 'get', NS.vcardTemp, ''), false);
    assert.equal(ability.answers(CONTACT, 'Alice', 'get', NS.vcardTemp, ''), true);
    assert.equal(ability.answers(CONTACT, '', 'set', NS.archive, ''), false);
  });
});
