import type { Cell, Column } from '../../operation.js';

/** A cell as a person reads it, in one line; times as in XEP-0082. Nothing known: empty. */
export function cellText(value: Cell, { kind = 'text' }: Pick<Column, 'kind'>): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // Line ends and control characters of what users chose would play with a terminal.
  if (typeof value === 'string') return value.replace(/[\p{Cc}\p{Cf}]/gu, ' ');
  switch (kind) {
    case 'time':
      return new Date(value).toISOString().replace(/\.\d{3}Z$/, 'Z');
    case 'duration':
      return durationText(value);
    case 'bytes':
      return `${(value / 1024 / 1024).toFixed(1)} MiB`;
    default:
      return String(value);
  }
}

function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes}m${Math.floor((ms % 60_000) / 1000)}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h${minutes % 60}m` : `${Math.floor(hours / 24)}d${hours % 24}h`;
}
