import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { Child } from '../../sandbox/child.js';
import { startEjabberd } from '../../sandbox/ejabberd.js';
import { freePort } from '../../sandbox/free-port.js';
import { startProsody } from '../../sandbox/prosody.js';
import { type Smsc, startSmsc } from '../../sandbox/smsc/index.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import type { XmppServer } from '../../sandbox/xmpp-server.js';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { PASSWORD, registerWith, SYSTEM_ID } from '../support/e2e-world.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const PHONE = '+12025550123';
const GATEWAY = 'sms.example.org';

interface Printed {
  readonly dir: string;
  readonly smsc: Smsc;
  readonly port: number;
  /** What was to be written into the settings of the server, one text for each place, in the order of printing. */
  readonly parts: readonly string[];
}

async function command(args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = await Child.start({ name: 'isthmus', command: process.execPath, args: [MAIN, ...args], env: {} });
  const { code } = await child.exited;
  return { code, text: child.logs() };
}

/** Runs `isthmus init` as a script does. */
async function init(t: TestContext, server: string): Promise<Printed> {
  const [dir, port, httpPort] = [await tempDir('init'), await freePort(), await freePort()];
  const smsc = await startSmsc({ systemId: SYSTEM_ID, password: PASSWORD });
  t.after(() => smsc.stop());
  t.after(() => removeTempDir(dir));
  const { code, text } = await command([
    ...['init', '--yes', '--dir', join(dir, 'etc'), '--server', server, '--domain', 'example.org'],
    ...['--component-port', `127.0.0.1:${port}`, '--http', `127.0.0.1:${httpPort}`, '--networks', 'sms'],
    ...['--sms-carrier', `127.0.0.1:${smsc.port}`, '--sms-system-id', SYSTEM_ID, '--sms-password', PASSWORD],
  ]);
  assert.equal(code, 0, text);
  const parts = text.split(/^--- .*\n/m).slice(1);
  return { dir, smsc, port, parts: parts.map((part) => part.trim()) };
}

/** What the doctor finds before the first start, and that a text reaches the phone afterwards. */
async function works(t: TestContext, { dir, smsc }: Printed, server: XmppServer): Promise<readonly string[]> {
  const config = join(dir, 'etc', 'isthmus.yaml');
  const { text } = await command(['doctor', '--json', '--config', config]);
  const { findings } = JSON.parse(text) as {
    findings: readonly { readonly code: string; readonly severity: string }[];
  };
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  const isthmus = await Child.start({
    name: 'isthmus',
    command: process.execPath,
    args: [MAIN, 'run', '--config', config],
    env: {},
  });
  t.after(() => isthmus.stop(15_000));
  await isthmus.waitForLog(/"msg":"ready"/, 20_000);
  const user = await connectUser(await server.addUser('romeo'));
  t.after(() => user.close());
  await registerWith(user, GATEWAY, '<name>Romeo</name>');
  await user.send(`<message to="${PHONE}@${GATEWAY}" type="chat"><body>Hello</body></message>`);
  await smsc.waitFor(() => smsc.inbox(PHONE).length > 0);
  assert.equal(smsc.inbox(PHONE)[0]?.text, 'Hello');
  return findings.map(({ code }) => code);
}

describe('what isthmus init has written and printed', () => {
  it('lets Prosody take the gateway, into rosters and to its upload service, and a text reaches the phone', async (t) => {
    const printed = await init(t, 'prosody');
    const [global = '', component = '', rosters = '', upload = ''] = printed.parts;
    const prosody = await startProsody({
      modules: ['privilege'],
      extraGlobal: [
        global,
        rosters,
        `${component}\n  modules_enabled = { "privilege" }`,
        `Component "upload.example.org" "http_file_share"\n  http_external_url = "https://upload.example.org/"\n  ${upload}`,
      ].join('\n'),
    });
    t.after(() => prosody.stop());
    const codes = await works(t, printed, prosody);
    assert.deepEqual(
      codes.filter((code) => /^(privileges|upload|stanza|nagle)/.test(code)),
      ['upload-small'],
    );
  });

  it('lets ejabberd do the same', async (t) => {
    const printed = await init(t, 'ejabberd');
    const [main, rosters, upload] = printed.parts.map((part) => parse(part) as Readonly<Record<string, object>>);
    const { listen, ...rules } = main ?? {};
    const [listener] = listen as readonly {
      readonly port: number;
      readonly hosts: Readonly<Record<string, { password: string }>>;
    }[];
    assert.ok(listener);
    const { port, hosts, ...extraListener } = listener;
    const ejabberd = await startEjabberd({
      domain: 'example.org',
      componentPort: port,
      components: Object.fromEntries(Object.entries(hosts).map(([domain, { password }]) => [domain, password])),
      extraListener,
      modules: { ...rosters?.modules, ...upload?.modules },
      extra: {
        ...rules,
        acl: { local: { user_regexp: '' }, ...rules.acl },
        access_rules: { ...rules.access_rules, ...rosters?.access_rules, ...upload?.access_rules },
      },
    });
    t.after(() => ejabberd.stop());
    const codes = await works(t, printed, ejabberd);
    assert.deepEqual(
      codes.filter((code) => /^(privileges|upload|stanza)/.test(code)),
      [],
    );
  });
});
