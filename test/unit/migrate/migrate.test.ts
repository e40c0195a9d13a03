import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { stringify } from 'yaml';
import type { GatewayModule } from '../../../gateways/gateway.js';
import { ircModule } from '../../../gateways/irc/module.js';
import { mainFile } from '../../../sandbox/isthmus.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { runCli } from '../../../src/cli/cli.js';
import { migrateCommand } from '../../../src/cli/migrate.js';
import { Networks } from '../../../src/cli/networks.js';
import { systemClock } from '../../../src/clock.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import { silentLog } from '../../../src/log.js';
import { migrateSchema, schemaSteps } from '../../../src/store/migrations.js';
import { openStore, type Store } from '../../../src/store/redis-store.js';
import { keptBy } from '../../../src/store/secrets.js';
import { type Ran, runCommand } from '../../support/run-command.js';
import { closeAll, envelope, eventually, lanes, Outside, textOf } from '../lanes/support.js';
import { CutProxy } from './cut-proxy.js';

const USERS = 60;
const OLD = 4;
const NEW = 7;
/** The script at which a run is killed. */
const KILLS = [2, 15, 60];

const networks = new Networks({ irc: async () => ircModule as GatewayModule });

const jidOf = (n: number): string => `user${n}@example.org`;

/** Said independently of the gateway. */
function laneOf(jid: string, shares: number): string {
  return `irc.${createHash('sha256').update(jid).digest().readUInt32BE(0) % shares}`;
}

