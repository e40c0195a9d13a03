import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findableBy, subjectAt } from '../../../../gateways/alerts/post/findable.js';
import { bookOf, GATEWAYS } from '../book/helpers.js';

const book = bookOf(`
people:
  alice: { xmpp: alice@example.org, sms: "+15550123456" }
  bob: { xmpp: bob@example.org }
  carol: { xmpp: carol@example.org }
rotations:
  on-call: { layers: [{ people: [carol], start: 2026-01-05T09:00 }] }
lists:
  ops: { title: Operators, members: [alice, on-call], send: bob, owners: bob }
  open: { members: alice, send: people, join: everyone }
  quiet: { members: [alice, bob] }
routes:
  - name: top
    to: alice
    allow: { send: everyone, acknowledge: alice }
    routes:
      - { name: db, match: team=db, allow: { send: bob, acknowledge: carol } }
      - { name: hidden, match: team=web, address: false }
      - { name: off, match: team=off, enabled: false }
`);

const seen = (jid: string) =>
  findableBy(subjectAt(jid, book, GATEWAYS), book, (rotation) => (rotation === 'on-call' ? ['carol'] : [])).map(
    ({ contact }) => contact,
  );

test('everybody sees routes and lists that are for them, and lists without an address are none', () => {
  assert.deepEqual(seen('bob@example.org'), ['top', 'db', 'ops', 'open']);
  assert.deepEqual(seen('alice@example.org'), ['top', 'ops', 'open']);
  assert.deepEqual(seen('carol@example.org'), ['top', 'db', 'ops', 'open']);
});

test('a stranger sees what is for everyone alone', () => {
  assert.deepEqual(seen('mallory@example.net'), ['top', 'open']);
});

test('a contact of another gateway is the person who has that address', () => {
  assert.deepEqual(seen('+15550123456@sms.example.org'), ['top', 'ops', 'open']);
});

test('a list is called by its title', () => {
  const found = findableBy(subjectAt('bob@example.org', book, GATEWAYS), book, () => []);
  assert.deepEqual(
    found.find(({ contact }) => contact === 'ops'),
    { contact: 'ops', name: 'Operators' },
  );
});
