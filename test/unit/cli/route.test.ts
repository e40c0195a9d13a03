import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { alertsModule } from '../../../gateways/alerts/module.js';
import { tryFiles } from '../../../gateways/alerts/trial/try-files.js';
import { readScriptMail } from '../../../gateways/email/mime/script-mail.js';
import type { GatewayModule } from '../../../gateways/gateway.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { runCli } from '../../../src/cli/cli.js';
import { Networks } from '../../../src/cli/networks.js';
import { routeCommand } from '../../../src/cli/route.js';
import { repositoryRoot } from '../../support/repository.js';

const EXAMPLE = join(repositoryRoot(), 'config/routes.example.yaml');

const BOOK = `
sources:
  prom: { kind: alertmanager, token: a-token-of-prometheus }
  grafana: { kind: grafana, token: a-token-of-grafana-too, route: db }
  pager: { kind: pagerduty, token: a-token-of-the-pager }
  jabber: { kind: ejabberd, token: a-token-of-ejabberd }
  hook: { kind: json, token: a-token-of-any-hook, fields: { title: '{{event.name}}', labels.team: '{{event.team}}' } }
  script: { kind: text, token: a-token-of-scripts }
  civil: { kind: cap, token: a-token-of-civil-protection }
  people: { kind: message, media: [xmpp, email, sms] }
people:
  alice:
    title: Alice
    language: de
    xmpp: alice@example.org
    sms: '+33612345678'
    quiet: { during: night, bypass: critical }
  bob: { email: bob@example.net, irc: libera/bob?account=bob }
rotations:
  duty: { calendar: duty.ics }
windows:
  night: { times: ['22:00-24:00', '00:00-07:00'] }
inhibit:
  - { name: down, source: alertname=ClusterDown, target: severity!=critical, equal: [cluster] }
routes:
  - { name: db, match: team=db, groupBy: [alertname], to: [rotation:duty, 'irc://libera/#ops'] }
  - { name: rest, to: bob }
`;

const CALENDAR = [
  'BEGIN:VCALENDAR',
  ...['BEGIN:VEVENT', 'UID:1', 'SUMMARY:alice', 'DTSTART:20260301T000000Z', 'DTEND:20260401T000000Z', 'END:VEVENT'],
  ...['BEGIN:VEVENT', 'UID:2', 'SUMMARY:mallory', 'DTSTART:20260401T000000Z', 'DTEND:20260501T000000Z', 'END:VEVENT'],
  'END:VCALENDAR',
].join('\r\n');

const alertmanager = (labels: Readonly<Record<string, string>>) => ({
  version: '4',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels,
      annotations: { summary: 'The disk of db1 is full' },
      startsAt: '2026-03-02T10:00:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      fingerprint: 'f1',
    },
  ],
});

