import type { Clock } from './clock.js';
import type { Log } from './log.js';

/** From most to least that is written. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Lines below it are not written. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** More, or less, than usual is written of one gateway, or of one address; of both where both are given. */
export interface LogRule {
  /** Name of a gateway: lines of its part, and of the core at its domain. */
  readonly gateway?: string;
  /** As lines show it, that is shortened (`mask` in core/mask.ts): lines in which a field says just that. */
  readonly shown?: string;
  readonly level: LogLevel;
  /** Wall time, ms; missing: until it is taken back. */
  readonly until?: number;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** What is written of the log; may be changed at any time. Asked for every line, so it must say no at once. */
export class LogLevels {
  readonly #clock: Pick<Clock, 'now'>;
  #base: LogLevel;
  #rules: readonly LogRule[] = [];
  #lowest: number;

  constructor(base: LogLevel, clock: Pick<Clock, 'now'>) {
    this.#base = base;
    this.#clock = clock;
    this.#lowest = RANK[base];
  }

  /** What is written where no rule says otherwise. */
  get level(): LogLevel {
    return this.#base;
  }

  set level(level: LogLevel) {
    this.#base = level;
    this.#reckon();
  }

  /** The rules that hold now. */
  get rules(): readonly LogRule[] {
    return this.#rules.filter(({ until = Number.POSITIVE_INFINITY }) => until > this.#clock.now());
  }

  /** In place of all that were there. Of several that fit a line, the one that writes most decides, and any of them over `level`. */
  set rules(rules: readonly LogRule[]) {
    this.#rules = rules;
    this.#reckon();
  }

  /** Whether a line of this level may be written of anything: where not, its fields need not be made. */
  mayPass(level: LogLevel): boolean {
    return RANK[level] >= this.#lowest;
  }

  passes(level: LogLevel, gateway: string | undefined, fields: object): boolean {
    if (RANK[level] < this.#lowest) return false;
    if (this.#rules.length === 0) return true;
    const fitting = this.rules.filter((rule) => fits(rule, gateway, fields));
    const asked = fitting.length === 0 ? RANK[this.#base] : Math.min(...fitting.map((rule) => RANK[rule.level]));
    return RANK[level] >= asked;
  }

  #reckon(): void {
    this.#lowest = Math.min(RANK[this.#base], ...this.#rules.map(({ level }) => RANK[level]));
  }
}

function fits({ gateway, shown }: LogRule, of: string | undefined, fields: object): boolean {
  if (gateway !== undefined && gateway !== of) return false;
  return shown === undefined || Object.values(fields).includes(shown);
}

/** Where the lines go that pass; it must write every level. */
type LogSink = Pick<Log, LogLevel> & { child(fields: object): LogSink };

/** A log that writes what `levels` lets pass. */
export function levelledLog(sink: LogSink, levels: LogLevels, gateway?: string): Log {
  const at =
    (level: LogLevel) =>
    (fields: object, message: string): void => {
      if (levels.passes(level, gateway, fields)) sink[level](fields, message);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    wantsDebug: () => levels.mayPass('debug'),
    child: (fields) => {
      const named = 'gateway' in fields && typeof fields.gateway === 'string' ? fields.gateway : gateway;
      return levelledLog(sink.child(fields), levels, named);
    },
  };
}
