import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { composeDsn, composeMdn } from '../../../../gateways/email/compose/reports.js';
import { wrapMessage, wrapSecured, wrapWhole } from '../../../../gateways/email/compose/whole.js';

const fields = {
  from: { address: 'romeo@example.org' },
  to: [{ address: 'alice@example.com' }],
  subject: 'Read: Hello',
  date: 0,
  messageId: 'two@example.org',
  originalMessageId: 'one@example.com',
  text: 'It was read.',
  agent: 'gateway.example.org; Isthmus',
};

function lines(octets: Uint8Array): readonly string[] {
  const whole = Buffer.from(octets).toString('latin1');
  const boundary = /boundary="([^"]+)"/.exec(whole)?.[1] ?? '';
  return whole.replaceAll(boundary, 'B').split('\r\n');
}

test('a mail was shown (RFC 8098)', () => {
  const mdn = composeMdn({
    ...fields,
    finalRecipient: 'romeo@example.org',
    originalRecipient: 'Romeo@example.org',
    disposition: { action: 'manual-action', sending: 'MDN-sent-automatically', type: 'displayed' },
    originalHeaders: 'Subject: Hello\r\nX-Odd: \u00fc\0\r\n',
    extra: [{ name: 'Error', value: 'none\r\nBcc: x' }],
  });
  deepEqual(lines(mdn), [
    'Date: Thu, 1 Jan 1970 00:00:00 +0000',
    'From: romeo@example.org',
    'To: alice@example.com',
    'Subject: Read: Hello',
    'Message-ID: <two@example.org>',
    'In-Reply-To: <one@example.com>',
    'References: <one@example.com>',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=disposition-notification;',
    ' boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'It was read.',
    '--B',
    'Content-Type: message/disposition-notification',
    '',
    'Reporting-UA: gateway.example.org; Isthmus',
    'Original-Recipient: rfc822; Romeo@example.org',
    'Final-Recipient: rfc822; romeo@example.org',
    'Original-Message-ID: <one@example.com>',
    'Disposition: manual-action/MDN-sent-automatically; displayed',
    'Error: none Bcc: x',
    '',
    '--B',
    'Content-Type: text/rfc822-headers',
    '',
    'Subject: Hello',
    'X-Odd: ??',
    '',
    '--B--',
    '',
  ]);
});

test('a mail was not handed on (RFC 3464)', () => {
  const dsn = composeDsn({
    ...fields,
    subject: 'Undelivered Mail',
    reportingMta: 'mail.example.org',
    envelopeId: 'e1',
    arrivedAt: 0,
    recipients: [
      { final: 'a@example.org', action: 'failed', status: '5.4.6', diagnostic: '554 5.4.6\r\nloop' },
      { final: 'b@example.org', original: 'B@example.org', action: 'delayed', status: '4.4.1' },
    ],
  });
  const all = lines(dsn);
  ok(all.includes('Content-Type: multipart/report; report-type=delivery-status;'));
  const from = all.indexOf('Content-Type: message/delivery-status') + 2;
  deepEqual(all.slice(from, from + 14), [
    'Reporting-MTA: dns; mail.example.org',
    'Original-Envelope-Id: e1',
    'Arrival-Date: Thu, 1 Jan 1970 00:00:00 +0000',
    '',
    'Final-Recipient: rfc822; a@example.org',
    'Action: failed',
    'Status: 5.4.6',
    'Diagnostic-Code: smtp; 554 5.4.6 loop',
    '',
    'Original-Recipient: rfc822; B@example.org',
    'Final-Recipient: rfc822; b@example.org',
    'Action: delayed',
    'Status: 4.4.1',
    '',
  ]);
});

test('whole objects stay as they are, octet for octet', () => {
  const entity = Buffer.from([
    ...Buffer.from('Content-Type: application/pkcs7-mime;\r\n\tname="x"\r\n\r\n'),
    0x80,
    0xff,
    13,
    10,
  ]);
  const mail = { ...fields, cc: [], references: [], headers: [] };
  const whole = Buffer.from(wrapWhole(mail, entity));
  equal(whole.subarray(whole.length - entity.length).equals(entity), true);
  ok(whole.toString('latin1').startsWith('Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nFrom: romeo@example.org\r\n'));
  equal(
    Buffer.from(wrapMessage(Buffer.from('A: b\r\n\r\nc'))).toString(),
    'Content-Type: message/rfc822\r\n\r\nA: b\r\n\r\nc',
  );
  const signed = Buffer.from('Content-Type: text/plain\r\n\r\nhello \r\n');
  const signature = Buffer.from('Content-Type: application/pgp-signature\r\n\r\nxyz');
  const both = Buffer.from(
    wrapSecured(
      'signed',
      [
        ['protocol', 'application/pgp-signature'],
        ['micalg', 'pgp-sha256'],
      ],
      [signed, signature],
      'seed',
    ),
  ).toString('latin1');
  const boundary = /boundary="([^"]+)"/.exec(both)?.[1] ?? '';
  ok(
    both.includes(
      `--${boundary}\r\n${signed.toString()}\r\n--${boundary}\r\n${signature.toString()}\r\n--${boundary}--\r\n`,
    ),
  );
});
