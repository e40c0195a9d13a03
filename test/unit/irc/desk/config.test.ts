import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import iconv from 'iconv-lite';
import { parse, stringify } from 'yaml';
import { CHARSETS, charsetOf } from '../../../../gateways/irc/charsets.js';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { parseServer, serverText } from '../../../../gateways/irc/hosts.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { parsePin, pinText } from '../../../../gateways/irc/pins.js';
import { filled, hashOf, hostFrom, identFrom, isPlaces, nickFrom } from '../../../../gateways/irc/templates.js';
import { loadConfig } from '../../../../src/config/load.js';
import { sampleConfig } from '../../../../src/config/sample.js';
import { type Shape, shapeAt, shapeOf } from '../../../../src/config/shape.js';
import { hostName } from '../../../../src/network.js';
import { workMs } from '../../../support/cpu-time.js';

import { repositoryRoot } from '../../../support/repository.js';

const section = (more: object = {}, network: object = {}) => ({
  domain: 'irc.example.org',
  secret: 's',
  networks: { libera: { host: 'irc.libera.chat', ...network } },
  ...more,
});

/** Places and sentences of what is wrong. */
function faults(value: object): readonly string[] {
  const result = ircConfig.safeParse(value);
  return (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the section of the config file', () => {
  it('is short, and safe where it says nothing', () => {
    const config = ircConfig.parse({ domain: 'irc.example.org', networks: { libera: { host: 'irc.libera.chat' } } });
    const { libera } = config.networks;
    assert.deepEqual(
      [config.anyServer, config.guests, config.persistentByDefault, config.realnameFromJid],
      [false, true, false, false],
    );
    assert.deepEqual(
      [libera?.tls, libera?.verify, libera?.pins, libera?.sasl, libera?.nickserv],
      [true, true, [], 'optional', 'NickServ'],
    );
    assert.deepEqual([libera?.charset, libera?.charsetOut], ['windows-1252', 'utf-8']);
    assert.deepEqual(libera?.throttle, { burst: 10, every: 1000 });
    assert.deepEqual(libera?.reconnect, { first: 2000, most: 600_000 });
    assert.deepEqual(config.history, { keep: 2000, for: 7_776_000_000, onJoin: 20, record: true });
    assert.deepEqual(config.maxPerUser, { networks: 10, rooms: 100 });
    assert.deepEqual([config.linger, config.quitMessage, config.lanes, config.identd], [60_000, 'Left', 8, undefined]);
    assert.deepEqual(config.longText, { maxLines: 8, link: true });
  });

  it('names the place of what contradicts itself, and says what to do', () => {
    const rows: readonly (readonly [object, string])[] = [
      [section({ networks: {} }), 'networks: name at least one network, or set anyServer to true'],
      [section({ fixedServer: 'oftc' }), 'fixedServer: must be the name of one of the networks: libera'],
      [
        section({ fixedServer: 'libera', anyServer: true }),
        'anyServer: with fixedServer no address names a server: remove one of the two',
      ],
      [section({}, { host: undefined }), 'networks.libera.host: give either host or hosts'],
      [section({}, { hosts: ['a.example'] }), 'networks.libera.host: give either host or hosts'],
      [
        section({}, { tls: false, pins: ['ab'.repeat(32)] }),
        'networks.libera.pins: without TLS there is no certificate to compare: remove pins or set tls to true',
      ],
      [
        section({}, { tls: false, caFile: '/ca' }),
        'networks.libera.caFile: without TLS there is no certificate to check: remove caFile or set tls to true',
      ],
      [
        section({}, { tls: false, serverName: 'x.example' }),
        'networks.libera.serverName: without TLS there is no certificate to check: remove serverName or set tls to true',
      ],
      [
        section({}, { password: 'p', passwordFile: '/p' }),
        'networks.libera.password: give either password or passwordFile',
      ],
      [
        section({}, { reconnect: { first: '10m', most: '1m' } }),
        'networks.libera.reconnect: first must not be longer than most',
      ],
      [
        section({}, { webirc: { ipv6Prefix: 'fd00::/64' } }),
        'networks.libera.webirc.password: give either password or passwordFile',
      ],
      [
        section({}, { webirc: { password: 'p' } }),
        'networks.libera.webirc.ipv6Prefix: WEBIRC tells an address of the user, and XMPP knows none: give a prefix here or outgoing.ipv6Prefix',
      ],
      [
        section({ socks: { host: 'proxy.example' }, outgoing: { ipv6Prefix: '2001:db8::/64' } }),
        'networks.libera.socks: behind a proxy no user has an address of its own: set socks of this network to false, or remove outgoing.ipv6Prefix',
      ],
      [section({ socks: { host: 'p', username: 'u' } }), 'socks.username: username and password belong together'],
      [
        section({ outgoing: { ipv6Prefix: '2001:db8::/64', address6: '2001:db8::1' } }),
        'outgoing.address6: users have addresses of their own in ipv6Prefix: remove one of the two',
      ],
      [
        section({ networks: { a: { host: 'irc.example.net:7000' }, b: { hosts: ['irc.example.net'], port: 7000 } } }),
        'networks.b: irc.example.net:7000 belongs to the network a already: keep it in one of the two',
      ],
      [
        section({ networks: { a: { host: 'irc.example.net', names: ['b'] }, b: { host: 'irc.example.com' } } }),
        'networks.b: the network a has a host of this name: choose another name',
      ],
    ];
    for (const [value, sentence] of rows) assert.deepEqual(faults(value), [sentence]);
  });

  it('takes two networks of one host at different ports', () => {
    const networks = { a: { host: 'irc.example.net' }, b: { hosts: ['irc.example.net:7000'] } };
    assert.deepEqual(faults(section({ networks })), []);
    const all = new Networks(ircConfig.parse(section({ networks })));
    const found = [all.find('a'), all.find('b'), all.find('irc.example.net')];
    assert.deepEqual(
      found.map((one) => one.ok && [one.settings.network, one.settings.servers[0]?.port]),
      [
        ['a', 6697],
        ['b', 7000],
        ['a', 6697],
      ],
      'the first one stands for the host',
    );
  });

  it('refuses what no line, no host name and no certificate could hold', () => {
    const rows: readonly (readonly [object, string])[] = [
      [section({ networks: { Libera: { host: 'x.example' } } }), 'networks.Libera'],
      [section({ networks: { gateway: { host: 'x.example' } } }), 'networks.gateway'],
      [section({}, { host: 'irc libera chat' }), 'networks.libera.host'],
      [section({}, { host: 'irc.libera.chat:0' }), 'networks.libera.host'],
      [section({}, { host: '127.1' }), 'networks.libera.host'],
      [section({}, { password: 'a\nQUIT' }), 'networks.libera.password'],
      [section({}, { nickserv: 'Nick Serv' }), 'networks.libera.nickserv'],
      [section({}, { pins: ['ab'.repeat(20)] }), 'networks.libera.pins.0'],
      [section({}, { charset: 'utf-16' }), 'networks.libera.charset'],
      [section({}, { throttle: { burst: 0 } }), 'networks.libera.throttle.burst'],
      [section({ nick: '{name}' }), 'nick'],
      [section({ ident: 'a b' }), 'ident'],
      [section({ quitMessage: 'a\nb' }), 'quitMessage'],
      [section({ identd: { listen: '113' } }), 'identd.listen'],
      [section({ outgoing: { ipv6Prefix: '10.0.0.0/8' } }), 'outgoing.ipv6Prefix'],
      [section({ outgoing: { ipv6Prefix: '2001:db8::/120' } }), 'outgoing.ipv6Prefix'],
      [section({ linger: '5' }), 'linger'],
      [section({ unknown: 1 }), ''],
    ];
    for (const [value, place] of rows) {
      assert.deepEqual(
        faults(value).map((fault) => fault.slice(0, fault.indexOf(':'))),
        [place],
        JSON.stringify(value),
      );
    }
  });

  it('describes each of its keys, and its sample names a network', () => {
    const undescribed: string[] = [];
    const walk = (shape: Shape, path: string): void => {
      for (const [name, inner] of Object.entries(shape.properties ?? {})) {
        if (inner.description === undefined) undescribed.push(`${path}.${name}`);
        walk(inner, `${path}.${name}`);
      }
      if (typeof shape.additionalProperties === 'object') walk(shape.additionalProperties, `${path}.*`);
    };
    walk(shapeOf(ircConfig), 'irc');
    assert.deepEqual(undescribed, []);
    const sample = sampleConfig([{ name: 'irc', config: ircConfig }]);
    assert.match(sample, /networks: \{ libera: \{ host: irc\.libera\.chat:6697 \} \}/);
  });
});

