// What every command needs before it can run: Node, npm packages, Debian packages, compiled code. No dependencies, so
// that it runs on a machine that has only Node, npm and apt.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './console.mjs';
import { installDebianPackages } from './debian-packages.mjs';
import { buildQueues } from './queues.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const NEEDED_NODE = [20, 19];

/** What each command runs beside Node: how to see that it is there, and the Debian package that brings it. */
const PROGRAMS = {
  prosody: { package: 'prosody', probes: ['/usr/bin/prosody'] },
  prosodyModules: { package: 'prosody-modules', probes: ['/usr/lib/prosody/modules/mod_privilege/mod_privilege.lua'] },
  redis: { package: 'redis-server', probes: ['/usr/bin/redis-server'] },
  openssl: { package: 'openssl', probes: ['/usr/bin/openssl'] },
  ejabberd: { package: 'ejabberd', probes: ['/usr/sbin/ejabberdctl'] },
  kannel: { package: 'kannel', probes: ['/usr/sbin/bearerbox'] },
  kannelExtras: { package: 'kannel-extras', probes: ['/usr/lib/kannel/test/drive_smpp'] },
  slixmpp: { package: 'python3-slixmpp', probes: ['/usr/lib/python3/dist-packages/slixmpp/__init__.py'] },
  slapd: { package: 'slapd', probes: ['/usr/sbin/slapd'] },
  ngircd: { package: 'ngircd', probes: ['/usr/sbin/ngircd'] },
  inspircd: { package: 'inspircd', probes: ['/usr/sbin/inspircd'] },
  atheme: { package: 'atheme-services', probes: ['/usr/bin/atheme-services'] },
  dovecot: { package: 'dovecot-imapd', probes: ['/usr/lib/dovecot/imap'] },
  dovecotLmtp: { package: 'dovecot-lmtpd', probes: ['/usr/lib/dovecot/lmtp'] },
  postfix: { package: 'postfix', probes: ['/usr/sbin/postfix'] },
  dkimpy: { package: 'python3-dkim', probes: ['/usr/lib/python3/dist-packages/dkim/__init__.py'] },
  nacl: { package: 'python3-nacl', probes: ['/usr/lib/python3/dist-packages/nacl/__init__.py'] },
  biboumi: { package: 'biboumi', probes: ['/usr/bin/biboumi'] },
  sqlite: { package: 'sqlite3', probes: ['/usr/bin/sqlite3'] },
  chromium: { package: 'chromium', probes: ['/usr/bin/chromium'] },
  alertmanager: { package: 'prometheus-alertmanager', probes: ['/usr/bin/prometheus-alertmanager'] },
  promtool: { package: 'prometheus', probes: ['/usr/bin/promtool'] },
  systemd: { package: 'systemd', probes: ['/usr/bin/systemd-analyze'] },
  groff: { package: 'groff-base', probes: ['/usr/bin/groff'] },
  script: { package: 'bsdutils', probes: ['/usr/bin/script'] },
  faketime: { package: 'faketime', probes: ['/usr/bin/faketime'] },
  ip: { package: 'iproute2', probes: ['/usr/sbin/ip', '/sbin/ip'] },
  python: { package: 'python3', probes: ['/usr/bin/python3'] },
  fallocate: { package: 'util-linux', probes: ['/usr/bin/fallocate'] },
  mkfs: { package: 'e2fsprogs', probes: ['/usr/sbin/mkfs.ext4', '/sbin/mkfs.ext4'] },
  nginx: { package: 'nginx-light', probes: ['/usr/sbin/nginx'] },
  caddy: { package: 'caddy', probes: ['/usr/bin/caddy'] },
  debootstrap: { package: 'debootstrap', probes: ['/usr/sbin/debootstrap'] },
  profanity: { package: 'profanity', probes: ['/usr/bin/profanity'] },
  poezio: { package: 'poezio', probes: ['/usr/bin/poezio'] },
  tmux: { package: 'tmux', probes: ['/usr/bin/tmux'] },
  gajim: { package: 'gajim', probes: ['/usr/bin/gajim'] },
  dino: { package: 'dino-im', probes: ['/usr/bin/dino-im'] },
  xvfb: { package: 'xvfb', probes: ['/usr/bin/Xvfb'] },
  openbox: { package: 'openbox', probes: ['/usr/bin/openbox'] },
  dbus: { package: 'dbus-daemon', probes: ['/usr/bin/dbus-daemon'] },
  xdotool: { package: 'xdotool', probes: ['/usr/bin/xdotool'] },
  imagemagick: { package: 'imagemagick', probes: ['/usr/bin/import'] },
  // What programs tell screen readers, and the way to ask for it.
  atSpi: { package: 'at-spi2-core', probes: ['/usr/libexec/at-spi-bus-launcher'] },
  atSpiPython: {
    package: 'gir1.2-atspi-2.0',
    probes: ['/usr/lib/x86_64-linux-gnu/girepository-1.0/Atspi-2.0.typelib'],
  },
  pythonGi: { package: 'python3-gi', probes: ['/usr/lib/python3/dist-packages/gi/__init__.py'] },
  icons: { package: 'adwaita-icon-theme', probes: ['/usr/share/icons/Adwaita/index.theme'] },
  // Lets a program believe a certificate and find a server that no DNS knows.
  bubblewrap: { package: 'bubblewrap', probes: ['/usr/bin/bwrap'] },
  jq: { package: 'jq', probes: ['/usr/bin/jq'] },
  curl: { package: 'curl', probes: ['/usr/bin/curl'] },
  netSmpp: { package: 'libnet-smpp-perl', probes: ['/usr/share/perl5/Net/SMPP.pm'] },
};

