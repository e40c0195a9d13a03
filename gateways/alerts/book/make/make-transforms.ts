import { checkTemplate } from '../../render/check-template.js';
import { parsedTemplate } from '../../render/parsed-templates.js';
import type { ParsedTemplate } from '../../render/template/tree.js';
import type { Matcher } from '../matcher.js';
import { compilePattern, type Pattern } from '../pattern.js';
import { below, type Report, type Spot } from '../report.js';
import type { RawTransform } from '../schema/transform-schema.js';
import { TRANSFORM_VALUES, type TransformStep } from '../transform.js';

/** Reads conditions of a route; what is wrong with one is reported, and it is left out. */
export type ReadMatchers = (texts: readonly string[], spot: Spot) => readonly Matcher[];

/** Makes the steps of a transform; what cannot be read is reported and left out. */
export function makeTransforms(
  raw: readonly RawTransform[],
  spot: Spot,
  report: Report,
  read: ReadMatchers,
): readonly TransformStep[] {
  return raw.map((step, index) => makeStep(step, below(spot, index), report, read));
}

function makeStep(raw: RawTransform, spot: Spot, report: Report, read: ReadMatchers): TransformStep {
  const patterns = (texts: readonly string[], key: string): Pattern[] =>
    texts.flatMap((text, index) => patternOf(text, below(spot, key, index), report) ?? []);
  const template = (text: string | undefined, ...path: string[]): ParsedTemplate | undefined =>
    text === undefined ? undefined : templateOf(text, below(spot, ...path), report);
  const title = template(raw.title, 'title');
  const text = template(raw.text, 'text');
  return {
    when: read(raw.when, below(spot, 'when')),
    replace: raw.replace.flatMap(({ label, pattern: source, with: by }, index) => {
      const pattern = patternOf(source, below(spot, 'replace', index, 'pattern'), report);
      return pattern === undefined ? [] : { label, pattern, with: by };
    }),
    set: Object.entries(raw.set).flatMap(([label, source]) => {
      const made = template(source, 'set', label);
      return made === undefined ? [] : { label, template: made };
    }),
    rename: Object.entries(raw.rename).map(([from, to]) => ({ from, to })),
    drop: patterns(raw.drop, 'drop'),
    severity: Object.entries(raw.severity).flatMap(([source, severity]) =>
      read([source], below(spot, 'severity')).map((matcher) => ({ matcher, severity })),
    ),
    ...(raw.keep !== undefined && { keep: patterns(raw.keep, 'keep') }),
    ...(title !== undefined && { title }),
    ...(text !== undefined && { text }),
  };
}

function patternOf(text: string, spot: Spot, report: Report): Pattern | undefined {
  const pattern = compilePattern(text);
  if (pattern.ok) return pattern.value;
  report.wrong(spot, text, pattern);
  return undefined;
}

function templateOf(text: string, spot: Spot, report: Report): ParsedTemplate | undefined {
  const problem = checkTemplate(text, NAMES);
  if (problem === undefined) return parsedTemplate(text);
  report.error(spot, undefined, problem, 'correct the template');
  return undefined;
}

const NAMES: ReadonlySet<string> = new Set(TRANSFORM_VALUES);
