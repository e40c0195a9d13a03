import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { newArchiveId } from '../../../src/archive-id.js';
import type { ArchivePage, ArchiveQuery, NewArchivedEntry } from '../../../src/store/room-archive-entries.js';
import { type TestStore, testStore } from './support.js';

const KEEP = { most: 10_000, seconds: 86_400 };
const READERS = ['juliet@example.org', 'romeo@example.org', 'nurse@example.org'];
const NICKS = ['a', 'b', undefined];
const NOW = Date.now();

/** A line: how long after the one before, by how much its writer's clock is off, what time it tells, who saw it. */
const lineArb = fc.record({
  pause: fc.integer({ min: 0, max: 3 }),
  skew: fc.constantFrom(0, 0, 0, 40, -40),
  told: fc.constantFrom(0, 0, 0, 1, -200, 200),
  seen: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  from: fc.constantFrom(...NICKS),
  redacted: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});

const place = fc.option(fc.integer({ min: 0, max: 160 }), { nil: undefined, freq: 1 });
const time = fc.option(fc.integer({ min: -220, max: 500 }), { nil: undefined, freq: 1 });

const queryArb = fc.record({
  reader: fc.integer({ min: 0, max: 2 }),
  after: place,
  before: place,
  start: time,
  end: time,
  from: fc.constantFrom(undefined, undefined, 'a'),
  ids: fc.option(fc.array(fc.integer({ min: 0, max: 160 }), { maxLength: 4 }), { nil: undefined, freq: 1 }),
  max: fc.integer({ min: 0, max: 12 }),
  backwards: fc.boolean(),
});

/** What a reader should get, from a plain list in the order of writing. */
function expected(lines: readonly NewArchivedEntry[], reader: string, query: ArchiveQuery): ArchivePage | 'not-found' {
  const { after = [], before = [], ids, start = -Infinity, end = Infinity, from, max, backwards } = query;
  const own = lines.filter(({ seenBy }) => seenBy.includes(reader));
  const at = (id: string): number => own.findIndex((line) => line.id === id);
  if ([...after, ...before, ...(ids ?? [])].some((id) => at(id) < 0)) return 'not-found';
  const all = own
    .filter((_, i) => after.every((id) => i > at(id)) && before.every((id) => i < at(id)))
    .filter((line) => line.at >= start && line.at <= end && (from === undefined || line.from === from))
    .filter((line) => ids === undefined || ids.includes(line.id))
    .map(({ seenBy: _, ...entry }) => entry);
  if (max === 0) return { entries: [], complete: all.length === 0, count: all.length };
  return { entries: backwards ? all.slice(-max) : all.slice(0, max), complete: all.length <= max };
}

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

test('an archive answers as a plain list would, whoever asks for whatever', { timeout: 120_000 }, async () => {
  const archive = t.store.archive('irc');
  let rooms = 0;
  const lists = fc.array(lineArb, { maxLength: 150, size: 'max' });
  const queries = fc.array(queryArb, { minLength: 10, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(lists, queries, fc.integer({ min: 1, max: 40 }), async (given, asked, batch) => {
      const room = `#room${++rooms}`;
      let now = NOW;
      const lines: NewArchivedEntry[] = given.map(({ pause, skew, told, seen, from }) => {
        now += pause;
        const id = newArchiveId(now + skew);
        const seenBy = READERS.filter((_, i) => seen[i]);
        return { id, at: now + told, xml: `<message id="${id}"/>`, seenBy, ...(from === undefined ? {} : { from }) };
      });
      for (let i = 0; i < lines.length; i += batch) await archive.append(room, lines.slice(i, i + batch), KEEP);
      const kept = await Promise.all(
        lines.map(async (line, i) => {
          if (given[i]?.redacted !== true) return line;
          assert.equal(await archive.redact(room, line.id, '<message/>'), line.seenBy.length > 0);
          return { ...line, xml: '<message/>' };
        }),
      );
      // What is behind the last line is the id of none.
      const idAt = (i: number): string => lines[i]?.id ?? newArchiveId(NOW + i);
      for (const { reader, after: a, before: b, start, end, from, ids, ...rest } of asked) {
        const query: ArchiveQuery = {
          ...rest,
          ...(a === undefined ? {} : { after: [idAt(a)] }),
          ...(b === undefined ? {} : { before: [idAt(b)] }),
          ...(start === undefined ? {} : { start: NOW + start }),
          ...(end === undefined ? {} : { end: NOW + end }),
          ...(from === undefined ? {} : { from }),
          ...(ids === undefined ? {} : { ids: ids.map(idAt) }),
        };
        const name = READERS[reader] ?? '';
        assert.deepEqual(await archive.page(room, name, query), expected(kept, name, query));
      }
      await archive.remove(room);
    }),
    { numRuns: 100 },
  );
});
