import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isListContact } from '../../../../gateways/email/address/special-contacts.js';
import { listAuthor } from '../../../../gateways/email/lists/list-author.js';
import { readListId, readListUris, readMailto } from '../../../../gateways/email/lists/list-headers.js';
import { stableListId, subjectTag } from '../../../../gateways/email/lists/list-name.js';
import { listOf, withoutRole } from '../../../../gateways/email/lists/list-of.js';
import { NUMBERED_LISTS, ROLE_PREFIXES, ROLE_SUFFIXES, VIA } from '../../../../gateways/email/lists/list-software.js';
import { mail } from '../policy/support.js';

const DEV = ['List-Id', 'Developers <dev.lists.example.org>'] as const;
const POST = ['List-Post', '<mailto:dev@lists.example.org>'] as const;

describe('the fields of a list', () => {
  it('hold URIs in angle brackets, comments and folds around them', () => {
    assert.deepEqual(readListUris('<mailto:a@b.example>, (by hand: <x>) <https://b.example/\r\n u?a=1>'), [
      'mailto:a@b.example',
      'https://b.example/u?a=1',
    ]);
    for (const nothing of ['NO', '', '<', '<>', 'mailto:a@b.example', '((((<a>'])
      assert.deepEqual(readListUris(nothing), []);
    assert.equal(readListUris('<a>'.repeat(10_000)).length, 10);
  });

  it('hold an id with or without a phrase', () => {
    assert.deepEqual(readListId('"The \\"Dev\\" list" <Dev.Lists.Example.ORG>'), {
      id: 'dev.lists.example.org',
      phrase: 'The "Dev" list',
    });
    assert.deepEqual(readListId('dev.lists.example.org'), { id: 'dev.lists.example.org', phrase: '' });
    assert.deepEqual(readListId('a <b> <c.d>'), { id: 'c.d', phrase: 'a <b>' });
    for (const none of ['', ' ', 'Dev list', '<>', 'Dev <>']) assert.equal(readListId(none), undefined, none);
  });

  it('hold mails that are asked for, to one address and with nothing but subject and body', () => {
    assert.deepEqual(
      readMailto('mailto:leave%2B1@lists.example.org?subject=un%20subscribe&body=a%0Db&cc=x@evil.example'),
      {
        to: 'leave+1@lists.example.org',
        subject: 'un subscribe',
        body: 'a\nb',
      },
    );
    assert.deepEqual(readMailto('mailto:a@b.example?subject=x%0D%0ABcc:%20c@d.example%00&Subject=2'), {
      to: 'a@b.example',
      subject: 'x Bcc: c@d.example',
      body: '',
    });
    for (const none of [
      'mailto:',
      'mailto:a',
      'mailto:a@b.example,c@d.example',
      'https://a@b.example',
      'mailto:a%0d@b.example',
    ]) {
      assert.equal(readMailto(none), undefined, none);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (subject, body) => {
        const read = readMailto(`mailto:a@b.example?subject=${subject}&body=${body}`);
        assert.doesNotMatch(read?.subject ?? '', /\p{Cc}/u);
        assert.doesNotMatch((read?.body ?? '').replace(/[\n\t]/g, ''), /\p{Cc}/u);
      }),
    );
  });
});

describe('a mailing list', () => {
  it('is known by its List-Id, and takes what is posted', () => {
    assert.deepEqual(
      listOf(mail({ subject: 'Re: [dev] Hello' }, [DEV, POST, ['List-Archive', '<https://lists.example.org/dev>']])),
      {
        id: 'dev.lists.example.org',
        contact: 'dev.lists.example.org',
        name: 'dev',
        post: 'dev@lists.example.org',
        archive: 'https://lists.example.org/dev',
      },
    );
  });

  it('takes nothing where it says so, or says nothing', () => {
    assert.equal(listOf(mail({}, [DEV, ['List-Post', 'NO (announcements)']]))?.post, undefined);
    assert.equal(listOf(mail({}, [DEV]))?.post, undefined);
    assert.equal(listOf(mail({}, [DEV, ['List-Post', '<https://example.org/post>']]))?.post, undefined);
  });

  it('is known by what programs of old write', () => {
    for (const [name, value] of [
      ['X-BeenThere', 'dev@lists.example.org'],
      ['X-Mailing-List', '<dev@lists.example.org> archive/latest/123'],
      ['Mailing-List', 'contact dev-help@lists.example.org; run by ezmlm'],
    ] as const) {
      const found = listOf(mail({}, [[name, value]]));
      assert.deepEqual([found?.id, found?.post], ['dev.lists.example.org', 'dev@lists.example.org'], name);
    }
    for (const role of [...ROLE_PREFIXES.map((one) => `${one}dev`), ...ROLE_SUFFIXES.map((one) => `dev${one}`)]) {
      assert.equal(withoutRole(role), 'dev', role);
      const found = listOf(mail({ sender: { address: `${role}@lists.example.org` } }, [['Precedence', 'bulk']]));
      assert.deepEqual([found?.id, found?.post], ['dev.lists.example.org', 'dev@lists.example.org'], role);
    }
    assert.equal(listOf(mail({ sender: { address: 'owner-dev@lists.example.org' } })), undefined);
    assert.equal(listOf(mail({ sender: { address: 'bob@example.org' } }, [['Precedence', 'list']])), undefined);
    assert.equal(withoutRole('owner-'), 'owner-');
  });

  it('is none where a mail only says how to unsubscribe', () => {
    assert.equal(listOf(mail({}, [['List-Unsubscribe', '<https://example.org/u>']])), undefined);
  });

  it('has a contact, whatever its id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const found = listOf(mail({}, [['List-Id', `<${id}>`]]));
        assert.ok(found === undefined || isListContact(found.contact), found?.contact);
      }),
    );
  });
});

