import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { alertsModule } from '../../../gateways/alerts/module.js';
import { emailModule } from '../../../gateways/email/module.js';
import { echoModule } from '../../../gateways/example/module.js';
import { ircModule } from '../../../gateways/irc/module.js';
import { smsModule } from '../../../gateways/sms/module.js';
import type { Path } from '../../../src/config/finding.js';
import { type ConfigResult, loadConfig } from '../../../src/config/load.js';
import { pathOf, variableOf, variables } from '../../../src/config/override-names.js';
import type { Layers } from '../../../src/config/overrides.js';
import type { Shape } from '../../../src/config/shape.js';
import { wholeShape } from '../../../src/config/whole-shape.js';

const modules = [smsModule, emailModule, ircModule, alertsModule, echoModule];
const dir = mkdtempSync(join(tmpdir(), 'isthmus-overrides-'));
after(() => rmSync(dir, { recursive: true }));

const FILE = `xmpp: { domain: example.org }
access: { allow: [example.org] }
limits: { rate: 2, burst: 7 }
gateways:
  echo: { domain: echo.example.org, secret: s3cret }
`;

let files = 0;
function load(text: string, layers: Layers): ConfigResult {
  const file = join(dir, `${files++}.yaml`);
  writeFileSync(file, text, { mode: 0o600 });
  return loadConfig(file, modules, layers);
}

function good(text: string, layers: Layers) {
  const result = load(text, layers);
  assert.ok(result.ok, JSON.stringify(result.findings));
  return result.config;
}

function told(result: ConfigResult): string[] {
  return result.findings.map((one) => `${one.origin ?? `line ${one.line}`} ${one.path} | ${one.message} | ${one.fix}`);
}

describe('what goes over the config file', () => {
  test('defaults, the file, the environment and options, each over those before it', () => {
    const layers = {
      environment: { ISTHMUS_LIMITS_BURST: '8', ISTHMUS_LOG_LEVEL: 'warn' },
      settings: ['log.level=debug'],
    };
    const { limits, log } = good(FILE, layers);
    assert.deepEqual([limits.waiting, limits.rate, limits.burst, log.level], [1000, 2, 8, 'debug']);
  });

  test('a value is read as the kind that its key has', () => {
    const { limits, xmpp, access, gateways } = good(FILE, {
      environment: {
        ISTHMUS_LIMITS_RATE: '0.5',
        ISTHMUS_LIMITS_MESSAGE_TTL: '2h',
        ISTHMUS_XMPP_TLS: 'true',
        ISTHMUS_XMPP_SERVER: '[::1]:5348',
        ISTHMUS_ACCESS_ALLOW: 'example.org, example.net',
        ISTHMUS_ACCESS_ADMINS: '[root@example.org]',
        ISTHMUS_GATEWAYS_ECHO_SECRET: '12345',
        ISTHMUS_ACCESS_DENY: '',
      },
    });
    assert.deepEqual([limits.rate, limits.messageTtl, xmpp.tls], [0.5, 7_200_000, true]);
    assert.deepEqual(xmpp.server, { host: '::1', port: 5348 });
    assert.deepEqual(access, { allow: ['example.org', 'example.net'], deny: [], admins: ['root@example.org'] });
    assert.equal(gateways[0]?.secret, '12345');
  });

  test('keys within lists, within names that the admin gave, and whole sections are reached', () => {
    const file = `${FILE}  irc:
    domain: irc.example.org
    secret: x
    networks: { libera-chat: { host: irc.libera.chat } }
`;
    const { gateways } = good(file, {
      environment: {
        ISTHMUS_GATEWAYS_IRC_NETWORKS_LIBERA_CHAT_TLS: 'false',
        ISTHMUS_GATEWAYS_IRC_NETWORKS_OFTC_HOST: 'irc.oftc.net',
        ISTHMUS_GATEWAYS_IRC_MAX_PER_USER: '{ networks: 3 }',
        ISTHMUS_GATEWAYS_SMS_DOMAIN: 'sms.example.org',
        ISTHMUS_GATEWAYS_SMS_SECRET: 'y',
        ISTHMUS_GATEWAYS_SMS_CARRIERS_0_NAME: 'main',
        ISTHMUS_GATEWAYS_SMS_CARRIERS_0_HOST: 'smpp.example.net',
        ISTHMUS_GATEWAYS_SMS_CARRIERS_0_SYSTEM_ID: 'me',
        ISTHMUS_GATEWAYS_SMS_CARRIERS_0_PASSWORD: 'pw',
      },
    });
    const of = (name: string) => gateways.find((one) => one.name === name)?.config as Record<string, unknown>;
    const irc = JSON.parse(JSON.stringify(of('irc')));
    assert.equal(irc.networks['libera-chat'].tls, false);
    assert.equal(irc.networks.oftc.host, 'irc.oftc.net');
    assert.equal(irc.maxPerUser.networks, 3);
    assert.equal(JSON.parse(JSON.stringify(of('sms'))).carriers[0].systemId, 'me');
  });

  test('a secret and its file go one for the other', () => {
    writeFileSync(join(dir, 'other.secret'), 'from a file\n', { mode: 0o600 });
    const byFile = good(FILE, { environment: { ISTHMUS_GATEWAYS_ECHO_SECRET_FILE: 'other.secret' } });
    assert.equal(byFile.gateways[0]?.secret, 'from a file');
    const text = FILE.replace('secret: s3cret', 'secretFile: nowhere');
    const byValue = good(text, { environment: { ISTHMUS_GATEWAYS_ECHO_SECRET: 'v' } });
    assert.equal(byValue.gateways[0]?.secret, 'v');
  });

  test('what is wrong is told with the name of the variable or option, and never the value of a secret', () => {
    const cases: [Layers, string][] = [
      [
        { environment: { ISTHMUS_LIMITS_BURTS: '3' } },
        'ISTHMUS_LIMITS_BURTS  | overrides no key of the config file | did you mean ISTHMUS_LIMITS_BURST?',
      ],
      [
        { environment: { ISTHMUS_LIMITS_BURST: 'many' } },
        'ISTHMUS_LIMITS_BURST limits.burst | must be a number, and is a text | write a number, without quotes or unit',
      ],
      [
        { environment: { ISTHMUS_GATEWAYS_SMS_CARRIERS_1_HOST: 'x' } },
        'ISTHMUS_GATEWAYS_SMS_CARRIERS_1_HOST gateways.sms.carriers[1].host | is inside of a value that the file writes in short, or behind the end of a list | write that as a section; items of a list count from 0',
      ],
      [
        { environment: { ISTHMUS_ACCESS_ALLOW: '[example.org' } },
        'ISTHMUS_ACCESS_ALLOW access.allow | is not valid YAML | write a list as [a, b] or a, b, a section as {key: value}',
      ],
      [
        { environment: { ISTHMUS_ACCESS_ALLOW: '[*nobody]' } },
        'ISTHMUS_ACCESS_ALLOW access.allow | is YAML that cannot be used | write a list as [a, b] or a, b, a section as {key: value}',
      ],
      [
        { settings: ['limits.brust=3'] },
        '--set limits.brust limits.brust | is not known | take the name of a key from `isthmus sample`',
      ],
      [{ settings: ['debug'] }, '--set debug  | names no key | write it like --set log.level=debug'],
    ];
    for (const [layers, expected] of cases) {
      const result = load(FILE, layers);
      assert.equal(result.ok, false);
      assert.deepEqual(told(result), [expected]);
    }
    const secret = load(FILE, { environment: { ISTHMUS_REDIS_URL: 'hunter2://x' } });
    assert.match(told(secret)[0] ?? '', /^ISTHMUS_REDIS_URL redis.url \| must begin/);
    assert.doesNotMatch(JSON.stringify(secret.findings), /hunter2/);
  });

  test('variables of other commands, of tests and of Kubernetes are no keys', () => {
    const names = ['KEYS', 'URL', 'TOKEN', 'TOKEN_FILE', 'TEST_REDIS', 'BENCH_ONLY', 'SERVICE_HOST', 'PORT'];
    const kubernetes = ['SERVICE_PORT_HTTP', 'PORT_8080_TCP', 'PORT_8080_TCP_ADDR'];
    const environment = Object.fromEntries([...names, ...kubernetes].map((name) => [`ISTHMUS_${name}`, 'x']));
    assert.deepEqual(load(FILE, { environment }).findings, []);
  });

  test('each key of the schema has a variable of its own, that leads back to it', () => {
    const shape = wholeShape(modules);
    const seen = new Map<string, Path>();
    const walk = (at: Shape, path: Path): void => {
      for (const [key, one] of Object.entries(at.properties ?? {})) walk(one, [...path, key]);
      if (typeof at.additionalProperties === 'object') walk(at.additionalProperties, [...path, 'name']);
      if (at.items !== undefined) walk(at.items, [...path, 0]);
      for (const option of at.anyOf ?? []) walk(option, path);
      if (path.length === 0) return;
      const variable = variableOf(path);
      const before = seen.get(variable) ?? path;
      assert.deepEqual(before, path, `${variable} is that of two keys`);
      seen.set(variable, path);
      assert.deepEqual(pathOf(variable, shape, {}), path);
    };
    walk(shape, []);
    assert.ok(seen.size > 300, `${seen.size} keys`);
    assert.ok(variables(shape).every((variable) => seen.has(variable)));
  });
});

