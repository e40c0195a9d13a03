import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { AlertsWorld } from '../support/alerts-world.js';

const run = promisify(execFile);
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
