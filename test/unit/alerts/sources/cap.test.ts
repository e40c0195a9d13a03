import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cap, readCapMessage } from '../../../../gateways/alerts/sources/cap.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { answered, RECEIVED_AT, refusal, request } from './request.js';

const INFO = `
  <info>
    <language>en-US</language>
    <category>Met</category>
    <event>Severe Thunderstorm</event>
    <responseType>Shelter</responseType>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Observed</certainty>
    <eventCode><valueName>SAME</valueName><value>SVR</value></eventCode>
    <effective>2026-03-04T04:00:00-00:00</effective>
    <onset>2026-03-04T05:00:00-00:00</onset>
    <expires>2026-03-04T07:00:00+01:00</expires>
    <headline>Thunderstorm over Verona</headline>
    <description>Hail as large as walnuts.</description>
    <instruction>Stay inside.</instruction>
    <web>https://weather.example/verona</web>
    <parameter><valueName>hail</valueName><value>30 mm</value></parameter>
    <resource><resourceDesc>Radar</resourceDesc><mimeType>image/png</mimeType><uri>https://weather.example/radar.png</uri></resource>
    <area><areaDesc>Verona</areaDesc><geocode><valueName>NUTS</valueName><value>ITH31</value></geocode></area>
    <area><areaDesc>Mantua</areaDesc><geocode><valueName>NUTS</valueName><value>ITC4B</value></geocode></area>
  </info>`;

interface Parts {
  readonly id?: string;
  readonly status?: string;
  readonly type?: string;
  readonly rest?: string;
  readonly infos?: string;
}

function alert({ id = 'V-1', status = 'Actual', type = 'Alert', rest = '', infos = INFO }: Parts = {}): string {
  return `<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>${id}</identifier><sender>met@weather.example</sender>
  <sent>2026-03-04T03:59:00-00:00</sent><status>${status}</status><msgType>${type}</msgType><scope>Public</scope>${rest}${infos}</alert>`;
}

const read = (xml: string) => cap.read(request(xml, { contentType: 'application/cap+xml' }));
const alertsOf = (parts?: Parts) => answered(read(alert(parts))).alerts;

