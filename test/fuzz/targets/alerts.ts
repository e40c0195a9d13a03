import assert from 'node:assert/strict';
import { readAnswer } from '../../../gateways/alerts/acks/read-ack.js';
import type { Alert } from '../../../gateways/alerts/alert.js';
import { compilePattern } from '../../../gateways/alerts/book/pattern.js';
import { parsePlace } from '../../../gateways/alerts/book/place-syntax.js';
import { readBook } from '../../../gateways/alerts/book/read-book.js';
import {
  parseDays,
  parseMonths,
  parseTimes,
  parseWeekdays,
  parseYears,
} from '../../../gateways/alerts/book/window-syntax.js';
import { parseInstant, parseLocalTime } from '../../../gateways/alerts/book/zone.js';
import { CalendarShifts } from '../../../gateways/alerts/people/calendar/calendar-shifts.js';
import { readCalendar } from '../../../gateways/alerts/people/calendar/read-calendar.js';
import { checkTemplate } from '../../../gateways/alerts/render/check-template.js';
import { parseTemplate } from '../../../gateways/alerts/render/template/parse.js';
import { renderTemplate } from '../../../gateways/alerts/render/template/render-template.js';
import { readCapMessage } from '../../../gateways/alerts/sources/cap.js';
import { readText } from '../../../gateways/alerts/sources/message.js';
import { PRESETS } from '../../../gateways/alerts/sources/presets/presets.js';
import { readPubsub } from '../../../gateways/alerts/sources/pubsub.js';
import type { Source, SourceRequest } from '../../../gateways/alerts/sources/source.js';
import { SOURCES, sourceOf } from '../../../gateways/alerts/sources/sources.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { type FuzzTarget, USUAL_LENGTH } from '../target.js';

const NOW = Date.UTC(2026, 0, 2);
const NO_XML = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Every source that comes by HTTP, and JSON by every preset. */
const READERS: readonly Source[] = [
  ...SOURCES.values(),
  ...[...PRESETS.keys()].flatMap((preset) => {
    const source = sourceOf({ kind: 'json', preset });
    return source === undefined || 'findings' in source ? [] : [source];
  }),
];

function isFit(alerts: readonly Alert[]): void {
  for (const { title, labels, fingerprint, startsAt } of alerts) {
    assert.ok(!/[\r\n]/.test(title) && !NO_XML.test(title), 'a title is more than one line');
    assert.ok(fingerprint !== '' && fingerprint.length <= 1024);
    assert.ok(Number.isFinite(startsAt), 'an alert begins at no time');
    for (const [name, value] of Object.entries(labels))
      assert.ok(!NO_XML.test(name + value), 'a label has what XML forbids');
  }
}

const request = (body: Uint8Array): SourceRequest => ({
  source: 'prom',
  receivedAt: NOW,
  body,
  headers: {},
  query: {},
});

const JSON_WORDS = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '""',
  'null',
  'true',
  '1e999',
  '-0',
  '"__proto__":',
  '"\\u0000"',
  '"\\ud800"',
  ...[
    'alerts',
    'status',
    'labels',
    'annotations',
    'startsAt',
    'endsAt',
    'alertname',
    'severity',
    'fingerprint',
    'generatorURL',
    'groupKey',
    'receiver',
    'truncatedAlerts',
  ].map((name) => `"${name}":`),
  ...[
    'routing_key',
    'event_action',
    'dedup_key',
    'payload',
    'summary',
    'source',
    'links',
    'title',
    'message',
    'state',
    'monitor',
    'heartbeat',
    'action',
    'repository',
    'object_kind',
  ].map((name) => `"${name}":`),
  '"firing"',
  '"resolved"',
  '"trigger"',
  '"critical"',
  '"2026-01-02T03:04:05Z"',
];

