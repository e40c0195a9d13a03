import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { certificateAuthority } from '../../sandbox/certificate.js';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { alertmanagerPayload } from '../support/alertmanager-payload.js';
import { AGENT_MAIL, AlertsWorld } from '../support/alerts-world.js';
import { OURS } from '../support/e2e-world.js';
import { fieldOf, textOf } from '../support/mail-reader.js';
import { until } from '../support/until.js';
import { WebServer } from '../support/web-server.js';
import { ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest, visible } from '../unit/alerts/bridge/world.js';

const TOKEN = 'a-token-that-nobody-can-guess';
const PHONE = '+12025551001';
const MAIL = 'nurse@example.net';
const ROOM = `ops@${ROOMS}`;
/** Everything is waited for as long as a busy machine may need. */
const PATIENCE_MS = 60_000;

let dir: string;
let world: AlertsWorld;
let web: WebServer;
let guest: Guest;
let irc: IrcClient;
const posted: string[] = [];

/** The first message of others in the room that fits. */
const inRoom = async (says: RegExp) =>
  await guest.user.waitFor(
    (one) => one.name === 'message' && one.attrs.from === `${ROOM}/alerts` && says.test(visible(one)),
    `the room hears ${says}`,
    PATIENCE_MS,
  );
const inChannel = async (says: RegExp) =>
  await irc.waitFor(
    ({ command, params }) => /^(NOTICE|PRIVMSG)$/.test(command) && params[0] === '#ops' && says.test(params[1] ?? ''),
    `the channel hears ${says}`,
    PATIENCE_MS,
  );
