import { deepEqual, equal, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { compose, composeInTurns } from '../../../../gateways/email/compose/compose.js';
import { dkimSigned } from '../../../../gateways/email/compose/dkim.js';
import type { OutgoingMail } from '../../../../gateways/email/compose/outgoing.js';

/** Verifies each signature with dkimpy, which shares no code with ours. Its keys come from the arguments and not from DNS. */
const VERIFIER = `
import base64, json, sys
import dkim
case = json.load(sys.stdin)
mail = base64.b64decode(case['mail'])
records = {name.encode(): record.encode() for name, record in case['records'].items()}
find = lambda name, timeout=5: records.get(name.rstrip(b'.'))
results = []
for index in range(case['signatures']):
    try:
        results.append(bool(dkim.DKIM(mail).verify(idx=index, dnsfunc=find)))
    except Exception as error:
        results.append(repr(error))
print(json.dumps(results))
`;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed = generateKeyPairSync('ed25519');
const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
const records = {
  'r1._domainkey.example.org': `v=DKIM1; k=rsa; p=${spki(rsa.publicKey).toString('base64')}`,
  // The last 32 octets are the key itself (RFC 8410 4), which is what RFC 8463 wants.
  'e1._domainkey.example.org': `v=DKIM1; k=ed25519; p=${spki(ed.publicKey).subarray(-32).toString('base64')}`,
};
const signer = {
  domain: 'example.org',
  keys: [
    { selector: 'r1', privateKey: rsa.privateKey },
    { selector: 'e1', privateKey: ed.privateKey },
  ],
};

function verified(mail: Uint8Array, signatures = 2): readonly (boolean | string)[] {
  const input = JSON.stringify({ mail: Buffer.from(mail).toString('base64'), records, signatures });
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', VERIFIER], { input, encoding: 'utf8' });
  ok(stdout !== '', stderr);
  return JSON.parse(stdout);
}

const outgoing: OutgoingMail = {
  from: { name: 'Jürgen', address: 'juergen@example.org' },
  to: [{ address: 'alice@example.com' }],
  cc: [],
  subject: 'Grüße, und ein Betreff, der so lang ist, dass er auf mehr als eine Zeile kommt',
  date: 1_700_000_000_000,
  messageId: 'one@example.org',
  references: ['a@example.com', 'b@example.com'],
  bodies: [{ text: 'Hi  there \n\n> quoted\n\n\n', html: '<p>Hi</p>' }],
  attachments: [{ name: 'a.bin', mediaType: 'application/x-thing', content: Buffer.alloc(3000, 7) }],
  flowed: true,
  headers: [
    { name: 'Auto-Submitted', value: 'auto-generated' },
    { name: 'Jabber-ID', value: 'juergen@example.org' },
    { name: 'List-Unsubscribe', value: '<https://example.org/u>' },
  ],
};
const mail = compose(outgoing);
const at = 1_700_000_000_000;

test('both signatures hold for a verifier that shares no code', async () => {
  deepEqual(verified(await dkimSigned(mail, signer, at)), [true, true]);
});

test('they hold for mails of all shapes', async () => {
  for (const shape of [
    'From: a@example.org\r\n\r\n',
    'From: a@example.org\r\n\r\n\r\n\r\n',
    'From: a@example.org\r\n\r\n no end',
    'From: a@example.org\r\n\r\nblanks at the end \t ',
    // More than one piece, cut inside a line, between lines, and before lines that are empty to the end.
    `From: a@example.org\r\n\r\n${'a  b \t\r\n'.repeat(200_000)}`,
    `From: a@example.org\r\n\r\n${'x'.repeat(1_200_000)}\r\ny\r\n`,
    `From: a@example.org\r\n\r\nx${'\r\n'.repeat(700_000)}`,
    `From: a@example.org\r\n\r\nx${'\r\n'.repeat(700_000)}y`,
    'From:a@example.org\r\nSubject:  x \t y\r\n  z \r\n\r\n a \t b \r\n\t\r\n\r\n',
    'From: a@example.org\r\nTo: tr\u00e9ville@example.com\r\n\r\n\u00fc\r\n',
  ]) {
    const signed = await dkimSigned(Buffer.from(shape), { ...signer, keys: signer.keys.slice(0, 1) }, at);
    // As it arrives: SMTP ends the last line.
    const arrived = shape.endsWith('\r\n') ? signed : Buffer.concat([signed, Buffer.from('\r\n')]);
    const [first] = verified(arrived, 1);
    equal(first, true, JSON.stringify(shape));
  }
});

test('what is changed or added on the way breaks them', async () => {
  const signed = Buffer.from(await dkimSigned(mail, signer, at)).toString('latin1');
  const changed = (from: string | RegExp, to: string): readonly (boolean | string)[] => {
    const other = signed.replace(from, to);
    ok(other !== signed);
    return verified(Buffer.from(other, 'latin1'));
  };
  deepEqual(
    changed('Hi  there', 'Ho  there').filter((one) => one === true),
    [],
  );
  deepEqual(changed('\r\nJabber-ID: juergen', '\r\nJabber-ID: romeo'), [false, false]);
  deepEqual(changed('\r\nAuto-Submitted: auto-generated', ''), [false, false]);
  deepEqual(changed('\r\nFrom: ', '\r\nFrom: evil@example.com\r\nFrom: '), [false, false]);
  deepEqual(changed('\r\nTo: ', '\r\nReply-To: evil@example.com\r\nTo: '), [false, false]);
  deepEqual(changed('\r\nSubject: ', '\r\nSubject: Win\r\nSubject: '), [false, false]);
});

test('a large mail is written and signed in turns with whatever else there is', async () => {
  const large: OutgoingMail = {
    ...outgoing,
    attachments: [{ name: 'a.bin', mediaType: 'image/png', content: Buffer.alloc(12_000_000, 77) }],
  };
  let turns = 0;
  let going = true;
  const watch = (): void => {
    turns += 1;
    if (going) setImmediate(watch);
  };
  watch();
  const whole = await composeInTurns(large);
  const signed = await dkimSigned(whole, signer, at);
  going = false;
  deepEqual(Buffer.from(whole).equals(compose(large)), true);
  deepEqual(verified(signed), [true, true]);
  // Of 12 MB in pieces of 512 KiB.
  ok(turns > 10, `${turns} turns of others`);
});

test('no line of a signature is too long', async () => {
  const signed = Buffer.from(await dkimSigned(mail, signer, at)).toString('latin1');
  const header = signed.slice(0, signed.indexOf('\r\nDate: '));
  ok(header.split('\r\n').every((line) => line.length <= 78 || line.startsWith('DKIM-Signature: v=1')));
});