describe('another number of lanes', { concurrency: 1 }, () => {
  let server: RedisServer;
  let proxy: CutProxy;
  let redis: Redis;
  let store: Store;
  let dir = '';
  before(async () => {
    [server, dir] = await Promise.all([startRedis({ aof: 'off' }), tempDir('migrate')]);
    proxy = await CutProxy.to(server.port);
    redis = new Redis(server.url);
    store = await open();
  });
  afterEach(closeAll);
  after(async () => {
    redis?.disconnect();
    await store?.close();
    proxy?.stop();
    await Promise.all([server?.stop(), removeTempDir(dir)]);
  });

  const open = (prefix = 'isthmus') =>
    openStore({
      prefix,
      address: { url: server.url },
      keyFile: join(dir, 'secret.key'),
      clock: systemClock,
      log: silentLog,
    });

  function config(count: number, url = server.url): string {
    const path = join(dir, `${count}.yaml`);
    const network = { host: 'irc.example.net' };
    const irc = { domain: 'irc.example.org', secret: 'x', lanes: count, networks: { net: network } };
    const xmpp = { server: '127.0.0.1:1', domain: 'example.org' };
    const text = stringify({ xmpp, redis: { url }, keyFile: join(dir, 'secret.key'), dataDir: dir, gateways: { irc } });
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }
  /** Runs it as from a terminal, in this process. */
  async function migrate(...args: string[]): Promise<Ran> {
    const [out, err]: [string[], string[]] = [[], []];
    const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), env: {} };
    const code = await runCli([migrateCommand(networks)], ['migrate', '--config', ...args], io);
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  /** As if the holders of this test had ended in order. */
  async function forgetProcesses(): Promise<void> {
    const keys = await Promise.all(['role.*}:processes', '*}:holder'].map((end) => redis.keys(`isthmus:{${end}`)));
    for (const key of keys.flat()) await redis.del(key);
  }

  /** What was put into the lanes, in its order. */
  const sent: Envelope[] = [];
  /** Of which it is not known whether they went out. */
  const begun = new Set<string>();

  async function fill(): Promise<void> {
    const old = Array.from({ length: OLD }, (_, n) => `irc.${n}`);
    await store.knownLanes.note('irc', old);
    const one = lanes({ url: server.url }, 'isthmus');
    const outside = new Outside();
    const parks = (n: number) => n % 3 === 0;
    outside.window = 10_000;
    outside.answer = (each, settle) => {
      if (parks(Number(/\d+/.exec(each.account)?.[0]))) {
        settle({ kind: 'retry', after: 1500, reason: 'later' });
      } else begun.add(each.id);
    };
    for (const lane of old) one.work(lane, 'irc', outside);
    await one.start();
    await eventually('Redis answers', () => one.reachable);
    const add = async (from: ReturnType<typeof lanes>, round: number) => {
      await Promise.all(
        Array.from({ length: USERS }, (_, n) => {
          const account = n % 2 === 0 ? jidOf(n) : `${jidOf(n)}/work`;
          const each = envelope(`${account}>friend`, `${round}`, { account });
          sent.push(each);
          return from.add(laneOf(jidOf(n), OLD), each);
        }),
      );
    };
    for (let round = 0; round < 4; round++) await add(one, round);
    await outside.until(() => begun.size > 0 && outside.submitted.length >= USERS);
    const parked = async () => {
      const counts = await Promise.all(old.map((lane) => redis.get(`isthmus:{${lane}}:parkcount`)));
      return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
    };
    await eventually('some are parked', async () => (await parked()) >= USERS / 3);
    const wait = async (n: number) => {
      const lane = laneOf(jidOf(n), OLD);
      const tenure = outside.tenures[Number(lane.slice(-1))];
      await outside.tenures
        .find((each) => each === tenure)
        ?.later.schedule(`wait ${n}`, 1000, { account: jidOf(n), n });
    };
    for (let n = 0; n < USERS; n++) await wait(n);
    await one.stop();
    const producer = lanes({ url: server.url }, 'isthmus');
    await producer.start();
    await eventually('Redis answers', () => producer.reachable);
    for (let round = 4; round < 12; round++) await add(producer, round);
    await producer.stop();
    for (let n = 0; n < USERS; n++) {
      const key = `sessions:${laneOf(jidOf(n), OLD)}`;
      const rooms = [{ name: '#a', key: store.secrets.seal(keptBy('irc', key), `key ${n}`) }];
      await store.kv('irc').setFields(key, { [`${jidOf(n)}\nnet`]: JSON.stringify({ account: jidOf(n), rooms }) });
    }
  }

  it('is refused at a start, which names the command', async () => {
    await store.shares.settle('irc', OLD);
    const { code, err } = await runCommand(['run', '--config', config(NEW)]);
    assert.equal(code, 2);
    assert.match(err, /irc lies in 4 lanes, and the config says 7 .*isthmus migrate --config FILE/);
    const same = await migrate(config(OLD));
    assert.equal(same.code, 0, same.err);
    assert.match(same.out, /nothing is to be done/);
  });

  it('is refused while something runs, and told before it is done', async () => {
    await fill();
    await forgetProcesses();
    await redis.set('isthmus:{irc.0}:holder', 'somebody', 'PX', 60_000);
    const running = await migrate(config(NEW));
    assert.equal(running.code, 2);
    assert.match(running.err, /Isthmus runs on this store \(somebody\)/);
    const dry = await migrate(config(NEW), '--dry-run');
    assert.equal(dry.code, 0, dry.err);
    assert.match(dry.out, /irc: from 4 to 7 lanes; [1-9]\d* messages and [1-9]\d* waits would be moved/);
    await forgetProcesses();
    assert.equal(await store.shares.stored('irc'), OLD);
  });

  it('killed in the middle it is run again, and everything is there once, in its order, in the right lane', async () => {
    const file = config(NEW, proxy.url);
    for (const scripts of KILLS) {
      const child = spawn(process.execPath, [mainFile(), 'migrate', '--config', file], { stdio: 'ignore' });
      proxy.cutAfter(scripts, () => child.kill('SIGKILL'));
      const [, signal] = await once(child, 'exit');
      assert.equal(signal, 'SIGKILL');
      await assert.rejects(open(), /changed as a whole \(migrate\).*isthmus migrate --config FILE/);
    }
    const other = await migrate(config(NEW), '--shares', 'irc=5');
    assert.match(other.err, /interrupted: end it first with --shares irc=7/);
    const done = await migrate(config(NEW));
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /irc: from 4 to 7 lanes/);
    assert.equal(await store.shares.stored('irc'), NEW);
    assert.match((await migrate(config(NEW))).out, /nothing is to be done/);

    const far = lanes({ url: server.url }, 'isthmus');
    const outsides = Array.from({ length: NEW }, () => new Outside());
    outsides.forEach((outside, n) => {
      far.work(`irc.${n}`, 'irc', outside);
    });
    await far.start();
    const all = () => outsides.flatMap((outside) => outside.effected);
    await eventually('all has ended', () => all().length >= sent.length);
    const payloads = () => outsides.flatMap(({ payloads }) => payloads);
    await eventually('all waits have ended', () => payloads().length >= USERS);
    assert.equal(all().length, sent.length);
    assert.equal(payloads().length, USERS);
    outsides.forEach((outside, lane) => {
      for (const { envelope: each } of outside.effected) {
        assert.equal(laneOf(each.account.replace('/work', ''), NEW), `irc.${lane}`);
      }
      for (const wait of outside.payloads) {
        assert.equal(laneOf((wait as { readonly account: string }).account, NEW), `irc.${lane}`);
      }
      const { conversations } = {
        conversations: new Set(outside.effected.map(({ envelope: { conversation } }) => conversation)),
      };
      for (const conversation of conversations) {
        const texts = outside.effected.filter(({ envelope: each }) => each.conversation === conversation);
        assert.deepEqual(
          texts.map(({ envelope: each }) => textOf(each)),
          Array.from({ length: 12 }, (_, round) => `${round}`),
        );
      }
    });
    // What had begun without an answer is unknown, and is not sent a second time.
    const unknown = all().filter(({ outcome }) => outcome.kind === 'unknown');
    assert.deepEqual(new Set(unknown.map(({ envelope: { id } }) => id)), begun);
    for (let n = 0; n < USERS; n++) {
      const key = `sessions:${laneOf(jidOf(n), NEW)}`;
      const text = (await store.kv('irc').fields(key))[`${jidOf(n)}\nnet`] ?? assert.fail(`no session of ${n}`);
      const [room] = (JSON.parse(text) as { readonly rooms: readonly { readonly key: string }[] }).rooms;
      assert.equal(store.secrets.open(keptBy('irc', key), room?.key ?? ''), `key ${n}`);
    }
  });

  it('takes the number from the command, and knows which gateways have one', async () => {
    await forgetProcesses();
    assert.match((await migrate(config(NEW), '--shares', 'sms=2')).err, /--shares knows irc, and not sms/);
    const done = await migrate(config(NEW), '--shares', 'irc=2');
    assert.equal(done.code, 0, done.err);
    assert.match(done.out, /from 7 to 2 lanes; 0 messages and 0 waits moved/);
    assert.match(done.out, /Write it into .* too \(gateways\.irc\.lanes=2\)/);
  });

  it('an older schema is taken step by step, and goes on where it was', async () => {
    const key = 'old:{store}:schema';
    await redis.set(key, 0);
    await assert.rejects(open('old'), /schema 0 of an earlier release.*isthmus migrate --config FILE/);
    await assert.rejects(schemaSteps(redis, 'old'), /does not read the schema 0/);
    const taken: number[] = [];
    const migrations = new Map([0, 1].map((step) => [step, async () => void taken.push(step)]));
    migrations.set(1, () => Promise.reject(new Error('killed')));
    await assert.rejects(migrateSchema(redis, 'old', { migrations, newest: 2 }), /killed/);
    migrations.set(1, async () => void taken.push(1));
    await migrateSchema(redis, 'old', { migrations, newest: 2 });
    assert.deepEqual(taken, [0, 1]);
    assert.equal(await redis.get(key), '2');
    await assert.rejects(schemaSteps(redis, 'old'), /written by a newer release \(schema 2/);
  });
});
