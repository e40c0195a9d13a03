import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Asked, type Decision, decide } from '../../../src/http/media/conditions.js';

const FILE = { size: 1000, etag: '"abc"', modified: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
const ITS_DATE = 'Fri, 02 Jan 2026 03:04:05 GMT';
const BEFORE = 'Fri, 02 Jan 2026 03:04:04 GMT';

const CASES: readonly (readonly [string, Asked, Decision])[] = [
  ['nothing special: all of it', {}, { status: 200 }],
  ['a first part', { range: 'bytes=0-99' }, { status: 206, first: 0, last: 99 }],
  ['the rest', { range: 'bytes=900-' }, { status: 206, first: 900, last: 999 }],
  ['a part that ends beyond the end', { range: 'bytes=990-2000' }, { status: 206, first: 990, last: 999 }],
  ['the last octets', { range: 'bytes=-10' }, { status: 206, first: 990, last: 999 }],
  ['more last octets than there are', { range: 'bytes=-5000' }, { status: 206, first: 0, last: 999 }],
  ['no last octets', { range: 'bytes=-0' }, { status: 416 }],
  ['a part behind the end', { range: 'bytes=1000-' }, { status: 416 }],
  ['several parts: all of it', { range: 'bytes=0-1,5-6' }, { status: 200 }],
  ['a part that ends before it begins: all of it', { range: 'bytes=5-4' }, { status: 200 }],
  ['another unit: all of it', { range: 'lines=0-1' }, { status: 200 }],
  ['nonsense: all of it', { range: 'bytes=x-y' }, { status: 200 }],
  ['more than any range has: all of it', { range: `bytes=${' '.repeat(1_000_000)}x` }, { status: 200 }],
  ['a part of the version that it has', { range: 'bytes=0-1', ifRange: '"abc"' }, { status: 206, first: 0, last: 1 }],
  ['a part of another version: all of it', { range: 'bytes=0-1', ifRange: '"xyz"' }, { status: 200 }],
  ['a part by a weak tag: all of it', { range: 'bytes=0-1', ifRange: 'W/"abc"' }, { status: 200 }],
  ['a part by date', { range: 'bytes=0-1', ifRange: ITS_DATE }, { status: 206, first: 0, last: 1 }],
  ['a part by another date: all of it', { range: 'bytes=0-1', ifRange: BEFORE }, { status: 200 }],
  ['a tag that it has', { ifNoneMatch: '"abc"' }, { status: 304 }],
  ['one of several tags, weak', { ifNoneMatch: '"x", W/"abc"' }, { status: 304 }],
  ['any tag', { ifNoneMatch: '*' }, { status: 304 }],
  ['another tag', { ifNoneMatch: '"x"' }, { status: 200 }],
  ['the date that it has', { ifModifiedSince: ITS_DATE }, { status: 304 }],
  ['an older date', { ifModifiedSince: BEFORE }, { status: 200 }],
  ['no date', { ifModifiedSince: 'yesterday' }, { status: 200 }],
  ['a tag counts more than a date', { ifNoneMatch: '"x"', ifModifiedSince: ITS_DATE }, { status: 200 }],
  ['only this version', { ifMatch: '"abc"' }, { status: 200 }],
  ['only another version', { ifMatch: '"x"' }, { status: 412 }],
  ['only if not newer', { ifUnmodifiedSince: BEFORE }, { status: 412 }],
  ['only if not newer, and it is not', { ifUnmodifiedSince: ITS_DATE }, { status: 200 }],
  ['a version before a part', { ifNoneMatch: '"abc"', range: 'bytes=0-1' }, { status: 304 }],
];

describe('conditions and ranges (RFC 9110 13 and 14)', () => {
  for (const [name, asked, wanted] of CASES) it(name, () => assert.deepEqual(decide(asked, FILE), wanted));

  it('give parts that lie in the file', () => {
    const number = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), number, number, (size, from, to) => {
        for (const range of [`bytes=${from}-${to}`, `bytes=${from}-`, `bytes=-${to}`]) {
          const decision = decide({ range }, { ...FILE, size });
          if (decision.status === 206)
            assert.ok(0 <= decision.first && decision.first <= decision.last && decision.last < size);
        }
      }),
    );
  });
});
