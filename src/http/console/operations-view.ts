import type { Operation } from '../../operation.js';
import type { OperationsView } from './api.js';

/** The table of operations without what they do, for faces that are elsewhere. */
export function operationsView(operations: readonly Operation[]): OperationsView {
  return {
    operations: operations.map(({ noun, verb, about, changes = false, confirm, arguments: known }) => ({
      noun,
      verb,
      about,
      changes,
      ...(confirm === undefined ? {} : { confirm }),
      arguments: known.map(({ name, about: label, kind = 'text', choices, required = false, positional = false }) => ({
        name,
        about: label,
        kind,
        ...(choices === undefined ? {} : { choices }),
        required,
        positional,
      })),
    })),
  };
}
