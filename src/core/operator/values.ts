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
  if (until !== undefined && span !== undefined) {
    return { problem: call.say('Say either until when or for how long, not both.') };
  }
  if (span !== undefined) {
    const ms = parseDuration(span);
    return ms === undefined || ms <= 0
      ? { problem: call.say('"{span}" is no time span. Write one such as 30m, 2h or 7d.', { span }) }
      : now + ms;
  }
  if (until === undefined) return undefined;
  const at = Date.parse(until);
  if (Number.isNaN(at))
    return { problem: call.say('"{time}" is no time. Write one such as 2026-03-01T18:00Z.', { time: until }) };
  return at <= now ? { problem: call.say('{time} is over already. Name a time to come.', { time: until }) } : at;
}

/** Whether what was looked for is why nothing can be done. */
export function isProblem(found: unknown): found is OperationProblem {
  return typeof found === 'object' && found !== null && 'problem' in found;
}

/** Names that a problem lists at most. */
const MOST_NAMES = 40;

/** Which of several was meant. The problem is the sentence, which says that there is no such one, and which there are. */
export function chosen<T>(
  { say }: Pick<OperationCall, 'say'>,
  named: string,
  all: ReadonlyMap<string, T>,
  sentence: string,
): { readonly found: T } | OperationProblem {
  const found = all.get(named);
  if (found !== undefined) return { found };
  const names = [...all.keys()].slice(0, MOST_NAMES).join(', ');
  const known = names === '' ? say('There is none.') : say('Use one of: {names}.', { names });
  return { problem: `${sentence} ${known}` };
}

/** The gateway that is named by the argument `gateway`; undefined: none is. */
export function gatewayNamed<T extends { readonly gateway: { readonly name: string } }>(
  call: OperationCall,
  sites: readonly T[],
): T | undefined | OperationProblem {
  const name = given(call, 'gateway');
  if (name === undefined) return undefined;
  const all = new Map(sites.map((site) => [site.gateway.name, site]));
  const found = chosen(call, name, all, call.say('There is no gateway "{name}".', { name }));
  return isProblem(found) ? found : found.found;
}
