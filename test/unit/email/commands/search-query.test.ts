import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readQuery } from '../../../../gateways/email/commands/search-query.js';

describe('what somebody looks for', () => {
  const reads = (text: string, expected: object): void => {
    it(JSON.stringify(text), () => assert.deepEqual(readQuery(text), expected));
  };

  reads('', {});
  reads('   ', {});
  reads('soup', { text: 'soup' });
  reads('hot  soup\ttoday', { text: 'hot soup today' });
  reads('from:alice soup', { from: 'alice', text: 'soup' });
  reads('From:alice@example.net', { from: 'alice@example.net' });
  reads('subject:"next week" to:bob', { subject: 'next week', to: 'bob' });
  reads('"from:alice"', { text: 'from:alice' });
  reads('in:"Sent Items" body:cake', { folder: 'Sent Items', body: 'cake' });
  reads('is:unread', { unseen: true });
  reads('is:read is:flagged', { unseen: false, flagged: true });
  reads('since:2026-01-31 before:2026-02-28', { since: Date.UTC(2026, 0, 31), before: Date.UTC(2026, 1, 28) });
  // Not one of ours: it is what is looked for.
  reads('http://example.org', { text: 'http://example.org' });
  reads('re: lunch', { text: 're: lunch' });
  reads('from: soup', { text: 'soup' });
  reads('from:a:b', { from: 'a:b' });

  for (const day of ['yesterday', '2026-02-30', '2026-2-3', '26-01-01', '2026-13-01']) {
    it(`${day} is no day`, () => {
      assert.deepEqual(readQuery(`since:${day}`), {
        problem: {
          type: 'modify',
          condition: 'not-acceptable',
          text: { key: 'email.command.search.day', params: { value: day } },
        },
      });
    });
  }

  it('nothing is known of other states', () => {
    const read = readQuery('is:green');
    assert.ok('problem' in read);
    assert.equal(read.problem.text.key, 'email.command.search.is');
  });

  it('reads whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        const read = readQuery(text);
        if ('problem' in read) return;
        for (const value of [read.text, read.from, read.to, read.subject, read.body, read.folder]) {
          assert.ok(value === undefined || (value !== '' && value.length <= 500));
        }
      }),
    );
  });
});
