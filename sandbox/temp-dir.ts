import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Removes what is left when this process ends without cleaning up, also by `kill -9`: it reads one folder a line, and
 * the end of its input is the end of this process. The loop covers a server that is still writing while it is killed.
 */
const JANITOR = `trap '' INT TERM HUP
dirs=
while IFS= read -r dir; do dirs="$dirs$dir
"; done
printf %s "$dirs" | while IFS= read -r dir; do
  for attempt in 1 2 3 4 5; do rm -rf -- "$dir" 2>/dev/null; [ -e "$dir" ] || break; sleep 0.2; done
done`;

let janitor: ChildProcess | undefined;

function tellJanitor(dir: string): void {
  if (janitor === undefined) {
    janitor = spawn('/bin/sh', ['-c', JANITOR], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    janitor.unref();
    const input = janitor.stdin;
    if (input !== null && 'unref' in input && typeof input.unref === 'function') input.unref();
  }
  janitor.stdin?.write(`${dir}\n`);
}

/** A new folder of this process' own, mode 0700, removed when the process ends in any way. */
export async function tempDir(name: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), `isthmus-${name}-`));
  tellJanitor(dir);
  return dir;
}

/** Removes a folder made by {@link tempDir} before the process ends. */
export async function removeTempDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
