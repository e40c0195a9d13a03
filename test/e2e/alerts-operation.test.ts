import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { runCommand } from '../support/ad-hoc.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { repositoryRoot } from '../support/repository.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const TOKEN = 'a-token-of-monitoring';
const BOT = 'a-token-of-a-program';

describe('running alerts', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;

  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet'],
      book: (people) => ({
        sources: { script: { kind: 'json', token: TOKEN } },
        people: { juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid } },
        routes: [{ name: 'first', groupBy: 'all', groupWait: '0s', to: 'juliet' }],
        admins: 'juliet',
        bots: { ops: { token: BOT, scopes: ['silence', 'message'] } },
      }),
    });
    juliet = await world.connect('juliet');
  });

  after(async () => await world?.stop());

  const book = () => join(world.isthmus.dir, 'routes.yaml');
  const message = async (says: RegExp) =>
    await juliet.waitFor(
      (stanza) =>
        stanza.name === 'message' &&
        isFrom(stanza, `alerts@${world.alerts.domain}`) &&
        says.test(stanza.getChildText('body') ?? ''),
      `a message that says ${says}`,
    );
  const alert = async (title: string) => {
    const answer = await world.post('script', TOKEN, { title, severity: 'error', labels: { title } });
    assert.equal(answer.status, 200, await answer.text());
  };

  /** The audit as an admin reads it, beside the process that runs. */
  async function audit(...args: readonly string[]): Promise<string> {
    const files = await readdir(world.isthmus.dir);
    const config = files.find((name) => /^config-.*\.yaml$/.test(name)) ?? '';
    const file = join(world.isthmus.dir, config);
    return (await promisify(execFile)(process.execPath, [MAIN, 'audit', '--config', file, ...args])).stdout;
  }

  it('tells in the audit who was told, who took it, and what programs and people did', async () => {
    await alert('The disk is full');
    const body = (await message(/The disk is full/)).getChildText('body') ?? '';
    const code = /ack ([A-Z0-9]{4})/.exec(body)?.[1] ?? '';
    await juliet.send(
      `<message type="chat" id="a1" to="alerts@${world.alerts.domain}"><body>ack ${code}</body></message>`,
    );
    await message(/by Juliet C\./);
    const made = await fetch(`${world.base}/api/v1/silences`, {
      method: 'POST',
      headers: { authorization: `Bearer ${BOT}`, 'content-type': 'application/json' },
      body: JSON.stringify({ matchers: ['title=nothing'], duration: '1h' }),
    });
    assert.equal(made.status, 201);
    const silence = { matchers: 'title=never', lasts: '1h' };
    await runCommand(juliet, world.alerts.domain, 'alerts/silence', silence);
    const rows = (await audit())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const deeds = rows.map(({ actor = '', action }) => `${actor} ${action}`);
    for (const deed of [
      ' alert-taken',
      ' incident-opened',
      ' told',
      'juliet taken',
      'bot:ops silence-made',
      'juliet silence-made',
    ]) {
      assert.ok(deeds.includes(deed), `${deed} is in\n${deeds.join('\n')}`);
    }
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    assert.doesNotMatch(JSON.stringify(rows), /The disk is full/);
    const table = await audit('--csv', '--action', 'taken', '--from', '1h');
    assert.match(table, /^at,actor,action,.*\r\n[^,]+,juliet,taken,.*\r\n$/);
    assert.equal(await audit('--to', '2026-01-01', '--from', '2025-12-01'), '');
    const { lines } = JSON.parse(await audit('--summary', '--json'));
    const counts = (by: string, name: string) =>
      lines.find((one: { view: string; name: string }) => one.view === by && one.name === name);
    assert.deepEqual([counts('route', 'first').alerts, counts('route', 'first').taken], [1, 1]);
    assert.ok(counts('person', 'juliet').median > 0);
    assert.equal(counts('source', 'script').alerts, 1);
    const month = new Date().toISOString().slice(0, 7);
    assert.match(await audit('--summary', '--month', month), /^route +alerts.*\nfirst +1 /m);
  });

  it('serves no metric of which the documentation does not tell', async () => {
    const served = await (await fetch(`${world.base}/metrics`)).text();
    const names = [...served.matchAll(/^# TYPE (isthmus_\w+) /gm)].map(([, name = '']) => name);
    assert.ok(names.includes('isthmus_alerts_incidents_total'), served);
    const told = await readFile(join(repositoryRoot(), 'docs/admin/metrics.md'), 'utf8');
    for (const name of names) assert.ok(told.includes(`| \`${name}\` |`), `${name} is in no table`);
  });

  it('takes a new book by SIGHUP at once', async () => {
    const before = await readFile(book(), 'utf8');
    await writeFile(book(), before.replace('name: first', 'name: everything'));
    process.kill(world.isthmus.pid, 'SIGHUP');
    await world.isthmus.waitForLog(/"msg":"config read again"/);
    await alert('By the new book');
    await message(/By the new book/);
    const rows = await audit('--route', 'everything', '--action', 'alert-taken');
    assert.equal(rows.trim().split('\n').length, 1);
  });

  it('keeps the book before where the new one has errors, and says which', async () => {
    const before = await readFile(book(), 'utf8');
    await writeFile(book(), before.replace('to: juliet', 'to: romeo'));
    process.kill(world.isthmus.pid, 'SIGHUP');
    await world.isthmus.waitForLog(/"msg":"config read again: it has errors and was not taken/);
    assert.match(world.isthmus.logs(), /romeo.* is no /);
    // Who runs it reads it where people are told.
    await message(/routes\.yaml:\d+: error: .*romeo/);
    await alert('By the book before');
    await message(/By the book before/);
    await writeFile(book(), before);
    process.kill(world.isthmus.pid, 'SIGHUP');
    await alert('And on it goes');
    await message(/And on it goes/);
    assert.equal((await world.isthmus.terminate()).code, 0);
    await world.isthmus.start();
  });
});
