import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newArchiveId, timeOfArchiveId } from '../../../src/archive-id.js';
import { RoomArchive } from '../../../src/store/room-archive.js';
import type { ArchivePage, ArchiveQuery, NewArchivedEntry } from '../../../src/store/room-archive-entries.js';
import { type TestStore, testStore } from './support.js';

const KEEP = { most: 10_000, seconds: 86_400 };
const NOW = Date.now();
const JULIET = 'juliet@example.org';
const ROMEO = 'romeo@example.org';
const FIRST: ArchiveQuery = { max: 100, backwards: false };
const LAST: ArchiveQuery = { max: 100, backwards: true };

/** A line said `ms` after the beginning. */
function line(ms: number, seenBy: readonly string[], more: Partial<NewArchivedEntry> = {}): NewArchivedEntry {
  const id = newArchiveId(NOW + ms);
  return { id, at: NOW + ms, xml: `<message id="${id}"/>`, seenBy, ...more };
}

function idsOf(page: ArchivePage | 'not-found'): readonly string[] {
  assert.notEqual(page, 'not-found');
  return page === 'not-found' ? [] : page.entries.map(({ id }) => id);
}

let t: TestStore;
let archive: RoomArchive;
let rooms = 0;
/** A room that no other test has. */
const newRoom = (): string => `#room${++rooms}%irc.example.org`;

before(async () => {
  t = await testStore();
  archive = t.store.archive('irc');
});
after(() => t.close());

