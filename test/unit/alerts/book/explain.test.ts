import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../../../gateways/alerts/book/explain.js';
import { explanationLines } from '../../../../gateways/alerts/book/explain-text.js';
import { right, wrong } from '../../../../gateways/alerts/book/parsed.js';
import { targetKey } from '../../../../gateways/alerts/book/place.js';
import { type Decode, testRoute } from '../../../../gateways/alerts/book/route-test.js';
import { EXAMPLE } from './example.js';
import { alertOf, bookOf, GATEWAYS, NOW } from './helpers.js';

const book = bookOf(EXAMPLE);
/** Half past eleven in the evening in Paris. */
const NIGHT = Date.UTC(2026, 2, 2, 22, 30);

test('the data of an explanation: what was tried, windows, who is told and who is not', () => {
  const alert = alertOf({ team: 'db', alertname: 'DiskFull' });
  const { trials, outcomes, entry } = explain(book, alert, NIGHT);
  assert.equal(entry, undefined);
  assert.deepEqual(
    trials.map(({ route, result, refusedBy }) => [route.name, result, refusedBy?.text]),
    [
      ['db', 'taken', undefined],
      ['db-test', 'refused', 'env="test"'],
      ['db-dev', 'refused', 'env=~"dev|test"'],
    ],
  );
  const [outcome] = outcomes;
  assert.equal(outcome?.group.key, 'db{alertname="DiskFull"}');
  assert.deepEqual(outcome?.closed, { muted: ['night'], inactive: false, opens: Date.UTC(2026, 2, 3, 6) });
  assert.deepEqual([outcome?.expired, outcome?.expiresAt], [false, NOW + 86_400_000]);
  assert.deepEqual(
    outcome?.destinations.map(({ destination, skipped }) => [targetKey(destination.target), skipped]),
    [
      ['rotation:oncall', undefined],
      ['xmpp:db@rooms.example.org?join', undefined],
      ['sms:+33687654321', 'severity'],
    ],
  );
  assert.equal(outcome?.policy?.name, 'urgent');
});

test('what is bad enough goes through closed windows, what is old is expired, what is muted names why', () => {
  const critical = explain(book, alertOf({ team: 'db' }, 'critical'), NIGHT).outcomes[0];
  assert.deepEqual([critical?.bypassed, critical?.closed], [true, undefined]);
  const old = explain(book, alertOf({ team: 'db' }), NOW + 90_000_000).outcomes[0];
  assert.equal(old?.expired, true);
  const down = { ...alertOf({ alertname: 'ClusterDown', cluster: 'a' }, 'critical'), fingerprint: 'down' };
  const muted = explain(book, alertOf({ team: 'db', cluster: 'a' }), NOW, { firing: [down] }).outcomes[0];
  assert.deepEqual(
    muted?.inhibitedBy.map(({ rule, by }) => [rule, by.fingerprint]),
    [['cluster-down', 'down']],
  );
});

test('maintenance of a source', () => {
  const sunday = Date.UTC(2026, 2, 1, 2, 30);
  assert.deepEqual(explain(book, alertOf({}), sunday).maintenance, ['upgrade']);
  assert.deepEqual(explain(book, alertOf({}, 'error', 'hooks'), sunday).maintenance, []);
});

test('the text of an explanation names a source only where there is one', () => {
  const lines = explanationLines(explain(book, alertOf({ team: 'db' }, 'error', ''), NIGHT), book);
  assert.equal(lines[1], '         firing, error: team="db"');
});

