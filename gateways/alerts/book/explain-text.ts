import type { Book } from './book.js';
import type { DestinationOutcome, Explanation, RouteOutcome } from './explain.js';
import { fieldOf } from './matcher.js';
import type { Member } from './person.js';
import { isNamed, targetKey } from './place.js';
import type { Policy } from './policy.js';
import type { RouteTrial } from './routing.js';
import { changesOf } from './transform.js';
import { localTime } from './zone.js';

const MOST_MEMBERS = 20;

/** An explanation in lines for the admin, from the alert over the routes that were tried to who is told. */
export function explanationLines(explanation: Explanation, book: Book): readonly string[] {
  const { alert, entry, trials, outcomes, maintenance, silencedBy } = explanation;
  const depth = Math.min(...trials.map(({ route }) => route.path.length));
  return [
    `alert    ${alert.title}`,
    `         ${alert.status}, ${alert.severity}${sourceText(alert)}${labelsText(alert.labels)}`,
    ...(alert.notBefore === undefined ? [] : [`         waits until ${date(alert.notBefore, book.zone)}`]),
    ...(maintenance.length === 0
      ? []
      : [`         in maintenance (${maintenance.join(', ')}): kept, and nobody is told`]),
    ...silencedBy.map((text) => `         silenced (${text}): kept, and nobody is told`),
    `routes   ${entry === undefined ? 'from the top:' : `from ${entry}, where it goes by itself:`}`,
    ...trials.map((trial) => trialText(trial, explanation, depth)),
    ...(trials.length === 0 ? ['  there are none'] : []),
    ...(outcomes.length === 0 ? ['nobody is told: no route takes it'] : []),
    ...outcomes.flatMap((outcome) => outcomeLines(outcome, explanation, book)),
  ];
}

function trialText({ route, result, refusedBy }: RouteTrial, { alert }: Explanation, depth: number): string {
  const pad = '  '.repeat(route.path.length - depth + 1);
  if (result === 'off') return `${pad}${route.name}: is not enabled`;
  if (result === 'refused' && refusedBy !== undefined) {
    const actual = fieldOf(alert, refusedBy.field);
    const shown = actual === '' ? 'it has none' : `it is ${JSON.stringify(actual.slice(0, 200))}`;
    return `${pad}${route.name}: no, ${refusedBy.text} does not hold (${shown})`;
  }
  const after = route.continue ? ', and those after it are tried too' : '';
  return `${pad}${route.name}: ${result === 'passed' ? 'yes, for a route below it' : 'takes it'}${after}`;
}

function outcomeLines(outcome: RouteOutcome, explanation: Explanation, book: Book): readonly string[] {
  const { now } = explanation;
  const { route, group, expiresAt, expired, closed, bypassed, inhibitedBy, destinations, policy } = outcome;
  const again = route.repeat === 0 ? 'never again' : `again after ${time(route.repeat)}`;
  const lines = [
    `route ${route.name}`,
    ...changesOf(explanation.alert, outcome.alert).map((line) => `  becomes  ${line}`),
    `  group    ${group.key}`,
    `  waits    ${time(route.groupWait)} before the first message, ${time(route.groupInterval)} between news, ${again}`,
  ];
  if (expiresAt !== undefined)
    lines.push(`  expiry   ${expired ? 'too old to be told since' : 'is told until'} ${date(expiresAt, route.zone)}`);
  if (closed !== undefined) {
    const why =
      closed.muted.length > 0
        ? `muted by ${closed.muted.join(', ')}`
        : `outside of ${route.active.map(({ name }) => name).join(', ')}`;
    const then = closed.opens === undefined ? 'no end in sight' : `until ${date(closed.opens, route.zone)}`;
    lines.push(`  windows  ${why}: ${route.muted === 'hold' ? 'held' : 'left out'}, ${then}`);
  } else if (route.active.length + route.mute.length > 0) {
    lines.push(`  windows  ${bypassed ? `do not count from ${route.bypass} on` : `open at ${date(now, route.zone)}`}`);
  }
  for (const { rule, by } of inhibitedBy) lines.push(`  muted    by ${rule}, while "${by.title}" fires`);
  for (const one of destinations) lines.push(...destinationLines(one, explanation, book));
  if (policy !== undefined) lines.push(...policyLines(policy));
  if (destinations.length === 0 && policy === undefined) lines.push('  tells    nobody');
  return lines;
}

function destinationLines(
  { destination, skipped, members }: DestinationOutcome,
  explanation: Explanation,
  book: Book,
): readonly string[] {
  const key = targetKey(destination.target);
  if (skipped === 'listens') return [`  hears    ${key}`];
  if (skipped === 'severity') return [`  not      ${key}: only from ${destination.least} on`];
  const shown = members.slice(0, MOST_MEMBERS).map((member) => `             ${memberText(member, explanation, book)}`);
  const more = members.length > MOST_MEMBERS ? [`             and ${members.length - MOST_MEMBERS} more`] : [];
  return [`  tells    ${key}`, ...(isNamed(destination.target) ? [...shown, ...more] : [])];
}

function memberText(member: Member, { onCall }: Pick<Explanation, 'onCall'>, book: Book): string {
  if (!isNamed(member)) return member.uri;
  if (member.kind !== 'person') {
    const people = member.kind === 'rotation' ? onCall(member.name) : undefined;
    if (people === undefined) return `${member.kind} ${member.name}: whoever it is then`;
    return `${member.kind} ${member.name}: ${people.length === 0 ? 'nobody' : people.join(', ')} at that time`;
  }
  const places = book.person(member.name)?.places.map(({ uri }) => uri) ?? [];
  return `${member.name}: ${places.join(', ')}`;
}

function policyLines({ name, steps, repeat, final }: Policy): readonly string[] {
  const lines = steps.map(({ tell, by, when, wait, until }, index) => {
    const who = tell.length === 0 ? 'nobody' : tell.map(targetKey).join(', ');
    const how = `${by.length === 0 ? '' : ` by ${by.join(', ')}`}${when === 'always' ? '' : `, if ${when}`}`;
    return `             ${index + 1}. ${who}${how}${wait === 0 ? '' : `; then ${time(wait)} for it to be ${until}`}`;
  });
  const anew = repeat === 0 ? [] : [`             anew ${repeat} times`];
  const last = final.length === 0 ? [] : [`             at last ${final.map(targetKey).join(', ')}`];
  return [`  policy   ${name}`, ...lines, ...anew, ...last];
}

/** Tried without a source it has none. */
function sourceText({ origin: { source } }: Explanation['alert']): string {
  return source === '' ? '' : `, from ${source}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const shown = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return shown.length === 0 ? '' : `: ${shown.join(' ')}`;
}

/** A duration as the book writes it. */
export function time(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const [unit, factor] = units.find(([, one]) => ms >= one && ms % one === 0) ?? ['ms', 1];
  return ms === 0 ? '0s' : `${ms / factor}${unit}`;
}

/** A time of a zone, with its name. */
export function date(now: number, zone: string): string {
  const { year, month, day, hour, minute } = localTime(now, zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)} (${zone})`;
}
