import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { writeKnown } from '../../../../gateways/email/crypto/certificate-book.js';
import { writeIdentity } from '../../../../gateways/email/crypto/identity.js';
import { Workshop } from '../../../../gateways/email/secure/workshop.js';
import { systemClock } from '../../../../src/clock.js';
import { TurnWatch } from '../../../support/cpu-time.js';
import { CA, Desk, makeCertificate, person } from '../crypto/support/openssl.js';

const ALICE = 'alice@example.net';

describe('opening and sealing', () => {
  const desk = new Desk();
  const authority = makeCertificate(desk, 'ca', { extensions: CA });
  const certificate = makeCertificate(desk, 'alice', { extensions: person(ALICE), by: 'ca' });
  const key = createPrivateKey(desk.read('alice.key'));
  const identity = writeIdentity({ certificate, key, chain: [authority] });
  const known = { [ALICE]: writeKnown([{ certificate, seenAt: 1 }]) };
  const workshop = new Workshop(systemClock, { system: false, pem: authority.pem });
  after(async () => {
    await workshop.close();
    desk.remove();
  });

  const mailOf = (text: string): Buffer =>
    Buffer.from(
      `From: ${ALICE}\r\nTo: ${ALICE}\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n${text}\r\n`,
    );
  const at = Date.now();
  const open = { do: 'open', identities: [identity], from: [ALICE], at } as const;

  it('tells what is inside, who signed it, and what to keep of that', async () => {
    const sealed = await workshop.seal({
      do: 'seal',
      octets: mailOf('Hello'),
      identity,
      recipients: [ALICE],
      known,
      at,
    });
    assert.ok(sealed.ok);
    const opening = await workshop.open({ ...open, octets: sealed.octets });
    assert.match(Buffer.from(opening.entity ?? []).toString(), /\r\n\r\nHello\r\n$/);
    assert.equal(opening.signature?.good, true);
    assert.equal(opening.signature?.text.key, 'email.signature.good');
    assert.ok(opening.encrypted);
    assert.ok(opening.known?.includes('BEGIN CERTIFICATE'));
  });

  it('says why a mail stays closed, and has nothing of it', async () => {
    const sealed = await workshop.seal({
      do: 'seal',
      octets: mailOf('Hello'),
      identity,
      recipients: [ALICE],
      known,
      at,
    });
    assert.ok(sealed.ok);
    assert.deepEqual(await workshop.open({ ...open, identities: [], octets: sealed.octets }), { closed: 'not-for-us' });
  });

  it('seals nothing where a certificate is not known', async () => {
    const sealed = await workshop.seal({
      do: 'seal',
      octets: mailOf('x'),
      identity,
      recipients: [ALICE],
      known: {},
      at,
    });
    assert.ok(!sealed.ok);
    assert.equal(sealed.problem.text.key, 'email.encrypt.no-certificate');
  });

  it('holds up nothing else for large mails', async () => {
    const message = mailOf(`${'x'.repeat(70)}\r\n`.repeat(150_000));
    let least = Number.POSITIVE_INFINITY;
    // The least of some runs: what the work itself causes is there each time, a collection of garbage is not.
    for (let run = 0; run < 8 && least > 50; run++) {
      const turns = new TurnWatch();
      const sealed = await workshop.seal({ do: 'seal', octets: message, identity, recipients: [ALICE], known, at });
      assert.ok(sealed.ok);
      const opening = await workshop.open({ ...open, octets: sealed.octets });
      least = Math.min(least, await turns.end());
      assert.equal(opening.signature?.good, true);
      assert.ok((opening.entity?.length ?? 0) > 10_000_000);
    }
    assert.ok(least <= 50, `${least} ms`);
  });
});
