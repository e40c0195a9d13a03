import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type AutocryptMail, autocryptOf, readAutocrypt } from '../../../../gateways/email/crypto/autocrypt.js';
import { addressOfIm, imUri, readCpim, writeCpim } from '../../../../gateways/email/crypto/cpim.js';
import { e2eObject, entityOf, isWhole, mimeObject } from '../../../../gateways/email/crypto/e2e.js';
import {
  armoured,
  pgpMimeOf,
  repaired,
  unarmoured,
  xmppMessageIn,
} from '../../../../gateways/email/crypto/openpgp-parts.js';
import { parseMessage } from '../../../../gateways/email/mime/part.js';
import { el } from '../../../../src/xmpp/element.js';
import { readMessage } from '../../../../src/xmpp/messages.js';
import { objectElements } from '../../../../src/xmpp/objects.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

/** The object as it is read from a stanza that was written and parsed. */
function overTheWire(object: Parameters<typeof objectElements>[0]): unknown {
  const written = serialise(el('message', { xmlns: 'jabber:client', from: 'a@b' }, ...objectElements(object)));
  const stanza = parseStanza(written);
  assert.ok(stanza !== undefined);
  return readMessage(stanza).object;
}

describe('an object of RFC 3923', () => {
  const SIGNED =
    'Content-Type: multipart/signed; boundary=next; micalg=sha-256;\r\n protocol="application/pkcs7-signature"\r\n\r\n' +
    '--next\r\nContent-type: Message/CPIM\r\n\r\nFrom: Juliet <im:juliet@example.com>\r\n\r\n' +
    'Content-type: text/plain; charset=utf-8\r\n\r\nWherefore <art> & ]]> häst \t\r\n--next--\r\n\r\n';

  it('becomes the very octets that were signed', () => {
    const content = SIGNED.replaceAll('\r\n', '\n');
    const stanza = parseStanza(
      `<message xmlns="jabber:client" from="a@b"><e2e xmlns="urn:ietf:params:xml:ns:xmpp-e2e"><![CDATA[\n${content.replace(']]>', ']]]]><![CDATA[>')}]]></e2e></message>`,
    );
    assert.ok(stanza !== undefined);
    const { object } = readMessage(stanza);
    assert.ok(typeof object === 'object');
    assert.equal(Buffer.from(entityOf(object) ?? []).toString(), SIGNED);
  });

  it('goes into a stanza and comes out again byte for byte', () => {
    const object = e2eObject(Buffer.from(SIGNED));
    assert.ok(object !== undefined);
    assert.deepEqual(overTheWire(object), object);
    assert.equal(Buffer.from(entityOf(object) ?? []).toString(), SIGNED);
  });

  it('is made of nothing that a stanza would change', () => {
    for (const octets of ['A: b\n\nc\r\n', 'A: b\r\n\r\n\u0001', 'A: b\r\n\r\nlone\r', '\r\nbody first', '']) {
      assert.equal(e2eObject(Buffer.from(octets)), undefined, JSON.stringify(octets));
    }
    assert.equal(e2eObject(Buffer.from([0x41, 0x3a, 0xff])), undefined);
  });

  it('whatever it is, is the same at the other end, or is none (any octets)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (some, isText) => {
        const octets = isText
          ? Buffer.from(
              Buffer.from(some)
                .toString('latin1')
                .replace(/[^ -~]/g, '\r\n'),
            )
          : Buffer.from(some);
        const object = e2eObject(octets);
        if (object === undefined) return;
        const read = overTheWire(object);
        assert.deepEqual(read, object);
        assert.deepEqual(Buffer.from(entityOf(object) ?? []), octets);
      }),
    );
  });
});

it('an entity of any octets goes into a stanza and comes out again', () => {
  const octets = randomBytes(32_768);
  const object = mimeObject(octets);
  assert.deepEqual(overTheWire(object), object);
  assert.deepEqual(Buffer.from(entityOf(object) ?? []), octets);
  assert.equal(entityOf({ kind: 'mime', url: 'https://up.example.org/1', sha256: 'x' }), undefined);
});

it('a large entity is named by where it lies, and known again', () => {
  // SHA-256 of nothing.
  const sha256 = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
  const object = { kind: 'mime', url: 'https://up.example.org/1', size: 0, sha256 } as const;
  assert.deepEqual(overTheWire(object), object);
  assert.equal(isWhole(object, new Uint8Array()), true);
  assert.equal(isWhole(object, Buffer.from('x')), false);
  assert.equal(isWhole(mimeObject(Buffer.from('x')), Buffer.from('x')), false, 'nothing was fetched for it');
});

