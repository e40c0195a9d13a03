import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { echoModule } from '../../../gateways/example/module.js';
import { loadConfig } from '../../../src/config/load.js';
import type { ConfigModule } from '../../../src/config/whole-shape.js';
import { drawAvatar } from '../../../src/core/avatar.js';

const modules: readonly ConfigModule[] = [echoModule];

describe('what a gateway tells of itself, in the config file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'isthmus-about-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const { bytes } = drawAvatar();
  writeFileSync(join(dir, 'good.png'), bytes);
  writeFileSync(join(dir, 'text.png'), 'not a picture, but as long as a PNG must be at least');
  writeFileSync(join(dir, 'large.png'), Buffer.concat([bytes, Buffer.alloc(9000)]));
  const wide = Buffer.from(bytes);
  wide.writeUInt32BE(128, 16);
  writeFileSync(join(dir, 'wide.png'), wide);
  writeFileSync(join(dir, 'people.csv'), 'first\nJuliet\n');
  writeFileSync(join(dir, 'ldap.secret'), 'geheim\n', { mode: 0o600 });

  const load = (more: string, echo = '') => {
    const file = join(dir, 'isthmus.yaml');
    const text = `xmpp: { domain: example.org }
access: { allow: [example.org] }
${more}
gateways:
  echo: { domain: echo.example.org, secret: s3cret${echo} }
`;
    writeFileSync(file, text, { mode: 0o600 });
    return loadConfig(file, modules);
  };
  const wrong = (more: string, echo = ''): string =>
    load(more, echo)
      .findings.map(({ path, message, fix }) => `${path} ${message} -> ${fix}`)
      .join('\n');

  it('may be nothing', () => {
    const result = load('');
    assert.ok(result.ok);
    assert.equal(result.config.directory, undefined);
    assert.deepEqual(result.config.about.contacts.abuse, []);
  });

  it('is contact addresses as URIs', () => {
    assert.ok(load('about: { contacts: { abuse: ["mailto:abuse@example.org"] } }').ok);
    assert.match(wrong('about: { contacts: { abuse: [abuse@example.org] } }'), /contacts\.abuse\[0\] must be a URI/);
    assert.match(wrong('about: { contacts: { boss: [] } }'), /boss is not known/);
  });

  it('is a policy, whose networks are gateways of the file', () => {
    assert.ok(load('about: { dataPolicy: { retention: infinite }, networkPolicy: { echo: { retention: 5 } } }').ok);
    assert.match(wrong('about: { dataPolicy: { retention: forever } }'), /dataPolicy\.retention/);
    assert.match(wrong('about: { networkPolicy: { ecko: {} } }'), /ecko is not known -> did you mean echo\?/);
  });

  it('is a picture, which is looked at before anybody sees it', () => {
    const result = load('', ', avatarFile: good.png');
    assert.ok(result.ok);
    assert.deepEqual(result.config.gateways[0]?.avatar, bytes);
    assert.match(wrong('', ', avatarFile: none.png'), /avatarFile cannot be read/);
    assert.match(wrong('', ', avatarFile: text.png'), /is not a PNG/);
    assert.match(wrong('', ', avatarFile: large.png'), /has \d+ bytes -> make it smaller than 8192 bytes/);
    assert.match(wrong('', ', avatarFile: wide.png'), /has 128 by 64 pixels -> make it square/);
  });

  it('is a directory: a file or an LDAP server, and not both', () => {
    const file = load('directory: { file: people.csv }');
    assert.ok(file.ok);
    assert.equal(file.config.directory?.file, join(dir, 'people.csv'));
    assert.match(wrong('directory: { file: persons.csv }'), /directory\.file is not there/);
    assert.match(wrong('directory: {}'), /give either file or ldap/);
    const ldap = 'ldap: { url: "ldaps://ldap.example.org", base: "dc=example,dc=org"';
    assert.match(wrong(`directory: { file: people.csv, ${ldap} } }`), /give either file or ldap/);
    assert.match(wrong(`directory: { ${ldap}, bindDn: "cn=x" } }`), /bindDn needs password or passwordFile/);
    const full = load(`directory: { ${ldap}, bindDn: "cn=x", passwordFile: ldap.secret } }`);
    assert.ok(full.ok, JSON.stringify(full.findings));
    assert.equal(full.config.directory?.ldap?.passwordFile, join(dir, 'ldap.secret'));
    assert.equal(full.config.directory?.ldap?.startTls, true, 'nothing goes in the clear unless the admin says so');
    assert.match(wrong('directory: { ldap: { url: "http://x", base: "dc=x" } }'), /must be ldap:\/\/host:port/);
  });
});
