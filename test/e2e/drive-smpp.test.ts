import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DriveSmpp } from '../../sandbox/drive-smpp.js';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';

const BURST = 200;

describe('a carrier that has no transceivers', () => {
  let peer: DriveSmpp;
  let world: E2eWorld;
  let romeo: XmppUser;
  before(async () => {
    peer = await DriveSmpp.start(BURST);
    world = await E2eWorld.start({ software: 'prosody', carrierPort: peer.port, carrier: { bind: 'pair' } });
    romeo = await world.registered('romeo');
  });
  after(async () => {
    await world.stop();
    await peer.stop();
  });

  it('gets a pair of binds, and an answer to each message of its burst', async () => {
    await peer.waitForLog('PDU of type deliver_sm_resp', BURST);
  });

  it('gets a text over the transmitter', async () => {
    await romeo.send(
      `<message to="${world.jidOf(world.newPhone())}" type="chat" id="d1"><body>O nurse</body></message>`,
    );
    await peer.waitForLog('short_message = <O nurse>');
    assert.equal(peer.count('PDU of type submit_sm'), 1);
  });
});
