import type { Inhibition } from '../inhibition.js';
import type { Limits } from '../limits.js';
import type { MulticastRules } from '../multicast.js';
import { below, type Report, type Spot } from '../report.js';
import type { RawBook } from '../schema/book-schema.js';
import { limitsSchema } from '../schema/service-schema.js';
import type { Entry } from '../sections.js';
import { TEMPLATE_PARTS, type Template, type TemplatePart } from '../template.js';
import { makeMatchers } from './make-routes.js';
import type { Names } from './names.js';

/** Says what is wrong with the text of a template; undefined where nothing is. */
export type TemplateCheck = (part: TemplatePart, text: string) => string | undefined;

/** The limits of the book; what the entry leaves out has its default. */
export function makeLimits(entry: Entry<NonNullable<RawBook['limits']>> | undefined): Limits {
  const { network, money, ...rest } = entry?.raw ?? limitsSchema.parse({});
  const rates = Object.entries(network).filter(([, rate]) => rate !== undefined);
  return {
    ...rest,
    network: Object.fromEntries(rates),
    ...(money !== undefined && {
      money: {
        perDay: money.perDay,
        currency: money.currency,
        prices: { ...withPlus(money.prices), '': money.price },
        warnAt: money.warnAt,
        bypass: money.bypass,
      },
    }),
  };
}

function withPlus(prices: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(prices).map(([start, price]) => [start.startsWith('+') ? start : `+${start}`, price]),
  );
}

/** Who may use the gateway to write to others; without the section nobody. */
export function makeMulticast(
  entry: Entry<NonNullable<RawBook['multicast']>> | undefined,
  names: Names,
): MulticastRules {
  if (entry === undefined) return { allow: [], by: new Set() };
  const { raw, spot } = entry;
  return { allow: names.actors(raw.allow, below(spot, 'allow')), by: new Set(raw.by) };
}

/** One template; parts that `check` refuses are left out and told to `report` with their place. */
export function makeTemplate(
  { name, raw, spot }: Entry<RawBook['templates'][string]>,
  report: Report,
  check: TemplateCheck | undefined,
): Template {
  const parts: Partial<Record<TemplatePart, string>> = {};
  for (const part of TEMPLATE_PARTS) {
    const text = raw[part];
    if (text === undefined) continue;
    parts[part] = text;
    const problem = check?.(part, text);
    if (problem !== undefined) report.error(below(spot, part), undefined, problem, 'correct the template');
  }
  return { name, parts };
}

/** Rules by which alerts mute others, and the trap in them: what none of two alerts has is the same in both. */
export function makeInhibition({ name, raw, spot }: Entry<RawBook['inhibit'][number]>, report: Report): Inhibition {
  const source = makeMatchers(raw.source, below(spot, 'source'), report);
  const target = makeMatchers(raw.target, below(spot, 'target'), report);
  for (const [key, list] of [
    ['source', raw.source],
    ['target', raw.target],
  ] as const) {
    if (list.length > 0) continue;
    report.error(
      below(spot, key),
      undefined,
      'has no matcher and so means every alert',
      'name the alerts that are meant',
    );
  }
  if (raw.equal.length === 0) {
    const message = 'compares nothing: any alert of source mutes every one of target';
    report.warning(spot, undefined, message, 'add equal: [cluster], a label that both have when they belong together');
  }
  if (raw.allMissing === 'equal' && raw.equal.length > 0) warnOfTrap(raw, below(spot, 'allMissing'), report);
  return { name, source, target, equal: raw.equal, allMissing: raw.allMissing === 'equal' };
}

function warnOfTrap({ source, target, equal }: RawBook['inhibit'][number], spot: Spot, report: Report): void {
  // A label for which the rule asks by name is never missing.
  const asked = (label: string) => [...source, ...target].some((text) => text.trim().startsWith(label));
  if (equal.some(asked)) return;
  const message = `counts alerts without ${equal.join(', ')} as belonging together: they mute each other, however different`;
  report.warning(
    spot,
    undefined,
    message,
    'remove allMissing, or let source or target ask for the label: cluster=~".+"',
  );
}
