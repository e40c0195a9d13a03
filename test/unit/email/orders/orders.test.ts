import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MailRecord } from '../../../../gateways/email/conversation/mail-records.js';
import type { Problem } from '../../../../gateways/gateway.js';
import { ADDRESS, MAILBOX, octets, type World, world } from './support.js';

const LUNCH = octets(
  'From: Alice <alice@example.net>',
  'To: romeo@example.com, Bob <bob@example.net>',
  'Subject: Lunch',
  'Message-ID: <1@example.net>',
  'Date: Wed, 01 Nov 2023 09:00:00 +0000',
  '',
  'At one?',
  '',
  '-- ',
  'Alice',
);

function record(more: Partial<MailRecord> = {}): MailRecord {
  return {
    id: '1@example.net',
    account: MAILBOX.id,
    born: MAILBOX.born,
    by: 'contact',
    contact: 'alice@example.net',
    thread: 't',
    references: [],
    subject: 'Lunch',
    reply: [{ name: 'Alice', address: 'alice@example.net' }],
    others: [{ name: 'Alice', address: 'alice@example.net' }, { address: 'Bob@example.net' }],
    at: 1000,
    place: { folder: 'inbox', uidValidity: '1', uid: 1 },
    ...more,
  };
}

async function withLunch(folder = 'inbox'): Promise<World> {
  const here = world();
  here.box.mails.push({ folder, uid: folder === 'inbox' ? 1 : 9, messageId: '1@example.net', octets: LUNCH });
  await here.records.put(record());
  return here;
}

const keyOf = ({ problem }: { readonly problem?: Problem }): string | undefined => problem?.text.key;
const text = (mail: object) => ({ do: 'text', whole: false, mail });

describe('which mail an order is about', () => {
  it('the last that came, that of a contact, that of an id', async () => {
    const here = await withLunch();
    for (const mail of [
      { by: 'last' },
      { by: 'contact', contact: 'alice@example.net' },
      { by: 'id', id: '1@example.net' },
    ]) {
      const { from, subject, text: said } = await here.give(text(mail));
      assert.deepEqual([from, subject, said], ['Alice <alice@example.net>', 'Lunch', 'At one?']);
    }
  });

  it('of a contact what came, also where the user has written since', async () => {
    const here = await withLunch();
    await here.records.put(record({ id: 'mine@example.com', by: 'user', at: 2000 }));
    assert.equal((await here.give(text({ by: 'contact', contact: 'alice@example.net' }))).text, 'At one?');
    assert.equal((await here.give(text({ by: 'last' }))).text, 'At one?');
  });

  it('one that another program has moved is found where it is', async () => {
    const here = await withLunch('archive');
    assert.equal((await here.give(text({ by: 'last' }))).text, 'At one?');
    assert.deepEqual(await here.give({ do: 'move', to: 'junk', mail: { by: 'last' } }), {
      folder: 'junk',
      subject: 'Lunch',
    });
    assert.equal((await here.give(text({ by: 'last' }))).text, 'At one?');
  });

  it('one of the last table, by its number', async () => {
    const here = await withLunch();
    const { rows } = await here.give({ do: 'search', query: {} });
    assert.deepEqual(rows, [{ row: 1, subject: 'Café', from: 'Alice', at: 5, unseen: true }]);
    assert.equal((await here.give(text({ by: 'row', row: 1 }))).text, 'At one?');
    assert.equal(keyOf(await here.give(text({ by: 'row', row: 2 }))), 'email.order.no-such-row');
    assert.equal(keyOf(await here.give(text({ by: 'row', row: 0 }))), 'email.order.no-such-row');
  });

  it('where nothing came since the registration, the newest of the inbox', async () => {
    const here = world();
    assert.equal(keyOf(await here.give(text({ by: 'last' }))), 'email.order.none-came');
    here.box.mails.push({ folder: 'inbox', uid: 1, messageId: '1@example.net', octets: LUNCH });
    assert.equal((await here.give(text({ by: 'last' }))).text, 'At one?');
  });

  it('none that is nowhere, and none of somebody else', async () => {
    const here = await withLunch();
    assert.equal(keyOf(await here.give(text({ by: 'id', id: '2@example.net' }))), 'email.order.no-such-mail');
    const nobody = text({ by: 'contact', contact: 'carol@example.net' });
    assert.equal(keyOf(await here.give(nobody)), 'email.order.no-mail-with');
    assert.equal(keyOf(await here.give(text({ by: 'last' }), 'thief@example.org')), 'email.account.gone');
  });

  it('of an address of the gateway as far as it is kept', async () => {
    const here = world([ADDRESS]);
    await here.records.put(record({ account: ADDRESS.id }));
    assert.equal(keyOf(await here.give(text({ by: 'last' }))), 'email.order.not-kept');
    here.kept.set('1@example.net', LUNCH);
    assert.equal((await here.give(text({ by: 'last' }))).text, 'At one?');
    assert.equal(keyOf(await here.give({ do: 'search', query: {} })), 'email.order.no-mailbox');
    assert.equal(keyOf(await here.give({ do: 'move', to: 'junk', mail: { by: 'last' } })), 'email.order.no-mailbox');
  });
});

