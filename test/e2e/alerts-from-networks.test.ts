import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { isFrom } from '../../sandbox/xmpp-user.js';
import { runCommand } from '../support/ad-hoc.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { OURS } from '../support/e2e-world.js';
import { NODES, ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest } from '../unit/alerts/bridge/world.js';

const PHONE = '+12025551002';
const MAIL = 'friar@example.net';
const ROOM = `mon@${ROOMS}`;
const CHANNEL = '#mon';
const BOTH = '#both';
const PATIENCE_MS = 60_000;
const PUBSUB = 'http://jabber.org/protocol/pubsub';

let world: AlertsWorld;
let juliet: XmppUser;
let romeo: Guest;
let irc: IrcClient;

const told = async (says: RegExp, patience = PATIENCE_MS) =>
  await juliet.waitFor(
    (one) => one.name === 'message' && isFrom(one, world.agent) && says.test(one.getChildText('body') ?? ''),
    `a message that says ${says}`,
    patience,
  );

const askNodes = async (inner: string) =>
  await romeo.user.request(`<iq type="set" to="${NODES}"><pubsub xmlns="${PUBSUB}">${inner}</pubsub></iq>`);

/** Says something in a channel until somebody is told: the agent may be there and not listen yet. */
const sayUntilTold = async (channel: string, text: string): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    irc.say(channel, text);
    const heard = await told(new RegExp(text), 3000).catch(() => undefined);
    if (heard !== undefined) return;
    assert.ok(performance.now() < deadline, `nobody is told of ${text}`);
  }
};

describe('alerts from all networks', { concurrency: 1 }, () => {
  before(async () => {
    world = await AlertsWorld.start({
      xmpp: await xmppWithRooms('ejabberd'),
      irc: ['old'],
      mail: true,
      people: ['juliet', 'romeo'],
      book: (people) => ({
        sources: {
          words: { kind: 'message' },
          places: { kind: 'message', places: [`xmpp:${ROOM}?join`, `irc://old/${CHANNEL}`], severity: 'error' },
          weather: { kind: 'pubsub', places: [`pubsub:${NODES}/weather`] },
        },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          romeo: { title: 'Romeo M.', xmpp: people.romeo?.jid },
          nurse: { title: 'Nurse', sms: PHONE, steps: { info: [{ by: ['sms'] }] } },
          friar: { title: 'Friar', email: MAIL },
        },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: 'all' },
        routes: [
          { name: 'tannoy', match: 'nobody=matches', to: `xmpp:${ROOM}?join` },
          {
            name: 'both',
            match: 'nobody=matches',
            to: ['juliet', { target: `irc://old/${BOTH}`, direction: 'inout' }],
          },
          { name: 'everything', to: 'juliet' },
        ],
      }),
    });
    romeo = new Guest(await world.connect('romeo'), 'romeo');
    // When the gateway has asked for its items the first time it was not there.
    await askNodes('<create node="weather"/>');
    juliet = await world.connect('juliet');
    irc = await connectIrc({ port: world.network('old').port });
    await irc.register('rosaline');
    await irc.join(CHANNEL);
    await irc.join(BOTH);
    // Before that its mailbox is nobody's, and mail to it goes back.
    await world.isthmus.waitForLog(/"network":"email","msg":"the alerts gateway is registered/, PATIENCE_MS);
  });
  after(async () => {
    await irc?.quit();
    await world?.stop();
  });

  it('come by mail, from whom the book knows', async () => {
    await world.mailFrom(MAIL, { Subject: 'Candles are out', 'Message-ID': '<c1@example.net>' }, 'All of them.');
    await told(/Candles are out/);
  });

  it('come by SMS, from whom something was sent to', async () => {
    const text = 'How is the door?';
    await runCommand(romeo.user, world.alerts.domain, 'alerts/send', { to: 'nurse', severity: 'info', text });
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length > 0, PATIENCE_MS);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: 'The door is open' });
    await told(/The door is open/);
  });

  it('come from a channel of IRC', async () => {
    await sayUntilTold(CHANNEL, 'router down');
  });

  it('come from a channel that a route both tells things and hears', async () => {
    await sayUntilTold(BOTH, 'printer on fire');
    await irc.waitFor(
      ({ params, nick }) => nick === 'alerts' && params[0] === BOTH && /printer on fire/.test(params[1] ?? ''),
      'the alert where it came from',
      PATIENCE_MS,
    );
  });

  it('come from a room', async () => {
    await romeo.enter(ROOM);
    await romeo.sees(ROOM, 'alerts', PATIENCE_MS);
    await romeo.say(ROOM, 'm1', 'switch down');
    await told(/switch down/);
  });

  it('go into a room, also where it is asked for by a form', async () => {
    const text = 'Mind the gap';
    await runCommand(juliet, world.alerts.domain, 'alerts/send', { to: 'tannoy', severity: 'info', text });
    await romeo.user.waitFor(
      (one) => one.attrs.from === `${ROOM}/alerts` && (one.getChildText('body') ?? '').includes(text),
      'the alert in the room',
      PATIENCE_MS,
    );
  });

  it('come from a node of PubSub, also one that is made later', async () => {
    const entry = (title: string) =>
      `<entry xmlns="http://www.w3.org/2005/Atom"><title>${title}</title><summary>Of the north</summary></entry>`;
    const publish = async (): Promise<boolean> => {
      await askNodes(`<publish node="weather"><item id="w1">${entry('Storm is coming')}</item></publish>`);
      const heard = told(/Storm is coming/).then(() => true);
      return await Promise.race([heard, new Promise<false>((resolve) => setTimeout(resolve, 5000, false))]);
    };
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await publish())) assert.ok(performance.now() < deadline, 'nobody has subscribed');
  });

  it('come by a form of a client, and are taken by another one, by whoever works the group', async () => {
    const sent = await runCommand(romeo.user, world.alerts.domain, 'alerts/send', {
      to: 'everything',
      severity: 'error',
      text: 'The tomb is open',
    });
    assert.deepEqual(sent.notes.length, 1);
    const text = (await told(/The tomb is open/)).getChildText('body') ?? '';
    const code = /ack ([A-Z0-9]{4})/.exec(text)?.[1] ?? assert.fail(text);
    const open = await runCommand(juliet, world.alerts.domain, 'alerts/alerts');
    assert.match(open.notes.join('\n'), new RegExp(code));
    await runCommand(romeo.user, world.alerts.domain, 'alerts/ack', { code, comment: 'I go there' });
    const taken = await told(/by Romeo M\./);
    assert.match(taken.getChildText('body') ?? '', /I go there/);
  });

  it('are taken by a reaction', async () => {
    await world.smsc.deliver({ from: PHONE, to: OURS, text: 'The wine is poisoned' });
    const id = String((await told(/The wine is poisoned/)).attrs.id);
    await juliet.send(
      `<message type="chat" id="x1" to="${world.agent}"><reactions xmlns="urn:xmpp:reactions:0" id="${id}"><reaction>✅</reaction></reactions></message>`,
    );
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const open = await runCommand(romeo.user, world.alerts.domain, 'alerts/alerts');
      if (/poisoned \(.*Juliet C\./.test([...open.notes].join('\n'))) return;
      assert.ok(performance.now() < deadline, open.notes.join('\n'));
    }
  });
});
