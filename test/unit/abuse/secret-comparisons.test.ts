import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../../support/repository.js';

/** A comparison with `===` or `!==` of two values of which one is called as secrets are. */
const SECRET = /\b(?:\w*(?:secret|password|passwd|signature|csrf|hmac|digest|passphrase|apiKey)|token|\w+Token)\b/i;
const COMPARISON = /([\w.?#()[\]]+) (?:===|!==) ([\w.?#()[\]'"`]+)/g;
/** What a comparison tells nobody about a secret: whether it is there, of which kind it is, how long. */
const HARMLESS =
  /^(?:undefined|null|true|false|'[^']*'|\d+|[A-Z][A-Z_]+(?:\.\w+)?|.*\.(?:length|kind|type|size|name))$/;

/** Comparisons that are none of secrets, with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  'gateways/alerts/book/book-changes.ts': "digests of parts of the admin's own book",
  'gateways/alerts/http/ingest/source-request.ts': 'the name of a header',
  'gateways/irc/connection/keepalive.ts': 'a number in our own PING',
  'gateways/irc/connection/read-marks.ts': 'a number in our own PING',
  'gateways/irc/import/commands.ts': 'what one user has in two places of a database that the admin imports',
  'gateways/irc/state/names.ts': 'a label of our own question, which the server repeats',
  'src/cli/reload.ts': 'the config of before and that of now',
};

function sources(folder: string): readonly string[] {
  return readdirSync(join(repositoryRoot(), folder), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

test('secrets are compared in a time that does not tell where they differ', () => {
  const found: string[] = [];
  const files = [...sources('src'), ...sources('gateways')];
  for (const file of files) {
    if (ALLOWED[file] !== undefined) continue;
    for (const line of readFileSync(join(repositoryRoot(), file), 'utf8').split('\n')) {
      if (/^\s*(?:\*|\/\/)/.test(line)) continue;
      for (const [whole, ...sides] of line.matchAll(COMPARISON)) {
        const [left = '', right = ''] = sides.map((side) => side.replace(/^\(+|\)+$/g, ''));
        if (HARMLESS.test(left) || HARMLESS.test(right)) continue;
        if (SECRET.test(left) || SECRET.test(right)) found.push(`${file}: ${whole}`);
      }
    }
  }
  assert.deepEqual(found, [], 'compare by timingSafeEqual, or say in this test why not');
});

test('all that checks what somebody proves himself with does it by timingSafeEqual', () => {
  // Each place where a stranger hands over a secret, a signature or a code.
  const checks = [
    'gateways/alerts/http/credentials.ts',
    'gateways/alerts/http/links/action-link.ts',
    'gateways/alerts/post/answer-forms.ts',
    'gateways/alerts/sources/signature.ts',
    'gateways/email/crypto/pkcs12.ts',
    'gateways/example/module.ts',
    'gateways/irc/connection/sasl/scram.ts',
    'gateways/sms/ownership/codes.ts',
    'src/http/console/tokens.ts',
    'src/http/media/link.ts',
  ];
  const users = [...sources('src'), ...sources('gateways')].filter((file) =>
    readFileSync(join(repositoryRoot(), file), 'utf8').includes('timingSafeEqual('),
  );
  assert.deepEqual(users.sort(), checks);
});