describe('the name of a list', () => {
  const name = (
    id: string,
    subject: string,
    from: { name?: string; address: string } = { name: 'Alice', address: 'a@b.example' },
  ) => listOf(mail({ subject, from: [from] }, [['List-Id', id]]))?.name;

  it('is what stands in brackets before subjects', () => {
    for (const [subject, tag] of [
      ['[dev] Hello', 'dev'],
      ['Re: [dev] Hello', 'dev'],
      ['AW: Re: [Dev List] x', 'Dev List'],
      ['[dev 1234] x', 'dev'],
      ['[dev:1234] x', 'dev'],
      ['[owner/repo] x', 'owner/repo'],
      ['[開発] x', '開発'],
      ['Hello [dev]', ''],
      ['I like [dev]', ''],
      ['[PATCH v2 1/3] x', ''],
      ['[#123] x', ''],
      ['[123] x', ''],
      ['[External] x', ''],
      ['[dev', ''],
      ['[]', ''],
    ] as const) {
      assert.equal(subjectTag(subject), tag, subject);
    }
    assert.equal(name('Developers <dev.example.org>', '[Dev] x'), 'Dev');
  });

  it('else is the phrase of its id, or the first part of that', () => {
    assert.equal(name('Developers <dev.example.org>', 'x'), 'Developers');
    assert.equal(name('<dev.example.org>', 'x'), 'dev');
    assert.equal(name('12345 <news.example.org>', 'x'), 'news');
  });

  it('is that of its sender where the id is a number, and where nobody can answer', () => {
    for (const end of NUMBERED_LISTS)
      assert.equal(name(`12 <12${end}>`, '[x] y', { name: 'ACME', address: 'a@b.example' }), 'ACME');
    assert.equal(name('<n.example.org>', 'x', { name: 'ACME News', address: 'no-reply@example.org' }), 'ACME News');
    assert.equal(name('<n.example.org>', 'x', { name: 'ACME', address: 'newsletter@example.org' }), 'ACME');
    assert.equal(name('<n.example.org>', 'x', { address: 'no-reply@example.org' }), 'n');
  });

  it('is without what stands for one recipient', () => {
    assert.equal(stableListId('51231231231231231231231232869f58.xing.example'), 'xing.example');
    assert.equal(stableListId('dev.example.org'), 'dev.example.org');
    assert.equal(stableListId('51231231231231231231231232869f58'), '51231231231231231231231232869f58');
    assert.equal(
      listOf(mail({}, [['List-Id', '<51231231231231231231231232869f58.xing.example>']]))?.contact,
      'xing.example',
    );
  });
});

describe('who wrote to a list', () => {
  const list = listOf(mail({}, [DEV, POST]));
  assert.ok(list !== undefined);
  const author = (more: Parameters<typeof mail>[0], ...fields: NonNullable<Parameters<typeof mail>[1]>) =>
    listAuthor(mail(more, fields), list);

  it('stands in From', () => {
    assert.deepEqual(author({}), { author: { name: 'Alice', address: 'alice@example.com' }, rewritten: false });
    assert.equal(author({ from: [] }), undefined);
  });

  it('stands elsewhere where the list wrote itself into it', () => {
    const alice = { author: { name: 'Alice', address: 'alice@example.com' }, rewritten: true };
    const from = [{ name: 'Alice via Dev', address: 'dev@lists.example.org' }];
    const own = { address: 'dev@lists.example.org' };
    assert.deepEqual(author({ from }, ['X-Original-From', 'Alice <alice@example.com>']), alice);
    assert.deepEqual(author({ from }, ['X-Original-Sender', 'alice@example.com']), alice);
    assert.deepEqual(author({ from, replyTo: [own, { address: 'alice@example.com' }] }), alice);
    assert.deepEqual(
      author({
        from,
        cc: [
          { name: 'Bob', address: 'bob@example.com' },
          { name: 'Alice', address: 'alice@example.com' },
        ],
      }),
      alice,
    );
    assert.deepEqual(author({ from, cc: [{ name: 'Bob', address: 'bob@example.com' }] }), {
      author: { name: 'Alice', address: 'dev@lists.example.org' },
      rewritten: true,
    });
    assert.deepEqual(author({ from, replyTo: [own] }, ['X-Original-From', 'nobody']), {
      author: { name: 'Alice', address: 'dev@lists.example.org' },
      rewritten: true,
    });
  });

  it('is named in the languages of the table', () => {
    for (const via of VIA) {
      const from = [{ name: `'Alice'${via}Dev`, address: 'x@lists.example.org' }];
      assert.equal(author({ from })?.author.name, 'Alice', via);
    }
  });
});
