import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { type Atheme, startAtheme } from '../../../sandbox/atheme.js';
import { type CertificateFiles, selfSignedCertificate } from '../../../sandbox/certificate.js';
import { type Inspircd, startInspircd } from '../../../sandbox/inspircd.js';
import { connectIrc } from '../../../sandbox/irc-client.js';
import { startNgircd } from '../../../sandbox/ngircd.js';
import { OPERATOR } from '../../../sandbox/operator.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';

describe('the IRC servers of the sandbox', () => {
  let dir: string;
  let certificate: CertificateFiles;
  before(async () => {
    dir = await tempDir('irc-servers');
    const made = await selfSignedCertificate(dir, 'irc.example.org');
    assert.ok(made);
    certificate = made;
  });
  after(async () => await removeTempDir(dir));

  it('ngIRCd relays between plain and TLS, without a limit of speed, and has an operator', async () => {
    const server = await startNgircd({ certificate });
    assert.ok(server.tlsPort);
    const alice = await connectIrc({ port: server.port });
    const bob = await connectIrc({ port: server.tlsPort, tls: true });
    await Promise.all([alice.register('alice'), bob.register('bob')]);
    await alice.join('#c');
    await bob.join('#c');
    for (let n = 0; n < 500; n++) alice.say('#c', `number ${n}`);
    for (let n = 0; n < 500; n++) assert.equal(await bob.waitForText('#c'), `number ${n}`);
    alice.send(`OPER ${OPERATOR.name} ${OPERATOR.password}`);
    await alice.waitFor(({ command }) => command === '381', 'the rights of an operator');
    await Promise.all([alice.quit(), bob.quit()]);
    await server.stop();
  });

  describe('InspIRCd and Atheme', () => {
    let server: Inspircd;
    let services: Atheme;
    before(async () => {
      server = await startInspircd({ certificate });
      services = await startAtheme(server);
    });
    after(async () => {
      await services.stop();
      await server.stop();
    });

    it('offer what IRCv3 has', async () => {
      const client = await connectIrc({ port: server.port });
      client.send('CAP LS 302');
      const offered = (await client.waitFor(({ command }) => command === 'CAP', 'the list')).params.at(-1)?.split(' ');
      for (const name of ['batch', 'labeled-response', 'echo-message', 'message-tags', 'server-time', 'setname']) {
        assert.ok(offered?.includes(name), name);
      }
      assert.ok(offered?.includes('sasl=PLAIN,EXTERNAL'), String(offered));
      client.drop();
    });

    it('know an account by its password and by its certificate', async () => {
      const own = await selfSignedCertificate(dir, 'romeo');
      assert.ok(own);
      const [cert, key] = await Promise.all([readFile(own.cert, 'utf8'), readFile(own.key, 'utf8')]);
      const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
      await services.register('romeo', 'capulet', fingerprint);
      const byPassword = await connectIrc({ port: server.port });
      await byPassword.register('r1', { sasl: { account: 'romeo', password: 'capulet' } });
      assert.ok(server.tlsPort);
      const byCertificate = await connectIrc({ port: server.tlsPort, tls: { cert, key } });
      await byCertificate.register('r2', { sasl: { account: 'romeo' } });
      for (const client of [byPassword, byCertificate]) {
        assert.equal(client.received.find(({ command }) => command === '900')?.params[2], 'romeo');
        await client.quit();
      }
      const stranger = await connectIrc({ port: server.port });
      await assert.rejects(stranger.register('r3', { sasl: { account: 'romeo', password: 'wrong' } }), / 904 /);
      stranger.drop();
    });
  });
});
