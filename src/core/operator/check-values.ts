import { nearest } from '../../config/nearest.js';
import { parseDuration } from '../../config/units.js';
import type { Operation, OperationArgument, OperationProblem } from '../../operation.js';
import { parseJid } from '../../xmpp/jid.js';

/** What is wrong with what was given, as a sentence that says what to do; undefined: nothing. */
export function checkValues(
  { noun, verb, arguments: known }: Operation,
  values: ReadonlyMap<string, readonly string[]>,
): OperationProblem | undefined {
  const names = known.map(({ name }) => name);
  for (const name of values.keys()) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    const hint = meant === undefined ? `it knows ${names.join(', ') || 'none'}` : `did you mean ${meant}?`;
    return { problem: `${noun} ${verb} has no argument ${name}; ${hint}` };
  }
  for (const argument of known) {
    const given = (values.get(argument.name) ?? []).filter((value) => value !== '');
    if (given.length === 0) {
      if (argument.required === true) return { problem: `${noun} ${verb} needs ${argument.name}: ${argument.about}` };
      continue;
    }
    if (given.length > 1 && argument.kind !== 'many') return { problem: `${argument.name}: give one value only` };
    const wrong = given.map((value) => wrongWith(argument, value)).find((problem) => problem !== undefined);
    if (wrong !== undefined) return { problem: `${argument.name}: ${wrong}` };
  }
  return undefined;
}

function wrongWith({ kind = 'text', choices = [] }: OperationArgument, value: string): string | undefined {
  switch (kind) {
    case 'number':
      return /^\d{1,15}$/.test(value) ? undefined : `"${value}" is no number`;
    case 'duration':
      return parseDuration(value) === undefined
        ? `"${value}" is no time span; write one such as 90s, 15m, 2h or 7d`
        : undefined;
    case 'time':
      return Number.isNaN(Date.parse(value)) ? `"${value}" is no time; write one such as 2026-03-01T08:00Z` : undefined;
    case 'jid':
      return parseJid(value) === undefined
        ? `"${value}" is no address; write one such as juliet@example.org`
        : undefined;
    case 'choice':
      return choices.includes(value) ? undefined : `"${value}" is none of ${choices.join(', ')}`;
    case 'flag':
      return ['true', 'false'].includes(value) ? undefined : `"${value}" is neither true nor false`;
    default:
      return undefined;
  }
}
