import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../sandbox/free-port.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { repositoryRoot } from '../support/repository.js';
import { until } from '../support/until.js';

const TOKEN = 'a-token-of-the-helper';
const SECRET = 'a-secret-of-both-sides';
const PATIENCE_MS = 60_000;
const ALERTS = 40;

/** The receiver that the documentation has for authors of bots to copy. */
async function receiverText(port: number): Promise<string> {
  const page = await readFile(join(repositoryRoot(), 'docs/developer/alerts-api.md'), 'utf8');
  const section = /^## Events to your own web server$(.*?)^## /ms.exec(page)?.[1] ?? '';
  const [, text = ''] = /^```python\n(.*?)^```$/ms.exec(section) ?? [];
  assert.ok(text.includes('8090'), 'the page has no receiver');
  return text.replace('8090', String(port));
}

describe('events that are posted to the web server of a bot', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let dir: string;
  let port: number;
  let receiver: ChildProcess | undefined;
  let said = '';

  before(async () => {
    dir = await tempDir('webhook');
    port = await freePort();
    await writeFile(join(dir, 'webhook.secret'), `${SECRET}\n`);
    await writeFile(join(dir, 'receiver.py'), await receiverText(port));
    await startReceiver();
    world = await AlertsWorld.start({
      people: ['juliet'],
      book: (people) => ({
        people: { juliet: { xmpp: people.juliet?.jid } },
        routes: [{ name: 'everything', groupBy: ['alertname'], groupWait: '0s', groupInterval: '1s', to: 'juliet' }],
        bots: {
          helper: {
            token: TOKEN,
            scopes: ['send', 'events', 'incidents'],
            rate: '10000/1m',
            webhook: { url: `http://127.0.0.1:${port}/events`, secret: SECRET, batch: 5 },
          },
        },
      }),
    });
  });

  after(async () => {
    receiver?.kill();
    await world?.stop();
    await removeTempDir(dir);
  });

  async function startReceiver(): Promise<void> {
    receiver = spawn('python3', ['-u', 'receiver.py'], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [receiver.stdout, receiver.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    const answers = async () =>
      await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'junk' }).then(
        ({ status }) => status === 401,
        () => false,
      );
    await until(answers, 'the receiver refuses what is not signed', PATIENCE_MS);
  }

  const call = async (path: string, body?: unknown) =>
    await fetch(`${world.base}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  /** Until it is taken, as a sender does; the same again is no second one. */
  const raise = async (name: string) => {
    const taken = () =>
      call('/alerts', { title: name, severity: 'error', labels: { alertname: name } }).then(
        ({ status }) => status === 202,
        () => false,
      );
    await until(taken, `${name} is taken`, PATIENCE_MS);
  };
  const opened = () => new Set([...said.matchAll(/^incident\.opened .*?"id": "([a-z]+-\d+)"/gm)].map(([, id]) => id));
  const incidents = async () => {
    const found = new Set<string>();
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const answer = await call(`/incidents?cursor=${cursor}`.replace(/\?cursor=$/, ''));
      const page = (await answer.json()) as { incidents: readonly { id: string }[]; next?: string };
      for (const { id } of page.incidents) found.add(id);
      cursor = page.next;
    }
    return found;
  };

  it('are taken by the receiver of the documentation, which believes the signature', async () => {
    // What happens before the webhook was seen is not for it.
    for (let n = 0; n < 20 && opened().size === 0; n += 1) {
      await raise(`First${n}`);
      await delay(1500);
    }
    assert.notEqual(opened().size, 0, said);
  });

  it('are all there after kill -9 of Isthmus, and of the receiver, in between', async () => {
    const before = await incidents();
    for (let n = 0; n < ALERTS; n += 1) {
      await raise(`Disk${n}`);
      if (n === 8 || n === 24) {
        await world.isthmus.kill();
        await world.isthmus.start();
      }
      if (n === 16 && receiver !== undefined) {
        receiver.kill('SIGKILL');
        await once(receiver, 'exit');
      }
      if (n === 30) await startReceiver();
    }
    let wanted: readonly string[] = [];
    const allOpen = async () => {
      wanted = [...(await incidents())].filter((id) => !before.has(id));
      return wanted.length >= ALERTS;
    };
    await until(allOpen, 'all incidents are open', PATIENCE_MS);
    const missing = () => wanted.filter((id) => !opened().has(id));
    await until(() => missing().length === 0, 'all were told', PATIENCE_MS).catch(() => undefined);
    assert.deepEqual(missing(), [], said);
  });
});
