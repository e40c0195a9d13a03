import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { composeMdn } from '../../../../gateways/email/compose/reports.js';
import { wrapMessage, wrapWhole } from '../../../../gateways/email/compose/whole.js';

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
});
