import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { OURS } from '../support/e2e-world.js';
import { fieldOf, textOf } from '../support/mail-reader.js';
import { MAIL_DOMAIN } from '../support/mail-world.js';
import { ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest, visible } from '../unit/alerts/bridge/world.js';

const PHONE = '+12025551004';
const MAIL = 'friar@example.net';
const ROOM = `crew@${ROOMS}`;
const OTHER = `ring@${ROOMS}`;
const PATIENCE_MS = 60_000;

let world: AlertsWorld;
let alice: Guest;
let irc: IrcClient;

/** The next line of that text in a channel, whoever says it; without what breaks nicks. */
const inChannel = async (text: string, channel = '#crew') =>
  await irc.waitFor(
    ({ command, params }) =>
      command === 'PRIVMSG' && params[0] === channel && (params[1] ?? '').replaceAll('\u200b', '') === text,
    `${channel} hears ${text}`,
    PATIENCE_MS,
  );
const inRoom = async (text: string, room = ROOM) =>
  await alice.user.waitFor(
    (one) => one.name === 'message' && String(one.attrs.from).startsWith(`${room}/relay`) && visible(one) === text,
    `${room} hears ${text}`,
    PATIENCE_MS,
  );
const mailsThatSay = (text: string) =>
  world.mailsTo(MAIL).filter((mail) => textOf(mail).replaceAll('\u200b', '').includes(text));
const byMail = async (text: string) => {
  await world.mail.outside.waitFor(() => mailsThatSay(text).length > 0, `a mail that says ${text}`, PATIENCE_MS);
  return mailsThatSay(text)[0] ?? assert.fail();
};
const bySms = async (text: string): Promise<void> =>
  await world.smsc.waitFor(
    () => world.smsc.inbox(PHONE).some((one) => one.text.replaceAll('\u200b', '').includes(text)),
    PATIENCE_MS,
  );
/** Waits until the nick of a bridge is in a channel. */
const isIn = async (channel: string, nick: string): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    irc.send(`NAMES ${channel}`);
    const { params } = await irc.waitFor(({ command }) => command === '353', 'names');
    if ((params.at(-1) ?? '').split(/[ @+]/).includes(nick)) return;
    assert.ok(performance.now() < deadline, `${nick} is not in ${channel}`);
  }
};

