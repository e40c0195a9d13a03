import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { MessageEvent } from '../../../../gateways/gateway.js';
import { ALICE, BOB, SendingWorld } from './support.js';

const CAROL = 'carol@example.com';

/** One message to several contacts (XEP-0033), which the core carries as one to the first of them. */
function toAll(...contacts: readonly string[]): Partial<MessageEvent> {
  const recipients = contacts.map((contact) => ({ type: 'to' as const, contact, jid: `${contact}.example` }));
  return { contact: contacts[0] ?? '', recipients };
}

describe('after a mail to several', () => {
  let world: SendingWorld;

  before(async () => {
    world = await SendingWorld.start();
  });
  after(async () => await world.stop());

  const subjects = () => world.peer.mails.map(({ octets }) => /^Subject: (.*)\r$/m.exec(octets.toString())?.[1]);

  it('the conversation with one of them alone goes on where it was', async () => {
    await world.send({ contact: ALICE, subject: 'Ball' });
    world.context.clock.advance(1000);
    await world.send({ ...toAll(ALICE, BOB, CAROL), subject: 'Supper' });
    world.context.clock.advance(1000);
    await world.send({ contact: ALICE });
    assert.deepEqual(subjects(), ['Ball', 'Supper', 'Re: Ball']);
  });

  it('one that there was not begins at that mail, and then has its own', async () => {
    await world.send({ contact: BOB });
    await world.send({ contact: CAROL, subject: 'Masks' });
    world.context.clock.advance(1000);
    await world.send({ ...toAll(BOB, CAROL), subject: 'Duel' });
    await world.send({ contact: CAROL });
    await world.send({ contact: BOB });
    assert.deepEqual(subjects().slice(3), ['Re: Supper', 'Masks', 'Duel', 'Re: Masks', 'Re: Supper']);
  });

  it('a thread that the client names is found with each of them', async () => {
    await world.send({ ...toAll(ALICE, BOB), subject: 'Tomb', thread: 'tomb' });
    await world.send({ contact: ALICE, thread: 'tomb' });
    assert.equal(subjects().at(-1), 'Re: Tomb');
  });
});
