import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';
import { CONNECTIONS } from './connection-rows.js';

/** What opens a connection or asks a resolver: calls, and imports of what is called. */
const OPENS: readonly RegExp[] = [
  /import \{[^}]*\b(?:connect|request)\b[^}]*\} from 'node:(?:net|tls|http|https|http2)'/,
  /import \{[^}]*\b(?:lookup|Resolver|resolve\w*)\b[^}]*\} from 'node:dns(?:\/promises)?'/,
  /import \{[^}]*\blookUpHost\b[^}]*\} from '/,
  /\bawait fetch\(/,
  /import \{ ?ImapFlow\b/,
  /\bSocksClient\.createConnection\(/,
  /from '(?:ioredis|ldapts|nodemailer|undici|ws)'/,
];

function sources(folder: string): readonly string[] {
  return readdirSync(join(repositoryRoot(), folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

const textOf = (file: string): string => readFileSync(join(repositoryRoot(), file), 'utf8');

test('every source that opens a connection says who names the host, and where a user does, looks at the address', () => {
  const opening = [...sources('src'), ...sources('gateways')].filter((file) => {
    // Types alone open nothing.
    const text = textOf(file).replace(/^import type .*$/gm, '');
    return OPENS.some((pattern) => pattern.test(text));
  });
  assert.deepEqual(
    opening.filter((file) => CONNECTIONS[file] === undefined),
    [],
    'say in connection-rows.ts who names the host',
  );
  assert.deepEqual(
    Object.keys(CONNECTIONS).filter((file) => !opening.includes(file)),
    [],
    'these open nothing any more',
  );
  for (const [file, row] of Object.entries(CONNECTIONS)) {
    if (row.by === 'user') assert.match(textOf(row.in ?? file), row.guard, `${file}: ${row.what}`);
  }
});
