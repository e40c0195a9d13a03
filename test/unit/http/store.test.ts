import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { NewFile, PutResult, StoredFile } from '../../../gateways/gateway.js';
import type { MediaStore } from '../../../src/http/media/store.js';
import { PNG, type TestMedia, testMedia } from './support.js';

const ROMEO = 'romeo@example.org';
const FILE: NewFile = { name: 'photo.png', mediaType: 'image/png', account: ROMEO };
const HOUR = 3_600_000;

let media: TestMedia;
beforeEach(async () => {
  media = await testMedia();
});
afterEach(async () => await media.close());

async function put(
  content: Readable | Uint8Array,
  file: NewFile = FILE,
  store: MediaStore = media.store,
): Promise<PutResult> {
  const result = await store.spool(content);
  return result.ok ? await store.keep(result.spooled, file) : result;
}

async function stored(content: Readable | Uint8Array, file: NewFile = FILE): Promise<StoredFile> {
  const result = await put(content, file);
  assert.ok(result.ok, JSON.stringify(result));
  return result.file;
}

async function opened(url: string, store: MediaStore = media.store): Promise<string | Buffer> {
  const [, token = '', name = ''] = new URL(url).pathname.split('/').slice(-3);
  const result = await store.open(token, decodeURIComponent(name));
  if (result.kind !== 'file') return result.kind;
  const bytes = await result.file.readFile();
  await result.file.close();
  return bytes;
}

/** Paths of all files in the folder. */
function onDisk(part: 'files' | 'incoming'): string[] {
  const folder = join(media.dir, part);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function makeOld(path: string): void {
  const at = (media.clock.now() - 2 * HOUR) / 1000;
  utimesSync(path, at, at);
}

describe('a file that is kept', () => {
  it('has a link that gives just what was put, and tells what it is', async () => {
    const file = await stored(PNG);
    assert.equal(file.size, PNG.length);
    assert.equal(file.hashes['sha-256'], createHash('sha256').update(PNG).digest('base64'));
    assert.deepEqual([file.mediaType, file.name, file.via], ['image/png', 'photo.png', 'own']);
    assert.ok(file.expires !== undefined && Math.abs(file.expires - media.clock.now() - HOUR) <= 1000);
    assert.deepEqual(await opened(file.url), PNG);
  });

  it('came in parts as well as whole', async () => {
    const file = await stored(Readable.from([PNG.subarray(0, 1), PNG.subarray(1, 500), PNG.subarray(500)]));
    assert.deepEqual(await opened(file.url), PNG);
  });

  it('may be empty', async () => {
    const file = await stored(Buffer.alloc(0), { ...FILE, name: 'empty.txt', mediaType: 'text/plain' });
    assert.deepEqual(await opened(file.url), Buffer.alloc(0));
  });

  it('gets an ending by its type where it has none, and no name of a user in its path', async () => {
    const file = await stored(PNG, { ...FILE, name: '../../evil\u202E' });
    assert.equal(file.name, 'evil.png');
    assert.ok(onDisk('files').every((path) => !path.includes('evil') && !path.includes('romeo')));
  });

  it('can be read by nobody else on the machine', async () => {
    await stored(PNG);
    const [path = ''] = onDisk('files');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    for (const folder of ['', 'files', 'incoming']) {
      if (folder !== '') assert.equal(statSync(join(media.dir, folder)).mode & 0o777, 0o700);
    }
  });

  it('is served by every process that shares folder and Redis', async () => {
    const file = await stored(PNG);
    assert.deepEqual(await opened(file.url, media.again()), PNG);
  });

  it('is gone at its time, and its link says so', async () => {
    const short = await stored(PNG, { ...FILE, ttl: 60 });
    const long = await stored(PNG, { ...FILE, ttl: 10 * 86_400 });
    media.clock.advance(61_000);
    assert.equal(await opened(short.url), 'gone');
    assert.deepEqual(await opened(long.url), PNG);
    // No longer than the admin allows.
    media.clock.advance(HOUR);
    assert.equal(await opened(long.url), 'gone');
  });

  it('is found by no link that we did not make', async () => {
    const file = await stored(PNG);
    assert.equal(await opened(file.url.replace('photo.png', 'photo.jpg')), 'unknown');
    assert.equal(
      await opened('https://gw.example.org/media/k.AAAAAAAAAAAAAAAA.zzzzzz.AAAAAAAAAAAAAAAAAAAAAA/x'),
      'unknown',
    );
  });
});

describe('limits', () => {
  it('of one file: what is larger is refused as soon as that is known, and leaves nothing', async () => {
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read += 10_000;
          yield Buffer.alloc(10_000);
        }
      })(),
    );
    const result = await put(endless);
    assert.ok(!result.ok && result.why === 'too-large');
    assert.deepEqual(result.problem.text, { key: 'media.too-large', params: { limit: 100_000 } });
    assert.ok(read <= 200_000, `${read} octets were read`);
    assert.ok(endless.destroyed);
    assert.deepEqual([...onDisk('files'), ...onDisk('incoming')], []);
    assert.equal((await put(Buffer.alloc(100_000))).ok, true);
  });

  it('of one user and of all, also when they come at once', async () => {
    const content = Buffer.alloc(100_000);
    const his = await Promise.all(Array.from({ length: 5 }, () => put(content)));
    assert.deepEqual(his.map((result) => (result.ok ? 'kept' : result.why)).sort(), [
      'kept',
      'kept',
      'kept',
      'quota',
      'quota',
    ]);
    const others = await Promise.all(
      Array.from({ length: 10 }, (_, index) => put(content, { ...FILE, account: `user${index}@example.org` })),
    );
    assert.equal(others.filter(({ ok }) => ok).length, 7);
    assert.equal(await media.redis.store.media.used(), 1_000_000);
    assert.equal(await media.redis.store.media.used(ROMEO), 300_000);
  });

  it('are free again when files have expired', async () => {
    const content = Buffer.alloc(100_000);
    for (let n = 0; n < 3; n += 1) await stored(content, { ...FILE, ttl: 60 });
    media.clock.advance(61_000);
    await media.store.sweep();
    assert.equal(await media.redis.store.media.used(), 0);
    assert.equal(await media.redis.store.media.used(ROMEO), 0);
    await stored(content);
  });

  it('of the disk: nothing is written when it is nearly full', async () => {
    const result = await put(PNG, FILE, media.again({ leastFree: Number.MAX_SAFE_INTEGER }));
    assert.ok(!result.ok && result.why === 'full');
    assert.deepEqual(onDisk('incoming'), []);
  });
});

