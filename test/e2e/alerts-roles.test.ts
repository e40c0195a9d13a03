import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { alertmanagerPayload } from '../support/alertmanager-payload.js';
import { AlertsWorld, type RoleProcess } from '../support/alerts-world.js';
import { PATIENCE_MS } from '../support/bridge-watch.js';
import { OURS } from '../support/e2e-world.js';
import { until } from '../support/until.js';

const TOKEN = 'a-token-that-nobody-can-guess';
const BOT_TOKEN = 'another-token-that-nobody-can-guess';
const PHONE = '+12025551009';
/** Incidents of one test: each of the processes works some of them, whatever lanes it holds. */
const COUNT = 12;
const LANES = 16;

describe('alerts in four processes: one for the streams, one for phones, two for alerts', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;
  let first: RoleProcess;
  let second: RoleProcess;

  /** What the first process gets over HTTP. */
  const fire = async (name: string, base = first.base): Promise<void> => {
    const answer = await fetch(`${base}/alerts/v1/prometheus`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify(alertmanagerPayload(name, 'firing', [name])),
    });
    assert.equal(answer.status, 200, await answer.text());
  };
  const told = async (says: RegExp) =>
    await juliet.waitFor(
      (one) => one.name === 'message' && isFrom(one, world.agent) && says.test(one.getChildText('body') ?? ''),
      `a message that says ${says}`,
      PATIENCE_MS,
    );
  const codeOf = async (name: string): Promise<string> => {
    const text = (await told(new RegExp(`\\b${name}\\b`))).getChildText('body') ?? '';
    return /ack ([A-Z0-9]{4})/.exec(text)?.[1] ?? assert.fail(text);
  };
  const smsOf = (name: string) => world.smsc.inbox(PHONE).filter(({ text }) => new RegExp(`\\b${name}\\b`).test(text));
  /** Lanes of alerts that a process holds. */
  const held = async ({ base }: RoleProcess): Promise<readonly string[]> => {
    const metrics = await (await fetch(`${base}/metrics`)).text();
    return [...metrics.matchAll(/^isthmus_lane_up\{.*lane="(alerts\.[^"]+)".*\} 1$/gm)].map(([, lane = '']) => lane);
  };
  const names = (prefix: string) => Array.from({ length: COUNT }, (_, n) => `${prefix}${n}`);

  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet'],
      roles: ['xmpp', 'sms', 'alerts', 'alerts'],
      config: { lanes: { lease: '5s' } },
      book: (people) => ({
        sources: { prometheus: { kind: 'alertmanager', token: TOKEN } },
        bots: { desk: { token: BOT_TOKEN, scopes: ['acknowledge'] } },
        people: {
          juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid },
          nurse: { title: 'Nurse', sms: PHONE },
        },
        policies: {
          page: {
            steps: [
              { tell: 'juliet', by: 'xmpp', wait: '3s' },
              { tell: 'nurse', by: 'sms', wait: '10m' },
            ],
          },
        },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: ['alertname'] },
        routes: [
          { name: 'page', match: 'alertname=~"Page.*"', policy: 'page' },
          { name: 'rest', to: ['juliet', 'nurse'] },
        ],
      }),
    });
    juliet = await world.connect('juliet');
    const [one, two] = world.processes.filter(({ role }) => role === 'alerts');
    [first, second] = [one ?? assert.fail(), two ?? assert.fail()];
    await until(
      async () => {
        const [own, others] = [await held(first), await held(second)];
        return own.length > 0 && others.length > 0 && own.length + others.length === LANES;
      },
      'both hold lanes',
      PATIENCE_MS,
    );
  });
  after(async () => await world?.stop());

  it('come in at one process and are told by whichever works their group', async () => {
    const [own, others] = [await held(first), await held(second)];
    assert.deepEqual(
      own.filter((lane) => others.includes(lane)),
      [],
    );
    for (const name of names('Disk')) await fire(name);
    for (const name of names('Disk')) await codeOf(name);
    await world.smsc.waitFor(() => names('Disk').every((name) => smsOf(name).length > 0), PATIENCE_MS);
  });

  it('are taken by SMS, which comes by a third process, and by the API of either', async () => {
    for (const name of names('Cpu').slice(0, 4)) {
      await fire(name);
      const code = await codeOf(name);
      await world.smsc.waitFor(() => smsOf(name).length > 0, PATIENCE_MS);
      await world.smsc.deliver({ from: PHONE, to: OURS, text: `ack ${code}` });
      await told(new RegExp(`\\b${name}\\b.*by Nurse|by Nurse.*\\b${name}\\b`, 's'));
    }
    for (const [at, name] of names('Mem').slice(0, 4).entries()) {
      await fire(name);
      const code = await codeOf(name);
      const { base } = at % 2 === 0 ? first : second;
      const answer = await fetch(`${base}/api/v1/incidents/${code}/ack`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${BOT_TOKEN}` },
        body: '{}',
      });
      assert.ok(answer.ok, await answer.text());
      await told(new RegExp(`acknowledged.*\\b${name}\\b`, 'is'));
    }
  });

  it('wait for the streams while those are away', async () => {
    const { isthmus } = world.processes[0] ?? assert.fail();
    const { code, signal } = await isthmus.terminate();
    assert.deepEqual([code, signal], [0, null]);
    await fire('Stream');
    assert.deepEqual(smsOf('Stream'), []);
    await isthmus.start();
    await codeOf('Stream');
    await world.smsc.waitFor(() => smsOf('Stream').length === 1, PATIENCE_MS);
  });

  it('escalate in the other process when one is killed, each step once', async () => {
    for (const name of names('Page')) await fire(name, second.base);
    for (const name of names('Page')) await codeOf(name);
    await first.isthmus.kill();
    await world.smsc.waitFor(() => names('Page').every((name) => smsOf(name).length > 0), 2 * PATIENCE_MS);
    await until(async () => (await held(second)).length === LANES, 'the other one holds all lanes', PATIENCE_MS);
    // A step that was done again would be here before what comes behind it.
    await fire('After', second.base);
    await codeOf('After');
    for (const name of names('Page')) assert.equal(smsOf(name).length, 1, name);
  });
});

it('two processes that do everything are both ready, whichever of them holds a lane', async (t) => {
  const world = await AlertsWorld.start({
    people: ['juliet'],
    roles: ['all', 'all'],
    book: () => ({ sources: { prometheus: { kind: 'alertmanager', token: TOKEN } }, routes: [] }),
  });
  t.after(() => world.stop());
  assert.equal(world.processes.length, 2);
  // A lane that is just handed to the process that came has nobody for a moment.
  for (const { base } of world.processes) {
    await until(async () => (await fetch(`${base}/readyz`)).status === 200, 'it is ready', PATIENCE_MS);
  }
});
