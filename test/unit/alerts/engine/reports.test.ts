import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupOfMessage } from '../../../../gateways/alerts/engine/ids.js';
import { alertOf, World } from './support/world.js';

const CHAT = 'xmpp:alice@example.org';
const ROOM = 'xmpp:ops@rooms.example.org?join';
const PHONE = 'sms:+33600000001';
const NODE = 'pubsub:pubsub.example.org/alerts';

describe('what became of a message', () => {
  const told = async () => {
    const world = new World(`
routes: [{ name: ops, groupBy: all, groupWait: 0s, to: ['${CHAT}', '${ROOM}', '${PHONE}', '${NODE}'] }]
`);
    await world.engine().alert('ops', alertOf('one'));
    const fate = async (uri: string, jid: string, medium: 'xmpp' | 'sms') => {
      const { id } = world.last(uri);
      await world.engine().report({ id, fate: 'delivered', by: { jid, medium } });
      return (await world.engine().state(groupOfMessage(id) ?? ''))?.sent[uri]?.fate;
    };
    return { world, fate };
  };

  it('counts from whoever got it', async () => {
    const { fate } = await told();
    assert.equal(await fate(CHAT, 'alice@example.org', 'xmpp'), 'delivered');
    assert.equal(await fate(ROOM, 'ops@rooms.example.org', 'xmpp'), 'delivered');
    assert.equal(await fate(PHONE, '+33600000001@sms.example.org', 'sms'), 'delivered');
    assert.equal(await fate(NODE, 'pubsub.example.org', 'xmpp'), 'delivered');
  });

  it('counts from nobody else, who may have guessed its id', async () => {
    const { fate } = await told();
    for (const uri of [CHAT, ROOM, PHONE, NODE]) assert.equal(await fate(uri, 'mallory@example.org', 'xmpp'), 'sent');
    assert.equal(await fate(CHAT, '+33600000009@sms.example.org', 'sms'), 'sent');
  });

  it('counts from the gateway itself', async () => {
    const { world } = await told();
    const { id } = world.last(ROOM);
    await world.engine().report({ id, fate: 'failed' });
    assert.equal(world.audit.filter(({ action }) => action === 'undelivered').length, 1);
  });
});
