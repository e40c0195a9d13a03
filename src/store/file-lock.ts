import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** Who holds a lock: a process, told apart from a later one with the same id by its start time. */
interface ProcessMark {
  readonly pid: number;
  /** Start of the process in ticks since boot (field 22 of /proc/<pid>/stat), '' where the system tells none. */
  readonly started: string;
}

/** The mark of a running process; undefined where there is none. */
export function processMark(pid: number): ProcessMark | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may hold anything, so the fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, started: fields[19] ?? '' };
  } catch {
    return { pid, started: '' };
  }
}

/** Whether the process of a mark still runs. */
export function isAlive(mark: ProcessMark): boolean {
  const now = processMark(mark.pid);
  return now !== undefined && (now.started === mark.started || now.started === '' || mark.started === '');
}

/** What stands in a lock file. */
export function markText(mark: ProcessMark): string {
  return `${mark.pid} ${mark.started}\n`;
}

/** Whose lock file it is; undefined where the text is none of ours. */
export function parseMark(text: string): ProcessMark | undefined {
  const [, pid, started = ''] = /^(\d{1,10}) ?(\d*)\s*$/.exec(text) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), started };
}

const STALE_BREAKER_MS = 10_000;

/**
 * Tries to take a lock file; the file and what it says appear at once. The lock of a process that is gone is taken over:
 * only whoever holds `<file>.break` may remove it, so that nobody removes a lock that was taken meanwhile.
 * Returns the function that gives it back, or undefined where another process holds it.
 */
export function tryLock(file: string): (() => void) | undefined {
  const mine = processMark(process.pid);
  if (mine === undefined) throw new Error('this process does not find itself');
  if (!claim(file, markText(mine))) {
    breakStale(file, markText(mine));
    return undefined;
  }
  return () => rmSync(file, { force: true });
}

function claim(file: string, text: string): boolean {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function breakStale(file: string, mine: string): void {
  if (!isStale(file)) return;
  const breaker = `${file}.break`;
  if (!claim(breaker, mine)) {
    const age = ageOf(breaker);
    if (age !== undefined && age > STALE_BREAKER_MS) rmSync(breaker, { force: true });
    return;
  }
  try {
    if (isStale(file)) rmSync(file, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}

function isStale(file: string): boolean {
  try {
    const holder = parseMark(readFileSync(file, 'utf8'));
    return holder === undefined || !isAlive(holder);
  } catch {
    return false;
  }
}

function ageOf(file: string): number | undefined {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}
