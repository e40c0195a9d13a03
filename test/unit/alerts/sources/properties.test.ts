import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Alert, SEVERITIES } from '../../../../gateways/alerts/alert.js';
import { readCapMessage } from '../../../../gateways/alerts/sources/cap.js';
import { jsonSource } from '../../../../gateways/alerts/sources/json/json.js';
import { readMapping } from '../../../../gateways/alerts/sources/json/mapping.js';
import { LIMITS } from '../../../../gateways/alerts/sources/limits.js';
import { readText } from '../../../../gateways/alerts/sources/message.js';
import { routingKeyOf } from '../../../../gateways/alerts/sources/pagerduty.js';
import { PRESETS } from '../../../../gateways/alerts/sources/presets/presets.js';
import { readPubsub } from '../../../../gateways/alerts/sources/pubsub.js';
import { REFUSALS } from '../../../../gateways/alerts/sources/refusals.js';
import type { Read, Refusal, Source } from '../../../../gateways/alerts/sources/source.js';
import { SOURCES } from '../../../../gateways/alerts/sources/sources.js';
import { STATUSES } from '../../../../gateways/alerts/sources/statuses.js';
import { sourceTexts } from '../../../../gateways/alerts/sources/texts.js';
import { el } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { RECEIVED_AT, request } from './request.js';

/** Control characters but line feed and tab, halves of characters, what XML cannot carry. */
const UNFIT = /[^\P{Cc}\n\t]|\p{Cs}|[\ufffe\uffff]/u;

/** Whatever was sent, what comes out is an alert within its limits, or a refusal that has a sentence. */
function check(reading: Read | Refusal): void {
  if (!reading.ok) {
    assert.equal(reading.status, REFUSALS[reading.reason]);
    const sentence = new Map<string, string>(Object.entries(sourceTexts.en)).get(reading.text.key);
    assert.ok(sentence !== undefined, reading.text.key);
    for (const [, place = ''] of sentence.matchAll(/\{(\w+)\}/g))
      assert.ok(place in (reading.text.params ?? {}), place);
    return;
  }
  assert.ok(reading.alerts.length <= LIMITS.alerts);
  for (const alert of reading.alerts) checkAlert(alert);
  for (const { count } of reading.cut) assert.ok(count > 0);
}

function checkAlert(alert: Alert): void {
  assert.ok(alert.fingerprint.length > 0 && alert.fingerprint.length <= LIMITS.id);
  assert.ok(SEVERITIES.includes(alert.severity));
  assert.ok(STATUSES.includes(alert.status));
  assert.ok(alert.title.trim() !== '' && alert.title.length <= LIMITS.title && !/[\n\t]/.test(alert.title));
  assert.ok((alert.text ?? 'x').length > 0 && (alert.text?.length ?? 0) <= LIMITS.text);
  assert.ok(Object.keys(alert.labels).length <= LIMITS.labels);
  // One more says what is missing.
  assert.ok(Object.keys(alert.annotations).length <= LIMITS.annotations + 1);
  assert.ok(alert.links.length <= LIMITS.links);
  for (const { url } of alert.links) assert.ok(/^https?:\/\/\S+$/i.test(url) && url.length <= LIMITS.url);
  const entries = [...Object.entries(alert.labels), ...Object.entries(alert.annotations)];
  for (const [name, value] of entries)
    assert.ok(name.length <= LIMITS.name && value !== '' && typeof value === 'string');
  for (const text of [alert.title, alert.text ?? '', alert.fingerprint, ...entries.flat()]) {
    assert.ok(!UNFIT.test(text), JSON.stringify(text));
  }
  for (const at of [alert.startsAt, alert.endsAt ?? 0, alert.expiresAt ?? 0]) assert.ok(Number.isSafeInteger(at));
}

const KEYS = [
  ...[
    'alerts',
    'status',
    'labels',
    'annotations',
    'startsAt',
    'endsAt',
    'fingerprint',
    'alertname',
    'summary',
    'severity',
  ],
  ...['generatorURL', 'externalURL', 'values', 'truncatedAlerts', 'routeLabels', 'groupKey', 'payload', 'event_action'],
  ...[
    'dedup_key',
    'source',
    'custom_details',
    'links',
    'href',
    'type',
    'from',
    'to',
    'subject',
    'body',
    'title',
    'text',
  ],
  ...[
    'tags',
    'tag',
    'value',
    'name',
    'url',
    'monitor',
    'heartbeat',
    'workflow_run',
    'conclusion',
    '__proto__',
    'constructor',
  ],
];

const WORDS = [
  'firing',
  'resolved',
  'trigger',
  'resolve',
  'critical',
  'chat',
  'https://example.org/x',
  '2026-03-04T05:06:07Z',
];

