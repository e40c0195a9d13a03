import { nearest } from '../../config/nearest.js';
import { parseDuration } from '../../config/units.js';
import type { Operation, OperationArgument, OperationProblem, Say } from '../../operation.js';
import { parseJid } from '../../xmpp/jid.js';

/** What is wrong with what was given, as a sentence that says what to do; undefined: nothing. The words of the operation are in the language of `say`. */
export function checkValues(
  { noun, verb, arguments: known }: Operation,
  values: ReadonlyMap<string, readonly string[]>,
  say: Say,
): OperationProblem | undefined {
  const names = known.map(({ name }) => name);
  for (const name of values.keys()) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    const which = { operation: `${noun} ${verb}`, argument: name };
    if (meant !== undefined) {
      return { problem: say('{operation} has no argument {argument}; did you mean {meant}?', { ...which, meant }) };
    }
    if (names.length === 0) return { problem: say('{operation} takes no arguments, so no {argument}', which) };
    return {
      problem: say('{operation} has no argument {argument}; it knows {names}', { ...which, names: names.join(', ') }),
    };
  }
  for (const argument of known) {
    const given = (values.get(argument.name) ?? []).filter((value) => value !== '');
    if (given.length === 0) {
      if (argument.required === true) {
        const { name, about } = argument;
        return {
          problem: say('{operation} needs {argument}: {about}', {
            operation: `${noun} ${verb}`,
            argument: name,
            about,
          }),
        };
      }
      continue;
    }
    if (given.length > 1 && argument.kind !== 'many')
      return { problem: say('{argument}: give one value only', { argument: argument.name }) };
    const wrong = given.map((value) => wrongWith(argument, value, say)).find((problem) => problem !== undefined);
    if (wrong !== undefined) return { problem: `${argument.name}: ${wrong}` };
  }
  return undefined;
}

function wrongWith({ kind = 'text', choices = [] }: OperationArgument, value: string, say: Say): string | undefined {
  switch (kind) {
    case 'number':
      return /^\d{1,15}$/.test(value) ? undefined : say('"{value}" is no number', { value });
    case 'duration':
      return parseDuration(value) === undefined
        ? say('"{value}" is no time span; write one such as 90s, 15m, 2h or 7d', { value })
        : undefined;
    case 'time':
      return Number.isNaN(Date.parse(value))
        ? say('"{value}" is no time; write one such as 2026-03-01T08:00Z', { value })
        : undefined;
    case 'jid':
      return parseJid(value) === undefined
        ? say('"{value}" is no address; write one such as juliet@example.org', { value })
        : undefined;
    case 'choice':
      return choices.includes(value)
        ? undefined
        : say('"{value}" is none of {names}', { value, names: choices.join(', ') });
    case 'flag':
      return ['true', 'false'].includes(value) ? undefined : say('"{value}" is neither true nor false', { value });
    default:
      return undefined;
  }
}
