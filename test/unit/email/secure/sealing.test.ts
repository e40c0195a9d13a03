import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutgoingMail } from '../../../../gateways/email/compose/outgoing.js';
import { Sealing, type Unwritten } from '../../../../gateways/email/secure/sealing.js';
import type { Workshop } from '../../../../gateways/email/secure/workshop.js';
import { systemClock } from '../../../../src/clock.js';
import { config, romeo } from '../receiving/support.js';

const ALICE = { contact: 'alice@example.net', address: 'alice@example.net' };
const BOB = { contact: 'bob@peer.example', address: 'bob@peer.example' };
const mail: OutgoingMail = {
  from: { address: 'romeo@mail.example.org' },
  to: [{ address: BOB.address }],
  cc: [],
  subject: 'Dinner',
  date: 0,
  messageId: 'abc@mail.example.org',
  references: [],
  bodies: [{ text: 'At eight' }],
  attachments: [],
  flowed: true,
  headers: [],
};

/** A way out on which nothing is sealed: whoever asks for it fails. */
function sealing(recipients: readonly string[]): Sealing {
  const nothing = new Proxy({}, { get: () => assert.fail('nothing is to be sealed') });
  return new Sealing({
    context: { clock: systemClock },
    config: config({ cpim: { recipients } }),
    workshop: nothing as Workshop,
    keys: nothing as never,
    correspondents: nothing as never,
    direct: undefined,
  });
}

function unwritten(more: Partial<Unwritten> = {}): Unwritten {
  return {
    event: { body: 'At eight' },
    identity: romeo(),
    settings: { smime: 'never', cpim: false },
    mail,
    recipients: [BOB],
    ...more,
  };
}

async function textOf(one: Sealing, what: Unwritten): Promise<string> {
  const octets = await one.seal(what, () => Buffer.from('as it is'));
  assert.ok(octets instanceof Uint8Array);
  return Buffer.from(octets).toString();
}

describe('what goes out as message/cpim', () => {
  it('is what its sender wants so', async () => {
    const one = sealing([]);
    assert.equal(await textOf(one, unwritten()), 'as it is');
    assert.match(
      await textOf(one, unwritten({ settings: { smime: 'never', cpim: true } })),
      /Content-Type: message\/cpim/,
    );
  });

  it('is what all of its receivers want so', async () => {
    const one = sealing(['peer.example']);
    assert.match(await textOf(one, unwritten()), /Content-Type: message\/cpim/);
    assert.equal(await textOf(one, unwritten({ recipients: [BOB, ALICE] })), 'as it is');
  });

  it('is no mail with files, and no reaction', async () => {
    const one = sealing(['peer.example']);
    const file = { name: 'a', mediaType: 'a/b', content: new Uint8Array() };
    assert.equal(await textOf(one, unwritten({ mail: { ...mail, attachments: [file] } })), 'as it is');
    assert.equal(await textOf(one, unwritten({ mail: { ...mail, reaction: '👍' } })), 'as it is');
  });
});

describe('what goes out encrypted', () => {
  /** Everybody's certificate is known. */
  const one = new Sealing({
    context: { clock: systemClock },
    config: config(),
    workshop: {
      seal: async ({ recipients }: { readonly recipients: readonly string[] }) => ({
        ok: true,
        octets: Buffer.from(`for ${recipients.join(' ')}`),
      }),
    } as never,
    keys: { text: async () => 'key' } as never,
    correspondents: { get: async () => 'certificate' } as never,
    direct: undefined,
  });
  const sealed = (smime: 'sign' | 'possible' | 'always', recipients: Unwritten['recipients']) =>
    one.seal(unwritten({ settings: { smime, cpim: false }, recipients }), () => Buffer.from('as it is'));

  it('is for those alone who are named: it would tell of all others', async () => {
    for (const smime of ['possible', 'always'] as const) {
      assert.equal(Buffer.from((await sealed(smime, [BOB])) as Uint8Array).toString(), `for ${BOB.address}`);
      const hidden = await sealed(smime, [BOB, ALICE]);
      assert.equal('condition' in hidden && hidden.text.key, 'email.encrypt.hidden');
    }
    assert.equal(Buffer.from((await sealed('sign', [BOB, ALICE])) as Uint8Array).toString(), 'for ');
  });
});