describe('ids of archived stanzas', () => {
  it('sort as they were made, and tell when', () => {
    const ids = [0, 1, 35, 36, NOW, NOW + 1, 9e12].map(newArchiveId);
    assert.deepEqual([...ids].sort(), ids);
    assert.deepEqual(ids.map(timeOfArchiveId), [0, 1, 35, 36, NOW, NOW + 1, 9e12]);
    assert.match(newArchiveId(36), /^000000010[\w-]{12}$/);
    assert.equal(new Set(Array.from({ length: 1000 }, () => newArchiveId(NOW))).size, 1000);
  });

  it('are told from all others', () => {
    const others = ['', 'x', newArchiveId(NOW).toUpperCase(), `${newArchiveId(NOW)}0`, newArchiveId(NOW).slice(1)];
    assert.deepEqual(others.map(timeOfArchiveId), [undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('what was said in a room', () => {
  it('comes back as it was kept, in order, with what is known of it', async () => {
    const room = newRoom();
    const a = line(0, [JULIET], { networkId: 'n1', from: 'Römeo', xml: '<message><body>ü\n😀</body></message>' });
    const b = line(1, [JULIET]);
    await archive.append(room, [a, b], KEEP);
    assert.deepEqual(await archive.page(room, JULIET, FIRST), {
      entries: [
        { id: a.id, at: NOW, xml: a.xml, networkId: 'n1', from: 'Römeo' },
        { id: b.id, at: NOW + 1, xml: b.xml },
      ],
      complete: true,
    });
  });

  it('is read by those who saw it, and by nobody else', async () => {
    const room = newRoom();
    const both = line(0, [JULIET, ROMEO], { networkId: 'both' });
    const hers = line(1, [JULIET], { networkId: 'hers' });
    const his = line(2, [ROMEO], { networkId: 'his' });
    await archive.append(room, [both, hers, his, line(3, [])], KEEP);
    assert.deepEqual(idsOf(await archive.page(room, JULIET, FIRST)), [both.id, hers.id]);
    assert.deepEqual(idsOf(await archive.page(room, ROMEO, LAST)), [both.id, his.id]);
    assert.deepEqual(await archive.page(room, 'nurse@example.org', FIRST), { entries: [], complete: true });
    assert.equal(await archive.page(room, JULIET, { ...FIRST, after: [his.id] }), 'not-found');
    assert.equal(await archive.page(room, JULIET, { ...FIRST, before: [his.id] }), 'not-found');
    assert.equal(await archive.page(room, JULIET, { ...FIRST, ids: [both.id, his.id] }), 'not-found');
    assert.equal(await archive.find(room, JULIET, { id: his.id }), undefined);
    assert.equal(await archive.find(room, JULIET, { networkId: 'his' }), undefined);
    assert.deepEqual(
      (await archive.recent(room, JULIET, { max: 10 })).map(({ id }) => id),
      [both.id, hers.id],
    );
    assert.deepEqual(await archive.page(room, JULIET, { ...FIRST, max: 0 }), {
      entries: [],
      complete: false,
      count: 2,
    });
    const ends = await archive.ends(room, ROMEO);
    assert.deepEqual([ends?.first.id, ends?.last.id], [both.id, his.id]);
    assert.equal(await archive.ends(room, 'nurse@example.org'), undefined);
  });

  it('is told apart for thousands of readers', async () => {
    const room = newRoom();
    // Their marks take one, two and three octets.
    const readers = Array.from({ length: 2500 }, (_, i) => `user${i}@many.example.org`);
    const everybody = line(0, readers);
    await archive.append(room, [everybody], KEEP);
    const own = readers.map((reader, i) => line(i + 1, [reader]));
    await Promise.all(own.map((one) => archive.append(room, [one], KEEP)));
    for (const i of [0, 1, 50, 93, 94, 95, 96, 97, 1000, 1900, 2000, 2010, 2047, 2048, 2300, 2499]) {
      const reader = `user${i}@many.example.org`;
      assert.deepEqual(idsOf(await archive.page(room, reader, FIRST)), [everybody.id, own[i]?.id], reader);
    }
  });

  it('is of one gateway and room', async () => {
    const room = newRoom();
    const one = line(0, [JULIET]);
    await archive.append(room, [one], KEEP);
    assert.deepEqual(idsOf(await t.store.archive('other').page(room, JULIET, FIRST)), []);
    assert.deepEqual(idsOf(await archive.page(newRoom(), JULIET, FIRST)), []);
    assert.equal(await archive.page(newRoom(), JULIET, { ...FIRST, after: [one.id] }), 'not-found');
  });

  it('is kept for many rooms in one trip', async () => {
    const [a, b] = [newRoom(), newRoom()];
    const [first, second, third] = [line(0, [JULIET]), line(0, [JULIET]), line(1, [JULIET])];
    const called: unknown[] = [];
    const watched = new Proxy(t.store.redis, {
      get: (redis, name) => {
        const value: unknown = Reflect.get(redis, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          called.push(name);
          return Reflect.apply(value, redis, args);
        };
      },
    });
    const writer = new RoomArchive(watched, t.prefix, 'irc');
    called.length = 0;
    await Promise.all([
      writer.append(a, [first], KEEP),
      writer.append(b, [second], KEEP),
      writer.append(a, [third], KEEP),
    ]);
    assert.deepEqual(called, ['isthmusArchiveAppend']);
    assert.deepEqual(idsOf(await archive.page(a, JULIET, FIRST)), [first.id, third.id]);
    assert.deepEqual(idsOf(await archive.page(b, JULIET, FIRST)), [second.id]);
  });

  it('is not kept twice when it is tried again', async () => {
    const room = newRoom();
    // The second one got a later place than its own time.
    const lines = [line(50, [JULIET]), line(10, [JULIET]), line(60, [JULIET])];
    await archive.append(room, lines.slice(0, 2), KEEP);
    await archive.append(room, lines, KEEP, { again: true });
    assert.deepEqual(
      idsOf(await archive.page(room, JULIET, FIRST)),
      lines.map(({ id }) => id),
    );
  });

  it('has ids by which it can be found again', async () => {
    await assert.rejects(archive.append(newRoom(), [line(0, [JULIET], { id: 'mine' })], KEEP), /newArchiveId/);
  });
});

describe('pages', () => {
  it('go on exactly where the last one ended, both ways, over what others saw', async () => {
    const room = newRoom();
    const lines = Array.from({ length: 700 }, (_, i) => line(i, i % 7 === 0 ? [JULIET, ROMEO] : [ROMEO]));
    await archive.append(room, lines, KEEP);
    const hers = lines.filter(({ seenBy }) => seenBy.includes(JULIET)).map(({ id }) => id);
    for (const backwards of [false, true]) {
      const seen: string[] = [];
      const completes: boolean[] = [];
      let end: Partial<ArchiveQuery> = {};
      do {
        const page = await archive.page(room, JULIET, { max: 20, backwards, ...end });
        const ids = idsOf(page);
        if (backwards) seen.unshift(...ids);
        else seen.push(...ids);
        end = backwards ? { before: ids.slice(0, 1) } : { after: ids.slice(-1) };
        completes.push(page !== 'not-found' && page.complete);
      } while (completes.at(-1) !== true);
      assert.deepEqual(seen, hers);
      assert.deepEqual(completes, [false, false, false, false, true]);
    }
  });

  it('keep within times, also of what was said long before it came, or by a clock that is ahead', async () => {
    const room = newRoom();
    const [a, b, caughtUp, ahead, c] = [
      line(0, [JULIET]),
      line(100, [JULIET]),
      line(200, [JULIET], { at: NOW - 7_200_000 }),
      line(300, [JULIET], { at: NOW + 3_600_000 }),
      line(400, [JULIET]),
    ] as const;
    await archive.append(room, [a, b, caughtUp, ahead, c], KEEP);
    const between = async (start?: number, end?: number): Promise<readonly string[]> =>
      idsOf(
        await archive.page(room, JULIET, {
          ...FIRST,
          ...(start === undefined ? {} : { start: NOW + start }),
          ...(end === undefined ? {} : { end: NOW + end }),
        }),
      );
    assert.deepEqual(await between(0), [a.id, b.id, ahead.id, c.id]);
    assert.deepEqual(await between(1), [b.id, ahead.id, c.id]);
    assert.deepEqual(await between(100, 399), [b.id]);
    assert.deepEqual(await between(undefined, 0), [a.id, caughtUp.id]);
    assert.deepEqual(await between(undefined, -1), [caughtUp.id]);
    assert.deepEqual(await between(401), [ahead.id]);
    assert.deepEqual(await between(3_600_001), []);
    assert.deepEqual(await between(300, 200), []);
    assert.deepEqual(await between(-NOW - 1, -NOW), []);
    assert.deepEqual(
      (await archive.recent(room, JULIET, { max: 10, since: NOW + 100 })).map(({ id }) => id),
      [b.id, ahead.id, c.id],
    );
  });

  it('are of named entries, each once and in order, and of those of one occupant', async () => {
    const room = newRoom();
    const lines = ['a', 'b', 'a', 'A', 'a'].map((from, i) => line(i, [JULIET], { from }));
    await archive.append(room, lines, KEEP);
    const id = (i: number): string => lines[i]?.id ?? '';
    const page = async (query: Partial<ArchiveQuery>): Promise<readonly string[]> =>
      idsOf(await archive.page(room, JULIET, { ...FIRST, ...query }));
    assert.deepEqual(await page({ from: 'a' }), [id(0), id(2), id(4)]);
    assert.deepEqual(await page({ from: 'a', max: 2, backwards: true }), [id(2), id(4)]);
    assert.deepEqual(await page({ from: 'c' }), []);
    assert.deepEqual(await page({ ids: [id(3), id(1), id(3)] }), [id(1), id(3)]);
    assert.deepEqual(await page({ ids: [id(3), id(1)], max: 1 }), [id(1)]);
    assert.deepEqual(await page({ ids: [id(3), id(1)], max: 1, backwards: true }), [id(3)]);
    assert.deepEqual(await page({ ids: [id(3), id(2), id(1)], from: 'a', after: [id(0)], before: [id(4)] }), [id(2)]);
    assert.deepEqual(await page({ after: [id(0), id(2)], before: [id(4)] }), [id(3)]);
    assert.deepEqual(await page({ after: [id(3)], before: [id(1)] }), []);
    assert.deepEqual(await archive.page(room, JULIET, { ...FIRST, ids: [id(3), id(1)], max: 0 }), {
      entries: [],
      complete: false,
      count: 2,
    });
    for (const unknown of [newArchiveId(NOW + 2), newArchiveId(0), newArchiveId(9e12), 'x', '']) {
      assert.equal(await archive.page(room, JULIET, { ...FIRST, after: [unknown] }), 'not-found', unknown);
      assert.equal(await archive.page(room, JULIET, { ...LAST, before: [id(4), unknown] }), 'not-found', unknown);
      assert.equal(await archive.page(room, JULIET, { ...FIRST, ids: [id(0), unknown] }), 'not-found', unknown);
    }
  });
});

describe('the last lines for whoever joins', () => {
  it('are bounded by number, time and characters', async () => {
    const room = newRoom();
    const lines = Array.from({ length: 50 }, (_, i) =>
      line(i, [JULIET], { xml: `<message>${'x'.repeat(83)}</message>` }),
    );
    await archive.append(room, lines, KEEP);
    const recent = async (limits: { max: number; since?: number; maxChars?: number }): Promise<readonly string[]> =>
      (await archive.recent(room, JULIET, limits)).map(({ id }) => id);
    const last = (count: number): readonly string[] => lines.slice(50 - count).map(({ id }) => id);
    assert.deepEqual(await recent({ max: 0 }), []);
    assert.deepEqual(await recent({ max: 3 }), last(3));
    assert.deepEqual(await recent({ max: 100 }), last(50));
    assert.deepEqual(await recent({ max: 100, since: NOW + 45 }), last(5));
    assert.equal(lines[0]?.xml.length, 102);
    assert.deepEqual(await recent({ max: 100, maxChars: 3 * 102 }), last(3));
    assert.deepEqual(await recent({ max: 100, maxChars: 3 * 102 - 1 }), last(2));
    assert.deepEqual(await recent({ max: 100, maxChars: 0 }), []);
  });
});

describe('an entry', () => {
  it('is found by its id and by that of the network', async () => {
    const room = newRoom();
    const lines = Array.from({ length: 200 }, (_, i) => line(Math.floor(i / 50), [JULIET], { networkId: `n${i}` }));
    await archive.append(room, lines, KEEP);
    for (const i of [0, 1, 49, 50, 120, 199]) {
      const { seenBy: _, ...entry } = lines[i] ?? assert.fail();
      assert.deepEqual(await archive.find(room, JULIET, { id: entry.id }), entry);
      assert.deepEqual(await archive.find(room, JULIET, { networkId: `n${i}` }), entry);
    }
    assert.equal(await archive.find(room, JULIET, { networkId: '' }), undefined);
    assert.equal(await archive.find(room, JULIET, { networkId: 'n200' }), undefined);
    assert.equal(await archive.find(room, JULIET, { id: '' }), undefined);
  });

  it('can be replaced in its place, for all who saw it', async () => {
    const room = newRoom();
    const lines = Array.from({ length: 3 }, (_, i) => line(i, [JULIET, ROMEO], { networkId: `n${i}` }));
    await archive.append(room, lines, KEEP);
    const id = lines[1]?.id ?? '';
    assert.equal(await archive.redact(room, id, '<message><retracted/></message>'), true);
    assert.equal(await archive.redact(room, newArchiveId(NOW + 1), '<x/>'), false);
    assert.equal(await archive.redact(newRoom(), id, '<x/>'), false);
    for (const reader of [JULIET, ROMEO]) {
      const page = await archive.page(room, reader, FIRST);
      assert.deepEqual(page === 'not-found' ? page : page.entries.map(({ xml }) => xml), [
        lines[0]?.xml,
        '<message><retracted/></message>',
        lines[2]?.xml,
      ]);
      assert.equal((await archive.find(room, reader, { networkId: 'n1' }))?.xml, '<message><retracted/></message>');
    }
  });
});

describe('writers whose clocks differ', () => {
  it('keep the order in which they wrote, and every entry is found', async () => {
    const room = newRoom();
    const other = (await t.again()).archive('irc');
    const lines: NewArchivedEntry[] = [];
    for (let i = 0; i < 40; i++) {
      // One writer's clock is five seconds ahead.
      const one = line(i % 2 === 0 ? i * 10 + 5000 : i * 10, [JULIET]);
      lines.push(one);
      await (i % 2 === 0 ? archive : other).append(room, [one], KEEP);
    }
    const ids = lines.map(({ id }) => id);
    assert.deepEqual(idsOf(await other.page(room, JULIET, FIRST)), ids);
    for (const [i, id] of ids.entries()) {
      assert.equal((await archive.find(room, JULIET, { id }))?.id, id);
      assert.deepEqual(idsOf(await archive.page(room, JULIET, { ...FIRST, after: [id] })), ids.slice(i + 1));
      assert.deepEqual(idsOf(await archive.page(room, JULIET, { ...LAST, before: [id] })), ids.slice(0, i));
    }
  });
});

describe('what is kept', () => {
  it('is about so many entries, and the oldest go first', async () => {
    const room = newRoom();
    const lines = Array.from({ length: 2000 }, (_, i) => line(i, [JULIET]));
    for (let i = 0; i < lines.length; i += 200)
      await archive.append(room, lines.slice(i, i + 200), { ...KEEP, most: 300 });
    const count = await archive.page(room, JULIET, { ...FIRST, max: 0 });
    assert.ok(count !== 'not-found' && count.count !== undefined && count.count >= 300 && count.count <= 400);
    assert.deepEqual(
      idsOf(await archive.page(room, JULIET, { max: 300, backwards: true })),
      lines.slice(-300).map(({ id }) => id),
    );
    assert.equal(await archive.page(room, JULIET, { ...FIRST, after: [lines[0]?.id ?? ''] }), 'not-found');
    assert.equal(await archive.redact(room, lines[0]?.id ?? '', '<x/>'), false);
  });

  it('goes when its time is over: an entry, a room where nothing is said any more, and what replaced texts', async () => {
    const room = newRoom();
    const [old, now] = [line(-100_000, [JULIET]), line(0, [JULIET])];
    await archive.append(room, [old], KEEP);
    await archive.redact(room, old.id, '<x/>');
    await archive.append(room, [now], { most: 100, seconds: 100 });
    assert.deepEqual(idsOf(await archive.page(room, JULIET, FIRST)), [now.id]);
    for (const key of await t.store.redis.keys(`${t.prefix}:{archive.irc}:*:${room}`)) {
      const ttl = await t.store.redis.ttl(key);
      assert.ok(ttl > 90 && ttl <= 100, `${key} ${ttl}`);
    }
  });

  it('holds no replaced texts of entries that are gone', async () => {
    const room = newRoom();
    const lines = Array.from({ length: 1000 }, (_, i) => line(i, [JULIET]));
    for (let i = 0; i < lines.length; i += 50) {
      const some = lines.slice(i, i + 50);
      await archive.append(room, some, { ...KEEP, most: 100 });
      for (const { id } of some) assert.equal(await archive.redact(room, id, '<x/>'), true);
    }
    const texts = await t.store.redis.hlen(`${t.prefix}:{archive.irc}:texts:${room}`);
    assert.ok(texts <= 400, `${texts}`);
  });

  it('is gone with its room', async () => {
    const room = newRoom();
    const one = line(0, [JULIET]);
    await archive.append(room, [one], KEEP);
    await archive.redact(room, one.id, '<x/>');
    await archive.remove(room);
    assert.deepEqual(await t.store.redis.keys(`${t.prefix}:{archive.irc}:*:${room}`), []);
    assert.deepEqual(idsOf(await archive.page(room, JULIET, FIRST)), []);
  });

  it('is unreadable for an account that ended, also under the same name again', async () => {
    const room = newRoom();
    const reader = 'paris@example.org';
    const [before, other, after] = [line(0, [reader, JULIET]), line(1, [JULIET]), line(2, [reader])];
    await archive.append(room, [before, other], KEEP);
    await archive.forget(reader);
    assert.deepEqual(idsOf(await archive.page(room, reader, FIRST)), []);
    assert.equal(await archive.find(room, reader, { id: before.id }), undefined);
    await archive.append(room, [after], KEEP);
    assert.deepEqual(idsOf(await archive.page(room, reader, FIRST)), [after.id]);
    assert.equal(await archive.page(room, reader, { ...FIRST, after: [before.id] }), 'not-found');
    assert.deepEqual(idsOf(await archive.page(room, JULIET, FIRST)), [before.id, other.id]);
    assert.deepEqual(idsOf(await archive.page(room, ROMEO, FIRST)), []);
  });
});
