import type { Cell, Column } from '../../src/operation.js';
import { bytes, count, duration, momentWithSeconds } from '../format.js';
import { t } from '../texts.js';

/** A value of an operation's result in words. */
export function cellText(value: Cell | undefined, kind: Column['kind']): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'time':
      return momentWithSeconds(value);
    case 'duration':
      return duration(value);
    case 'bytes':
      return bytes(value);
    default:
      return Number.isInteger(value) ? count(value) : String(value);
  }
}

/** Whether such values stand to the right, one below the other. */
export function isFigure(kind: Column['kind']): boolean {
  return kind === 'number' || kind === 'duration' || kind === 'bytes';
}
