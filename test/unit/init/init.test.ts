import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { checkCommand } from '../../../src/cli/check.js';
import { runCli } from '../../../src/cli/cli.js';
import { initCommand } from '../../../src/cli/init/init.js';
import { Networks } from '../../../src/cli/networks.js';
import { SERVER_TYPES } from '../../../src/cli/servers/server-type.js';
import { repositoryRoot } from '../../support/repository.js';

const MAIN = fileURLToPath(new URL('../../../src/main.js', import.meta.url));

describe('isthmus init', () => {
  let base: string;
  let count = 0;
  const networks = new Networks({
    sms: async () => (await import('../../../gateways/sms/module.js')).smsModule as never,
    email: async () => (await import('../../../gateways/email/module.js')).emailModule as never,
    irc: async () => (await import('../../../gateways/irc/module.js')).ircModule as never,
    alerts: async () => (await import('../../../gateways/alerts/module.js')).alertsModule as never,
    echo: async () => (await import('../../../gateways/example/module.js')).echoModule as never,
  });
  before(async () => {
    base = await tempDir('init');
  });
  after(async () => await removeTempDir(base));

  const newDir = (): string => {
    count += 1;
    return join(base, `etc${count}`);
  };

  /** Runs a command in this process; what is in `typed` comes over a pipe. */
  async function run(argv: readonly string[], typed = ''): Promise<{ code: number; out: string; err: string }> {
    const [out, err]: [string[], string[]] = [[], []];
    const io = { out: (line: string) => void out.push(line), err: (line: string) => void err.push(line), env: {} };
    const [input, output] = [new PassThrough(), new PassThrough()];
    output.on('data', (chunk: Buffer) => out.push(chunk.toString()));
    input.end(typed);
    const commands = [initCommand(networks, { input, output }), checkCommand(networks)];
    return { code: await runCli(commands, argv, io), out: out.join('\n'), err: err.join('\n') };
  }

  const SMS = ['--sms-carrier', 'smpp.example.net:3000', '--sms-system-id', 'me', '--sms-password', 'hunter2'];
  const ALL = ['--domain', 'Example.ORG', '--networks', 'sms, irc,email,alerts', ...SMS];

  for (const type of SERVER_TYPES) {
    it(`writes a config file for ${type} that check finds nothing wrong with, and secrets that nobody else reads`, async () => {
      const dir = newDir();
      const { code, out, err } = await run(['init', '--dir', dir, '--yes', '--server', type, ...ALL]);
      assert.deepEqual([code, err], [0, '']);
      assert.deepEqual(await run(['check', join(dir, 'isthmus.yaml')]), { code: 0, out: 'nothing is wrong', err: '' });
      for (const name of readdirSync(dir)) assert.equal(statSync(join(dir, name)).mode & 0o777, 0o600, name);
      const secret = readFileSync(join(dir, 'irc.secret'), 'utf8').trim();
      assert.ok(secret.length >= 32 && out.includes(secret), out);
      assert.doesNotMatch(out, /hunter2/);
      assert.doesNotMatch(readFileSync(join(dir, 'isthmus.yaml'), 'utf8'), /hunter2/);
    });
  }

  it('says in the config file what each key means, and holds what was answered', async () => {
    const dir = newDir();
    const more = [
      '--email-addresses',
      'mail.example.org',
      '--public-url',
      'https://gw.example.org',
      '--redis',
      'redis://127.0.0.1:6379',
    ];
    await run([
      'init',
      '--dir',
      dir,
      '--yes',
      ...ALL,
      ...more,
      '--admin',
      'romeo@example.org',
      '--sms-number',
      '+12025550100',
      '--sms-country',
      'us',
    ]);
    const text = readFileSync(join(dir, 'isthmus.yaml'), 'utf8');
    assert.match(text, /# Where the XMPP server listens for components \(XEP-0114\)\n {2}server: 127\.0\.0\.1:5347/);
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (
        /^\s*(- )?[a-zA-Z]+:/.test(line) &&
        !/^ {2}(sms|irc|email|alerts):|libera:|^\s+(sms|irc|name|nick): [{A-Za-z]/.test(line)
      ) {
        assert.match(lines[index - 1] ?? '', /^\s*#/, line);
      }
    }
    const { xmpp, access, gateways, http, redis } = parse(text);
    assert.equal(xmpp.domain, 'example.org');
    assert.deepEqual(access, { allow: ['example.org'], admins: ['romeo@example.org'] });
    assert.equal(http.publicUrl, 'https://gw.example.org');
    assert.equal(redis.url, 'redis://127.0.0.1:6379');
    assert.deepEqual(Object.keys(gateways), ['sms', 'irc', 'email', 'alerts']);
    assert.equal(gateways.sms.defaultCountry, 'US');
    assert.equal(gateways.sms.carriers[0].port, 3000);
    assert.equal(gateways.email.addresses.domain, 'mail.example.org');
    assert.deepEqual(gateways.alerts.accounts, { sms: { name: 'Alerts' }, irc: { nick: 'alerts' } });
  });

  it('puts its file where the Debian package has one to be replaced, for whom the data belongs to', async () => {
    const [dir, data] = [newDir(), newDir()];
    for (const folder of [dir, data]) mkdirSync(folder);
    cpSync(join(repositoryRoot(), 'config/debian/isthmus.yaml'), join(dir, 'isthmus.yaml'));
    if (process.getuid?.() === 0) chownSync(data, 65_534, 65_533);
    const { code, out } = await run(['init', '--dir', dir, '--data-dir', data, '--yes', '--domain', 'example.com']);
    assert.equal(code, 0);
    assert.equal(parse(readFileSync(join(dir, 'isthmus.yaml'), 'utf8')).xmpp.domain, 'example.com');
    const { uid, gid } = statSync(data);
    for (const name of readdirSync(dir)) {
      const file = statSync(join(dir, name));
      assert.deepEqual([file.uid, file.gid, file.mode & 0o777], [uid, gid, 0o600], name);
    }
    assert.doesNotMatch(out, /chown/);
    // It is no longer there to be replaced.
    assert.equal((await run(['init', '--dir', dir, '--yes', '--domain', 'example.org'])).code, 2);
  });

  it('overwrites nothing, and then writes nothing', async () => {
    const dir = newDir();
    await run(['init', '--dir', dir, '--yes', '--domain', 'example.org']);
    const before = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'));
    const again = await run(['init', '--dir', dir, '--yes', ...ALL]);
    assert.equal(again.code, 2);
    assert.match(again.err, /isthmus\.yaml, .*secret\.key is there already and is not overwritten/);
    assert.deepEqual(
      readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8')),
      before,
    );
    const half = newDir();
    await run(['init', '--dir', half, '--yes', '--domain', 'example.org']);
    writeFileSync(join(half, 'isthmus.yaml'), 'mine');
    await run(['init', '--dir', half, '--yes', '--domain', 'example.org']);
    assert.equal(readFileSync(join(half, 'isthmus.yaml'), 'utf8'), 'mine');
  });

  it('tells scripts what is missing or wrong, and writes nothing', async () => {
    const dir = newDir();
    for (const [argv, said] of [
      [['--yes'], /needs --domain/],
      [['--yes', '--domain', 'a b'], /--domain "a b" will not do: a domain/],
      [['--yes', '--domain', 'example.org', '--networks', 'fax'], /there is no fax: sms, email, irc, alerts/],
      [['--yes', '--domain', 'example.org', '--networks', 'sms'], /needs --sms-carrier/],
      [
        ['--yes', ...ALL, '--sms-password', 'longer than eight'],
        /--sms-password "\(hidden\)" will not do: SMPP has room for 8/,
      ],
      [
        ['--yes', '--domain', 'example.org', '--irc-domain', 'example.org'],
        /another one than the domain of your users/,
      ],
      [['--yes', '--dmain', 'example.org'], /does not know "--dmain"/],
    ] as const) {
      const { code, err } = await run(['init', '--dir', dir, ...argv]);
      assert.equal(code, 2);
      assert.match(err, said);
      assert.equal(existsSync(dir), false);
    }
  });

  it('reads a secret from a file, so that it stands in no list of processes', async () => {
    const dir = newDir();
    const file = join(base, 'password');
    writeFileSync(file, 'pass1234\n', { mode: 0o600 });
    const { code } = await run([
      'init',
      '--dir',
      dir,
      '--yes',
      '--domain',
      'example.org',
      '--networks',
      'sms',
      ...SMS.slice(0, 4),
      '--sms-password-file',
      file,
    ]);
    assert.equal(code, 0);
    assert.equal(readFileSync(join(dir, 'carrier.secret'), 'utf8'), 'pass1234\n');
  });

  it('asks over a pipe too, asks again what will not do, and writes nothing where answers end', async () => {
    const dir = newDir();
    const typed = ['ejabberd', '', 'example.org', '', 'fax', 'irc', '', '', '', 'nonsense', 'oftc=irc.oftc.net'];
    const { code, out } = await run(['init', '--dir', dir], `${typed.join('\n')}\n`);
    assert.equal(code, 0, out);
    assert.match(out, /it must be answered/);
    assert.match(out, /there is no fax/);
    assert.match(out, /write them so: libera=/);
    assert.match(readFileSync(join(dir, 'isthmus.yaml'), 'utf8'), /oftc:\n.*\n\s+host: irc\.oftc\.net/);
    const ended = newDir();
    const early = await run(['init', '--dir', ended], 'prosody\n');
    assert.equal(early.code, 2);
    assert.match(early.err, /ended before all was answered; nothing was written/);
    assert.equal(existsSync(ended), false);
  });

  it('asks at a terminal, and does not show a password that is typed', async () => {
    const dir = newDir();
    const answers: readonly (readonly [RegExp, string])[] = [
      [/Which XMPP server .*\[prosody\] $/, ''],
      [/Domain of that server.*\? $/, 'example.org'],
      [/Where it takes components.*\[127\.0\.0\.1:5347\] $/, ''],
      [/Which networks.*\[irc\] $/, 'sms'],
      [/Your own JID.*\[admin@example\.org\] $/, 'romeo@example.org'],
      [/URL under which.*\? $/, ''],
      [/Domain of the sms gateway\? \[sms\.example\.org\] $/, ''],
      [/Host of your carrier.*\? $/, 'smpp.example.net'],
      [/Account at the carrier.*\? $/, 'me'],
      [/Password at the carrier\? $/, 'hunter2'],
      [/Your number at the carrier.*\? $/, ''],
      [/Country whose.*\? $/, 'GB'],
    ];
    // A terminal of its own: what `script` writes is what somebody sees there.
    const child = spawn('script', ['-qefc', `'${process.execPath}' '${MAIN}' init --dir '${dir}'`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let seen = '';
    let since = '';
    let next = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      since += chunk.toString();
      // Without the signs with which a terminal is told where to write.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those signs are control characters
      const text = since.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
      const [question, answer] = answers[next] ?? [];
      if (question === undefined || !question.test(text)) return;
      next += 1;
      since = '';
      child.stdin.write(`${answer}\r`);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 0, seen);
    assert.equal(next, answers.length, seen);
    assert.doesNotMatch(seen, /hunter2/);
    assert.equal(readFileSync(join(dir, 'carrier.secret'), 'utf8'), 'hunter2\n');
    assert.equal(parse(readFileSync(join(dir, 'isthmus.yaml'), 'utf8')).gateways.sms.defaultCountry, 'GB');
  });
});
