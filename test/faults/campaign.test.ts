import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChapter } from './campaign/chapter.js';

const SECONDS = 20;

test('everything goes wrong in turn for a while, and every message is accounted for', async (t) => {
  const { wrong, faults, out, back } = await runChapter({
    setting: { software: 'prosody', fsync: 'always', machines: false },
    seed: 3,
    seconds: SECONDS,
    say: (line) => t.diagnostic(line),
  });
  assert.deepEqual(wrong, []);
  assert.ok(Object.keys(faults).length > 4);
  assert.ok(Object.values(out).every(({ safe }) => safe > 0));
  assert.ok(Object.values(back).every(({ reached }) => reached > 0));
});
