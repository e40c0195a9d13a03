import assert from 'node:assert/strict';
import { readAutoconfigFile } from '../../../gateways/email/accounts/discovery/autoconfig-file.js';
import { MailAddresses } from '../../../gateways/email/address/contact-codec.js';
import { parseMailAddress, wireForm } from '../../../gateways/email/address/mail-address.js';
import { typedAddress } from '../../../gateways/email/address/typed-address.js';
import { readAutocrypt } from '../../../gateways/email/crypto/autocrypt.js';
import { readBer } from '../../../gateways/email/crypto/ber.js';
import { readCpim } from '../../../gateways/email/crypto/cpim.js';
import { unarmoured } from '../../../gateways/email/crypto/openpgp-parts.js';
import { smimeKind, verifySmime } from '../../../gateways/email/crypto/smime.js';
import { readListId, readListUris, readMailto, readWebLink } from '../../../gateways/email/lists/list-headers.js';
import { DataReader } from '../../../gateways/email/lmtp/data-reader.js';
import { parsePathArgument } from '../../../gateways/email/lmtp/path.js';
import { readCalendar } from '../../../gateways/email/mime/calendar.js';
import { calendarReply } from '../../../gateways/email/mime/calendar-reply.js';
import { readDate } from '../../../gateways/email/mime/dates.js';
import { decodeWords } from '../../../gateways/email/mime/encoded-words.js';
import { readMailboxes } from '../../../gateways/email/mime/mailboxes.js';
import { readParameterField } from '../../../gateways/email/mime/parameters.js';
import { parseMessage } from '../../../gateways/email/mime/parse-message.js';
import { readScriptMail } from '../../../gateways/email/mime/script-mail.js';
import { readVcards } from '../../../gateways/email/mime/vcards.js';
import { absenceEnd } from '../../../gateways/email/policy/absence-dates.js';
import { readAuthenticationResults } from '../../../gateways/email/policy/authentication-results.js';
import { readJob } from '../../../gateways/email/reader/read-job.js';
import { readReport } from '../../../gateways/email/reports/read-report.js';
import { ReplyParser } from '../../../gateways/email/smtp/reply-parser.js';
import { flow, unflow } from '../../../gateways/email/text/flowed.js';
import { htmlToText } from '../../../gateways/email/text/html-to-text.js';
import { stripQuotes } from '../../../gateways/email/text/quotes.js';
import { safeContent } from '../../../gateways/email/text/safe-html.js';
import { readSubject, replySubject } from '../../../gateways/email/text/subject.js';
import { type FuzzTarget, USUAL_LENGTH } from '../target.js';

const NOW = Date.UTC(2026, 0, 2);
const NO_XML = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const MIME_WORDS = [
  '\r\n',
  '\r\n\r\n',
  '\n\n',
  '\r\n ',
  '--b',
  '\r\n--b\r\n',
  '\r\n--b--\r\n',
  'Content-Type: ',
  'multipart/mixed; boundary=b',
  'multipart/alternative; boundary="b"',
  'multipart/report; report-type=delivery-status; boundary=b',
  'multipart/signed; boundary=b',
  'multipart/digest; boundary=b',
  'message/rfc822',
  'message/delivery-status',
  'message/disposition-notification',
  'text/html; charset=utf-8',
  'text/plain; format=flowed; delsp=yes',
  'text/calendar; method=REQUEST',
  'application/ms-tnef',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Disposition: attachment; filename*0*=utf-8%27%27a',
  '=?utf-8?q?=E4?=',
  '=?iso-2022-jp?b?GyRC?=',
  'charset=',
  'iso-2022-jp',
  'utf-7',
  'hz-gb-2312',
  'From: ',
  'Subject: Re: ',
  'Final-Recipient: rfc822; a@b',
  'Action: failed',
  'Status: 5.1.1',
  'Disposition: automatic-action/MDN-sent-automatically; displayed',
  'begin 644 a\n',
];

const mail: FuzzTarget = {
  name: 'mail',
  tokens: MIME_WORDS,
  longest: USUAL_LENGTH,
  seeds: 'test/fixtures/email',
  read(input) {
    const read = readJob({
      octets: input,
      now: NOW,
      options: { html: 'safe', languages: ['de'], styled: input.length % 2 === 0 },
    });
    assert.ok(!NO_XML.test(read.text.body), 'the text of a mail has what XML forbids');
    assert.ok(!/[\r\n\0]/.test(read.subject ?? ''), 'a subject is more than one line');
    for (const { name } of read.attachments)
      assert.ok(!/[/\\\p{Cc}]/u.test(name ?? ''), 'the name of a file is a path');
    assert.ok((read.date ?? 0) <= NOW, 'a mail comes from the future');
    for (const { address } of [...read.from, ...read.to, ...read.cc, ...read.replyTo]) {
      assert.ok(!/[\r\n\0]/.test(address), 'an address is more than one line');
    }
  },
};

const report: FuzzTarget = {
  name: 'delivery-notification',
  tokens: [
    ...MIME_WORDS,
    'Diagnostic-Code: smtp; 550 5.1.1 no',
    'Original-Message-ID: <a@b>',
    'Original-Envelope-Id: x',
    'Arrival-Date: ',
    'rfc822;',
    'utf-8;',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    readReport(parseMessage(input));
    readScriptMail(input, NOW);
  },
};