describe('CAP', () => {
  it('is read from a message', () => {
    const message = parseStanza(
      `<message from='met@xmpp.example/x' type='headline'>${alert()}<body>ignored</body></message>`,
    );
    assert.ok(message !== undefined);
    const reading = readCapMessage(message, { source: 'cap', receivedAt: RECEIVED_AT, sender: 'met@xmpp.example' });
    assert.ok(reading.ok);
    assert.deepEqual(reading.alerts, [
      {
        fingerprint: 'cap:met@weather.example,V-1',
        status: 'firing',
        severity: 'error',
        title: 'Thunderstorm over Verona',
        text: 'Hail as large as walnuts.\n\nStay inside.\n\nVerona, Mantua',
        labels: {
          cap_sender: 'met@weather.example',
          cap_status: 'Actual',
          cap_scope: 'Public',
          event: 'Severe Thunderstorm',
          category: 'Met',
          response: 'Shelter',
          area: 'Verona, Mantua',
          cap_severity: 'Severe',
          cap_urgency: 'Immediate',
          cap_certainty: 'Observed',
          geocode_NUTS: 'ITH31 ITC4B',
          event_code_SAME: 'SVR',
        },
        annotations: { cap_identifier: 'V-1', hail: '30 mm' },
        links: [
          { url: 'https://weather.example/verona', text: 'source' },
          { url: 'https://weather.example/radar.png', text: 'Radar' },
        ],
        startsAt: Date.UTC(2026, 2, 4, 5),
        expiresAt: Date.UTC(2026, 2, 4, 6),
        origin: {
          source: 'cap',
          network: 'xmpp',
          sender: 'met@xmpp.example',
          id: 'cap:met@weather.example,V-1,2026-03-04T03:59:00-00:00',
          hops: 0,
        },
      },
    ]);
  });

  it('says how bad it is, less where it is unlikely or over', () => {
    const severity = (change: (info: string) => string) => alertsOf({ infos: change(INFO) })[0]?.severity;
    for (const [word, expected] of [
      ['Extreme', 'critical'],
      ['Severe', 'error'],
      ['Moderate', 'warning'],
      ['Minor', 'info'],
      ['Unknown', 'warning'],
      ['odd', 'warning'],
    ]) {
      assert.equal(
        severity((info) => info.replace('<severity>Severe', `<severity>${word}`)),
        expected,
        word,
      );
    }
    assert.equal(
      severity((info) => info.replace('Observed', 'Unlikely')),
      'warning',
    );
    assert.equal(
      severity((info) => info.replace('Immediate', 'Past')),
      'warning',
    );
    assert.equal(
      severity(() => ''),
      'warning',
    );
  });

  it('goes on with the oldest alert that an update refers to', () => {
    const references =
      'met@weather.example,V-2,2026-03-04T03:30:00-00:00 met@weather.example,V-1,2026-03-04T03:00:00-00:00';
    const [update] = alertsOf({ id: 'V-3', type: 'Update', rest: `<references>${references}</references>` });
    assert.equal(update?.fingerprint, 'cap:met@weather.example,V-1');
    assert.equal(update?.status, 'firing');
    assert.equal(alertsOf({ id: 'V-3', type: 'Update' })[0]?.fingerprint, 'cap:met@weather.example,V-3');
  });

  it('resolves or takes everything that a cancellation or an acknowledgement refers to', () => {
    const rest = `<note>Mistake</note><references>met@weather.example,V-1,2026-03-04T03:00:00Z\n a@b,V-2,x junk</references>`;
    const told = (type: string) => alertsOf({ id: 'V-4', type, rest, infos: '' });
    assert.deepEqual(
      told('Cancel').map(({ fingerprint, status, title, endsAt }) => [fingerprint, status, title, endsAt]),
      [
        ['cap:met@weather.example,V-1', 'resolved', 'Mistake', Date.UTC(2026, 2, 4, 3, 59)],
        ['cap:a@b,V-2', 'resolved', 'Mistake', Date.UTC(2026, 2, 4, 3, 59)],
      ],
    );
    assert.deepEqual(
      told('Ack').map(({ status }) => status),
      ['acknowledged', 'acknowledged'],
    );
    assert.equal(new Set(told('Cancel').map(({ origin }) => origin.id)).size, 2);
    const clear = INFO.replace('Shelter', 'AllClear');
    const update = {
      type: 'Update',
      rest: '<references>met@weather.example,V-1,2026-03-04T03:00:00Z</references>',
      infos: clear,
    };
    assert.deepEqual(
      alertsOf(update).map(({ fingerprint, status }) => [fingerprint, status]),
      [['cap:met@weather.example,V-1', 'resolved']],
    );
  });

  it('marks what is only an exercise, and leaves out what is nothing yet', () => {
    const [exercise] = alertsOf({ status: 'Exercise' });
    assert.equal(exercise?.title, 'Exercise: Thunderstorm over Verona');
    assert.equal(exercise?.severity, 'error');
    const [test] = alertsOf({ status: 'Test' });
    assert.deepEqual([test?.title, test?.severity], ['Test: Thunderstorm over Verona', 'info']);
    assert.deepEqual(alertsOf({ status: 'Draft' }), []);
    assert.deepEqual(alertsOf({ type: 'Error' }), []);
  });

  it('is told in the language that is wanted, the worst first', () => {
    const german = INFO.replace('en-US', 'de-DE').replace('Thunderstorm over Verona', 'Gewitter über Verona');
    const flood = INFO.replace('Thunderstorm over Verona', 'Flood').replace('>Severe<', '>Extreme<');
    const message = parseStanza(`<message>${alert({ infos: INFO + german + flood })}</message>`);
    assert.ok(message !== undefined);
    const titles = (lang?: string) => {
      const reading = readCapMessage(message, {
        source: 'cap',
        receivedAt: RECEIVED_AT,
        ...(lang !== undefined && { lang }),
      });
      return reading.ok ? reading.alerts.map(({ title, severity }) => `${severity}: ${title}`) : [];
    };
    assert.deepEqual(titles('de'), ['error: Gewitter über Verona']);
    assert.deepEqual(titles('fr'), ['critical: Flood']);
    assert.deepEqual(titles(), ['critical: Flood']);
    const reading = readCapMessage(message, { source: 'cap', receivedAt: RECEIVED_AT });
    assert.ok(reading.ok && reading.alerts[0]?.text?.endsWith('Thunderstorm over Verona'));
  });

  it('comes by HTTP too, with prefixes and in older versions', () => {
    const prefixed = `<?xml version="1.0" encoding="UTF-8"?>\n<c:alert xmlns:c="urn:oasis:names:tc:emergency:cap:1.1"><c:identifier>P</c:identifier><c:sender>s</c:sender><c:msgType>Alert</c:msgType><c:info><c:event>E</c:event></c:info></c:alert>\n`;
    assert.equal(answered(read(prefixed)).alerts[0]?.title, 'E');
    assert.equal(answered(read(prefixed)).answer.status, 200);
    assert.deepEqual(refusal(read('<alert>')), [400, 'xml-broken']);
    assert.deepEqual(refusal(read(' ')), [400, 'empty']);
    assert.deepEqual(refusal(read(`<!DOCTYPE a [<!ENTITY x "y">]>${alert()}`)), [400, 'xml-broken']);
    assert.deepEqual(refusal(read(`${alert()}${alert()}`)), [400, 'xml-broken']);
    assert.deepEqual(refusal(read('<alert/>')), [422, 'not-cap']);
    assert.deepEqual(refusal(read(alert().replace('met@weather.example', ''))), [422, 'not-cap']);
    assert.deepEqual(refusal(cap.read(request(alert()))), [415, 'wrong-type']);
    const message = parseStanza('<message><body>x</body></message>');
    assert.ok(message !== undefined);
    assert.deepEqual(refusal(readCapMessage(message, { source: 'cap', receivedAt: RECEIVED_AT })), [422, 'not-cap']);
  });
});
