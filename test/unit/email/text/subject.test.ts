import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  forwardSubject,
  isForwardSubject,
  readSubject,
  replySubject,
  subjectKey,
} from '../../../../gateways/email/text/subject.js';

describe('a subject', () => {
  it('is read without what programs put before it', () => {
    for (const subject of [
      'Meeting',
      'Re: Meeting',
      'RE: AW: Sv: Meeting',
      'Re[2]: Meeting',
      'Re^3: Meeting',
      'Antw: Meeting',
      'Odp: Meeting',
      'Ynt: Meeting',
      'Vs: Meeting',
      'Rv: Meeting',
      'Tr: Meeting',
      '回复：Meeting',
      '答复: Meeting',
      '转发: Meeting',
      'Fwd: Re: Meeting',
      'WG: Meeting',
      'Res: Meeting',
      ' re :  Meeting ',
      'Отв: Meeting',
      '返信: Meeting',
    ])
      assert.equal(readSubject(subject).base, 'Meeting', subject);
    for (const subject of ['Note: buy milk', 'Ref: 12', '12:30 today', 'Prep: exam'])
      assert.equal(readSubject(subject).base, subject);
    assert.equal(readSubject('Re:').base, '');
  });

  it('has the tag of a list wherever it stands', () => {
    assert.deepEqual(readSubject('Re: [dev] AW: Meeting'), { base: 'Meeting', prefix: 'reply', tag: 'dev' });
    assert.deepEqual(readSubject('[dev] Meeting'), { base: 'Meeting', tag: 'dev' });
    assert.deepEqual(readSubject('[only]'), { base: '[only]' });
  });

  it('says whether it was forwarded', () => {
    for (const subject of ['Fwd: a', 'FW: Re: a', 'WG: a', '[list] Fwd: a', '转发：a', 'Enc: a'])
      assert.ok(isForwardSubject(subject), subject);
    for (const subject of ['a', 'Re: Fwd: a', 'AW: a', undefined, 'forward: a'])
      assert.ok(!isForwardSubject(subject), subject);
  });

  it('is answered with one prefix', () => {
    assert.equal(replySubject('Meeting'), 'Re: Meeting');
    assert.equal(replySubject('AW: Re: Meeting'), 'Re: Meeting');
    assert.equal(replySubject('[dev] Re: Meeting'), 'Re: [dev] Meeting');
    assert.equal(replySubject(''), 'Re:');
    assert.equal(forwardSubject('Re: Meeting'), 'Fwd: Meeting');
    assert.equal(subjectKey('RE: [x]  MEETING  now'), subjectKey('meeting now'));
    assert.equal(readSubject('Re: '.repeat(100_000)).base.startsWith('Re:'), true);
  });
});
