import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smsConfig } from '../../../gateways/sms/config.js';
import { Routes } from '../../../gateways/sms/routing.js';

function routes(...carriers: readonly object[]): Routes {
  const base = { host: 'smpp.example.net', systemId: 'me', password: 'pw' };
  const section = { domain: 'sms.example.org', secret: 's', carriers: carriers.map((one) => ({ ...base, ...one })) };
  return new Routes(smsConfig.parse(section).carriers);
}

test('the longest prefix goes before the cost, the cost before the place in the file', () => {
  const three = routes(
    { name: 'a', prefixes: ['+'], cost: 9 },
    { name: 'b', prefixes: ['+', '+49'], cost: 5 },
    { name: 'c', prefixes: ['+'], cost: 5 },
  );
  assert.deepEqual(three.lanesFor('+15551234567'), ['sms.b.0', 'sms.c.0', 'sms.a.0']);
  const dearButNear = routes({ name: 'near', prefixes: ['+49'], cost: 100 }, { name: 'far', prefixes: ['+'], cost: 1 });
  assert.deepEqual(dearButNear.lanesFor('+4915112345678'), ['sms.near.0', 'sms.far.0']);
});

test('a cost of a prefix counts in place of the usual one, the longest that fits', () => {
  const two = routes({ name: 'a', cost: 5, costs: { '+49': 3, '+4915': 8, '': 1 } }, { name: 'b', cost: 4 });
  assert.deepEqual(two.lanesFor('+49301234567'), ['sms.a.0', 'sms.b.0']);
  assert.deepEqual(two.lanesFor('+4915112345678'), ['sms.b.0', 'sms.a.0']);
  // The empty prefix fits every number, so it goes before the usual cost.
  assert.deepEqual(two.lanesFor('40404'), ['sms.a.0', 'sms.b.0']);
});
