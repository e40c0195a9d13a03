import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAME = 'isthmus-disk-';
const SIZE = 512 * 1024 * 1024;
const BALLAST = 'ballast';

/** A small disk of its own for Redis (a file with ext4 on it, mounted), which can stand still and be full. Needs root. */
export class RedisDisk {
  /** An empty folder on it. */
  readonly dir: string;
  readonly #image: string;
  readonly #mount: string;

  private constructor(image: string, mount: string) {
    this.#image = image;
    this.#mount = mount;
    this.dir = join(mount, 'redis');
  }

  static async make(): Promise<RedisDisk> {
    await removeStale();
    const mount = join(tmpdir(), `${NAME}${process.pid}`);
    const image = `${mount}.img`;
    await mkdir(mount);
    const file = await open(image, 'w');
    await file.truncate(SIZE);
    await file.close();
    await run('/usr/sbin/mkfs.ext4', ['-q', image]);
    await run('/usr/bin/mount', ['-o', 'loop', image, mount]);
    const disk = new RedisDisk(image, mount);
    await mkdir(disk.dir, { mode: 0o700 });
    return disk;
  }

  /** Whoever writes waits until {@link thaw}. */
  async freeze(): Promise<void> {
    await run('/usr/sbin/fsfreeze', ['--freeze', this.#mount]);
  }

  async thaw(): Promise<void> {
    await run('/usr/sbin/fsfreeze', ['--unfreeze', this.#mount]).catch(() => undefined);
  }

  /** Leaves no room at all. */
  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#mount);
    await run('/usr/bin/fallocate', ['--length', String(bavail * bsize), join(this.#mount, BALLAST)]);
  }

  async empty(): Promise<void> {
    await rm(join(this.#mount, BALLAST), { force: true });
  }

  async remove(): Promise<void> {
    await this.thaw();
    await unmount(this.#mount);
    await rm(this.#image, { force: true });
  }
}

async function unmount(mount: string): Promise<void> {
  await run('/usr/bin/umount', ['--lazy', mount]).catch(() => undefined);
  await rm(mount, { recursive: true, force: true });
}

/** Disks of a run that was killed. */
async function removeStale(): Promise<void> {
  const mounts = readFileSync('/proc/mounts', 'utf8').matchAll(new RegExp(` (\\S+/${NAME}(\\d+)) `, 'g'));
  for (const [, mount = '', pid = ''] of mounts) {
    if (existsSync(`/proc/${pid}`)) continue;
    await run('/usr/sbin/fsfreeze', ['--unfreeze', mount]).catch(() => undefined);
    await unmount(mount);
    await rm(`${mount}.img`, { force: true });
  }
}