describe('secrets of the section', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-irc-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('may stand in files wherever they are, which are looked at and never shown', () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'sesame\n', { mode: 0o644 });
    const file = join(folder, 'isthmus.yaml');
    const places = [
      ['socks', 'passwordFile'],
      ['networks', 'libera', 'passwordFile'],
      ['networks', 'libera', 'webirc', 'passwordFile'],
      ['networks', 'oftc', 'socks', 'passwordFile'],
    ];
    const proxy = { host: 'proxy.example', username: 'u', passwordFile: 'secret' };
    const irc = {
      domain: 'irc.example.org',
      secretFile: 'secret',
      socks: proxy,
      networks: {
        libera: {
          host: 'irc.libera.chat',
          passwordFile: 'secret',
          webirc: { passwordFile: 'secret', ipv6Prefix: 'fd00::/64' },
        },
        oftc: { host: 'irc.oftc.net', socks: proxy },
      },
    };
    writeFileSync(file, stringify({ xmpp: { server: 'localhost:5347' }, gateways: { irc } }), { mode: 0o600 });
    const { findings } = loadConfig(file, [{ name: 'irc', config: ircConfig }]);
    const readable = findings
      .filter(({ message }) => /can be read by every user/.test(message))
      .map(({ path }) => path);
    for (const place of places) assert.ok(readable.includes(`gateways.irc.${place.join('.')}`), place.join('.'));
    assert.doesNotMatch(JSON.stringify(findings), /sesame/);
  });
});

