import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Reference } from '../../../src/store/references.js';
import { type TestStore, testStore } from './support.js';

const account = 'juliet@example.org';
const contact = 'romeo';
const FIRST: Reference = { stanzaId: 'm1', networkIds: ['n1', 'n2'], by: 'user', contact, at: 10, markable: true };

describe('messages as both sides know them', () => {
  let t: TestStore;
  before(async () => {
    t = await testStore();
  });
  after(() => t.close());

  it('are found by each of their ids, of the same account, gateway and contact', async () => {
    const { references } = t.store;
    await references.put('echo', [{ account, reference: FIRST, alsoKnownAs: ['origin'] }]);
    const found = await references.get('echo', [
      { account, contact, stanzaId: 'm1' },
      { account, contact, stanzaId: 'origin' },
      { account, networkId: 'n1' },
      { account, networkId: 'n2' },
      { account, contact: 'tybalt', stanzaId: 'm1' },
      { account: 'nurse@example.org', networkId: 'n1' },
      { account, networkId: 'm1' },
    ]);
    assert.deepEqual(found, [FIRST, FIRST, FIRST, FIRST, undefined, undefined, undefined]);
    assert.deepEqual(await references.get('other', [{ account, networkId: 'n1' }]), [undefined]);
    assert.deepEqual(await references.get('echo', []), []);
  });

  it('are found by who asks while others are on their way', async () => {
    const { references } = t.store;
    const many = Array.from({ length: 5 }, (_, n) => ({ ...FIRST, stanzaId: `s${n}`, networkIds: [`t${n}`] }));
    const puts: Promise<void>[] = [];
    for (const reference of many) {
      puts.push(references.put('echo', [{ account, reference }]));
      const found = references.get('echo', [{ account, networkId: reference.networkIds[0] ?? '' }]);
      assert.deepEqual(await found, [reference]);
      // One goes while the next is put.
      puts.push(references.put('echo', [{ account, reference: { ...reference, networkIds: ['other'] } }]));
    }
    await Promise.all(puts);
  });

  it('belong to the later message where an id is used twice', async () => {
    const { references } = t.store;
    const later: Reference = { ...FIRST, stanzaId: 'm3', networkIds: ['n1'] };
    await references.put('echo', [{ account, reference: later }]);
    assert.deepEqual(await references.get('echo', [{ account, networkId: 'n1' }]), [later]);
  });

  it('leave Redis by themselves, as links do', async () => {
    const keys = await t.store.redis.keys(`${t.prefix}:{references.echo}:*`);
    assert.ok(keys.length > 0);
    for (const key of keys) {
      const ttl = await t.store.redis.ttl(key);
      assert.ok(ttl > 6 * 86_400 && ttl <= 7 * 86_400, `${key} ${ttl}`);
    }
  });

  it('are read forward only', async () => {
    const { references } = t.store;
    const at: boolean[] = [];
    for (const time of [10, 10, 5, 11, 10]) at.push(await references.advance('echo', account, contact, time));
    assert.deepEqual(at, [true, false, false, true, false]);
    assert.equal(await references.advance('echo', account, 'tybalt', 1), true);
  });

  it('keep the reactions of a user until others come', async () => {
    const { reactions } = t.store;
    await reactions.set('echo', 'k', ['👍']);
    await reactions.set('echo', 'k', ['👍', '🌹']);
    await reactions.set('echo', 'none', []);
    const found = await reactions.get('echo', ['k', 'none', 'unknown']);
    assert.deepEqual(
      [...found],
      [
        ['k', ['👍', '🌹']],
        ['none', []],
      ],
    );
    assert.equal((await reactions.get('echo', [])).size, 0);
  });
});
