import type { OperationView } from '../state/context.js';

/** The argument that says what an operation is about: the first that stands without its name at a terminal, else the first needed. */
export function primaryArgument({ arguments: all }: OperationView): string | undefined {
  return (all.find(({ positional }) => positional === true) ?? all.find(({ required }) => required) ?? all[0])?.name;
}