describe('the page for admins', () => {
  const page = readFileSync(join(repositoryRoot(), 'docs/admin/irc.md'), 'utf8');

  it('shows settings that are right', () => {
    const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => parse(block));
    assert.equal(blocks.length, 2);
    assert.deepEqual(faults(blocks[0].gateways.irc), []);
    assert.deepEqual(faults({ domain: 'irc.example.org', ...blocks[1] }), []);
  });

  it('names only keys that there are', () => {
    const shape = shapeOf(ircConfig);
    const network = shapeAt(shape, ['networks', 'libera']);
    const keys = [...page.matchAll(/`([a-z]+[A-Z0-9]\w*(?:\.\w+)?)(?:: [^`]*)?`/g)].map(([, key = '']) => key);
    assert.ok(keys.length > 20);
    for (const key of keys) {
      const known = [shape, network].some((one) => shapeAt(one, key.split('.')) !== undefined);
      assert.ok(known, key);
    }
  });
});

describe('servers as people write them', () => {
  it('are a host and perhaps a port, with a mark for TLS', () => {
    for (const [text, server, stored] of [
      ['irc.Example.net', { host: 'irc.example.net' }, 'irc.example.net'],
      ['irc.example.net.', { host: 'irc.example.net' }, 'irc.example.net'],
      ['irc.example.net:7000', { host: 'irc.example.net', port: 7000 }, 'irc.example.net:7000'],
      ['irc.example.net/+6697', { host: 'irc.example.net', port: 6697, tls: true }, 'irc.example.net:+6697'],
      ['irc.example.net:-6667', { host: 'irc.example.net', port: 6667, tls: false }, 'irc.example.net:-6667'],
      ['bücher.example', { host: 'xn--bcher-kva.example' }, 'xn--bcher-kva.example'],
      ['2001:DB8::1', { host: '2001:db8::1' }, '[2001:db8::1]'],
      ['[2001:db8::1]:6697', { host: '2001:db8::1', port: 6697 }, '[2001:db8::1]:6697'],
      ['192.0.2.1:6667', { host: '192.0.2.1', port: 6667 }, '192.0.2.1:6667'],
    ] as const) {
      assert.deepEqual(parseServer(text), server, text);
      assert.equal(serverText(server), stored);
      assert.deepEqual(parseServer(stored), server);
    }
    for (const text of [
      '',
      ' ',
      'a b',
      'host:',
      'host:65536',
      'host:x',
      'fe80::1%eth0',
      'a..b',
      '-a.example',
      '0x7f.1',
      '2130706433',
      'a/b/c',
      'user@host',
      'x'.repeat(400),
    ])
      assert.equal(parseServer(text), undefined, text);
    assert.equal(hostName('[irc.example.net]'), undefined);
  });
});

describe('fingerprints of certificates', () => {
  const hex = '0123456789abcdef'.repeat(4);
  it('are read as tools write them', () => {
    const colons = hex.toUpperCase().replace(/..(?=.)/g, '$&:');
    for (const text of [hex, colons, `SHA256 Fingerprint=${colons}`, `sha256:${hex}`, ` SHA-256: ${hex} `])
      assert.deepEqual(parsePin(text), { algorithm: 'sha256', hex }, text);
    assert.deepEqual(parsePin(hex + hex), { algorithm: 'sha512', hex: hex + hex });
    assert.equal(pinText({ algorithm: 'sha256', hex }), `sha256:${hex}`);
    for (const text of [
      '',
      'ab',
      hex.slice(2),
      `sha512:${hex}`,
      `sha1:${hex.slice(24)}`,
      `${hex}zz`,
      `ab:c${hex.slice(3)}`,
    ])
      assert.equal(parsePin(text), undefined, text);
  });

  it('take no long time to be refused', () => {
    const began = workMs();
    assert.equal(parsePin(`sha256:${' '.repeat(4000)}!`), undefined);
    assert.ok(workMs() - began < 200);
  });
});

describe('templates', () => {
  const romeo = { jid: 'romeo@example.org', salt: 'salt' };
  it('know their places', () => {
    for (const text of ['{local}', 'x-{hash}.{domain}', 'plain', '{jid}']) assert.ok(isPlaces(text), text);
    for (const text of ['{nick}', '{', 'a}b', '{}', '{Local}']) assert.ok(!isPlaces(text), text);
    assert.equal(filled('{local} at {domain}: {jid}', romeo), 'romeo at example.org: romeo@example.org');
  });

  it('stand for a user by a hash that differs by gateway', () => {
    // The first five octets of HMAC-SHA-256, lowest five bits first, by other means.
    assert.equal(hashOf(romeo), 'nhkgmjjk');
    assert.notEqual(hashOf(romeo), hashOf({ ...romeo, salt: 'other' }));
    assert.notEqual(hashOf(romeo), hashOf({ ...romeo, jid: 'juliet@example.org' }));
  });

  it('become nicks, user names and hosts that servers take', () => {
    const nick = (local: string) => nickFrom('{local}', { ...romeo, jid: `${local}@example.org` });
    assert.deepEqual(['romeo', 'romeo.m', '1st', 'rené.d', 'o\\27neil', '[x]|`_'].map(nick), [
      'romeo',
      'romeo-m',
      'st',
      'ren-d',
      'o-neil',
      '[x]|`_',
    ]);
    for (const local of ['123', 'ромео', '...', '-'])
      assert.equal(nick(local), `user-${hashOf({ ...romeo, jid: `${local}@example.org` })}`);
    assert.equal(nick('x'.repeat(100)).length, 64);
    assert.equal(identFrom('{local}', { ...romeo, jid: '.rosencrantz.g@example.org' }), 'rosencrant');
    assert.equal(
      identFrom('{local}', { ...romeo, jid: 'ромео@example.org' }),
      hashOf({ ...romeo, jid: 'ромео@example.org' }),
    );
    assert.equal(hostFrom('{local}.{domain}', { ...romeo, jid: 'Ro_Meo@ex--.example.org' }), 'ro-meo.ex.example.org');
    assert.equal(hostFrom('{local}', { ...romeo, jid: '\u6f22\u5b57@example.org' }).length, 8);
    const long = hostFrom('{hash}.{domain}', { ...romeo, jid: `r@${'x'.repeat(40)}.${'y'.repeat(40)}.example.org` });
    assert.equal(long, `${'y'.repeat(40)}.example.org`);
  });
});

describe('encodings', () => {
  it('are known by the names of the IANA and by others in use, and can all be carried', () => {
    for (const name of CHARSETS) assert.ok(iconv.encodingExists(name), name);
    assert.deepEqual(['UTF8', ' Latin-1 ', 'CP1251', 'sjis', 'iso8859-15'].map(charsetOf), [
      'utf-8',
      'iso-8859-1',
      'windows-1251',
      'shift_jis',
      'iso-8859-15',
    ]);
    assert.equal(charsetOf('utf-16'), undefined);
  });
});
