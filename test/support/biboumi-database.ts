import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs Debian's biboumi until it has made its database in this folder, and fills it. Resolves to its path. */
export async function biboumiDatabase(dir: string, sql: string): Promise<string> {
  const file = join(dir, 'biboumi.sqlite');
  const config = join(dir, 'biboumi.cfg');
  // Nothing listens at that port: it makes its tables before it connects.
  const lines = ['hostname=irc.example.org', 'password=x', 'xmpp_server_ip=127.0.0.1', 'port=1', 'identd_port=0'];
  await writeFile(config, [...lines, `db_name=${file}`, ''].join('\n'));
  const biboumi = spawn('/usr/bin/biboumi', [config], { stdio: 'ignore' });
  const ended = once(biboumi, 'exit');
  try {
    for (let tries = 0; !(await hasAll(file)); tries++) {
      if (tries === 200) throw new Error('biboumi makes no database');
      await setTimeout(50);
    }
  } finally {
    biboumi.kill();
    await ended;
  }
  await run('sqlite3', ['-bail', file, sql]);
  return file;
}

/** The index is what it makes last. */
async function hasAll(file: string): Promise<boolean> {
  const found = run('sqlite3', ['-readonly', file, "SELECT name FROM sqlite_master WHERE name = 'archive_index'"]);
  return (await found.catch(() => ({ stdout: '' }))).stdout.trim() === 'archive_index';
}
