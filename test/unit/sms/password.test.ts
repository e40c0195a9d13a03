import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readPassword } from '../../../gateways/sms/password.js';

let dir: string;
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'isthmus-password-'));
});
after(() => rm(dir, { recursive: true }));

async function read(content: string): Promise<string> {
  const passwordFile = join(dir, 'password');
  await writeFile(passwordFile, content);
  return readPassword({ name: 'main', password: undefined, passwordFile });
}

test('a password in a file ends with its line, and nothing else is taken from it', async () => {
  for (const content of ['secret', 'secret\n', 'secret\r\n']) assert.equal(await read(content), 'secret');
  assert.equal(await read(' s p \n'), ' s p ');
  assert.equal(await read('12345678\n'), '12345678');
  assert.equal(await readPassword({ name: 'main', password: 'pw', passwordFile: undefined }), 'pw');
});

test('what cannot be a password is told by its reason', async () => {
  await assert.rejects(read('123456789'), /^Error: the passwordFile of carrier main holds more than 8 characters$/);
  for (const content of ['pässwort', 'one\ntwo\n', 'secret\n\n', 'a\tb']) {
    await assert.rejects(read(content), /holds more than printable ASCII characters in one line$/);
  }
  for (const content of ['', '\n']) await assert.rejects(read(content), /is empty$/);
});