describe('a bridge between a room, a channel and a list', { concurrency: 1 }, () => {
  before(async () => {
    world = await AlertsWorld.start({
      xmpp: await xmppWithRooms('prosody'),
      irc: ['old'],
      mail: true,
      people: ['alice'],
      alerts: { nick: 'relay' },
      book: () => ({
        people: { friar: { title: 'Friar', email: MAIL }, nurse: { title: 'Nurse', sms: PHONE } },
        lists: { crew: { members: ['friar', 'nurse'] } },
        routes: [{ name: 'everything', to: 'friar' }],
        bridges: {
          crew: {
            noPing: false,
            nick: '{nick}/{network}',
            ignore: { nicks: 'bot.*', texts: 'secret', files: '.*\\.exe' },
            ends: [
              { target: `xmpp:${ROOM}?join`, format: '{nick}' },
              { target: 'irc://old/#crew', nick: 'relay' },
              'crew',
            ],
          },
          // Two bridges that go round between the same three rooms, and one back.
          one: { noPing: false, ends: [`xmpp:${OTHER}?join`, { target: 'irc://old/#ring', nick: 'one' }] },
          two: { noPing: false, ends: [`xmpp:${OTHER}?join`, { target: 'irc://old/#ring', nick: 'two' }] },
        },
      }),
    });
    irc = await connectIrc({ port: world.network('old').port });
    await irc.register('ivan');
    await irc.join('#crew');
    await irc.join('#ring');
    alice = new Guest(await world.connect('alice'), 'alice');
    await alice.enter(ROOM);
    await alice.enter(OTHER);
    await Promise.all([alice.sees(ROOM, 'relay', PATIENCE_MS), alice.sees(OTHER, 'relay', PATIENCE_MS)]);
    await isIn('#crew', 'relay');
  });
  after(async () => {
    await irc?.quit();
    await world?.stop();
  });

  it('is found to go round in circles when the book is read', async () => {
    await world.isthmus.waitForLog(/is part of a circle: bridge (one|two)/);
  });

  it('carries what is said in each to the others, with the speaker in the form of each', async () => {
    await alice.say(ROOM, 'm1', 'hello crew');
    await Promise.all([inChannel('<alice> hello crew'), byMail('<alice> hello crew'), bySms('<alice> hello crew')]);
    irc.say('#crew', 'hello from irc');
    await Promise.all([inRoom('<ivan/old> hello from irc'), byMail('<ivan/old> hello from irc')]);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: 'hello from a phone' });
    await Promise.all([
      inRoom('<Nurse/xmpp> hello from a phone'),
      inChannel('<Nurse/xmpp> hello from a phone'),
      byMail('<Nurse/xmpp> hello from a phone'),
    ]);
    const mail = await byMail('hello from a phone');
    const to = `crew@${MAIL_DOMAIN}`;
    await world.mailFrom(
      MAIL,
      { To: to, Subject: `Re: ${fieldOf(mail, 'Subject')}`, 'Message-ID': '<b1@example.net>' },
      'hello by mail',
    );
    await Promise.all([inRoom('<Friar/xmpp> hello by mail'), inChannel('<Friar/xmpp> hello by mail')]);
  });

  it('carries replies, corrections and retractions, by elements or in words', async () => {
    irc.say('#crew', 'which disk?');
    const asked = await inRoom('<ivan/old> which disk?');
    const id = asked.getChild('stanza-id')?.attrs.id;
    await alice.say(ROOM, 'm2', 'the first', `<reply xmlns='urn:xmpp:reply:0' id='${id}' to='${ROOM}/relay'/>`);
    await inChannel('<alice> > ivan: which disk?');
    await inChannel('<alice> the first');
    await alice.say(ROOM, 'm3', 'the second', `<replace xmlns='urn:xmpp:message-correct:0' id='m2'/>`);
    await inChannel('<alice> (corrected) the second');
    const own = await alice.user.waitFor(
      (one) => one.attrs.from === `${ROOM}/alice` && one.attrs.id === 'm2',
      'its own message',
    );
    const stanzaId = own.getChild('stanza-id')?.attrs.id;
    await alice.say(ROOM, 'm4', '', `<retract xmlns='urn:xmpp:message-retract:1' id='${stanzaId}'/>`);
    await inChannel('alice took back: “the second”');
  });

  it('carries files as links, and nothing that is to be ignored', async () => {
    const url = 'https://files.example.org/plan.png';
    const oob = (address: string) => `<x xmlns='jabber:x:oob'><url>${address}</url></x>`;
    await alice.say(ROOM, 'm5', url, oob(url));
    await irc.waitFor(
      ({ params }) => params[0] === '#crew' && params[1]?.includes(url) === true,
      'the link',
      PATIENCE_MS,
    );
    await alice.say(ROOM, 'm6', 'the secret is out');
    irc.send('NOTICE #crew :a program says so');
    const bot = await connectIrc({ port: world.network('old').port });
    await bot.register('bot1');
    await bot.join('#crew');
    bot.say('#crew', 'beep');
    await alice.say(ROOM, 'm7', 'after that');
    await inChannel('<alice> after that');
    irc.say('#crew', 'and that');
    await inRoom('<ivan/old> and that');
    await bot.quit();
    const heard = alice.texts().join('\n');
    assert.doesNotMatch(heard, /a program says so|beep/);
    const lines = irc.received.map((line) => line.params[1] ?? '');
    assert.equal(
      lines.some((line) => line.includes('secret')),
      false,
    );
  });

  it('stops with two bridges that point at each other, after each message was told once', async () => {
    await isIn('#ring', 'one');
    await isIn('#ring', 'two');
    const copies = () => alice.texts().filter((text) => text.includes('round we go'));
    irc.say('#ring', 'round we go');
    await inRoom('<ivan> round we go', OTHER);
    await alice.say(OTHER, 'r1', 'and back again');
    await inChannel('<alice> and back again', '#ring');
    // What had gone round would be here before this.
    irc.say('#ring', 'the end');
    await inRoom('<ivan> the end', OTHER);
    await alice.say(OTHER, 'r2', 'the very end');
    await inChannel('<alice> the very end', '#ring');
    assert.deepEqual(copies(), ['<ivan> round we go']);
  });
});
