import type { Finding } from '../config/finding.js';

/** A finding in two or three lines: where, what stands there and what is wrong, what to do. */
export function findingText(file: string, { severity, path, line, origin, value, message, fix }: Finding): string {
  const where = origin ?? (line === undefined ? file : `${file}:${line}`);
  const what = [path, value === undefined ? '' : `(${value})`, message].filter((part) => part !== '').join(' ');
  return `${where}: ${severity}: ${what}\n  -> ${fix}`;
}