const CAP = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>c1</identifier><sender>s@example.org</sender>
<sent>2026-03-02T10:00:00-00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info>
<category>Met</category><event>Flood</event><urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty>
<headline>The river rises</headline></info></alert>`;

describe('isthmus route test', () => {
  let dir: string;
  let book: string;
  let config: string;

  before(async () => {
    dir = await tempDir('route-test');
    book = join(dir, 'routes.yaml');
    config = join(dir, 'isthmus.yaml');
    await writeFile(book, BOOK, { mode: 0o600 });
    await writeFile(join(dir, 'duty.ics'), CALENDAR);
    const section = 'domain: alerts.example.org, secret: a-secret-of-alerts, routes: small.yaml';
    const small = ['people: { alice: { xmpp: alice@example.org } }', 'rotations: { duty: { calendar: duty.ics } }'];
    await writeFile(join(dir, 'small.yaml'), [...small, 'routes: [{ name: db, to: rotation:duty }]'].join('\n'));
    await writeFile(
      config,
      `xmpp: { domain: example.org }\naccess: { allow: [example.org] }\ngateways: { alerts: { ${section} } }\n`,
    );
  });

  after(() => removeTempDir(dir));

  async function run(args: readonly string[], stdin = ''): Promise<{ code: number; text: string }> {
    const lines: string[] = [];
    const input = (async function* () {
      yield Buffer.from(stdin);
    })();
    const add = (line: string) => void lines.push(line);
    const command = routeCommand({
      networks: new Networks({ alerts: async () => alertsModule as GatewayModule }),
      tester: async () => ({ tryFiles }),
      mailReader: async () => ({ read: (octets) => readScriptMail(octets, 0) }),
      stdin: input,
    });
    const code = await runCli([command], ['route', ...args], { out: add, err: add, env: {} });
    return { code, text: lines.join('\n') };
  }

  /** By the book above, at noon of a day in March 2026. */
  const tried = (args: readonly string[], payload: unknown) =>
    run(
      ['test', '--book', book, '--at', '2026-03-02T12:00Z', ...args],
      typeof payload === 'string' ? payload : JSON.stringify(payload),
    );

  it('tells by the example which route takes an alert from standard input', async () => {
    const alert = JSON.stringify({ severity: 'critical', labels: { alertname: 'DiskFull', team: 'db' } });
    const { code, text } = await run(['test', '--book', EXAMPLE], alert);
    assert.equal(code, 0, text);
    assert.match(text, /database/);
    const json = JSON.parse((await run(['test', `--book=${EXAMPLE}`, '--json', '--to', 'daytime'], alert)).text);
    assert.equal(json.ok, true);
  });

  it('says what is wrong by exit code 2', async () => {
    assert.equal((await run(['test', '--book', EXAMPLE], 'no JSON')).code, 2);
    assert.equal((await run(['test', '--book', '/nowhere.yaml'], '{}')).code, 2);
    assert.match(
      (await run(['test', '--book', EXAMPLE, '--source', 'nobody'], '{}')).text,
      /there is no source nobody/,
    );
    assert.match((await run(['test', '--book', EXAMPLE, '--payload', '/nowhere'])).text, /cannot be read/);
    assert.match((await run(['test'], '{}')).text, /needs --config FILE, or --book/);
    assert.match((await run(['try'], '{}')).text, /needs the word test/);
    assert.match((await tried(['--as', 'pigeon'], '{}')).text, /takes --as/);
    assert.match((await tried(['--at', 'noon'], '{}')).text, /cannot read --at/);
    assert.match((await tried(['--config', config], '{}')).text, /not both/);
  });

  it('reads the form of each source as the gateway does', async () => {
    const pager = { routing_key: 'x', event_action: 'trigger', dedup_key: 'd1' };
    const cases: readonly [string, unknown, RegExp][] = [
      ['prom', alertmanager({ alertname: 'DiskFull', team: 'db' }), /alert {4}The disk of db1 is full/],
      ['grafana', { ...alertmanager({ alertname: 'A' }), orgId: 1 }, /from db, where it goes by itself/],
      ['pager', { ...pager, payload: { summary: 'No heartbeat', source: 'db1', severity: 'error' } }, /No heartbeat/],
      ['jabber', { type: 'chat', from: 'a@b', to: 'c@d', subject: 'Hm', body: 'By ejabberd' }, /Hm|By ejabberd/],
      ['hook', { event: { name: 'By a hook', team: 'db' } }, /team="db"/],
      ['script', 'By a script', /alert {4}By a script/],
      ['civil', CAP, /The river rises[\s\S]*firing, critical/],
    ];
    for (const [source, payload, says] of cases) {
      const { code, text } = await tried(['--source', source], payload);
      assert.equal(code, 0, text);
      assert.match(text, says);
    }
    const titled = await tried(
      ['--source', 'script', '--header', 'Title: Of a header', '--header', 'Priority: 5'],
      'x',
    );
    assert.match(titled.text, /alert {4}Of a header[\s\S]*firing, critical/);
    const refused = await tried(['--source', 'prom'], '{"version":"4"}');
    assert.equal(refused.code, 2);
    assert.match(refused.text, /is refused \(4\d\d, [a-z-]+\)/);
  });

  it('reads messages and mails of people', async () => {
    const chat = await tried(['--as', 'xmpp', '--to', 'db', '--from', 'alice@example.org'], 'The coffee is out');
    assert.match(chat.text, /The coffee is out/);
    const mail = 'From: bob@example.net\nSubject: =?utf-8?q?K=C3=BChlung?=\nImportance: high\n\nzu warm\n';
    const { text } = await tried(['--as', 'email', '--to', 'rest'], mail);
    assert.match(text, /alert {4}Kühlung/);
    assert.match((await tried(['--as', 'irc'], 'x')).text, /is read by no source/);
    assert.match((await tried(['--as', 'sms', '--source', 'prom'], 'x')).text, /takes no messages/);
    assert.match((await tried(['--as', 'alert', '--source', 'prom'], '{"title":"As it is"}')).text, /As it is/);
  });

  it('tells who is on call by the calendar, in which order they are tried, and what they read', async () => {
    const { text } = await tried(
      ['--source', 'prom'],
      alertmanager({ alertname: 'DiskFull', team: 'db', severity: 'error' }),
    );
    assert.match(text, /rotation duty: alice at that time/);
    assert.match(text, /alice, in XMPP: xmpp:alice@example\.org, after 2m sms:\+33612345678/);
    assert.match(text, /alice, else: sms:\+33612345678, after 5m xmpp:alice@example\.org/);
    assert.match(text, /to xmpp:alice@example\.org\n.*The disk of db1 is full/);
    assert.match(text, /to sms:\+33612345678\n.*K7DM[\s\S]*\(\d SMS\)/);
    assert.match(text, /to irc:\/\/libera\/#ops\n.*The disk of db1 is full/);
    const night = await run(
      ['test', '--book', book, '--source', 'prom', '--at', '2026-03-02T23:00Z'],
      JSON.stringify(alertmanager({ alertname: 'DiskFull', team: 'db', severity: 'error' })),
    );
    assert.match(night.text, /alice is left alone until 2026-03-03 07:00 \(UTC\)/);
    const others = await tried(['--source', 'prom'], alertmanager({ alertname: 'Other' }));
    assert.match(others.text, /to mailto:bob@example\.net\n\s+Subject: .*\[K7DM\]/);
  });

  it('tells what is silenced and muted, and of that no texts', async () => {
    const payload = alertmanager({ alertname: 'DiskFull', team: 'db' });
    const silenced = await tried(['--source', 'prom', '--silence', 'team=db severity!=critical'], payload);
    assert.match(silenced.text, /silenced \(team=db severity!=critical\)/);
    assert.doesNotMatch(silenced.text, /messages of route/);
    const other = await tried(['--source', 'prom', '--silence', 'alertname="Disk Empty"'], payload);
    assert.doesNotMatch(other.text, /silenced/);
    assert.match((await tried(['--source', 'prom', '--silence', 'team'], payload)).text, /the silence team: team /);
    const [one] = alertmanager({ alertname: 'DiskFull', team: 'db', cluster: 'a' }).alerts;
    const [down] = alertmanager({ alertname: 'ClusterDown', cluster: 'a', severity: 'critical' }).alerts;
    const both = { ...payload, alerts: [one, { ...down, fingerprint: 'f2' }] };
    assert.match((await tried(['--source', 'prom'], both)).text, /muted {4}by down/);
  });

  it('takes the book of a config file, with the calendars that it names', async () => {
    const alert = JSON.stringify({ labels: { team: 'db' } });
    const { code, text } = await run(['test', '--config', config, '--at', '2026-03-02T12:00Z'], alert);
    assert.equal(code, 0, text);
    assert.match(text, /warning: rotations\.duty\.calendar .*the event "mallory" that is left out: it names nobody/);
    assert.match(text, /messages of route db[\s\S]*to xmpp:alice@example\.org/);
    await writeFile(join(dir, 'duty.ics'), 'nothing');
    const broken = await run(['test', '--config', config], alert);
    assert.equal(broken.code, 2);
    assert.match(broken.text, /error: rotations\.duty\.calendar .*holds no calendar/);
    await writeFile(join(dir, 'duty.ics'), CALENDAR);
  });
});
