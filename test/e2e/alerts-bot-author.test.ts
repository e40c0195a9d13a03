import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { repositoryRoot } from '../support/repository.js';

const TOKEN = 'a-token-of-the-helper';
const PATIENCE_MS = 60_000;

/** What the documentation has for authors of bots to copy, by language. */
async function blocks(): Promise<ReadonlyMap<string, string>> {
  const page = await readFile(join(repositoryRoot(), 'docs/developer/alerts-api.md'), 'utf8');
  const section = /^## A bot, step by step$(.*?)^## /ms.exec(page)?.[1] ?? '';
  const found = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return new Map(found.map(([, language = '', text = '']) => [language, text]));
}

describe('what the documentation tells authors of bots', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;
  let dir: string;
  let bot: ChildProcess | undefined;

  before(async () => {
    const { bots }: { readonly bots: { readonly helper: Readonly<Record<string, unknown>> } } = parse(
      (await blocks()).get('yaml') ?? '',
    );
    const { tokenFile, ...helper } = bots.helper;
    assert.equal(tokenFile, 'helper.token');
    dir = await tempDir('bot-author');
    await writeFile(join(dir, 'helper.token'), `${TOKEN}\n`);
    world = await AlertsWorld.start({
      people: ['juliet'],
      book: (people) => ({
        people: { juliet: { xmpp: people.juliet?.jid } },
        routes: [{ name: 'everything', groupBy: ['alertname'], groupWait: '0s', groupInterval: '1s', to: 'juliet' }],
        bots: { helper: { ...helper, token: TOKEN } },
      }),
    });
    juliet = await world.connect('juliet');
  });

  after(async () => {
    bot?.kill();
    await world?.stop();
    await removeTempDir(dir);
  });

  const message = async (says: RegExp) =>
    await juliet.waitFor(
      (stanza) =>
        stanza.name === 'message' && isFrom(stanza, world.agent) && says.test(stanza.getChildText('body') ?? ''),
      `a message that says ${says}`,
      PATIENCE_MS,
    );
  const written = async (language: string) => {
    const text = (await blocks()).get(language) ?? '';
    assert.ok(text.includes('http://127.0.0.1:8080'), `the ${language} of the page names no server`);
    return text.replaceAll('http://127.0.0.1:8080', world.base);
  };

  it('works with curl, as it stands there', async () => {
    const script = await written('sh');
    const { stdout, stderr } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: dir,
      timeout: PATIENCE_MS,
    });
    await message(/The disk of db1 is full/);
    await message(/^The backup is done$/);
    assert.match(stdout, /"fingerprint":"[^"]+","routes":\["everything"\]/, stderr);
    assert.match(stdout, /"recipients":\[\{"to":"person:juliet","status":"(?:queued|sent|delivered|seen)"/);
    assert.match(stdout, /"incidents":\[\{"id":"[a-z]{20}-1"[^\n]*"title":"The disk of db1 is full"/);
    assert.match(stdout, /^retry: 3000$/m);
  });

  it('works with Python alone: the bot takes what it can mend', async () => {
    await writeFile(join(dir, 'bot.py'), await written('python'));
    bot = spawn('python3', ['-u', 'bot.py'], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [bot.stdout, bot.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    // It hears what comes after it has begun to listen.
    const raise = async (title: string) => {
      const answer = await fetch(`${world.base}/api/v1/alerts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ title, severity: 'error', labels: { alertname: title } }),
      });
      assert.equal(answer.status, 202, await answer.text());
    };
    const taken = message(/helper[\s\S]*I delete old logs|I delete old logs[\s\S]*helper/).then(
      () => true,
      () => false,
    );
    for (let n = 0; n < 10 && bot.exitCode === null; n += 1) {
      await raise(`The disk of web${n} is full`);
      if (await Promise.race([taken, new Promise<false>((resolve) => setTimeout(() => resolve(false), 3000))])) break;
    }
    assert.ok(await taken, said);
    assert.equal(said, '');
  });
});
