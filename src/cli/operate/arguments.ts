import { nearest } from '../../config/nearest.js';
import { UsageError } from '../command.js';
import type { OperationView } from './control-client.js';

/** Reads what is written behind `NOUN VERB`; a positional argument may also be given by its name. Throws a `UsageError`. */
export function readArguments(
  operation: OperationView,
  args: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const values: Record<string, string[]> = {};
  const places = operation.arguments.filter(({ positional }) => positional).map(({ name }) => name);
  let onlyPlaces = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--' && !onlyPlaces) {
      onlyPlaces = true;
      continue;
    }
    if (onlyPlaces || !arg.startsWith('--')) {
      const name = places[0] ?? manyOf(operation);
      if (name === undefined) throw new UsageError(`does not know "${arg}"`);
      if (!isMany(operation, name)) places.shift();
      values[name] = [...(values[name] ?? []), arg];
      continue;
    }
    const equals = arg.indexOf('=');
    const name = arg.slice(2, equals < 0 ? undefined : equals);
    const known = operation.arguments.find((one) => one.name === name);
    if (known === undefined) throw unknown(operation, name);
    const at0 = places.indexOf(name);
    if (at0 >= 0) places.splice(at0, 1);
    const value = equals >= 0 ? arg.slice(equals + 1) : known.kind === 'flag' ? 'true' : args[++at];
    if (value === undefined) throw new UsageError(`--${name} needs a value`);
    values[name] = [...(values[name] ?? []), value];
  }
  return values;
}

/** `NAME [--reason TEXT]`, as the usage shows it. */
export function usageOf({ arguments: known }: OperationView): string {
  return known
    .map(({ name, kind, required, positional }) => {
      const value = name.toUpperCase().replaceAll('-', '_');
      const many = kind === 'many' ? '...' : '';
      const text = positional ? `${value}${many}` : kind === 'flag' ? `--${name}` : `--${name} ${value}${many}`;
      return required ? text : `[${text}]`;
    })
    .join(' ');
}

function manyOf({ arguments: known }: OperationView): string | undefined {
  return known.find(({ kind, positional }) => positional && kind === 'many')?.name;
}

function isMany({ arguments: known }: OperationView, name: string): boolean {
  return known.find((one) => one.name === name)?.kind === 'many';
}

function unknown({ arguments: known }: OperationView, name: string): UsageError {
  const names = known.map((one) => one.name);
  const meant = nearest(name, names);
  const hint =
    meant === undefined
      ? `it knows ${names.map((one) => `--${one}`).join(', ') || 'none'}`
      : `did you mean --${meant}?`;
  return new UsageError(`does not know --${name}; ${hint}`);
}