/** JSON that looks like what senders send, and every other. */
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('value')), {
        selector: ([key]) => key,
        maxLength: 12,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

function presetSources(): readonly Source[] {
  return Array.from(PRESETS.values(), ({ name, mapping }) => {
    const read = readMapping(mapping);
    assert.ok(read.ok);
    return jsonSource(name, read.mapping);
  });
}

const ALL = [...SOURCES.values(), ...presetSources()];

describe('every source', () => {
  for (const source of ALL) {
    it(`${source.name} takes any JSON, any text and any octets`, () => {
      const contentType = source.contentTypes[0] ?? '';
      const body = fc.oneof(
        json.map((value) => JSON.stringify(value) ?? ''),
        json.map((value) =>
          JSON.stringify({ alerts: [value], event_action: 'resolve', dedup_key: 'k', payload: value }),
        ),
        fc.string({ unit: 'binary' }),
        fc.uint8Array(),
      );
      const names = ['title', 'x-priority', 'tags', 'status', 'fingerprint', 'click', 'idempotency-key'];
      const headers = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
      fc.assert(
        fc.property(body, headers, headers, (sent, head, query) => {
          const asked = request(sent, { contentType, headers: head, query });
          const reading = source.read(asked);
          check(reading);
          assert.deepEqual(source.read(asked), reading);
          routingKeyOf(asked);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('has a sentence for every refusal', () => {
    for (const reason of Object.keys(REFUSALS)) assert.ok(`alerts.source.${reason}` in sourceTexts.en, reason);
  });

  it('takes any content type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...ALL), (contentType, source) => {
        check(source.read(request('{}', { contentType })));
      }),
    );
  });
});

describe('a mapping', () => {
  const template = fc.array(
    fc.oneof(fc.constantFrom('{{', '}}', '|', "'", '"', '.', '[', ']', '0', '$', ' ', 'alerts', 'name'), fc.string()),
  );
  const texts = template.map((parts) => parts.join(''));

  it('is read or has findings, whatever it is', () => {
    const names = ['title', 'each', 'text', 'labels', 'severities', 'statuses', 'labelsFrom', 'url', 'other'];
    const some = fc.dictionary(fc.constantFrom(...names), fc.oneof(texts, json));
    fc.assert(
      fc.property(fc.oneof(json, some), json, (written, payload) => {
        const read = readMapping(written);
        if (read.ok) check(jsonSource('json', read.mapping).read(request(payload)));
        else {
          assert.ok(read.findings.length > 0);
          for (const { text } of read.findings) assert.ok(text.key in sourceTexts.en, text.key);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('stanzas', () => {
  const NAMES = [
    'alert',
    'info',
    'identifier',
    'sender',
    'references',
    'msgType',
    'severity',
    'area',
    'geocode',
    'valueName',
    'value',
    'web',
  ];
  const text = fc.oneof(
    fc.constantFrom('Cancel', 'Ack', 'Update', 'a,b,2026-03-04T05:06:07Z c,d', 'Extreme'),
    fc.string({ unit: 'grapheme' }),
  );
  const tree = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        fc.constantFrom(...NAMES),
        fc.array(fc.oneof({ maxDepth: 4 }, text.map(escaped), tie('element')), { maxLength: 6 }),
      )
      .map(([name, inside]) => `<${name}>${inside.join('')}</${name}>`),
  })).element;

  function escaped(raw: string): string {
    return el('x', {}, raw)
      .getText()
      .replace(/[^\P{Cc}\n]|[<>&\ufffe\uffff]/gu, '');
  }

  it('of CAP and PubSub may have anything in them', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 8 }), (parts) => {
        const cap = `<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>i</identifier><sender>s</sender>${parts.join('')}</alert>`;
        const message = parseStanza(`<message>${cap}</message>`);
        const event = parseStanza(
          `<message from='p'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'><item id='1'>${cap}</item><item>${parts.join('')}</item></items></event></message>`,
        );
        assert.ok(message !== undefined && event !== undefined);
        check(readCapMessage(message, { source: 's', receivedAt: RECEIVED_AT, lang: 'en' }));
        check(readPubsub(event, { source: 's', receivedAt: RECEIVED_AT }));
      }),
    );
  });

  it('of people too', () => {
    const names = fc.constantFrom('Urgency', 'TTL', 'X-Priority', 'Expires', 'List-Id', 'Auto-Submitted', 'Distribute');
    const any = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(any, any, any, fc.array(fc.record({ name: names, value: any })), (sender, subject, body, headers) => {
        check(readText({ network: 'email', sender, subject, body, headers }, { source: 's', receivedAt: RECEIVED_AT }));
      }),
    );
  });
});
