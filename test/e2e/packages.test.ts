import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Child } from '../../sandbox/child.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { repositoryRoot } from '../support/repository.js';
import { type SharedXmpp, sharedXmpp } from '../support/shared.js';

const root = repositoryRoot();

/** Paths of the sources in some folders, from the root. */
function sources(...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .map((path) => `${folder}/${path}`),
  );
}

/** Runs a program; its output, or an error with what it said. */
function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync(command, [...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 32 * 1024 * 1024,
  });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout + stderr;
}

describe('the packages', () => {
  let dir: string;
  let deb: string;
  let machine: string;
  let xmpp: SharedXmpp;
  const at = (path: string) => join(machine, path);
  /** dpkg on a root folder of its own: nothing of this machine is touched. */
  const dpkg = (args: readonly string[], env = {}) =>
    run('dpkg', [`--root=${machine}`, '--force-script-chrootless', '--force-depends', ...args], env);

  before(async () => {
    dir = await tempDir('isthmus-packages');
    // The user of the package has to reach it.
    chmodSync(dir, 0o755);
    deb = run(process.execPath, ['scripts/deb.mjs', '--fast', '--out', join(dir, 'deb')]).trim();
    machine = join(dir, 'machine');
    for (const path of ['var/lib/dpkg/updates', 'var/lib/dpkg/info', 'etc']) mkdirSync(at(path), { recursive: true });
    writeFileSync(at('var/lib/dpkg/status'), '');
    xmpp = await sharedXmpp('prosody');
  });
  after(async () => {
    await xmpp.close();
    await removeTempDir(dir);
  });

  it('of Debian installs with a user, a config file and a folder of its own', () => {
    const said = dpkg(['-i', deb]);
    assert.match(said, /isthmus init --dir \/etc\/isthmus/);
    const [, , uid] = user();
    assert.equal(statSync(at('var/lib/isthmus')).uid, Number(uid));
    assert.equal(statSync(at('var/lib/isthmus')).mode & 0o777, 0o700);
    assert.equal(statSync(at('etc/isthmus')).mode & 0o777, 0o750);
    const config = statSync(at('etc/isthmus/isthmus.yaml'));
    assert.deepEqual([config.mode & 0o777, config.gid], [0o640, Number(user()[3])]);
    assert.match(run(at('usr/bin/isthmus'), ['version']), /^isthmus 0\./);
    const unit = readFileSync(at('lib/systemd/system/isthmus.service'), 'utf8');
    assert.match(unit, /^ExecStart=\/usr\/bin\/isthmus run --config \/etc\/isthmus\/isthmus\.yaml$/m);
    assert.doesNotMatch(unit, /\/opt\//);
    for (const path of [
      'usr/share/isthmus/config/isthmus.schema.json',
      'usr/share/doc/isthmus/docs/README.md',
      'usr/share/man/man1/isthmus.1.gz',
      'usr/share/bash-completion/completions/isthmus',
      'usr/share/zsh/vendor-completions/_isthmus',
      'usr/share/fish/vendor_completions.d/isthmus.fish',
    ]) {
      assert.ok(existsSync(at(path)), path);
    }
    // What the unit runs beside it comes with what the package needs.
    assert.match(unit, /^ExecReload=\/bin\/kill /m);
    assert.match(readFileSync(at('var/lib/dpkg/status'), 'utf8'), /^Depends: .*\bprocps\b/m);
  });

  it('of Debian runs as its user, with its own Redis, and carries a message', async () => {
    const domain = xmpp.takeDomain();
    const config = {
      xmpp: { server: `${domain.host}:${domain.port}`, domain: xmpp.domain },
      access: { allow: [xmpp.domain] },
      dataDir: at('var/lib/isthmus'),
      gateways: { echo: { domain: domain.domain, secret: domain.secret } },
    };
    writeFileSync(at('etc/isthmus/isthmus.yaml'), JSON.stringify(config));
    const [, , uid, gid] = user();
    const command = ['run', '--config', at('etc/isthmus/isthmus.yaml')];
    const child = await Child.start({
      name: 'isthmus',
      command: 'setpriv',
      args: [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', at('usr/bin/isthmus'), ...command],
    });
    try {
      await child.waitForLog(/"msg":"ready"/, 30_000);
      const romeo = await connectUser(await xmpp.newUser('romeo'));
      const query = '<query xmlns="jabber:iq:register"><nick>romeo</nick><name>romeo</name></query>';
      await romeo.request(`<iq type="set" to="${domain.domain}">${query}</iq>`);
      await romeo.send(`<message to="anybody@${domain.domain}" type="chat"><body>Is it there?</body></message>`);
      const back = await romeo.waitFor(
        (one) => one.name === 'message' && one.getChildText('body')?.includes('Is it there?') === true,
        'the echo',
      );
      assert.match(String(back.attrs.from), /^anybody@/);
      await romeo.close();
    } finally {
      await child.stop(20_000);
      domain.release();
    }
    assert.equal((await child.exited).code, 0);
    assert.equal(statSync(at('var/lib/isthmus/secret.key')).uid, Number(uid));
  });

  it('of Debian keeps a changed config file over an upgrade and a removal', () => {
    const before = readFileSync(at('etc/isthmus/isthmus.yaml'), 'utf8');
    assert.doesNotMatch(dpkg(['-i', deb]), /init --dir/);
    assert.equal(readFileSync(at('etc/isthmus/isthmus.yaml'), 'utf8'), before);
    dpkg(['--remove', 'isthmus']);
    assert.ok(!existsSync(at('usr/bin/isthmus')));
    assert.ok(!existsSync(at('usr/lib/isthmus')));
    assert.equal(readFileSync(at('etc/isthmus/isthmus.yaml'), 'utf8'), before);
  });

  it('of Debian purges its config, and messages and keys only at the word of the admin', () => {
    assert.match(dpkg(['--purge', 'isthmus']), /\/var\/lib\/isthmus is kept/);
    assert.ok(!existsSync(at('etc/isthmus')));
    assert.ok(existsSync(at('var/lib/isthmus/secret.key')));
    dpkg(['-i', deb]);
    // As the page of packages goes on: init replaces what the package has put there, and the user of Isthmus can read it.
    const folder = at('etc/isthmus');
    const answers = ['--yes', '--domain', 'example.com', '--networks', 'irc', '--data-dir', at('var/lib/isthmus')];
    run(at('usr/bin/isthmus'), ['init', '--dir', folder, ...answers]);
    const [, , uid, gid] = user();
    const asUser = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', at('usr/bin/isthmus')];
    run('setpriv', [...asUser, 'check', join(folder, 'isthmus.yaml')]);
    dpkg(['--purge', 'isthmus'], { ISTHMUS_PURGE_STATE: 'true' });
    for (const path of ['var/lib/isthmus', 'etc/isthmus']) assert.ok(!existsSync(at(path)), path);
    assert.doesNotMatch(readFileSync(at('var/lib/dpkg/status'), 'utf8'), /isthmus/);
  });

  it('of npm has all that runs and is told, and nothing else', () => {
    const packed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', dir]);
    const [{ files, filename }] = JSON.parse(packed.slice(packed.indexOf('[')));
    const paths: string[] = files.map(({ path }: { path: string }) => path);
    const allowed =
      /^(dist\/(src|gateways|console)\/|docs\/|config\/|(package\.json|README\.md|CHANGELOG\.md|LICENSE)$)/;
    assert.deepEqual(
      paths.filter((path) => !allowed.test(path) || /\.(key|secret|pem|log|tsx?)$|config\/debian/.test(path)),
      [],
    );
    const has = new Set(paths);
    for (const source of sources('src', 'gateways')) {
      const made = `dist/${source.replace(/\.ts$/, '.js')}`;
      assert.ok(has.has(made), `${made} is not packed`);
    }
    for (const path of ['dist/console/index.html', 'config/isthmus.service', 'docs/admin/running.md']) {
      assert.ok(has.has(path), path);
    }
    // With what it needs in production and nothing more, as the Debian package has it.
    run('tar', ['-xzf', join(dir, filename), '-C', dir]);
    run('dpkg-deb', ['-x', deb, join(dir, 'unpacked')]);
    symlinkSync(join(dir, 'unpacked/usr/lib/isthmus/node_modules'), join(dir, 'package/node_modules'));
    const main = join(dir, 'package/dist/src/main.js');
    assert.match(run(process.execPath, [main, 'version']), /^isthmus 0\./);
    const sample = execFileSync(process.execPath, [main, 'sample'], { encoding: 'utf8' });
    assert.equal(sample.trimEnd(), readFileSync(join(root, 'config/isthmus.example.yaml'), 'utf8').trimEnd());
    const file = join(dir, 'sample.yaml');
    writeFileSync(file, '', { mode: 0o600 });
    appendFileSync(file, sample);
    assert.match(spawnSync(process.execPath, [main, 'check', file], { encoding: 'utf8' }).stdout, /secretFile/);
  });

  /** The line of `isthmus` in the passwd of the machine. */
  function user(): readonly string[] {
    const line = readFileSync(at('etc/passwd'), 'utf8')
      .split('\n')
      .find((one) => one.startsWith('isthmus:'));
    return line?.split(':') ?? [];
  }
});