const webhook: FuzzTarget = {
  name: 'webhook',
  tokens: JSON_WORDS,
  longest: USUAL_LENGTH,
  read(input) {
    // One reader for each input, by its first octet, so that mutations keep what they work for.
    const reader = READERS[(input[0] ?? 0) % READERS.length];
    const result = reader?.read(request(input.subarray(1)));
    if (result?.ok !== true) return;
    isFit(result.alerts);
    const { body, contentType } = result.answer;
    // An answer in JSON goes to the sender alone, and repeats the key that it gave, whatever characters that has.
    if (contentType === 'application/json') JSON.parse(body);
    else assert.ok(!NO_XML.test(body));
  },
};

const cap: FuzzTarget = {
  name: 'cap-and-pubsub',
  tokens: [
    "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>",
    '</alert>',
    '<identifier>i</identifier>',
    '<sender>s</sender>',
    '<sent>2026-01-02T03:04:05+01:00</sent>',
    '<status>Actual</status>',
    '<msgType>Update</msgType>',
    '<references>s,i,2026-01-01T00:00:00Z</references>',
    '<info>',
    '</info>',
    '<severity>Extreme</severity>',
    '<area><areaDesc>a</areaDesc></area>',
    "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'>",
    '</items></event>',
    "<item id='1'>",
    "<entry xmlns='http://www.w3.org/2005/Atom'><title>t</title>",
    "<json xmlns='urn:xmpp:json:0'>",
    "<retract id='1'/>",
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const direct = SOURCES.get('cap')?.read(request(input));
    if (direct?.ok === true) isFit(direct.alerts);
    const stanza = parseStanza(input.toString('utf8'));
    if (stanza === undefined) return;
    for (const read of [
      readPubsub(stanza, { source: 'p', receivedAt: NOW }),
      readCapMessage(stanza, { source: 'c', receivedAt: NOW }),
    ]) {
      if (read.ok) isFit(read.alerts);
    }
  },
};

const said: FuzzTarget = {
  name: 'alert-texts',
  tokens: [
    'ack ',
    '!ack',
    'K7DM',
    ' 2h',
    'silence ',
    'for 3 days',
    '> ',
    '\n',
    'resolve',
    '\u{1f44d}',
    'Re: ',
    'down',
    'OK',
    ':',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const text = input.toString('utf8');
    const answer = readAnswer({
      medium: input.length % 2 === 0 ? 'xmpp' : 'irc-channel',
      text,
      open: ['K7DM', 'PQ3X'],
    });
    if (answer !== undefined && answer.kind !== 'unclear') {
      assert.ok((answer.comment ?? '').length <= 600 && !NO_XML.test(answer.comment ?? ''));
      assert.ok(answer.duration === undefined || (Number.isFinite(answer.duration) && answer.duration > 0));
    }
    const subject = text.slice(0, 100);
    const headers = [
      { name: 'Auto-Submitted', value: text.slice(0, 50) },
      { name: 'Priority', value: subject },
    ];
    const read = readText(
      { network: 'email', sender: 'a@b', subject, body: text, headers },
      { source: 's', receivedAt: NOW },
    );
    if (read.ok) isFit(read.alerts);
  },
};

const DATA = {
  alerts: [
    { labels: { a: 'b' }, title: 't' },
    { labels: {}, title: '<x>' },
  ],
  labels: { __proto__: null, severity: 'x' },
  several: true,
  startsAt: NOW,
  title: 'T'.repeat(300),
};

const template: FuzzTarget = {
  name: 'template',
  tokens: [
    '{{',
    '}}',
    '{{#',
    '{{/',
    '{{^',
    '{{/alerts}}',
    '{{#alerts}}',
    '{{title}}',
    '{{labels.a}}',
    ' | ',
    'upper',
    'default "x"',
    '.',
    '"',
    '{{!',
    '{{else}}',
    '__proto__',
    'constructor',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const source = input.toString('utf8');
    checkTemplate(source);
    const reading = parseTemplate(source);
    if ('problem' in reading) return;
    const shown = renderTemplate(reading.template, DATA, { most: 10_000 });
    assert.ok(shown.length <= 10_000, 'a template gives more than it may');
    assert.ok(!shown.includes('[object') && !shown.includes('native code'), 'a template shows what is no value');
  },
};

