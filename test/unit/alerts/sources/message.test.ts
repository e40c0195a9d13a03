import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readText, type TextMessage } from '../../../../gateways/alerts/sources/message.js';
import { RECEIVED_AT, refusal } from './request.js';

const CONTEXT = { source: 'people', receivedAt: RECEIVED_AT };
const MAIL: TextMessage = {
  network: 'email',
  sender: 'cron@host.example',
  id: '<1@host>',
  subject: 'Backup',
  body: 'failed',
};

const read = (message: Partial<TextMessage>, headers: Record<string, string> = {}) =>
  readText(
    { ...MAIL, ...message, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) },
    CONTEXT,
  );

function alertOf(...args: Parameters<typeof read>) {
  const reading = read(...args);
  assert.ok(reading.ok);
  return reading.alerts[0];
}

describe('texts of people', () => {
  it('are alerts', () => {
    const alert = alertOf({
      network: 'xmpp',
      sender: 'juliet@example.org',
      id: 'a1',
      subject: '',
      body: 'The gate is open\nCome quickly',
      room: 'ops@rooms.example',
      nick: 'juliet',
      sentAt: RECEIVED_AT - 60_000,
      expiresAt: RECEIVED_AT + 60_000,
    });
    assert.match(alert?.fingerprint ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual(alert, {
      fingerprint: alert?.fingerprint,
      status: 'firing',
      severity: 'info',
      title: 'The gate is open',
      text: 'The gate is open\nCome quickly',
      labels: { room: 'ops@rooms.example', nick: 'juliet' },
      annotations: {},
      links: [],
      startsAt: RECEIVED_AT - 60_000,
      expiresAt: RECEIVED_AT + 60_000,
      origin: { source: 'people', network: 'xmpp', sender: 'juliet@example.org', id: 'a1', hops: 0 },
    });
  });

  it('have a subject, or a first line', () => {
    assert.deepEqual([alertOf({})?.title, alertOf({})?.text], ['Backup', 'failed']);
    assert.equal(alertOf({ subject: 'only', body: '' })?.title, 'only');
    assert.deepEqual(refusal(read({ subject: ' ', body: '\n' })), [422, 'nothing-to-say']);
  });

  it('are told apart by their ids, else by who wrote what and when', () => {
    assert.equal(alertOf({})?.fingerprint, alertOf({ body: 'repeated' })?.fingerprint);
    assert.notEqual(alertOf({})?.fingerprint, alertOf({ sender: 'other@host.example' })?.fingerprint);
    const { id: _, ...sms } = MAIL;
    const print = (message: Partial<TextMessage>) => {
      const reading = readText({ ...sms, network: 'sms', ...message }, CONTEXT);
      return reading.ok ? reading.alerts[0]?.fingerprint : undefined;
    };
    assert.equal(print({}), print({}));
    assert.notEqual(print({}), print({ body: 'other' }));
    assert.notEqual(print({}), print({ sentAt: RECEIVED_AT - 1 }));
  });

  it('say in headers how much they matter', () => {
    for (const [name, value, severity] of [
      ['X-Priority', '1 (Highest)', 'critical'],
      ['x-priority', '2', 'error'],
      ['X-Priority', '3', 'info'],
      ['X-Priority', '5', 'info'],
      ['Importance', 'High', 'error'],
      ['Importance', 'normal', 'info'],
      ['Priority', 'urgent', 'critical'],
      ['Priority', 'non-urgent', 'info'],
      ['Urgency', 'medium', 'warning'],
      ['Urgency', 'emergency', 'critical'],
      ['Urgency', 'constructor', 'info'],
    ] as const) {
      assert.equal(alertOf({}, { [name]: value })?.severity, severity, `${name}: ${value}`);
    }
  });

  it('live only so long', () => {
    assert.equal(alertOf({}, { TTL: '600' })?.expiresAt, RECEIVED_AT + 600_000);
    assert.equal(alertOf({ sentAt: RECEIVED_AT - 5000 }, { TTL: '600' })?.expiresAt, RECEIVED_AT + 595_000);
    assert.equal(alertOf({}, { TTL: 'soon' })?.expiresAt, undefined);
    assert.equal(alertOf({}, { TTL: '999999999' })?.expiresAt, RECEIVED_AT + 366 * 86_400_000);
    assert.equal(alertOf({}, { Expires: 'Wed, 04 Mar 2026 08:00:00 +0100' })?.expiresAt, Date.UTC(2026, 2, 4, 7));
    assert.equal(alertOf({}, { 'Expiry-Date': '2026-03-04T07:00:00Z' })?.expiresAt, Date.UTC(2026, 2, 4, 7));
    assert.equal(alertOf({}, { Expires: 'never' })?.expiresAt, undefined);
  });

  it('of machines are known for it, and their answers are no alerts', () => {
    const automatic = (message: Partial<TextMessage>, headers: Record<string, string> = {}) => {
      const reading = read(message, headers);
      assert.ok(reading.ok);
      return `${reading.automatic} ${reading.alerts.length}`;
    };
    assert.equal(automatic({}), 'false 1');
    assert.equal(automatic({}, { 'Auto-Submitted': 'no' }), 'false 1');
    assert.equal(automatic({}, { 'Auto-Submitted': 'auto-generated' }), 'true 1');
    assert.equal(automatic({}, { 'Auto-Submitted': 'Auto-Replied; owner-email="x"' }), 'true 0');
    assert.equal(automatic({}, { Precedence: 'bulk' }), 'true 1');
    assert.equal(automatic({}, { 'List-Id': 'Ops <ops.lists.example>' }), 'true 1');
    assert.equal(automatic({ network: 'irc', automatic: true }), 'true 1');
    assert.equal(alertOf({}, { 'List-Id': 'Ops <ops.lists.example>' })?.labels.list, 'ops.lists.example');
    assert.equal(alertOf({}, { 'List-Id': 'ops.lists.example' })?.labels.list, 'ops.lists.example');
  });

  it('are not passed on where their sender forbids it', () => {
    assert.deepEqual(refusal(read({}, { Distribute: 'False' })), [422, 'not-to-distribute']);
    assert.equal(refusal(read({}, { Distribute: 'true' })), undefined);
    assert.equal(alertOf({}, { Classification: 'internal', Keywords: 'a,b' })?.labels.classification, 'internal');
  });
});
