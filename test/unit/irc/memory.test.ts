import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Memory } from '../../../gateways/irc/memory.js';
import type { Session } from '../../../gateways/irc/session.js';
import type { SessionMemory } from '../../../gateways/irc/session-parts.js';
import { AskContext } from './asks/support/context.js';

const USER = 'juliet@example.org';
const MEMORY: SessionMemory = {
  account: USER,
  nick: 'juliet',
  rooms: [
    { name: '#open', clients: [`${USER}/balcony`] },
    { name: '#closed', key: 'verona', clients: [] },
  ],
};

test('what a session was comes back, and keys of channels are not in the store for all to read', async () => {
  const context = new AskContext('irc.0');
  const memory = new Memory(context);
  const session = { user: USER, network: 'net', memory: MEMORY } as unknown as Session;
  memory.note(session);
  await memory.close();
  const stored = await context.kv.fields('sessions:irc.0');
  const sealed = context.seal('sessions:irc.0', 'verona');
  assert.deepEqual(Object.keys(stored), [`${USER}\nnet`]);
  assert.ok(Object.values(stored).every((text) => text.includes(JSON.stringify(sealed))));
  assert.deepEqual(await new Memory(context).read(), [{ user: USER, network: 'net', memory: MEMORY }]);
});

test('a key that cannot be opened any more is left out, and nothing else', async () => {
  const context = new AskContext('irc.0');
  const memory = new Memory(context);
  memory.note({ user: USER, network: 'net', memory: MEMORY } as unknown as Session);
  await memory.close();
  context.unseal = () => undefined;
  const [read] = await new Memory(context).read();
  assert.deepEqual(read?.memory.rooms[1], { name: '#closed', clients: [] });
  assert.deepEqual(read?.memory.rooms[0], MEMORY.rooms[0]);
});
