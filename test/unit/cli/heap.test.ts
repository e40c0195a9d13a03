import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { limitHeapGrowth } from '../../../src/cli/heap.js';

/** The flags of V8 that are set for a process with these arguments of Node. */
function flagsWith(...given: readonly string[]): readonly string[] {
  const flags: string[] = [];
  limitHeapGrowth(given, (flag) => void flags.push(flag));
  return flags;
}

describe('the growth of the heap', () => {
  it('is limited by a flag that this V8 knows', () => {
    const flags = flagsWith('--enable-source-maps');
    assert.equal(flags.length, 1);
    const { status, stderr } = spawnSync(
      process.execPath,
      ['-e', `require('node:v8').setFlagsFromString(${JSON.stringify(flags[0])})`],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0);
    assert.equal(stderr, '');
  });

  it('is left to who starts the process and says how', () => {
    assert.deepEqual(flagsWith('--heap-growing-percent=0'), []);
    assert.deepEqual(flagsWith('--heap_growing_percent=20'), []);
  });
});
