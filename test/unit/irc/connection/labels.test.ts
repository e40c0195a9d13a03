import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, Labels } from '../../../../gateways/irc/connection/labels.js';
import type { IrcMessage } from '../../../../gateways/irc/wire/message.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

function line(text: string): IrcMessage {
  const message = parseLine(text);
  assert.ok(message);
  return message;
}

function open() {
  const clock = new FakeClock();
  const asked: (() => void)[] = [];
  const labels = new Labels({
    clock,
    timeoutMs: 30_000,
    readMs: 120_000,
    onRead: (read) => void asked.push(read),
    isMe: (nick) => nick === 'me',
    fold: (name) => name.toLowerCase(),
  });
  const answers = new Map<string, Answer>();
  const add = (name: string, text: string): void => {
    const { tags, command, params } = line(text);
    labels.add({ tags, command, params }, (answer) => {
      assert.ok(!answers.has(name), `${name} was answered twice`);
      answers.set(name, answer);
    });
  };
  const kind = (name: string): string | undefined => answers.get(name)?.kind;
  /** The server has read all that was written before it was asked. */
  const read = (): void => {
    for (const done of asked.splice(0)) done();
  };
  return { clock, labels, answers, add, kind, asked, read };
}

test('a label finds its line among many to the same channel', () => {
  const { labels, answers, add, kind } = open();
  add('one', '@label=1 PRIVMSG #c :x');
  add('two', '@label=2 PRIVMSG #c :x');
  const echo = line('@label=2 :me!u@h PRIVMSG #c :x');
  assert.equal(labels.take(echo), true);
  assert.deepEqual(answers.get('two'), { kind: 'echo', message: echo });
  assert.equal(labels.take(line('@label=1 :s 404 me #c :Cannot send')), true);
  assert.equal(kind('one'), 'error');
  assert.equal(labels.take(line('@label=9 :s 404 me #c :Cannot send')), false);
  assert.equal(labels.open, 0);
});

test('ACK is done, a batch is its lines, an error in it is the answer', () => {
  const { labels, answers, add } = open();
  add('pong', '@label=a PONG x');
  add('whois', '@label=b WHOIS bob');
  add('nobody', '@label=c WHOIS nobody');
  labels.take(line('@label=a :s ACK'));
  assert.deepEqual(answers.get('pong'), { kind: 'done', messages: [] });
  const items = [line('@batch=1 :s 311 me bob u h * :Bob'), line('@batch=1 :s 318 me bob :End')];
  const batch = { type: 'labeled-response', params: [], items, complete: true };
  labels.takeBatch({ ...batch, start: line('@label=b :s BATCH +1 labeled-response') });
  assert.deepEqual(answers.get('whois'), { kind: 'done', messages: items });
  const error = line('@batch=2 :s 401 me nobody :No such nick');
  labels.takeBatch({ ...batch, items: [error], start: line('@label=c :s BATCH +2 labeled-response') });
  assert.deepEqual(answers.get('nobody'), { kind: 'error', message: error });
});

test('without labels the oldest line to the target has the echo', () => {
  const { labels, add, kind } = open();
  add('a1', 'PRIVMSG #A :1');
  add('b1', 'PRIVMSG #b :1');
  add('a2', 'PRIVMSG #a :2');
  assert.equal(labels.take(line(':other!u@h PRIVMSG #a :1')), false);
  assert.equal(labels.take(line(':me!u@h PRIVMSG #a :1')), true);
  assert.deepEqual([kind('a1'), kind('b1'), kind('a2')], ['echo', undefined, undefined]);
  assert.equal(labels.take(line(':s 404 me #A :Cannot send to channel')), true);
  assert.deepEqual([kind('b1'), kind('a2')], [undefined, 'error']);
});

test('an error is of a line that can have it', () => {
  const { labels, add, kind } = open();
  add('say', 'PRIVMSG #c :x');
  add('kick', 'KICK #c bob :out');
  add('join', 'JOIN #d,#e');
  add('invite', 'INVITE carol #c');
  add('who', 'FROB #c');
  assert.equal(labels.take(line(":s 482 me #c :You're not channel operator")), true);
  assert.equal(kind('kick'), 'error');
  labels.take(line(':s 473 me #e :Cannot join channel (+i)'));
  assert.equal(kind('join'), 'error');
  labels.take(line(':s 443 me carol #c :is already on channel'));
  assert.equal(kind('invite'), 'error');
  labels.take(line(':s 421 me FROB :Unknown command'));
  assert.equal(kind('who'), 'error');
  labels.take(line(':s 412 me :No text to send'));
  assert.equal(kind('say'), 'error');
  assert.equal(labels.take(line(':s 404 me #c :Cannot send')), false);
});

