import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { IrcLine } from '../../sandbox/irc-line.js';
import { attribute } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { ChannelWatch, heardInRoom, inRoom, PATIENCE_MS, plain, textsInRoom } from '../support/bridge-watch.js';
import { OURS } from '../support/e2e-world.js';
import { handOver } from '../support/mail-sending.js';
import { MAIL_DOMAIN } from '../support/mail-world.js';
import { ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest } from '../unit/alerts/bridge/world.js';

const ROOM = `crew@${ROOMS}`;
const CHANNEL = '#crew';
const PHONE = '+12025551014';
const MAIL = 'friar@example.net';
const BRIDGE_MAIL = `crew@${MAIL_DOMAIN}`;
const TAGS = ['message-tags', 'echo-message', 'server-time', 'batch'];

describe('a bridge between a room of ejabberd, two networks of IRC and a list', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let alice: Guest;
  /** On ngircd, which has no tags, and on InspIRCd, which has them. */
  let ivan: ChannelWatch;
  let olga: ChannelWatch;

  const inChannels = async (text: string | RegExp): Promise<readonly IrcLine[]> =>
    await Promise.all([ivan.hears(CHANNEL, text), olga.hears(CHANNEL, text)]);
  const smsOf = (text: string) => world.smsc.inbox(PHONE).filter((one) => plain(one.text).includes(text));
  const bySms = async (text: string): Promise<void> =>
    await world.smsc.waitFor(() => smsOf(text).length > 0, PATIENCE_MS);
  const mail = async (
    head: Readonly<Record<string, string>>,
    text: string,
    from: string | '' = MAIL,
  ): Promise<void> => {
    const fields = { From: MAIL, To: BRIDGE_MAIL, 'Content-Type': 'text/plain; charset=utf-8', ...head };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const octets = Buffer.from(`${lines.join('\n')}\n\n${text}\n`);
    await handOver(world.mail.postfix.port, { from, to: [BRIDGE_MAIL], octets });
  };

  before(async () => {
    world = await AlertsWorld.start({
      xmpp: await xmppWithRooms('ejabberd'),
      irc: ['old', 'new'],
      mail: true,
      people: ['alice', 'eve'],
      alerts: { nick: 'relay' },
      // Only whom it knows may use the gateway of IRC: a bridge has to be registered there before it enters a channel.
      ircSection: { guests: false },
      book: () => ({
        people: { friar: { title: 'Friar', email: MAIL }, nurse: { title: 'Nurse', sms: PHONE } },
        lists: { crew: { members: ['friar', 'nurse'] } },
        routes: [{ name: 'everything', to: 'friar' }],
        bridges: {
          crew: {
            ends: [
              `xmpp:${ROOM}?join`,
              { target: `irc://old/${CHANNEL}`, nick: 'relay' },
              { target: `irc://new/${CHANNEL}`, nick: 'relay' },
              'crew',
            ],
          },
        },
      }),
    });
    ivan = await ChannelWatch.connect(world.network('old').port, 'ivan', [CHANNEL]);
    olga = await ChannelWatch.connect(world.network('new').port, 'olga', [CHANNEL], { caps: TAGS });
    alice = new Guest(await world.connect('alice'), 'alice');
    await alice.enter(ROOM);
    await inRoom(alice, ROOM, 'relay');
    await Promise.all([ivan.sees(CHANNEL, 'relay'), olga.sees(CHANNEL, 'relay')]);
  });
  after(async () => {
    await ivan?.client.quit();
    await olga?.client.quit();
    await world?.stop();
  });

  it('carries corrections and what was taken back, in words where a network has no more', async () => {
    await alice.say(ROOM, 'm1', 'the disc is ful');
    await inChannels('<alice> the disc is ful');
    await alice.say(ROOM, 'm2', 'the disk is full', `<replace xmlns='urn:xmpp:message-correct:0' id='m1'/>`);
    await inChannels('<alice> (corrected) the disk is full');
    const own = await alice.user.waitFor(
      (one) => one.attrs.from === `${ROOM}/alice` && one.attrs.id === 'm1',
      'its own message',
    );
    const id = attribute(own.getChild('stanza-id') ?? assert.fail(), 'id');
    await alice.say(ROOM, 'm3', '', `<retract xmlns='urn:xmpp:message-retract:1' id='${id}'/>`);
    await inChannels('alice took back: “the disk is full”');
  });

  it('carries replies both ways, from IRC where the network has tags', async () => {
    olga.client.say(CHANNEL, 'which disk?');
    const asked = await heardInRoom(alice, ROOM, '<olga> which disk?');
    await ivan.hears(CHANNEL, '<olga> which disk?');
    const id = attribute(asked.getChild('stanza-id') ?? assert.fail(), 'id');
    await alice.say(ROOM, 'm4', 'the first', `<reply xmlns='urn:xmpp:reply:0' id='${id}' to='${ROOM}/relay'/>`);
    await inChannels('<alice> > olga: which disk?');
    const [, answered] = await inChannels('<alice> the first');
    const msgid = answered?.tags.get('msgid') ?? assert.fail('lines have ids');
    olga.client.send(`@+draft/reply=${msgid} PRIVMSG ${CHANNEL} :thank you`);
    const thanks = await heardInRoom(alice, ROOM, /<olga> thank you$/);
    const own = alice.user.received.find((one) => one.attrs.id === 'm4' && one.attrs.from === `${ROOM}/alice`);
    assert.equal(
      attribute(thanks.getChild('reply', 'urn:xmpp:reply:0') ?? assert.fail(thanks.toString()), 'id'),
      attribute(own?.getChild('stanza-id') ?? assert.fail(), 'id'),
    );
    await ivan.hears(CHANNEL, '<olga> thank you');
  });

  it('carries files as links', async () => {
    const url = 'https://files.example.org/1/plan.png';
    await alice.say(ROOM, 'm5', url, `<x xmlns='jabber:x:oob'><url>${url}</url></x>`);
    await inChannels(`<alice> ${url}`);
    ivan.client.say(CHANNEL, `look at ${url}`);
    await heardInRoom(alice, ROOM, `<ivan> look at ${url}`);
    await olga.hears(CHANNEL, `<ivan> look at ${url}`);
  });

  it('lets nobody look like two speakers', async () => {
    const eve = new Guest(await world.connect('eve'), 'ivan> I quit <alice');
    await eve.user.send(
      `<presence to='${ROOM}/${eve.nick.replaceAll('<', '&lt;')}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`,
    );
    await eve.user.waitFor((one) => one.toString().includes('110'), 'eve is in the room', PATIENCE_MS);
    await eve.say(ROOM, 'e1', 'yes');
    const [line] = await inChannels(/ yes$/);
    assert.match(plain(line?.params[1]), /^<[^<>]*> yes$/);
    await eve.user.close();
  });

  it('carries a flood of lines, and a very long one, as one line with a link to the whole', async () => {
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
    await alice.say(ROOM, 'l1', lines.join('\n'));
    await alice.say(ROOM, 'l2', 'x'.repeat(12_000));
    await alice.say(ROOM, 'l3', 'after that');
    await inChannels('<alice> after that');
    for (const watch of [ivan, olga]) {
      const texts = watch.texts(CHANNEL);
      const [paste = '', ...more] = texts.filter((text) => /line \d/.test(text));
      assert.deepEqual(more, []);
      const [, link] = /^<alice> line 0… \(the whole text: (http[^)]+)\)$/.exec(paste) ?? assert.fail(paste);
      const whole = await (await fetch(link ?? '')).text();
      assert.ok(lines.every((line) => whole.includes(line)));
      assert.equal(texts.filter((text) => /^<alice> x+… \(the whole text: http[^)]+\)$/.test(text)).length, 1);
    }
  });

  it('is told what people write by mail and SMS, and nothing that machines write', async () => {
    await alice.say(ROOM, 'p1', 'who is there?');
    await bySms('who is there?');
    await world.mail.outside.waitFor(() => world.mailsTo(MAIL).length > 0, 'a mail', PATIENCE_MS);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: 'Nurse is' });
    await heardInRoom(alice, ROOM, '<Nurse> Nurse is');
    await inChannels('<Nurse> Nurse is');
    const id = (name: string) => ({ 'Message-ID': `<${name}@example.net>` });
    await mail({ ...id('o1'), Subject: 'Out of office', 'Auto-Submitted': 'auto-replied' }, 'I am away');
    await mail({ ...id('o2'), Subject: 'Undelivered', 'Auto-Submitted': 'auto-replied' }, 'It bounced', '');
    await mail({ ...id('o3'), Subject: 'News', 'List-Id': '<news.example.net>', Precedence: 'list' }, 'Buy this');
    await mail({ ...id('o4'), Subject: 'Hi', From: 'mallory@example.net' }, 'Let me in', 'mallory@example.net');
    await mail({ ...id('o5'), Subject: 'Hi' }, 'Friar is');
    await heardInRoom(alice, ROOM, '<Friar> Friar is');
    await inChannels('<Friar> Friar is');
    await bySms('Friar is');
    const said = [
      ...textsInRoom(alice, ROOM),
      ...ivan.texts(CHANNEL),
      ...world.smsc.inbox(PHONE).map(({ text }) => text),
    ];
    assert.deepEqual(
      said.filter((text) => /I am away|bounced|Buy this|Let me in/.test(text)),
      [],
    );
    // Nobody hears what they have written themselves.
    assert.deepEqual(smsOf('Nurse is'), []);
  });

  it('says everything once', () => {
    for (const texts of [textsInRoom(alice, ROOM), ivan.texts(CHANNEL), olga.texts(CHANNEL)]) {
      assert.deepEqual(
        texts.filter((text, at) => texts.indexOf(text) !== at),
        [],
      );
    }
  });
});
