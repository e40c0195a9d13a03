import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grafana } from '../../../../gateways/alerts/sources/grafana.js';
import { answered, request } from './request.js';

describe('Grafana', () => {
  it('adds where to look in it and the values', () => {
    const { alerts } = answered(
      grafana.read(
        request({
          version: '1',
          orgId: 1,
          title: '[FIRING:1] High load',
          state: 'alerting',
          message: 'one',
          groupKey: 'g',
          externalURL: 'https://grafana.example/',
          alerts: [
            {
              status: 'firing',
              labels: { alertname: 'High load', grafana_folder: 'hosts' },
              annotations: { summary: 'Load of web1 is 31' },
              startsAt: '2026-03-04T06:00:00+01:00',
              endsAt: '0001-01-01T00:00:00Z',
              generatorURL: 'https://grafana.example/alerting/grafana/x/view',
              fingerprint: 'c6eadffa33fcdf37',
              silenceURL: 'https://grafana.example/alerting/silence/new?matcher=alertname%3DHigh+load',
              dashboardURL: 'https://grafana.example/d/x',
              panelURL: 'https://grafana.example/d/x?viewPanel=2',
              imageURL: '',
              values: { B: 31.5, C: 1, bad: [1] },
              valueString: "[ var='B' labels={} value=31.5 ]",
            },
          ],
        }),
      ),
    );
    const [alert] = alerts;
    assert.equal(alert?.title, 'Load of web1 is 31');
    assert.equal(alert?.startsAt, Date.UTC(2026, 2, 4, 5));
    assert.equal(alert?.sourceGroup, 'g');
    assert.deepEqual(alert?.annotations, {
      summary: 'Load of web1 is 31',
      value_string: "[ var='B' labels={} value=31.5 ]",
      value_B: '31.5',
      value_C: '1',
    });
    assert.deepEqual(
      alert?.links.map(({ text }) => text),
      ['silence', 'dashboard', 'panel', 'source', 'alertmanager'],
    );
  });
});
