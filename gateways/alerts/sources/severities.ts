import { SEVERITIES, type Severity } from '../alert.js';

/** Of an alert of a machine that does not say how bad it is. */
export const MACHINE_SEVERITY: Severity = 'warning';
/** Of what a person writes. */
export const PERSON_SEVERITY: Severity = 'info';

/** Words by which senders say how bad it is, in small letters. */
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ...SEVERITIES.map((severity) => [severity, severity] as const),
  ...spread('critical', [
    'crit',
    'fatal',
    'emergency',
    'emerg',
    'panic',
    'disaster',
    'page',
    'p1',
    'sev1',
    'blocker',
    'extreme',
  ]),
  ...spread('critical', ['alert', 'urgent', 'down']),
  ...spread('error', ['err', 'high', 'major', 'severe', 'average', 'failure', 'failed', 'p2', 'sev2', 'unreachable']),
  ...spread('warning', [
    'warn',
    'medium',
    'moderate',
    'minor',
    'degraded',
    'unknown',
    'p3',
    'sev3',
    'alerting',
    'not classified',
  ]),
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

/** How bad a word says it is, whatever its case; `otherwise` where it is not known or there is none. */
export function severityOf(word: string | undefined, otherwise: Severity): Severity {
  if (word === undefined || word.length > LONGEST) return otherwise;
  return WORDS.get(word.trim().toLowerCase()) ?? otherwise;
}

/** Longer than each word, with white space around it. */
const LONGEST = 32;

function spread(severity: Severity, words: readonly string[]): readonly (readonly [string, Severity])[] {
  return words.map((word) => [word, severity] as const);
}
