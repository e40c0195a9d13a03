import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { parseMatcher } from '../../../../gateways/alerts/book/matcher.js';
import { alertOf } from './helpers.js';

const base = alertOf({ team: 'db', 'with space': 'x', severity: 'page', quoted: 'a"b' }, 'error', 'prom');
const alert: Alert = {
  ...base,
  title: 'Disk full',
  text: 'sda1\nis full',
  annotations: { runbook: 'r' },
  origin: { ...base.origin, sender: 'alice@example.org' },
};

const CASES: readonly (readonly [string, boolean])[] = [
  ['team=db', true],
  ['team = "db"', true],
  ["team='db'", true],
  ['team!=db', false],
  ['team=~"d.|web"', true],
  ['team=~d', false],
  ['team!~d', true],
  ['"with space"=x', true],
  ['quoted="a\\"b"', true],
  ['missing=""', true],
  ['missing!=""', false],
  ['missing=~".+"', false],
  ['toString=""', true],
  ['severity=error', true],
  ['severity>=warning', true],
  ['severity>=critical', false],
  ['severity<=error', true],
  ['severity<=info', false],
  ['severity=~"err.*"', true],
  ['labels.severity=page', true],
  ['source=prom', true],
  ['network=http', true],
  ['sender=~".*@example[.]org"', true],
  ['title="Disk full"', true],
  ['text=~"(.|\\n)*full"', true],
  ['annotations.runbook=r', true],
  ['annotations.none=r', false],
  ['status=firing', true],
];

for (const [text, expected] of CASES) {
  test(`${text} is ${expected}`, () => {
    const matcher = parseMatcher(text);
    assert.ok(matcher.ok, matcher.ok ? '' : matcher.message);
    assert.equal(matcher.value.matches(alert), expected);
  });
}

test('what is no matcher is told with what to write', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['team', /is no matcher: write it like/],
    ['=db', /is no matcher/],
    ['team="db', /quote that does not end/],
    ['team>=db', /compares team by >=: only the severity/],
    ['severity=critcal', /"critcal", which does not exist: did you mean critical/],
    [
      'severity=page',
      /which does not exist: write one of: info, warning, error, critical \(a label: labels.severity\)/,
    ],
    ['status=fireing', /did you mean firing/],
    ['team=~"("', /has a \( without a \)/],
    [`team=${'x'.repeat(5000)}`, /too long/],
  ];
  for (const [text, expected] of cases) {
    const matcher = parseMatcher(text);
    assert.ok(!matcher.ok, text);
    assert.match(`${matcher.message}: ${matcher.fix}`, expected, text);
  }
});

test('however it is written, a matcher has one form', () => {
  const forms = ['team=db', ' team = "db" ', "team='db'"].map((text) => {
    const matcher = parseMatcher(text);
    return matcher.ok ? matcher.value.text : '';
  });
  assert.deepEqual(new Set(forms), new Set(['team="db"']));
});
