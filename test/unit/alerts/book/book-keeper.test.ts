import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Book } from '../../../../gateways/alerts/book/book.js';
import { BookKeeper } from '../../../../gateways/alerts/book/book-keeper.js';
import { EXAMPLE } from './example.js';
import { GATEWAYS, NOW } from './helpers.js';

const folder = mkdtempSync(join(tmpdir(), 'book-'));
after(() => rmSync(folder, { recursive: true }));

function keeperOf(name: string, text: string) {
  const file = join(folder, name);
  const write = (next: string) => writeFileSync(file, next, { mode: 0o600 });
  write(text);
  return { keeper: new BookKeeper({ files: [file], options: () => ({ now: NOW, gateways: GATEWAYS }) }), write, file };
}

function bookNow({ book }: BookKeeper): Book {
  assert.ok(book);
  return book;
}

test('keeps the old book where the new one has errors, and tells what changed where it has none', async () => {
  const { keeper, write } = keeperOf('a.yaml', EXAMPLE);
  assert.equal(keeper.book, undefined);
  const first = await keeper.reload();
  assert.ok(first.ok && first.changes.every(({ how }) => how === 'added'));
  const book = bookNow(keeper);

  const heard: string[] = [];
  const stop = keeper.onChange((next, changes) => {
    assert.equal(keeper.book, next);
    heard.push(...changes.map(({ what, how }) => `${what} ${how}`));
  });
  write(EXAMPLE.replace('team=db', 'team=~"("'));
  const broken = await keeper.reload();
  assert.deepEqual([broken.ok, broken.changes, broken.findings.length], [false, [], 1]);
  assert.equal(keeper.book, book);

  write(`# only a comment\n${EXAMPLE}`);
  assert.deepEqual((await keeper.reload()).changes, []);
  assert.equal(keeper.book, book);
  assert.deepEqual(heard, []);

  const changed = EXAMPLE.replace('groupBy: all', 'groupBy: [x]')
    .replace('perDay: 20', 'perDay: 21')
    .replace('short: { sms: "{{title}} {{code}}" }', 'short: { sms: "{{title}}" }\n  long: { chat: a }')
    .replace(/bots:\n.*\n/, '');
  write(changed.replace(', "bot:ci"', ''));
  await keeper.reload();
  assert.deepEqual(heard.sort(), [
    'bot ci removed',
    'defaults changed',
    'limits changed',
    'route db-dev changed',
    'template long added',
    'template short changed',
  ]);
  const last = bookNow(keeper);
  assert.notEqual(last.version, book.version);
  assert.equal(last.bot('ci'), undefined);

  stop();
  write(EXAMPLE);
  await keeper.reload();
  assert.equal(heard.length, 6);
});

test('the order of routes is a change, and so is another content of a calendar', async () => {
  const routes = ['{ name: a, match: x=y, to: p }', '{ name: b, to: p }'];
  const text = (list: readonly string[]) =>
    `people: { p: { xmpp: p@example.org } }\nrotations: { r: { calendar: r.ics } }\nroutes: [${list.join(', ')}]`;
  const calendar = (summary: string) => writeFileSync(join(folder, 'r.ics'), `BEGIN:VCALENDAR\nSUMMARY:${summary}\n`);
  calendar('p');
  const { keeper, write } = keeperOf('b.yaml', text(routes));
  assert.ok((await keeper.reload()).ok);
  assert.match(keeper.book?.rotation('r')?.calendar?.text ?? '', /SUMMARY:p/);
  write(text([...routes].reverse()));
  assert.deepEqual((await keeper.reload()).changes, [{ what: 'order of routes', how: 'changed' }]);
  calendar('q');
  assert.deepEqual((await keeper.reload()).changes, [{ what: 'rotation r', how: 'changed' }]);
});

test('a file that cannot be read is a finding, and reloads at once come one after the other', async () => {
  const { keeper, file, write } = keeperOf('c.yaml', 'people: { p: { xmpp: p@example.org } }');
  assert.ok((await keeper.reload()).ok);
  const book = keeper.book;
  rmSync(file);
  const gone = await keeper.reload();
  assert.equal(gone.ok, false);
  assert.match(gone.findings[0]?.message ?? '', /cannot be read: there is no such file/);
  assert.equal(keeper.book, book);
  write('people: { q: { xmpp: q@example.org } }');
  const results = await Promise.all([keeper.reload(), keeper.reload(), keeper.reload()]);
  assert.deepEqual(
    results.map(({ ok, changes }) => [ok, changes.length]),
    [
      [true, 2],
      [true, 0],
      [true, 0],
    ],
  );
  assert.ok(keeper.book?.person('q'));
});
