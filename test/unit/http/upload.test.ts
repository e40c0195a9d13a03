import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../../src/clock.js';
import type { UploadService } from '../../../src/core/media.js';
import { Fetcher } from '../../../src/http/fetch/fetch.js';
import { MediaAbility } from '../../../src/http/media/ability.js';
import { putFile, slotFault, type UploadSettings } from '../../../src/http/upload.js';
import { silentLog } from '../../../src/log.js';
import type { Slot } from '../../../src/xmpp/http-upload.js';
import { WebServer } from '../../support/web-server.js';
import { CERTIFICATE, KEY } from '../stream/tls-fixture.js';
import { PNG, type TestMedia, testMedia } from './support.js';

const SETTINGS: UploadSettings = { plainHttp: true, userAgent: 'Isthmus/test', clock: systemClock };
const FILE = { name: 'photo.png', mediaType: 'image/png', account: 'romeo@example.org' };

interface Put {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

let media: TestMedia;
let server: WebServer;
let puts: Put[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
beforeEach(async () => {
  media = await testMedia();
  puts = [];
  answer = (_, response) => void response.writeHead(201).end();
  server = await WebServer.start((request, response) => void receive(request, response));
});
afterEach(async () => {
  await server.stop();
  await media.close();
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method, url, headers } = request;
  puts.push({ method, url, headers, body: Buffer.concat(parts) });
  answer(request, response);
}

const slotAt = (base: string, headers: Record<string, string> = {}): Slot => ({
  put: `${base}/put/photo.png?token=1`,
  get: `${base}/get/photo.png`,
  headers,
});

/** A service that gives this slot until something fails, and keeps what is told of it. */
class OneSlot implements UploadService {
  readonly failures: string[] = [];
  readonly asked: Parameters<UploadService['slot']>[0][] = [];
  readonly #slot: Slot | undefined;

  constructor(slot: Slot | undefined) {
    this.#slot = slot;
  }

  async slot(file: Parameters<UploadService['slot']>[0]): Promise<Slot | undefined> {
    this.asked.push(file);
    return this.failures.length > 0 ? undefined : this.#slot;
  }

  failed(reason: string): void {
    this.failures.push(reason);
  }
}

function ability(uploads: UploadService, upload: UploadSettings | 'off' = SETTINGS, store = media.store): MediaAbility {
  const fetcher = new Fetcher({ maxFile: 100_000, allowNetworks: [], userAgent: 'Isthmus/test', clock: systemClock });
  const settings = upload === 'off' ? undefined : upload;
  return new MediaAbility({ store, fetcher, upload: settings, log: silentLog, count: () => undefined }, uploads);
}

describe('an upload', () => {
  const put = async (slot: Slot, more: Partial<UploadSettings> = {}): Promise<void> => {
    const path = join(media.dir, 'file');
    writeFileSync(path, PNG);
    await putFile(slot, { path, size: PNG.length, type: 'image/png' }, { ...SETTINGS, ...more });
  };

  it('has the exact length, the type, the headers of the slot, and no others', async () => {
    await put(slotAt(server.url, { Authorization: 'Basic eA==', Cookie: 'a=b' }));
    const [one] = puts;
    assert.deepEqual([one?.method, one?.url], ['PUT', '/put/photo.png?token=1']);
    assert.deepEqual(one?.body, PNG);
    const { host, connection, ...headers } = one?.headers ?? {};
    assert.equal(host, new URL(server.url).host);
    assert.deepEqual(headers, {
      authorization: 'Basic eA==',
      cookie: 'a=b',
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'user-agent': 'Isthmus/test',
    });
  });

  it('is told as failed by status, also by a redirect, which is not followed', async () => {
    for (const status of [400, 403, 413, 500, 302]) {
      answer = (_, response) => void response.writeHead(status, { location: '/other' }).end();
      await assert.rejects(put(slotAt(server.url)), new RegExp(`with ${status}`));
    }
    assert.equal(puts.length, 5);
  });

  it('is told as failed when the service is away, closes, or says nothing', async () => {
    answer = (request) => void request.socket.destroy();
    await assert.rejects(put(slotAt(server.url)));
    answer = () => undefined;
    await assert.rejects(put(slotAt(server.url), { silence: 100 }), /too slow/);
    await assert.rejects(put(slotAt(server.url), { whole: 100 }), /too slow/);
    const away = await WebServer.start(() => undefined);
    await away.stop();
    await assert.rejects(put(slotAt(away.url)), /ECONNREFUSED/);
  });

  it('goes over TLS with verification', async () => {
    const tls = await WebServer.of(
      createTlsServer({ cert: CERTIFICATE, key: KEY }, (request, response) => void receive(request, response)),
    );
    const slot = slotAt(tls.url.replace('http:', 'https:'));
    await assert.rejects(put(slot), /self-signed/);
    assert.equal(puts.length, 0);
    await put(slot, { ca: CERTIFICATE });
    assert.deepEqual(puts[0]?.body, PNG);
    await tls.stop();
  });

  it('uses slots of https, of http only where the admin allows it, and no others', () => {
    const slot = (put: string, get: string): Slot => ({ put, get, headers: {} });
    assert.equal(slotFault(slot('https://a/', 'https://b/'), false), undefined);
    assert.match(slotFault(slot('http://a/', 'https://b/'), false) ?? '', /not https/);
    assert.match(slotFault(slot('https://a/', 'http://b/'), false) ?? '', /not https/);
    assert.equal(slotFault(slot('http://a/', 'http://b/'), true), undefined);
    for (const bad of ['ftp://a/', 'file:///etc/passwd', 'nonsense', '']) {
      assert.match(slotFault(slot(bad, 'https://b/'), true) ?? '', /none of HTTP/);
      assert.match(slotFault(slot('https://a/', bad), true) ?? '', /none of HTTP/);
    }
  });
});

describe('a file that a gateway keeps', () => {
  it('goes to the upload service where that gives a slot, and nothing of it stays here', async () => {
    const uploads = new OneSlot(slotAt(server.url));
    const result = await ability(uploads).put(Readable.from([PNG]), FILE);
    assert.ok(result.ok);
    const { url, via, name, mediaType, size, expires } = result.file;
    assert.deepEqual([url, via, name, mediaType], [`${server.url}/get/photo.png`, 'upload', 'photo.png', 'image/png']);
    assert.deepEqual([size, expires], [PNG.length, undefined]);
    assert.deepEqual(puts[0]?.body, PNG);
    assert.equal(await media.redis.store.media.used(), 0);
    assert.deepEqual(readdirSync(join(media.dir, 'incoming')), []);
  });

  it('is kept here where there is no slot, the upload fails, its address will not do, or it is turned off', async () => {
    answer = (_, response) => void response.writeHead(500).end();
    const failing = new OneSlot(slotAt(server.url));
    const plain = new OneSlot(slotAt(server.url));
    const tries = [
      ability(new OneSlot(undefined)).put(PNG, FILE),
      ability(failing).put(PNG, FILE),
      ability(plain, { ...SETTINGS, plainHttp: false }).put(PNG, FILE),
      ability(new OneSlot(slotAt(server.url)), 'off').put(PNG, FILE),
    ];
    for (const result of await Promise.all(tries)) assert.ok(result.ok && result.file.via === 'own');
    assert.deepEqual(failing.failures, ['it answers the upload with 500']);
    assert.equal(plain.failures.length, 1);
    assert.equal(puts.length, 1);
  });

  it('that a browser may run is kept here; where it cannot be, its upload has a name and a type that nothing runs', async () => {
    const closed = media.again({ publicUrl: undefined });
    for (const [name, mediaType] of [
      ['page.html', 'text/plain'],
      ['page.HTM', undefined],
      ['picture.svg', 'image/png'],
      ['picture', 'image/svg+xml'],
      ['feed.xml', 'application/octet-stream'],
      ['mail.mhtml', undefined],
      ['worker.mjs', 'text/javascript'],
    ] as const) {
      const file = { name, account: FILE.account, ...(mediaType === undefined ? {} : { mediaType }) };
      const uploads = new OneSlot(slotAt(server.url));
      const kept = await ability(uploads).put(Buffer.from('<script>alert(1)</script>'), file);
      assert.ok(kept.ok && kept.file.via === 'own', name);
      assert.deepEqual(uploads.asked, []);
      const sent = await ability(uploads, SETTINGS, closed).put(Buffer.from('<script>alert(1)</script>'), file);
      assert.ok(sent.ok && sent.file.via === 'upload', name);
      assert.deepEqual([sent.file.name, sent.file.mediaType], [`${name}.bin`, 'application/octet-stream']);
      assert.deepEqual(uploads.asked, [{ name: `${name}.bin`, size: 25, type: 'application/octet-stream' }]);
      assert.equal(puts.at(-1)?.headers['content-type'], 'application/octet-stream');
    }
  });

  it('that is a mail goes to the upload service as it is called', async () => {
    const uploads = new OneSlot(slotAt(server.url));
    const file = { name: 'Lunch.eml', mediaType: 'message/rfc822', account: FILE.account };
    const result = await ability(uploads).put(Buffer.from('Subject: Lunch\r\n\r\nAt noon?'), file);
    assert.ok(result.ok && result.file.via === 'upload');
    assert.deepEqual(uploads.asked, [{ name: 'Lunch.eml', size: 26, type: 'message/rfc822' }]);
  });

  it('that is told to be too large is not read at all', async () => {
    const content = Readable.from([PNG]);
    const result = await ability(new OneSlot(undefined)).put(content, { ...FILE, size: 100_001 });
    assert.ok(!result.ok && result.why === 'too-large');
    assert.ok(content.destroyed);
  });

  it('is refused in words when the disk fails, and nothing is thrown', async () => {
    const content = Readable.from([PNG]);
    const broken = media.again({ dir: join(media.dir, 'nowhere') });
    const result = await ability(new OneSlot(undefined), 'off', broken).put(content, FILE);
    assert.ok(!result.ok && result.why === 'unavailable');
    assert.ok(content.destroyed);
  });
});
