import assert from 'node:assert/strict';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { NewFile, StoredFile } from '../../../gateways/gateway.js';
import { mediaRoutes } from '../../../src/http/media/routes.js';
import { type HttpServer, serveHttp } from '../../../src/http/server.js';
import { silentLog } from '../../../src/log.js';
import { PNG, type TestMedia, testMedia } from './support.js';

let media: TestMedia;
let server: HttpServer;
const counted: string[] = [];
before(async () => {
  media = await testMedia({ maxFile: 20_000_000, quota: 1e9, userQuota: 1e9 });
  const parts = { clock: media.clock, log: silentLog, count: (outcome: string) => void counted.push(outcome) };
  server = await serveHttp({ listen: { host: '127.0.0.1', port: 0 }, proxies: ['127.0.0.1'] }, [
    mediaRoutes(media.store, parts),
  ]);
});
after(async () => {
  await server.close();
  await media.close();
});

async function put(content: Uint8Array, more: Partial<NewFile> = {}): Promise<StoredFile> {
  const file = { name: 'photo.png', mediaType: 'image/png', account: 'romeo@example.org', ...more };
  const spooled = await media.store.spool(content);
  assert.ok(spooled.ok);
  const result = await media.store.keep(spooled.spooled, file);
  assert.ok(result.ok);
  return result.file;
}

let clients = 0;

/** Asks our port for a link, as a proxy does for a client of its own address. */
async function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  clients += 1;
  const { host, port } = server.address;
  const local = url.replace('https://gw.example.org', `http://${host}:${port}`);
  return await fetch(local, {
    method,
    headers: { 'x-forwarded-for': `198.51.100.${clients % 250}`, ...headers },
  });
}

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe('a link', () => {
  it('gives the file with its type and name, to be seen and not to be run', async () => {
    const file = await put(PNG);
    const response = await get(file.url);
    assert.equal(response.status, 200);
    assert.deepEqual(await bytesOf(response), PNG);
    const { headers } = response;
    assert.equal(headers.get('content-type'), 'image/png');
    assert.equal(headers.get('content-length'), String(PNG.length));
    assert.equal(headers.get('content-disposition'), 'inline; filename="photo.png"');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.match(headers.get('x-robots-tag') ?? '', /noindex/);
    assert.match(headers.get('cache-control') ?? '', /private/);
    assert.equal(headers.get('accept-ranges'), 'bytes');
    assert.ok(headers.get('etag') !== null && headers.get('last-modified') !== null);
  });

  it('gives what could be run only to be stored, as nothing special', async () => {
    const html = Buffer.from('<html><script>alert(document.domain)</script></html>');
    for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript']) {
      const response = await get((await put(html, { name: 'page.html', mediaType: type })).url);
      assert.equal(response.headers.get('content-type'), 'application/octet-stream', type);
      assert.equal(response.headers.get('content-disposition'), 'attachment; filename="page.html"');
    }
    const lying = await get((await put(html, { name: 'x.png', mediaType: 'image/png' })).url);
    assert.equal(lying.headers.get('content-type'), 'application/octet-stream');
    assert.match(lying.headers.get('content-disposition') ?? '', /^attachment/);
  });

  it('gives a PDF to be stored, unless the admin lists it', async () => {
    const response = await get(
      (await put(Buffer.from('%PDF-1.7\n....'), { name: 'a.pdf', mediaType: 'application/pdf' })).url,
    );
    assert.equal(response.headers.get('content-type'), 'application/pdf');
    assert.match(response.headers.get('content-disposition') ?? '', /^attachment/);
  });

  it('keeps names of all scripts', async () => {
    const response = await get((await put(PNG, { name: 'снимок "1".png' })).url);
    const disposition = response.headers.get('content-disposition') ?? '';
    assert.match(disposition, /filename\*=UTF-8''%D1%81%D0%BD%D0%B8%D0%BC%D0%BE%D0%BA%20_1_\.png$/);
  });

  it('answers HEAD with the head of GET and nothing else', async () => {
    const file = await put(PNG);
    const [head, whole] = [await get(file.url, {}, 'HEAD'), await get(file.url)];
    assert.equal(head.status, 200);
    assert.equal((await bytesOf(head)).length, 0);
    await whole.arrayBuffer();
    for (const name of ['content-length', 'content-type', 'content-disposition', 'etag', 'last-modified']) {
      assert.equal(head.headers.get(name), whole.headers.get(name), name);
    }
  });

  it('gives an empty file', async () => {
    const response = await get((await put(Buffer.alloc(0), { name: 'e.txt', mediaType: 'text/plain' })).url);
    assert.deepEqual([response.status, (await bytesOf(response)).length], [200, 0]);
    assert.equal(response.headers.get('content-length'), '0');
  });

  it('gives a large file whole, and parts of it', async () => {
    const large = Buffer.alloc(10_000_000, 'isthmus ');
    const file = await put(large, { name: 'large.bin' });
    assert.ok((await bytesOf(await get(file.url))).equals(large));
    const part = await get(file.url, { range: 'bytes=5000000-5000007' });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get('content-range'), 'bytes 5000000-5000007/10000000');
    assert.equal(part.headers.get('content-length'), '8');
    assert.deepEqual(await bytesOf(part), large.subarray(5_000_000, 5_000_008));
  });

  it('whose reader goes away in the middle leaves no file open', async () => {
    const file = await put(Buffer.alloc(19_000_000), { name: 'large.bin' });
    const open = (): number =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(media.dir);
        } catch {
          return false;
        }
      }).length;
    const readers = await Promise.all([1, 2, 3].map(async () => (await get(file.url)).body?.getReader()));
    for (const reader of readers) await reader?.read();
    assert.equal(open(), 3);
    for (const reader of readers) await reader?.cancel();
    while (open() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('says 416 to a part that is not there, with the size', async () => {
    const file = await put(PNG);
    const response = await get(file.url, { range: `bytes=${PNG.length}-` });
    assert.equal(response.status, 416);
    assert.equal(response.headers.get('content-range'), `bytes */${PNG.length}`);
  });

  it('says 304 to who has it already', async () => {
    const file = await put(PNG);
    const etag = (await get(file.url)).headers.get('etag') ?? '';
    const response = await get(file.url, { 'if-none-match': etag });
    assert.equal(response.status, 304);
    assert.equal((await bytesOf(response)).length, 0);
    assert.equal((await get(file.url, { 'if-none-match': '"other"' })).status, 200);
  });
});

