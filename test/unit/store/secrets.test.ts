import assert from 'node:assert/strict';
import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addKey, createKeyFile, dropKeys, KeyRing } from '../../../src/store/key-ring.js';
import { Letters } from '../../../src/store/letters.js';
import { rekeyAll } from '../../../src/store/rekey.js';
import { keptBy, Secrets } from '../../../src/store/secrets.js';
import { StoreError } from '../../../src/store/store-error.js';
import { type TestStore, testStore } from './support.js';

let t: TestStore;
before(async () => {
  t = await testStore();
});
after(() => t.close());

const OWNER = { gateway: 'sms', account: 'alice@example.org', field: 'password' };

test('the key file is made at the first start, for its owner only', () => {
  assert.equal(statSync(t.keyFile).mode & 0o777, 0o600);
  assert.equal(new KeyRing({ file: t.keyFile }).ids.length, 1);
});

test('a value opens for its owner only, and not when a bit of it differs', () => {
  const { secrets } = t.store;
  const sealed = secrets.seal(OWNER, 'pässword');
  assert.equal(secrets.open(OWNER, sealed), 'pässword');
  assert.notEqual(secrets.seal(OWNER, 'pässword'), sealed);
  for (const other of [{ gateway: 'irc' }, { account: 'bob@example.org' }, { field: 'pin' }]) {
    assert.throws(() => secrets.open({ ...OWNER, ...other }, sealed), StoreError);
  }
  const [id = '', body = ''] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64url');
  for (let i = 0; i < bytes.length; i++) {
    const bent = Buffer.from(bytes);
    bent[i] = (bent[i] ?? 0) ^ 1;
    assert.throws(() => secrets.open(OWNER, `${id}.${bent.toString('base64url')}`), StoreError);
  }
  for (const junk of ['', '.', `${id}.`, `${id}.AAAA`, `${id}.${body.slice(0, 30)}`]) {
    assert.throws(() => secrets.open(OWNER, junk), StoreError);
  }
});

test('nothing of a secret is readable in Redis', async () => {
  await t.store.accounts.create('s1', OWNER.account, { fields: {}, secrets: { password: 'topsecret' } }, 1);
  const stored = JSON.stringify(await t.store.redis.hgetall(`${t.prefix}:{s1}:a:${OWNER.account}`));
  assert.doesNotMatch(stored, /topsecret/);
  assert.doesNotMatch(stored, new RegExp(Buffer.from('topsecret').toString('base64url').slice(0, 10)));
});

test('a wrong key file is refused at the start and changes nothing', async () => {
  const wrong = join(t.dir, 'wrong.key');
  createKeyFile(wrong);
  await assert.rejects(
    t.again({ keyFile: wrong }),
    /were encrypted with the key k[0-9a-f]{12}, and .*wrong.key holds only/,
  );
  await (await t.again()).redis.ping();
});

test('a missing key file is not made anew where secrets exist', async () => {
  const missing = join(t.dir, 'missing.key');
  await assert.rejects(t.again({ keyFile: missing }), /is missing, but this Redis holds secrets/);
  assert.throws(() => statSync(missing), /ENOENT/);
});

test('keys may come from the environment, and a broken one is refused without being quoted', async () => {
  const [id, key] = readFileSync(t.keyFile, 'utf8').trim().split('\n').at(-1)?.split(' ') ?? [];
  await t.again({ keyFile: '/nowhere/key', environment: { ISTHMUS_KEYS: `${id}:${key}` } });
  await assert.rejects(t.again({ environment: { ISTHMUS_KEYS: `${id}:${key}x` } }), (error: Error) => {
    assert.ok(error instanceof StoreError);
    return !error.message.includes(String(key).slice(0, 8));
  });
});

