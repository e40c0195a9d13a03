import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Person } from '../../../../gateways/alerts/book/person.js';
import type { Place } from '../../../../gateways/alerts/book/place.js';
import type { Rotation } from '../../../../gateways/alerts/book/rotation.js';
import { whoIs } from '../../../../gateways/alerts/people/calendar/who.js';
import { onCallAt } from '../../../../gateways/alerts/people/on-call.js';
import { openSchedule } from '../../../../gateways/alerts/people/open-schedule.js';
import { heldUntil } from '../../../../gateways/alerts/people/quiet-hours.js';
import { planReach } from '../../../../gateways/alerts/people/ways-to-reach.js';

const MAILBOX: Place = { kind: 'mail', medium: 'email', uri: 'mailto:alice@example.net', address: 'alice@example.net' };

const ALICE: Person = {
  name: 'alice',
  title: 'Alice Doe',
  places: [MAILBOX],
  zone: 'Europe/Berlin',
  quiet: {
    windows: [{ name: 'always', intervals: [{ times: [], weekdays: [], daysOfMonth: [], months: [], years: [] }] }],
    bypass: 'error',
  },
  least: { xmpp: 'info', irc: 'info', email: 'info', sms: 'critical' },
};

const ROTATION: Rotation = {
  name: 'first',
  title: 'First line',
  zone: 'Europe/Berlin',
  layers: [],
  overrides: [],
  calendar: {
    file: 'first.ics',
    text: 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Alice Doe\nDTSTART:20260101T000000Z\nDURATION:P1D\nEND:VEVENT\nEND:VCALENDAR',
  },
  otherwise: [],
};

it('people and rotations are taken as the book has them', () => {
  const now = Date.parse('2026-01-01T12:00Z');
  const { schedule, problems } = openSchedule(ROTATION, whoIs([ALICE]));
  assert.deepEqual(problems, []);
  assert.deepEqual(onCallAt(schedule, now).people, ['alice']);
  assert.ok((heldUntil(ALICE, 'warning', now) ?? 0) > now);
  assert.equal(heldUntil(ALICE, 'error', now), undefined);
  const { steps } = planReach({ person: ALICE, severity: 'error', presence: () => 'unknown' });
  assert.deepEqual(
    steps.flatMap(({ places }) => places),
    [MAILBOX],
  );
});
