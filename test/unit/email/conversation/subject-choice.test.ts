import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MailRecord } from '../../../../gateways/email/conversation/mail-records.js';
import { chooseSubject } from '../../../../gateways/email/conversation/subject-choice.js';

function mail(subject: string): MailRecord {
  return {
    id: 'm1@example.net',
    account: 'a1',
    born: 1,
    by: 'user',
    contact: 'friar@example.net',
    thread: 't1',
    references: [],
    subject,
    reply: [],
    others: [],
    at: 0,
  };
}

describe('the subject of a mail', () => {
  it('is that of the mail which it answers, where it says the same', () => {
    const base = mail('[ops] Disk full');
    for (const said of [undefined, 'Disk full', 'Re: disk full', '[ops] Disk full', 'Re: [OPS] Disk full']) {
      assert.deepEqual(chooseSubject(said, base, false, ''), { subject: 'Re: [ops] Disk full', parent: base }, said);
    }
    assert.deepEqual(chooseSubject('Lunch', base, false, ''), { subject: 'Lunch' });
    assert.deepEqual(chooseSubject('Lunch', base, true, ''), { subject: 'Lunch', parent: base });
  });

  it('says what has changed in its tag, and stays in the conversation', () => {
    const base = mail('[CRITICAL] Disk full [K7DM]');
    const said = '[RESOLVED] Disk full [K7DM]';
    assert.deepEqual(chooseSubject(said, base, false, ''), { subject: said, parent: base });
    const answered = mail('Re: [CRITICAL] Disk full [K7DM]');
    assert.deepEqual(chooseSubject(said, answered, false, ''), { subject: said, parent: answered });
  });
});
