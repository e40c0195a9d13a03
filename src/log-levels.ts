import type { Log } from './log.js';

const ORDER = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof ORDER)[number];

/** The least that is logged, for a logger and all its children; it may change while they are used. */
export class LogLevels {
  level: LogLevel;

  constructor(level: LogLevel) {
    this.level = level;
  }

  /** Whether lines of a level are written now. */
  has(level: LogLevel): boolean {
    return ORDER.indexOf(level) >= ORDER.indexOf(this.level);
  }

  /** A logger that asks at each line. `base` writes everything that it gets. */
  over(base: Log): Log {
    const write = (level: LogLevel) => (fields: object, message: string) => {
      if (this.has(level)) base[level](fields, message);
    };
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => this.over(base.child(fields)),
    };
  }
}
