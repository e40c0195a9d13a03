import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseMessage } from '../../../../gateways/email/mime/part.js';
import { readDisposition } from '../../../../gateways/email/reports/disposition.js';
import { readReport } from '../../../../gateways/email/reports/read-report.js';
import { readStatus, readStatusOrReply } from '../../../../gateways/email/reports/status.js';
import { fixture } from '../mime/support.js';
import { REPORTED } from './fixtures.js';

suite('reports of the fixtures', () => {
  for (const [name, expected] of Object.entries(REPORTED)) {
    test(name, () => assert.deepEqual(readReport(parseMessage(fixture(name))), expected));
  }
});

test('a report within a mail that is forwarded is not a report of that mail', () => {
  const inner = fixture('dsn-failed').toString('latin1');
  const mail = `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\nSee\r\n--o\r\nContent-Type: message/rfc822\r\n\r\n${inner}\r\n--o--\r\n`;
  assert.equal(readReport(parseMessage(Buffer.from(mail, 'latin1'))), undefined);
});

test('status codes stand apart from other numbers', () => {
  assert.deepEqual(readStatus('550 5.7.26 refused'), { class: 5, subject: 7, detail: 26 });
  assert.equal(readStatus('connect to 192.5.1.1.7 failed'), undefined);
  assert.equal(readStatus('3.1.1'), undefined);
  assert.deepEqual(readStatusOrReply('host 10.250.1.2 said: 451 later'), { class: 4, subject: 0, detail: 0 });
  assert.equal(readStatusOrReply('5500 users'), undefined);
});

test('a disposition is read whatever its case and white space', () => {
  assert.deepEqual(readDisposition(' Manual-Action / MDN-sent-manually ; Displayed / error , expired '), {
    action: 'manual-action',
    sending: 'mdn-sent-manually',
    type: 'displayed',
    modifiers: ['error', 'expired'],
  });
  assert.equal(readDisposition('manual-action/MDN-sent-manually;'), undefined);
});
