import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pagerduty, routingKeyOf } from '../../../../gateways/alerts/sources/pagerduty.js';
import { answered, refusal, request } from './request.js';

const EVENT = {
  routing_key: 'e93facc04764012d7bfb002500d5d1a6',
  event_action: 'trigger',
  dedup_key: 'srv01/disk',
  payload: {
    summary: 'Disk of srv01 is full',
    source: 'srv01.example',
    severity: 'critical',
    timestamp: '2026-03-04T05:00:00.000+0000',
    component: 'disk',
    group: 'prod',
    class: 'capacity',
    custom_details: { free: '1 %', inodes: 12, nested: { a: 1 } },
  },
  links: [{ href: 'https://wiki.example/disk', text: 'Runbook' }, 'junk', { href: 7 }],
  images: [{ src: 'x', href: 'https://graph.example/1.png', alt: 'Graph' }],
  client: 'watcher',
  client_url: 'https://watch.example/1',
};

describe('PagerDuty', () => {
  it('triggers, and gets its key back', () => {
    const { alerts, answer } = answered(pagerduty.read(request(EVENT)));
    assert.deepEqual(alerts, [
      {
        fingerprint: 'srv01/disk',
        status: 'firing',
        severity: 'critical',
        title: 'Disk of srv01 is full',
        labels: { source: 'srv01.example', component: 'disk', group: 'prod', class: 'capacity', severity: 'critical' },
        annotations: { client: 'watcher', free: '1 %', inodes: '12' },
        links: [
          { url: 'https://wiki.example/disk', text: 'Runbook' },
          { url: 'https://graph.example/1.png', text: 'Graph' },
          { url: 'https://watch.example/1', text: 'source' },
        ],
        startsAt: Date.UTC(2026, 2, 4, 5),
        origin: { source: 'test', network: 'http', hops: 0 },
      },
    ]);
    assert.equal(answer.status, 202);
    assert.deepEqual(JSON.parse(answer.body), {
      status: 'success',
      message: 'Event processed',
      dedup_key: 'srv01/disk',
    });
  });

  it('gives a key to an event without one, the same when it is sent again', () => {
    const { dedup_key: _, ...event } = EVENT;
    const key = (body: unknown) => JSON.parse(answered(pagerduty.read(request(body))).answer.body).dedup_key;
    assert.match(key(event), /^[0-9a-f]{32}$/);
    assert.equal(key(event), key({ ...event, client: 'another' }));
    assert.notEqual(key(event), key({ ...event, payload: { ...EVENT.payload, source: 'srv02' } }));
  });

  it('acknowledges and resolves by the key alone', () => {
    for (const [action, status] of [
      ['acknowledge', 'acknowledged'],
      ['resolve', 'resolved'],
    ]) {
      const event = { routing_key: 'k', event_action: action, dedup_key: 'srv01/disk' };
      const [alert] = answered(pagerduty.read(request(event))).alerts;
      assert.equal(alert?.status, status);
      assert.equal(alert?.fingerprint, 'srv01/disk');
      assert.equal(alert?.title, 'srv01/disk');
    }
  });

  it('refuses wrong events with 400', () => {
    const read = (changes: object) => refusal(pagerduty.read(request({ ...EVENT, ...changes })));
    const withPayload = (changes: object) => read({ payload: { ...EVENT.payload, ...changes } });
    const wrong = [400, 'event-wrong'];
    assert.deepEqual(read({ event_action: 'change' }), wrong);
    assert.deepEqual(read({ event_action: 'resolve', dedup_key: '' }), wrong);
    assert.deepEqual(read({ dedup_key: 'x'.repeat(256) }), wrong);
    assert.deepEqual(read({ payload: 'text' }), wrong);
    assert.deepEqual(withPayload({ summary: ' ' }), wrong);
    assert.deepEqual(withPayload({ summary: 'x'.repeat(1025) }), wrong);
    assert.deepEqual(withPayload({ source: undefined }), wrong);
    assert.deepEqual(withPayload({ severity: 'bad' }), wrong);
    assert.equal(withPayload({ summary: 'x'.repeat(1024) }), undefined);
    assert.equal(read({ dedup_key: 'x'.repeat(255) }), undefined);
  });

  it('counts characters as Alertmanager does, which cuts summaries at 1024 of them', () => {
    const summary = '\u{1f525}'.repeat(1024);
    const read = (payload: object) => pagerduty.read(request({ ...EVENT, payload: { ...EVENT.payload, ...payload } }));
    assert.equal(answered(read({ summary })).alerts.length, 1);
    assert.deepEqual(refusal(read({ summary: `${summary}x` })), [400, 'event-wrong']);
  });

  it('links to the picture of an image that leads nowhere else', () => {
    const [alert] = answered(
      pagerduty.read(request({ ...EVENT, images: [{ src: 'https://graph.example/2.png' }] })),
    ).alerts;
    assert.ok(alert?.links.some(({ url }) => url === 'https://graph.example/2.png'));
  });

  it('keeps its routing key out of what is told', () => {
    assert.equal(routingKeyOf(request(EVENT)), EVENT.routing_key);
    for (const body of ['{', [], {}, { routing_key: 7 }, { routing_key: 'a b' }, { routing_key: '' }]) {
      assert.equal(routingKeyOf(request(body)), undefined);
    }
    assert.ok(!JSON.stringify(pagerduty.read(request(EVENT))).includes(EVENT.routing_key));
    const wrong = pagerduty.read(request({ ...EVENT, event_action: 'x' }));
    assert.ok(!JSON.stringify(wrong).includes(EVENT.routing_key));
  });
});
