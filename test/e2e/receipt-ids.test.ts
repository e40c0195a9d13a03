import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IdForm } from '../../sandbox/smsc/receipt.js';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';

const LEARNED = /learned how the carrier writes message ids in its receipts/g;

async function worldOf(t: TestContext, answer: IdForm, report: IdForm, receipts: object) {
  const world = await E2eWorld.start({
    software: 'prosody',
    smsc: { dlr: { responseId: answer, receiptId: report } },
    carrier: { receipts },
  });
  t.after(() => world.stop());
  return { world, romeo: await world.registered('romeo') };
}

/** Writes texts to as many phones, one after the other; each gets its receipt. */
async function writeAndHear(world: E2eWorld, romeo: XmppUser, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const contact = world.jidOf(world.newPhone());
    await romeo.send(
      `<message to="${contact}" type="chat" id="m${i}"><body>one</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    const told = await romeo.waitFor((stanza) => isFrom(stanza, contact), 'the receipt');
    assert.equal(attribute(told.getChild('received') ?? told, 'id'), `m${i}`);
  }
}

describe('a carrier that writes ids in its reports otherwise than in its answers', () => {
  for (const [answer, report, form] of [
    ['hex', 'decimal', 'decimal-in-receipt'],
    ['decimal', 'hex', 'hex-in-receipt'],
    ['hex', 'hex', 'same'],
  ] as const) {
    it(`is understood at once, and once for all after some reports: ${form}`, async (t) => {
      const { world, romeo } = await worldOf(t, answer, report, {});
      await writeAndHear(world, romeo, 8);
      const logs = world.processes.map((one) => one.logs()).join('');
      assert.equal(logs.match(LEARNED)?.length, 1);
      assert.match(logs, new RegExp(`"form":"${form}"`));
    });
  }

  it('is understood by what the admin says, with nothing to learn', async (t) => {
    const { world, romeo } = await worldOf(t, 'decimal', 'hex', { idForm: 'hex-in-receipt' });
    await writeAndHear(world, romeo, 6);
    assert.doesNotMatch(world.processes.map((one) => one.logs()).join(''), LEARNED);
  });
});
