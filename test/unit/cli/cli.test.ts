import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import type { GatewayModule } from '../../../gateways/gateway.js';
import { checkCommand } from '../../../src/cli/check.js';
import { runCli } from '../../../src/cli/cli.js';
import { configCommand } from '../../../src/cli/config.js';
import { Networks } from '../../../src/cli/networks.js';
import { rekeyCommand } from '../../../src/cli/rekey.js';
import { sampleCommand } from '../../../src/cli/sample.js';
import { versionCommand } from '../../../src/cli/version.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { openStore, type Store } from '../../../src/store/redis-store.js';
import { type SharedRedis, sharedRedis } from '../../support/shared.js';

const networks = new Networks({ echo: async () => echoModule as GatewayModule });
const commands = [
  checkCommand(networks),
  configCommand(networks),
  rekeyCommand(networks),
  sampleCommand(networks),
  versionCommand,
];
const dir = mkdtempSync(join(tmpdir(), 'isthmus-cli-'));
let redis: SharedRedis;
before(async () => {
  redis = await sharedRedis();
});
after(async () => {
  await redis.close();
  rmSync(dir, { recursive: true });
});

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), env: {} };
  return { code: await runCli(commands, argv, io), out: out.join('\n'), err: err.join('\n') };
}

function write(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

const GOOD =
  'xmpp: { domain: example.org }\naccess: { allow: [a.org] }\ngateways: { echo: { domain: e.org, secret: s } }\n';

test('help lists each command and explains one', async () => {
  const { code, out } = await run();
  assert.equal(code, 0);
  for (const { name, summary } of commands) assert.match(out, new RegExp(`\\b${name}\\s+${summary.slice(0, 20)}`));
  const one = await run('help', 'check');
  assert.match(one.out, /usage: isthmus check FILE .*\[--json\]/);
  assert.match(one.out, /--json +print/);
  assert.equal((await run('check', '--help')).out, one.out);
});

test('a misspelt command is told its nearest name', async () => {
  const { code, err } = await run('chekc');
  assert.equal(code, 2);
  assert.match(err, /there is no command "chekc", did you mean check\?/);
});

test('wrong use tells the usage', async () => {
  for (const argv of [
    ['check'],
    ['check', 'a', 'b'],
    ['check', '--jsn'],
    ['rekey'],
    ['rekey', '--config'],
    ['version', 'x'],
  ]) {
    const { code, err } = await run(...argv);
    assert.equal(code, 2, argv.join(' '));
    assert.match(err, /usage: isthmus/, argv.join(' '));
  }
});

test('check ends with 0 where nothing is wrong, 1 with warnings, 2 with errors', async () => {
  assert.deepEqual(await run('check', write('good.yaml', GOOD)), { code: 0, out: 'nothing is wrong', err: '' });
  const warned = await run('check', write('warn.yaml', GOOD.replace('[a.org]', '[]')));
  assert.equal(warned.code, 1);
  assert.match(warned.out, /warn\.yaml:2: warning: access\.allow names nobody.*\n {2}-> add allow: \[example\.org\]/);
  assert.match(warned.out, /^1 warning$/m);
  const bad = await run('check', write('bad.yaml', GOOD.replace('secret: s', 'sekret: s')));
  assert.equal(bad.code, 2);
  assert.match(bad.out, /bad\.yaml:3: error: gateways\.echo\.sekret is not known\n {2}-> did you mean secret\?/);
  assert.match(bad.out, /^2 errors$/m);
  assert.equal((await run('check', join(dir, 'none.yaml'))).code, 2);
});

test('check --json prints the findings as data', async () => {
  const file = write('json.yaml', GOOD.replace('domain: example.org', 'domain: 5'));
  const { code, out } = await run('check', '--json', file);
  assert.equal(code, 2);
  assert.deepEqual(JSON.parse(out), {
    ok: false,
    findings: [
      {
        severity: 'error',
        path: 'xmpp.domain',
        line: 1,
        value: '5',
        message: 'must be a text, and is a number',
        fix: 'put it into quotes, as it was written',
      },
    ],
  });
});

test('version names the version of the package', async () => {
  const text = (await run('--version')).out;
  assert.ok(readFileSync('package.json', 'utf8').includes(`"version": "${/^isthmus (\S+),/.exec(text)?.[1]}"`), text);
});

test('the sample is a config file that check can read', async () => {
  const { out } = await run('sample');
  const checked = await run('check', write('sample.yaml', out));
  assert.match(checked.out, /gateways\.echo\.secretFile .* cannot be read: there is no such file/);
  assert.match(checked.out, /^1 error$/m);
});

test('rekey gives a new key, keeps the old one readable and removes it when asked', async () => {
  const keyFile = join(dir, 'secret.key');
  const open = (): Promise<Store> =>
    openStore({ address: { url: redis.url }, prefix: redis.prefix, keyFile, clock: systemClock, log: silentLog });
  const store = await open();
  const jid = 'alice@example.org';
  await store.accounts.create('echo', jid, { fields: {}, secrets: { password: 'pw' } }, 1);
  const [old = ''] = store.secrets.ring.ids;
  const config = write(
    'rekey.yaml',
    `${GOOD}redis: { url: "${redis.url}", prefix: ${redis.prefix} }\nkeyFile: ${keyFile}\n`,
  );

  const first = await run('rekey', '--config', config);
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /^secrets encrypted anew: 1; with the key k[0-9a-f]{12} now: 1$/m);
  assert.ok(readFileSync(keyFile, 'utf8').includes(old));
  assert.equal(await store.accounts.secret('echo', jid, 'password'), 'pw');

  const again = await run('rekey', `--config=${config}`, '--continue');
  assert.match(again.out, /^secrets encrypted anew: 0; with the key .* now: 1$/m);
  assert.equal((await run('rekey', '--config', config, '--drop-old')).code, 0);
  assert.ok(!readFileSync(keyFile, 'utf8').includes(old));
  const fresh = await open();
  assert.equal(await fresh.accounts.secret('echo', jid, 'password'), 'pw');
  await Promise.all([store.close(), fresh.close()]);
});

test('config show prints what counts, where it comes from, and no secret', async () => {
  const file = write(
    'shown.yaml',
    `xmpp: { domain: example.org }
access: { allow: [example.org] }
redis: { url: "redis://user:hunter2@127.0.0.1" }
limits: { rate: 2 }
gateways:
  echo: { domain: echo.example.org, secret: hunter3, password: hunter4 }
`,
  );
  const { code, out } = await run('config', 'show', '--config', file, '--set', 'limits.burst=9');
  assert.equal(code, 0);
  const lines = out.split('\n');
  for (const expected of [
    `limits.rate: 2  # ${file}:4, live`,
    'limits.burst: 9  # --set limits.burst, live',
    'limits.stanza: 256KiB  # default',
    `redis.url: (hidden)  # ${file}:3`,
    `gateways.echo.secret: (hidden)  # ${file}:6`,
    `access.allow: [ example.org ]  # ${file}:2, live`,
  ]) {
    assert.ok(lines.includes(expected), `${expected}\n\n${out}`);
  }
  assert.doesNotMatch(out, /hunter|directory|gateways\.sms/);
  const json = await run('config', 'show', '--config', file, '--given', '--json');
  assert.doesNotMatch(json.out, /hunter/);
  const keys = JSON.parse(json.out);
  assert.deepEqual(
    keys.find(({ key }: { key: string }) => key === 'limits.rate'),
    { key: 'limits.rate', value: 2, from: 'file', line: 4, live: true },
  );
  assert.ok(keys.every(({ from }: { from: string }) => from === 'file'));
});
