import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOf, roomOf } from '../../../../gateways/email/conversation/groups.js';
import { changeOf } from '../../../../gateways/email/rooms/members.js';

const alice = { name: 'Alice', address: 'alice@example.com' };
const bob = { name: 'Bob', address: 'bob@example.com' };
const carol = { address: 'carol@example.com' };

describe('the people of a room and those of its next mail', () => {
  it('are the same in another order, another case and under other names', () => {
    const change = changeOf([alice, bob], [bob, { name: 'A.', address: 'ALICE@example.com' }]);
    assert.deepEqual(change, { people: [alice, bob], came: [], left: [] });
  });

  it('come behind those who stay', () => {
    assert.deepEqual(changeOf([alice, bob], [carol, bob]), { people: [bob, carol], came: [carol], left: [alice] });
  });
});

describe('the room of a conversation', () => {
  const group = groupOf([alice, bob]);

  it('is the same for the same people and subject, whatever stands before that', () => {
    assert.equal(roomOf(group, 'Party'), roomOf(groupOf([bob, alice]), 'Re: AW:  party '));
    assert.match(roomOf(group, 'Party'), /^[a-z2-7]{32}\.group$/);
  });

  it('is another one for another subject, and for other people', () => {
    assert.notEqual(roomOf(group, 'Party'), roomOf(group, 'Parties'));
    assert.notEqual(roomOf(group, 'Party'), roomOf(groupOf([alice, carol]), 'Party'));
    assert.notEqual(roomOf(group, ''), group);
  });
});
