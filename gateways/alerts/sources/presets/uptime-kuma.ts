import type { Preset } from './preset.js';

export const uptimeKuma: Preset = {
  name: 'uptime-kuma',
  sender: 'Uptime Kuma',
  setup: 'Add a notification of the type Webhook with the address of this source, POST and application/json.',
  mapping: {
    title: "{{monitor.name | 'Uptime Kuma'}}: {{heartbeat.msg | msg}}",
    text: '{{msg}}',
    severity: '{{heartbeat.status}}',
    severities: { '0': 'critical', '1': 'info', '*': 'info' },
    status: '{{heartbeat.status}}',
    // 2 is a first failed try, 3 maintenance. A test has no heartbeat at all, and is to be seen.
    statuses: { '0': 'firing', '1': 'resolved', '2': 'ignore', '3': 'ignore', '*': 'firing' },
    fingerprint: "{{monitor.id | 'test'}}",
    url: '{{monitor.url}}',
    labels: { monitor: '{{monitor.name}}', kind: '{{monitor.type}}', host: '{{monitor.hostname}}' },
    labelsFrom: 'monitor.tags',
    annotations: { ping_ms: '{{heartbeat.ping}}' },
    startsAt: '{{heartbeat.time}}',
  },
  samples: [
    {
      about: 'a monitor is down',
      payload: {
        heartbeat: {
          monitorID: 4,
          status: 0,
          time: '2026-01-02 03:00:00.250',
          msg: 'connect ECONNREFUSED 192.0.2.9:443',
          important: true,
          duration: 60,
          ping: null,
        },
        monitor: {
          id: 4,
          name: 'Shop',
          url: 'https://shop.example/',
          hostname: null,
          type: 'http',
          tags: [{ name: 'team', value: 'web' }],
        },
        msg: '[Shop] [Down] connect ECONNREFUSED 192.0.2.9:443',
      },
      alerts: [
        {
          fingerprint: '4',
          status: 'firing',
          severity: 'critical',
          title: 'Shop: connect ECONNREFUSED 192.0.2.9:443',
          text: '[Shop] [Down] connect ECONNREFUSED 192.0.2.9:443',
          labels: { monitor: 'Shop', kind: 'http', team: 'web' },
          annotations: {},
          links: [{ url: 'https://shop.example/', text: 'source' }],
          startsAt: Date.UTC(2026, 0, 2, 3, 0, 0, 250),
        },
      ],
    },
    {
      about: 'it is up again',
      payload: {
        heartbeat: { monitorID: 4, status: 1, time: '2026-01-02 03:02:00.000', msg: '200 - OK', ping: 31 },
        monitor: { id: 4, name: 'Shop', url: 'https://', type: 'http', tags: [] },
        msg: '[Shop] [Up] 200 - OK',
      },
      alerts: [
        {
          fingerprint: '4',
          status: 'resolved',
          severity: 'info',
          title: 'Shop: 200 - OK',
          text: '[Shop] [Up] 200 - OK',
          labels: { monitor: 'Shop', kind: 'http' },
          annotations: { ping_ms: '31' },
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 2, 0),
        },
      ],
    },
    {
      about: 'the button Test',
      payload: { heartbeat: null, monitor: null, msg: 'Shop pager Testing' },
      alerts: [
        {
          fingerprint: 'test',
          status: 'firing',
          severity: 'info',
          title: 'Uptime Kuma: Shop pager Testing',
          text: 'Shop pager Testing',
          labels: {},
          annotations: {},
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 4, 5),
        },
      ],
    },
    {
      about: 'a first try failed',
      payload: { heartbeat: { status: 2, msg: 'timeout' }, monitor: { id: 4, name: 'Shop' }, msg: 'pending' },
      alerts: [],
    },
  ],
};
