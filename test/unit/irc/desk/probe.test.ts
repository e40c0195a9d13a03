import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ircConfig } from '../../../../gateways/irc/config.js';
import { Connections } from '../../../../gateways/irc/connections.js';
import { Networks } from '../../../../gateways/irc/networks.js';
import { preferencesOf } from '../../../../gateways/irc/preferences.js';
import { startScriptedIrcd, welcome } from '../../../../sandbox/ircd/index.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';

const ircd = await startScriptedIrcd();
after(() => ircd.stop());

/** Registers with a password at a server that says this to it; the code of what is wrong with it. */
async function tried(answers: readonly string[]): Promise<string | undefined> {
  const config = ircConfig.parse({
    domain: 'irc.example.org',
    secret: 'secret',
    networks: { net: { host: `127.0.0.1:${ircd.port}`, tls: false } },
  });
  const networks = new Networks(config);
  const found = networks.find('net');
  assert.ok(found.ok);
  const { settings } = found;
  const jid = 'juliet@example.org';
  const preferences = preferencesOf({ config, settings, person: { jid, salt: 'salt' }, accounts: {} });
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