test('a key file that every user can read, or that holds junk, is refused', () => {
  const file = join(t.dir, 'open.key');
  createKeyFile(file);
  chmodSync(file, 0o644);
  assert.throws(() => new KeyRing({ file }), /can be read by every user/);
  chmodSync(file, 0o600);
  for (const text of ['', '# nothing\n', 'k1 short\n', `k1 ${'A'.repeat(43)}\nk1 ${'B'.repeat(43)}\n`]) {
    writeFileSync(file, text);
    assert.throws(() => new KeyRing({ file }), StoreError, text);
  }
});

test('a new key is used at once by processes that run, and encrypts all that is there', async () => {
  const running = await t.again();
  const { accounts, redis } = t.store;
  const jids = Array.from({ length: 300 }, (_, i) => `u${i}@example.org`);
  await Promise.all(
    jids.map((jid) => accounts.create('s2', jid, { fields: {}, secrets: { password: `pw ${jid}` } }, 1)),
  );
  const [old] = t.store.secrets.ring.ids;
  const id = addKey(t.keyFile);

  const secrets = new Secrets(new KeyRing({ file: t.keyFile }));
  const changing = Promise.all(
    jids
      .slice(0, 50)
      .map((jid) => running.accounts.update('s2', jid, { fields: {}, secrets: { password: `new ${jid}` } })),
  );
  const result = await rekeyAll(redis, t.prefix, ['s1', 's2'], secrets);
  await changing;
  assert.deepEqual(result.left, []);
  for (const [i, jid] of jids.entries()) {
    assert.equal(await running.accounts.secret('s2', jid, 'password'), `${i < 50 ? 'new' : 'pw'} ${jid}`);
    assert.match((await redis.hget(`${t.prefix}:{s2}:a:${jid}`, 's:password')) ?? '', new RegExp(`^${id}\\.`));
  }
  assert.deepEqual(await rekeyAll(redis, t.prefix, ['s1', 's2'], secrets), { changed: 0, current: 301, left: [] });

  dropKeys(t.keyFile, [old ?? '']);
  assert.deepEqual(new KeyRing({ file: t.keyFile }).ids, [id]);
});

test('a new key encrypts what gateways keep sealed, and touches nothing else that they keep', async () => {
  const { redis } = t.store;
  const kv = t.store.kv('irc');
  const before = new Secrets(new KeyRing({ file: t.keyFile }));
  const [old = ''] = before.ring.ids;
  const key = 'certificate:romeo@example.org\n}:v:liber*';
  await kv.set(key, before.seal(keptBy('irc', key), 'PEM "of" Romeo'), 5000);
  const others = new Map<string, unknown>([
    ['moved', before.seal(keptBy('irc', key), 'of another key')],
    ['looks like it', `${old}.AAAA`],
    ['unknown', `k000000000000.${'A'.repeat(60)}`],
    ['text', 'hello. world'],
    ['object', { sealed: before.seal(keptBy('irc', key), 'of another key'), size: 1 }],
  ]);
  for (const [name, value] of others) await kv.set(name, value, 5000);
  const inside = { size: 2, rooms: [{ name: '#a', key: before.seal(keptBy('irc', 'inside'), 'let me in') }, null] };
  await kv.set('inside', inside, 5000);
  const field = { key: before.seal(keptBy('irc', 'hash'), 'of a field') };
  await kv.setFields('hash', { romeo: JSON.stringify(field), plain: `"${old}. no JSON` });
  await kv.count('counter', 5000);

  const id = addKey(t.keyFile);
  const secrets = new Secrets(new KeyRing({ file: t.keyFile }));
  assert.deepEqual(await rekeyAll(redis, t.prefix, [], secrets), { changed: 3, current: 3, left: [] });
  const sealed = (await kv.get<string>(key)) ?? '';
  assert.match(sealed, new RegExp(`^${id}\\.`));
  assert.equal(secrets.open(keptBy('irc', key), sealed), 'PEM "of" Romeo');
  const { romeo = '', plain } = await kv.fields('hash');
  assert.equal(plain, `"${old}. no JSON`);
  assert.match(romeo, new RegExp(`^{"key":"${id}\\.`));
  assert.equal(secrets.open(keptBy('irc', 'hash'), (JSON.parse(romeo) as typeof field).key), 'of a field');
  const found = await kv.get<typeof inside>('inside');
  assert.match(found?.rooms[0]?.key ?? '', new RegExp(`^${id}\\.`));
  const opened = secrets.open(keptBy('irc', 'inside'), found?.rooms[0]?.key ?? '');
  assert.deepEqual(
    { ...found, rooms: [{ name: '#a', key: opened }, null] },
    { size: 2, rooms: [{ name: '#a', key: 'let me in' }, null] },
  );
  const ttl = await redis.ttl(`${t.prefix}:{kv.irc}:v:${key}`);
  assert.ok(ttl > 4900 && ttl <= 5000, 'it lives as long as it was to live');
  for (const [name, value] of others) assert.deepEqual(await kv.get(name), value, name);
  await kv.remove(key);
});