const PURPOSES = {
  build: [],
  start: ['prosody', 'redis', 'openssl'],
  fuzz: [],
  test: [
    'groff',
    'script',
    'systemd',
    'prosody',
    'prosodyModules',
    'redis',
    'openssl',
    'ejabberd',
    'netSmpp',
    'kannel',
    'kannelExtras',
    'slixmpp',
    'slapd',
    'ngircd',
    'inspircd',
    'atheme',
    'dovecot',
    'dovecotLmtp',
    'postfix',
    'dkimpy',
    'nacl',
    'biboumi',
    'sqlite',
    'chromium',
    'alertmanager',
    'promtool',
    'nginx',
    'caddy',
    'profanity',
    'poezio',
    'tmux',
    'jq',
    'curl',
    'faketime',
    'ip',
    'python',
    'fallocate',
    'mkfs',
  ],
  faults: [
    'prosody',
    'ejabberd',
    'redis',
    'openssl',
    'inspircd',
    'dovecot',
    'postfix',
    'faketime',
    'ip',
    'python',
    'fallocate',
    'mkfs',
  ],
  pictures: [
    'prosody',
    'redis',
    'openssl',
    'sqlite',
    'profanity',
    'poezio',
    'tmux',
    'gajim',
    'dino',
    'xvfb',
    'openbox',
    'dbus',
    'xdotool',
    'imagemagick',
    'atSpi',
    'atSpiPython',
    'pythonGi',
    'icons',
    'bubblewrap',
  ],
  bench: [
    'prosody',
    'redis',
    'ejabberd',
    'kannel',
    'ngircd',
    'biboumi',
    'dovecot',
    'postfix',
    'alertmanager',
    'debootstrap',
  ],
};

/** Ends the program with a sentence for the person at the terminal. */
export class Failure extends Error {}

/**
 * Makes everything ready for a purpose: `build`, `start`, `test`, `fuzz` or `bench`. Throws a Failure that says what to do when it
 * cannot. Type errors are shown and end it too, unless they are allowed for the time of working on something; for the tour of
 * `start`, whose user is no developer, types are not looked at.
 */
export async function prepare(purpose, { yes = false, allowTypeErrors = false } = {}) {
  checkNode();
  installNpmPackages();
  const missing = PURPOSES[purpose]
    .map((program) => PROGRAMS[program])
    .filter(({ probes }) => !probes.some((path) => existsSync(path)))
    .map((program) => program.package);
  if (missing.length > 0) {
    const compose = purpose === 'start' ? 'up --build tour' : 'run --build --rm test';
    await installDebianPackages(missing, { yes: yes || process.env.CI === 'true', compose });
  }
  await build({ allowTypeErrors, checkTypes: purpose !== 'start' });
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits = major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
  if (!fits)
    throw new Failure(`Isthmus needs Node ${NEEDED_NODE.join('.')} or newer; this is ${process.versions.node}.`);
}

/** `npm ci` unless just the packages of the lock file are there already. */
function installNpmPackages() {
  if (hasLockedPackages()) return;
  const folder = join(root, 'node_modules');
  // npm would empty the folder behind the link, which others may be using.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Failure(
      `${folder} is a symbolic link, and its packages are not those of package-lock.json. Run npm ci where it points to, or remove the link; nothing was installed.`,
    );
  }
  console.log('Installing npm packages (npm ci) ...');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Failure('npm ci failed; see above.');
}

/** npm itself writes down in node_modules what it has installed; optional packages may be for another machine. */
function hasLockedPackages() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const locked = packagesOf(join(root, 'package-lock.json'));
  if (installed === undefined || locked === undefined) return false;
  return Object.entries(locked).every(
    ([path, entry]) => path === '' || entry.optional === true || installed[path]?.version === entry.version,
  );
}

function packagesOf(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** Without a check of the types it takes a sixth of the time; the compiler makes up for it at the next build. */
async function build({ allowTypeErrors, checkTypes }) {
  const compiler = [join(root, 'node_modules/typescript/bin/tsc'), ...(checkTypes ? [] : ['--noCheck'])];
  const { status } = spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' });
  const rightTypes = await buildConsole(root, { checkTypes });
  await buildQueues(root);
  if ((status !== 0 || !rightTypes) && !allowTypeErrors) throw new Failure('The code does not compile; see above.');
}

/**
 * Runs a program in the foreground and resolves with its exit code. Ctrl-C reaches it through the terminal; a SIGTERM
 * that only we get is passed on; and we stay until it has ended.
 */
export async function run(command, args, env = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const onInterrupt = () => {};
  const onTerminate = () => child.kill('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
    });
  } finally {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  }
}

/** Runs a script's main function; its result is the exit code, a Failure a sentence without a stack. */
export async function main(body) {
  try {
    process.exitCode = await body(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
