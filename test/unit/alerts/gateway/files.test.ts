import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import type { Alert, AlertFile } from '../../../../gateways/alerts/alert.js';
import { AlertFiles } from '../../../../gateways/alerts/files/alert-files.js';
import { filesFrom } from '../../../../gateways/alerts/files/files-from.js';
import { Intake, type IntakeData } from '../../../../gateways/alerts/intake.js';
import { GroupLanes } from '../../../../gateways/alerts/lanes.js';
import type { FetchEnd, Media, MediaFailure, MediaFault, NewFile } from '../../../../gateways/gateway.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { alertOf, bookOf } from '../engine/support/world.js';

const BOOK = bookOf(`
defaults: { files: { maxSize: 1KiB } }
routes:
  - { name: links, to: 'xmpp:a@example.org' }
  - name: copies
    to: 'xmpp:a@example.org'
    files: { keep: copy, types: [image/*, Text/Plain], expires: 1d, sms: true }
    routes: [{ name: inner, match: x=y, to: 'xmpp:b@example.org', files: { types: [] } }]
  - { name: nothing, to: 'xmpp:a@example.org', files: { keep: none } }
`);

const WEB: Readonly<Record<string, { readonly type: string; readonly octets: number } | MediaFault>> = {
  'https://x.example/a.png': { type: 'image/png', octets: 10 },
  'https://x.example/big.png': { type: 'image/png', octets: 4000 },
  'https://x.example/a.exe': { type: 'application/x-msdownload', octets: 10 },
  'https://x.example/inside': 'address',
};

function failure(why: MediaFault): MediaFailure {
  return { ok: false, why, problem: { type: 'cancel', condition: 'undefined-condition', text: { key: 'x' } } };
}

/** A web and a place for files, as the contract has them. */
function world() {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  const fetched: string[] = [];
  const kept: NewFile[] = [];
  const media: Media = {
    async fetch(url, { size = 1e6 } = {}) {
      fetched.push(url);
      const found = WEB[url] ?? 'unreachable';
      if (typeof found === 'string') return failure(found);
      if (found.octets > size) return failure('too-large');
      const content = Readable.from([Buffer.alloc(found.octets)]);
      const end: FetchEnd = { ok: true, size: found.octets, hashes: { 'sha-256': 'x' } };
      return { ok: true, file: { url, name: 'web-name', mediaType: found.type, content, end: Promise.resolve(end) } };
    },
    async put(content, file) {
      kept.push(file);
      let size = 0;
      if (content instanceof Uint8Array) size = content.length;
      else for await (const chunk of content) size += (chunk as Uint8Array).length;
      const { name, mediaType = 'application/octet-stream' } = file;
      const url = `https://gw.example.org/media/${kept.length}`;
      return { ok: true, file: { url, name, mediaType, size, hashes: { 'sha-256': 'y' }, via: 'own' } };
    },
    post: async () => failure('url'),
  };
  const files = new AlertFiles({ media, kv, clock, account: 'alerts@alerts.example.org' });
  const at = async (route: string, ...given: readonly AlertFile[]): Promise<Alert> => {
    const found = BOOK.route(route);
    assert.ok(found !== undefined);
    return await files.of({ ...alertOf('a'), files: given }, found);
  };
  return { at, files, fetched, kept, kv };
}

