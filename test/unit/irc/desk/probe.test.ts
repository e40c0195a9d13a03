import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { ConnectionFailure } from '../../../../gateways/irc/connection/failure.js';
import { connectionSettings, type Secrets } from '../../../../gateways/irc/connection-settings.js';
import { Connections } from '../../../../gateways/irc/connections.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { FIELD, preferencesOf } from '../../../../gateways/irc/preferences.js';
import { startScriptedIrcd, welcome } from '../../../../sandbox/ircd/index.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';

const ircd = await startScriptedIrcd();
after(() => ircd.stop());

/** Registers with a password at a server that says this to it; the code of what is wrong with it. */
async function tried(answers: readonly string[], sasl: 'automatic' | 'external' = 'automatic', more: object = {}) {
  const config = ircConfig.parse({
    domain: 'irc.example.org',
    secret: 'secret',
    networks: { net: { host: `127.0.0.1:${ircd.port}`, tls: false, ...more } },
  });
  const networks = new Networks(config);
  const found = networks.find('net');
  assert.ok(found.ok);
  const { settings } = found;
  const jid = 'juliet@example.org';
  const own = { fields: { [FIELD.sasl]: sasl } };
  const preferences = preferencesOf({ config, settings, person: { jid, salt: 'salt' }, accounts: { own } });
  const connections = new Connections(config, networks, 'salt', { clock: systemClock, log: silentLog });
  const attempt = { jid, settings, preferences, password: 'r0meo' };
  const answer = connections.probe(attempt, new AbortController().signal);
  const peer = await ircd.accept();
  peer.onLine = ({ command, params }) => {
    if (command === 'QUIT') peer.end();
    // NickServ is asked where SASL has failed, and says no as well.
    if (command === 'PRIVMSG') peer.send(':NickServ!s@services NOTICE juliet :Invalid password for juliet.');
    if (command !== 'AUTHENTICATE') return command === 'QUIT' || command === 'PRIVMSG';
    for (const line of params[0] === 'PLAIN' ? ['AUTHENTICATE +'] : answers) peer.send(line);
    return true;
  };
  await welcome(peer, { caps: { sasl: 'PLAIN' } });
  return (await answer)?.code;
}

test('a password that the network takes is accepted, and one that it refuses is not', async () => {
  assert.equal(await tried([':irc.test 900 * *!*@* juliet :You are now logged in', ':irc.test 903 * :ok']), undefined);
  assert.equal(await tried([':irc.test 904 * :SASL authentication failed']), 'irc login-refused');
});

test('who is to log in by certificate can say so, also where everybody has to log in', async () => {
  assert.equal(await tried([], 'external', { sasl: 'required' }), undefined);
});

test('who has chosen a way to log in is not connected without what it needs', async () => {
  const config = ircConfig.parse({ domain: 'irc.example.org', secret: 's', networks: { net: { host: 'irc.test' } } });
  const found = new Networks(config).find('net');
  assert.ok(found.ok);
  const person = { jid: 'juliet@example.org', salt: 'salt' };
  const settingsWith = async (sasl: string, secrets: Secrets): Promise<string> => {
    const own = { fields: { [FIELD.sasl]: sasl } };
    const preferences = preferencesOf({ config, settings: found.settings, person, accounts: { own } });
    const wishes = { config, network: found.settings, preferences, person, secrets, nick: undefined };
    return connectionSettings(wishes).then(
      (settings) => settings.sasl?.mechanisms.join() ?? 'none',
      (error: unknown) => (error instanceof ConnectionFailure ? error.message : 'another error'),
    );
  };
  const certificate = { certificate: 'c', key: 'k' };
  assert.equal(await settingsWith('external', {}), 'login-refused: there is no certificate');
  assert.equal(await settingsWith('external', { password: 'p' }), 'login-refused: there is no certificate');
  assert.equal(await settingsWith('external', { certificate }), 'EXTERNAL');
  assert.equal(await settingsWith('scram', { certificate }), 'login-refused: there is no password');
  assert.equal(await settingsWith('scram', { password: 'p' }), 'SCRAM-SHA-256');
  assert.equal(await settingsWith('automatic', {}), 'none');
  assert.equal(await settingsWith('none', { password: 'p' }), 'none');
});
