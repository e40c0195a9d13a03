import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { dialable } from '../../../../gateways/irc/policy/allowed-addresses.js';

const SECTION = {
  domain: 'irc.example.org',
  networks: {
    libera: {
      hosts: ['irc.libera.chat', 'irc.eu.libera.chat:6698'],
      names: ['chat.freenode.net'],
      pins: ['AB'.repeat(32)],
      maxRooms: 50,
    },
    office: { host: '10.0.0.5:6667', tls: false, nick: 'x-{local}', socks: false },
  },
};
const networks = (more: object = {}) => new Networks(ircConfig.parse({ ...SECTION, ...more }));
const own = (address: string) => ({ fields: { 'x-address': address } });

function settings(all: Networks, name: string, account?: ReturnType<typeof own>) {
  const found = all.find(name, account);
  assert.ok(found.ok, name);
  return found.ok ? found.settings : undefined;
}
function refusal(all: Networks, name: string, account?: ReturnType<typeof own>): string {
  const found = all.find(name, account);
  return found.ok ? 'none' : `${found.refusal} ${found.problem.condition} ${found.problem.text.key}`;
}

describe('the networks of the config', () => {
  it('are found by their names, with their servers in order and what the gateway says for all', () => {
    const all = networks({ socks: { host: 'proxy.example' } });
    const libera = settings(all, 'libera');
    assert.deepEqual(libera?.servers, [
      { host: 'irc.libera.chat', port: 6697 },
      { host: 'irc.eu.libera.chat', port: 6698 },
    ]);
    assert.deepEqual(
      [libera?.name, libera?.network, libera?.named, libera?.tls, libera?.verify],
      ['libera', 'libera', true, true, true],
    );
    assert.deepEqual(libera?.pins, [{ algorithm: 'sha256', hex: 'ab'.repeat(32) }]);
    assert.deepEqual(
      [libera?.nick, libera?.maxRooms, libera?.socks],
      ['{local}', 50, { host: 'proxy.example', port: 1080 }],
    );
    const office = settings(all, 'office');
    assert.deepEqual(office?.servers, [{ host: '10.0.0.5', port: 6667 }]);
    assert.deepEqual(
      [office?.nick, office?.maxRooms, office?.socks, office?.tls],
      ['x-{local}', 100, undefined, false],
    );
    assert.deepEqual(all.names, ['libera', 'office']);
  });

  it('are the same networks by the names of their hosts, so that old bookmarks work', () => {
    for (const host of ['irc.libera.chat', 'irc.eu.libera.chat', 'chat.freenode.net', '10.0.0.5']) {
      const found = settings(networks(), host);
      assert.equal(found?.name, host);
      assert.equal(found?.network, host === '10.0.0.5' ? 'office' : 'libera');
      assert.equal(networks().nameOfHost(host), found?.network);
    }
  });

  it('are all that there is, unless the admin allows more', () => {
    const all = networks();
    assert.equal(refusal(all, 'irc.example.net'), 'not-allowed not-allowed irc.network.not-allowed');
    assert.equal(refusal(all, 'efnet'), 'unknown remote-server-not-found irc.network.unknown');
    assert.equal(refusal(all, 'mine', own('irc.example.net')), 'unknown remote-server-not-found irc.network.unknown');
    assert.equal(refusal(all, '__proto__'), 'unknown remote-server-not-found irc.network.unknown');
    assert.equal(all.refusalOf({ host: 'irc.example.net' })?.condition, 'not-allowed');
    assert.equal(all.refusalOf({ host: 'irc.libera.chat' }), undefined);
  });

  it('have one that stands for all only where it is alone', () => {
    assert.equal(networks().only, undefined);
    assert.equal(networks({ fixedServer: 'office' }).only, 'office');
    const alone = { networks: { libera: { host: 'irc.libera.chat' } } };
    assert.equal(networks(alone).only, 'libera');
    assert.equal(networks({ ...alone, anyServer: true }).only, undefined);
  });
});

describe('servers that users name', () => {
  const all = networks({ anyServer: true });

  it('are spoken to with TLS and verification, unless the user asks for none in so many words', () => {
    const plain = settings(all, 'irc.example.net');
    assert.deepEqual(
      [plain?.servers, plain?.tls, plain?.verify, plain?.named],
      [[{ host: 'irc.example.net', port: 6697 }], true, true, false],
    );
    const mine = settings(all, 'mine', own('irc.example.net:-6667'));
    assert.deepEqual(
      [mine?.servers, mine?.tls, mine?.name, mine?.network],
      [[{ host: 'irc.example.net', port: 6667 }], false, 'mine', 'irc.example.net'],
    );
    const literal = settings(all, 'six', own('[2606:4700::1111]:+7000'));
    assert.deepEqual(literal?.servers, [{ host: '2606:4700::1111', port: 7000 }]);
  });

  it('never lead to another place than a name of the config, nor past its settings', () => {
    assert.equal(settings(all, 'libera', own('evil.example'))?.network, 'libera');
    const alias = settings(all, 'mine', own('irc.libera.chat:-6667'));
    assert.deepEqual([alias?.name, alias?.network, alias?.named, alias?.tls], ['mine', 'libera', true, true]);
  });

  it('have public addresses, as far as their names tell', () => {
    for (const host of [
      '127.0.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      '224.0.0.1',
      'localhost',
    ])
      assert.equal(refusal(all, 'mine', own(host)), 'not-public not-allowed irc.network.not-public', host);
    assert.equal(refusal(all, '127.0.0.1'), 'not-public not-allowed irc.network.not-public');
    assert.equal(refusal(all, 'mine'), 'unknown remote-server-not-found irc.network.unknown-name');
    assert.equal(refusal(all, 'mine', own('no address')), 'bad-address not-acceptable irc.network.bad-address');
    assert.equal(refusal(all, 'mine', own('irc.example.net:25')), 'bad-address not-acceptable irc.network.port');
    assert.equal(refusal(all, 'mine', own('irc.example.net:994')), 'none');
  });
});

describe('addresses that are dialled', () => {
  it('are public for servers of users, and any for those of the admin', () => {
    const [users, admins] = [dialable({ named: false }), dialable({ named: true })];
    for (const address of [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '192.168.0.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::a00:1',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'fd00:ec2::254',
      'ff02::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '2001::1',
      'not an address',
    ]) {
      assert.equal(users(address), false, address);
      assert.equal(admins(address), true, address);
    }
    for (const address of ['8.8.8.8', '193.0.14.129', '2606:4700::1111']) assert.equal(users(address), true, address);
  });
});

describe('addresses of this machine', () => {
  it('are not dialled for users, however they are written, and are for the admin', () => {
    const own = { addresses: () => ['8.8.4.4', '2a00:1450::1'], prefix: '2a00:1450:5::/64' };
    const [users, admins] = [dialable({ named: false }, own), dialable({ named: true }, own)];
    for (const address of [
      '8.8.4.4',
      '2a00:1450::1',
      '2a00:1450:0:0:0:0:0:1',
      '2a00:1450:5::77',
      '2a00:1450:5:0:1::',
    ]) {
      assert.equal(users(address), false, address);
      assert.equal(admins(address), true, address);
    }
    for (const address of ['8.8.8.8', '2a00:1450::2', '2a00:1450:6::77']) assert.equal(users(address), true, address);
    for (const address of ['127.0.0.1', '::ffff:8.8.8.8', 'fe80::1%eth0', 'text']) assert.equal(users(address), false);
  });
});