const ical: FuzzTarget = {
  name: 'duty-calendar',
  tokens: [
    'BEGIN:VCALENDAR\r\n',
    'END:VCALENDAR\r\n',
    'BEGIN:VEVENT\r\n',
    'END:VEVENT\r\n',
    'DTSTART;TZID=Europe/Berlin:20260102T030405\r\n',
    'DTEND:20260103T030405Z\r\n',
    'RRULE:FREQ=DAILY;',
    'FREQ=MONTHLY;BYDAY=1MO,-1FR;',
    'INTERVAL=2;',
    'COUNT=1000000;',
    'UNTIL=20271231;',
    'BYMONTHDAY=31;',
    'EXDATE:20260105T030405Z\r\n',
    'RECURRENCE-ID:20260106T030405Z\r\n',
    'SUMMARY:alice\r\n',
    'UID:1\r\n',
    'DURATION:P1W\r\n',
    '\r\n ',
    'BEGIN:VTIMEZONE\r\n',
    'STATUS:CANCELLED\r\n',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const { events } = readCalendar(input.toString('utf8'), (name) => name.toLowerCase(), 'Europe/Berlin');
    const shifts = new CalendarShifts(events).between(NOW, NOW + 28 * 86_400_000);
    for (const { from, to } of shifts)
      assert.ok(Number.isFinite(from) && Number.isFinite(to) && to > from, 'a shift has no time');
  },
};

const syntax: FuzzTarget = {
  name: 'alert-syntax',
  tokens: [
    '(',
    ')',
    '|',
    '*',
    '+',
    '?',
    '{2,3}',
    '[a-z]',
    '[^a]',
    '^',
    '$',
    '\\d',
    '\\b',
    '.',
    '.*',
    '(?:',
    'a',
    'sms:+4915112345678',
    'mail:a@b',
    'irc:#c@n',
    'xmpp:a@b',
    'monday:friday',
    '1:5',
    '-1',
    'january:march',
    '09:00',
    '24:00',
    '2026:2030',
    '2026-01-02T03:04',
    'Z',
  ],
  longest: 1024,
  read(input) {
    const text = input.toString('utf8');
    const pattern = compilePattern(text.slice(0, 200));
    if (pattern.ok) pattern.value.matches(`${text}${'a'.repeat(200)}`);
    parsePlace(text);
    for (const parse of [parseWeekdays, parseMonths, parseDays, parseYears]) parse(text);
    parseTimes(text.slice(0, 5), text.slice(5));
    parseLocalTime(text);
    parseInstant(text, 'Europe/Berlin');
  },
};

const book: FuzzTarget = {
  name: 'alert-book',
  tokens: [
    'routes:\n',
    'people:\n',
    'sources:\n',
    '  prom: ',
    '{ kind: alertmanager, ',
    'token: abc',
    'to: [alice]',
    'when: [',
    ']',
    '}',
    '\n  ',
    ': ',
    '- ',
    '&a ',
    '*a',
    '<<: ',
    '!!js ',
    '|',
    '>',
    '---\n',
    '"',
    "'",
    '#',
    '{{title}}',
    '__proto__: ',
  ],
  longest: 2048,
  read(input) {
    const text = input.toString('utf8');
    const result = readBook([{ file: 'routes.yaml', text, folder: '/nowhere' }], {
      now: NOW,
      domain: 'alerts.example.org',
      gateways: { sms: 'sms.example.org' },
    });
    assert.ok(result.ok || result.findings.length > 0, 'a book is refused without a reason');
  },
};

export const targets: readonly FuzzTarget[] = [webhook, cap, said, template, ical, syntax, book];
