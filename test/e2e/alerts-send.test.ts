import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const PHONE = '+12025551001';
const TOKEN = 'the-token-of-scripts';

describe('isthmus send, a process, to a process', { concurrency: 1 }, () => {
  let world: AlertsWorld;
  let juliet: XmppUser;

  before(async () => {
    world = await AlertsWorld.start({
      people: ['juliet'],
      book: (people) => ({
        people: { juliet: { xmpp: people.juliet?.jid }, nurse: { sms: PHONE } },
        lists: { house: { members: ['juliet', 'nurse'] } },
        bots: {
          scripts: { token: TOKEN, scopes: ['message', 'status'] },
          watcher: { token: 'may-only-look-at-things', scopes: ['status'] },
        },
      }),
    });
    juliet = await world.connect('juliet');
  });

  after(async () => await world?.stop());

  /** Starts it; `feed` writes to its standard input. */
  async function send(args: readonly string[], stdin = '', env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [MAIN, 'send', ...args], {
      env: { ...process.env, ISTHMUS_URL: world.base, ISTHMUS_TOKEN: TOKEN, ...env },
    });
    const output = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.err += text;
    });
    // One that ends before it has read all is no trouble.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { ...output, code };
  }

  const message = async (says: RegExp) =>
    await juliet.waitFor(
      (stanza) =>
        stanza.name === 'message' &&
        isFrom(stanza, `alerts@${world.alerts.domain}`) &&
        says.test(stanza.getChildText('body') ?? ''),
      `a message that says ${says}`,
    );

  it('reaches people on two networks, and tells the id by which its fate is known', async () => {
    const { code, out, err } = await send(['--to', 'list:house', '--title', 'Backup', '--json', 'The backup is late']);
    assert.equal(code, 0, err);
    await message(/The backup is late/);
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length >= 1, 15_000);
    assert.match(world.smsc.inbox(PHONE)[0]?.text ?? '', /The backup is late/);
    const { id } = JSON.parse(out);
    const status = await fetch(`${world.base}/api/v1/messages/${id}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    assert.equal(status.status, 200);
  });

  it('sends what it reads, line by line where it follows', async () => {
    assert.equal((await send(['--to', 'juliet'], 'all of\nthis\n')).code, 0);
    await message(/^all of\nthis$/);
    const followed = await send(['--to', 'juliet', '--follow', '--wait', '200ms'], 'first line\nsecond line\n');
    assert.equal(followed.code, 0, followed.err);
    await message(/^first line\nsecond line$/);
  });

  it('sends what it has read when it is told to end', async () => {
    const child = spawn(process.execPath, [MAIN, 'send', '--to', 'juliet', '--follow', '--wait', '10m', '--json'], {
      env: { ...process.env, ISTHMUS_URL: world.base, ISTHMUS_TOKEN: TOKEN },
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    // As many lines as one message carries go at once, which shows that it reads.
    child.stdin.write(`${'x'.repeat(16_000)}\n${'y'.repeat(600)}\nthe last line\nand a part of`);
    await juliet.waitFor((stanza) => /^x{16000}/.test(stanza.getChildText('body') ?? ''), 'the first lines');
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    await message(/y{600}\nthe last line\nand a part of$/);
    assert.equal(out.trim().split('\n').length, 2);
  });

  it('has files of this machine kept, and gives their addresses to those who read', async () => {
    const file = fileURLToPath(import.meta.url);
    const { code, err } = await send(['--to', 'juliet', '--file', file, 'the log of the night']);
    assert.equal(code, 0, err);
    const stanza = await message(/the log of the night/);
    const url = stanza.getChild('x', 'jabber:x:oob')?.getChildText('url') ?? '';
    const kept = await fetch(url);
    assert.equal(kept.status, 200, `${stanza}`);
    assert.deepEqual(Buffer.from(await kept.arrayBuffer()), await readFile(file));
  });

  it('takes the place of sendmail', async () => {
    const mail = 'To: juliet\nSubject: Cron <root@host> run-parts\n\nrun-parts: exited with 1\n';
    const { code, err } = await send(['-t', '-oi', '-f', 'root'], mail);
    assert.equal(code, 0, err);
    await message(/run-parts: exited with 1/);
  });

  it('sends the same key once', async () => {
    for (let i = 0; i < 2; i++)
      assert.equal((await send(['--to', 'juliet', '--key', 'nightly-1', 'only once'])).code, 0);
    await message(/only once/);
    assert.equal((await send(['--to', 'juliet', 'afterwards'])).code, 0);
    await message(/afterwards/);
    const bodies = juliet.received
      .filter(({ name }) => name === 'message')
      .map((one) => one.getChildText('body') ?? '');
    assert.equal(bodies.filter((body) => /only once/.test(body)).length, 1);
  });

  it('says what is wrong by its exit code and in words', async () => {
    const nobody = await send(['--to', 'person:romeo', 'x']);
    assert.equal(nobody.code, 67, nobody.err);
    assert.match(nobody.err, /there is no person "romeo" in the book/);
    const address = await send(['--to', 'romeo@example.org', 'x']);
    assert.equal(address.code, 67);
    assert.match(address.err, /write xmpp:romeo@example.org or mailto:romeo@example.org/);
    assert.equal((await send(['--to', 'juliet', 'x'], '', { ISTHMUS_TOKEN: 'guessed' })).code, 77);
    const watcher = await send(['--to', 'juliet', 'x'], '', { ISTHMUS_TOKEN: 'may-only-look-at-things' });
    assert.equal(watcher.code, 77);
    assert.match(watcher.err, /scope message/);
    assert.equal((await send(['--to', 'juliet', '--severity', 'awful', 'x'])).code, 65);
    assert.equal((await send(['x'])).code, 64);
  });

  it('waits for a process that is started meanwhile', async () => {
    await world.isthmus.kill();
    const sent = send(['--to', 'juliet', '--retry', '30s', 'while you were away']);
    await world.isthmus.start();
    const { code, err } = await sent;
    assert.equal(code, 0, err);
    await message(/while you were away/);
  });
});
