import type { Preset } from './preset.js';

/** Alerts of the node `alert` with the handler `post`. */
export const kapacitor: Preset = {
  name: 'kapacitor',
  sender: 'Kapacitor',
  setup:
    "Let the alert node post to the address of this source, with its token in it: .post('https://.../alerts/v1/kapacitor?token=...').",
  mapping: {
    title: '{{message | id}}',
    // Kapacitor writes them in HTML; the whole of the message is text.
    text: '{{message}}',
    severity: '{{level}}',
    severities: { critical: 'critical', warning: 'warning', info: 'info', ok: 'info' },
    status: '{{level}}',
    statuses: { ok: 'resolved', info: 'firing', warning: 'firing', critical: 'firing' },
    fingerprint: '{{id}}',
    labels: { task: '{{id}}', measurement: '{{data.series[0].name}}' },
    labelsFrom: 'data.series[0].tags',
    annotations: { previous_level: '{{previousLevel}}' },
    startsAt: '{{time}}',
    endsAt: '{{time}}',
  },
  samples: [
    {
      about: 'a value is critical',
      payload: {
        id: 'cpu:host=web1',
        message: 'cpu:host=web1 is CRITICAL: 97.1',
        details: '<b>cpu</b>',
        time: '2026-01-02T03:00:00.5Z',
        duration: 0,
        level: 'CRITICAL',
        previousLevel: 'WARNING',
        recoverable: true,
        data: {
          series: [
            {
              name: 'cpu',
              tags: { host: 'web1', cpu: 'cpu-total' },
              columns: ['time', 'usage'],
              values: [['t', 97.1]],
            },
          ],
        },
      },
      alerts: [
        {
          fingerprint: 'cpu:host=web1',
          status: 'firing',
          severity: 'critical',
          title: 'cpu:host=web1 is CRITICAL: 97.1',
          labels: { task: 'cpu:host=web1', measurement: 'cpu', host: 'web1', cpu: 'cpu-total' },
          annotations: { previous_level: 'WARNING' },
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 0, 0, 500),
        },
      ],
      shown: {
        chat: ['🔥 *CRITICAL*: cpu:host=web1 is CRITICAL: 97.1', 'React with ✅ or write “ack K7DM” to take it.'].join(
          '\n',
        ),
        subject: '[CRITICAL] cpu:host=web1 is CRITICAL: 97.1 [K7DM]',
        mail: [
          'CRITICAL: cpu:host=web1 is CRITICAL: 97.1',
          '',
          'Since: 2026-01-02 03:00',
          'task: cpu:host=web1',
          'measurement: cpu',
          'host: web1',
          'cpu: cpu-total',
          '',
          'Route: ops',
          '',
          'To take it, answer this mail with “ack”. Its code is K7DM.',
          '',
        ].join('\n'),
        sms: 'CRITICAL: cpu:host=web1 is CRITICAL: 97.1 Reply K7DM',
        irc: '[K7DM] 🔥 CRITICAL: cpu:host=web1 is CRITICAL: 97.1 [!ack K7DM]',
      },
    },
    {
      about: 'it is over',
      payload: { id: 'cpu:host=web1', message: '', time: '2026-01-02T03:01:00Z', duration: 6e10, level: 'OK' },
      alerts: [
        {
          fingerprint: 'cpu:host=web1',
          status: 'resolved',
          severity: 'info',
          title: 'cpu:host=web1',
          labels: { task: 'cpu:host=web1' },
          annotations: {},
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 1, 0),
          endsAt: Date.UTC(2026, 0, 2, 3, 1, 0),
        },
      ],
      shown: {
        chat: '✅ *RESOLVED*: cpu:host=web1',
        subject: '[RESOLVED] cpu:host=web1',
        mail: [
          'RESOLVED: cpu:host=web1',
          '',
          'Since: 2026-01-02 03:01',
          'task: cpu:host=web1',
          '',
          'Route: ops',
          '',
        ].join('\n'),
        sms: 'RESOLVED: cpu:host=web1',
        irc: '✅ RESOLVED: cpu:host=web1',
      },
    },
  ],
};
