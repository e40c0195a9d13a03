import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import type { Log } from '../../src/log.js';
import { LogLevels, levelledLog } from '../../src/log-levels.js';

/** The log as an admin would read it, at the level `debug`. */
export class LogBook {
  readonly lines: string[] = [];
  readonly log: Log = levelledLog(
    pino({ level: 'debug' }, { write: (line: string) => void this.lines.push(line) }),
    new LogLevels('debug', systemClock),
  );
}
