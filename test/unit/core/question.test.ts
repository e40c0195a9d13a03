import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isAsked, questionFor, readReply } from '../../../src/core/chat/question.js';
import { Catalogue } from '../../../src/core/text/catalogue.js';
import { english } from '../../../src/core/text/en.js';
import type { TextRef } from '../../../src/problem.js';
import type { FormField } from '../../../src/xmpp/forms.js';

const words = new Catalogue({ en: english, de: { 'command.yes': 'Ja', 'chat.cancel-word': 'Abbruch' } });
const say = (ref: TextRef) => words.text(ref);
const german = (ref: TextRef) => words.text(ref, 'de');

const NAME: FormField = { name: 'name', kind: 'text-single', label: 'Your name' };
const PLAN: FormField = {
  name: 'plan',
  kind: 'list-single',
  label: 'Plan',
  options: [{ value: '25', label: 'Small' }, { value: '50' }, { value: 'x', label: 'Extra' }],
};

describe('a question', () => {
  it('is its label, what belongs to it, and how to answer', () => {
    const field: FormField = { ...NAME, description: 'Shown to phones.', values: ['Romeo'] };
    assert.equal(
      questionFor(field, say),
      'Your name\nShown to phones.\nNow: Romeo. Write keep to leave it so.\nWrite - to leave it empty.',
    );
    assert.equal(questionFor({ ...NAME, required: true }, say), 'Your name');
  });

  it('numbers its choices, and shows the present one by its label', () => {
    assert.equal(
      questionFor({ ...PLAN, required: true, values: ['x'] }, say),
      'Plan\n1) Small\n2) 50\n3) Extra\nAnswer with a number or a value.\nNow: Extra. Write keep to leave it so.',
    );
  });

  it('never shows a secret, and says what becomes of it', () => {
    const text = questionFor({ name: 'p', kind: 'text-private', label: 'Password', required: true }, say);
    assert.match(text, /^Password\n.*delete it there afterwards\.$/);
  });

  it('is asked for what a person can fill in', () => {
    assert.equal(isAsked(NAME), true);
    assert.equal(isAsked({ kind: 'fixed', values: ['Heading'] }), false);
    assert.equal(isAsked({ name: 'FORM_TYPE', kind: 'hidden' }), false);
  });
});

describe('an answer', () => {
  const cases: readonly [string, FormField, string, unknown][] = [
    ['is the text without spaces around it', NAME, '  Romeo M. ', ['Romeo M.']],
    ['on several lines is one line where one is asked for', NAME, 'Romeo\n M.', ['Romeo M.']],
    ['of a dash is nothing', NAME, '-', ['']],
    ['with a backslash before a steering word is that word', NAME, '\\cancel', ['cancel']],
    ['with a backslash before a dash is a dash', NAME, '\\-', ['-']],
    ['with two backslashes has one', NAME, '\\\\cancel', ['\\cancel']],
    ['keeps a backslash before anything else', NAME, '\\o/', ['\\o/']],
    ['keeps the case and dots of a value', NAME, 'Cancel it!', ['Cancel it!']],
    ['by number is the value', PLAN, '3', ['x']],
    ['by a value that is a number is that value', PLAN, '25', ['25']],
    ['by label is the value, whatever the case', PLAN, 'small', ['25']],
    ['to yes or no is true or false', { name: 'b', kind: 'boolean' }, 'Yes!', ['true']],
    ['of no is false', { name: 'b', kind: 'boolean' }, 'n', ['false']],
    ['on lines is lines', { name: 't', kind: 'text-multi' }, 'a\nb', ['a', 'b']],
    ['of several addresses is all of them', { name: 'j', kind: 'jid-multi' }, 'a@b, c@d\ne@f', ['a@b', 'c@d', 'e@f']],
    ['of several numbers is all of them', { ...PLAN, kind: 'list-multi' }, '1, 3', ['25', 'x']],
  ];
  for (const [what, field, text, values] of cases) {
    it(what, () => assert.deepEqual(readReply(field, text, say), { kind: 'values', values }));
  }

  it('may steer instead, in small or large letters, with a dot or a slash', () => {
    for (const text of ['cancel', 'CANCEL', 'Cancel.', '/cancel', 'stop', ' quit ']) {
      assert.equal(readReply(NAME, text, say).kind, 'cancel', text);
    }
    assert.equal(readReply(NAME, 'back', say).kind, 'back');
    assert.equal(readReply(NAME, '?', say).kind, 'help');
    assert.equal(readReply(NAME, 'keep', say).kind, 'keep');
  });

  it('is understood in the language of the reader and in English', () => {
    assert.equal(readReply(NAME, 'abbruch', german).kind, 'cancel');
    assert.equal(readReply(NAME, 'cancel', german).kind, 'cancel');
    assert.deepEqual(readReply({ name: 'b', kind: 'boolean' }, 'ja', german), { kind: 'values', values: ['true'] });
    assert.equal(readReply({ name: 'b', kind: 'boolean' }, 'ja', say).kind, 'wrong');
  });

  it('that is none of the choices is wrong', () => {
    for (const text of ['0', '4', 'Huge', '1.5', '99999999999'])
      assert.equal(readReply(PLAN, text, say).kind, 'wrong', text);
  });

  it('is read without throwing, and a choice is always one of those offered', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const kind of ['text-single', 'text-multi', 'jid-multi', 'boolean'] as const)
          readReply({ name: 'f', kind }, text, say);
        const reply = readReply(PLAN, text, say);
        if (reply.kind === 'values' && reply.values[0] !== '')
          assert.ok(['25', '50', 'x'].includes(reply.values[0] ?? ''));
      }),
    );
  });
});