test('the text of an explanation', () => {
  const alert = alertOf({ team: 'db', alertname: 'DiskFull' });
  assert.deepEqual(explanationLines(explain(book, alert, NIGHT), book), [
    'alert    DiskFull',
    '         firing, error, from prom: team="db" alertname="DiskFull"',
    'routes   from the top:',
    '  db: takes it',
    '    db-test: no, env="test" does not hold (it has none)',
    '    db-dev: no, env=~"dev|test" does not hold (it has none)',
    'route db',
    '  group    db{alertname="DiskFull"}',
    '  waits    10s before the first message, 5m between news, never again',
    '  expiry   is told until 2026-03-03 10:00 (Europe/Paris)',
    '  windows  muted by night: held, until 2026-03-03 07:00 (Europe/Paris)',
    '  tells    rotation:oncall',
    '             rotation oncall: whoever it is then',
    '  tells    xmpp:db@rooms.example.org?join',
    '  not      sms:+33687654321: only from critical on',
    '  policy   urgent',
    '             1. rotation:oncall by xmpp, if online; then 5m for it to be seen',
    '             2. rotation:oncall by sms; then 10m for it to be acknowledged',
    '             3. list:ops; then 15m for it to be acknowledged',
    '             anew 2 times',
    '             at last person:bob',
  ]);
});

const TEXTS = [{ file: 'routes.yaml', text: EXAMPLE, folder: '/' }];
const OPTIONS = { now: NOW, gateways: GATEWAYS };

test('trying a payload without sending it', () => {
  const payload = JSON.stringify([
    { labels: { team: 'web', alertname: 'Slow' }, severity: 'error' },
    { labels: { n: 1 } },
  ]);
  const { ok, lines } = testRoute(TEXTS, payload, { ...OPTIONS, source: 'prom' });
  assert.ok(ok);
  assert.ok(lines.includes('  web: takes it, and those after it are tried too'));
  assert.ok(
    lines.includes('route rest') &&
      lines.includes(
        '             alice: sms:+33612345678, xmpp:alice@example.org, irc://libera/alice, mailto:alice@example.net',
      ),
  );
  assert.equal(lines.filter((line) => line.startsWith('alert ')).length, 2);
});

test('alerts of one payload may mute each other', () => {
  const payload = JSON.stringify([
    { labels: { alertname: 'ClusterDown', cluster: 'a' }, severity: 'critical' },
    { labels: { team: 'db', cluster: 'a' }, severity: 'error' },
  ]);
  const { lines } = testRoute(TEXTS, payload, { ...OPTIONS, source: 'prom' });
  assert.equal(lines.filter((line) => line === '  muted    by cluster-down, while "ClusterDown" fires').length, 1);
});

test('a payload in the form of its source is read by it', () => {
  const decode: Decode = (source, payload) =>
    payload === 'x'
      ? wrong('is cut off', 'send it again')
      : right([alertOf({ kind: source?.kind ?? '', payload }, 'error', 'grafana')]);
  const good = testRoute(TEXTS, 'body', { ...OPTIONS, source: 'grafana', decode });
  assert.ok(good.ok && good.lines.includes('routes   from web, where it goes by itself:'), good.lines.join('\n'));
  const bad = testRoute(TEXTS, 'x', { ...OPTIONS, source: 'grafana', decode });
  assert.deepEqual(bad, { ok: false, lines: ['the payload is cut off: send it again'] });
});

test('what cannot be tried is told', () => {
  const tell = (payload: string, more: object) => testRoute(TEXTS, payload, { ...OPTIONS, ...more });
  assert.match(tell('{}', { source: 'pom' }).lines.join(), /there is no source pom; there are: prom,/);
  assert.match(tell('{}', { to: 'nowhere' }).lines.join(), /there is no route nowhere/);
  for (const [payload, expected] of [
    ['{', /is not JSON/],
    ['5', /is no alert/],
    ['{"severity":"page"}', /severity that does not exist/],
    ['{"status":"gone"}', /status that does not exist/],
  ] as const) {
    const { ok, lines } = tell(payload, {});
    assert.ok(!ok);
    assert.match(lines.join(), expected);
  }
  const broken = testRoute([{ file: 'r.yaml', text: 'rotes: []', folder: '/' }], '{}', OPTIONS);
  assert.deepEqual([broken.ok, broken.lines.length], [false, 1]);
  assert.match(tell('{}', { to: 'db' }).lines.join('\n'), /from db, where it goes by itself:\n {2}db: takes it/);
});