describe('OpenPGP', () => {
  it('of XEP-0373 goes through a mail and comes out as it was', () => {
    const message = randomBytes(500);
    const object = { kind: 'openpgp', content: message.toString('base64') } as const;
    const entity = entityOf(object);
    assert.ok(entity !== undefined);
    const part = parseMessage(entity);
    assert.deepEqual([part.type, part.params.protocol], ['multipart/encrypted', 'application/pgp-encrypted']);
    assert.deepEqual(
      part.children.map(({ type }) => type),
      ['application/pgp-encrypted', 'application/octet-stream'],
    );
    assert.equal(Buffer.from(part.children[0]?.content() ?? []).toString(), 'Version: 1\r\n');
    assert.equal(xmppMessageIn(part), object.content);
    assert.deepEqual(pgpMimeOf(message), entity, 'the same each time');
  });

  it('of a mail program is not taken for one of XEP-0373', () => {
    const text = Buffer.from(pgpMimeOf(randomBytes(50)))
      .toString()
      .replace(/Content-Description: .*\r\n/, '');
    assert.equal(xmppMessageIn(parseMessage(Buffer.from(text))), undefined);
  });

  it('has the armour of RFC 9580, with a checksum that is looked at', () => {
    // CRC-24 of "123456789" is 21CF02.
    const text = armoured(Buffer.from('123456789'));
    assert.equal(text, '-----BEGIN PGP MESSAGE-----\r\n\r\nMTIzNDU2Nzg5\r\n=Ic8C\r\n-----END PGP MESSAGE-----');
    assert.equal(Buffer.from(unarmoured(text) ?? []).toString(), '123456789');
    assert.equal(unarmoured(text.replace('=Ic8C', '=Ic8D')), undefined);
    assert.ok(unarmoured(text.replace('\r\n=Ic8C', '')));
    const headers = text.replace('\r\n\r\n', '\r\nComment: x\r\nVersion: y\r\n\r\n');
    assert.equal(Buffer.from(unarmoured(headers) ?? []).toString(), '123456789');
    assert.equal(unarmoured('Hello'), undefined);
  });

  it('that an Exchange server took apart is put together again', () => {
    const armour = armoured(randomBytes(300));
    const mixed =
      'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n\r\n' +
      '--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n' +
      `--x\r\nContent-Type: application/octet-stream\r\n\r\n${armour}\r\n--x--\r\n`;
    const entity = repaired(parseMessage(Buffer.from(mixed)));
    assert.ok(entity !== undefined);
    const part = parseMessage(entity);
    assert.equal(part.type, 'multipart/encrypted');
    assert.equal(Buffer.from(part.children[1]?.content() ?? []).toString(), armour);
    const said = mixed.replace('text/plain\r\n\r\n', 'text/plain\r\n\r\nLook at this');
    assert.equal(repaired(parseMessage(Buffer.from(said))), undefined, 'what somebody wrote is not thrown away');
  });
});

