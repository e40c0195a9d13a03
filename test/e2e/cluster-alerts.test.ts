import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { FRESH_MS } from '../../gateways/alerts/engine/silences.js';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.js';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { runCommand } from '../support/ad-hoc.js';
import { alertmanagerPayload } from '../support/alertmanager-payload.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { PATIENCE_MS } from '../support/bridge-watch.js';
import { OURS } from '../support/e2e-world.js';
import { runCommand as runProgram } from '../support/run-command.js';
import { useRedis } from '../support/shared.js';
import { until } from '../support/until.js';

const TOKEN = 'a-token-that-nobody-can-guess';
const BOT_TOKEN = 'another-token-that-nobody-can-guess';
const PHONE = '+12025551022';
const OTHER_PHONE = '+12025551023';

type Json = Readonly<Record<string, unknown>>;

/** Alerts with all that is kept of them spread over the nodes of a cluster. */
describe('alerts over a Redis Cluster', { concurrency: 1 }, () => {
  let cluster: RedisCluster;
  let world: AlertsWorld;
  let juliet: XmppUser;
  let irc: IrcClient;

  const alert = async (name: string, status: 'firing' | 'resolved', instances: readonly string[] = [name]) => {
    const answer = await world.post('prometheus', TOKEN, alertmanagerPayload(name, status, instances));
    assert.equal(answer.status, 200, await answer.text());
  };
  const told = async (says: RegExp) => {
    const stanza = await juliet.waitFor(
      (one) => one.name === 'message' && isFrom(one, world.agent) && says.test(one.getChildText('body') ?? ''),
      `a message that says ${says}`,
      PATIENCE_MS,
    );
    return stanza.getChildText('body') ?? '';
  };
  const smsThatSays = async (says: RegExp, phone = PHONE): Promise<string> => {
    const found = () => world.smsc.inbox(phone).find(({ text }) => says.test(text.replaceAll('\u200b', '')));
    await world.smsc.waitFor(() => found() !== undefined, PATIENCE_MS);
    return found()?.text ?? '';
  };
  const codeIn = (text: string): string => /ack ([A-Z0-9]{4})/.exec(text)?.[1] ?? assert.fail(text);
  const call = async (method: string, path: string, body?: unknown, more: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${world.base}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${BOT_TOKEN}`, 'content-type': 'application/json', ...more },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Json;
  };

  before(async () => {
    cluster = await startRedisCluster({ replicas: 0 });
    useRedis(cluster.url);
    world = await AlertsWorld.start({
      irc: ['old'],
      people: ['juliet'],
      alerts: { nick: 'relay' },
      book: (people) => ({
        sources: { prometheus: { kind: 'alertmanager', token: TOKEN } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          nurse: { title: 'Nurse', sms: PHONE, sendResolved: ['sms'] },
          friar: { title: 'Friar', sms: OTHER_PHONE },
        },
        lists: { crew: { members: ['friar'] } },
        policies: {
          page: {
            steps: [
              { tell: 'juliet', wait: '1s' },
              { tell: 'nurse', wait: '10m' },
            ],
          },
        },
        defaults: { groupBy: ['alertname'], groupWait: '500ms', groupInterval: '1s' },
        routes: [
          { name: 'page', match: 'alertname=~"Page.*"', policy: 'page' },
          { name: 'alone', match: 'alertname=~"Alone.*"', to: 'juliet' },
          { name: 'both', to: ['juliet', 'nurse'] },
        ],
        admins: 'juliet',
        bots: {
          desk: {
            token: BOT_TOKEN,
            scopes: ['send', 'message', 'status', 'incidents', 'acknowledge', 'silence', 'events'],
          },
        },
        bridges: { crew: { noPing: false, ends: [{ target: 'irc://old/#crew', nick: 'relay' }, 'crew'] } },
      }),
    });
    juliet = await world.connect('juliet');
    irc = await connectIrc({ port: world.network('old').port });
    await irc.register('ivan');
    await irc.join('#crew');
  });
  after(async () => {
    await irc?.quit();
    await world?.stop();
    await cluster?.stop();
  });

  it('come as one group by chat and SMS, are taken by each, and are told to be over', async () => {
    await alert('Disk', 'firing', ['db1', 'db2']);
    const text = await told(/db1/);
    assert.match(text, /db2/);
    await smsThatSays(/db1/);
    await juliet.send(`<message type="chat" id="a1" to="${world.agent}"><body>ack ${codeIn(text)}</body></message>`);
    await smsThatSays(/acknowledged.*by Juliet C\./);
    await alert('Cpu', 'firing');
    const other = codeIn(await told(/Cpu/));
    await smsThatSays(/Cpu/);
    await world.smsc.deliver({ from: PHONE, to: OURS, text: `ack ${other}` });
    await told(/by Nurse/);
    await alert('Disk', 'resolved', ['db1', 'db2']);
    await told(/resolved.*db1|db1.*resolved/is);
    await smsThatSays(/resolved.*db1|db1.*resolved/is);
  });

  it('escalate, and stop when somebody has taken them', async () => {
    await alert('PageOne', 'firing');
    const text = await told(/PageOne/);
    await smsThatSays(/PageOne/);
    await juliet.send(`<message type="chat" id="a2" to="${world.agent}"><body>ack ${codeIn(text)}</body></message>`);
    await smsThatSays(/acknowledged.*PageOne|PageOne.*acknowledged/is);
  });

  it('are not told while a silence is in force, and are when it has ended', async () => {
    const made = await call('POST', '/silences', { matchers: ['alertname=AloneOne'], duration: '1h' });
    await runCommand(juliet, world.alerts.domain, 'alerts/silence', { matchers: 'alertname=AloneTwo', lasts: '1h' });
    const { silences } = await call('GET', '/silences');
    assert.equal((silences as readonly unknown[]).length, 2);
    // Lanes that have read the silences before do so again after a second.
    await delay(FRESH_MS + 500);
    await alert('AloneOne', 'firing');
    await alert('AloneTwo', 'firing');
    await alert('AloneThree', 'firing');
    await told(/AloneThree/);
    const heard = () => juliet.received.map((one) => one.getChildText('body') ?? '');
    assert.deepEqual(
      heard().filter((body) => /Alone(One|Two)/.test(body)),
      [],
    );
    await call('DELETE', `/silences/${String(made.id)}`);
    await alert('AloneOne', 'firing', ['AloneOne', 'AloneAgain']);
    await told(/AloneAgain/);
  });

  it('serve bots: the same key sends once, its fate is told, incidents are listed and taken, events are read', async () => {
    const key = { 'idempotency-key': 'one-and-the-same' };
    const message = { to: ['juliet', 'nurse'], text: 'By a bot' };
    const [first, again] = [
      await call('POST', '/messages', message, key),
      await call('POST', '/messages', message, key),
    ];
    assert.equal(again.id, first.id);
    await told(/By a bot/);
    await smsThatSays(/By a bot/);
    const fates = async () => {
      const { recipients } = await call('GET', `/messages/${String(first.id)}`);
      return (recipients as readonly { readonly status: string }[]).map(({ status }) => status);
    };
    await until(async () => (await fates()).includes('delivered'), 'the phone has it', PATIENCE_MS);
    await call('POST', '/alerts', { title: 'Raised by a bot', severity: 'error', labels: { alertname: 'AloneBot' } });
    const code = codeIn(await told(/Raised by a bot/));
    await call('POST', `/incidents/${code}/ack`, {});
    await told(/acknowledged.*Raised by a bot|Raised by a bot.*acknowledged/is);
    const { incidents } = await call('GET', '/incidents');
    assert.ok((incidents as readonly unknown[]).length >= 5);
    assert.equal(world.smsc.inbox(PHONE).filter(({ text }) => text.includes('By a bot')).length, 1);
    const events = await eventsUntil(/^event: incident\.taken$/m);
    assert.match(events, /^event: incident\.opened$/m);
  });

  /** What the stream of events has from its beginning, until something is in it. */
  async function eventsUntil(pattern: RegExp): Promise<string> {
    const ended = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`${world.base}/api/v1/events?after=0`, {
      headers: { authorization: `Bearer ${BOT_TOKEN}` },
      signal: ended,
    });
    assert.ok(answer.ok && answer.body !== null, `${answer.status}`);
    let text = '';
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (pattern.test(text)) return text;
    }
    return assert.fail(text);
  }

  it('bridge a channel and a list', async () => {
    await irc.waitFor(({ command, params }) => command === 'JOIN' && params[0] === '#crew', 'the bridge', PATIENCE_MS);
    irc.say('#crew', 'hello from irc');
    await smsThatSays(/hello from irc/, OTHER_PHONE);
    await world.smsc.deliver({ from: OTHER_PHONE, to: OURS, text: 'hello from a phone' });
    await irc.waitFor(
      ({ command, params }) => command === 'PRIVMSG' && (params[1] ?? '').includes('hello from a phone'),
      'what came from the phone',
      PATIENCE_MS,
    );
  });

  it('are in the audit', async () => {
    const { code, out, err } = await runProgram(['audit', '--config', world.isthmus.file]);
    assert.equal(code, 0, err);
    const rows = out.split('\n').filter((line) => line !== '');
    const deeds = rows.map((line) => JSON.parse(line) as Json).map(({ actor = '', action }) => `${actor} ${action}`);
    for (const deed of [' told', 'juliet taken', 'nurse taken', 'bot:desk silence-made', 'juliet silence-made']) {
      assert.ok(deeds.includes(deed), `${deed} is in\n${deeds.join('\n')}`);
    }
    const summary = await runProgram(['audit', '--config', world.isthmus.file, '--summary']);
    assert.match(summary.out, /^both +3 /m);
  });

  it('no command was refused because its keys lie on several nodes', () => {
    assert.doesNotMatch(world.isthmus.logs(), /CROSSSLOT|undeclared|hash to the same slot/);
    assert.doesNotMatch(world.isthmus.logs(), /"level":"error"/);
  });
});