describe('no file', () => {
  it('404 for a link that is not ours or not whole, with a sentence, kept by no cache', async () => {
    const { url } = await put(PNG);
    for (const bad of [url.slice(0, -1), url.replace(/\/[^/]+$/, '/other.png'), url.replace('/media/', '/media/x')]) {
      const response = await get(bad);
      assert.equal(response.status, 404, bad);
      assert.match(await response.text(), /^This link is not complete/);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('410 for one whose time is over', async () => {
    const { url } = await put(PNG, { ttl: 60 });
    media.clock.advance(61_000);
    const response = await get(url);
    assert.equal(response.status, 410);
    assert.match(await response.text(), /not kept any more/);
  });

  it('410 for one whose file was changed on the disk', async () => {
    const { url } = await put(PNG);
    const id = new URL(url).pathname.split('/')[2]?.split('.')[1] ?? '';
    writeFileSync(join(media.dir, 'files', id.slice(0, 2), id), 'something else');
    assert.equal((await get(url)).status, 410);
  });

  it('lists nothing, and leads nowhere else on the disk', async () => {
    assert.ok(readdirSync(join(media.dir, 'files')).length > 0);
    const paths = [
      '/media',
      '/media/',
      '/media/files',
      '/media/%2e%2e/secret.key',
      '/media/a/..%2f..%2fsecret.key',
      '/',
    ];
    for (const path of [...paths, '/media/%', '/media/%ff/%00']) {
      const response = await get(`https://gw.example.org${path}`);
      assert.equal(response.status, 404, path);
      if (path.startsWith('/media/f')) assert.match(await response.text(), /^This link is not complete/);
      else await response.body?.cancel();
    }
  });

  it('405 for who wants to change it', async () => {
    const { url } = await put(PNG);
    for (const method of ['PUT', 'POST', 'DELETE']) assert.equal((await get(url, {}, method)).status, 405, method);
  });
});

describe('one client', () => {
  it('that guesses links is sent away, others are served', async () => {
    const { url } = await put(PNG);
    const guesser = { 'x-forwarded-for': '203.0.113.9' };
    const statuses: number[] = [];
    for (let n = 0; n < 25; n += 1) statuses.push((await get(`${url}${n}`, guesser)).status);
    assert.deepEqual(statuses, [...Array<number>(20).fill(404), ...Array<number>(5).fill(429)]);
    const sentAway = await get(url, guesser);
    assert.equal(sentAway.status, 429);
    assert.equal(sentAway.headers.get('retry-after'), '60');
    assert.equal((await get(url)).status, 200);
    media.clock.advance(10_000);
    assert.equal((await get(url, guesser)).status, 200);
  });

  it('that asks without end is slowed down, however it changes within its /64', async () => {
    const { url } = await put(PNG);
    let busy = 0;
    for (let n = 0; n < 210; n += 1) {
      const response = await get(url, { 'x-forwarded-for': `2001:db8:1:2::${n.toString(16)}` }, 'HEAD');
      if (response.status === 429) busy += 1;
    }
    assert.equal(busy, 10);
    assert.equal((await get(url, { 'x-forwarded-for': '2001:db8:1:3::1' }, 'HEAD')).status, 200);
  });
});

it('what happened is counted', () => {
  for (const outcome of ['200', '206', '304', '416', 'unknown', 'gone', 'busy'])
    assert.ok(counted.includes(outcome), outcome);
});
