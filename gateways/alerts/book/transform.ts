import type { Alert, Severity } from '../alert.js';
import { renderTemplate } from '../render/template/render-template.js';
import type { ParsedTemplate } from '../render/template/tree.js';
import { exact, oneLine, prose } from '../sources/clean.js';
import { LIMITS } from '../sources/limits.js';
import { labelOf, type Matcher } from './matcher.js';
import type { Pattern } from './pattern.js';

/** One thing that a route does with its alerts before they are grouped. Its parts are done in the order in which they stand here. */
export interface TransformStep {
  /** All must hold, else nothing is done. */
  readonly when: readonly Matcher[];
  readonly replace: readonly { readonly label: string; readonly pattern: Pattern; readonly with: string }[];
  readonly set: readonly { readonly label: string; readonly template: ParsedTemplate }[];
  readonly rename: readonly { readonly from: string; readonly to: string }[];
  readonly drop: readonly Pattern[];
  /** Missing: all labels stay. */
  readonly keep?: readonly Pattern[];
  /** The first whose matcher holds. */
  readonly severity: readonly { readonly matcher: Matcher; readonly severity: Severity }[];
  readonly title?: ParsedTemplate;
  readonly text?: ParsedTemplate;
}

/** What templates of a transform see. */
export const TRANSFORM_VALUES = ['labels', 'annotations', 'title', 'text', 'severity', 'status', 'source', 'sender'];

type Labels = Readonly<Record<string, string>>;

/**
 * An alert as a route sees it. Takes time in proportion to the alert, whatever stands in it; its texts have the bounds of every alert.
 * The same alert where nothing changes; its fingerprint never does, and what its source calls its labels is kept beside.
 */
export function transformed(steps: readonly TransformStep[], alert: Alert): Alert {
  const result = steps.reduce(
    (before, step) => (step.when.every((one) => one.matches(before)) ? done(step, before) : before),
    alert,
  );
  if (result.labels === alert.labels) return result;
  return { ...result, sourceLabels: alert.sourceLabels ?? alert.labels };
}

function done(step: TransformStep, before: Alert): Alert {
  const labelled = withLabels(before, labelsAfter(step, before));
  const severity = step.severity.find(({ matcher }) => matcher.matches(labelled))?.severity ?? labelled.severity;
  const rated = severity === labelled.severity ? labelled : { ...labelled, severity };
  const title = step.title === undefined ? '' : oneLine(rendered(step.title, rated), LIMITS.title).text;
  const titled = title === '' ? rated : { ...rated, title };
  return step.text === undefined ? titled : withText(titled, prose(rendered(step.text, titled), LIMITS.text).text);
}

function withLabels(alert: Alert, labels: Labels): Alert {
  return labels === alert.labels ? alert : { ...alert, labels };
}

function withText({ text: _, ...alert }: Alert, text: string): Alert {
  return text === '' ? alert : { ...alert, text };
}

function labelsAfter({ replace, set, rename, drop, keep }: TransformStep, alert: Alert): Labels {
  const labels = new Map(Object.entries(alert.labels));
  for (const { label, pattern, with: by } of replace) {
    const value = labels.get(label);
    if (value !== undefined) put(labels, label, pattern.replace(value, by));
  }
  for (const { label, template } of set) {
    put(labels, label, rendered(template, { ...alert, labels: Object.fromEntries(labels) }));
  }
  for (const { from, to } of rename) {
    const value = labels.get(from);
    if (value === undefined) continue;
    labels.delete(from);
    put(labels, to, value);
  }
  for (const name of [...labels.keys()]) {
    const kept = keep === undefined || keep.some((pattern) => pattern.matches(name));
    if (!kept || drop.some((pattern) => pattern.matches(name))) labels.delete(name);
  }
  return isSame(labels, alert.labels) ? alert.labels : Object.fromEntries(labels);
}

/** A label that is empty is none; one too many is left out. */
function put(labels: Map<string, string>, name: string, value: string): void {
  const { text } = exact(value, LIMITS.label);
  if (text === '') labels.delete(name);
  else if (labels.has(name) || labels.size < LIMITS.labels) labels.set(name, text);
}

function isSame(labels: ReadonlyMap<string, string>, before: Labels): boolean {
  const entries = Object.entries(before);
  return entries.length === labels.size && entries.every(([name, value]) => labels.get(name) === value);
}

function rendered(
  template: ParsedTemplate,
  { labels, annotations, title, text, severity, status, origin }: Alert,
): string {
  const { source, sender } = origin;
  const data = { labels, annotations, title, text, severity, status, source, sender };
  return renderTemplate(template, data, { most: LIMITS.text });
}

/** What a transform has changed, in words for the admin: `severity warning -> critical`. */
export function changesOf(before: Alert, after: Alert): readonly string[] {
  const lines: string[] = [];
  const told = (what: string, from: string, to: string): void => {
    if (from === to) return;
    const show = (value: string) => (value === '' ? '(none)' : JSON.stringify(value.slice(0, LONGEST_SHOWN)));
    lines.push(`${what} ${show(from)} -> ${show(to)}`);
  };
  told('severity', before.severity, after.severity);
  told('title', before.title, after.title);
  told('text', before.text ?? '', after.text ?? '');
  for (const name of new Set([...Object.keys(before.labels), ...Object.keys(after.labels)])) {
    told(name, labelOf(before.labels, name), labelOf(after.labels, name));
  }
  return lines;
}

/** Characters of a value that are shown. */
const LONGEST_SHOWN = 200;
