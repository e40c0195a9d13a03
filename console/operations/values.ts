import type { OperationView } from '../state/context.js';

/** An argument of an operation, as the server describes it. */
export type ArgumentView = OperationView['arguments'][number];
/** What was entered, by the name of the argument; a flag that is set is `true`, several values are one per line. */
export type Entered = Readonly<Record<string, string>>;

/** What was entered, by the names of the arguments. */
export type Values = Readonly<Record<string, readonly string[]>>;

/** What goes to the server: nothing for what was left empty. */
export function valuesOf(operation: OperationView, entered: Entered): Values {
  const values: Record<string, readonly string[]> = {};
  for (const argument of operation.arguments) {
    const given = valuesOfOne(argument, entered[argument.name] ?? '');
    if (given.length > 0) values[argument.name] = given;
  }
  return values;
}

function valuesOfOne({ kind }: ArgumentView, text: string): readonly string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (kind === 'many') {
    return trimmed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  // The field gives local time without saying so.
  if (kind === 'time') return [new Date(trimmed).toISOString()];
  return [trimmed];
}

/** Names of arguments that are needed and were not entered. */
export function missing(operation: OperationView, entered: Entered): readonly string[] {
  return operation.arguments
    .filter(({ name, required }) => required && (entered[name] ?? '').trim() === '')
    .map(({ name }) => name);
}

/** The same at a terminal, for whoever wants to write it into a script. */
export function asTyped(operation: OperationView, entered: Entered): string {
  const words = ['isthmus', operation.noun, operation.verb];
  for (const argument of operation.arguments) {
    for (const value of valuesOfOne(argument, entered[argument.name] ?? '')) {
      if (argument.positional === true) words.push(quoted(value));
      else words.push(`--${argument.name}`, ...(argument.kind === 'flag' ? [] : [quoted(value)]));
    }
  }
  return words.join(' ');
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