const headers: FuzzTarget = {
  name: 'mail-fields',
  tokens: [
    '"',
    '\\',
    '(',
    ')',
    '<',
    '>',
    ',',
    ';',
    ':',
    '@',
    '=?utf-8?b?',
    '?=',
    '=?utf-8?q?',
    '=',
    '*0*=',
    "utf-8''",
    '%41',
    'mailto:',
    'https://',
    'dkim=pass',
    'header.d=',
    ' ',
    '\r\n ',
    'Fri, 02 Jan 2026 03:04:05 +0100',
    'Re: ',
    'Fwd: ',
    '[list] ',
    'addr=a@b; keydata=',
    'until ',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const text = input.toString('utf8');
    const latin = input.toString('latin1');
    for (const { address } of readMailboxes(text))
      assert.ok(!/[\r\n\0]/.test(address), 'an address is more than one line');
    readParameterField(latin);
    decodeWords(latin);
    readDate(latin, NOW);
    readAuthenticationResults(latin);
    for (const uri of readListUris(latin)) {
      readMailto(uri);
      const { protocol } = readWebLink(uri) ?? {};
      assert.ok(protocol === undefined || protocol === 'https:' || protocol === 'http:');
    }
    readListId(latin);
    readAutocrypt(latin);
    readSubject(text);
    assert.ok(!NO_XML.test(replySubject(text)) || NO_XML.test(text));
    absenceEnd(text, NOW);
  },
};

const html: FuzzTarget = {
  name: 'mail-html',
  tokens: [
    '<',
    '>',
    '</',
    '/>',
    '<p>',
    '<br>',
    '<table><tr><td>',
    '</table>',
    '<a href="',
    '">',
    '<img src="cid:a" alt="',
    '<style>',
    '</style>',
    '<script>',
    '</script>',
    '<!--',
    '-->',
    '<blockquote>',
    '</blockquote>',
    '<b>',
    '<i>',
    '</b>',
    '<li>',
    '<pre>',
    '&nbsp;',
    '&#x0;',
    '&#1114112;',
    '&amp',
    'style="display:none"',
    'javascript:',
    '<svg onload=',
    '<math>',
    '<template>',
    '<![CDATA[',
    '<title>',
    '<textarea>',
    '<noscript>',
  ],
  longest: 8192,
  read(input) {
    const text = input.toString('utf8');
    htmlToText(text, { styled: true });
    const safe = safeContent(text, { image: () => 'data:image/png;base64,AA==' });
    assert.ok(
      !/<\s*\/?(?:script|iframe|object|embed|form|link|meta|base|svg|math|style|input)\b/i.test(safe),
      'a page has an element that acts',
    );
    // Attributes are written in double quotes, and text has none.
    for (const [tag] of safe.matchAll(/<[a-z][^>]*>/gi)) {
      assert.ok(!/\son[a-z]+\s*=\s*"/i.test(tag.replace(/"[^"]*"/g, '""')), 'an attribute is a script');
      assert.ok(!/(?:href|src)="\s*(?:javascript|vbscript|file)/i.test(tag), 'a link is a script');
    }
  },
};

const text: FuzzTarget = {
  name: 'mail-text',
  tokens: [
    '> ',
    '>> ',
    '\n',
    '\r\n',
    '-- \n',
    'On Fri, 2 Jan 2026, Alice wrote:\n',
    'Am 02.01.2026 schrieb Alice:\n',
    '-----Original Message-----\n',
    'From: a\nSent: b\nTo: c\nSubject: d\n',
    ' \n',
    '*',
    '_',
    '________\n',
    'Sent from my phone',
  ],
  longest: 8192,
  read(input) {
    const body = input.toString('utf8');
    const lines = body.split('\n');
    const stripped = stripQuotes(lines, { subject: 'Re: x' });
    assert.ok(stripped.body.length <= body.length + 1, 'a text has grown');
    unflow(body, input.length % 2 === 0);
    flow(body);
  },
};

const addresses = new MailAddresses();
const address: FuzzTarget = {
  name: 'mail-address',
  tokens: [
    '@',
    '"',
    '\\',
    '\\40',
    '.',
    '..',
    'xn--',
    '<',
    '>',
    'mailto:',
    'im:',
    '%40',
    '%',
    '(c)',
    '[127.0.0.1]',
    '\u00fc',
    '\u3002',
    '\uff20',
    '=',
    '?subject=',
    'no-reply',
    '.group',
  ],
  longest: 2048,
  read(input) {
    const written = input.toString('utf8');
    const read = parseMailAddress(written);
    if (read.ok) {
      const wire = wireForm(read.address);
      assert.ok(!/[\r\n\0\p{Cc}]/u.test(wire), 'an address ends its line');
      assert.ok(Buffer.byteLength(wire) <= 254);
      const again = parseMailAddress(wire);
      assert.ok(again.ok && wireForm(again.address) === wire, 'an address that was written is another when it is read');
    }
    typedAddress(written);
    const contact = addresses.parse(written);
    if (contact.ok) {
      const again = addresses.parse(contact.local);
      assert.ok(again.ok && again.address === contact.address, 'the contact of a contact is another');
    }
    addresses.prompt(written);
  },
};

