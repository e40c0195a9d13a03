import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ejabberd } from '../../../../gateways/alerts/sources/ejabberd.js';
import { answered, refusal, request } from './request.js';

const MESSAGE = {
  type: 'headline',
  from: 'cron@example.org',
  to: 'ops@example.org',
  subject: 'Backup',
  body: 'Backup of db1 failed\nNo space left',
};

describe("ejabberd's send_message", () => {
  it('is an alert, answered with 0', () => {
    const { alerts, answer } = answered(ejabberd.read(request(MESSAGE)));
    const [{ fingerprint, ...alert } = { fingerprint: '' }] = alerts;
    assert.match(fingerprint, /^[0-9a-f]{32}$/);
    assert.deepEqual(alert, {
      status: 'firing',
      severity: 'warning',
      title: 'Backup',
      text: MESSAGE.body,
      labels: { type: 'headline', from: 'cron@example.org', to: 'ops@example.org' },
      annotations: {},
      links: [],
      startsAt: 1772600767000,
      origin: { source: 'test', network: 'http', hops: 0 },
    });
    assert.equal(answer.body, '0');
    const [untitled] = answered(ejabberd.read(request({ ...MESSAGE, subject: '' }))).alerts;
    assert.equal(untitled?.title, 'Backup of db1 failed');
  });

  it('is another message later, and the same with the same key', () => {
    const read = (receivedAt: number, key?: string) =>
      answered(
        ejabberd.read(request(MESSAGE, { receivedAt, headers: key === undefined ? {} : { 'idempotency-key': key } })),
      ).alerts[0];
    assert.notEqual(read(1772600767000)?.fingerprint, read(1772687167000)?.fingerprint);
    const [first, again, other] = [read(1772600767000, 'a'), read(1772687167000, 'a'), read(1772600767000, 'b')];
    assert.equal(first?.fingerprint, again?.fingerprint);
    assert.equal(first?.origin.id, again?.origin.id);
    assert.notEqual(first?.origin.id, undefined);
    assert.notEqual(first?.origin.id, other?.origin.id);
  });

  it('comes as scripts send it', () => {
    const read = (contentType: string) => refusal(ejabberd.read(request(MESSAGE, { contentType })));
    assert.equal(read('application/x-www-form-urlencoded'), undefined);
    assert.deepEqual(read('multipart/form-data; boundary=x'), [415, 'wrong-type']);
    assert.deepEqual(refusal(ejabberd.read(request({ ...MESSAGE, type: 'error' }))), [422, 'field-wrong']);
    assert.deepEqual(refusal(ejabberd.read(request({ type: 'chat', to: 'a@b' }))), [422, 'field-missing']);
    assert.deepEqual(refusal(ejabberd.read(request('to=a&body=b'))), [400, 'json-broken']);
  });
});
