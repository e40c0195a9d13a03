import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { text } from '../../../../gateways/alerts/sources/text.js';
import { answered, RECEIVED_AT, refusal, request } from './request.js';

const read = (
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  query: Record<string, string> = {},
  contentType = 'text/plain',
) => text.read(request(body, { headers, query, contentType }));
const alertOf = (...args: Parameters<typeof read>) => answered(read(...args)).alerts[0];

describe('plain text', () => {
  it('is an alert by itself', () => {
    const alert = alertOf('Backup failed\r\n\r\nNo space left\r\n');
    assert.equal(alert?.title, 'Backup failed');
    assert.equal(alert?.text, 'Backup failed\n\nNo space left');
    assert.equal(alert?.severity, 'warning');
    assert.equal(alertOf('one line')?.text, undefined);
    assert.equal(alertOf('curl', {}, {}, 'application/x-www-form-urlencoded')?.title, 'curl');
    const long = alertOf('word '.repeat(100));
    assert.equal(long?.title.length, 200);
    assert.equal(long?.text, 'word '.repeat(100).trim());
  });

  it('has more in headers, by each of their names, or in the address', () => {
    const alert = alertOf('it is full', {
      'x-title': 'Disk',
      priority: '5',
      tags: 'host=db1, team = db ,skull,disk',
      click: 'https://wiki.example/disk',
    });
    assert.equal(alert?.title, 'Disk');
    assert.equal(alert?.text, 'it is full');
    assert.equal(alert?.severity, 'critical');
    assert.deepEqual(alert?.labels, { host: 'db1', tags: 'team = db,skull,disk' });
    assert.deepEqual(alert?.links, [{ url: 'https://wiki.example/disk', text: 'source' }]);
    assert.equal(alertOf('x', { t: 'a' }, { title: 'b' })?.title, 'a');
    assert.equal(alertOf('x', {}, { title: 'Störung', p: 'high' })?.title, 'Störung');
    assert.equal(alertOf('x', {}, { p: 'high' })?.severity, 'error');
    assert.equal(alertOf('', {}, { message: 'by address' })?.title, 'by address');
    for (const [priority, severity] of [
      ['1', 'info'],
      ['2', 'info'],
      ['3', 'warning'],
      ['default', 'warning'],
      ['4', 'error'],
      ['urgent', 'critical'],
      ['9', 'warning'],
    ] as const) {
      assert.equal(alertOf('x', { 'x-priority': priority })?.severity, severity, priority);
    }
  });

  it('reads titles that are no ASCII', () => {
    assert.equal(alertOf('x', { title: Buffer.from('Störung 🔥').toString('latin1') })?.title, 'Störung 🔥');
    assert.equal(alertOf('x', { title: 'St\xf6rung' })?.title, 'Störung');
    assert.equal(
      alertOf('x', { title: '=?UTF-8?B?U3TDtnJ1bmc=?= =?utf-8?q?_=F0=9F=94=A5?= !' })?.title,
      'Störung 🔥 !',
    );
    assert.equal(alertOf('x', { title: '=?iso-8859-1?q?St=F6rung?=' })?.title, 'Störung');
    assert.equal(alertOf('x', { title: 'a =?iso-2022-jp?B?GyRCPj4bKEI=?= b' })?.title, 'a 松 b');
    assert.equal(alertOf('x', { title: '=?utf-8?B?8J+U?= =?utf-8?B?pQ==?=' })?.title, '🔥');
    assert.equal(alertOf('x', { title: '=?x-unknown?q?a?= =?utf-8?q?b?=' })?.title, '=?x-unknown?q?a?=b');
    assert.equal(alertOf('x', { title: '=?utf-8?q?=ff?=' })?.title, '=?utf-8?q?=ff?=');
  });

  it('has links in its actions and attachments', () => {
    const actions = 'view, "Open it", https://a.example/x; http, Close, https://b.example/y';
    assert.deepEqual(alertOf('x', { actions, attach: 'https://c.example/z.jpg' })?.links, [
      { url: 'https://a.example/x', text: 'Open it' },
      { url: 'https://c.example/z.jpg' },
    ]);
    const json = JSON.stringify([{ action: 'view', label: 'Look', url: 'https://a.example' }, { action: 'broadcast' }]);
    assert.deepEqual(alertOf('x', { 'x-actions': json })?.links, [{ url: 'https://a.example', text: 'Look' }]);
    assert.deepEqual(alertOf('x', { actions: '[{' })?.links, []);
  });

  it('loses the signs of Markdown where it is some', () => {
    assert.equal(alertOf('**full**', { markdown: 'yes' })?.title, 'full');
    assert.equal(alertOf('**full**', {}, { md: '1' })?.title, 'full');
    assert.equal(alertOf('**full**', {}, {}, 'text/markdown; charset=utf-8')?.title, 'full');
    assert.equal(alertOf('**full**', { markdown: 'no' })?.title, '**full**');
  });

  it('waits until its time, and is refused where that cannot be read', () => {
    const { alerts, answer } = answered(read('wake up', { 'x-delay': '30m' }));
    const at = RECEIVED_AT + 30 * 60_000;
    assert.deepEqual([alerts[0]?.notBefore, alerts[0]?.startsAt], [at, at]);
    assert.equal(JSON.parse(answer.body).time, Math.floor(at / 1000));
    assert.equal(alertOf('x', {}, { at: 'tomorrow, 10am' })?.notBefore, Date.UTC(2026, 2, 5, 10));
    for (const delay of ['whenever', '1s', '4 days'])
      assert.deepEqual(refusal(read('x', { delay })), [400, 'delay-wrong'], delay);
  });

  it('is resolved by a second text with the same fingerprint', () => {
    const first = alertOf('full', { fingerprint: 'disk/db1' });
    const second = alertOf('good again', { 'x-fingerprint': 'disk/db1', 'x-status': 'resolved' });
    assert.equal(first?.fingerprint, 'disk/db1');
    assert.equal(first?.origin.id, undefined);
    assert.deepEqual([second?.fingerprint, second?.status], ['disk/db1', 'resolved']);
    assert.equal(alertOf('x', { severity: 'crit', priority: '1' })?.severity, 'critical');
  });

  it('is answered as scripts for ntfy expect, and refused where there is none', () => {
    const { answer, alerts } = answered(read('x'));
    assert.deepEqual(JSON.parse(answer.body), { id: alerts[0]?.fingerprint, time: 1772600767, event: 'message' });
    assert.deepEqual(refusal(read(' \n ')), [400, 'empty']);
    assert.equal(refusal(read('', { title: 'only a title' })), undefined);
    assert.deepEqual(refusal(read(Uint8Array.of(0xc3, 0x28))), [400, 'not-utf8']);
    assert.deepEqual(refusal(read('{}', {}, {}, 'application/json')), [415, 'wrong-type']);
  });
});
