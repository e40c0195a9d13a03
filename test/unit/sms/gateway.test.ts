import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smsConfig } from '../../../gateways/sms/config.js';
import { SmsGateway } from '../../../gateways/sms/sms-gateway.js';

const carrier = { name: 'main', host: 'smpp.example.net', systemId: 'me', password: 'secret' };

function gatewayWith(carriers: readonly object[], more: object = {}): SmsGateway {
  return new SmsGateway(smsConfig.parse({ domain: 'sms.example.org', carriers, ...more }));
}

describe('the SMS gateway says of itself', () => {
  it('that receipts come, unless a carrier is never asked for reports', () => {
    assert.equal(gatewayWith([carrier]).features.has('receipts'), true);
    const never = { ...carrier, name: 'other', registeredDelivery: 'never' };
    assert.equal(
      gatewayWith([carrier, never]).features.has('receipts'),
      false,
      'nobody knows which one a number takes',
    );
  });

  it('that texts are encrypted on their way to the carriers only where every carrier has TLS', () => {
    const secure = { ...carrier, tls: {} };
    assert.deepEqual(gatewayWith([secure]).dataPolicy.own?.transmission, 'encrypted');
    assert.deepEqual(gatewayWith([secure, { ...carrier, name: 'other' }]).dataPolicy.own?.transmission, 'plain');
  });

  it('how long a text may wait until a phone says whom it means, which is a day longer than it is asked for', () => {
    const gateway = gatewayWith([carrier], { numbers: { questionTtl: '3d' } });
    assert.equal(gateway.dataPolicy.own?.retention, 96);
  });

  it('who a contact is: a number, a name, or nobody who tells', () => {
    const gateway = gatewayWith([carrier]);
    assert.deepEqual(gateway.vcard('+12025550123'), { phone: '+12025550123' });
    assert.deepEqual(gateway.vcard('40404'), { phone: '40404' });
    assert.equal(gateway.vcard('my bank;alphanumeric').name, 'my bank');
    assert.equal(gateway.vcard('anonymous').phone, undefined);
  });

  it('no number that is none, where an extension was cut off', () => {
    const { addresses } = gatewayWith([carrier]);
    const right = addresses.parse('+12025550123 x7');
    assert.equal(!right.ok && right.suggestion, '+12025550123');
    for (const local of ['+1202555#0123', '+491511x2345678', '+49 1511']) {
      const wrong = addresses.parse(local);
      assert.equal(!wrong.ok && wrong.suggestion, undefined, local);
    }
  });

  it('whom nobody can answer, in the one form in which messages come from it', () => {
    const { addresses } = gatewayWith([carrier]);
    for (const local of ['acme;alphanumeric', 'anonymous']) assert.equal(addresses.noReply(local), local);
    for (const local of ['Acme;alphanumeric', ';alphanumeric', ' x;alphanumeric', 'acme', '+12025550123', '']) {
      assert.equal(addresses.noReply(local), undefined, local);
    }
  });
});
