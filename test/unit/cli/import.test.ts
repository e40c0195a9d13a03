import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { GatewayModule } from '../../../gateways/gateway.js';
import { importBiboumi } from '../../../gateways/irc/import/biboumi.js';
import type { ImportReport } from '../../../gateways/irc/import/report.js';
import { ircModule } from '../../../gateways/irc/module.js';
import { runCli } from '../../../src/cli/cli.js';
import { importCommand } from '../../../src/cli/import.js';
import { Networks } from '../../../src/cli/networks.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { redisAddress } from '../../../src/redis.js';
import { openStore, type Store } from '../../../src/store/redis-store.js';
import { biboumiDatabase } from '../../support/biboumi-database.js';
import { type SharedRedis, sharedRedis } from '../../support/shared.js';

const networks = new Networks({ irc: async () => ircModule as GatewayModule });
const NOW = Math.floor(Date.now() / 1000);
const LIBERA = 'irc.libera.chat';
const ROOM = `#orchard%${LIBERA}`;

const line = (owner: string, second: number, nick: string, body: string, server = LIBERA) =>
  `INSERT INTO muclogline_ (uuid_, owner_, ircchanname_, ircservername_, date_, body_, nick_) VALUES
    (hex(randomblob(16)), '${owner}', '#orchard', '${server}', ${NOW + second}, '${body}', '${nick}');`;
const option = (owner: string, columns: string, values: string) =>
  `INSERT INTO ircserveroptions_ (owner_, tlsports_, ports_, verifycert_, throttlelimit_, ${columns})
    VALUES ('${owner}', '6697;6670', '6667', 1, 10, ${values});`;

/** Romeo and Juliet, Mercutio who wants nothing recorded, Tybalt on a server that is nowhere. */
const ROWS = [
  "INSERT INTO globaloptions_ (owner_, maxhistorylength_, recordhistory_, persistent_) VALUES ('romeo@example.org', 50, 1, 1);",
  "INSERT INTO globaloptions_ (owner_, maxhistorylength_, recordhistory_, persistent_) VALUES ('mercutio@example.org', 20, 0, 0);",
  option('romeo@example.org', 'server_, nick_, saslpassword_', `'${LIBERA}', 'romeo', 's3cret'`),
  option('juliet@example.org', 'server_, nick_, pass_', `'${LIBERA}', 'juliet', 'door'`),
  option('tybalt@example.org', 'server_, nick_', `'irc.example.net', 'tybalt'`),
  "INSERT INTO after_connection_commands_ (fk_, afterconnectioncommand_) SELECT id_, 'MODE romeo +i' FROM ircserveroptions_ WHERE nick_ = 'romeo';",
  "INSERT INTO ircchanneloptions_ (owner_, server_, channel_, encodingout_, encodingin_, persistent_, recordhistory_) VALUES ('romeo@example.org', 'irc.libera.chat', '#orchard', '', '', 1, 0);",
  "INSERT INTO roster VALUES ('irc.example.org', 'romeo@example.org');",
  line('romeo@example.org', -400 * 86_400, 'juliet', 'long ago'),
  line('romeo@example.org', -60, 'juliet', 'O Romeo & <Romeo>'),
  line('juliet@example.org', -60, 'juliet', 'O Romeo & <Romeo>'),
  line('mercutio@example.org', -60, 'juliet', 'O Romeo & <Romeo>'),
  line('romeo@example.org', -59, 'romeo', 'ha'),
  line('romeo@example.org', -59, 'romeo', 'ha'),
  line('juliet@example.org', -59, 'romeo', 'ha'),
  line('juliet@example.org', -58, 'nurse', `two' || char(10) || 'lines' || char(8232) || '`),
  line('romeo@example.org', -57, 'x', 'elsewhere', 'irc.example.net'),
].join('\n');

