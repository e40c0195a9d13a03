import type { Preset } from './preset.js';

export const generic: Preset = {
  name: 'generic',
  sender: 'Anything that posts JSON',
  setup:
    'Post an object, or a list of them, with title or message, and what else there is of text, severity, status, fingerprint, url, labels, annotations, startsAt, endsAt, expiresAt.',
  mapping: {
    title: '{{title | summary | subject | name | message | text | msg | event}}',
    text: '{{text | body | description | details | message | msg}}',
    severity: '{{severity | level | priority}}',
    status: '{{status | state}}',
    fingerprint: '{{fingerprint | dedup_key | dedupKey | key | id}}',
    url: '{{url | link | links[0]}}',
    labels: { host: '{{labels.host | host | hostname}}', service: '{{labels.service | service}}' },
    labelsFrom: 'labels',
    annotationsFrom: 'annotations',
    startsAt: '{{startsAt | starts_at | timestamp | time}}',
    endsAt: '{{endsAt | ends_at}}',
    expiresAt: '{{expiresAt | expires_at}}',
    group: '{{group}}',
  },
  samples: [
    {
      about: 'one alert',
      payload: {
        title: 'Backup of db1 failed',
        text: 'No space left on device',
        severity: 'CRIT',
        fingerprint: 'backup/db1',
        url: 'https://wiki.example/backup',
        labels: { host: 'db1', night: true, tries: 3, parts: ['a', 'b'] },
        annotations: { log: '/var/log/backup' },
        expiresAt: 1767330000,
      },
      alerts: [
        {
          fingerprint: 'backup/db1',
          status: 'firing',
          severity: 'critical',
          title: 'Backup of db1 failed',
          text: 'No space left on device',
          labels: { host: 'db1', night: 'true', tries: '3' },
          annotations: { log: '/var/log/backup' },
          links: [{ url: 'https://wiki.example/backup', text: 'source' }],
          startsAt: Date.UTC(2026, 0, 2, 3, 4, 5),
          expiresAt: 1767330000000,
        },
      ],
    },
    {
      about: 'several',
      payload: [
        { message: 'a is up', status: 'ok', id: 'a' },
        { message: 'b is down', status: 'down', id: 'b', host: 'b' },
      ],
      alerts: [
        {
          fingerprint: 'a',
          status: 'resolved',
          severity: 'warning',
          title: 'a is up',
          labels: {},
          annotations: {},
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 4, 5),
        },
        {
          fingerprint: 'b',
          status: 'firing',
          severity: 'warning',
          title: 'b is down',
          labels: { host: 'b' },
          annotations: {},
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 4, 5),
        },
      ],
    },
  ],
};