describe('credentials of systemd', () => {
  const credentials = join(dir, 'credentials');
  mkdirSync(credentials);
  writeFileSync(join(credentials, 'echo.secret'), 'of systemd\n', { mode: 0o400 });
  writeFileSync(join(dir, 'echo.secret'), 'beside the config\n', { mode: 0o600 });
  writeFileSync(join(dir, 'only-here'), 'beside the config\n', { mode: 0o600 });
  const secretOf = (file: string, environment: Layers['environment']) => {
    const text = FILE.replace('secret: s3cret', `secretFile: ${file}`);
    return good(text, environment === undefined ? {} : { environment }).gateways[0]?.secret;
  };

  test('a secret file that is named without a folder is a credential, where there is one', () => {
    const environment = { CREDENTIALS_DIRECTORY: credentials };
    assert.equal(secretOf('echo.secret', environment), 'of systemd');
    assert.equal(secretOf('./echo.secret', environment), 'beside the config');
    assert.equal(secretOf('only-here', environment), 'beside the config');
    assert.equal(secretOf('echo.secret', undefined), 'beside the config');
  });

  test('a gateway that reads a secret later gets the path of the credential, and so does the key file', () => {
    writeFileSync(join(credentials, 'carrier'), 'pw\n', { mode: 0o400 });
    writeFileSync(join(credentials, 'keys'), 'x\n', { mode: 0o400 });
    const text = `${FILE}  sms:
    domain: sms.example.org
    secret: x
    carriers: [{ name: main, host: smpp.example.net, systemId: me, passwordFile: carrier }]
keyFile: keys
`;
    const config = good(text, { environment: { CREDENTIALS_DIRECTORY: credentials } });
    const sms = config.gateways.find(({ name }) => name === 'sms')?.config;
    assert.match(JSON.stringify(sms), new RegExp(`"passwordFile":"${join(credentials, 'carrier')}"`));
    assert.equal(config.keyFile, join(credentials, 'keys'));
  });
});