describe('isthmus import biboumi', { concurrency: 1 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'isthmus-import-'));
  const config = join(dir, 'isthmus.yaml');
  let redis: SharedRedis;
  let store: Store;
  let database = '';
  let untouched = '';
  before(async () => {
    redis = await sharedRedis();
    write(config, redis.prefix, `libera: { host: ${LIBERA} }, oftc: { host: irc.oftc.net }`);
    database = await biboumiDatabase(dir, ROWS);
    untouched = digest();
    const options = {
      address: redisAddress(redis.url),
      prefix: redis.prefix,
      keyFile: join(dir, `${redis.prefix}.key`),
    };
    store = await openStore({ ...options, clock: systemClock, log: silentLog });
  });
  after(async () => {
    await store?.close();
    await redis.close();
    rmSync(dir, { recursive: true });
  });

  const write = (file: string, prefix: string, some: string) =>
    writeFileSync(
      file,
      `xmpp: { domain: example.org }
access: { allow: [example.org] }
redis: { url: '${redis.url}', prefix: ${prefix} }
keyFile: ${prefix}.key
gateways: { irc: { domain: irc.example.org, secret: s, networks: { ${some} } } }
`,
      { mode: 0o600 },
    );
  const digest = () => createHash('sha256').update(readFileSync(database)).digest('hex');
  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: [string[], string[]] = [[], []];
    const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text), env: {} };
    const commands = [importCommand(networks, async () => ({ importBiboumi }))];
    const code = await runCli(commands, ['import', 'biboumi', '--config', config, ...args], io);
    return { code, out: out.join('\n'), err: err.join('\n') };
  }
  async function report(...args: string[]): Promise<ImportReport> {
    const { code, out, err } = await run('--database', database, '--json', ...args);
    assert.equal(code, 0, err);
    return JSON.parse(out) as ImportReport;
  }
  const fields = async (id: string) => (await store.accounts.get('irc', id))?.fields;
  const read = async (reader: string) =>
    (await store.archive('irc').recent(ROOM, reader, { max: 100 })).map(({ xml, at, from }) => ({
      at,
      from,
      body: /<body>(.*)<\/body>/s.exec(xml)?.[1],
    }));

  it('a dry run tells what the real one does, and writes nothing', async () => {
    const told = await report('--dry-run');
    assert.deepEqual([told.accounts, told.lines, told.rooms], [{ taken: 5, there: 0 }, { taken: 4, there: 0 }, 1]);
    assert.deepEqual(await store.accounts.jids('irc'), []);
    assert.deepEqual(await read('romeo@example.org'), []);
  });

  it('what a user has set here already stays; the rest is taken, and what has no counterpart is told', async () => {
    const own = await store.accounts.create('irc', 'juliet@example.org', { fields: { nick: 'capulet' } }, Date.now());
    assert.ok(own.ok);
    const { accounts, lines, rooms, left } = await report();
    assert.deepEqual([accounts, lines, rooms], [{ taken: 4, there: 0 }, { taken: 4, there: 0 }, 1]);
    assert.deepEqual(
      left.map(({ what, server, count }) => [count, server, what.split(':')[0]]),
      [
        [1, '', 'contact that saw presence'],
        [1, '', 'line of history older than history.for'],
        [1, 'irc.example.net', 'line of history of a room that has no address here'],
        [1, 'irc.example.net', 'settings of a server that cannot be reached here'],
        [1, LIBERA, 'line of history of a user for whom nothing is recorded here'],
        [1, LIBERA, 'options of a single room'],
      ],
    );
    assert.deepEqual(await fields('romeo@example.org'), { 'x-history': '50', 'x-persistent': 'yes' });
    assert.deepEqual(await fields('romeo@example.org/libera'), { nick: 'romeo', 'x-commands': 'MODE romeo +i' });
    assert.equal(await store.accounts.secret('irc', 'romeo@example.org/libera', 'password'), 's3cret');
    assert.deepEqual(await fields('juliet@example.org'), { nick: 'capulet' });
    assert.equal(await store.accounts.secret('irc', 'juliet@example.org/libera', 'x-server-password'), 'door');
    assert.deepEqual(await fields('mercutio@example.org'), { 'x-record': 'no' });
    assert.equal(await fields('tybalt@example.org'), undefined);
  });

  it('everybody reads what they saw, at its time and in its order, and nobody else does', async () => {
    const [at, later] = [(NOW - 60) * 1000, (NOW - 59) * 1000];
    const greeting = { at, from: 'juliet', body: 'O Romeo &amp; &lt;Romeo&gt;' };
    const laugh = { at: later, from: 'romeo', body: 'ha' };
    assert.deepEqual(await read('romeo@example.org'), [greeting, laugh, laugh]);
    assert.deepEqual(await read('juliet@example.org'), [
      greeting,
      laugh,
      { at: (NOW - 58) * 1000, from: 'nurse', body: 'two\nlines\u2028' },
    ]);
    assert.deepEqual(await read('mercutio@example.org'), []);
    const [first] = await store.archive('irc').recent(ROOM, 'romeo@example.org', { max: 9 });
    assert.match(first?.xml ?? '', /from="#orchard%irc\.libera\.chat@irc\.example\.org\/juliet"/);
    assert.deepEqual(await store.archive('irc').find(ROOM, 'romeo@example.org', { id: first?.id ?? '' }), first);
  });

  it('a second time changes nothing, neither here nor in the database', async () => {
    const taken = await read('juliet@example.org');
    const { accounts, lines, rooms } = await report();
    assert.deepEqual([accounts, lines, rooms], [{ taken: 0, there: 4 }, { taken: 0, there: 4 }, 0]);
    assert.deepEqual(await read('juliet@example.org'), taken);
    assert.equal((await store.accounts.get('irc', 'romeo@example.org/libera'))?.rev, 1);
    assert.equal(digest(), untouched);
  });

  it('where there is but one network, a user has one account for all', async () => {
    const one = join(dir, 'one.yaml');
    write(one, `${redis.prefix}1`, `libera: { host: ${LIBERA} }`);
    const { accounts } = await report('--dry-run', '--config', one);
    assert.deepEqual(accounts, { taken: 3, there: 0 });
  });

  it('the report for people holds no secrets', async () => {
    const { out } = await run('--database', database, '--dry-run');
    assert.match(out, /^settings of users: 0 would be taken, 4 were here already/m);
    assert.match(out, /^ {2}1 x irc\.example\.net: settings of a server that cannot be reached here/m);
    assert.doesNotMatch(out, /s3cret|door|@example/);
  });

  it('a file that is none of biboumi is refused, and wrong use', async () => {
    const none = await run('--database', join(dir, 'nothing.sqlite'));
    assert.deepEqual([none.code, /nothing\.sqlite cannot be read: .*unable to open/.test(none.err)], [2, true]);
    const wrong = await run('--database', config);
    assert.deepEqual([wrong.code, /isthmus\.yaml cannot be read: .*not a database/.test(wrong.err)], [2, true]);
    const empty = join(dir, 'empty.sqlite');
    writeFileSync(empty, '');
    const other = await run('--database', empty);
    assert.deepEqual([other.code, /is no database of biboumi/.test(other.err)], [2, true]);
    assert.equal((await run()).code, 2);
    const postgres = await run('--database', 'postgresql://x/y');
    assert.match(postgres.err, /reads SQLite only/);
  });
});
