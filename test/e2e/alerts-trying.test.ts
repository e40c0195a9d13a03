import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const PHONE = '+12025551001';
const TOKEN = 'the-token-of-scripts';

describe('scripts for ntfy, by curl', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;

  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet'],
      book: (people) => ({
        sources: { scripts: { kind: 'text', token: TOKEN } },
        people: { juliet: { xmpp: people.juliet?.jid, language: 'en' } },
        routes: [{ name: 'night', to: ['juliet'], groupBy: 'all', groupWait: '0s' }],
      }),
    });
    juliet = await world.connect('juliet');
  });

  after(async () => await world?.stop());

  const curl = async (...args: readonly string[]) =>
    (await run('curl', ['-s', '-u', `:${TOKEN}`, ...args, `${world.base}/alerts/v1/scripts`])).stdout;

  const message = async (says: RegExp, within?: number) =>
    await juliet.waitFor(
      (stanza) =>
        stanza.name === 'message' && isFrom(stanza, world.agent) && says.test(stanza.getChildText('body') ?? ''),
      `a message that says ${says}`,
      within,
    );

  it('are understood as they are', async () => {
    const said = await curl(
      ...['-H', 'Title: =?UTF-8?B?U3TDtnJ1bmc=?=', '-H', 'X-Priority: urgent', '-H', 'Tags: host=db1,skull'],
      ...['-H', 'Click: https://wiki.example/disk', '-H', 'Markdown: yes', '-d', 'The **disk** is full'],
    );
    assert.equal(JSON.parse(said).event, 'message');
    const body = (await message(/Störung/)).getChildText('body') ?? '';
    assert.match(body, /CRITICAL/i);
    assert.match(body, /The disk is full/);
    assert.match(body, /https:\/\/wiki\.example\/disk/);
  });

  it('have things said later, also by a process that was killed meanwhile', async () => {
    const began = Date.now();
    const { time } = JSON.parse(await curl('-H', 'Delay: 15s', '-d', 'The tea is ready'));
    assert.ok(time * 1000 >= began + 14_000);
    assert.match(await curl('-H', 'At: whenever', '-d', 'x'), /tomorrow, 3pm/);
    await world.isthmus.kill();
    await world.isthmus.start();
    await message(/The tea is ready/, 60_000);
    assert.ok(Date.now() >= began + 14_000);
  });
});

/** First the chat, and what is not heard there goes to the phone. */
const STEPS = [{ by: ['xmpp'], wait: '1s' }, { by: ['sms'] }];

describe('trying a route that runs', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;

  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet', 'romeo'],
      book: (people) => ({
        people: {
          juliet: { xmpp: people.juliet?.jid, sms: PHONE, language: 'en', steps: { critical: STEPS, warning: STEPS } },
          romeo: { xmpp: people.romeo?.jid, language: 'de' },
        },
        policies: { up: { steps: [{ tell: 'romeo', wait: '1s' }] } },
        routes: [{ name: 'night', to: ['juliet'], groupBy: 'all', groupWait: '0s', policy: 'up' }],
        bots: { admin: { token: TOKEN, scopes: ['send', 'routes', 'silence'] } },
      }),
    });
    juliet = await world.connect('juliet');
  });

  after(async () => await world?.stop());

  async function route(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, ISTHMUS_URL: world.base, ISTHMUS_TOKEN: TOKEN };
    return (await run(process.execPath, [MAIN, 'route', ...args], { env })).stdout;
  }

  const says = async (user: XmppUser, what: RegExp) =>
    await user.waitFor(
      (stanza) =>
        stanza.name === 'message' && isFrom(stanza, world.agent) && what.test(stanza.getChildText('body') ?? ''),
      `a message that says ${what}`,
      30_000,
    );

  it('sends a test that says so, and is over by itself', async () => {
    const romeo = await world.connect('romeo');
    assert.match(await route('send-test', 'night', '--preset', 'zabbix', '--lasts', '3s'), /a test goes through night/);
    await says(juliet, /^This is a test: nothing has happened\.\n.*CRITICAL.*Free space on \/srv/);
    await says(juliet, /^This is a test: nothing has happened\.\n.*RESOLVED/);
    assert.equal(romeo.received.filter(({ name }) => name === 'message').length, 0);
    assert.equal(world.smsc.inbox(PHONE).length, 0);
    await route('send-test', 'night', '--escalate', '--lasts', '5s');
    await says(romeo, /^Dies ist nur ein Test: Es ist nichts passiert\./);
  });

  it('puts into a sink what would have been sent', async () => {
    await route('send-test', 'night', '--to', 'sink:trial', '--preset', 'icinga', '--lasts', '1s');
    let said = '';
    for (let i = 0; i < 60 && !/all-resolved/.test(said); i++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      said = await route('sink', 'trial');
    }
    assert.match(said, /night: first\n {2}chat {2}This is a test/);
    assert.match(said, /SMS {3}TEST: /);
    const { messages } = JSON.parse(await route('sink', 'trial', '--json'));
    assert.deepEqual(
      messages.map(({ state }: { state: string }) => state),
      ['resolved', 'firing'],
    );
    await route('sink', 'trial', '--clear');
    assert.match(await route('sink', 'trial'), /nothing was sent there/);
  });

  it('tells what would become of an alert now', async () => {
    const files = await readdir(world.isthmus.dir);
    const config = join(world.isthmus.dir, files.find((name) => /^config-.*\.yaml$/.test(name)) ?? '');
    const payload = join(world.isthmus.dir, 'payload.json');
    await writeFile(payload, JSON.stringify({ severity: 'critical', labels: { alertname: 'Disk', team: 'db' } }));
    const trial = ['test', '--config', config, '--payload', payload];
    const silence = await fetch(`${world.base}/api/v1/silences`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ matchers: ['team=db'], duration: '1h' }),
    });
    assert.equal(silence.status, 201, await silence.text());
    const said = await route(...trial);
    assert.match(said, /^running: as it stands now at http/m);
    assert.match(said, /hidden {3}silenced/);
    assert.match(await route(...trial, '--offline'), /^offline: presences, silences/m);
  });

  it('is told what is wrong', async () => {
    await assert.rejects(route('send-test', 'nowhere'), /There is no such route/);
    await assert.rejects(route('send-test', 'night', '--to', 'romeo'), /scope message/);
  });
});
