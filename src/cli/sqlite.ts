import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { StartError } from './command.js';

/** What is shown of a complaint of the program. */
const COMPLAINT_CHARACTERS = 300;

/**
 * Reads the rows of a query from an SQLite database, one after another, by the program `sqlite3`; writes nothing. Names of
 * columns come in small letters. Throws a StartError where the program is missing or cannot read the file.
 */
export async function* sqliteRows(file: string, sql: string): AsyncIterable<Readonly<Record<string, unknown>>> {
  // Neither a file of commands of whoever runs it nor a name that looks like an option changes what is read.
  const options = ['-init', '/dev/null', '-batch', '-bail', '-readonly', '-json'];
  const child = spawn('sqlite3', [...options, resolve(file), sql], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, COMPLAINT_CHARACTERS);
  });
  const ended = new Promise<number>((settle, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = 'the program sqlite3 reads it and is not there: apt-get install sqlite3';
      reject(new StartError(error.code === 'ENOENT' ? missing : `sqlite3 cannot be run: ${error.message}`));
    });
    child.once('close', (code) => settle(code ?? 1));
  });
  // Told below, when all rows are read.
  ended.catch(() => undefined);
  try {
    // An array with one row a line: line breaks in texts are escaped.
    for await (const line of linesOf(child.stdout.setEncoding('utf8'))) {
      const row = line.replace(/^\[/, '').replace(/[,\]]$/, '');
      if (row === '') continue;
      const columns = Object.entries(JSON.parse(row) as Record<string, unknown>);
      yield Object.fromEntries(columns.map(([name, value]) => [name.toLowerCase(), value]));
    }
    if ((await ended) !== 0) throw new StartError(`${file} cannot be read: ${complaint.trim()}`);
  } finally {
    child.kill();
  }
}

/** The readline of Node would also end a line at U+2028, which texts may hold. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
