import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../../../support/repository.js';
import { allBlocks, type Block, nameOf } from './block.js';
import { KINDS, kindsOf } from './kinds.js';

const blocks = allBlocks();

describe('every fenced block of the documentation', () => {
  for (const block of blocks) {
    it(nameOf(block), async () => {
      const kinds = kindsOf(block);
      const [kind] = kinds;
      const names = kinds.map(({ name }) => name).join(', ');
      assert.ok(kind !== undefined && kinds.length === 1, `it is of one kind in kinds.ts, not of: ${names || 'none'}`);
      await tried(kind.treatment, block);
    });
  }

  it('is of a kind, and no kind is without one', () => {
    assert.ok(blocks.length > 100);
    for (const kind of KINDS) assert.ok(blocks.some(kind.fits), `no block is: ${kind.name}`);
  });

  it('is tried, but for those of few kinds', () => {
    const notRun = KINDS.filter(({ treatment }) => 'notRun' in treatment);
    assert.ok(notRun.length <= 3, notRun.map(({ name }) => name).join(', '));
  });
});

async function tried(treatment: (typeof KINDS)[number]['treatment'], block: Block): Promise<void> {
  if (typeof treatment === 'function') return await treatment(block);
  if ('notRun' in treatment) return await treatment.check(block);
  const test = readFileSync(join(repositoryRoot(), treatment.by), 'utf8');
  assert.ok(test.includes(block.page) || test.includes('allBlocks('), `${treatment.by} does not read ${block.page}`);
}
