import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, type XmppUser } from '../../sandbox/xmpp-user.js';
import type { LetterPage } from '../../src/store/letters.js';
import { AdminDesk } from '../support/admin-desk.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import { eventually } from '../unit/lanes/support.js';

/** ESME_RINVSRCADR: our number is not registered with the carrier; ESME_RINVDSTADR: there is no such number. */
const SENDER = 0x0a;
const NUMBER = 0x0b;

describe('dead letters', () => {
  let world: E2eWorld;
  let desk: AdminDesk;
  let romeo: XmppUser;
  before(async () => {
    world = await E2eWorld.start({ software: 'prosody', config: { lanes: { lease: '5s' } } });
    const [process] = world.processes;
    assert.ok(process);
    desk = await AdminDesk.open(world.redis, process, { gateways: [world.smsGateway()] });
    romeo = await world.registered('romeo');
  });
  after(async () => {
    await desk?.close();
    await world?.stop();
  });

  const refuse = (phone: string, status: number): void =>
    world.smsc.setScript({ statusByNumber: { [phone.slice(1)]: status } });

  async function refusedWith(id: string, phone: string, hint = ''): Promise<void> {
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="${id}"><body>secret words ${id}</body>${hint}</message>`,
    );
    await romeo.waitFor(
      (stanza) => attribute(stanza, 'id') === id && attribute(stanza, 'type') === 'error',
      `the error for ${id}`,
    );
  }

  const letters = async (count: number): Promise<LetterPage['letters']> => {
    await eventually(`${count} letters`, async () => (await desk.store.letters.count()) === count);
    return (await desk.store.letters.page()).letters;
  };

  it('is what a carrier refuses for a setting; tried again at the word of the admin, also after a crash, it arrives', async () => {
    const phone = world.newPhone();
    refuse(phone, SENDER);
    await refusedWith('one', phone);
    const [letter] = await letters(1);
    assert.ok(letter !== undefined);
    assert.deepEqual(
      [letter.gateway, letter.jid, letter.contact, letter.direction, letter.lane, letter.tries],
      ['sms', romeo.bare, phone, 'out', 'sms.main.0', 0],
    );
    assert.match(letter.reason, /cancel\/not-allowed, smpp 0x0000000a/);
    const shown = await desk.run('letter', 'show', { id: letter.id });
    assert.ok(!JSON.stringify(shown).includes('secret words'));

    // Refused once more: it is a letter again, that says so.
    await desk.run('letter', 'retry', { id: letter.id });
    await eventually('it came back', async () => (await desk.store.letters.page()).letters[0]?.tries === 1);
    const [again] = await letters(1);
    assert.equal(again?.id, `${letter.id}.r1`);

    const [process] = world.processes;
    await process?.kill();
    await process?.start();
    world.smsc.setScript({});
    await desk.run('letter', 'retry', { id: again?.id ?? '' });
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1, 20_000);
    assert.equal(world.smsc.inbox(phone)[0]?.text, 'secret words one');
    await world.answering(romeo);
    assert.deepEqual(await letters(0), []);
    assert.match(String(await desk.try('letter', 'retry', { id: again?.id ?? '' })), /There is no letter/);
  });

  it('is nothing that would fail again, or that its sender wants kept nowhere', async () => {
    const phone = world.newPhone();
    refuse(phone, NUMBER);
    await refusedWith('two', phone);
    refuse(phone, SENDER);
    await refusedWith('three', phone, '<no-permanent-store xmlns="urn:xmpp:hints"/>');
    await refusedWith('four', phone);
    // What fails is kept in its order, so the others would be there by now.
    const [only] = await letters(1);
    const opened = await desk.store.letters.open(only?.id ?? '');
    assert.match(opened?.content ?? '', /secret words four/);
    await desk.run('letter', 'drop', { id: only?.id ?? '' });
    assert.deepEqual(await letters(0), []);
    world.smsc.setScript({});
  });

  it('is what a user’s server bounces of a network that was told that it is taken', async () => {
    const phone = world.newPhone();
    await romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="first"><body>Hello</body></message>`);
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
    assert.deepEqual(await world.smsc.deliver({ from: phone, to: OURS, text: 'hello back' }), [0]);
    const came = await romeo.waitFor((stanza) => stanza.getChildText('body') === 'hello back', 'the answer');
    // As a server does that has nobody to give it to.
    await romeo.send(
      `<message to="${attribute(came, 'from')}" type="error" id="${attribute(came, 'id')}"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></message>`,
    );
    const [letter] = await letters(1);
    assert.deepEqual(
      [letter?.direction, letter?.jid, letter?.contact, letter?.reason],
      ['in', romeo.bare, phone, 'bounced by the XMPP server: service-unavailable'],
    );
    const seen = romeo.received.length;
    await desk.run('letter', 'retry', { id: letter?.id ?? '' });
    await eventually('it is delivered again', () =>
      romeo.received.slice(seen).some((stanza) => stanza.getChildText('body') === 'hello back'),
    );
    assert.deepEqual(await letters(0), []);
  });

  it('goes with whoever unregisters', async () => {
    const phone = world.newPhone();
    refuse(phone, SENDER);
    await refusedWith('five', phone);
    assert.equal((await letters(1)).length, 1);
    await romeo.request(
      `<iq type="set" to="${world.gateway}"><query xmlns="jabber:iq:register"><remove/></query></iq>`,
    );
    assert.deepEqual(await letters(0), []);
  });
});
