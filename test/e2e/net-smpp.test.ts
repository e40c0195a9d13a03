import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type NetSmpp, startNetSmpp } from '../../sandbox/net-smpp/net-smpp.js';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld, OURS, PASSWORD, SYSTEM_ID } from '../support/e2e-world.js';

const RECEIPT = '<request xmlns="urn:xmpp:receipts"/>';

describe('a carrier that shares no code with the gateway', () => {
  let peer: NetSmpp;
  let world: E2eWorld;
  let romeo: XmppUser;
  before(async () => {
    peer = await startNetSmpp({ systemId: SYSTEM_ID, password: PASSWORD });
    world = await E2eWorld.start({ software: 'prosody', carrierPort: peer.port });
    romeo = await world.registered('romeo');
  });
  after(async () => {
    await world.stop();
    await peer.stop();
  });

  it('gets a text as septets, and its receipt reaches the user', async () => {
    const phone = world.newPhone();
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="m1"><body>10 € {@}</body>${RECEIPT}</message>`,
    );
    const told = await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(phone)), 'the receipt');
    assert.equal(attribute(told.getChild('received') ?? told, 'id'), 'm1');
    const sent = peer.submits.find(({ to }) => `+${to}` === phone);
    assert.equal(sent?.hex, '3130201b65201b28001b29');
    assert.deepEqual([sent?.dcs, sent?.from, sent?.toTon, sent?.toNpi, sent?.registered], [0, OURS.slice(1), 1, 1, 1]);
  });

  it('gets a long text of another script in parts that name each other, and tells once that both arrived', async () => {
    const phone = world.newPhone();
    const text = 'ж'.repeat(100);
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="m2"><body>${text}</body>${RECEIPT}</message>`,
    );
    const told = await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(phone)), 'the receipt');
    assert.equal(attribute(told.getChild('received') ?? told, 'id'), 'm2');
    const parts = peer.submits.filter(({ to }) => `+${to}` === phone).map(({ hex }) => hex);
    assert.equal(parts.length, 2);
    assert.deepEqual(
      parts.map((hex) => [hex.slice(0, 6), hex.slice(8, 12)]),
      [
        ['050003', '0201'],
        ['050003', '0202'],
      ],
    );
    assert.equal(parts.map((hex) => Buffer.from(hex.slice(12), 'hex').swap16().toString('utf16le')).join(''), text);
    assert.deepEqual(romeo.inbox.map(String), []);
  });

  it('hands over a text of a phone, and is told that it was taken when it is safe', async () => {
    const phone = world.newPhone();
    await romeo.send(`<message to="${world.jidOf(phone)}" type="chat"><body>Hello</body></message>`);
    await peer.waitFor(({ submits }) => submits.some(({ to }) => `+${to}` === phone));
    peer.deliver({ from: phone.slice(1), to: OURS.slice(1), octets: Buffer.from('Gute Nacht 6', 'latin1') });
    assert.equal(await romeo.waitForText(world.jidOf(phone)), 'Gute Nacht 6');
    await peer.waitFor(({ events }) =>
      events.some((event) => event.event === 'deliver-answered' && event.status === 0),
    );
  });

  it('reports a failure, which is the error of that message', async () => {
    const phone = world.newPhone();
    await romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="m4"><body>Lost</body></message>`);
    await peer.waitFor(({ submits }) => submits.some(({ to }) => `+${to}` === phone));
    const id = peer.submits.find(({ to }) => `+${to}` === phone)?.id ?? '';
    peer.receipt({ id, from: OURS.slice(1), to: phone.slice(1), stat: 'UNDELIV', how: 'text' });
    const error = await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(phone)), 'the error');
    assert.deepEqual([attribute(error, 'type'), attribute(error, 'id')], ['error', 'm4']);
    assert.ok(error.getChild('error')?.getChild('recipient-unavailable'));
  });
});

describe('receipts in the encoding of a carrier that shares no code with the gateway', () => {
  let peer: NetSmpp;
  let world: E2eWorld;
  let romeo: XmppUser;
  before(async () => {
    peer = await startNetSmpp({ systemId: SYSTEM_ID, password: PASSWORD, autoReceipt: false });
    world = await E2eWorld.start({ software: 'prosody', carrierPort: peer.port });
    romeo = await world.registered('romeo');
  });
  after(async () => {
    await world.stop();
    await peer.stop();
  });

  /** Sends a text and lets the carrier report on it; the stanza that the user gets then. */
  async function reported(about: Omit<Parameters<NetSmpp['receipt']>[0], 'id' | 'from' | 'to'>) {
    const phone = world.newPhone();
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="${about.how}"><body>Well?</body>${RECEIPT}</message>`,
    );
    await peer.waitFor(({ submits }) => submits.some(({ to }) => `+${to}` === phone));
    const id = peer.submits.find(({ to }) => `+${to}` === phone)?.id ?? '';
    const answered = () => peer.events.filter((event) => event.event === 'deliver-answered' && event.status === 0);
    const before = answered().length;
    peer.receipt({ id, from: OURS.slice(1), to: phone.slice(1), ...about });
    const told = await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(phone)), 'the stanza');
    await peer.waitFor(() => answered().length > before);
    return told;
  }

  for (const how of ['text', 'tlv', 'both', 'wide', 'payload', 'data'] as const) {
    it(`reach the user as delivery and as failure: ${how}`, async () => {
      const delivered = await reported({ how, stat: 'DELIVRD' });
      assert.equal(attribute(delivered.getChild('received') ?? delivered, 'id'), how);
      const failed = await reported({ how, stat: 'REJECTD' });
      assert.deepEqual([attribute(failed, 'type'), attribute(failed, 'id')], ['error', how]);
      assert.ok(failed.getChild('error')?.getChild('not-acceptable'));
      assert.deepEqual(romeo.inbox.map(String), [], 'and nothing else');
    });
  }

  it('name the error of the phone network', async () => {
    const failed = await reported({ how: 'tlv', stat: 'UNDELIV', error: [3, 1] });
    assert.ok(failed.getChild('error')?.getChild('item-not-found'));
    const absent = await reported({ how: 'data', stat: 'UNDELIV', error: [3, 27] });
    assert.equal(attribute(absent.getChild('error') ?? absent, 'type'), 'wait');
  });
});
