import { readdir } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';

interface StaticFile {
  readonly path: string;
  readonly type: string;
}

/** What the pages are made of; anything else in the folder is left out. */
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/** The files of a folder and those below it by their paths in it, with `/`. What is asked for is only ever one of these. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path), { path, type });
  }
  return files;
}
