import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Certificate } from '../../../../gateways/email/crypto/certificate.js';
import { makeEnvelopedData } from '../../../../gateways/email/crypto/enveloped-data.js';
import { Desk, makeCertificate, person } from './support/openssl.js';

describe('what is encrypted for several', () => {
  const desk = new Desk();
  const made = new Map<string, Certificate>();
  const make = (name: string, key: readonly string[]) =>
    made.set(name, makeCertificate(desk, name, { extensions: person(`${name}@example.org`), key }));
  before(() => {
    make('juliet', ['rsa:2048']);
    make('short', ['rsa:512']);
  });
  after(() => desk.remove());

  it('is nothing where one of the keys is of no use, and nothing is thrown', () => {
    const [juliet, short] = ['juliet', 'short'].map((name) => made.get(name) ?? assert.fail());
    if (juliet === undefined || short === undefined) assert.fail();
    assert.ok(makeEnvelopedData(Buffer.from('O'), [juliet], 'modern') instanceof Uint8Array);
    assert.equal(makeEnvelopedData(Buffer.from('O'), [juliet, short], 'modern'), undefined);
  });
});
