import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { OURS } from '../support/e2e-world.js';
import { allBlocks } from '../unit/docs/blocks/block.js';

const PHONE = '+12025551001';
const TOKEN = 'a-token-that-nobody-can-guess';
const STARTS = '2026-11-26T10:00:00Z';

/** What Alertmanager sends of some servers. */
function payload(status: 'firing' | 'resolved', servers: readonly string[]): unknown {
  return {
    version: '4',
    groupKey: '{}:{alertname="DiskFull"}',
    truncatedAlerts: 0,
    status,
    receiver: 'isthmus',
    groupLabels: { alertname: 'DiskFull' },
    commonLabels: { alertname: 'DiskFull', severity: 'critical' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.org',
    alerts: servers.map((instance) => ({
      status,
      labels: { alertname: 'DiskFull', severity: 'critical', instance },
      annotations: { summary: `The disk of ${instance} is full` },
      startsAt: STARTS,
      endsAt: status === 'resolved' ? '2026-11-26T10:30:00Z' : '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example.org/graph',
      fingerprint: `f${instance}`,
    })),
  };
}

describe('alerts over real servers', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;
  let romeo: XmppUser;
  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet', 'romeo', 'paris'],
      book: (people) => ({
        sources: { prometheus: { kind: 'alertmanager', token: TOKEN } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          nurse: { title: 'Nurse', sms: PHONE, sendResolved: ['sms'] },
          romeo: { title: 'Romeo M.', xmpp: people.romeo?.jid },
        },
        routes: [
          {
            name: 'disks',
            match: 'alertname=DiskFull',
            groupBy: ['alertname'],
            groupWait: '500ms',
            groupInterval: '1s',
            to: ['juliet', 'nurse'],
          },
          { name: 'words', groupBy: [], groupWait: '0s', groupInterval: '1s', to: 'romeo', allow: { send: 'juliet' } },
        ],
      }),
    });
    juliet = await world.connect('juliet');
    romeo = await world.connect('romeo');
  });
  after(async () => await world?.stop());

  const agent = () => `alerts@${world.alerts.domain}`;
  /** The next message about alerts that says something. */
  const message = async (user: XmppUser, says: RegExp) =>
    await user.waitFor(
      (stanza) => stanza.name === 'message' && isFrom(stanza, agent()) && says.test(stanza.getChildText('body') ?? ''),
      `a message about alerts that says ${says}`,
    );
  const sms = async (count: number): Promise<string> => {
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length >= count, 15_000);
    return world.smsc.inbox(PHONE)[count - 1]?.text ?? '';
  };
  let code = '';
  let thread = '';
  let first = '';

  it('come from Alertmanager as one group, in a chat and by SMS', async () => {
    const answer = await world.post('prometheus', TOKEN, payload('firing', ['db1', 'db2']));
    assert.equal(answer.status, 200, await answer.text());
    const stanza = await message(juliet, /db1/);
    const text = stanza.getChildText('body') ?? '';
    assert.match(text, /db1/);
    assert.match(text, /db2/);
    assert.ok(stanza.getChild('request', 'urn:xmpp:receipts'));
    assert.ok(stanza.getChild('markable', 'urn:xmpp:chat-markers:0'));
    first = attribute(stanza, 'id') ?? '';
    thread = stanza.getChildText('thread') ?? '';
    assert.equal(stanza.getChild('origin-id', 'urn:xmpp:sid:0')?.attrs.id, first);
    code = /ack ([A-Z0-9]{4})/.exec(text)?.[1] ?? '';
    assert.notEqual(code, '', text);
    assert.match(await sms(1), new RegExp(`Reply ${code}`));
  });

  it('are refused without the token of their source', async () => {
    assert.equal((await world.post('prometheus', 'another', payload('firing', ['db3']))).status, 401);
  });

  it('are acknowledged by a reply, and who was told before learns who took them', async () => {
    const reply = `<reply xmlns="urn:xmpp:reply:0" id="${first}" to="${agent()}"/>`;
    await juliet.send(`<message type="chat" id="reply-1" to="${agent()}"><body>ack I take it</body>${reply}</message>`);
    assert.match(await sms(2), /acknowledged.*by Juliet C\./);
  });

  it('are told to be over, in the same thread', async () => {
    const answer = await world.post('prometheus', TOKEN, payload('resolved', ['db1', 'db2']));
    assert.equal(answer.status, 200);
    const over = await message(juliet, /resolved/i);
    assert.equal(over.getChildText('thread'), thread);
    assert.match(await sms(3), /resolved/i);
  });

  it('are taken by SMS with the code alone', async () => {
    await world.post('prometheus', TOKEN, payload('firing', ['db4']));
    const text = (await message(juliet, /db4/)).getChildText('body') ?? '';
    const another = /ack ([A-Z0-9]{4})/.exec(text)?.[1] ?? '';
    assert.notEqual(another, code);
    await sms(4);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: another.toLowerCase() });
    await message(juliet, /by Nurse/);
  });

  it('read as the page for users shows them', async () => {
    const [block] = allBlocks().filter(({ page, text }) => page === 'docs/user/alerts.md' && text.includes('React'));
    const labels = { alertname: 'DiskLow', severity: 'error', instance: 'db1' };
    const annotations = { summary: 'The disk of db1 is full', description: '3 % are left on /var' };
    const generatorURL = 'http://prometheus.example.org/graph';
    const alerts = [{ status: 'firing', labels, annotations, startsAt: STARTS, generatorURL, fingerprint: 'flow' }];
    await world.post('prometheus', TOKEN, { ...(payload('firing', []) as object), commonLabels: labels, alerts });
    const text = (await message(romeo, /The disk of db1/)).getChildText('body') ?? '';
    assert.equal(text.replace(/“ack \w{4}”/, '“ack MQ2X”'), block?.text.trimEnd());
  });

  it('are written by people to the address of a route, by whom its book allows', async () => {
    await juliet.send(
      `<message type="chat" id="w1" to="words@${world.alerts.domain}"><body>The coffee is out</body></message>`,
    );
    await message(romeo, /The coffee is out/);
    const paris = await world.connect('paris');
    await paris.send(`<message type="chat" id="w2" to="words@${world.alerts.domain}"><body>Me too</body></message>`);
    const refused = await paris.waitFor((stanza) => attribute(stanza, 'type') === 'error', 'the refusal');
    assert.match(refused.toString(), /forbidden/);
    assert.match(refused.toString(), /You may not write to the route “words”/);
  });

  it('go to no route that is not there, and the nearest is named', async () => {
    await juliet.send(`<message type="chat" id="w3" to="wrds@${world.alerts.domain}"><body>x</body></message>`);
    const refused = await juliet.waitFor((stanza) => attribute(stanza, 'type') === 'error', 'the refusal');
    assert.match(refused.toString(), new RegExp(`words@${world.alerts.domain}`));
  });
});
