import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listOf } from '../../../../gateways/email/lists/list-of.js';
import { readCard } from '../../../../gateways/email/receiving/card.js';
import { asWritten, enclosed } from '../../../../gateways/email/receiving/presentable.js';
import { read } from './support.js';

const FOOTER = [
  '_______________________________________________',
  'dev mailing list -- dev@lists.example.com',
  'To unsubscribe send an email to dev-leave@lists.example.com',
];

describe('a mail of a list', () => {
  const lines = [
    'From: Alice via Dev <dev@lists.example.com>',
    'Reply-To: Alice <alice@example.net>',
    'To: dev@lists.example.com',
    'List-Id: Developers <dev.lists.example.com>',
    'List-Post: <mailto:dev@lists.example.com>',
  ];

  it('is of its author, without what the list has put below', () => {
    const mail = read(...lines, '', 'Hello', '', ...FOOTER);
    const shown = asWritten(mail, listOf(mail));
    assert.deepEqual(shown.from, [{ name: 'Alice', address: 'alice@example.net' }]);
    assert.equal(shown.text.body.trim(), 'Hello');
  });

  it('is not marked as cut where only the footer was left out', () => {
    const mail = read(...lines, '', 'Hello');
    const list = listOf(mail);
    const cutOf = (body: string, full: string) => {
      const text = { body, kind: 'plain', cut: true, full } as const;
      return asWritten({ ...mail, text }, list).text.cut;
    };
    assert.equal(cutOf('Hello', ['Hello', '', ...FOOTER].join('\n')), undefined);
    assert.equal(cutOf('Hello', ['Hello', '', '> quoted', '', ...FOOTER].join('\n')), true);
  });

  it('keeps what its program writes there for the members', () => {
    const mail = read(...lines, 'X-Schleuder: 4.0', '', 'Hello', '', ...FOOTER);
    assert.ok(asWritten(mail, listOf(mail)).text.body.includes('To unsubscribe'));
  });

  it('loses a part that is a footer alone, and no other', () => {
    const mail = read(
      ...lines,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Hello',
      '--b',
      'Content-Type: text/plain; name=notes.txt',
      'Content-Disposition: attachment; filename=notes.txt',
      '',
      ...FOOTER,
      '--b',
      'Content-Type: text/plain; name=footer.txt',
      'Content-Disposition: inline; filename=footer.txt',
      '',
      ...FOOTER,
      '--b--',
    );
    assert.deepEqual(
      asWritten(mail, listOf(mail)).attachments.map(({ name }) => name),
      ['notes.txt'],
    );
  });

  it('of no list stays as it is', () => {
    const mail = read('From: Alice via Dev <dev@lists.example.com>', '', 'Hello', '', ...FOOTER);
    assert.equal(asWritten(mail, undefined), mail);
  });
});

describe('what comes with a mail', () => {
  const card = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Capulet;Juliet;;;',
    'FN:Juliet Capulet',
    'ORG:House of Capulet;Balcony',
  ];
  const rest = ['item1.EMAIL;TYPE=work:juliet@capulet.example', 'TEL;VALUE=uri:tel:+39-045-1', 'END:VCARD'];

  it('is told: dates and cards', () => {
    const mail = read(
      'From: juliet@capulet.example',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'See you there',
      '--b',
      'Content-Type: text/calendar; method=REQUEST',
      '',
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'UID:1',
      'SUMMARY:Ball',
      'DTSTART:20260801T180000Z',
      'LOCATION:Verona',
      'END:VEVENT',
      'END:VCALENDAR',
      '--b',
      'Content-Type: text/vcard; name=juliet.vcf',
      'Content-Disposition: attachment; filename=juliet.vcf',
      '',
      ...card,
      ...rest,
      '--b--',
    );
    const [event, told, ...more] = enclosed(mail);
    assert.equal(event?.key, 'email.enclosed.event');
    assert.match(String(event?.params?.event), /Ball.*Verona/s);
    assert.deepEqual(told, {
      key: 'email.enclosed.card',
      params: { card: 'Juliet Capulet, House of Capulet Balcony, juliet@capulet.example, +39-045-1' },
    });
    assert.deepEqual(more, []);
  });

  it('is nothing where a card names nobody, or is none', () => {
    for (const text of ['', 'BEGIN:VCARD\r\nEMAIL:x@y.example\r\nEND:VCARD', '\0\0\0', 'FN']) {
      assert.equal(readCard(Buffer.from(text)), undefined, text);
    }
    assert.equal(readCard(Buffer.from('BEGIN:VCARD\nN:Montague;Romeo\nEND:VCARD\nFN:Other')), 'Romeo Montague');
    const long = readCard(Buffer.from(`BEGIN:VCARD\nFN:${'x'.repeat(5000)}\n${'TEL:1\n'.repeat(50)}TEL:2\n`));
    assert.equal(long, `${'x'.repeat(200)}, 1, 2`);
  });
});
