import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { type MessageContent, readMessage } from '../../src/xmpp/messages.js';
import { parseStanza } from '../../src/xmpp/parse.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { partsOf } from '../support/mail-reader.js';
import { ROOMS, xmppWithRooms } from '../support/xmpp-with-rooms.js';
import { Guest } from '../unit/alerts/bridge/world.js';

const FRIAR = 'friar@example.net';
const NURSE = 'nurse@example.net';
const ROOM = `watch@${ROOMS}`;
const CHANNEL = '#watch';
const PATIENCE_MS = 60_000;
const LOG = 'the disk is full\nvery full';
const REPORT = 'a report on the web';

let world: AlertsWorld;
let juliet: XmppUser;
let romeo: Guest;
let irc: IrcClient;
let web: Server;
let webUrl = '';

/** A mail with two files. */
async function mailWithFiles(subject: string): Promise<void> {
  const part = (name: string, type: string, octets: string) =>
    `--frontier\nContent-Type: ${type}; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${Buffer.from(octets).toString('base64')}`;
  const body = [
    '--frontier\nContent-Type: text/plain; charset=utf-8\n\nSee what is attached.',
    part('disk.log', 'text/plain', LOG),
    part('setup.exe', 'application/x-msdownload', 'MZ'),
    '--frontier--',
  ].join('\n');
  const fields = {
    Subject: subject,
    'Message-ID': '<files1@example.net>',
    'MIME-Version': '1.0',
    'Content-Type': 'multipart/mixed; boundary="frontier"',
  };
  await world.mailFrom(FRIAR, fields, body);
}

/** What a message says, as the gateway's own reader sees it. */
function read(message: { toString(): string }): MessageContent {
  const stanza = parseStanza(message.toString());
  assert.ok(stanza !== undefined);
  return readMessage(stanza);
}

describe('files that come with messages to routes', { concurrency: 1 }, () => {
  before(async () => {
    web = createServer((_, response) => response.setHeader('content-type', 'text/plain').end(REPORT));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    world = await AlertsWorld.start({
      xmpp: await xmppWithRooms('ejabberd'),
      irc: ['old'],
      mail: true,
      people: ['juliet', 'romeo'],
      book: (people) => ({
        sources: { words: { kind: 'message' } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          romeo: { title: 'Romeo M.', xmpp: people.romeo?.jid },
          friar: { title: 'Friar', email: FRIAR },
        },
        defaults: {
          groupWait: '0s',
          groupInterval: '1s',
          groupBy: 'all',
          files: { types: ['text/*'], maxSize: '1MiB' },
        },
        routes: [
          { name: 'copies', match: 'nobody=matches', to: 'juliet', files: { keep: 'copy' } },
          { name: 'everything', to: [`xmpp:${ROOM}?join`, `irc://old/${CHANNEL}`, `mailto:${NURSE}`] },
        ],
      }),
    });
    juliet = await world.connect('juliet');
    romeo = new Guest(await world.connect('romeo'), 'romeo');
    irc = await connectIrc({ port: world.network('old').port });
    await irc.register('rosaline');
    await irc.join(CHANNEL);
    await romeo.enter(ROOM);
    await romeo.sees(ROOM, 'alerts', PATIENCE_MS);
    // Before that its mailbox is nobody's, and mail to it goes back.
    await world.isthmus.waitForLog(/"network":"email","msg":"the alerts gateway is registered/, PATIENCE_MS);
  });
  after(async () => {
    await irc?.quit();
    await world?.stop();
    web?.closeAllConnections();
    await new Promise<void>((resolve) => web?.close(() => resolve()) ?? resolve());
  });

  it('go from a mail into a room, into a channel and into a mail, and what is refused is named', async () => {
    await mailWithFiles('Disk of db1');
    const inRoom = await romeo.user.waitFor(
      (one) => one.attrs.from === `${ROOM}/alerts` && /Disk of db1/.test(one.getChildText('body') ?? ''),
      'the alert in the room',
      PATIENCE_MS,
    );
    const { body = '', files } = read(inRoom);
    assert.match(body, /📎 disk\.log \(26 B\): http/, body);
    assert.match(body, /Not carried: setup\.exe/);
    assert.deepEqual(
      files.map(({ name }) => name),
      ['disk.log'],
    );
    assert.equal(await (await fetch(files[0]?.url ?? '')).text(), LOG);

    const line = await irc.waitFor(
      ({ params, nick }) => nick === 'alerts' && params[0] === CHANNEL && /http\S+/.test(params[1] ?? ''),
      'the link in the channel',
      PATIENCE_MS,
    );
    const [url = ''] = /http\S+/.exec(line.params[1] ?? '') ?? [];
    assert.equal(await (await fetch(url)).text(), LOG);

    const deadline = performance.now() + PATIENCE_MS;
    while (world.mailsTo(NURSE).length === 0) {
      assert.ok(performance.now() < deadline, 'there is no mail');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const octets = world.mailsTo(NURSE).flatMap(partsOf);
    assert.ok(
      octets.some(({ content }) => content.toString().trim() === LOG),
      'the mail has the file',
    );
  });

  it('are copied from the web where the route says so', async () => {
    const url = `${webUrl}/report.txt`;
    await romeo.user.send(
      `<message type="chat" id="f1" to="copies@${world.alerts.domain}"><body>${url}</body><x xmlns="jabber:x:oob"><url>${url}</url></x></message>`,
    );
    const told = await juliet.waitFor(
      (one) => one.name === 'message' && isFrom(one, world.agent) && /report\.txt/.test(one.getChildText('body') ?? ''),
      'the alert',
      PATIENCE_MS,
    );
    const [file] = read(told).files;
    assert.ok(file !== undefined && file.url !== url);
    assert.equal(await (await fetch(file.url)).text(), REPORT);
  });
});
