import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { Tally } from '../../../../gateways/irc/import/report.js';
import { addressOf, SettingsMapping } from '../../../../gateways/irc/import/settings.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { ircRegistration } from '../../../../gateways/irc/registration.js';
import { systemClock } from '../../../../src/clock.js';

const LIBERA = 'irc.libera.chat';

/** A mapping for a config with these keys, with a row as biboumi makes it for a form that nobody changed. */
function mapping(keys: object = {}) {
  const config = ircConfig.parse({ domain: 'irc.x', secret: 's', networks: { libera: { host: LIBERA } }, ...keys });
  const networks = new Networks(config);
  const form = ircRegistration({ config, networks, salt: '', clock: systemClock, probe: async () => undefined });
  const tally = new Tally();
  const map = new SettingsMapping(config, form.fields, tally);
  const take = (row: object, commands: readonly string[] = []) => {
    const whole = {
      server_: LIBERA,
      tlsports_: '6697;6670',
      ports_: '6667',
      throttlelimit_: 10,
      verifycert_: 1,
      ...row,
    };
    const address = addressOf(whole);
    const found = networks.find(whole.server_, address === '' ? undefined : { fields: { 'x-address': address } });
    assert.ok(found.ok);
    return map.server(whole, commands, { settings: found.settings, isNamed: networks.isNamed(whole.server_) });
  };
  const left = () => tally.report().left.map(({ what }) => what.split(':')[0]);
  return { map, take, left };
}

describe('settings of biboumi', () => {
  it('become the fields of the registration that users have here', () => {
    const { take, left } = mapping({ usernameChoice: true });
    const row = {
      nick_: 'romeo',
      realname_: 'Romeo Montague',
      username_: 'rm',
      encodingin_: 'ISO-8859-1',
      encodingout_: 'latin1',
      saslpassword_: 's3cret',
      pass_: 'door',
      throttlelimit_: 4,
    };
    assert.deepEqual(take(row, ['MODE romeo +i', 'MODE romeo +x']), {
      fields: {
        nick: 'romeo',
        name: 'Romeo Montague',
        'x-username': 'rm',
        'x-encoding-in': 'iso-8859-1',
        'x-encoding-out': 'iso-8859-1',
        'x-throttle': '4',
        'x-commands': 'MODE romeo +i\nMODE romeo +x',
      },
      secrets: { password: 's3cret', 'x-server-password': 'door' },
    });
    assert.deepEqual(left(), []);
  });

  it('what nobody has changed sets nothing', () => {
    const { map, take, left } = mapping();
    assert.deepEqual(take({ nick_: '', realname_: '' }), { fields: {}, secrets: {} });
    assert.deepEqual(map.global({ maxhistorylength_: 20, recordhistory_: 1, persistent_: 0 }).fields, {});
    assert.deepEqual(left(), []);
  });

  it('what counts everywhere is history and persistence', () => {
    assert.deepEqual(mapping().map.global({ maxhistorylength_: 5000, recordhistory_: 0, persistent_: 1 }).fields, {
      'x-history': '1000',
      'x-record': 'no',
      'x-persistent': 'yes',
    });
    const kept = mapping({ persistentByDefault: true });
    assert.deepEqual(kept.map.global({ persistent_: 0 }).fields, { 'x-persistent': 'no' });
  });

  it('what is the business of the admin here, or has no counterpart, is told and not taken', () => {
    const { take, left } = mapping();
    const sha1 = 'aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd';
    const row = { ports_: '', username_: 'rm', verifycert_: 0, trustedfingerprint_: sha1, encodingin_: 'klingon' };
    assert.deepEqual(take({ ...row, throttlelimit_: -1, nick_: '9 lives' }), { fields: {}, secrets: {} });
    assert.deepEqual(left(), [
      'certificates are not verified',
      'encoding',
      'fingerprint of the certificate by SHA-1, which can be forged',
      'nick',
      'ports of the server',
      'throttle limit',
      'user name',
    ]);
  });

  it('a server of the user has its address, with TLS wherever there was a port for it', () => {
    const { take } = mapping({ anyServer: true });
    const own = (row: object) => take({ server_: 'irc.example.net', ...row }).fields['x-address'];
    assert.equal(own({}), undefined);
    assert.equal(own({ tlsports_: '7000;6697' }), 'irc.example.net:+7000');
    assert.equal(own({ tlsports_: '' }), 'irc.example.net:-6667');
    assert.equal(own({ server_: 'mine', address_: 'irc.example.org' }), 'irc.example.org');
    assert.equal(own({ server_: 'mine', address_: LIBERA, ports_: '' }), LIBERA);
  });
});
