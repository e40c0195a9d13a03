import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePattern, type Pattern } from '../../../../gateways/alerts/book/pattern.js';
import { workMs } from '../../../support/cpu-time.js';
import { chance } from './helpers.js';

function pattern(text: string): Pattern {
  const result = compilePattern(text);
  assert.ok(result.ok, `${text}: ${result.ok ? '' : result.message}`);
  return result.value;
}

test('a pattern fits the whole value', () => {
  assert.ok(pattern('db|web').matches('db'));
  assert.ok(!pattern('db|web').matches('db1'));
  assert.ok(pattern('db.*').matches('db1'));
  assert.ok(pattern('').matches('') && !pattern('').matches('a'));
  assert.ok(pattern('(?i)straße|x').matches('STRAßE'));
  assert.ok(!pattern('a.b').matches('a\nb'));
  assert.ok(pattern('[😀-😂]{2}').matches('😀😁'));
  assert.ok(pattern('a{,2}').matches('a{,2}'));
});

test('what cannot be in linear time, or is broken, is told', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['(a)\\1', /has \\1, which is not possible/],
    ['(?=a)b', /only \(\?:\.\.\.\)/],
    ['(?<!a)b', /only \(\?:\.\.\.\)/],
    ['a**', /repeats a repetition/],
    ['*a', /nothing before it/],
    ['(a', /a \( without a \)/],
    ['a)', /a \) without a \(/],
    ['[a', /ends in the middle/],
    ['[z-a]', /ends before it begins/],
    ['a\\', /ends in the middle/],
    ['a{3,1}', /ends before it begins/],
    ['a{2000}', /more than 1000 times/],
    ['(a{100}){100}', /too large/],
    ['[[:alpha:]]', /not possible/],
    ['('.repeat(60) + ')'.repeat(60), /more than 50 groups/],
    ['a'.repeat(3000), /longer than/],
  ];
  for (const [text, message] of cases) {
    const result = compilePattern(text);
    assert.ok(!result.ok, text);
    assert.match(result.message, message, text);
  }
});

/** What stands for one character, in all forms that there are, and characters that some of them mean. */
const CLASSES = ['.', '\\w', '\\W', '\\d', '\\D', '\\s', '\\S', '\\t', '\\.', '\\]'];
const BRACKETS = [
  '[ab]',
  '[^a]',
  '[A-C]',
  '[a-]',
  '[-1]',
  '[\\d-]',
  '[^\\w]',
  '[\\s_]',
  '[\\]b]',
  '[\\t-\\n]',
  '[^\\S1]',
];
const ATOMS = ['a', 'b', 'c', 'B', ...CLASSES, ...BRACKETS];
const SIGNS = ['a', 'b', 'c', 'A', 'B', '1', '_', '-', '.', ']', ' ', '\t', '\n'];

test('finds, matches and replaces as the regular expressions of JavaScript do, for thousands of patterns', () => {
  const random = chance(42);
  const pick = (values: readonly string[]) => values[Math.floor(random() * values.length)] ?? '';
  const part = (depth: number): string => {
    const simple = depth === 0 || random() < 0.5;
    const atom = simple ? pick(ATOMS) : `${pick(['(', '(', '(?:'])}${choice(depth - 1)})`;
    return atom + pick(['', '', '', '*', '+', '?', '{2}', '{1,2}', '{1,}', '*?']);
  };
  const choice = (depth: number): string => {
    const parts = Array.from({ length: 1 + Math.floor(random() * 3) }, () => part(depth));
    return random() < 0.3 ? `${parts.join('')}|${part(depth)}` : parts.join('');
  };
  for (let round = 0; round < 3000; round++) {
    const anchored = random() < 0.1;
    const text = `${anchored ? '^' : ''}${choice(2)}${random() < 0.1 ? '$' : ''}`;
    const blind = random() < 0.2;
    const [ours, flags] = blind ? [pattern(`(?i)${text}`), 'i'] : [pattern(text), ''];
    for (let i = 0; i < 5; i++) {
      const value = Array.from({ length: Math.floor(random() * 8) }, () => pick(SIGNS)).join('');
      const note = `${text} (${flags}) on ${JSON.stringify(value)}`;
      assert.equal(ours.matches(value), new RegExp(`^(?:${text})$`, flags).test(value), note);
      assert.equal(ours.isIn(value), new RegExp(text, flags).test(value), note);
    }
  }
});

test('replaces the longest of the first, with what was found', () => {
  assert.equal(pattern('a+').replace('baaab a', '<$0>'), 'b<aaa>b <a>');
  assert.equal(pattern('x*').replace('axb', '-'), '-a--b-');
  assert.equal(pattern('a|ab|abc').replace('abcab', '[$0]'), '[abc][ab]');
  assert.equal(pattern('^a').replace('aa', ''), 'a');
  assert.equal(pattern('z').replace('abc', 'x'), 'abc');
  assert.equal(pattern('b').replace('abc', '$1$&'), 'a$1$&c');
  assert.equal(pattern('').replace('😀', '.'), '.😀.');
});

test('what has been worked out is forgotten when it is too much, and stays right', () => {
  const random = chance(3);
  const [ends, deep] = [pattern('.*x'), pattern('(a|b)*a(a|b){9}')];
  for (let round = 0; round < 40; round++) {
    const signs = Array.from({ length: 3000 }, () => String.fromCodePoint(0x4e00 + Math.floor(random() * 70_000)));
    assert.ok(ends.matches(`${signs.join('')}x`) && !ends.matches(signs.join('')));
    const letters = Array.from({ length: 3000 }, () => (random() < 0.5 ? 'a' : 'b')).join('');
    assert.equal(deep.matches(letters), letters.at(-10) === 'a');
    assert.ok(deep.isIn(letters));
  }
});

test('patterns that take others for ever take time in proportion', () => {
  const long = 'a'.repeat(60_000);
  const begin = workMs();
  for (const text of ['(a*)*b', '(a|a)*b', '(a+)+$b', '(.*)*x', 'a|a*b']) {
    const one = pattern(text);
    one.matches(long);
    one.isIn(long);
    assert.equal(one.replace(long, '$0').length, long.length);
  }
  assert.ok(workMs() - begin < 8000, `${workMs() - begin} ms`);
});