const bySms = async (says: RegExp): Promise<string> => {
  const found = () => world.smsc.inbox(PHONE).find(({ text }) => says.test(text));
  await world.smsc.waitFor(() => found() !== undefined, PATIENCE_MS);
  return found()?.text ?? '';
};
const byMail = async (says: RegExp) => {
  const found = () => world.mailsTo(MAIL).find((mail) => says.test(`${fieldOf(mail, 'Subject')}\n${textOf(mail)}`));
  await world.mail.outside.waitFor(() => found() !== undefined, `a mail that says ${says}`, PATIENCE_MS);
  const mail = found();
  assert.ok(mail !== undefined);
  return mail;
};
/** That an alert of an instance was taken by somebody. */
const taken = (instance: string, who: string): RegExp => new RegExp(`^(?=.*${instance})(?=.*by ${who})`, 's');
/** A new alert that everybody hears of; its code. */
const fire = async (instance: string): Promise<string> => {
  const name = `Disk${instance}`;
  const answer = await world.post('prometheus', TOKEN, alertmanagerPayload(name, 'firing', [instance]));
  assert.equal(answer.status, 200, await answer.text());
  const text = visible(await inRoom(new RegExp(instance)));
  return /\b(?:ack|!ack) ([A-Z0-9]{4})/.exec(text)?.[1] ?? assert.fail(text);
};
describe('an alert to all networks', { concurrency: 1 }, () => {
  before(async () => {
    dir = await tempDir('alerts-hook');
    const authority = await certificateAuthority(dir, 'alerts test');
    const files = await authority.issue('localhost');
    const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)]);
    web = await WebServer.of(
      createServer({ cert, key }, (request, response) => {
        let body = '';
        request.on('data', (chunk) => {
          body += String(chunk);
        });
        request.on('end', () => {
          posted.push(body);
          response.writeHead(204).end();
        });
      }),
    );
    world = await AlertsWorld.start({
      xmpp: await xmppWithRooms('prosody'),
      irc: ['new'],
      mail: true,
      authority: authority.cert,
      people: ['juliet'],
      book: (people) => ({
        sources: { prometheus: { kind: 'alertmanager', token: TOKEN } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid, irc: 'irc://new/julie?account=julie' },
          nurse: { title: 'Nurse', sms: PHONE, steps: { critical: [{ by: ['sms'] }] }, sendResolved: ['sms'] },
          friar: { title: 'Friar', email: MAIL },
        },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: ['alertname'] },
        routes: [
          {
            name: 'disks',
            allow: { acknowledge: ['people', `xmpp:${ROOM}?join`] },
            to: ['nurse', 'friar', 'irc://new/#ops', `xmpp:${ROOM}?join`, `hook:https://localhost:${web.port}/alerts`],
          },
        ],
      }),
    });
    const network = world.network('new');
    await network.register?.('julie', 'capulet');
    irc = await connectIrc({ port: network.port });
    await irc.register('julie', { sasl: { account: 'julie', password: 'capulet' } });
    await irc.join('#ops');
    guest = new Guest(await world.connect('juliet'), 'juliet');
    await guest.enter(ROOM);
  });
  after(async () => {
    await irc?.quit();
    await world?.stop();
    await web?.stop();
    await removeTempDir(dir);
  });

  it('comes by SMS, by mail, into a channel, into a room and to a web server', async () => {
    const code = await fire('db1');
    const line = await inChannel(/db1/);
    assert.match(line.params[1] ?? '', new RegExp(code));
    assert.match(await bySms(/db1/), new RegExp(code));
    const mail = await byMail(/db1/);
    assert.match(fieldOf(mail, 'From') ?? '', new RegExp(AGENT_MAIL));
    assert.equal(fieldOf(mail, 'Auto-Submitted'), 'auto-generated');
    assert.match(textOf(mail), new RegExp(code));
    await until(() => posted.length > 0, 'the web server is told', PATIENCE_MS);
    assert.match(posted[0] ?? '', /db1/);
  });

  it('is taken by a reply by mail, and all others learn it', async () => {
    await fire('db2');
    const mail = await byMail(/db2/);
    const id = fieldOf(mail, 'Message-ID') ?? '';
    await world.mailFrom(
      MAIL,
      {
        Subject: `Re: ${fieldOf(mail, 'Subject')}`,
        'In-Reply-To': id,
        'Message-ID': '<m1@example.net>',
        To: fieldOf(mail, 'Reply-To') ?? AGENT_MAIL,
      },
      `ack I am on it\n\n> ${textOf(mail).replaceAll('\n', '\n> ')}`,
    );
    const says = taken('db2', 'Friar');
    await Promise.all([inRoom(says), inChannel(says), bySms(says)]);
  });

  it('is taken by SMS with its code', async () => {
    const code = await fire('db3');
    await bySms(/db3/);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: `ack ${code}` });
    const says = taken('db3', 'Nurse');
    await Promise.all([inRoom(says), inChannel(says), byMail(says)]);
  });

  it('is taken on IRC by somebody whom the services know', async () => {
    const code = await fire('db4');
    await inChannel(/db4/);
    irc.say('#ops', `!ack ${code}`);
    const says = taken('db4', 'Juliet C.');
    await Promise.all([inRoom(says), bySms(says), byMail(says)]);
  });

  it('is taken by nobody who only has the nick', async () => {
    const stranger = await connectIrc({ port: world.network('new').port });
    await stranger.register('mallory');
    await stranger.join('#ops');
    const code = await fire('db6');
    await stranger.waitFor(({ params }) => params[1]?.includes('db6') === true, 'the alert', PATIENCE_MS);
    stranger.say('#ops', `!ack ${code}`);
    await stranger.waitFor(
      ({ params }) => params[0] === 'mallory' && /by your nick alone/.test(params[1] ?? ''),
      'the refusal, aside',
      PATIENCE_MS,
    );
    await stranger.quit();
  });

  it('is taken in the room', async () => {
    const code = await fire('db5');
    await bySms(/db5/);
    await guest.say(ROOM, 'r1', `!ack ${code}`);
    // The room has shown the agent, which has made it, whose nick it is.
    const says = taken('db5', 'Juliet C.');
    await Promise.all([bySms(says), byMail(says), inChannel(says)]);
  });
});
