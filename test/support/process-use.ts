import { readFileSync } from 'node:fs';

/** Clock ticks a second of /proc/<pid>/stat, always 100 on Linux for user space. */
const TICKS = 100;

/** CPU seconds (user and system) that a process has used, its waited-for children apart; 0 where it is gone. */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS;
}

/** Resident memory of a process in MB (10^6 octets); 0 where it is gone. */
export function rssMb(pid: number): number {
  const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  return (kilobytes * 1024) / 1e6;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