const calendar: FuzzTarget = {
  name: 'mail-calendar',
  tokens: [
    'BEGIN:VCALENDAR\r\n',
    'END:VCALENDAR\r\n',
    'BEGIN:VEVENT\r\n',
    'END:VEVENT\r\n',
    'DTSTART:20260102T030405Z\r\n',
    'DTSTART;TZID=Europe/Berlin:',
    'DTSTART;VALUE=DATE:20260102',
    'DURATION:PT1H',
    'ATTENDEE;CN="a":mailto:a@b\r\n',
    'ORGANIZER:mailto:a@b\r\n',
    'UID:1\r\n',
    'SUMMARY:',
    '\\n',
    '\\,',
    '\r\n ',
    ';',
    ':',
    'BEGIN:VCARD\r\n',
    'FN:',
    'EMAIL:',
    'N:',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const object = input.toString('utf8');
    readCalendar(object);
    const reply = calendarReply(object, { attendee: { address: 'a@example.org' }, answer: 'accepted', now: NOW });
    for (const line of (reply ?? '').split('\r\n')) {
      assert.ok(!/[\r\n\0]/.test(line), 'a line of an answer is two');
      assert.ok(Buffer.byteLength(line) <= 75, 'a line of an answer is too long');
    }
    readVcards(object);
  },
};

const smtp: FuzzTarget = {
  name: 'smtp',
  tokens: [
    '250 ',
    '250-',
    '550 5.1.1 ',
    '\r\n',
    '\n',
    '\r',
    '\r\n.\r\n',
    '\r\n..',
    '.',
    'FROM:<',
    'TO:<a@b>',
    ' SIZE=1',
    ' BODY=8BITMIME',
    '@a,@b:',
    '"',
  ],
  longest: 32 * 1024,
  read(input) {
    const replies = new ReplyParser();
    replies.push(input.subarray(0, input.length >> 1));
    replies.push(input.subarray(input.length >> 1));
    for (const { text: said, code } of replies.take(10_000)) {
      assert.ok(code >= 200 && code < 600);
      assert.ok(!/[\r\0]/.test(said));
    }
    const line = input.toString('utf8', 0, 2048);
    for (const path of [parsePathArgument(line, 'FROM'), parsePathArgument(line, 'TO')]) {
      assert.ok(!/\p{Cc}/u.test(path?.address ?? ''), 'a path has a control character');
    }
    const limits = { most: 16 * 1024, declared: 100, mayGrow: () => true };
    const whole = new DataReader(limits);
    const end = whole.push(input);
    const pieces = new DataReader(limits);
    let pieceEnd = -1;
    for (let at = 0; at < input.length && pieceEnd === -1; at += 7) {
      const found = pieces.push(input.subarray(at, at + 7));
      if (found !== -1) pieceEnd = at + found;
    }
    assert.equal(pieceEnd, end, 'a mail that comes in pieces ends elsewhere');
    assert.ok(Buffer.from(pieces.octets).equals(whole.octets), 'a mail that comes in pieces is another');
  },
};

const sealed: FuzzTarget = {
  name: 'mail-crypto',
  tokens: [
    '\x30\x80',
    '\x30\x82\x01\0',
    '\xa0\x80',
    '\0\0',
    '\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02',
    '\x02\x01\x01',
    '\x31',
    '\x04',
    '\x24\x80',
    '-----BEGIN PGP MESSAGE-----\r\n\r\n',
    '-----END PGP MESSAGE-----',
    '=AAAA',
    'Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n',
    'Content-type: Message/CPIM\r\n\r\n',
    'From: <im:a@b>\r\n',
    'DateTime: 2026-01-02T03:04:05Z\r\n',
    'NS: MyFeatures <mid:a>\r\n',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    readBer(input);
    unarmoured(input.toString('latin1'));
    readCpim(input);
    if (smimeKind(input) !== undefined) {
      const verified = verifySmime(input, { from: ['a@example.org'], anchors: [], at: NOW });
      assert.notEqual(verified?.verdict.good, true, 'what nobody signed is good');
    }
  },
};

const autoconfig: FuzzTarget = {
  name: 'mail-autoconfig',
  tokens: [
    '<clientConfig version="1.1">',
    '<emailProvider id="a">',
    '<incomingServer type="imap">',
    '<outgoingServer type="smtp">',
    '<hostname>',
    '</hostname>',
    '<port>993</port>',
    '<socketType>SSL</socketType>',
    '<username>%EMAILADDRESS%</username>',
    '<authentication>OAuth2</authentication>',
    '</incomingServer>',
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '&b;',
    '<?xml version="1.0"?>',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    readAutoconfigFile(input.toString('utf8'));
  },
};

export const targets: readonly FuzzTarget[] = [
  mail,
  report,
  headers,
  html,
  text,
  address,
  calendar,
  smtp,
  sealed,
  autoconfig,
];