describe('why an order cannot be followed', () => {
  it('the mailbox is down, parked, or paused: the reason is told', async () => {
    const here = await withLunch();
    here.state.is = 'down';
    assert.equal(keyOf(await here.give(text({ by: 'last' }))), 'email.imap.down');
    here.state.is = 'parked';
    const trouble: Problem = { type: 'auth', condition: 'not-authorized', text: { key: 'email.oauth.lost' } };
    here.state.trouble = trouble;
    assert.deepEqual((await here.give(text({ by: 'last' }))).problem, trouble);
    here.state.paused = { ...trouble, text: { key: 'email.mailbox.paused' } };
    assert.equal(keyOf(await here.give({ do: 'folders' })), 'email.mailbox.paused');
  });

  it('the mail is too large, or another release wants what this one does not know', async () => {
    const here = world();
    here.box.mails.push({ folder: 'inbox', uid: 1, messageId: '1@example.net', octets: 'too-large' });
    await here.records.put(record());
    assert.equal(keyOf(await here.give(text({ by: 'last' }))), 'email.imap.too-large');
    assert.equal(keyOf(await here.give({ do: 'fly' })), 'email.order.unknown');
    assert.equal(keyOf(await here.give({ do: 'toString' })), 'email.order.unknown');
  });
});

describe('what orders give', () => {
  it('the whole text with its signature, and the header as it came', async () => {
    const here = await withLunch();
    const mail = { by: 'last' };
    assert.equal((await here.give({ do: 'text', whole: true, mail })).text, 'At one?\n\n-- \nAlice');
    const { text: header } = await here.give({ do: 'headers', mail });
    assert.match(String(header), /^From: Alice <alice@example\.net>\nTo: .*\nSubject: Lunch\n[\s\S]*\+0000$/);
  });

  it('everybody in a mail, without the user', async () => {
    const here = await withLunch();
    const { account, id, thread, to, cc } = await here.give({ do: 'people', mail: { by: 'last' } });
    assert.deepEqual(
      [account, id, thread, to, cc],
      [MAILBOX.id, '1@example.net', 't', ['alice@example.net'], ['bob@example.net']],
    );
  });

  it('the same of a mail that came before the registration, and remembers it as no newer than it is', async () => {
    const here = world();
    here.box.mails.push({ folder: 'inbox', uid: 1, messageId: '1@example.net', octets: LUNCH });
    const { to, cc } = await here.give({ do: 'people', mail: { by: 'id', id: '1@example.net' } });
    assert.deepEqual([to, cc], [['alice@example.net'], ['bob@example.net']]);
    const kept = await here.records.get(MAILBOX, '1@example.net');
    assert.equal(kept?.at, Date.UTC(2023, 10, 1, 9));
    assert.equal(await here.records.last(MAILBOX, 'alice@example.net'), undefined);
  });

  it('what passes a mail on: a link to itself, or its text', async () => {
    const here = await withLunch();
    const whole = await here.give({ do: 'forward', quoted: false, mail: { by: 'last' } });
    assert.deepEqual(
      [whole.subject, whole.text, whole.files],
      [
        'Fwd: Lunch',
        '',
        [{ url: 'mid:1%40example.net', name: 'Lunch.eml', mediaType: 'message/rfc822', size: LUNCH.length }],
      ],
    );
    const quoted = await here.give({ do: 'forward', quoted: true, mail: { by: 'last' } });
    assert.equal(
      quoted.text,
      [
        '---------- Forwarded message ----------',
        'From: Alice <alice@example.net>',
        'Date: Wed, 01 Nov 2023 09:00:00 GMT',
        'Subject: Lunch',
        'To: romeo@example.com, Bob <bob@example.net>',
        '',
        'At one?',
        '',
        '-- ',
        'Alice',
      ].join('\n'),
    );
    assert.deepEqual(await here.give({ do: 'mark', flag: '$Forwarded', mail: { by: 'last' } }), { kept: true });
    assert.deepEqual(here.box.flagged, [{ id: '1@example.net', add: ['$Forwarded'] }]);
  });

  it('what answers an invitation, whatever charset that is in', async () => {
    const here = await withLunch();
    const lines = [
      'From: Alice <alice@example.net>',
      'Message-ID: <2@example.net>',
      'Content-Type: text/calendar; method=REQUEST; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'UID:u1',
      'SUMMARY:Fr=FChst=FCck',
      'ORGANIZER:mailto:alice@example.net',
      'ATTENDEE;CN=3D"Romeo":mailto:romeo@example.com',
      'END:VEVENT',
      'END:VCALENDAR',
    ];
    here.box.mails.push({ folder: 'inbox', uid: 2, messageId: '2@example.net', octets: octets(...lines) });
    await here.records.put(record({ id: '2@example.net', place: { folder: 'inbox', uidValidity: '1', uid: 2 } }));
    const mail = { by: 'id', id: '2@example.net' };
    const { to, reply } = await here.give({ do: 'invitation', answer: 'accepted', mail });
    assert.equal(to, 'alice@example.net');
    assert.match(String(reply), /^SUMMARY:Frühstück\r$/m);
    assert.match(String(reply), /^ATTENDEE.*;PARTSTAT=ACCEPTED:mailto:romeo@example\.com\r$/m);
  });

  it('of what came encrypted no text', async () => {
    const here = world([ADDRESS]);
    await here.records.put(record({ account: ADDRESS.id }));
    const encrypted = octets(
      'From: alice@example.net',
      'Message-ID: <1@example.net>',
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
      '',
      '--b',
      'Content-Type: application/pgp-encrypted',
      '',
      'Version: 1',
      '--b',
      'Content-Type: application/octet-stream',
      '',
      '-----BEGIN PGP MESSAGE-----',
      '--b--',
    );
    here.kept.set('1@example.net', encrypted);
    const pass = async (quoted: boolean) => await here.give({ do: 'forward', quoted, mail: { by: 'last' } });
    assert.equal(keyOf(await pass(true)), 'email.order.encrypted');
    assert.equal(keyOf(await pass(false)), undefined);
  });

  it('a draft that every program can go on with', async () => {
    const here = world();
    const draft = {
      to: ['alice@example.net'],
      cc: [],
      bcc: ['bob@example.net'],
      subject: 'Lunch',
      text: 'At one?',
      files: [],
    };
    assert.deepEqual(await here.give({ do: 'save-draft', draft }), { folder: 'drafts' });
    const [saved] = here.box.appended;
    assert.ok(saved);
    assert.deepEqual([saved.use, saved.flags], ['drafts', ['\\Draft', '\\Seen']]);
    const lines = Buffer.from(saved.octets).toString().split('\r\n');
    for (const line of ['Bcc: bob@example.net', 'To: alice@example.net', 'Subject: Lunch', 'At one?'])
      assert.ok(lines.includes(line), line);
    here.box.mails.push({ folder: 'inbox', uid: 1, messageId: '1@example.net', octets: LUNCH });
    const no = await here.give({ do: 'open-draft', mail: { by: 'id', id: '1@example.net' } });
    assert.equal(keyOf(no), 'email.order.no-draft');
  });

  it('a draft, with its hidden recipients and its files', async () => {
    const here = world();
    const draft = octets(
      'From: romeo@example.com',
      'To: alice@example.net',
      'Bcc: bob@example.net',
      'Subject: Lunch',
      'Message-ID: <d@example.com>',
      'In-Reply-To: <0@example.net>',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'At one?',
      '--b',
      'Content-Type: text/x-menu',
      'Content-Disposition: attachment; filename=menu.txt',
      '',
      'soup',
      '--b--',
    );
    here.box.mails.push({ folder: 'drafts', uid: 3, messageId: 'd@example.com', octets: draft });
    const opened = await here.give({ do: 'open-draft', mail: { by: 'id', id: 'd@example.com' } });
    assert.deepEqual(opened, {
      account: MAILBOX.id,
      id: 'd@example.com',
      draft: {
        to: ['alice@example.net'],
        cc: [],
        bcc: ['bob@example.net'],
        subject: 'Lunch',
        text: 'At one?',
        replyTo: '0@example.net',
        files: [
          {
            name: 'menu.txt',
            mediaType: 'text/x-menu',
            size: 4,
            disposition: 'attachment',
            url: 'cid:0@draft.invalid',
            data: 'c291cA==',
          },
        ],
      },
    });
  });

  it('a long text, the mail, and its HTML as files', async () => {
    const here = world([ADDRESS]);
    const long = octets('From: a@b.example', 'Subject: Menu', 'Message-ID: <1@example.net>', '', 'soup '.repeat(500));
    await here.records.put(record({ account: ADDRESS.id, subject: 'Menu' }));
    here.kept.set('1@example.net', long);
    const mail = { by: 'last' };
    const whole = await here.give({ do: 'text', whole: true, mail });
    assert.deepEqual(
      [whole.text, whole.file],
      [undefined, { url: 'https://files.example/Menu.txt', name: 'Menu.txt', size: 2499 }],
    );
    const raw = await here.give({ do: 'file', as: 'raw', mail });
    assert.deepEqual(raw, { url: 'https://files.example/Menu.eml', name: 'Menu.eml', size: long.length });
    assert.equal(keyOf(await here.give({ do: 'file', as: 'html', mail })), 'email.order.no-html');
  });

  it('the way out of a list: by one post only where a signature vouches for it', async () => {
    const here = world([ADDRESS]);
    await here.records.put(record({ account: ADDRESS.id }));
    const lines = (mark: string): Buffer =>
      octets(
        mark,
        'DKIM-Signature: v=1; d=news.example; s=s; h=from:list-unsubscribe:list-unsubscribe-post; bh=x; b=x',
        'From: News <a@news.example>',
        'List-Id: News <n.news.example>',
        'List-Unsubscribe: <https://news.example/leave>',
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        'Message-ID: <1@example.net>',
        '',
        'News',
      );
    const leave = async () => await here.give({ do: 'unsubscribe', mail: { by: 'last' } });
    here.kept.set('1@example.net', lines('Authentication-Results: elsewhere.example; dkim=pass header.d=news.example'));
    assert.deepEqual([(await leave()).kind, here.web.posted], ['page', []]);
    here.kept.set('1@example.net', lines('Authentication-Results: mx.example.org; dkim=pass header.d=news.example'));
    assert.deepEqual([(await leave()).kind, here.web.posted], ['done', ['https://news.example/leave']]);
  });

  it('contacts of a file on the web', async () => {
    const here = world();
    here.web.files.set('https://x.example/all.vcf', 'BEGIN:VCARD\nEMAIL:alice@example.net\nEND:VCARD');
    const from = (url: string): object => ({ do: 'import-contacts', from: { kind: 'url', url } });
    assert.deepEqual(await here.give(from('https://x.example/all.vcf')), { added: 1, found: 1 });
    assert.equal(keyOf(await here.give(from('https://x.example/none.vcf'))), 'media.fetch-status');
  });

  it('contacts, each once, and none that is known, the user, or nobody', async () => {
    const here = world();
    const people = [
      'alice@example.net',
      'ALICE@example.net',
      'known@example.net',
      'romeo@example.com',
      'noreply@x.example',
    ];
    const cards = people.map((address) => `BEGIN:VCARD\nFN:${address}\nEMAIL:${address}\nEND:VCARD`).join('\n');
    const done = await here.give({ do: 'import-contacts', from: { kind: 'vcard', text: cards } });
    assert.deepEqual(done, { added: 1, found: 2 });
    assert.deepEqual(here.contacts, [
      { account: MAILBOX.jid, contact: 'alice@example.net', name: 'alice@example.net' },
    ]);
  });

  it('what waits of a contact', async () => {
    const here = world();
    assert.deepEqual(await here.give({ do: 'accept', contact: 'alice@example.net' }), {});
    assert.deepEqual(here.accepted, ['alice@example.net']);
  });

  it('to an admin no addresses of mail', async () => {
    const here = world();
    here.state.is = 'parked';
    here.state.trouble = { type: 'auth', condition: 'not-authorized', text: { key: 'email.oauth.lost' } };
    const answer = await here.give({ do: 'census' }, '');
    assert.deepEqual(answer.hosts, [{ host: 'imap.example.com', up: 0, down: 0, parked: 1, waiting: 0 }]);
    assert.deepEqual(answer.parked, [{ jid: MAILBOX.jid, host: 'imap.example.com', reason: here.state.trouble }]);
    assert.ok(!JSON.stringify(answer).includes('romeo@example.com'));
  });
});