describe('content that breaks off', () => {
  it('is not kept, and that is said', async () => {
    const result = await put(
      Readable.from(
        (async function* () {
          yield PNG;
          throw new Error('connection lost');
        })(),
      ),
    );
    assert.ok(!result.ok && result.why === 'broken');
    assert.deepEqual(onDisk('incoming'), []);
    assert.equal(await media.redis.store.media.used(), 0);
  });
});

describe('without a public URL', () => {
  it('nothing is kept', async () => {
    const result = await put(PNG, FILE, media.again({ publicUrl: undefined }));
    assert.ok(!result.ok && result.why === 'unavailable');
  });
});

describe('the sweep', () => {
  it('removes from the disk what has expired, and leaves the rest', async () => {
    await stored(PNG, { ...FILE, ttl: 60 });
    const left = await stored(PNG);
    media.clock.advance(61_000);
    await media.store.sweep();
    assert.equal(onDisk('files').length, 1);
    assert.deepEqual(await opened(left.url), PNG);
  });

  it('removes after a crash what belongs to nothing: files, entries, and what was never finished', async () => {
    const left = await stored(PNG);
    const [mine = ''] = onDisk('files');
    // A file that no entry knows: Redis was restored from an older backup.
    const beside = (name: string): string => {
      const path = join(mine, '..', name);
      writeFileSync(path, 'x');
      return path;
    };
    const prefix = basename(mine).slice(0, 2);
    const [stray, young] = [beside(`${prefix}STRAYfile00000`), beside(`${prefix}YOUNGfile00000`)];
    // Not of our making: an admin's note.
    const note = beside('README');
    // What a process was writing when it was killed.
    const unfinished = join(media.dir, 'incoming', 'unfinished');
    writeFileSync(unfinished, 'x');
    // An entry without a file: killed between the two.
    const lost = { ...FILE, id: 'LOSTentry0000000', inline: false, size: 5, hash: '', type: 'a/b' };
    const at = media.clock.now() - 2 * HOUR;
    await media.redis.store.media.take(
      { ...lost, at, expires: media.clock.now() + HOUR },
      { total: 1e9, account: 1e9 },
    );
    for (const path of [stray, unfinished, mine, note]) makeOld(path);
    await media.store.sweep();
    assert.deepEqual(onDisk('files').sort(), [mine, young, note].sort());
    assert.deepEqual(onDisk('incoming'), []);
    assert.equal(await media.redis.store.media.used(), PNG.length);
    assert.deepEqual(await opened(left.url), PNG);
  });

  it('done by two processes at once counts nothing twice', async () => {
    for (let n = 0; n < 20; n += 1) await stored(Buffer.alloc(1000), { ...FILE, ttl: n < 10 ? 60 : 600 });
    media.clock.advance(61_000);
    await Promise.all([media.store.sweep(), media.again().sweep(), media.again().sweep()]);
    assert.equal(await media.redis.store.media.used(), 10_000);
    assert.equal(await media.redis.store.media.used(ROMEO), 10_000);
    assert.equal(onDisk('files').length, 10);
  });

  it('goes on by itself, every minute', async () => {
    await stored(PNG, { ...FILE, ttl: 60 });
    const timer = setInterval(() => media.clock.advance(30_000), 5);
    try {
      while (onDisk('files').length > 0) await new Promise((resolve) => setImmediate(resolve));
    } finally {
      clearInterval(timer);
    }
  });

  it('leaves no key behind in Redis', async () => {
    await stored(PNG, { ...FILE, ttl: 60 });
    media.clock.advance(61_000);
    await media.store.sweep();
    assert.deepEqual(await media.redis.store.redis.keys(`${media.redis.prefix}:{media}:*`), []);
  });
});
