import { pino } from 'pino';
import type { Log } from '../../src/log.js';

/** The log as an admin would read it, at the level `debug`. */
export class LogBook {
  readonly lines: string[] = [];
  readonly log: Log = pino({ level: 'debug' }, { write: (line: string) => void this.lines.push(line) });
}
