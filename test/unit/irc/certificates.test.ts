import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { keptCertificate, makeCertificate, removeCertificates } from '../../../gateways/irc/certificates.js';
import { AskContext } from './asks/support/context.js';

const USER = 'juliet.capulet@verona.example';

test('a certificate tells nobody whose it is, however long the name of the network', async () => {
  const context = new AskContext('irc.0');
  for (const network of ['net', `${'long.'.repeat(20)}example`]) {
    const shown = await makeCertificate(context, USER, network);
    const kept = await keptCertificate(context, USER, network);
    assert.ok(kept !== undefined && shown !== undefined);
    const { subject, issuer, fingerprint256, raw } = new X509Certificate(kept.certificate);
    assert.equal(subject, `CN=${network.slice(0, 64)}`);
    assert.equal(issuer, subject);
    assert.equal(raw.includes('verona'), false);
    assert.equal(fingerprint256.replaceAll(':', '').toLowerCase(), shown.sha256);
  }
});

test('certificates of who has left are there for nobody, and those of others stay', async () => {
  const context = new AskContext('irc.0');
  for (const network of ['net', 'other']) await makeCertificate(context, USER, network);
  await makeCertificate(context, 'romeo@verona.example', 'net');
  await removeCertificates(context.kv, USER);
  for (const network of ['net', 'other']) assert.equal(await keptCertificate(context, USER, network), undefined);
  assert.notEqual(await keptCertificate(context, 'romeo@verona.example', 'net'), undefined);
});