describe('files of alerts', () => {
  it('stay where they are where the book says nothing, if they are not too large', async () => {
    const { at, fetched } = world();
    const small = { url: 'https://x.example/a.png', size: 10 };
    const large = { url: 'https://x.example/dir/large.png?q=1', size: 5000 };
    const { files, refusedFiles } = await at('links', small, large);
    assert.deepEqual(files, [small]);
    assert.deepEqual(refusedFiles, [{ name: 'large.png', why: 'size' }]);
    assert.deepEqual(fetched, []);
  });

  it('are fetched and kept, by what they are and not by what they are said to be', async () => {
    const { at, kept } = world();
    const { files, refusedFiles } = await at(
      'copies',
      { url: 'https://x.example/a.png', name: 'shot.png' },
      { url: 'https://x.example/big.png', name: 'big.png' },
      { url: 'https://x.example/a.exe', name: 'a.png', mediaType: 'image/png' },
    );
    assert.deepEqual(
      files?.map(({ url, name, kept: ours, sms }) => [url, name, ours, sms]),
      [['https://gw.example.org/media/1', 'shot.png', true, true]],
    );
    assert.deepEqual(refusedFiles, [
      { name: 'big.png', why: 'size' },
      { name: 'a.png', why: 'type' },
    ]);
    assert.deepEqual(kept, [
      { name: 'shot.png', mediaType: 'image/png', account: 'alerts@alerts.example.org/route-copies', ttl: 86_400 },
    ]);
  });

  it('that cannot be fetched stay links, and encrypted ones are not touched', async () => {
    const { at, fetched } = world();
    const inside = { url: 'https://x.example/inside' };
    const secret = { url: 'aesgcm://x.example/f#0123', size: 1e9 };
    const { files, refusedFiles } = await at('copies', inside, secret);
    assert.deepEqual(files, [
      { ...inside, sms: true },
      { ...secret, sms: true },
    ]);
    assert.equal(refusedFiles, undefined);
    assert.deepEqual(fetched, [inside.url]);
  });

  it('are copied once, also where they come again or go on to another route', async () => {
    const { at, files, fetched } = world();
    await at('copies', { url: 'https://x.example/a.png' });
    const again = await at('copies', { url: 'https://x.example/a.png' });
    const inner = BOOK.route('inner');
    assert.ok(inner !== undefined);
    const onwards = await files.of(again, inner);
    assert.equal(fetched.length, 1);
    assert.deepEqual(onwards.files, again.files);
  });

  it('that the message brought along are kept, or else refused', async () => {
    const { at, kv } = world();
    const inside = { url: 'cid:x', name: 'p.png', mediaType: 'image/png', data: Buffer.alloc(9).toString('base64') };
    const { files } = await at('links', inside);
    assert.equal(files?.[0]?.url, 'https://gw.example.org/media/1');
    assert.equal(files?.[0]?.data, undefined);
    const nowhere = new AlertFiles({ media: undefined, kv, clock: new ManualClock(), account: 'a' });
    const route = BOOK.route('inner');
    assert.ok(route !== undefined);
    const refused = await nowhere.of({ ...alertOf('a'), files: [inside] }, route);
    assert.deepEqual(refused.refusedFiles, [{ name: 'p.png', why: 'no-place' }]);
  });

  it('are not carried where the route says so, and never more than ten', async () => {
    const { at } = world();
    const one = { url: 'https://x.example/a.png' };
    assert.deepEqual((await at('nothing', one)).refusedFiles, [{ name: 'a.png', why: 'none' }]);
    const many = Array.from({ length: 12 }, (_, n) => ({ url: `https://x.example/${n}` }));
    const { files, refusedFiles } = await at('links', ...many);
    assert.equal(files?.length, 10);
    assert.deepEqual(refusedFiles, [
      { name: '10', why: 'many' },
      { name: '11', why: 'many' },
    ]);
  });

  it('go into the lane as the route has them', async () => {
    const { files, kv } = world();
    const put: IntakeData[] = [];
    const intake = new Intake({
      put: async ({ data }) => void put.push(data as IntakeData),
      lanes: new GroupLanes(kv),
      book: () => BOOK,
      unrouted: async () => undefined,
      files,
    });
    await intake.take([{ ...alertOf('a'), files: [{ url: 'https://x.example/a.png' }] }], 'nothing');
    const [first] = put;
    assert.ok(first?.type === 'alert');
    assert.equal(first.alert.files, undefined);
    assert.deepEqual(first.alert.refusedFiles, [{ name: 'a.png', why: 'none' }]);
  });
});

describe('files of messages', () => {
  it('are taken with what can be used of them', () => {
    const files = filesFrom([
      { url: 'https://x.example/a', name: `a\nb${'c'.repeat(500)}`, mediaType: 'Image/PNG', size: 3 },
      { url: 'aesgcm://x.example/f#00' },
      { url: 'javascript:alert(1)' },
      { url: 'file:///etc/passwd' },
      { url: `https://x.example/${'a'.repeat(5000)}` },
      { url: 'https://x.example/a b' },
    ]);
    assert.deepEqual(
      files.map(({ url, mediaType }) => [url, mediaType]),
      [
        ['https://x.example/a', 'image/png'],
        ['aesgcm://x.example/f#00', undefined],
      ],
    );
    assert.ok((files[0]?.name?.length ?? 0) <= 120 && files[0]?.name?.startsWith('a b'));
  });
});
