import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupOf } from '../../../../gateways/alerts/book/group.js';
import { testRoute } from '../../../../gateways/alerts/book/route-test.js';
import { transformed } from '../../../../gateways/alerts/book/transform.js';
import { workMs } from '../../../support/cpu-time.js';
import { alertOf, bookOf, findings, NOW } from './helpers.js';

function routeOf(transform: string, more = '') {
  const book = bookOf(`routes:\n  - name: ops\n    to: "xmpp:a@example.org"\n    transform: ${transform}\n${more}`);
  const route = book.route('ops');
  assert.ok(route);
  return route;
}

function changed(transform: string, labels: Readonly<Record<string, string>>) {
  return transformed(routeOf(transform).transform, alertOf(labels, 'warning'));
}

test('labels are set, replaced, renamed and removed, in this order', () => {
  const alert = changed(
    `[{ replace: [{ label: instance, pattern: ':\\d+$' }], set: { where: "{{labels.instance}} in {{labels.dc | upper}}" },
       rename: { instance: host }, drop: ["__.*", dc] }]`,
    { alertname: 'Disk', instance: 'db1:9100', dc: 'par', __meta: 'x' },
  );
  assert.deepEqual(alert.labels, { alertname: 'Disk', host: 'db1', where: 'db1 in PAR' });
});

test('only some labels are kept; one that becomes empty is none', () => {
  const labels = { alertname: 'Disk', pod: 'x', team: 'db', env: 'test' };
  assert.deepEqual(changed('[{ set: { env: "{{labels.none}}" }, keep: ["alert.*", env, team] }]', labels).labels, {
    alertname: 'Disk',
    team: 'db',
  });
});

test('the severity follows the first matcher that holds, the title and the text their templates', () => {
  const transform = `
      - severity: { priority=P1: critical, 'priority=~"P[1-3]"': error }
        title: "{{labels.alertname}} ({{severity}})"
        text: "{{source}}: {{labels.priority}}"`;
  const alert = changed(transform, { alertname: 'Disk', priority: 'P2' });
  assert.deepEqual([alert.severity, alert.title, alert.text], ['error', 'Disk (error)', 'prom: P2']);
  assert.equal(changed(transform, { alertname: 'Disk', priority: 'P1' }).severity, 'critical');
  assert.equal(changed(transform, { alertname: 'Disk' }).severity, 'warning');
});

test('a step is for those alone for which its conditions hold, as those before it left them', () => {
  const transform = '[{ set: { team: db } }, { when: team=db, title: ours }, { when: team=web, title: theirs }]';
  assert.equal(changed(transform, { alertname: 'Disk' }).title, 'ours');
});

test('the fingerprint stays, and what the source calls its labels is kept where they changed', () => {
  const before = alertOf({ alertname: 'Disk', instance: 'db1' });
  const after = transformed(routeOf('[{ rename: { instance: host } }, { drop: alertname }]').transform, before);
  assert.equal(after.fingerprint, before.fingerprint);
  assert.deepEqual(after.sourceLabels, before.labels);
  assert.equal(transformed(routeOf('[{ drop: nothing }]').transform, before), before);
});

test('groups are made of what came out; routes below have it unless they say otherwise', () => {
  const route = routeOf(
    '[{ rename: { instance: host } }]',
    '    groupBy: [host]\n    routes: [{ name: below, match: instance=db1 }, { name: apart, transform: [] }]\n',
  );
  const alert = alertOf({ alertname: 'Disk', instance: 'db1' });
  assert.equal(groupOf(route, transformed(route.transform, alert)).key, 'ops{host="db1"}');
  assert.deepEqual(
    route.routes.map(({ transform }) => transform.length),
    [1, 0],
  );
});

test('hostile values are bounded and take no time: long labels, many labels, patterns that would explode elsewhere', () => {
  const labels = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`l${index}`, 'a'.repeat(1024)]));
  const started = workMs();
  const alert = changed(
    `[{ replace: [{ label: l0, pattern: "(a|aa)+b" }], set: { l1: "{{labels.l0}}{{labels.l2}}", one-more: x }, title: "{{labels.l0}}{{labels.l2}}" }]`,
    labels,
  );
  assert.ok(workMs() - started < 2000);
  assert.equal(alert.labels.l1?.length, 1024);
  assert.equal(alert.title.length, 1024);
  assert.equal(Object.keys(alert.labels).length, 64);
});

test('what is wrong in a transform is told with its place', () => {
  const at = (transform: string) =>
    findings(`routes:\n  - name: ops\n    to: "xmpp:a@example.org"\n    transform: ${transform}\n`).join('\n');
  assert.match(
    at('[{ title: "{{heading}}" }]'),
    /transform\[0\]\.title.*there is no value heading: write one of labels/,
  );
  assert.match(at('[{ drop: "(" }]'), /transform\[0\]\.drop\[0\]/);
  assert.match(at('[{ severity: { prio: critical } }]'), /transform\[0\]\.severity.*is no matcher/);
  assert.match(at('[{ severity: { a=b: awful } }]'), /transform\[0\]\.severity/);
  assert.match(at('[{ set: { "a b": x } }]'), /transform\[0\]\.set/);
});

test('route test shows what becomes of an alert, and goes on with that', () => {
  const book = `
inhibit: [{ source: host=db1, target: host=db2 }]
routes:
  - name: ops
    to: "xmpp:a@example.org"
    transform: [{ rename: { instance: host }, severity: { host=db1: critical } }]
`;
  const payload = JSON.stringify([
    { labels: { alertname: 'Down', instance: 'db1' } },
    { labels: { alertname: 'Down', instance: 'db2' } },
  ]);
  const { lines } = testRoute([{ file: 'routes.yaml', text: book, folder: '/nowhere' }], payload, { now: NOW });
  assert.deepEqual(
    lines.filter((line) => line.includes('becomes')),
    [
      '  becomes  severity "warning" -> "critical"',
      '  becomes  instance "db1" -> (none)',
      '  becomes  host (none) -> "db1"',
      '  becomes  instance "db2" -> (none)',
      '  becomes  host (none) -> "db2"',
    ],
  );
  assert.ok(
    lines.some((line) => /muted {4}by inhibit\[0\]/.test(line)),
    lines.join('\n'),
  );
});
