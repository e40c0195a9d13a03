import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Authority, certificateAuthority } from '../../../sandbox/certificate.js';
import { freePort } from '../../../sandbox/free-port.js';
import { startScriptedIrcd } from '../../../sandbox/ircd/index.js';
import { type Ngircd, startNgircd } from '../../../sandbox/ngircd.js';
import { Practice } from '../../support/doctor.js';
import { ScriptedServer } from '../stream/scripted-server.js';

describe('the doctor looks at IRC networks', () => {
  let practice: Practice;
  let authority: Authority;
  let ngircd: Ngircd;
  before(async () => {
    practice = await Practice.open();
    authority = await certificateAuthority(practice.dir, 'house');
    ngircd = await startNgircd({ certificate: await authority.issue('localhost'), password: 'sesame' });
  });
  after(async () => {
    await ngircd.stop();
    await practice.close();
  });

  const examine = (network: object, more: object = {}) =>
    practice.examine('irc', {
      gateways: {
        irc: {
          domain: 'irc.example.org',
          secret: 's',
          networks: { sandbox: { password: 'sesame', ...network } },
          ...more,
        },
      },
    });
  const plain = (more: object = {}) => examine({ host: '127.0.0.1', port: ngircd.port, tls: false, ...more });
  const secure = (more: object = {}) =>
    examine({ host: 'localhost', port: ngircd.tlsPort ?? 0, caFile: authority.cert, ...more });

  /** A server that says these lines to whoever has given a nick. */
  async function saying(lines: readonly string[], more: object = {}) {
    const ircd = await startScriptedIrcd({
      onPeer: (peer) => {
        void peer.expect('USER').then(() => {
          for (const line of lines) peer.send(line);
        });
      },
    });
    try {
      return await examine({ host: '127.0.0.1', port: ircd.port, tls: false, ...more });
    } finally {
      await ircd.stop();
    }
  }

  it('finds nothing wrong with a good one, by TLS', async () => {
    const seen = await secure({ sasl: 'off' });
    assert.deepEqual(seen.findings, []);
    seen.fine(/IRC network sandbox at localhost:\d+ lets us in by TLSv1\.[23]/);
  });

  it('irc-no-sasl and irc-sasl-required: it offers none', async () => {
    assert.equal((await plain()).one('irc-no-sasl').severity, 'warning');
    assert.equal((await plain({ sasl: 'required' })).one('irc-sasl-required').severity, 'error');
  });

  it('irc-password: it is wrong, and is not told', async () => {
    const seen = await plain({ password: 'hunter2' });
    seen.one('irc-password');
    assert.doesNotMatch(JSON.stringify(seen.findings), /hunter2/);
  });

  it('irc-certificate and irc-pin: another certificate than we know', async () => {
    (await examine({ host: 'localhost', port: ngircd.tlsPort ?? 0 })).one('irc-certificate');
    (await secure({ pins: ['00'.repeat(32)] })).one('irc-pin');
  });

  it('irc-tls: the port without TLS', async () => {
    const talking = await ScriptedServer.start((socket) =>
      socket.write(':irc.test NOTICE * :Looking up your hostname\r\n'),
    );
    (await examine({ host: 'localhost', port: talking.port })).one('irc-tls');
    await talking.stop();
  });

  it('irc-unresolved, irc-refused, irc-silent, irc-plain: nobody there', async () => {
    const seen = await examine({ host: 'no-such-host.invalid', tls: false });
    seen.one('irc-unresolved');
    seen.one('irc-plain');
    (await examine({ host: '127.0.0.1', port: await freePort() })).one('irc-refused');
    const silent = await ScriptedServer.start(() => undefined);
    (await examine({ host: '127.0.0.1', port: silent.port, tls: false })).one('irc-silent');
    await silent.stop();
  });

  it('irc-banned, irc-throttled, irc-closed: it does not let this address in', async () => {
    const banned = await saying([':irc.test 465 * :You are banned', 'ERROR :Closing Link: (K-Lined)']);
    assert.match(banned.one('irc-banned').found, /banned/);
    const many = await saying(['ERROR :Closing Link: [127.0.0.1] (Too many connections from your host)']);
    many.one('irc-throttled');
    (await saying(['ERROR :Closing Link: (Because)'])).one('irc-closed');
  });

  it('irc-utf8-only and irc-network-name: what it says of itself', async () => {
    const lines = [
      ':irc.test CAP * LS :sasl=PLAIN',
      ':irc.test 001 a :Welcome',
      ':irc.test 005 a NETWORK=Elsewhere UTF8ONLY :are supported by this server',
      ':irc.test 422 a :No MOTD',
    ];
    const seen = await saying(lines, { charsetOut: 'windows-1252' });
    seen.one('irc-utf8-only');
    assert.match(seen.one('irc-network-name').found, /Elsewhere/);
    seen.fine(/SASL PLAIN/);
  });

  it('identd-port-unusable: another program answers there', async () => {
    const other = await ScriptedServer.start(() => undefined);
    const identd = { listen: `127.0.0.1:${other.port}` };
    (await examine({ host: '127.0.0.1', port: ngircd.port, tls: false }, { identd })).one('identd-port-unusable');
    await other.stop();
  });
});
