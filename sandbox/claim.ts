import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Names that only one process of this machine may use at a time (ports, component domains). A claim is a file that holds
 * the owner's process id; it ends with the process, orderly or not, because a claim of a dead process is void.
 */
const held = new Set<string>();
let listening = false;

function folderOf(kind: string): string {
  const folder = join(tmpdir(), `isthmus-claims-${process.getuid?.() ?? 0}`, kind);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

/** Claims `name` among those of its kind; false when another living process, or this one, already has it. */
export function claim(kind: string, name: string): boolean {
  const path = join(folderOf(kind), name);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      held.add(path);
      if (!listening) {
        listening = true;
        process.once('exit', releaseAll);
      }
      return true;
    } catch {
      const owner = ownerOf(path);
      if (owner === undefined || isAlive(owner)) return false;
      remove(path);
    }
  }
  return false;
}

/** Gives a claimed name back. */
export function release(kind: string, name: string): void {
  const path = join(folderOf(kind), name);
  if (held.delete(path)) remove(path);
}

function releaseAll(): void {
  for (const path of held) remove(path);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process found the same stale claim and was faster.
  }
}
