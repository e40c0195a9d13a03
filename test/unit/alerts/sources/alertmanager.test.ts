import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertmanager } from '../../../../gateways/alerts/sources/alertmanager.js';
import { LIMITS } from '../../../../gateways/alerts/sources/limits.js';
import { answered, RECEIVED_AT, refusal, request } from './request.js';

const FIRING = {
  status: 'firing',
  labels: { alertname: 'DiskFull', instance: 'db1:9100', severity: 'critical', team: 'db' },
  annotations: {
    summary: 'Disk of db1 is full',
    description: '2 % left\r\non /srv',
    runbook_url: 'https://wiki.example/disk',
  },
  startsAt: '2026-03-04T05:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example:9090/graph?g0.expr=x',
  fingerprint: 'f00dfeedf00dfeed',
};

const GROUP = {
  version: '4',
  groupKey: '{}/{team="db"}:{alertname="DiskFull"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'isthmus',
  groupLabels: { alertname: 'DiskFull' },
  commonLabels: { alertname: 'DiskFull', team: 'db' },
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example:9093',
  alerts: [FIRING],
};

describe('Alertmanager', () => {
  it('says everything of an alert', () => {
    const { alerts, cut, answer } = answered(alertmanager.read(request(GROUP)));
    assert.deepEqual(alerts, [
      {
        fingerprint: 'f00dfeedf00dfeed',
        status: 'firing',
        severity: 'critical',
        title: 'Disk of db1 is full',
        text: '2 % left\non /srv',
        labels: FIRING.labels,
        annotations: { ...FIRING.annotations, description: '2 % left\non /srv', receiver: 'isthmus' },
        links: [
          { url: 'https://wiki.example/disk', text: 'runbook' },
          { url: 'http://prometheus.example:9090/graph?g0.expr=x', text: 'source' },
          { url: 'http://alertmanager.example:9093', text: 'alertmanager' },
        ],
        startsAt: Date.UTC(2026, 2, 4, 5, 0, 0, 123),
        sourceGroup: GROUP.groupKey,
        origin: { source: 'test', network: 'http', hops: 0 },
      },
    ]);
    assert.deepEqual(cut, []);
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.body), { accepted: 1, fingerprints: ['f00dfeedf00dfeed'] });
  });

  it('tells resolved alerts by themselves, and by the group where they say nothing', () => {
    const resolved = { ...FIRING, status: 'resolved', endsAt: '2026-03-04T05:30:00+01:00' };
    const { status: _, ...silent } = resolved;
    const { alerts } = answered(alertmanager.read(request({ ...GROUP, alerts: [resolved, FIRING] })));
    assert.deepEqual(
      alerts.map(({ status, endsAt }) => [status, endsAt]),
      [
        ['resolved', Date.UTC(2026, 2, 4, 4, 30)],
        ['firing', undefined],
      ],
    );
    const [alert] = answered(alertmanager.read(request({ ...GROUP, status: 'resolved', alerts: [silent] }))).alerts;
    assert.equal(alert?.status, 'resolved');
  });

  it('takes an empty list', () => {
    const { alerts, answer } = answered(alertmanager.read(request({ ...GROUP, alerts: [] })));
    assert.deepEqual(alerts, []);
    assert.equal(answer.status, 200);
  });

  it('says what the group left out, why it was sent, and the labels of its route', () => {
    const { alerts, cut } = answered(
      alertmanager.read(
        request({
          ...GROUP,
          truncatedAlerts: 7,
          notification_reason: 'new alerts in group',
          routeLabels: { team: 'of the route', tier: 'one' },
        }),
      ),
    );
    assert.deepEqual(cut, [{ what: 'payload', count: 7 }]);
    assert.equal(alerts[0]?.annotations.truncated_alerts, '7');
    assert.equal(alerts[0]?.annotations.notification_reason, 'new alerts in group');
    assert.deepEqual(alerts[0]?.labels, { ...FIRING.labels, tier: 'one' });
  });

  it('reads an alert that says hardly anything', () => {
    const [alert] = answered(alertmanager.read(request({ alerts: [{}] }))).alerts;
    assert.equal(alert?.title, 'Alert');
    assert.equal(alert?.severity, 'warning');
    assert.equal(alert?.status, 'firing');
    assert.equal(alert?.startsAt, RECEIVED_AT);
    assert.match(alert?.fingerprint ?? '', /^[0-9a-f]{32}$/);
    const [named] = answered(
      alertmanager.read(request({ alerts: [{ labels: { alertname: 'Up', instance: 'a' } }] }, { severity: 'error' })),
    ).alerts;
    assert.equal(named?.title, 'Up (a)');
    assert.equal(named?.severity, 'error');
  });

  it('has what the book adds to it', () => {
    const settings = {
      labels: { site: 'verona', team: 'nobody' },
      severityLabel: 'prio',
      severities: { uno: 'critical' },
      severity: 'info',
    } as const;
    const read = (labels: object) => answered(alertmanager.read(request({ alerts: [{ labels }] }, settings))).alerts[0];
    assert.deepEqual(read({ team: 'db', prio: 'uno' })?.labels, { site: 'verona', team: 'db', prio: 'uno' });
    assert.equal(read({ prio: 'uno' })?.severity, 'critical');
    assert.equal(read({ prio: 'high', severity: 'critical' })?.severity, 'error');
    assert.equal(read({ severity: 'critical' })?.severity, 'info');
    const plain = answered(alertmanager.read(request({ alerts: [{ labels: { team: 'db' } }] }))).alerts[0];
    assert.equal(read({ team: 'db' })?.fingerprint, plain?.fingerprint);
    assert.deepEqual(refusal(alertmanager.read(request(GROUP, { maxSize: 100 }))), [413, 'too-large']);
  });

  it('refuses with the status that the sender should see', () => {
    const read = (body: unknown, contentType?: string) =>
      refusal(alertmanager.read(request(body, contentType === undefined ? {} : { contentType })));
    assert.deepEqual(read('{"alerts": ['), [400, 'json-broken']);
    assert.deepEqual(read(' '), [400, 'empty']);
    assert.deepEqual(read(Uint8Array.of(0x22, 0xff, 0x22)), [400, 'not-utf8']);
    assert.deepEqual(read(Buffer.alloc(LIMITS.octets + 1, 0x20)), [413, 'too-large']);
    assert.deepEqual(read(GROUP, 'text/html'), [415, 'wrong-type']);
    assert.deepEqual(read(GROUP, 'application/json; charset=utf-16'), [415, 'wrong-charset']);
    assert.deepEqual(read([GROUP]), [422, 'not-an-object']);
    assert.deepEqual(read({ ...GROUP, alerts: undefined }), [422, 'no-alerts']);
    assert.deepEqual(read({ ...GROUP, alerts: [1, null] }), [422, 'field-wrong']);
    assert.equal(read(GROUP, 'Application/JSON; charset="UTF-8"'), undefined);
    assert.equal(read(GROUP, 'application/vnd.prometheus+json'), undefined);
    assert.equal(read(`\ufeff${JSON.stringify(GROUP)}`), undefined);
  });

  it('leaves out what is too much, and says so', () => {
    const labels = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`l${at}`, 'x'.repeat(2000)]));
    const { alerts, cut } = answered(
      alertmanager.read(request({ alerts: [{ labels, generatorURL: `https://example/${'x'.repeat(3000)}` }, 'junk'] })),
    );
    assert.equal(Object.keys(alerts[0]?.labels ?? {}).length, LIMITS.labels);
    assert.equal(alerts[0]?.labels.l0?.length, LIMITS.label);
    assert.equal(alerts[0]?.annotations.left_out, 'text: 64, labels: 36, links: 1');
    assert.deepEqual(cut, [
      { what: 'text', count: 64 },
      { what: 'labels', count: 36 },
      { what: 'links', count: 1 },
      { what: 'alerts', count: 1 },
    ]);
    const many = answered(alertmanager.read(request({ alerts: Array.from({ length: 5000 }, () => ({})) })));
    assert.equal(many.alerts.length, LIMITS.alerts);
    assert.deepEqual(many.cut, [{ what: 'alerts', count: 5000 - LIMITS.alerts }]);
  });

  it('does not let one label of the group multiply into all alerts without end', () => {
    const routeLabels = Object.fromEntries(Array.from({ length: 64 }, (_, at) => [`l${at}`, 'x'.repeat(1000)]));
    const { alerts, cut } = answered(
      alertmanager.read(request({ routeLabels, alerts: Array.from({ length: 2000 }, () => ({})) })),
    );
    const characters = alerts
      .flatMap(({ labels }) => Object.values(labels))
      .reduce((sum, value) => sum + value.length, 0);
    assert.ok(characters <= LIMITS.characters);
    assert.ok(alerts.length > 100);
    assert.equal(alerts.length + (cut[0]?.count ?? 0), 2000);
  });

  it('takes names of JavaScript for what they are', () => {
    const body = '{"alerts": [{"labels": {"__proto__": "a", "constructor": "b"}, "status": "toString"}]}';
    const [alert] = answered(alertmanager.read(request(body))).alerts;
    assert.deepEqual(Object.entries(alert?.labels ?? {}), [
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    assert.equal(alert?.status, 'firing');
  });
});