describe('message/cpim', () => {
  it('is read as RFC 3862 5.1 has it', () => {
    const text =
      'From: MR SANDERS <im:piglet@100akerwood.com>\r\nTo: Depressed Donkey <im:eeyore@100akerwood.com>\r\n' +
      'DateTime: 2000-12-13T13:40:00-08:00\r\nSubject: the weather will be fine today\r\n' +
      "Subject:;lang=fr beau temps prevu pour aujourd'hui\r\nNS: MyFeatures <mid:MessageFeatures@id.foo.com>\r\n" +
      'Require: MyFeatures.VitalMessageOption\r\nMyFeatures.VitalMessageOption: Confirmation-requested\r\n' +
      'MyFeatures.WackyMessageOption: Use-silly-font\r\n\r\n' +
      'Content-type: text/xml; charset=utf-8\r\nContent-ID: <1234567890@foo.com>\r\n\r\n<body>\r\nHere\r\n</body>';
    const read = readCpim(Buffer.from(text));
    assert.ok(read !== undefined);
    const { content, ...head } = read;
    assert.deepEqual(head, {
      from: { name: 'MR SANDERS', uri: 'im:piglet@100akerwood.com', address: 'piglet@100akerwood.com' },
      to: [{ name: 'Depressed Donkey', uri: 'im:eeyore@100akerwood.com', address: 'eeyore@100akerwood.com' }],
      cc: [],
      at: Date.UTC(2000, 11, 13, 21, 40),
      subjects: [{ text: 'the weather will be fine today' }, { lang: 'fr', text: "beau temps prevu pour aujourd'hui" }],
      required: ['MyFeatures.VitalMessageOption'],
    });
    assert.deepEqual([content.type, content.contentId], ['text/xml', '1234567890@foo.com']);
    assert.equal(content.text(), '<body>\nHere\n</body>');
  });

  it('is written as RFC 3922 has it', () => {
    const entity = writeCpim({
      from: { name: 'Juliet "J" Capulet', address: "ju'liet@example.com" },
      to: [{ address: 'romeo@example.net' }],
      cc: [{ name: 'Nurse', address: 'nurse@example.com' }],
      at: Date.UTC(2003, 11, 9, 11, 45, 36, 660),
      subjects: [{ text: 'Hi!' }, { lang: 'cz', text: 'Ahoj!\nNext: line' }],
      text: 'Wherefore\nart thou?',
      contentId: 'abc@example.com',
    });
    assert.equal(
      Buffer.from(entity).toString(),
      'Content-Type: message/cpim\r\n\r\nFrom: "Juliet \\"J\\" Capulet" <im:ju%27liet@example.com>\r\n' +
        'To: <im:romeo@example.net>\r\ncc: "Nurse" <im:nurse@example.com>\r\nDateTime: 2003-12-09T11:45:36.660Z\r\n' +
        'Subject: Hi!\r\nSubject:;lang=cz Ahoj!\\nNext: line\r\n\r\n' +
        'Content-Type: text/plain; charset=utf-8\r\nContent-ID: <abc@example.com>\r\n\r\nWherefore\r\nart thou?',
    );
  });

  it('comes back as it was written, whatever people say', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(words, words, words, (name, subject, text) => {
        const entity = writeCpim({
          from: { name, address: 'a@example.com' },
          to: [{ address: 'b@example.net' }],
          subjects: [{ lang: 'en', text: subject }],
          text,
        });
        const read = readCpim(parseMessage(entity).raw);
        assert.equal(read?.from?.address, 'a@example.com');
        assert.deepEqual(read?.subjects, [{ lang: 'en', text: subject }]);
        if (name.trim() !== '') assert.equal(read?.from?.name, name);
        assert.equal(read?.to.length, 1);
      }),
    );
  });

  it('is none where it has no header of its own', () => {
    for (const text of [
      '',
      '\r\n',
      'Hello\r\n\r\n',
      'From: <im:a@b>',
      'no colon\r\nTo: x\r\n\r\n',
      `X: ${'y'.repeat(9000)}\r\n\r\n`,
    ]) {
      assert.equal(readCpim(Buffer.from(text)), undefined, text.slice(0, 20));
    }
  });

  it('has addresses whose local part is escaped by octets', () => {
    assert.equal(imUri("d'artagnan#1@example.com"), 'im:d%27artagnan%231@example.com');
    assert.equal(imUri('häst/a@example.com'), 'im:h%C3%A4st%2Fa@example.com');
    assert.equal(addressOfIm('IM:h%C3%A4st%2Fa@example.com?x=y'), 'häst/a@example.com');
    for (const uri of ['sip:a@b', 'im:nobody', 'im:%ZZ@b', 'im:a%0D%0ATo:x@b', 'im:@b', 'im:a@']) {
      assert.equal(addressOfIm(uri), undefined, uri);
    }
  });
});

describe('Autocrypt', () => {
  const KEY = 'mDMEXEcE6RYJKwYBBAHaRw8BAQdA';
  const mail = (more: Partial<AutocryptMail> = {}): AutocryptMail => ({
    fields: [`addr=Alice@example.org; prefer-encrypt=mutual; keydata=${KEY}`],
    from: ['alice@Example.org'],
    automated: false,
    ...more,
  });

  it('is read where exactly one field is of the one sender', () => {
    const header = { address: 'alice@example.org', prefersEncryption: true, key: KEY };
    assert.deepEqual(autocryptOf(mail()), header);
    const other = `addr=eve@example.net; keydata=${KEY}`;
    assert.deepEqual(autocryptOf(mail({ fields: [other, ...mail().fields] })), header);
    assert.equal(autocryptOf(mail({ fields: [...mail().fields, ...mail().fields] })), undefined);
    assert.equal(autocryptOf(mail({ from: ['alice@example.org', 'bob@example.org'] })), undefined);
    assert.equal(autocryptOf(mail({ from: [] })), undefined);
    assert.equal(autocryptOf(mail({ automated: true })), undefined);
    assert.equal(autocryptOf(mail({ fields: [other] })), undefined);
  });

  it('is valid with what is known and what need not be', () => {
    assert.equal(readAutocrypt(`addr=a@b; _new=x; keydata= ${KEY.slice(0, 8)} ${KEY.slice(8)} ;`)?.key, KEY);
    assert.equal(readAutocrypt(`addr=a@b; prefer-encrypt=later; keydata=${KEY}`)?.prefersEncryption, false);
    for (const field of [
      `addr=a@b; critical=x; keydata=${KEY}`,
      `keydata=${KEY}`,
      'addr=a@b',
      'addr=a@b; keydata=?!',
      'addr=a@b; keydata=',
      `addr=a@b; addr=c@d; keydata=${KEY}`,
      `addr=a@b; junk; keydata=${KEY}`,
      `addr=a@b; keydata=${'A'.repeat(10_300)}`,
      '',
    ]) {
      assert.equal(readAutocrypt(field), undefined, field.slice(0, 40));
    }
  });
});
