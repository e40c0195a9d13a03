import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { alertmanager } from '../../../../gateways/alerts/sources/alertmanager.js';
import { type Alertmanager, startAlertmanager } from '../../../../sandbox/alertmanager.js';
import { PATIENCE_MS } from '../../../../sandbox/patience.js';
import { answered, request } from '../sources/request.js';
import { backward, listen, UpstreamWorld } from './support.js';

interface Silence {
  readonly id: string;
  readonly status: { readonly state: string };
  readonly createdBy: string;
  readonly comment: string;
  readonly endsAt: string;
  readonly matchers: readonly { readonly name: string; readonly value: string; readonly isRegex: boolean }[];
}

/** What it posts, read as the gateway reads it. */
type Told = { readonly alerts: readonly Alert[]; readonly cut: readonly string[]; readonly token: string | undefined };

describe('a real Alertmanager', () => {
  let server: Alertmanager;
  let hook: Awaited<ReturnType<typeof listen>>;

  before(async () => {
    hook = await listen((_, response) => response.writeHead(202).end());
    server = await startAlertmanager({ webhook: `${hook.url}/in`, token: 'a-token-of-the-source', maxAlerts: 2 });
  });
  after(async () => {
    await server.stop();
    await hook.stop();
  });

  function told(name: string): readonly Told[] {
    return hook.heard
      .filter(({ body }) => body.includes(`"alertname":"${name}"`))
      .map(({ body, headers }) => {
        const read = answered(alertmanager.read(request(body, { source: 'am' })));
        return { alerts: read.alerts, cut: (read.cut ?? []).map(String), token: headers.authorization };
      });
  }

  async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await delay(25)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    assert.fail(`not seen: ${what}`);
  }

  async function silences(name: string): Promise<readonly Silence[]> {
    const response = await fetch(`${server.url}/api/v2/silences`);
    const all = (await response.json()) as readonly Silence[];
    return all.filter(({ matchers }) => matchers.some(({ value }) => value === name));
  }

  /** Makes it fire and gives it as the gateway reads it. */
  async function fires(name: string, labels: Readonly<Record<string, string>> = {}): Promise<Alert> {
    await server.post([{ labels: { alertname: name, severity: 'critical', ...labels } }]);
    const [alert] = (await until(name, () => told(name)[0])).alerts;
    assert.ok(alert);
    return { ...alert, labels: { ...alert.labels, site: 'paris' } };
  }

  it('tells of groups that fire and are over, as the source reads them', async () => {
    const startsAt = new Date(Date.now() - 60_000).toISOString();
    const rule = {
      labels: { alertname: 'DiskFull', instance: 'db1:9100', severity: 'critical' },
      annotations: {
        summary: 'Disk of db1 is full',
        description: '3 % are left.',
        runbook_url: 'https://wiki.example/disk',
      },
      generatorURL: 'http://prometheus.example/graph?g0.expr=x',
    };
    await server.post([{ ...rule, startsAt }]);
    const firing = await until('it fires', () => told('DiskFull')[0]);
    assert.equal(firing.token, 'Bearer a-token-of-the-source');
    const [alert] = firing.alerts;
    assert.equal(firing.alerts.length, 1);
    assert.equal(alert?.status, 'firing');
    assert.equal(alert.title, 'Disk of db1 is full');
    assert.equal(alert.text, '3 % are left.');
    assert.equal(alert.severity, 'critical');
    assert.deepEqual(alert.labels, rule.labels);
    assert.equal(alert.startsAt, Date.parse(startsAt));
    assert.equal(alert.endsAt, undefined);
    assert.match(alert.sourceGroup ?? '', /alertname="DiskFull"/);
    assert.ok(alert.links.some(({ url }) => url === 'https://wiki.example/disk'));
    assert.ok(alert.links.some(({ url }) => url === rule.generatorURL));

    const endsAt = new Date(Date.now() - 1000).toISOString();
    await server.post([{ ...rule, startsAt, endsAt }]);
    const over = await until('it is over', () =>
      told('DiskFull').find(({ alerts }) => alerts[0]?.status === 'resolved'),
    );
    assert.equal(over.alerts[0]?.fingerprint, alert.fingerprint);
    assert.equal(over.alerts[0]?.endsAt, Date.parse(endsAt));
  });

  it('sends no more of a group than it may, and the source tells how many are missing', async () => {
    await server.post([1, 2, 3, 4, 5].map((n) => ({ labels: { alertname: 'Many', instance: `host${n}` } })));
    const group = await until('the group', () => told('Many')[0]);
    assert.equal(group.alerts.length, 2);
    assert.equal(group.alerts[0]?.annotations.truncated_alerts, '3');
    assert.equal(new Set(group.alerts.map(({ fingerprint }) => fingerprint)).size, 2);
    assert.equal(new Set(group.alerts.map(({ sourceGroup }) => sourceGroup)).size, 1);
  });

  it('is asked for silence by its own labels, whatever a route made of them', async () => {
    const world = new UpstreamWorld({ kind: 'alertmanager', url: server.url, silence: '2h' });
    const alert = await fires('Renamed', { instance: 'db1' });
    const { labels } = alert;
    const changed = { ...alert, labels: { alertname: 'Other', host: 'db1' }, sourceLabels: labels };
    await world.upstreams.back(backward('ack', [changed]));
    await world.run();
    const [silence] = await silences('Renamed');
    assert.deepEqual([...(silence?.matchers ?? [])].map(({ name, value }) => [name, value]).sort(), [
      ['alertname', 'Renamed'],
      ['instance', 'db1'],
      ['severity', 'critical'],
    ]);
  });

  it('is silent about what somebody has taken, for as long as the book says, and once', async () => {
    const world = new UpstreamWorld({ kind: 'alertmanager', url: server.url, silence: '2h' });
    const alert = await fires('Taken', { path: 'C:\\a "b"' });
    const ack = backward('ack', [alert], { comment: 'I am on it' });
    await world.upstreams.back(ack);
    assert.deepEqual(await silences('Taken'), []);
    await world.run();
    const [silence, ...more] = await silences('Taken');
    assert.ok(silence);
    assert.deepEqual(more, []);
    assert.equal(silence.status.state, 'active');
    assert.equal(silence.createdBy, 'Alice');
    assert.match(silence.comment, /^I am on it \(Isthmus [a-z]{12}\)$/);
    assert.ok(Math.abs(Date.parse(silence.endsAt) - Date.now() - 7_200_000) < 10_000);
    // Labels that the book adds are not there.
    assert.deepEqual([...silence.matchers].map(({ name, value, isRegex }) => [name, value, isRegex]).sort(), [
      ['alertname', 'Taken', false],
      ['path', 'C:\\a "b"', false],
      ['severity', 'critical', false],
    ]);
    const filter = encodeURIComponent('alertname="Taken"');
    const listed = (await (await fetch(`${server.url}/api/v2/alerts?filter=${filter}`)).json()) as readonly {
      readonly status: { readonly silencedBy: readonly string[] };
    }[];
    assert.deepEqual(listed[0]?.status.silencedBy, [silence.id]);

    // The same once more, as after a crash; and with what was kept lost as well.
    world.restart();
    await world.upstreams.back(ack);
    await world.run();
    for (const key of world.kv.keys('upstream.')) await world.kv.remove(key);
    await world.upstreams.back(ack);
    await world.run();
    assert.deepEqual(
      (await silences('Taken')).map(({ id, status }) => [id, status.state]),
      [[silence.id, 'active']],
    );
  });

  it('makes a silence longer, never shorter, and ends it when nobody looks after it any more', async () => {
    const world = new UpstreamWorld({ kind: 'alertmanager', url: server.url, silence: '1h' });
    const alert = await fires('Longer');
    const end = Date.now() + 5 * 3_600_000;
    await world.upstreams.back(backward('ack', [alert]));
    await world.run();
    await world.upstreams.back(backward('silence', [alert], { until: end }));
    await world.run();
    await world.upstreams.back(backward('ack', [alert]));
    await world.run();
    const [silence, ...more] = await silences('Longer');
    assert.deepEqual(more, []);
    assert.equal(Date.parse(silence?.endsAt ?? ''), end);

    const unack = backward('unack', [alert]);
    await world.upstreams.back(unack);
    await world.run();
    assert.deepEqual(
      (await silences('Longer')).map(({ status }) => status.state),
      ['expired'],
    );
    // Over is over, also where it is told twice or somebody has ended it there.
    await world.upstreams.back({ ...unack, id: 'eagain' });
    await world.run();
    assert.deepEqual(world.warnings, []);
    await world.upstreams.back(backward('ack', [alert]));
    await world.run();
    assert.deepEqual((await silences('Longer')).map(({ status }) => status.state).sort(), ['active', 'expired']);
  });

  it('is told the latest alone', async () => {
    const world = new UpstreamWorld({ kind: 'alertmanager', url: server.url });
    const alert = await fires('Changed');
    await world.upstreams.back(backward('ack', [alert]));
    await world.upstreams.back(backward('unack', [alert]));
    assert.equal(await world.run(), 1);
    assert.deepEqual(await silences('Changed'), []);
  });

  it('says nothing where the book wants no silences, and of comments', async () => {
    const world = new UpstreamWorld({ kind: 'alertmanager', url: server.url, silence: '0s' });
    const alert = await fires('Quiet');
    await world.upstreams.back(backward('ack', [alert]));
    await world.upstreams.back(backward('comment', [alert], { comment: 'hm' }));
    assert.equal(await world.run(), 0);
  });

  it('is watched: what is over while it is silenced is told all the same, and the silence ends', async () => {
    const world = new UpstreamWorld({ kind: 'alertmanager', url: server.url, silence: '4h' });
    const alert = await fires('Watched');
    await world.upstreams.back(backward('ack', [alert]));
    await world.run(10 * 60_000);
    assert.equal(world.over.length, 0);
    await server.post([
      {
        labels: { alertname: 'Watched', severity: 'critical' },
        startsAt: new Date(alert.startsAt).toISOString(),
        endsAt: new Date(alert.startsAt + 1).toISOString(),
      },
    ]);
    await world.run(10 * 60_000);
    assert.equal(world.over.length, 1);
    assert.deepEqual(
      world.over.map(([route, { fingerprint, status, startsAt }]) => [route, fingerprint, status, startsAt]),
      [['ops', alert.fingerprint, 'resolved', alert.startsAt]],
    );
    assert.deepEqual(
      (await silences('Watched')).map(({ status }) => status.state),
      ['expired'],
    );
    assert.deepEqual(
      told('Watched').flatMap(({ alerts }) => alerts.map(({ status }) => status)),
      ['firing'],
    );
    assert.equal(world.later.waits.size, 0);
  });

  it('that is away is told when it is back, and admins once', async () => {
    const world = new UpstreamWorld({ kind: 'alertmanager', url: server.url });
    const alert = await fires('Away');
    await server.halt();
    await world.upstreams.back(backward('ack', [alert]));
    await world.run(15 * 60_000);
    assert.equal(world.warnings.length, 1);
    assert.deepEqual(
      { ...world.warnings[0], id: undefined },
      { id: undefined, source: 'am', reason: 'ECONNREFUSED', passes: true },
    );
    const tried = world.counted.length;
    // 5, 10, 20, 40 ... 320 s, and then every ten minutes.
    assert.ok(tried >= 7 && tried <= 9, String(tried));
    await server.start();
    await world.run(11 * 60_000);
    // It has forgotten the alert, which is silenced by what the gateway knows of it.
    const [silence] = await silences('Away');
    assert.equal(silence?.status.state, 'active');
    assert.deepEqual(silence.matchers.map(({ name }) => name).sort(), ['alertname', 'severity']);
    assert.equal(world.warnings.length, 1);
  });
});
