import { parseDuration } from '../../config/units.js';
import type { OperationCall, OperationProblem } from '../../operation.js';

/** The only value of an argument, without space around it; undefined: not given, or empty. */
export function given({ values }: OperationCall, name: string): string | undefined {
  const value = values.get(name)?.[0]?.trim();
  return value === '' ? undefined : value;
}

/** Whether a flag is given. */
export function isGiven({ values }: OperationCall, name: string): boolean {
  const value = values.get(name)?.[0];
  return value !== undefined && value !== 'false' && value !== '0';
}

/** The end that is said with `until` (a time) or `for` (a duration), wall time in ms; undefined: none is said. */
export function endOf(call: OperationCall, now: number): number | undefined | OperationProblem {
  const [until, span] = [given(call, 'until'), given(call, 'for')];
  if (until !== undefined && span !== undefined) return { problem: 'Say either until when or for how long, not both.' };
  if (span !== undefined) {
    const ms = parseDuration(span);
    return ms === undefined || ms <= 0
      ? { problem: `"${span}" is no duration. Write one such as 30m, 2h or 7d.` }
      : now + ms;
  }
  if (until === undefined) return undefined;
  const at = Date.parse(until);
  if (Number.isNaN(at)) return { problem: `"${until}" is no time. Write one such as 2026-03-01T18:00Z.` };
  return at <= now ? { problem: `${until} is over already. Name a time to come.` } : at;
}

/** Whether what was looked for is why nothing can be done. */
export function isProblem(found: unknown): found is OperationProblem {
  return typeof found === 'object' && found !== null && 'problem' in found;
}

/** Which of several was meant; the problem names them. */
export function chosen<T>(
  named: string,
  all: ReadonlyMap<string, T>,
  what: string,
): { readonly found: T } | OperationProblem {
  const found = all.get(named);
  if (found !== undefined) return { found };
  const names = [...all.keys()];
  const known = names.length === 0 ? 'There is none.' : `Use one of: ${names.slice(0, 40).join(', ')}.`;
  return { problem: `There is no ${what} "${named}". ${known}` };
}
