import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { absenceEnd } from '../../../../gateways/email/policy/absence-dates.js';
import { automated } from '../../../../gateways/email/policy/automated.js';
import { vacationOf } from '../../../../gateways/email/policy/vacation.js';
import {
  isVacationSubject,
  subjectForm,
  VACATION_SUBJECTS,
} from '../../../../gateways/email/policy/vacation-subjects.js';
import { mail } from './support.js';

const NOW = Date.UTC(2026, 7, 1, 12);
const DAY = 86_400_000;

describe('the subject of an automatic reply', () => {
  for (const [lang, starts] of Object.entries(VACATION_SUBJECTS)) {
    it(`is known in ${lang}, however it is written`, () => {
      for (const start of starts) {
        assert.equal(subjectForm(start), start, 'the table holds what is compared');
        for (const subject of [start, `${start} Dinner`, `  ${start.toUpperCase()}: Re: x`, start.normalize('NFD')]) {
          // Small letters of capitals are others in Turkish and Greek than those that were there.
          if (subject.toLowerCase().trim().startsWith(start) || subject === start.normalize('NFD')) {
            assert.ok(isVacationSubject(subject), subject);
          }
        }
        assert.deepEqual(automated(mail({ subject: start })), { kind: 'reply', by: 'subject' });
      }
    });
  }

  it('is known with other apostrophes, dashes and spaces', () => {
    for (const subject of [
      'Message d’absence',
      'Auto‑Reply: x',
      'Out  of\tOffice',
      '不在：山田',
      'OOO – back Monday',
    ]) {
      assert.ok(isVacationSubject(subject), subject);
    }
  });

  it('is not that of a person who writes about one', () => {
    for (const subject of [
      'Re: Automatic reply: Dinner',
      'Fwd: Out of office',
      'Your out of office',
      'Automate replies',
      'Autobahn',
      'Auto: BMW',
      'Vacation photos',
      'Urlaub',
      'Absence of Romeo',
      '',
    ]) {
      assert.ok(!isVacationSubject(subject), subject);
    }
  });
});

describe('the end of an absence', () => {
  const end = (text: string) => {
    const at = absenceEnd(text, NOW);
    return at === undefined ? undefined : new Date(at - DAY).toISOString().slice(0, 10);
  };
  for (const [text, day] of [
    ['I am away until 12 August 2026.', '2026-08-12'],
    ['I will be back on August 14th', '2026-08-14'],
    ['Back on Sept. 3, 2026!', '2026-09-03'],
    ['Ich bin vom 3.8. bis 12.08.2026 nicht da', '2026-08-12'],
    ['Ab dem 17. August bin ich zurück', '2026-08-17'],
    ['du 3 au 21 août', '2026-08-21'],
    ['del 3 al 15 de agosto de 2026', '2026-08-15'],
    ['até 15 de agosto', '2026-08-15'],
    ['fino al 20 agosto', '2026-08-20'],
    ['tot 1 september', '2026-09-01'],
    ['до 15 августа', '2026-08-15'],
    ['do 5 września 2026', '2026-09-05'],
    ['8月20日まで', '2026-08-20'],
    ['2026年8月20日', '2026-08-20'],
    ['8월 21일까지', '2026-08-21'],
    ['until 2026-09-01.', '2026-09-01'],
    ['Abwesend bis 12.8. 10 Uhr, oder 14.8.26', '2026-08-14'],
    ['back 12/31/2026', '2026-12-31'],
    ['back 31/12/2026', '2026-12-31'],
    ['back on 5 January', '2027-01-05'],
    ['Away 1 August to 9 August, call Bob till 7 August', '2026-08-09'],
  ] as const) {
    it(`is read in "${text}"`, () => assert.equal(end(text), day));
  }
  for (const text of [
    'back on 3/4/2026',
    'back on 31 February',
    'until 12 July 2026',
    'in 1.5 hours or 10.30',
    'call 555-1234 or 12-12',
    '12 people in August',
    'version 1.2.3',
    'in 12 August 2029',
    '99.99.2026',
    '',
  ]) {
    it(`is not read in "${text}"`, () => assert.equal(end(text), undefined));
  }
  it('is looked for in any text without harm', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void absenceEnd(text, NOW)));
    fc.assert(
      fc.property(fc.array(fc.constantFrom('12', '.', '/', '-', ' ', 'may', 'August', '月', '2026')), (tokens) => {
        const at = absenceEnd(tokens.join(''), NOW);
        assert.ok(at === undefined || (at > NOW && at < NOW + 401 * DAY));
      }),
    );
  });
});

describe('an absence', () => {
  it('is told by an automatic reply, with its words and its end', () => {
    const reply = mail({ subject: 'Automatic reply: Dinner' }, [['Auto-Submitted', 'auto-generated']]);
    assert.deepEqual(vacationOf(reply, 'Hello,\n\nI am away until 12 August 2026.\n', NOW), {
      status: 'Hello, I am away until 12 August 2026.',
      until: Date.UTC(2026, 7, 13),
      told: true,
    });
    const sieve = mail({ subject: 'Auto: Dinner' }, [['Auto-Submitted', 'auto-replied (vacation)']]);
    assert.deepEqual(vacationOf(sieve, '', NOW), { status: 'Auto: Dinner', until: NOW + 3 * DAY, told: false });
  });

  it('is not told by a program that confirms something, by a list, by a person', () => {
    assert.equal(
      vacationOf(mail({ subject: '[#12] We got it' }, [['Auto-Submitted', 'auto-replied']]), 'x', NOW),
      undefined,
    );
    assert.equal(vacationOf(mail({ subject: 'Dev' }, [['List-Id', '<a.b>']]), 'x', NOW), undefined);
    assert.equal(vacationOf(mail({ subject: 'I go away' }), 'until 12 August 2026', NOW), undefined);
  });

  it('fits a status, cut between words', () => {
    const reply = mail({ subject: 'Out of office' });
    const told = vacationOf(reply, `${'away '.repeat(100)}`, NOW)?.status ?? '';
    assert.ok([...told].length <= 200 && told.endsWith('away…'), told);
    const emoji = vacationOf(reply, '🏖'.repeat(500), NOW)?.status ?? '';
    assert.equal([...emoji].length, 200);
    assert.ok(emoji.isWellFormed());
  });
});