test('a kick is answered by the kick, a topic by the topic, a nick by the nick', () => {
  const { labels, add, kind } = open();
  add('kick', 'KICK #c bob');
  add('topic', 'TOPIC #c :new');
  add('nick', 'NICK me2');
  labels.take(line(':me!u@h TOPIC #c :new'));
  labels.take(line(':me!u@h KICK #c bob :me'));
  labels.take(line(':me!u@h NICK me2'));
  assert.deepEqual([kind('kick'), kind('topic'), kind('nick')], ['echo', 'echo', 'echo']);
});

test('standard replies: FAIL answers the line of its command and target, WARN and NOTE none', () => {
  const { labels, add, kind } = open();
  add('one', 'REDACT #a id1');
  add('two', 'REDACT #b id2');
  assert.equal(labels.take(line(':s WARN REDACT SLOW #a :careful')), false);
  assert.equal(labels.take(line(':s NOTE REDACT HINT #a :note')), false);
  labels.take(line(':s FAIL REDACT REDACT_FORBIDDEN #b id2 :no'));
  assert.deepEqual([kind('one'), kind('two')], [undefined, 'error']);
  labels.take(line(':s FAIL REDACT UNKNOWN :no'));
  assert.equal(kind('one'), 'error');
});

test('a message of several lines has the echo that is a batch', () => {
  const { labels, answers, add } = open();
  add('text', 'BATCH +x draft/multiline #c');
  const start = line('@msgid=m :me!u@h BATCH +y draft/multiline #c');
  const batch = { type: 'draft/multiline', params: ['#c'], start, items: [], complete: true };
  assert.equal(labels.takeBatch(batch), true);
  assert.deepEqual(answers.get('text'), { kind: 'echo', message: start });
});

test('what nobody answers is silent after a while, what is open at the end is lost', () => {
  const { clock, labels, add, kind, answers, read } = open();
  add('old', 'PRIVMSG #c :1');
  clock.advance(20_000);
  add('new', 'PRIVMSG #c :2');
  clock.advance(10_000);
  read();
  assert.deepEqual([kind('old'), kind('new')], ['silent', undefined]);
  labels.clear();
  assert.deepEqual(answers.get('new'), { kind: 'lost', written: true });
  assert.equal(labels.open, 0);
});

test('a line to which nothing was said is not silent before the server has read it, and is lost where the connection ends', () => {
  const { clock, labels, add, kind, answers, asked, read } = open();
  add('read', 'PRIVMSG #c :1');
  clock.advance(30_000);
  add('gone', 'PRIVMSG #c :2');
  clock.advance(29_999);
  assert.deepEqual([kind('read'), asked.length], [undefined, 1], 'it is asked once');
  read();
  assert.equal(kind('read'), 'silent');
  clock.advance(100_000);
  assert.deepEqual([kind('gone'), asked.length], [undefined, 1]);
  labels.clear();
  assert.deepEqual(answers.get('gone'), { kind: 'lost', written: true });
  read();
  clock.advance(200_000);
  assert.equal(labels.open, 0);
});

test('an answer that comes late is the answer all the same, as long as the server may not have read the line', () => {
  const { clock, labels, add, kind, read } = open();
  add('echoed', 'PRIVMSG #c :1');
  add('refused', 'PRIVMSG #d :2');
  clock.advance(60_000);
  assert.equal(labels.take(line(':me!u@h PRIVMSG #c :1')), true);
  assert.equal(labels.take(line(':s 404 me #d :Cannot send to channel')), true);
  read();
  assert.deepEqual([kind('echoed'), kind('refused')], ['echo', 'error']);
});

test('a line that is written after another was doubted waits no longer than that one', () => {
  const { clock, add, kind, asked, read } = open();
  add('first', 'PRIVMSG #c :1');
  clock.advance(30_000);
  read();
  assert.equal(kind('first'), 'silent');
  add('second', 'PRIVMSG #c :2');
  clock.advance(29_999);
  assert.equal(asked.length, 0);
  clock.advance(1);
  assert.equal(asked.length, 1);
  read();
  assert.equal(kind('second'), 'silent');
});

test('a server that never shows whether it has read a line is not waited for without an end', () => {
  const { clock, labels, add, kind, read } = open();
  add('one', 'PRIVMSG #c :1');
  clock.advance(10_000);
  add('two', 'PRIVMSG #c :2');
  clock.advance(139_999);
  assert.deepEqual([kind('one'), kind('two')], [undefined, undefined]);
  clock.advance(1);
  assert.deepEqual([kind('one'), kind('two')], ['unread', undefined]);
  clock.advance(10_000);
  assert.equal(kind('two'), 'unread');
  assert.equal(labels.open, 0);
  read();
});

test('it never holds more than a thousand lines', () => {
  const { labels, add, kind } = open();
  for (let index = 0; index < 1500; index += 1) add(`l${index}`, `PRIVMSG #c :${index}`);
  assert.equal(labels.open, 1000);
  assert.deepEqual([kind('l499'), kind('l500')], ['unread', undefined], 'nobody knows whether the server has read it');
});
