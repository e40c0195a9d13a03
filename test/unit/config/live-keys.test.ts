import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { smsModule } from '../../../gateways/sms/module.js';
import { aboutOf, LiveConfig } from '../../../src/cli/live-config.js';
import { systemClock } from '../../../src/clock.js';
import { effectiveKeys } from '../../../src/config/effective.js';
import { type LoadedConfig, loadConfig } from '../../../src/config/load.js';
import { LogLevels } from '../../../src/log-levels.js';

const dir = mkdtempSync(join(tmpdir(), 'isthmus-live-'));
after(() => rmSync(dir, { recursive: true }));

const JULIET = 'juliet@example.org';

function load(more: string): LoadedConfig {
  const file = join(dir, 'isthmus.yaml');
  const text = `xmpp: { domain: example.org }
gateways:
  sms: { domain: sms.example.org, secret: s3cret, carriers: [{ name: a, host: x, systemId: y, password: z }] }
${more}
`;
  writeFileSync(file, text, { mode: 0o600 });
  const result = loadConfig(file, [smsModule], {});
  assert.ok(result.ok, JSON.stringify(result.findings));
  return result;
}

/** What runs, as its parts see it: they hold these for as long as the process lives. */
function running() {
  const levels = new LogLevels('info', systemClock);
  const live = new LiveConfig(load('').config, levels);
  return { levels, live };
}
type Running = ReturnType<typeof running>;

const about = ({ live }: Running) => aboutOf(live.config, undefined)('sms');
const contact = (role: 'abuse' | 'admin' | 'feedback' | 'sales' | 'security' | 'status' | 'support') =>
  [
    `about: { contacts: { ${role}: ["mailto:x@example.org"] } }`,
    (run: Running) => about(run).contacts?.[role]?.[0],
  ] as const;

/** For each live key of the core what it is set to, and how the parts that run see it. */
const SEEN: Readonly<Record<string, readonly [yaml: string, seen: (run: Running) => unknown]>> = {
  'access.allow': [`access: { allow: [${JULIET}] }`, ({ live }) => live.access('sms')(JULIET) === undefined],
  'access.deny': [
    `access: { allow: [example.org], deny: [${JULIET}] }`,
    ({ live }) => live.access('sms')(JULIET) === undefined || live.access('sms')('romeo@example.org') === undefined,
  ],
  'access.admins': [`access: { admins: [${JULIET}] }`, ({ live }) => [live.isAdmin(JULIET), live.admins.length]],
  'console.admins': [
    `http: { listen: "127.0.0.1:1" }\nconsole: { admins: [${JULIET}] }`,
    ({ live }) => live.mayUseConsole(JULIET),
  ],
  'about.contacts.abuse': contact('abuse'),
  'about.contacts.admin': contact('admin'),
  'about.contacts.feedback': contact('feedback'),
  'about.contacts.sales': contact('sales'),
  'about.contacts.security': contact('security'),
  'about.contacts.status': contact('status'),
  'about.contacts.support': contact('support'),
  'about.outage': ['about: { outage: ["https://status.example.org"] }', (run) => about(run).outage?.[0]],
  'about.networkPolicy': [
    'about: { networkPolicy: { sms: { terms: "https://example.org/terms" } } }',
    (run) => JSON.stringify(about(run).networkPolicy ?? null),
  ],
  'limits.rate': ['limits: { rate: 7 }', ({ live }) => live.limits.rate],
  'limits.burst': ['limits: { burst: 77 }', ({ live }) => live.limits.burst],
  'limits.contacts': ['limits: { contacts: 7 }', ({ live }) => live.limits.contacts],
  'limits.accounts': ['limits: { accounts: 7 }', ({ live }) => live.limits.accounts],
  'limits.waiting': ['limits: { waiting: 77 }', ({ live }) => live.limits.waiting],
  'limits.recipients': ['limits: { recipients: 77 }', ({ live }) => live.limits.recipients],
  'limits.messageTtl': ['limits: { messageTtl: 7h }', ({ live }) => live.limits.expiry],
  'lanes.drain': ['lanes: { drain: 77s }', ({ live }) => live.config.lanes.drain],
  'log.level': ['log: { level: debug }', ({ levels }) => levels.level],
};

describe('what a reload takes over', () => {
  const keys = effectiveKeys(load('http: { listen: "127.0.0.1:1" }\nconsole: { admins: [] }'))
    .filter(({ key, live }) => live && !key.startsWith('gateways.'))
    .map(({ key }) => key);

  test('is here, each key', () => {
    assert.deepEqual(
      keys.filter((key) => SEEN[key] === undefined),
      [],
    );
    assert.ok(keys.length >= 20, keys.join());
  });

  for (const [key, [yaml, seen]] of Object.entries(SEEN)) {
    test(`${key} counts at once, and what was before it counts again when it is taken out`, () => {
      const run = running();
      const before = seen(run);
      run.live.take(load(yaml).config);
      const now = seen(run);
      assert.notDeepEqual(now, before);
      run.live.take(load('').config);
      assert.deepEqual(seen(run), before);
    });
  }
});
