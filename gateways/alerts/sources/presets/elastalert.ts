import type { Preset } from './preset.js';

/** Matches of rules, by the alerters post and post2; there is no word of their end. */
export const elastalert: Preset = {
  name: 'elastalert',
  sender: 'ElastAlert and ElastAlert 2',
  setup:
    'Give the rule the alerter post (or post2) with http_post_url, http_post_all_values: true, and http_post_static_payload with rule (its name), severity, and key (what makes two matches one alert, such as the name of the rule).',
  mapping: {
    title: "{{rule | rule_name | 'ElastAlert'}} on {{host.name | host | hostname | 'unknown host'}}",
    text: '{{message | alert_text | log | error.message}}',
    severity: '{{severity | log.level | level}}',
    // A match is over when it is told.
    fingerprint: '{{key | rule | rule_name | _id}}',
    url: '{{kibana_discover_url | kibana_link | url.full}}',
    labels: {
      rule: '{{rule | rule_name}}',
      host: '{{host.name | host | hostname}}',
      service: '{{service.name | service}}',
      index: '{{_index}}',
    },
    annotations: { hits: '{{num_hits}}', matches: '{{num_matches}}', document: '{{_id}}' },
    startsAt: '{{@timestamp}}',
  },
  samples: [
    {
      about: 'a rule matches',
      payload: {
        rule: 'Many failed logins',
        severity: 'high',
        key: 'failed-logins',
        '@timestamp': '2026-01-02T03:00:00.123Z',
        host: { name: 'gate1' },
        message: '31 failed logins of tybalt in 5 minutes',
        _id: 'aWx-7',
        _index: 'auth-2026.01.02',
        num_hits: 31,
        num_matches: 1,
        kibana_discover_url: 'https://kibana.example/app/discover#/?_g=x',
      },
      alerts: [
        {
          fingerprint: 'failed-logins',
          status: 'firing',
          severity: 'error',
          title: 'Many failed logins on gate1',
          text: '31 failed logins of tybalt in 5 minutes',
          labels: { rule: 'Many failed logins', host: 'gate1', index: 'auth-2026.01.02' },
          annotations: { hits: '31', matches: '1', document: 'aWx-7' },
          links: [{ url: 'https://kibana.example/app/discover#/?_g=x', text: 'source' }],
          startsAt: Date.UTC(2026, 0, 2, 3, 0, 0, 123),
        },
      ],
      shown: {
        chat: [
          '🔴 *ERROR*: Many failed logins on gate1',
          '31 failed logins of tybalt in 5 minutes',
          'https://kibana.example/app/discover#/?_g=x',
          'React with ✅ or write “ack K7DM” to take it.',
        ].join('\n'),
        subject: '[ERROR] Many failed logins on gate1 [K7DM]',
        mail: [
          'ERROR: Many failed logins on gate1',
          '',
          '31 failed logins of tybalt in 5 minutes',
          '',
          'Since: 2026-01-02 03:00',
          'rule: Many failed logins',
          'host: gate1',
          'index: auth-2026.01.02',
          'https://kibana.example/app/discover#/?_g=x',
          '',
          'Route: ops',
          '',
          'To take it, answer this mail with “ack”. Its code is K7DM.',
          '',
        ].join('\n'),
        sms: 'ERROR: Many failed logins on gate1 https://kibana.example/app/discover#/?_g=x Reply K7DM',
        irc: '[K7DM] 🔴 ERROR: Many failed logins on gate1 https://kibana.example/app/discover#/?_g=x [!ack K7DM]',
      },
    },
  ],
};
