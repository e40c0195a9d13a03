import { SEVERITIES, type Severity } from '../alert.js';

/** Of an alert of a machine that does not say how bad it is. */
export const MACHINE_SEVERITY: Severity = 'warning';
/** Of what a person writes. */
export const PERSON_SEVERITY: Severity = 'info';

/** Words by which senders say how bad it is, in small letters. */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ...SEVERITIES.map((severity) => [severity, severity] as const),
  ...spread('critical', ['crit', 'fatal', 'emergency', 'emerg', 'panic', 'disaster', 'page', 'p1', 'sev1', 'blocker']),
  ...spread('critical', ['alert', 'urgent', 'down', 'extreme']),
  ...spread('error', ['err', 'high', 'major', 'severe', 'average', 'failure', 'failed', 'p2', 'sev2', 'unreachable']),
  ...spread('warning', ['warn', 'medium', 'moderate', 'minor', 'degraded', 'unknown', 'p3', 'sev3', 'not classified']),
  ...spread('info', [
    'information',
    'informational',
    'notice',
    'low',
    'debug',
    'trace',
    'none',
    'p4',
    'p5',
    'sev4',
    'sev5',
  ]),
  ...spread('info', ['ok', 'normal', 'up', 'success']),
]);

/** Longer than each word, with white space around it. */
const LONGEST = 128;

/** How bad a word says it is, whatever its case, by words of one's own before the usual ones; undefined where none fits. */
export function severityOf(
  word: string | undefined,
  own: Readonly<Record<string, Severity>> | undefined,
): Severity | undefined {
  if (word === undefined || word.length > LONGEST) return undefined;
  if (own !== undefined && Object.hasOwn(own, word)) return own[word];
  const small = word.trim().toLowerCase();
  if (own !== undefined && Object.hasOwn(own, small)) return own[small];
  return WORDS.get(small);
}

function spread(severity: Severity, words: readonly string[]): readonly (readonly [string, Severity])[] {
  return words.map((word) => [word, severity] as const);
}
