import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { alertsModule } from '../../../gateways/alerts/module.js';
import { emailModule } from '../../../gateways/email/module.js';
import { echoModule } from '../../../gateways/example/module.js';
import { ircModule } from '../../../gateways/irc/module.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { allowed, isAdmin } from '../../../src/config/access.js';
import { loadConfig } from '../../../src/config/load.js';
import { nearest } from '../../../src/config/nearest.js';
import { sampleConfig } from '../../../src/config/sample.js';
import { parseDuration, parseSize } from '../../../src/config/units.js';

/** Tests run in the root folder of the repository. */
const EXAMPLE = 'config/isthmus.example.yaml';

test('the most specific access rule counts, deny wins a tie, and nobody is allowed by default', () => {
  const rules: [allow: string[], deny: string[], jid: string, expected: boolean][] = [
    [[], [], 'a@example.org', false],
    [['example.org'], [], 'a@example.org', true],
    [['example.org'], [], 'a@sub.example.org', false],
    [['example.org'], [], 'a@badexample.org', false],
    [['example.org'], ['a@example.org'], 'a@example.org', false],
    [['example.org'], ['a@example.org'], 'b@example.org', true],
    [['a@example.org'], ['example.org'], 'a@example.org/phone', true],
    [['a@example.org/phone'], ['a@example.org'], 'a@example.org/phone', true],
    [['a@example.org'], ['a@example.org/phone'], 'a@example.org/phone', false],
    [['a@example.org'], ['a@example.org/phone'], 'a@example.org/Phone', true],
    [['a@example.org'], ['a@example.org'], 'a@example.org', false],
    [['*'], ['example.org'], 'a@example.org', false],
    [['*'], ['example.org'], 'a@example.net', true],
    [['example.org'], ['*'], 'a@example.org', true],
    [['*'], ['*'], 'a@example.org', false],
    [['example.org'], [], 'example.org', true],
    [['example.org'], [], 'x@evil.net/a@example.org', false],
  ];
  for (const [allow, deny, jid, expected] of rules) {
    assert.equal(allowed({ allow, deny }, jid), expected, JSON.stringify({ allow, deny, jid }));
  }
});

test('an admin is an admin from each resource', () => {
  const access = { admins: ['root@example.org'] };
  assert.equal(isAdmin(access, 'root@example.org/x'), true);
  assert.equal(isAdmin(access, 'root@example.org.evil.net'), false);
});

test('durations and sizes need their unit', () => {
  const durations = ['30s', '5m', '24h', '1.5h', '250ms', '7 d', '0s'].map(parseDuration);
  assert.deepEqual(durations, [30_000, 300_000, 86_400_000, 5_400_000, 250, 604_800_000, 0]);
  for (const text of ['30', 's', '-1s', '1e3s', '1 week', '', '5 M', '1.2345s', 'toString']) {
    assert.equal(parseDuration(text), undefined, text);
  }
  assert.deepEqual(['64KiB', '1GiB', '10MB', '5B', '64kb'].map(parseSize), [65_536, 2 ** 30, 10_000_000, 5, undefined]);
});

test('the nearest name is found over slips and spelling, and none is invented', () => {
  const known = ['server', 'secret', 'secretFile', 'domain', 'tls'];
  const cases: [string, string | undefined][] = [
    ['servr', 'server'],
    ['sevrer', 'server'],
    ['secret_file', 'secretFile'],
    ['SECRET', 'secret'],
    ['tsl', 'tls'],
    ['banana', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ];
  for (const [name, expected] of cases) assert.equal(nearest(name, known), expected, name);
});

test('the example config file in the repository is the one that the schema gives', () => {
  assert.equal(
    readFileSync(EXAMPLE, 'utf8'),
    sampleConfig([smsModule, emailModule, ircModule, alertsModule, echoModule]),
  );
});

test('the example config file lacks nothing but the secret files that it names', () => {
  const { findings } = loadConfig(EXAMPLE, [smsModule, emailModule, ircModule, alertsModule, echoModule]);
  assert.deepEqual(
    findings.map(({ path, message }) => `${path} ${message.slice(0, 14)}`),
    [
      'gateways.sms.secretFile',
      'gateways.sms.carriers[0].passwordFile',
      'gateways.email.secretFile',
      'gateways.irc.secretFile',
      'gateways.alerts.secretFile',
      'gateways.echo.secretFile',
    ].map((path) => `${path} cannot be read`),
  );
});