test('a store of a newer release is refused', async () => {
  const key = `${t.prefix}:{store}:schema`;
  await t.store.redis.set(key, '2');
  await assert.rejects(t.again(), /written by a newer release \(schema 2, this release knows 1\)/);
  await t.store.redis.set(key, 'x');
  await assert.rejects(t.again(), /is not a version number/);
  await t.store.redis.set(key, '1');
});

test('two first starts on one key file agree on one key', () => {
  const file = join(t.dir, 'race.key');
  assert.equal(createKeyFile(file), true);
  const made = readFileSync(file, 'utf8');
  assert.equal(createKeyFile(file), false);
  assert.equal(readFileSync(file, 'utf8'), made);
  renameSync(file, `${file}.gone`);
  rmSync(`${file}.gone`);
});

test('dead letters are read after the change of the key, and with the old one alone no more', async () => {
  const { redis } = t.store;
  const [before = ''] = readFileSync(t.keyFile, 'utf8').trim().split('\n').slice(-1);
  const ringOf = (name: string, text: string) => {
    const file = join(t.dir, name);
    writeFileSync(file, `${text}\n`, { mode: 0o600 });
    return new Letters(redis, t.prefix, new Secrets(new KeyRing({ file })));
  };
  const old = ringOf('old.key', before);
  const letter = {
    id: 'eLetter',
    gateway: 'sms',
    account: 'romeo@example.org',
    jid: 'romeo@example.org',
    contact: '+12025550123',
    direction: 'out',
    kind: 'message',
    lane: 'sms.main.0',
    sent: 1,
    at: 2,
    reason: 'gone',
    tries: 0,
  } as const;
  await old.put([{ letter, content: 'Wherefore?' }], { keep: 1000, count: 10 }, 3);
  const later = { ...letter, id: 'eLater' };

  const id = addKey(t.keyFile);
  const secrets = new Secrets(new KeyRing({ file: t.keyFile }));
  const letters = new Letters(redis, t.prefix, secrets);
  assert.equal((await letters.open('eLetter'))?.content, 'Wherefore?', 'the ring has both keys');
  // A process that does not have the new key yet goes on with the old one.
  await old.put([{ letter: later, content: 'Therefore' }], { keep: 1000, count: 10 }, 3);
  const { left } = await rekeyAll(redis, t.prefix, [], secrets);
  assert.deepEqual(left, []);

  const [after = ''] = readFileSync(t.keyFile, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line.startsWith(id));
  const alone = ringOf('new.key', after);
  assert.equal((await alone.open('eLetter'))?.content, 'Wherefore?');
  assert.deepEqual(await alone.open('eLater'), { letter: later, content: 'Therefore' });
  for (const name of ['eLetter', 'eLater']) await assert.rejects(old.open(name), StoreError, name);
  assert.deepEqual(await old.find('eLetter'), letter, 'what admins see of it is not sealed');
  for (const name of ['eLetter', 'eLater']) await alone.remove(name);
});
