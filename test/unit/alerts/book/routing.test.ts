import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAmong } from '../../../../gateways/alerts/book/actor.js';
import { groupOf } from '../../../../gateways/alerts/book/group.js';
import { inhibits } from '../../../../gateways/alerts/book/inhibition.js';
import { EXAMPLE } from './example.js';
import { alertOf, bookOf } from './helpers.js';

const book = bookOf(EXAMPLE);
const routesOf = (labels: Readonly<Record<string, string>>, severity: 'info' | 'error' = 'error', source = 'prom') =>
  book.routesFor(alertOf(labels, severity, source)).map(({ name }) => name);

test('the first route takes an alert, in it the first that matches, or itself', () => {
  assert.deepEqual(routesOf({ team: 'db' }), ['db']);
  assert.deepEqual(routesOf({ team: 'db', env: 'dev' }), ['db-dev']);
  assert.deepEqual(routesOf({ team: 'other' }), ['rest']);
});

test('continue: those after it are tried as well', () => {
  assert.deepEqual(routesOf({ team: 'db', env: 'test' }), ['db-test', 'db-dev']);
  assert.deepEqual(routesOf({ team: 'web' }), ['web', 'rest']);
  assert.deepEqual(routesOf({ team: 'web' }, 'info'), ['rest']);
});

test('a source with a route begins there, whatever its matchers say', () => {
  assert.deepEqual(routesOf({ team: 'db' }, 'info', 'grafana'), ['web']);
});

test('an alert is held off where a route that is switched off would take it, and no other one does', () => {
  const off = bookOf(`
people: { alice: { xmpp: alice@example.org } }
sources:
  prom: { kind: alertmanager, token: a-token-of-prometheus }
  direct: { kind: json, token: a-token-of-a-script, route: db }
routes:
  - { name: db, match: [team=db], to: alice, enabled: false }
  - { name: web, match: [team=web], to: alice }
`);
  const isHeldOff = (team: string, source = 'prom') => off.isHeldOff(alertOf({ team }, 'error', source));
  assert.equal(isHeldOff('db'), true);
  assert.equal(isHeldOff('web'), false, 'it is taken');
  assert.equal(isHeldOff('other'), false, 'no route is for it');
  assert.equal(isHeldOff('other', 'direct'), true, 'its source begins at a route that is off');
  assert.equal(off.isHeldOff(alertOf({ team: 'web' }), off.route('db')), true);
});

test('from the address of a route downwards', () => {
  const db = book.route('db');
  assert.ok(db);
  assert.deepEqual(
    book.routesBelow(db, alertOf({})).map(({ name }) => name),
    ['db'],
  );
  assert.deepEqual(
    book.routesBelow(db, alertOf({ env: 'dev' })).map(({ name }) => name),
    ['db-dev'],
  );
});

test('groups: labels of the route, all together, each by itself; values cannot be mistaken for others', () => {
  const alert = alertOf({ alertname: 'A', cluster: 'c"},x' });
  assert.deepEqual(groupOf({ name: 'r', groupBy: ['alertname', 'cluster'] }, alert), {
    key: 'r{alertname="A",cluster="c\\"},x"}',
    labels: { alertname: 'A', cluster: 'c"},x' },
  });
  assert.equal(groupOf({ name: 'r', groupBy: [] }, alert).key, 'r{}');
  const each = [alert, alertOf({ alertname: 'B' })].map((one) => groupOf({ name: 'r', groupBy: 'all' }, one).key);
  assert.equal(new Set(each).size, 2);
  assert.equal(groupOf({ name: 'r', groupBy: ['missing', 'severity'] }, alert).key, 'r{missing="",severity="error"}');
});

function ruleOf(yaml: string) {
  const [rule] = bookOf(`inhibit: [${yaml}]`).inhibitions;
  assert.ok(rule);
  return rule;
}

test('an alert mutes those that share the labels that must be equal', () => {
  const rule = ruleOf('{ source: severity=critical, target: severity=error, equal: [cluster, zone] }');
  const source = alertOf({ cluster: 'a' }, 'critical');
  assert.ok(inhibits(rule, source, alertOf({ cluster: 'a' })));
  assert.ok(!inhibits(rule, source, alertOf({ cluster: 'b' })));
  assert.ok(!inhibits(rule, source, alertOf({ cluster: 'a', zone: 'z' })));
  assert.ok(!inhibits(rule, { ...source, status: 'resolved' }, alertOf({ cluster: 'a' })));
  assert.ok(!inhibits(rule, alertOf({ cluster: 'a' }), alertOf({ cluster: 'a' })));
});

test('two alerts without any of the labels mute each other only where the rule says so', () => {
  const yaml = 'source: severity=critical, target: severity=error, equal: [cluster]';
  const [source, target] = [alertOf({}, 'critical'), alertOf({})];
  assert.ok(!inhibits(ruleOf(`{ ${yaml} }`), source, target));
  assert.ok(inhibits(ruleOf(`{ ${yaml}, allMissing: equal }`), source, target));
});

test('no alert mutes itself, and no two that are both source and target each other', () => {
  const rule = ruleOf('{ source: team=db, target: severity>=error, equal: cluster }');
  const both = alertOf({ team: 'db', cluster: 'a' });
  assert.ok(!inhibits(rule, both, both));
  assert.ok(!inhibits(rule, both, alertOf({ team: 'db', cluster: 'a', n: '2' })));
  assert.ok(inhibits(rule, both, alertOf({ team: 'web', cluster: 'a' })));
  assert.ok(inhibits(rule, alertOf({ team: 'db', cluster: 'a' }, 'info'), both));
});

test('who may: people, lists and those on call in them, bots, JIDs and domains', () => {
  const allow = book.route('db')?.allow;
  assert.ok(allow);
  const onCall = (rotation: string) => (rotation === 'oncall' ? ['carol'] : []);
  const may = (right: 'send' | 'silence', subject: Parameters<typeof isAmong>[1]) =>
    isAmong(allow[right], subject, book, onCall);
  assert.ok(may('send', { person: 'bob' }) && may('send', { bot: 'ci' }));
  assert.ok(!may('send', { bot: 'other' }) && !may('send', { jid: 'x@example.org' }));
  assert.ok(may('silence', { person: 'alice' }) && may('silence', { person: 'carol' }));
  assert.ok(!may('silence', { person: 'dave', jid: 'dave@example.net' }));
  assert.ok(may('silence', { jid: 'x@example.org' }) && !may('silence', { jid: 'x@evil-example.org' }));
});
