import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Hmac } from '../../../../gateways/alerts/book/source.js';
import { checkSignature, GRAFANA_SIGNATURE } from '../../../../gateways/alerts/sources/signature.js';

const NOW = Date.UTC(2026, 2, 4);
const BODY = Buffer.from('{"alerts": []}');
const PLAIN: Hmac = { ...GRAFANA_SIGNATURE, secret: 'wherefore' };
const TIMED: Hmac = { ...PLAIN, timestampHeader: 'X-Time' };

const sign = (text: string, secret = 'wherefore', algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(text).digest('hex');

function check(settings: Hmac, headers: Record<string, string>, body: Uint8Array = BODY) {
  const refused = checkSignature(settings, { body, headers, receivedAt: NOW });
  return refused === undefined ? 'right' : `${refused.status} ${refused.reason}`;
}

describe('signatures', () => {
  it('are of the body', () => {
    const right = sign(String(BODY));
    const name = 'x-grafana-alerting-signature';
    assert.equal(right, 'e002d115bd36a3fcaa8d983a07239ed3d1509711b76744c6238b236fc9875c7a');
    assert.equal(check(PLAIN, { [name]: right }), 'right');
    assert.equal(check(PLAIN, {}), '401 signature-missing');
    for (const wrong of [
      '',
      right.toUpperCase(),
      `sha256=${right}`,
      right.slice(2),
      `${right}00`,
      `${right.slice(0, -1)}g`,
      sign(`${BODY} `),
      sign(String(BODY), 'other'),
      'é'.repeat(64),
    ]) {
      assert.equal(check(PLAIN, { [name]: wrong }), '401 signature-wrong', wrong);
    }
    assert.equal(check(PLAIN, { [name]: right }, Buffer.from('{"alerts": [] }')), '401 signature-wrong');
  });

  it('are of time and body where a time is signed, within the window', () => {
    const seconds = NOW / 1000;
    const at = (time: string) => ({ 'x-time': time, 'x-grafana-alerting-signature': sign(`${time}:${BODY}`) });
    assert.equal(check(TIMED, at(String(seconds))), 'right');
    assert.equal(check(TIMED, at(String(seconds - 300))), 'right');
    assert.equal(check(TIMED, at(String(seconds + 300))), 'right');
    assert.equal(check(TIMED, at(String(seconds - 301))), '401 signature-stale');
    assert.equal(check(TIMED, at(String(seconds + 301))), '401 signature-stale');
    assert.equal(check(TIMED, at('now')), '401 signature-stale');
    assert.equal(check(TIMED, at('-1')), '401 signature-stale');
    assert.equal(check(TIMED, { ...at(String(seconds)), 'x-time': String(seconds + 1) }), '401 signature-wrong');
    const { 'x-time': _, ...untimed } = at(String(seconds));
    assert.equal(check(TIMED, untimed), '401 signature-missing');
    assert.equal(
      check(TIMED, { ...untimed, 'x-time': String(seconds), 'x-grafana-alerting-signature': sign(String(BODY)) }),
      '401 signature-wrong',
    );
  });

  it('may be of SHA-512 and have a prefix', () => {
    const settings: Hmac = { ...PLAIN, algorithm: 'sha512', header: 'X-Hub-Signature', prefix: 'sha512=' };
    const right = sign(String(BODY), 'wherefore', 'sha512');
    assert.equal(check(settings, { 'x-hub-signature': `sha512=${right}` }), 'right');
    assert.equal(check(settings, { 'x-hub-signature': right }), '401 signature-wrong');
    assert.equal(check(settings, { 'x-hub-signature': `sha512=${sign(String(BODY))}` }), '401 signature-wrong');
  });
});
