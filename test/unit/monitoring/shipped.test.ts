import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { exposedName } from '../../../src/core/metrics.js';
import { promtool } from '../../support/metrics-page.js';
import { repositoryRoot } from '../../support/repository.js';
import { metricTables } from '../docs/tables.js';

const RULES = 'config/prometheus/isthmus.rules.yml';
const RULES_TEST = 'test/fixtures/prometheus/isthmus.rules.test.yml';
const DASHBOARD = 'config/grafana/isthmus.json';

/** What Prometheus itself adds to every series. */
const ADDED = ['instance', 'job'];
/** What is no metric of ours: of Prometheus, or of the process, see docs/admin/metrics.md. */
const OTHERS = new Map<string, readonly string[]>([
  ['up', []],
  ['process_cpu_seconds_total', []],
  ['process_resident_memory_bytes', []],
  ['process_start_time_seconds', []],
  ['nodejs_eventloop_lag_p99_seconds', []],
]);

const known = new Map<string, readonly string[]>(OTHERS);
for (const [prefix, table] of metricTables) {
  for (const [name, metric] of Object.entries(table)) {
    const exposed = exposedName(prefix + name, metric);
    const { kind, labels = [] } = metric;
    if (kind !== 'histogram') known.set(exposed, labels);
    else for (const part of ['bucket', 'sum', 'count']) known.set(`${exposed}_${part}`, [...labels, 'le']);
  }
}

/** What is wrong in an expression: metrics that are not there, labels that they do not have. */
function wrongIn(expr: string): readonly string[] {
  const wrong: string[] = [];
  const named = [...expr.matchAll(/\b((?:isthmus|process|nodejs)_\w+|up)\b(?:\{([^}]*)\})?/g)];
  if (named.length === 0) wrong.push(`it names no metric: ${expr}`);
  const all = new Set(ADDED);
  for (const [, name = '', matchers = ''] of named) {
    const labels = known.get(name);
    if (labels === undefined) wrong.push(`there is no metric ${name}`);
    for (const label of labels ?? []) all.add(label);
    for (const [, label = ''] of matchers.matchAll(/(\w+)\s*[=!]/g)) {
      if (![...ADDED, ...(labels ?? [])].includes(label)) wrong.push(`${name} has no label ${label}`);
    }
  }
  for (const [, labels = ''] of expr.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)) {
    for (const label of labels.split(','))
      if (!all.has(label.trim())) wrong.push(`nothing in it has ${label}: ${expr}`);
  }
  return wrong;
}

function textOf(path: string): string {
  return readFileSync(join(repositoryRoot(), path), 'utf8');
}

describe('the rules for alarms', () => {
  const { groups } = parse(textOf(RULES)) as {
    groups: { rules: { alert: string; expr: string; annotations: { summary: string; description: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);

  it('name metrics that there are, with labels that they have', () => {
    assert.ok(rules.length > 10);
    for (const { alert, expr } of rules) assert.deepEqual(wrongIn(expr), [], alert);
  });

  it('name in their texts only labels that are left', () => {
    for (const { alert, expr, annotations } of rules) {
      const by = [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));
      const left = by.length === 0 ? ADDED : by;
      const texts = `${annotations.summary} ${annotations.description}`;
      for (const [, label = ''] of texts.matchAll(/\$labels\.(\w+)/g))
        assert.ok(left.includes(label), `${alert}: ${label}`);
    }
  });

  it('are rules to promtool, and ring where they have to and nowhere else', () => {
    const rooted = (path: string) => join(repositoryRoot(), path);
    const checked = promtool(['check', 'rules', rooted(RULES)]);
    assert.equal(checked.code, 0, checked.said);
    const tests = textOf(RULES_TEST);
    for (const { alert } of rules) {
      assert.match(tests, new RegExp(`name: ${alert}$`, 'm'), `${RULES_TEST} has no case in which ${alert} rings`);
      assert.match(
        tests,
        new RegExp(`name: not ${alert}$`, 'm'),
        `${RULES_TEST} has no case in which ${alert} is silent`,
      );
    }
    const tested = promtool(['test', 'rules', rooted(RULES_TEST)]);
    assert.equal(tested.code, 0, tested.said);
  });
});

it('the dashboard names metrics that there are, with labels that they have, and shows only those that are left', () => {
  const { panels, templating } = JSON.parse(textOf(DASHBOARD)) as {
    panels: { title: string; targets?: { expr: string; legendFormat: string }[] }[];
    templating: { list: { query: unknown }[] };
  };
  const targets = panels.flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));
  assert.ok(targets.length > 20);
  for (const { title, expr, legendFormat } of targets) {
    // `$network` and the like are of Grafana.
    assert.deepEqual(wrongIn(expr.replaceAll('$__rate_interval', '5m')), [], title);
    const by = [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));
    for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
      assert.ok((by.length === 0 ? ADDED : by).includes(label), `${title}: ${label}`);
    }
  }
  assert.match(JSON.stringify(templating), /label_values\(isthmus_adapter_up, network\)/);
});

it('a mistake in a rule or panel would be found', () => {
  assert.deepEqual(wrongIn('sum by (route) (rate(isthmus_fates_total{gateway="sms"}[5m]))'), [
    'isthmus_fates_total has no label gateway',
    'nothing in it has route: sum by (route) (rate(isthmus_fates_total{gateway="sms"}[5m]))',
  ]);
  assert.deepEqual(wrongIn('isthmus_nothing_total > 0'), ['there is no metric isthmus_nothing_total']);
});
