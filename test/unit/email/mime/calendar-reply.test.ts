import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calendarReply } from '../../../../gateways/email/mime/calendar-reply.js';

const NOW = Date.UTC(2026, 10, 1, 9, 30, 15);
const attendee = { address: 'romeo@example.org' };
const invitation = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');

describe('the answer to an invitation (RFC 5546 3.2.3)', () => {
  it('octet for octet', () => {
    const text = invitation(
      'UID:1@example.net',
      'SEQUENCE:2',
      'DTSTART:20261127T120000Z',
      'SUMMARY:Lunch\\, soup',
      'ORGANIZER;CN="Liddell: Alice":mailto:alice@example.net',
      'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:romeo@example.org',
      'ATTENDEE:mailto:bob@example.net',
      'BEGIN:VALARM',
      'SUMMARY:Wake up',
      'UID:alarm',
      'END:VALARM',
      'DESCRIPTION:secret',
    );
    const answer = { attendee: { ...attendee, name: 'Romeo' }, answer: 'accepted', now: NOW } as const;
    assert.equal(
      calendarReply(text, answer),
      [
        'BEGIN:VCALENDAR',
        'PRODID:-//Isthmus//Mail gateway//EN',
        'VERSION:2.0',
        'METHOD:REPLY',
        'BEGIN:VEVENT',
        'DTSTAMP:20261101T093015Z',
        'UID:1@example.net',
        'SEQUENCE:2',
        'DTSTART:20261127T120000Z',
        'SUMMARY:Lunch\\, soup',
        'ORGANIZER;CN="Liddell: Alice":mailto:alice@example.net',
        'ATTENDEE;CN=Romeo;PARTSTAT=ACCEPTED:mailto:romeo@example.org',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
  });

  it('repeats no line of a time zone that has no name', () => {
    const zone = ['BEGIN:VTIMEZONE', 'TZ\0ID:X', 'X Y:1', 'TZID:X', 'END:VTIMEZONE'];
    const event = ['BEGIN:VEVENT', 'UID:1', 'ORGANIZER:mailto:a@x.example', 'END:VEVENT'];
    const text = ['BEGIN:VCALENDAR', ...zone, ...event, 'END:VCALENDAR'].join('\r\n');
    const reply = calendarReply(text, { attendee, answer: 'accepted', now: NOW }) ?? '';
    assert.deepEqual(reply.split('\r\n').slice(4, 8), ['BEGIN:VTIMEZONE', 'TZID:X', 'END:VTIMEZONE', 'BEGIN:VEVENT']);
  });

  it('one of a series is named with its time zone', () => {
    const zone = ['BEGIN:VTIMEZONE', 'TZID:Europe/Rome', 'BEGIN:STANDARD', 'DTSTART:19701025T030000', 'END:STANDARD'];
    const event = ['UID:1', 'RECURRENCE-ID;TZID=Europe/Rome:20261127T130000', 'ORGANIZER:mailto:a@x.example'];
    const text = ['BEGIN:VCALENDAR', ...zone, 'END:VTIMEZONE', 'BEGIN:VEVENT', ...event, 'END:VEVENT', 'END:VCALENDAR'];
    const reply = calendarReply(text.join('\n'), { attendee, answer: 'declined', now: NOW }) ?? '';
    const lines = reply.split('\r\n');
    assert.deepEqual(lines.slice(4, 10), [...zone, 'END:VTIMEZONE']);
    assert.ok(lines.includes('RECURRENCE-ID;TZID=Europe/Rome:20261127T130000'));
    assert.ok(lines.includes('ATTENDEE;PARTSTAT=DECLINED:mailto:romeo@example.org'));
  });

  it('there is none without a UID or an organizer', () => {
    const answer = { attendee, answer: 'tentative', now: NOW } as const;
    assert.equal(calendarReply(invitation('UID:1'), answer), undefined);
    assert.equal(calendarReply(invitation('ORGANIZER:mailto:a@x.example'), answer), undefined);
    assert.equal(calendarReply('', answer), undefined);
  });

  it('nothing gets out of its line, and no line is longer than 75 octets', () => {
    const value = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(value, value, (summary, name) => {
        const text = invitation('UID:1', 'ORGANIZER:mailto:a@x.example', `SUMMARY:${summary}`);
        const reply = calendarReply(text, { attendee: { ...attendee, name }, answer: 'accepted', now: NOW });
        if (reply === undefined) return;
        assert.ok(!/[^\r]\n|\r[^\n]/.test(reply));
        const lines = reply.split('\r\n');
        assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75));
        assert.equal(lines.filter((line) => line.startsWith('BEGIN:')).length, 2);
        assert.equal(lines.filter((line) => line.startsWith('ATTENDEE')).length, 1);
      }),
    );
  });
});
