/** Where a command reads and writes, so that tests need no process. */
export interface CommandIo {
  out(line: string): void;
  err(line: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** An option as the summary of a command tells it. */
export interface CommandOption {
  /** `--json`; with a value `--config FILE`. */
  readonly name: string;
  readonly summary: string;
}

/** `pause NAME [--reason TEXT]` */
interface CommandVerb {
  readonly name: string;
  readonly summary: string;
  readonly arguments: readonly { readonly name: string; readonly about: string; readonly positional?: boolean }[];
}

/** One command of `isthmus`. Help is generated from the table of commands. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What follows the name, e.g. `FILE [--json]`. */
  readonly usage: string;
  readonly options: readonly CommandOption[];
  /** What it can do, where that is said by a verb behind the name; asked when help is wanted. */
  readonly verbs?: () => Promise<readonly CommandVerb[]>;
  /** Resolves to the exit code: 0 all is well, 1 warnings, 2 errors (also wrong use). */
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

/** Why a command cannot do its work, in a sentence for the admin that says what is wrong; exit code 2. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Wrong use of a command; told with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
