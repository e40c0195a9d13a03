import { nearest } from '../../../src/config/nearest.js';
import { type Alert, SEVERITIES } from '../alert.js';
import { type Parsed, right, wrong } from './parsed.js';
import { compilePattern } from './pattern.js';

type Operator = '=' | '!=' | '=~' | '!~' | '>=' | '<=';

/** One condition on an alert. */
export interface Matcher {
  /**
   * What is looked at: `severity`, `status`, `source`, `network`, `sender`, `title`, `text` of the alert itself, `annotations.x`, or else
   * a label; `labels.x` is a label whatever its name. What an alert does not have is the empty text.
   */
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
  /** The matcher in one form: `team=~"db|web"`. */
  readonly text: string;
  matches(alert: Alert): boolean;
}

const OWN: Readonly<Record<string, (alert: Alert) => string | undefined>> = {
  severity: ({ severity }) => severity,
  status: ({ status }) => status,
  source: ({ origin }) => origin.source,
  network: ({ origin }) => origin.network,
  sender: ({ origin }) => origin.sender,
  title: ({ title }) => title,
  text: ({ text }) => text,
};
const ORDER: readonly string[] = SEVERITIES;
const STATUSES = ['firing', 'resolved', 'acknowledged'];
const LONGEST = 4096;
const FORM = /^\s*(?:"((?:[^"\\]|\\.)+)"|([\p{L}_][\p{L}\p{N}_.:/-]*))\s*(=~|!~|!=|>=|<=|=)\s*(.*?)\s*$/su;
const EXAMPLE = 'write it like team=db, team!=db, team=~"db|web", team!~"db|web" or severity>=error';

/**
 * Reads a matcher: a field, an operator (`=`, `!=`, `=~`, `!~`, for the severity also `>=` and `<=`) and a value, in quotes where it
 * begins with one. Regular expressions fit the whole value, as in Alertmanager.
 */
export function parseMatcher(text: string): Parsed<Matcher> {
  if (text.length > LONGEST) return wrong('is too long', EXAMPLE);
  const [all, quoted, bare, operator, rest = ''] = FORM.exec(text) ?? [];
  const field = quoted === undefined ? bare : unescaped(quoted);
  if (all === undefined || field === undefined || !isOperator(operator)) return wrong('is no matcher', EXAMPLE);
  const value = unquote(rest);
  if (value === undefined) return wrong('has a quote that does not end', EXAMPLE);
  const read = readerOf(field);
  const shown = `${field}${operator}${JSON.stringify(value)}`;
  const make = (test: (value: string) => boolean): Parsed<Matcher> =>
    right({ field, operator, value, text: shown, matches: (alert) => test(read(alert)) });
  if (operator === '>=' || operator === '<=') {
    if (field !== 'severity') return wrong(`compares ${field} by ${operator}`, 'only the severity has an order');
    const least = severityOf(value);
    if (typeof least !== 'number') return least;
    const sign = operator === '>=' ? 1 : -1;
    return make((other) => sign * (ORDER.indexOf(other) - least) >= 0);
  }
  if (operator === '=~' || operator === '!~') {
    const pattern = compilePattern(value);
    if (!pattern.ok) return pattern;
    return make((other) => pattern.value.matches(other) === (operator === '=~'));
  }
  if (field === 'severity') {
    const known = severityOf(value);
    if (typeof known !== 'number') return known;
  }
  if (field === 'status' && !STATUSES.includes(value)) return unknownWord('status', value, STATUSES);
  return make((other) => (other === value) === (operator === '='));
}

/** What an alert has in a field; the empty text where it has nothing. */
export function fieldOf(alert: Alert, field: string): string {
  return readerOf(field)(alert);
}

function readerOf(field: string): (alert: Alert) => string {
  const own = Object.hasOwn(OWN, field) ? OWN[field] : undefined;
  if (own !== undefined) return (alert) => own(alert) ?? '';
  if (field.startsWith('annotations.')) {
    const name = field.slice('annotations.'.length);
    return ({ annotations }) => labelOf(annotations, name);
  }
  const name = field.startsWith('labels.') ? field.slice('labels.'.length) : field;
  return ({ labels }) => labelOf(labels, name);
}

/** A label of an alert; the empty text where it has none, as in Prometheus. */
export function labelOf(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? '') : '';
}

function severityOf(value: string) {
  const found = ORDER.indexOf(value);
  return found === -1 ? unknownWord('severity', value, ORDER) : found;
}

function unknownWord(field: string, value: string, known: readonly string[]) {
  const meant = nearest(value, known);
  const hint = meant === undefined ? `write one of: ${known.join(', ')}` : `did you mean ${meant}?`;
  return wrong(
    `asks for the ${field} ${JSON.stringify(value)}, which does not exist`,
    `${hint} (a label: labels.${field})`,
  );
}

function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && ['=', '!=', '=~', '!~', '>=', '<='].includes(text);
}

function unquote(text: string): string | undefined {
  const [quote = ''] = text;
  if (quote !== '"' && quote !== "'") return text;
  const inner = text.slice(1, -1);
  if (text.length < 2 || !text.endsWith(quote)) return undefined;
  if (quote === "'") return inner.includes("'") ? undefined : inner;
  return /^(?:[^"\\]|\\.)*$/s.test(inner) ? unescaped(inner) : undefined;
}

/** As Alertmanager: `\"`, `\\` and `\n`; other backslashes stand for themselves, so that patterns need no two of them. */
function unescaped(text: string): string {
  return text.replace(/\\(["\\n])/g, (_, code: string) => (code === 'n' ? '\n' : code));
}
