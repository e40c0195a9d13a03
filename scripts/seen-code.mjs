// What `npm run coverage` keeps of the compiled files: which of their characters any process has run.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './prepare.mjs';

/** The folders that are measured. */
export const MEASURED = ['src', 'gateways'];
const SEEN = join(root, 'coverage', 'seen.json');

/** Which characters of each compiled file were run, by any process; kept only while the file is the same. */
export class Seen {
  #files = new Map();

  constructor() {
    const stored = existsSync(SEEN) ? JSON.parse(readFileSync(SEEN, 'utf8')) : {};
    for (const [name, { hash, runs }] of Object.entries(stored)) {
      const file = compiled(name);
      if (file?.hash === hash) this.#files.set(name, { ...file, ran: bitsOf(runs, file.length) });
    }
  }

  /** One octet for each character of the compiled file, 1 where it was run; undefined where the file was never loaded. */
  ran(name) {
    return this.#files.get(name)?.ran;
  }

  /** Takes in what processes have left in a folder, and removes it. False if there was nothing. */
  gather(folder) {
    let found = false;
    for (const entry of readdirSync(folder)) {
      const path = join(folder, entry);
      let parsed;
      try {
        parsed = JSON.parse(readFileSync(path, 'utf8'));
      } catch {
        continue; // being written; the next time
      }
      for (const script of parsed.result) this.#add(script);
      rmSync(path);
      found = true;
    }
    return found;
  }

  #add({ url, functions }) {
    if (!url.startsWith('file://')) return;
    const path = fileURLToPath(url);
    const name = path.startsWith(join(root, 'dist/')) ? path.slice(join(root, 'dist/').length) : '';
    if (!MEASURED.some((folder) => name.startsWith(`${folder}/`))) return;
    if (!this.#files.has(name)) {
      const file = compiled(name);
      if (file === undefined) return;
      this.#files.set(name, { ...file, ran: new Uint8Array(file.length) });
    }
    const { ran } = this.#files.get(name);
    // An inner range says more than the ones around it, and comes behind them.
    const here = new Uint8Array(ran.length);
    const ranges = functions.flatMap((each) => each.ranges);
    ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
    for (const { startOffset, endOffset, count } of ranges) here.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    for (let i = 0; i < ran.length; i++) ran[i] |= here[i];
  }

  write() {
    const stored = {};
    for (const [name, { hash, ran }] of this.#files) stored[name] = { hash, runs: runsOf(ran) };
    writeFileSync(SEEN, JSON.stringify(stored));
  }
}

function compiled(name) {
  const path = join(root, 'dist', name);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  return { hash: createHash('sha256').update(text).digest('hex'), length: text.length };
}

/** Lengths of stretches that were not run and that were, in turn. */
function runsOf(bits) {
  const runs = [];
  let from = 0;
  for (let value = 0; from < bits.length; value = 1 - value) {
    let to = from;
    while (to < bits.length && bits[to] === value) to++;
    runs.push(to - from);
    from = to;
  }
  return runs;
}

function bitsOf(runs, length) {
  const bits = new Uint8Array(length);
  let from = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1) bits.fill(1, from, from + run);
    from += run;
  }
  return bits;
}
