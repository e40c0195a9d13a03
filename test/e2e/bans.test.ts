import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ircModule } from '../../gateways/irc/module.js';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { AdminDesk } from '../support/admin-desk.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import { IrcWorld } from '../support/irc-world.js';

/** How soon everything must follow, ms; the rest is the server's. */
const SOON_MS = 3000;
/** ESME_RX_R_APPN. */
const REFUSED = 0x66;

describe('a ban', () => {
  let world: E2eWorld;
  let desk: AdminDesk;
  let romeo: XmppUser;
  let phone = '';
  before(async () => {
    world = await E2eWorld.start({ software: 'prosody', roles: ['xmpp', 'sms'], config: { lanes: { lease: '5s' } } });
    const [first] = world.processes;
    assert.ok(first);
    desk = await AdminDesk.open(world.redis, first, { gateways: [world.smsGateway()], admins: ['admin@example.org'] });
    romeo = await world.registered('romeo');
    phone = world.newPhone();
    for (const jid of [world.gateway, world.jidOf(phone)]) {
      await romeo.send(`<presence type="subscribe" to="${jid}"/>`);
      await presence(romeo, undefined, jid);
    }
    await send('before');
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
  });
  after(async () => {
    await desk?.close();
    await world?.stop();
  });

  const send = (id: string) =>
    romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="${id}"><body>${id}</body></message>`);

  it('ends sessions in all processes at once, refuses with the reason, and tells the network that nobody is there', async () => {
    assert.match(String(await desk.try('ban', 'add', { who: 'admin@example.org' })), /is an admin/);
    assert.match(String(await desk.try('ban', 'add', { who: `${romeo.bare}/phone` })), /not for one client/);
    assert.match(String(await desk.try('ban', 'add', { who: romeo.bare, gateway: 'fax' })), /Use one of: sms/);
    await desk.run('ban', 'add', { who: romeo.bare, reason: 'spam' });
    await presence(romeo, 'unavailable', world.jidOf(phone));
    await presence(romeo, 'unavailable', world.gateway);

    await send('banned');
    const error = (await errorFor(romeo, 'banned')).getChild('error');
    assert.ok(error?.getChild('forbidden') !== undefined, String(error));
    assert.match(error?.getChildText('text') ?? '', /banned you from this gateway: spam\./);
    const form = await romeo.request(`<iq type="get" to="${world.gateway}"><query xmlns="jabber:iq:register"/></iq>`);
    assert.ok(form.getChild('error')?.getChild('forbidden'), form.toString());
    const command = await romeo.request(
      `<iq type="set" to="${world.gateway}"><command xmlns="http://jabber.org/protocol/commands" node="status" action="execute"/></iq>`,
    );
    assert.ok(command.getChild('error')?.getChild('forbidden'), command.toString());

    // The carrier is told that it reaches nobody, so nothing is taken and lost.
    const answers = async () => (await world.smsc.deliver({ from: phone, to: OURS, text: 'are you there' }))[0];
    // The process that speaks to the carrier looks once a second.
    const until = Date.now() + 2000;
    while ((await answers()) === 0 && Date.now() < until) await setTimeout(50);
    assert.equal(await answers(), REFUSED);
    assert.equal(world.smsc.inbox(phone).length, 1);
    const { table } = await desk.run('ban', 'list');
    assert.deepEqual(
      table?.rows.map(({ who, gateway, reason, until }) => ({ who, gateway, reason, until })),
      [{ who: romeo.bare, gateway: 'all', reason: 'spam', until: null }],
    );
  });

  it('is there after a crash, and lifted without a trace: registered as before', async () => {
    for (const process of world.processes) {
      await process.kill();
      await process.start();
    }
    await world.answering(romeo);
    await send('still');
    assert.ok((await errorFor(romeo, 'still')).getChild('error')?.getChild('forbidden'));
    assert.match(
      String(await desk.try('ban', 'remove', { who: romeo.bare, gateway: 'sms' })),
      /There are bans of it at all gateways/,
    );
    await desk.run('ban', 'remove', { who: romeo.bare });
    await presence(romeo, undefined, world.gateway);
    await send('after');
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 2);
    assert.deepEqual(await world.smsc.deliver({ from: phone, to: OURS, text: 'welcome back' }), [0]);
    await romeo.waitFor((stanza) => stanza.getChildText('body') === 'welcome back', 'what the phone writes');
  });

  it('refuses what waits in a lane, and ends by itself when its time is over', async () => {
    world.smsc.setScript({ bindStatus: 0x08 });
    world.smsc.cut();
    await send('waits');
    await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
    await desk.run('ban', 'add', { who: `*@${world.xmpp.domain}`, gateway: 'sms', for: '15s', reason: 'no texts' });
    // What waits is looked over every 10 s.
    const told = await errorFor(romeo, 'waits', 20_000);
    assert.ok(told.getChild('error')?.getChild('forbidden'), told.toString());
    world.smsc.setScript({});
    await presence(romeo, undefined, world.gateway, 20_000);
    await send('over');
    await world.smsc.waitFor(() => world.smsc.inbox(phone).some(({ text }) => text === 'over'), 30_000);
    assert.ok(!world.smsc.inbox(phone).some(({ text }) => text === 'waits'));
    assert.deepEqual((await desk.run('ban', 'list')).table?.rows, []);
  });
});

describe('a ban of somebody in rooms of IRC', () => {
  it('ends the connection: who was beside them sees them leave', async () => {
    const world = await IrcWorld.start({ networks: ['old'] });
    const [process] = world.processes;
    assert.ok(process);
    const irc = ircModule.create(
      ircModule.config.parse({ domain: world.gateway, networks: { old: { host: '127.0.0.1' } } }),
      {
        clock: systemClock,
        log: silentLog,
      },
    );
    const desk = await AdminDesk.open(world.redis, process, { gateways: [irc] });
    try {
      const [romeo, juliet] = [await world.connect('romeo'), await world.connect('juliet')];
      const room = world.roomOf(world.newChannel(), 'old');
      const enter = async (user: XmppUser, nick: string): Promise<void> => {
        await user.send(`<presence to="${room}/${nick}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
        await presence(user, undefined, `${room}/${nick}`, 15_000);
      };
      await enter(juliet, 'juliet');
      await enter(romeo, 'romeo');
      await presence(juliet, undefined, `${room}/romeo`);
      await desk.run('ban', 'add', { who: romeo.bare, gateway: 'irc', reason: 'flooding' });
      await presence(juliet, 'unavailable', `${room}/romeo`, 8000);
      await romeo.send(`<presence to="${room}/romeo"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
      const refused = await romeo.waitFor(
        (stanza) => stanza.name === 'presence' && attribute(stanza, 'type') === 'error',
        'the refusal',
      );
      assert.match(refused.getChild('error')?.getChildText('text') ?? '', /flooding/);
    } finally {
      await desk.close();
      await world.stop();
    }
  });
});

async function presence(user: XmppUser, type: string | undefined, from: string, ms = SOON_MS): Promise<void> {
  await user.waitFor(
    (stanza) => stanza.name === 'presence' && attribute(stanza, 'type') === type && isFrom(stanza, from),
    `${type ?? 'available'} presence from ${from}`,
    ms,
  );
}

async function errorFor(user: XmppUser, id: string, ms?: number) {
  return await user.waitFor(
    (stanza) => stanza.name === 'message' && attribute(stanza, 'id') === id && attribute(stanza, 'type') === 'error',
    `the error for ${id}`,
    ms,
  );
}
