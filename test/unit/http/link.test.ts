import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { type Link, Links } from '../../../src/http/media/link.js';
import { safeName } from '../../../src/http/media/name.js';
import { addKey, createKeyFile, dropKeys, KeyRing } from '../../../src/store/key-ring.js';

const dir = mkdtempSync(join(tmpdir(), 'isthmus-links-'));
after(() => rmSync(dir, { recursive: true }));

const BASE = 'https://gw.example.org/x';
const LINK: Link = { id: 'AAAAbbbbCCCC-_00', expires: 1_900_000_000_000, name: 'photo (1).jpg' };

function ringOf(name: string): { readonly ring: KeyRing; readonly file: string } {
  const file = join(dir, name);
  createKeyFile(file);
  return { ring: new KeyRing({ file }), file };
}

/** The two parts of a link's path as an HTTP server decodes them. */
function partsOf(url: string): [token: string, name: string] {
  const [, token = '', name = ''] = new URL(url).pathname.split('/').slice(-3);
  return [token, decodeURIComponent(name)];
}

describe('links to files', () => {
  const { ring } = ringOf('one.key');
  const links = new Links(BASE, ring);

  it('lie below the public URL and say what they were made of', () => {
    const url = links.make(LINK);
    assert.ok(url.startsWith(`${BASE}/media/`), url);
    assert.ok(url.endsWith('/photo%20%281%29.jpg'), url);
    assert.deepEqual(links.read(...partsOf(url)), LINK);
  });

  it('come back whole for every name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 2 ** 38 }), (text, seconds) => {
        const link = { id: 'A'.repeat(16), expires: seconds * 1000, name: safeName(text) };
        assert.deepEqual(links.read(...partsOf(links.make(link))), link);
      }),
    );
  });

  it('are nothing once a single character is another one', () => {
    const [token, name] = partsOf(links.make(LINK));
    for (let at = 0; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      // The last character of the signature carries two bits that mean nothing.
      if (at < token.length - 1) assert.equal(links.read(changed, name), undefined, `character ${at}`);
    }
    assert.equal(links.read(token, 'photo.exe'), undefined);
    for (const bad of ['', '.', '...', token.slice(0, -1), `${token}A`, `${token}.A`]) {
      assert.equal(links.read(bad, name), undefined, bad);
    }
  });

  it('of another installation are nothing', () => {
    const other = new Links(BASE, ringOf('other.key').ring);
    assert.equal(links.read(...partsOf(other.make(LINK))), undefined);
  });

  it('outlive a new key, in every process, until the old one is dropped', () => {
    const { ring: mine, file } = ringOf('turned.key');
    const running = new Links(BASE, mine);
    const old = running.make(LINK);
    const before = mine.current;
    addKey(file);
    const fresh = running.make(LINK);
    assert.notEqual(fresh, old);
    const another = new Links(BASE, new KeyRing({ file }));
    for (const url of [old, fresh]) assert.deepEqual(another.read(...partsOf(url)), LINK);
    dropKeys(file, [before]);
    const restarted = new Links(BASE, new KeyRing({ file }));
    assert.equal(restarted.read(...partsOf(old)), undefined);
    assert.deepEqual(restarted.read(...partsOf(fresh)), LINK);
  });
});
