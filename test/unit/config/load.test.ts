import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { z } from 'zod';
import { emailModule } from '../../../gateways/email/module.js';
import { echoModule } from '../../../gateways/example/module.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { type ConfigResult, loadConfig } from '../../../src/config/load.js';

const dir = mkdtempSync(join(tmpdir(), 'isthmus-config-'));
after(() => rmSync(dir, { recursive: true }));

let files = 0;
function write(text: string, mode = 0o600): string {
  const file = join(dir, `${files++}.file`);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const load = (text: string): ConfigResult => loadConfig(write(text), [smsModule, echoModule]);

/** What was found, a line each: `line severity path (value) message -> fix`. */
function told(result: ConfigResult): string[] {
  return result.findings.map(({ severity, path, line, value, message, fix }) =>
    `${line ?? '-'} ${severity} ${path} ${value ?? '-'} | ${message} | ${fix}`.replaceAll(dir, 'DIR'),
  );
}

const GOOD = `xmpp: { domain: example.org }
access: { allow: [example.org] }
gateways:
  echo: { domain: echo.example.org, secret: s3cret }
`;

test('a short file gives a whole config, with units as numbers and absolute paths', () => {
  const result = load(`${GOOD}dataDir: data\nlimits: { stanza: 64KiB, messageTtl: 1.5h }\nlanes: { lease: 5s }\n`);
  assert.ok(result.ok, told(result).join('\n'));
  const { config } = result;
  assert.deepEqual(result.findings, []);
  assert.deepEqual(config.xmpp, {
    server: { host: '127.0.0.1', port: 5347 },
    tls: false,
    domain: 'example.org',
    streams: 1,
  });
  assert.equal(config.limits.stanza, 65_536);
  assert.equal(config.limits.messageTtl, 5_400_000);
  assert.deepEqual(config.lanes, { lease: 5000, failover: 60_000, drain: 10_000 });
  assert.equal(config.redis.maxMemory, 1024 ** 3);
  assert.equal(config.dataDir, join(dir, 'data'));
  assert.equal(config.keyFile, join(dir, 'data', 'secret.key'));
  assert.deepEqual(config.gateways, [
    {
      name: 'echo',
      domain: 'echo.example.org',
      secret: 's3cret',
      server: { host: '127.0.0.1', port: 5347 },
      config: { domain: 'echo.example.org', secret: 's3cret', features: 'basic', answers: true },
    },
  ]);
});

test('the number of streams holds for all gateways but those that have their own', () => {
  const result = load(`xmpp: { domain: example.org, streams: 2 }
access: { allow: [example.org] }
gateways:
  echo: { domain: echo.example.org, secret: s3cret, streams: 3 }
`);
  assert.ok(result.ok, told(result).join('\n'));
  assert.deepEqual([result.config.xmpp.streams, result.config.gateways[0]?.streams], [2, 3]);
  for (const wrong of ['0', '17', '1.5', 'many']) {
    const refused = load(GOOD.replace('secret: s3cret', `secret: s3cret, streams: ${wrong}`));
    assert.equal(refused.ok, false, wrong);
    assert.match(told(refused).join('\n'), /gateways\.echo\.streams .*must be a whole number from 1 to 16/);
  }
});

test('all slips of a file are told at once, each with line, value and fix', () => {
  const result = load(`xmpp:
  servr: 127.0.0.1:5347
  tls: "yes"
redis: { fsync: allways, maxMemory: 64 }
acces: { allow: [example.org] }
limits:
  rate: fast
  messageTtl: 10s
lanes: { lease: 90s }
gateways:
  sms:
    domain: sms.example.org
    secret: 12345
    numbers: { shared: [+15550001111] }
    carriers:
      - { name: main, hst: smpp.example.net, systemId: me, password: topsecret1, binds: 0 }
  irk: {}
`);
  assert.equal(result.ok, false);
  assert.deepEqual(told(result), [
    "1 error xmpp.domain - | is missing | add domain: example.org (The server's own domain)",
    '2 error xmpp.servr - | is not known | did you mean server?',
    '3 error xmpp.tls "yes" | must be true or false, and is a text | write true or false, without quotes',
    '4 error redis.fsync "allways" | must be one of: everysec, always | did you mean always?',
    '4 error redis.maxMemory 64 | must be a size with a unit: B, KiB, MiB or GiB, such as 64KiB | write it with a unit',
    '5 error acces - | is not known | did you mean access?',
    '7 error limits.rate "fast" | must be a number, and is a text | write a number, without quotes or unit',
    '8 error limits.messageTtl "10s" | must be between 1m and 30d | correct it: How long a message may wait before its sender is told',
    '9 error lanes.lease "90s" | must be between 5s and 60s | correct it: How long after a crash another process takes over',
    '13 error gateways.sms.secret (hidden) | must be a text, and is a number | put it into quotes, as it was written',
    '14 error gateways.sms.numbers.shared[0] 15550001111 | must be a text, and is a number | put it into quotes, as it was written',
    '16 error gateways.sms.carriers[0].host - | is missing | add host (Host of the SMPP server)',
    '16 error gateways.sms.carriers[0].password (hidden) | must be at most 8 characters long | correct it: Password at the carrier; or use passwordFile',
    '16 error gateways.sms.carriers[0].binds 0 | must be at least 1 | correct it: Binds to hold open; each is one session, or one pair',
    '16 error gateways.sms.carriers[0].hst - | is not known | did you mean host?',
    '17 error gateways.irk - | is not known | remove it; gateways may have: echo, sms',
  ]);
});

test('no secret is ever shown, wherever it stands', () => {
  const result = load(`xmpp: { domain: example.org, secret: hunter2 }
redis: { url: "redis://user:hunter2@host:6379", pasword: hunter2 }
gateways:
  echo: { domain: 5, secret: [hunter2], token: { inner: hunter2 } }
  sms: { domain: a, secret: x, carriers: { password: hunter2 } }
  unknown: { secret: hunter2, url: "https://me:hunter2@host/" }
`);
  assert.equal(result.ok, false);
  assert.ok(result.findings.length >= 5);
  assert.doesNotMatch(
    JSON.stringify(result.findings.map(({ value, path, fix }) => ({ value, path, fix }))),
    /hunter2|topsecret/,
  );
});

test('a secret may stand in a file of its own', () => {
  const secretFile = write('süß pass\n');
  const result = load(
    `${GOOD.replace('secret: s3cret', `secretFile: ${secretFile}`)}redis: { urlFile: ${write('redis://h:1\n')} }\n`,
  );
  assert.ok(result.ok, told(result).join('\n'));
  assert.equal(result.config.gateways[0]?.secret, 'süß pass');
  assert.equal(result.config.redis.url, 'redis://h:1');
});

test('what a secret file holds is checked as if it stood in the config file, and not shown', () => {
  const sms = (passwordFile: string) =>
    load(`xmpp: { domain: example.org }
redis: { url: "redis://127.0.0.1:6379" }
gateways:
  sms:
    domain: sms.example.org
    secret: s3cret
    carriers: [{ name: main, host: h, systemId: me, passwordFile: ${passwordFile} }]
`);
  const long = sms(write('ninechars\n'));
  assert.equal(long.ok, false);
  const [line, ...more] = told(long).filter((finding) => finding.includes('passwordFile'));
  assert.deepEqual(more, []);
  assert.match(
    line ?? '',
    /carriers\[0\]\.passwordFile "?.*"? \| holds what does not fit: SMPP has room for 8 characters in password \| correct what the file holds/,
  );
  assert.doesNotMatch(JSON.stringify(long.findings), /ninechars/);
  const fits = sms(write('eight8ch\n'));
  assert.ok(fits.ok, told(fits).join('\n'));
});

test('a secret file that is missing, open to all, empty or given twice is told', () => {
  const cases: [string, RegExp][] = [
    ['secretFile: nowhere.secret', /secretFile "DIR\/nowhere.secret" \| cannot be read: there is no such file/],
    [`secretFile: ${write('x', 0o644)}`, /can be read by every user of this machine \| run: chmod 600/],
    [`secretFile: ${write('\n')}`, /is empty/],
    [`secretFile: ${write('x')}, secret: y`, /and secret are both given/],
    ['answers: true', /gateways.echo.secret - \| is missing/],
  ];
  for (const [keys, expected] of cases) {
    const result = load(GOOD.replace('secret: s3cret', keys));
    assert.equal(result.ok, false, keys);
    assert.equal(result.findings.length, 1, told(result).join('\n'));
    assert.match(told(result)[0] ?? '', expected);
  }
});

test('a key file that everybody may read, and a console on the port of HTTP, are told', () => {
  const key = write('k1 x', 0o644);
  const result = load(
    `${GOOD}keyFile: ${key}\nhttp: { listen: 127.0.0.1:8080 }\nconsole: { listen: '127.0.0.1:8080' }\n`,
  );
  assert.deepEqual(told(result), [
    `5 warning keyFile - | can be read by every user of this machine, so Isthmus does not start with it | run: chmod 600 ${key.replace(dir, 'DIR')}`,
    '7 error console.listen "127.0.0.1:8080" | is the same as http.listen | give each a port of its own',
  ]);
});

test('two gateways of one domain, or one of the domain of the server, are refused', () => {
  const twice = load(`xmpp: { domain: example.org }
access: { allow: ["*"] }
gateways:
  echo: { domain: Example.org, secret: a }
  sms: { domain: example.org, secret: b, carriers: [{ name: m, host: h, systemId: s, password: p }] }
`);
  assert.deepEqual(
    told(twice).map((text) => text.replace(/ \| give.*/, '')),
    [
      '4 error gateways.echo.domain "example.org" | is the same as xmpp.domain',
      '5 error gateways.sms.domain "example.org" | is the same as xmpp.domain',
    ],
  );
});

test('what keeps nobody from starting is a warning', () => {
  const result = loadConfig(
    write('xmpp: { domain: example.org }\ngateways: { echo: { domain: e.org, secret: s } }\n', 0o644),
    [echoModule],
  );
  assert.equal(result.ok, true);
  assert.deepEqual(
    result.findings.map(({ severity, path }) => `${severity} ${path}`),
    ['warning access.allow', 'warning '],
  );
});

test('broken, empty, huge and hostile files are explained, not thrown', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((c, i) => `${c}: &${c} [${`*${'abcdefghij'[i]},`.repeat(9)}]`)
    .join('\n')}\n`;
  const hostile = [
    '',
    '- a\n',
    'just text',
    'xmpp: [\n',
    'a: 1\na: 2\n',
    '\tx: 1',
    'x: *nowhere',
    bomb,
    '{',
    '%YAML 9\n---\n',
    '\u0000',
    `x: ${'y'.repeat(2 ** 20)}`,
    '? [a]: b',
    '__proto__: { x: 1 }\nconstructor: 1',
    'gateways: { __proto__: {}, toString: 1 }',
    'gateways: [1]',
    'xmpp: null\ngateways: null',
    '---\na: 1\n---\nb: 2\n',
  ];
  for (const text of hostile) {
    const result = load(text);
    assert.equal(result.ok, false, text.slice(0, 40));
    assert.ok(result.findings.length > 0, text.slice(0, 40));
    for (const finding of result.findings) {
      assert.ok(finding.message !== '' && finding.fix !== '', JSON.stringify(finding));
    }
  }
  assert.equal(loadConfig(join(dir, 'no such'), []).ok, false);
  assert.equal(loadConfig(dir, []).ok, false);
});

test('a variable of the environment in the text stays text', () => {
  const result = load(GOOD.replace('s3cret', "'pa$HOME$(id)'"));
  assert.equal(result.ok && result.config.gateways[0]?.secret, 'pa$HOME$(id)');
});

test('a module whose schema does not name the keys of the core gets only its own', () => {
  const module = { name: 'tiny', config: z.strictObject({ colour: z.string().default('red') }) };
  const file = write(
    'xmpp: { domain: example.org }\naccess: { allow: [a.org] }\ngateways: { tiny: { domain: T.example.org, secret: s, server: "[::1]:9" } }\n',
  );
  const result = loadConfig(file, [module]);
  assert.ok(result.ok, told(result).join('\n'));
  assert.deepEqual(result.config.gateways, [
    { name: 'tiny', domain: 't.example.org', secret: 's', server: { host: '::1', port: 9 }, config: { colour: 'red' } },
  ]);
});

test('files that a section names begin at the folder of the config file, and have to be there', () => {
  const mail = (more: string) =>
    loadConfig(
      write(`xmpp: { domain: example.org }
access: { allow: [example.org] }
gateways:
  email:
    domain: email.example.org
    secret: s3cret
${more}`),
      [emailModule],
    );
  writeFileSync(join(dir, 'ca.pem'), `what it is\n${rootCertificates.slice(0, 2).join('\n')}\n`);
  const good = mail('    ownMailboxes: { caFile: ca.pem }\n');
  assert.ok(good.ok, told(good).join('\n'));
  const config = good.config.gateways[0]?.config as { readonly ownMailboxes: { readonly caFile: string } };
  assert.equal(config.ownMailboxes.caFile, join(dir, 'ca.pem'));
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  for (const [text, wrong] of [
    ['', 'holds no certificate'],
    ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'holds no certificate'],
    [`${rootCertificates[0]}\n${broken}`, 'holds something else where its certificate 2 should be'],
  ] as const) {
    writeFileSync(join(dir, 'wrong.pem'), text);
    const [line, ...more] = told(mail('    ownMailboxes: { caFile: wrong.pem }\n'));
    assert.match(
      line ?? '',
      new RegExp(`error gateways.email.ownMailboxes.caFile "wrong.pem" \\| ${wrong} \\| write certificates`),
    );
    assert.deepEqual(more, []);
  }
  assert.deepEqual(told(mail('    ownMailboxes: { caFile: nowhere.pem }\n')), [
    '7 error gateways.email.ownMailboxes.caFile "nowhere.pem" | cannot be read: there is no such file | correct the path, or let the user of Isthmus read it',
  ]);
  const dkim = mail(`    addresses:
      domain: mail.example.org
      lmtp: 127.0.0.1:2424
      smtp: { host: 127.0.0.1 }
      dkim: [{ selector: a, keyFile: nowhere.key }]
`);
  assert.deepEqual(
    told(dkim).map((line) => line.slice(0, line.indexOf(':'))),
    ['11 error gateways.email.addresses.dkim[0].keyFile "DIR/nowhere.key" | cannot be read'],
    'and nothing of what a key has to be',
  );
});
