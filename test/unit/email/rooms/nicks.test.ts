import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isSameNick, nicksOf } from '../../../../gateways/email/rooms/nicks.js';
import { normaliseResource } from '../../../../src/xmpp/jid.js';

function nicks(people: readonly { readonly name?: string; readonly address: string }[], own = 'romeo') {
  return [...nicksOf(people, own).values()];
}

describe('nicks of people in a room', () => {
  it('are their names, else their addresses', () => {
    assert.deepEqual(nicks([{ name: 'Alice', address: 'alice@example.com' }, { address: 'bob@example.com' }]), [
      'Alice',
      'bob@example.com',
    ]);
  });

  it('name the address of who is called as somebody before, or as the user', () => {
    const people = [
      { name: 'Alice', address: 'alice@example.com' },
      { name: 'ALICE', address: 'mallory@example.net' },
      { name: 'Romeo', address: 'other@example.net' },
    ];
    assert.deepEqual(nicks(people), ['Alice', 'ALICE (mallory@example.net)', 'Romeo (other@example.net)']);
  });

  it('are told apart also where a name looks like that', () => {
    const people = [
      { name: 'A', address: 'a@x.example' },
      { name: 'A (b@x.example)', address: 'c@x.example' },
      { name: 'A', address: 'b@x.example' },
    ];
    assert.deepEqual(nicks(people), ['A', 'A (b@x.example)', 'A (b@x.example) 2']);
  });

  it('have no marks that hide who it is', () => {
    assert.deepEqual(nicks([{ name: '\u202eecilA\u200b\n Smith ', address: 'a@x.example' }]), ['ecilA Smith']);
    assert.deepEqual(nicks([{ name: '\u200b \u0007', address: 'a@x.example' }]), ['a@x.example']);
    assert.ok(isSameNick('Alice', 'ALICE'));
  });

  it('can stand in a JID and are one for each, whatever strangers are called', () => {
    const person = fc.record({
      name: fc.string({ unit: 'binary', maxLength: 80 }),
      address: fc.oneof(fc.constantFrom('a@x.example', 'A@x.example', 'b@x.example'), fc.string({ unit: 'binary' })),
    });
    fc.assert(
      fc.property(fc.array(person, { maxLength: 12 }), fc.string(), (people, own) => {
        const found = nicksOf(people, own);
        assert.equal(found.size, new Set(people.map(({ address }) => address.toLowerCase())).size);
        const all = [own, ...found.values()];
        for (const [index, nick] of all.entries()) {
          if (index > 0) assert.equal(normaliseResource(nick), nick);
          assert.ok(!all.slice(0, index).some((other) => isSameNick(other, nick)), JSON.stringify(all));
        }
        assert.deepEqual(nicksOf(people, own), found);
      }),
    );
  });
});
