import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Batch, Batches, batchMessages } from '../../../../gateways/irc/connection/batches.js';
import { parseLine } from '../../../../gateways/irc/wire/parse.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

function collecting() {
  const clock = new FakeClock();
  const whole: Batch[] = [];
  const batches = new Batches(clock, (batch) => void whole.push(batch));
  /** Takes lines; returns those that were passed on. */
  const server = (...lines: string[]): string[] =>
    lines.filter((text) => {
      const message = parseLine(text);
      assert.ok(message);
      return !batches.take(message);
    });
  return { clock, whole, batches, server };
}
const texts = (batch: Batch | undefined): (string | undefined)[] =>
  batch === undefined ? [] : batchMessages(batch).map(({ params }) => params.at(-1));

test('a netsplit comes as one', () => {
  const { whole, server } = collecting();
  const passed = server(
    ':s BATCH +b1 netsplit a.example b.example',
    '@batch=b1 :x!u@h QUIT :a b',
    ':other!u@h PRIVMSG #c :between',
    '@batch=b1 :y!u@h QUIT :a b',
    ':s BATCH -b1',
  );
  assert.deepEqual(passed, [':other!u@h PRIVMSG #c :between']);
  assert.equal(whole.length, 1);
  assert.deepEqual(
    [whole[0]?.type, whole[0]?.params, whole[0]?.complete],
    ['netsplit', ['a.example', 'b.example'], true],
  );
  assert.deepEqual(texts(whole[0]), ['a b', 'a b']);
});

test('a batch in a batch comes with the outer one, in its place', () => {
  const { whole, server } = collecting();
  server(
    ':s BATCH +out chathistory #c',
    '@batch=out :x!u@h PRIVMSG #c :1',
    '@batch=out;msgid=m :x!u@h BATCH +in draft/multiline #c',
    '@batch=in :x!u@h PRIVMSG #c :2a',
    '@batch=in :x!u@h PRIVMSG #c :2b',
    ':s BATCH -in',
    '@batch=out :x!u@h PRIVMSG #c :3',
  );
  assert.equal(whole.length, 0);
  server(':s BATCH -out');
  assert.deepEqual(texts(whole[0]), ['1', '2a', '2b', '3']);
  const inner = whole[0]?.items[1];
  assert.ok(inner !== undefined && 'type' in inner);
  assert.deepEqual([inner.type, inner.start.tags.get('msgid')], ['draft/multiline', 'm']);
});

test('the lines of a type that means nothing are passed on, or belong to the batch around', () => {
  const { whole, server } = collecting();
  assert.deepEqual(server(':s BATCH +v vendor/x', '@batch=v :x PRIVMSG #c :1', ':s BATCH -v'), [
    '@batch=v :x PRIVMSG #c :1',
  ]);
  server(':s BATCH +o chathistory #c', '@batch=o :s BATCH +v vendor/x', '@batch=v :x PRIVMSG #c :2', ':s BATCH -v');
  assert.equal(whole.length, 0, 'the end of the inner one is not that of the outer one');
  server('@batch=o :x PRIVMSG #c :3', ':s BATCH -o');
  assert.deepEqual(texts(whole[0]), ['2', '3']);
});

test('a batch that does not end is cut off, and what comes later is passed on', () => {
  const { clock, whole, server } = collecting();
  server(':s BATCH +b chathistory #c', '@batch=b :x PRIVMSG #c :1');
  clock.advance(60_000);
  assert.deepEqual([whole[0]?.complete, texts(whole[0])], [false, ['1']]);
  assert.deepEqual(server('@batch=b :x PRIVMSG #c :2', ':s BATCH -b'), ['@batch=b :x PRIVMSG #c :2']);
  assert.equal(whole.length, 1);
});

test('it holds so many lines and no more, and forgets those of batches that have ended', () => {
  const { whole, server } = collecting();
  for (let round = 0; round < 3; round += 1) {
    server(':s BATCH +b chathistory #c', ...Array<string>(9000).fill('@batch=b :x PRIVMSG #c :1'), ':s BATCH -b');
  }
  assert.deepEqual(
    whole.map(({ complete, items }) => [complete, items.length]),
    Array(3).fill([true, 9000]),
  );
  const passed = server(':s BATCH +b chathistory #c', ...Array<string>(10_500).fill('@batch=b :x PRIVMSG #c :1'));
  assert.equal(whole[3]?.complete, false);
  assert.equal(passed.length + (whole[3]?.items.length ?? 0), 10_500);
});

test('hostile batches harm nobody', () => {
  const { whole, server } = collecting();
  server(
    '@batch=a :s BATCH +a chathistory #c',
    ':s BATCH -a',
    ':s BATCH -nothing',
    ':s BATCH',
    ':s BATCH x y',
    ':s BATCH +',
  );
  assert.equal(whole.length, 1);
  for (let index = 0; index < 1000; index += 1) server(`@batch=n${index - 1} :s BATCH +n${index} chathistory #c`);
  assert.deepEqual(server('@batch=n999 :x PRIVMSG #c :1'), ['@batch=n999 :x PRIVMSG #c :1']);
  server(':s BATCH +r chathistory #c', ':s BATCH +r chathistory #c');
});

test('each batch has its own time', () => {
  const { clock, whole, server } = collecting();
  server(':s BATCH +old chathistory #c');
  clock.advance(40_000);
  server(':s BATCH +new chathistory #d');
  clock.advance(20_000);
  assert.deepEqual(
    whole.map(({ params }) => params[0]),
    ['#c'],
  );
  clock.advance(39_999);
  assert.equal(whole.length, 1);
  clock.advance(1);
  assert.equal(whole.length, 2);
});
