import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { type RedisServer, startRedis } from '../../sandbox/redis.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { attribute, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';
import { Isthmus } from '../support/isthmus.js';
import { repositoryRoot } from '../support/repository.js';
import { runCommand } from '../support/run-command.js';

/** The drill of docs/admin/backup.md, with the commands that stand there. */
describe('after the machine is gone', { concurrency: 1 }, () => {
  let world: E2eWorld;
  let first: RedisServer;
  let second: RedisServer;
  let dir = '';
  let romeo: XmppUser;
  let successor: Isthmus | undefined;
  let commands: readonly string[] = [];
  before(async () => {
    [first, second, dir] = await Promise.all([startRedis(), startRedis(), tempDir('drill')]);
    commands = commandsOf(await readFile(join(repositoryRoot(), 'docs/admin/backup.md'), 'utf8'));
    world = await E2eWorld.start({
      software: 'prosody',
      config: { redis: { url: first.url }, lanes: { lease: '5s' } },
    });
    romeo = await world.registered('romeo');
  });
  after(async () => {
    await successor?.stop();
    await world?.stop();
    await Promise.all([first?.stop(), second?.stop(), removeTempDir(dir)]);
  });

  const send = (phone: string, id: string) =>
    romeo.send(`<message to="${world.jidOf(phone)}" type="chat" id="${id}"><body>${id}</body></message>`);
  const texts = (phone: string) => world.smsc.inbox(phone).map(({ text }) => text);
  async function answering(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const pong = await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);
      if (attribute(pong, 'type') === 'result') return;
      await setTimeout(100);
    }
    throw new Error('the gateway does not come back');
  }
  /** Runs the command of the page that begins so, with our paths. */
  async function drill(start: string, configFile: string): Promise<string> {
    const command = commands.find((one) => one.startsWith(`isthmus ${start}`));
    assert.ok(command !== undefined, `the page has no isthmus ${start}`);
    const args = command
      .replaceAll('/etc/isthmus/isthmus.yaml', configFile)
      .replaceAll('/backup/', `${dir}/`)
      .split(' ')
      .slice(1);
    const { code, out, err } = await runCommand(args);
    assert.equal(code, 0, err);
    return out;
  }

  it('a backup and the key bring people and what waited back on another Redis, and messages pass', async () => {
    const phone = world.newPhone();
    await send(phone, 'before');
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 1);
    world.smsc.setScript({ bindStatus: 0x08 });
    world.smsc.cut();
    await send(phone, 'waits');
    await romeo.request(`<iq type="get" to="${world.gateway}"><ping xmlns="urn:xmpp:ping"/></iq>`);

    const [old] = world.processes;
    assert.ok(old);
    const name = (await readdir(old.dir)).find((file) => file.endsWith('.yaml')) ?? '';
    const oldConfig = join(old.dir, name);
    const said = await drill('backup', oldConfig);
    assert.match(said, /: 1 registrations, \d+ keys and [1-9]\d* of lanes/);
    await copyFile(join(old.dir, 'secret.key'), join(dir, 'secret.key'));

    await old.kill();
    const config = parse(await readFile(oldConfig, 'utf8')) as Record<string, unknown>;
    await first.stop();
    await rm(join(old.dir, 'secret.key'));
    world.smsc.setScript({});

    const renewed = {
      ...config,
      redis: { url: second.url },
      dataDir: join(dir, 'data'),
      keyFile: join(dir, 'secret.key'),
    };
    const newConfig = join(dir, 'isthmus.yaml');
    await writeFile(newConfig, stringify(renewed), { mode: 0o600 });
    const back = await drill('restore', newConfig);
    assert.match(back, /1 registrations/);

    successor = await Isthmus.start({ config: renewed, dir });
    await answering();
    const other = world.newPhone();
    await send(other, 'after');
    await world.smsc.waitFor(() => world.smsc.inbox(other).length === 1);
    // What waited was left out: nobody is written to twice.
    assert.deepEqual(texts(phone), ['before']);
    await successor.terminate();

    const command = ['restore', join(dir, 'isthmus.tar.gz'), '--config', newConfig, '--lanes', '--force'];
    const again = await runCommand(command);
    assert.equal(again.code, 0, again.err);
    await successor.start();
    await answering();
    await world.smsc.waitFor(() => world.smsc.inbox(phone).length === 2, 30_000);
    assert.deepEqual(texts(phone), ['before', 'waits']);
  });
});

/** The commands of a page, each in one line. */
function commandsOf(page: string): readonly string[] {
  return [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => line.startsWith('isthmus ')),
  );
}
