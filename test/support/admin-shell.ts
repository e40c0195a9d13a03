import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { mainFile } from '../../sandbox/isthmus.js';

export interface AdminShellOptions {
  /** Where commands run: the folder of the installation, with `isthmus.yaml`. */
  readonly dir: string;
  /** What stands in the documentation, and what it is here: `/etc/isthmus/`, `http://127.0.0.1:8080`. */
  readonly here: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
  /** What `systemctl` is asked for of the unit `isthmus`. */
  readonly systemctl: (verb: string) => Promise<void>;
  /** What `journalctl` prints. */
  readonly journal: () => string;
}

/** A shell in which commands of the documentation run as they stand there, on an installation of a test. */
export class AdminShell {
  readonly #options: AdminShellOptions;
  readonly #programs: string;
  readonly #server: Server;

  private constructor(options: AdminShellOptions, programs: string, server: Server) {
    this.#options = options;
    this.#programs = programs;
    this.#server = server;
  }

  static async open(options: AdminShellOptions): Promise<AdminShell> {
    const server = createServer((request, response) => {
      const [, what = '', verb = ''] = (request.url ?? '').split('/');
      const answer = what === 'journal' ? Promise.resolve(options.journal()) : options.systemctl(verb).then(() => '');
      answer.then(
        (text) => response.end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const programs = join(options.dir, 'programs');
    await mkdir(programs);
    for (const [name, script] of Object.entries(standIns((server.address() as AddressInfo).port))) {
      await writeFile(join(programs, name), `#!/bin/bash\nset -eu\n${script}\n`);
      await chmod(join(programs, name), 0o755);
    }
    return new AdminShell(options, programs, server);
  }

  /** Runs lines of a shell; rejects with all that they have said where one of them fails. */
  run(text: string): Promise<string> {
    const { dir, here, env } = this.#options;
    let script = text;
    for (const [there, local] of here) script = script.replaceAll(there, local);
    return new Promise((resolve, reject) => {
      const PATH = `${this.#programs}:${process.env.PATH}`;
      const child = execFile(
        'bash',
        ['--norc', '-euo', 'pipefail', '-c', script],
        { cwd: dir, env: { ...process.env, ...env, PATH }, timeout: 120_000, maxBuffer: 16 * 1024 * 1024 },
        (error, out, err) => (error === null ? resolve(out) : reject(new Error(`${script}\n${out}${err}`))),
      );
      child.stdin?.end();
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/**
 * Programs that stand before those of the machine: our own from this build, those that speak to a service manager, those that
 * would never end, and one that says when it was refused.
 */
function standIns(port: number): Readonly<Record<string, string>> {
  const isthmus = `${process.execPath} --enable-source-maps ${mainFile()}`;
  const ask = `exec /usr/bin/curl -fsS http://127.0.0.1:${port}`;
  return {
    isthmus: `
case "$1" in
  check|doctor) # Warnings are not wrong.
    ${isthmus} "$@" || { code=$?; [ $code = 1 ] || exit $code; };;
  run) # It goes on for ever, so the test has it.
    [ "$*" = "run --config $PWD/isthmus.yaml" ]
    ${ask}/systemctl/restart;;
  *) exec ${isthmus} "$@";;
esac`,
    systemctl: `[ "$2" = isthmus ]\n${ask}/systemctl/"$1"`,
    journalctl: `[ "$*" = "-u isthmus -o cat" ]\n${ask}/journal`,
    tail: `[ "$1" = -F ] || exec /usr/bin/tail "$@"\nexec cat "$2"`,
    curl: 'exec /usr/bin/curl -sS --fail-with-body "$@"',
  };
}
