import type { Log } from '../../../../src/log.js';

export interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps what it is told, fields of its parents included. */
export function heardLog(lines: Line[] = [], given: object = {}): Log & { readonly lines: readonly Line[] } {
  const at = (level: Line['level']) => (fields: object, message: string) => {
    lines.push({ level, message, fields: { ...given, ...fields } });
  };
  return {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => heardLog(lines, { ...given, ...fields }),
  };
}
