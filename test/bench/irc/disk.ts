import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { median } from '../measure.js';

const TIMES = 100;

/** What it takes to get 4 KiB onto the disk where the servers of a bench have their data; milliseconds, median. */
export async function syncMs(): Promise<number> {
  const dir = await tempDir('disk');
  const file = await open(join(dir, 'file'), 'w');
  const page = Buffer.alloc(4096, 'x');
  const times: number[] = [];
  for (let n = 0; n < TIMES; n++) {
    const from = performance.now();
    await file.write(page);
    await file.datasync();
    times.push(performance.now() - from);
  }
  await file.close();
  await removeTempDir(dir);
  return Number(median(times).toFixed(2));
}
