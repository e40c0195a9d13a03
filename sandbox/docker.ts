import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

const DAEMON = '/usr/sbin/dockerd';

/** A Docker of its own, with its images in a temporary folder. Needs root, and dockerd and docker-compose (Debian: docker.io, docker-compose). */
export class Docker extends LocalServer {
  readonly #env: NodeJS.ProcessEnv;

  constructor(plan: ServerPlan, host: string) {
    super(plan);
    this.#env = { ...process.env, DOCKER_HOST: host };
  }

  static get possible(): boolean {
    return process.getuid?.() === 0 && existsSync(DAEMON) && existsSync('/usr/bin/docker-compose');
  }

  /** What a command of Docker says. Throws with it where the command fails. */
  run(command: 'docker' | 'docker-compose', args: readonly string[], cwd = this.dir): string {
    const options = { cwd, env: this.#env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    const { status, stdout, stderr } = spawnSync(command, args, options);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout.slice(-4000)}\n${stderr}`);
    return stdout.trim();
  }

  /** Makes an image of a folder, without what tar is told to leave out. */
  async import(
    folder: string,
    name: string,
    changes: readonly string[],
    without: readonly string[] = [],
  ): Promise<void> {
    const tar = spawn('tar', ['-C', folder, ...without.map((path) => `--exclude=${path}`), '-c', '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const options = changes.flatMap((change) => ['--change', change]);
    const docker = spawn('docker', ['import', ...options, '-', name], {
      env: this.#env,
      stdio: [tar.stdout, 'ignore', 'inherit'],
    });
    const code = await new Promise((resolve) => docker.once('exit', resolve));
    if (code !== 0) throw new Error(`docker import of ${name} ended with ${code}`);
  }
}

/** Starts it. */
export async function startDocker(): Promise<Docker> {
  const dir = await tempDir('docker');
  const host = `unix://${dir}/socket`;
  const folders = ['--data-root', join(dir, 'data'), '--exec-root', join(dir, 'exec'), '--pidfile', join(dir, 'pid')];
  const isReady = async (): Promise<boolean> => spawnSync('docker', ['-H', host, 'version']).status === 0;
  const args = [...folders, '-H', host, '--bip', '172.31.255.1/24'];
  const docker = new Docker({ name: 'dockerd', dir, command: DAEMON, args, isReady }, host);
  await docker.start();
  return docker;
}
