import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smsConfig } from '../../../gateways/sms/config.js';
import { STATUS, Statuses } from '../../../gateways/sms/status.js';
import { smsTexts } from '../../../gateways/sms/texts.js';

const statusesOf = (statuses: object) => {
  const carrier = { name: 'main', host: 'smpp.example.net', systemId: 'me', password: 'pw', statuses };
  return smsConfig.safeParse({ domain: 'sms.example.org', secret: 's', carriers: [carrier] });
};

function parsed(statuses: object): Statuses {
  const result = statusesOf(statuses);
  assert.ok(result.success, result.error?.message);
  return new Statuses(result.data.carriers[0]?.statuses);
}

test('the statuses of 5.0 are known by their names, 0x100 to 0x112 without a gap', () => {
  for (let status = 0x100; status <= 0x112; status += 1) assert.ok(STATUS.has(status), status.toString(16));
  assert.equal(STATUS.get(0x101)?.name, 'RPROHIBITED');
  assert.equal(STATUS.get(0x10d)?.name, 'RBCASTFAIL');
  assert.equal(STATUS.get(0x112)?.name, 'RINVBCASTCHANIND');
});

test('a carrier may mean something else by a status, and says no more than it must', () => {
  const own = parsed({
    '0x45': { class: 'permanent', text: 'barred' },
    '0x0000000B': { class: 'temporary' },
    '0x14': { class: 'slow', retry: '20s' },
    '0x400': { class: 'temporary', retry: '2m' },
    '0x401': { class: 'setting' },
  });
  assert.deepEqual(own.problem(0x45), {
    type: 'cancel',
    condition: 'not-allowed',
    text: { key: 'sms.delivery.barred' },
    code: 'smpp 0x00000045',
  });
  assert.equal(own.meaning(0x45).name, 'RSUBMITFAIL');
  assert.deepEqual([own.meaning(0x0b).class, own.meaning(0x0b).retryMs], ['temporary', 30_000]);
  assert.deepEqual(
    [own.meaning(0x14).retryMs, own.problem(0x14).text.key, own.problem(0x14).condition],
    [20_000, 'sms.carrier.busy', 'resource-constraint'],
  );
  assert.deepEqual([own.meaning(0x400).retryMs, own.problem(0x400).text.key], [120_000, 'sms.carrier.trouble']);
  assert.equal(own.problem(0x401).text.key, 'sms.carrier.settings');
  // Others are as the standard has them, at this carrier and at others.
  assert.equal(own.meaning(0x58).class, 'slow');
  assert.equal(new Statuses().meaning(0x45).class, 'temporary');
});

test('every text that an override may name is there', () => {
  for (const text of ['refused', 'number', 'barred', 'sender', 'forbidden', 'length', 'settings', 'busy', 'trouble']) {
    const { key } = parsed({ '0x45': { class: 'permanent', text } }).problem(0x45).text;
    assert.ok(smsTexts.en?.[key], key);
  }
});

test('what is no override is an error of the config file that names its place', () => {
  const rows: [object, string][] = [
    [{ '0x00': { class: 'permanent' } }, 'carriers.0.statuses.0x00'],
    [{ 69: { class: 'permanent' } }, 'carriers.0.statuses.69'],
    [{ '0x45': { class: 'permanent' }, '0x045': { class: 'slow' } }, 'carriers.0.statuses.0x045'],
    [{ '0x45': { class: 'fatal' } }, 'carriers.0.statuses.0x45.class'],
    [{ '0x45': { class: 'permanent', retry: '5s' } }, 'carriers.0.statuses.0x45.retry'],
    [{ '0x45': { class: 'slow', text: 'sms.carrier.busy' } }, 'carriers.0.statuses.0x45.text'],
  ];
  for (const [statuses, place] of rows) {
    const result = statusesOf(statuses);
    assert.equal(result.success, false, place);
    assert.ok(
      result.error?.issues.some(({ path }) => path.join('.') === place),
      JSON.stringify(result.error?.issues),
    );
  }
});
