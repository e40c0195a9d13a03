import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { saltOf } from '../../../../gateways/irc/salt.js';

const folder = mkdtempSync(join(tmpdir(), 'isthmus-salt-'));
after(() => rmSync(folder, { recursive: true }));
const domain = 'irc.example.org';

test('the salt comes from the secret, wherever that stands, and never from the path of its file', () => {
  const secretFile = join(folder, 'irc.secret');
  writeFileSync(secretFile, 'long and secret\n');
  const first = saltOf({ domain, secretFile });
  assert.equal(first, saltOf({ domain, secret: 'long and secret' }));
  writeFileSync(secretFile, 'another one\n');
  assert.notEqual(saltOf({ domain, secretFile }), first);
  assert.notEqual(saltOf({ domain: 'other.example.org', secret: 'long and secret' }), first);
});

test('a secret that cannot be read is no reason to go on with a salt that everybody knows', () => {
  assert.throws(() => saltOf({ domain, secretFile: join(folder, 'nowhere') }), /ENOENT/);
});
