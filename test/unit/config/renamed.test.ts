import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RenamedKey, withNewNames } from '../../../src/config/renamed.js';
import { parseSource } from '../../../src/config/source.js';

const renamed: RenamedKey[] = [
  { old: ['limits', 'perSecond'], now: ['limits', 'rate'] },
  { old: ['gateways', 'sms', 'carriers', '*', 'user'], now: ['gateways', 'sms', 'carriers', '*', 'systemId'] },
  { old: ['logLevel'], now: ['log', 'level'] },
];

const told = (text: string) => {
  const { source, findings } = withNewNames(parseSource(text), renamed);
  return { source, said: findings.map((one) => `${one.line} ${one.severity} ${one.path} ${one.message} | ${one.fix}`) };
};

test('a key under its old name counts, with a warning that tells the new one', () => {
  const { source, said } = told(`logLevel: debug
limits:
  burst: 3
  perSecond: 2
gateways: { sms: { carriers: [
  { systemId: a },
  { name: two, user: b }] } }
`);
  assert.deepEqual(source.value, {
    limits: { burst: 3, rate: 2 },
    gateways: { sms: { carriers: [{ systemId: 'a' }, { name: 'two', systemId: 'b' }] } },
    log: { level: 'debug' },
  });
  assert.deepEqual(said, [
    '4 warning limits.perSecond is called limits.rate now | rename it to rate',
    '7 warning gateways.sms.carriers[1].user is called gateways.sms.carriers[1].systemId now | rename it to systemId',
    '1 warning logLevel is called log.level now | rename it to level',
  ]);
  assert.equal(source.line(['limits', 'rate']), 4);
});

test('both names at once are an error, and new names alone are nothing to speak of', () => {
  const both = told('limits: { perSecond: 2, rate: 3 }\n');
  assert.deepEqual(both.said, [
    '1 error limits.perSecond and limits.rate, its new name, are both given | keep the new one',
  ]);
  const { source, said } = told('limits: { rate: 3 }\n');
  assert.deepEqual([source.value, said], [{ limits: { rate: 3 } }, []]);
});
