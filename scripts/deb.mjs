// npm run deb: makes a Debian package of what is built, in dist/deb. `--out FOLDER`, `--revision N`, `--fast` (hardly packed).
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyProduction } from './package-parts.mjs';
import { Failure, main, root } from './prepare.mjs';

const LIB = 'usr/lib/isthmus';

await main(async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string', default: join(root, 'dist/deb') },
      revision: { type: 'string', default: '1' },
      fast: { type: 'boolean', default: false },
      yes: { type: 'boolean' },
    },
  });
  if (!existsSync(join(root, 'dist/src/main.js'))) throw new Failure('nothing is built: npm run build first');
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-deb-'));
  try {
    console.log(makePackage(folder, values));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
});

/** The path of the package. */
function makePackage(folder, { out, revision, fast }) {
  const { version, description, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  copyProduction(root, join(folder, LIB), { wants: (path) => /^(dist\/|package\.json$|LICENSE$)/.test(path) });
  copyProgram(folder);
  const write = (path, text, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), mode);
  };
  const read = (path) => readFileSync(join(root, path), 'utf8');
  write('usr/bin/isthmus', read('config/debian/isthmus.sh'), 0o755);
  write('lib/systemd/system/isthmus.service', unitOf(read('config/isthmus.service')));
  write('usr/lib/sysusers.d/isthmus.conf', read('config/debian/sysusers.conf'));
  write('etc/isthmus/isthmus.yaml', read('config/debian/isthmus.yaml'), 0o640);
  write('usr/share/doc/isthmus/copyright', read('LICENSE'));
  for (const name of ['README.md', 'CHANGELOG.md']) write(`usr/share/doc/isthmus/${name}`, read(name));
  const architecture = hasMachineCode(join(folder, LIB)) ? output('dpkg', ['--print-architecture']) : 'all';
  const full = `${version}-${revision}`;
  const node = engines.node.replace('>=', '>= ');
  write(
    'DEBIAN/control',
    `Package: isthmus
Version: ${full}
Architecture: ${architecture}
Maintainer: Isthmus maintainers <isthmus@localhost>
Installed-Size: ${Math.ceil(sizeOf(folder) / 1024)}
Depends: nodejs (${node}), debconf (>= 0.5) | debconf-2.0, systemd | adduser, procps
Recommends: redis-server
Suggests: prosody | ejabberd
Section: net
Priority: optional
Description: ${description.split(':')[0]}
 ${description}.
 The config file is /etc/isthmus/isthmus.yaml; isthmus init asks a few questions and writes one.
`,
  );
  write('DEBIAN/conffiles', '/etc/isthmus/isthmus.yaml\n');
  write('DEBIAN/templates', read('config/debian/templates'));
  for (const name of ['postinst', 'prerm', 'postrm']) write(`DEBIAN/${name}`, read(`config/debian/${name}`), 0o755);
  makeReadable(folder);
  mkdirSync(out, { recursive: true });
  const file = join(out, `isthmus_${full}_${architecture}.deb`);
  output('dpkg-deb', ['--root-owner-group', ...(fast ? ['-Zgzip', '-z1'] : ['-Zxz']), '--build', folder, file]);
  return file;
}

/** Config examples and pages, the man page and completion. */
function copyProgram(folder) {
  const copy = (from, to) => {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    output('cp', ['-r', join(root, from), join(folder, to)]);
  };
  copy('config', 'usr/share/isthmus/config');
  for (const elsewhere of ['debian', 'shell', 'trial']) {
    rmSync(join(folder, 'usr/share/isthmus/config', elsewhere), { recursive: true });
  }
  copy('docs', 'usr/share/doc/isthmus/docs');
  copy('config/shell/isthmus.1', 'usr/share/man/man1/isthmus.1');
  output('gzip', ['-9n', join(folder, 'usr/share/man/man1/isthmus.1')]);
  copy('config/shell/isthmus.bash', 'usr/share/bash-completion/completions/isthmus');
  copy('config/shell/_isthmus', 'usr/share/zsh/vendor-completions/_isthmus');
  copy('config/shell/isthmus.fish', 'usr/share/fish/vendor_completions.d/isthmus.fish');
}

function unitOf(text) {
  return text
    .replace(/ExecStart=.* (?=run )/, 'ExecStart=/usr/bin/isthmus ')
    .replaceAll('/opt/isthmus/docs', '/usr/share/doc/isthmus/docs')
    .replace(/^#.*\n/gm, (line) => (line.includes('/opt/') ? '' : line));
}

/** What git and npm have stored with the rights of whoever builds. */
function makeReadable(folder) {
  output('chmod', ['-R', 'u=rwX,go=rX', folder]);
  chmodSync(join(folder, 'etc/isthmus/isthmus.yaml'), 0o640);
}

function hasMachineCode(folder) {
  return readdirSync(folder, { recursive: true }).some((path) => path.endsWith('.node'));
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true }).reduce((sum, path) => sum + lstatSync(join(folder, path)).size, 0);
}

function output(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Failure(`${command} failed: ${stderr}`);
  return stdout.trim();
}
