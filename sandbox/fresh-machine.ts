import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { removeTempDir, tempDir } from './temp-dir.js';

const DEBOOTSTRAP = '/usr/sbin/debootstrap';
/** What reaches the world from here has to do so from there. */
const SHARED = ['/etc/resolv.conf', '/etc/hosts', '/etc/ssl/certs/ca-certificates.crt'];
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty'];

/** Its own processes, mounts and name; the network is that of the machine it is on. What it mounts is seen nowhere else. */
const ENTER = `set -e
root=$1; shift
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/dev"
for name in ${DEVICES.join(' ')}; do touch "$root/dev/$name"; mount --bind "/dev/$name" "$root/dev/$name"; done
mkdir "$root/dev/shm"; mount -t tmpfs tmpfs "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
mount --bind -o ro "$REPOSITORY" "$root/srv"
exec chroot "$root" "$@"`;

/**
 * A machine that somebody has just installed: a minimal Debian in a folder, with git, Node and npm of this machine, and nothing else
 * (no packages of npm, no Prosody, no Redis). A repository of this machine is at /srv. Needs root and debootstrap.
 */
export class FreshMachine {
  /** Its folder. */
  readonly root: string;
  readonly #repository: string;

  private constructor(root: string, repository: string) {
    this.root = root;
    this.#repository = repository;
  }

  /** Whether this machine can make one. */
  static get possible(): boolean {
    return process.getuid?.() === 0 && existsSync(DEBOOTSTRAP);
  }

  /** Installs it, which takes minutes. `repository`: a folder that it may read. */
  static async install(suite: string, repository: string): Promise<FreshMachine> {
    const root = await tempDir('fresh-machine');
    const args = ['--variant=minbase', '--include=git,ca-certificates,libatomic1', suite, root];
    const { status, stdout } = spawnSync(DEBOOTSTRAP, args, { encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 });
    if (status !== 0) throw new Error(`debootstrap failed:\n${stdout}`);
    for (const file of SHARED) if (existsSync(file)) cpSync(file, join(root, file), { dereference: true });
    copyNode(root);
    for (const old of ['var/lib/apt/lists', 'var/cache/apt/archives']) await removeTempDir(join(root, old));
    mkdirSync(join(root, 'var/lib/apt/lists/partial'), { recursive: true });
    mkdirSync(join(root, 'var/cache/apt/archives/partial'), { recursive: true });
    const from = 'http://deb.debian.org/debian';
    const lists = [`deb ${from} ${suite} main`, `deb ${from} ${suite}-updates main`];
    writeFileSync(join(root, 'etc/apt/sources.list'), `${lists.join('\n')}\n`);
    return new FreshMachine(root, repository);
  }

  /** Runs a script of its root's shell; `onLine` gets each line of output as it comes. Rejects where it fails. */
  async run(script: string, onLine: (line: string) => void): Promise<void> {
    const authorities = process.env.NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS: SHARED[2] };
    const namespaces = ['--mount', '--pid', '--ipc', '--uts', '--fork', '--kill-child'];
    const shell = ['bash', '-euc', `cd /root\n${script}`];
    const child = spawn('unshare', [...namespaces, 'bash', '-c', ENTER, 'enter', this.root, ...shell], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: '/root',
        LANG: 'C.UTF-8',
        REPOSITORY: this.#repository,
        ...authorities,
      },
    });
    const ended = once(child, 'exit');
    for await (const line of createInterface({ input: child.stdout })) onLine(line);
    const [code] = await ended;
    if (code !== 0) throw new Error(`it ended with ${code}: ${script}`);
  }

  async close(): Promise<void> {
    await removeTempDir(this.root);
  }
}

/** Node and npm of this machine, as somebody puts them into /usr/local. */
function copyNode(root: string): void {
  const prefix = dirname(dirname(process.execPath));
  cpSync(realpathSync(process.execPath), join(root, 'usr/local/bin/node'));
  cpSync(join(prefix, 'lib/node_modules/npm'), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
  }
}
