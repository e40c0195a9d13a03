import { UsageError } from './command.js';

/** The arguments of a command, of which one after the other is taken out. What is left at the end nobody knows. */
export class Arguments {
  #left: readonly string[];

  constructor(args: readonly string[]) {
    this.#left = args;
  }

  /** What has not been taken, in the order it was written. */
  get left(): readonly string[] {
    return this.#left;
  }

  /** The value of `--name VALUE` or `--name=VALUE`, the last one where it is given often; throws `UsageError` without a value. */
  option(name: string): string | undefined {
    return this.all(name).at(-1);
  }

  /** The values of an option that may be given often. */
  all(name: string): readonly string[] {
    const values: string[] = [];
    const left: string[] = [];
    for (let i = 0; i < this.#left.length; i++) {
      const arg = this.#left[i] ?? '';
      const value =
        arg === name ? this.#left[++i] : arg.startsWith(`${name}=`) ? arg.slice(name.length + 1) : undefined;
      if (arg === name && value === undefined) throw new UsageError(`${name} needs a value`);
      if (value === undefined) left.push(arg);
      else values.push(value);
    }
    this.#left = left;
    return values;
  }

  /** Whether a flag such as `--json` is given. */
  flag(name: string): boolean {
    const left = this.#left.filter((arg) => arg !== name);
    const given = left.length < this.#left.length;
    this.#left = left;
    return given;
  }

  /** The first argument that is left, taken out: call it when all options are taken. */
  next(): string | undefined {
    const [first, ...left] = this.#left;
    this.#left = left;
    return first;
  }

  /** Refuses arguments that the command does not know. */
  end(): void {
    if (this.#left[0] !== undefined) throw new UsageError(`does not know "${this.#left[0]}"`);
  }
}

/** What a command cannot do without; throws `UsageError` with its name, such as `--config FILE`. */
export function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new UsageError(`needs ${name}`);
  return value;
}
