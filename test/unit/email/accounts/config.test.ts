import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { stringify } from 'yaml';
import { type EmailConfig, emailConfig } from '../../../../gateways/email/config.js';
import { loadConfig } from '../../../../src/config/load.js';
import { sampleConfig } from '../../../../src/config/sample.js';
import { type Shape, shapeOf } from '../../../../src/config/shape.js';

const addresses = { domain: 'mail.example.org', lmtp: '127.0.0.1:2424', smtp: { host: '127.0.0.1', port: 25 } };
const section = (more: object = {}) => ({ domain: 'email.example.org', secret: 's', addresses, ...more });

/** Places and sentences of what is wrong. */
function faults(value: object): readonly string[] {
  const result = emailConfig.safeParse(value);
  return (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const folder = mkdtempSync(join(tmpdir(), 'isthmus-email-config-'));
after(() => rmSync(folder, { recursive: true }));

describe('the section of the config file', () => {
  it('takes the short forms, and is safe where it says nothing', () => {
    const config = emailConfig.parse(section({ ownMailboxes: true }));
    assert.deepEqual(config.addresses?.lmtp, {
      listen: '127.0.0.1:2424',
      peers: ['127.0.0.0/8', '::1'],
      connections: 100,
    });
    assert.equal(config.addresses?.smtp.security, 'none', 'to this machine itself');
    const { ownMailboxes } = config;
    assert.deepEqual(
      [ownMailboxes.allowed, ownMailboxes.hosts, ownMailboxes.allowNetworks, ownMailboxes.plain],
      [true, { allow: [], deny: [] }, [], false],
    );
    assert.deepEqual([config.lanes, config.unknownSenders], [8, 'deliver']);
    assert.deepEqual(config.hold, { default: 0, most: 60_000 });
    assert.deepEqual(config.sizes, {
      outgoing: 26_214_400,
      incoming: 52_428_800,
      text: 32_768,
      inFlight: 268_435_456,
      filesInFlight: 268_435_456,
      waiting: 26_214_400,
    });
    assert.deepEqual(config.retry, { for: 432_000_000, noticeAfter: 14_400_000 });
    assert.equal(emailConfig.parse(section({ ownMailboxes: false })).ownMailboxes.allowed, false);
    assert.equal(emailConfig.parse({ domain: 'email.example.org' }).addresses, undefined);
  });

  it('speaks TLS to a smarthost on another machine', () => {
    const smtp = { host: 'relay.example.net' };
    const config = emailConfig.parse(section({ addresses: { ...addresses, smtp } }));
    assert.deepEqual([config.addresses?.smtp.security, config.addresses?.smtp.port], ['starttls', 25]);
  });

  it('takes a smarthost in one text', () => {
    const of = (smtp: string) => emailConfig.parse(section({ addresses: { ...addresses, smtp } })).addresses?.smtp;
    const ends = (smtp: string) => [of(smtp)?.host, of(smtp)?.port, of(smtp)?.security];
    assert.deepEqual(ends('relay.example.net:587'), ['relay.example.net', 587, 'starttls']);
    assert.deepEqual(ends('[::1]:2525'), ['::1', 2525, 'none']);
    assert.deepEqual(ends('localhost'), ['localhost', 25, 'none']);
    assert.deepEqual(faults(section({ addresses: { ...addresses, smtp: 'relay:x' } })), [
      'addresses.smtp.host: write a host name or an IP address, such as mail.example.net',
    ]);
  });

  it('tells once what is wrong with a date', () => {
    for (const from of ['soon', '2026-02-31', '2026-1-1', '']) {
      assert.deepEqual(
        faults(section({ limits: { warmUp: { from } } })),
        ['limits.warmUp.from: write a date that there is, such as 2026-01-31'],
        from,
      );
    }
    assert.deepEqual(faults(section({ limits: { warmUp: { from: '2026-01-31' } } })), []);
  });

  it('names the place of what contradicts itself, and says what to do', () => {
    const smtp = { host: 'relay.example.net', username: 'gw', password: 'p', security: 'none' };
    const rows: readonly (readonly [object, string])[] = [
      [
        { domain: 'email.example.org', ownMailboxes: false },
        'addresses: nobody could have an address: give addresses, or set ownMailboxes to true',
      ],
      [section({ hold: { default: '30s', most: '10s' } }), 'hold.default: must not be longer than hold.most'],
      [
        section({ addresses: { ...addresses, smtp } }),
        'addresses.smtp.security: without TLS everybody on the way reads the password: use tls or starttls',
      ],
      [
        section({ addresses: { ...addresses, smtp: { host: 'relay.example.net', username: 'gw' } } }),
        'addresses.smtp.username: username and password belong together',
      ],
      [
        section({ addresses: { ...addresses, lmtp: '2424' } }),
        'addresses.lmtp.listen: write host:port, such as 127.0.0.1:2424 or [::1]:2424',
      ],
      [
        section({ addresses: { ...addresses, domain: 'mail' } }),
        'addresses.domain: write a domain, such as mail.example.org',
      ],
      [
        section({ addresses: { ...addresses, aliases: { choice: false } } }),
        'addresses.aliases.default: without choice two users could be given the same name: use local.domain',
      ],
      [
        section({ ownMailboxes: { oauth: { ours: { clientId: 'x', domains: ['example.org'] } } } }),
        'ownMailboxes.oauth.ours: is no provider that is known: give tokenUrl, scopes, and authorizeUrl or deviceUrl',
      ],
      [
        section({ ownMailboxes: { allowNetworks: ['192.168.1.0/240'] } }),
        'ownMailboxes.allowNetworks.0: write a network, such as 192.168.1.0/24 or fd00::/8',
      ],
      [section({ sizes: { outgoing: '25' } }), 'sizes.outgoing: write a size with its unit, such as 64KiB or 1GiB'],
      [
        section({ addresses: { ...addresses, dkim: [{ selector: 'a', key: 'no key' }] } }),
        'addresses.dkim.0.key: must be a private key in PEM without a passphrase, such as openssl genrsa 2048 writes it',
      ],
    ];
    for (const [value, fault] of rows) assert.deepEqual(faults(value), [fault]);
  });

  it('takes keys to sign with, one selector once, and none that receivers refuse', () => {
    const pem = (bits: number): string =>
      generateKeyPairSync('rsa', { modulusLength: bits })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString();
    const { privateKey } = generateKeyPairSync('ed25519');
    const ed25519 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const keys = [
      { selector: 'rsa1', key: pem(1024) },
      { selector: 'ed1', key: ed25519 },
    ];
    assert.deepEqual(faults(section({ addresses: { ...addresses, dkim: keys } })), []);
    assert.deepEqual(
      faults(section({ addresses: { ...addresses, dkim: [keys[1], { selector: 'ED1', key: ed25519 }] } })),
      ['addresses.dkim.1.selector: ed1._domainkey.mail.example.org stands here twice'],
    );
    assert.deepEqual(faults(section({ addresses: { ...addresses, dkim: [{ selector: 'a', key: pem(512) }] } })), [
      'addresses.dkim.0.key: must have at least 1024 bits; receivers take no shorter one',
    ]);
  });

  it('reads secrets from files beside it', () => {
    const write = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      return name;
    };
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const file = join(folder, 'isthmus.yaml');
    const content = {
      xmpp: { server: '127.0.0.1:5347', domain: 'example.org' },
      dataDir: folder,
      gateways: {
        email: section({
          ownMailboxes: { oauth: { google: { clientId: 'id', clientSecretFile: write('oauth.secret', 'hush\n') } } },
          addresses: {
            ...addresses,
            smtp: { host: 'relay.example.net', username: 'gw', passwordFile: write('smtp.secret', 'sesame\n') },
            dkim: [{ selector: 'a', keyFile: write('dkim.pem', pem) }],
          },
        }),
      },
    };
    writeFileSync(file, stringify(content), { mode: 0o600 });
    const loaded = loadConfig(file, [{ name: 'email', config: emailConfig }]);
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const email = loaded.config.gateways[0]?.config as EmailConfig;
    assert.equal(email.ownMailboxes.oauth.google?.clientSecret, 'hush');
    assert.equal(email.addresses?.smtp.password, 'sesame');
    assert.equal(email.addresses?.dkim[0]?.key, pem.trimEnd());
  });

  it('has each key in the sample, with the keys of what may be written short', () => {
    const sample = sampleConfig([{ name: 'email', config: emailConfig }]);
    for (const key of [
      'ownMailboxes:',
      'allowNetworks:',
      'pollEvery:',
      'lmtp:',
      'listen:',
      'dkim:',
      'unknownSenders:',
    ]) {
      assert.match(sample, new RegExp(`^ *(# )?(- )?${key}`, 'm'), key);
    }
  });

  it('describes each of its keys', () => {
    const undescribed: string[] = [];
    const walk = (shape: Shape, path: string): void => {
      for (const [name, inner] of Object.entries(shape.properties ?? {})) {
        if (inner.description === undefined) undescribed.push(`${path}.${name}`);
        walk(inner, `${path}.${name}`);
      }
      if (shape.items !== undefined) walk(shape.items, `${path}.*`);
      if (typeof shape.additionalProperties === 'object') walk(shape.additionalProperties, `${path}.*`);
    };
    walk(shapeOf(emailConfig), 'email');
    assert.deepEqual(undescribed, []);
  });
});
