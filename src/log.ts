/**
 * What code needs of a logger; pino fulfils it. Bodies, secrets and whole addresses never go into `fields`
 * (`mask()` in `core/mask.ts` shortens an address).
 */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
  /** Whether a line of `debug` may be written at all; asked before its fields are made where there are many of them. Missing: it may. */
  wantsDebug?(): boolean;
}

/** A logger that says nothing: for tests and tools. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
  wantsDebug: () => false,
};
