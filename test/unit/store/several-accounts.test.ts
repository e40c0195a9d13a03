import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { keyName } from '../../../src/store/keys.js';
import { rekeyAll } from '../../../src/store/rekey.js';
import { type TestStore, testStore } from './support.js';

const ALICE = 'alice@example.org';
const BOB = 'bob@example.org';
const USERS = [ALICE, BOB];
const LABELS = ['', 'work', 'home'];
const NICKS = ['a', 'b', 'c'];
const CONTACTS = ['+1', '+2'];
const MOST = 2;

const idOf = (jid: string, label: string): string => (label === '' ? jid : `${jid}/${label}`);

describe('several accounts of one user', () => {
  let t: TestStore;
  before(async () => {
    t = await testStore();
  });
  after(() => t.close());

  let made = 0;
  const newGateway = (): string => {
    made += 1;
    return `s${made}`;
  };

  it('are read together, each with what is its own', async () => {
    const { accounts } = t.store;
    const gateway = newGateway();
    await accounts.create(gateway, ALICE, { fields: { nick: 'al' }, secrets: { password: 'one' } }, 5);
    await accounts.create(gateway, `${ALICE}/work`, { fields: { nick: 'wa' }, secrets: { password: 'two' } }, 6);
    const user = await accounts.of(gateway, ALICE);
    assert.deepEqual(
      user?.all.map(({ id, jid, label, rev, since, fields }) => [id, jid, label, rev, since, fields.nick]),
      [
        [ALICE, ALICE, '', 1, 5, 'al'],
        [`${ALICE}/work`, ALICE, 'work', 1, 6, 'wa'],
      ],
    );
    assert.equal(user?.default.label, '');
    assert.equal(await accounts.secret(gateway, ALICE, 'password'), 'one');
    assert.equal(await accounts.secret(gateway, `${ALICE}/work`, 'password'), 'two');
    assert.equal(await accounts.count(gateway), 1, 'one user');
    assert.deepEqual(
      (await accounts.page(gateway)).accounts.map(({ id }) => id),
      [ALICE],
    );
  });

  it('hold secrets that open nowhere but where they belong, and rekey reaches each', async () => {
    const { accounts, redis, secrets } = t.store;
    const gateway = newGateway();
    await accounts.create(gateway, ALICE, { fields: {}, secrets: { password: 'one' } }, 1);
    for (const label of ['work', 'home'])
      await accounts.create(gateway, `${ALICE}/${label}`, { fields: {}, secrets: { password: label } }, 1);
    assert.equal((await rekeyAll(redis, t.prefix, [gateway], secrets)).current, 3);
    const key = (id: string) => keyName(t.prefix, gateway, `a:${id}`);
    const moved = (await redis.hget(key(`${ALICE}/work`), 's:password')) ?? '';
    await redis.hset(key(ALICE), 's:password', moved);
    await assert.rejects(accounts.secret(gateway, ALICE, 'password'), /does not open/);
  });

  it('made again under the same label is another account', async () => {
    const { accounts } = t.store;
    const gateway = newGateway();
    const born = new Set<number>();
    for (let round = 0; round < 5; round += 1) {
      const result = await accounts.create(gateway, ALICE, { fields: {} }, 1);
      assert.ok(result.ok);
      born.add(result.account.born);
      await accounts.update(gateway, ALICE, { fields: { nick: `n${round}` } });
      assert.equal((await accounts.get(gateway, ALICE))?.born, result.account.born, 'a change makes it no other');
      await accounts.removeAll(gateway, ALICE);
    }
    assert.equal(born.size, 5);
  });

  it('as an older release wrote it a registration is the first and default account', async () => {
    const { accounts, redis } = t.store;
    const gateway = newGateway();
    await redis.hset(keyName(t.prefix, gateway, `a:${ALICE}`), { rev: 3, since: 7, 'f:nick': 'al', u: 'nick' });
    await redis.sadd(keyName(t.prefix, gateway, 'accounts'), ALICE);
    await redis.hset(keyName(t.prefix, gateway, 'unique'), 'nick=al', ALICE);
    const account = { id: ALICE, jid: ALICE, label: '', born: 0, rev: 3, since: 7, fields: { nick: 'al' } };
    assert.deepEqual(await accounts.of(gateway, ALICE), { jid: ALICE, default: account, all: [account] });
    const second = { fields: { nick: 'al' }, unique: 'nick' };
    const refused = await accounts.create(gateway, `${ALICE}/work`, second, 1);
    assert.deepEqual(refused, { ok: false, reason: 'conflict', holder: ALICE });
    assert.equal((await accounts.create(gateway, `${ALICE}/work`, { fields: {} }, 1)).ok, true);
    assert.deepEqual(await accounts.remove(gateway, ALICE), { removed: 1, left: 1 });
    assert.equal((await accounts.of(gateway, ALICE))?.default.label, 'work');
    assert.equal(await accounts.holder(gateway, 'nick', 'al'), undefined);
  });

  it('of many that are added at once no more are made than are allowed, over two connections', async () => {
    const other = await t.again();
    const gateway = newGateway();
    await t.store.accounts.create(gateway, ALICE, { fields: {} }, 1);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? t.store : other).accounts.create(gateway, `${ALICE}/n${n}`, { fields: {} }, 1, 5),
      ),
    );
    assert.equal(results.filter(({ ok }) => ok).length, 4);
    assert.equal((await t.store.accounts.of(gateway, ALICE))?.all.length, 5);
  });

  it('added while the last one is removed belong to a registration or are refused, never to nobody', async () => {
    const other = await t.again();
    for (let round = 0; round < 30; round += 1) {
      const gateway = newGateway();
      await t.store.accounts.create(gateway, ALICE, { fields: {} }, 1);
      const [added] = await Promise.all([
        other.accounts.create(gateway, `${ALICE}/work`, { fields: { nick: 'w' }, unique: 'nick' }, 1),
        t.store.accounts.removeAll(gateway, ALICE),
      ]);
      if (!added.ok) assert.equal(added.reason, 'missing');
      assert.equal(await t.store.accounts.of(gateway, ALICE), undefined);
      assert.equal(await t.store.accounts.holder(gateway, 'nick', 'w'), undefined);
    }
  });

  it('do what a simple model does, whatever comes in whatever order', async () => {
    const user = fc.constantFrom(...USERS);
    const label = fc.constantFrom(...LABELS);
    const nick = fc.constantFrom(...NICKS);
    const contact = fc.constantFrom(...CONTACTS);
    const step = fc.oneof(
      fc.record({ do: fc.constant('create' as const), user, label, nick }),
      fc.record({ do: fc.constant('update' as const), user, label, nick }),
      fc.record({ do: fc.constant('remove' as const), user, label }),
      fc.record({ do: fc.constant('removeAll' as const), user }),
      fc.record({ do: fc.constant('default' as const), user, label }),
      fc.record({ do: fc.constant('pin' as const), user, label, contact }),
      fc.record({ do: fc.constant('unpin' as const), user, contact }),
      fc.record({ do: fc.constant('wrote' as const), user, label, contact }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { accounts, pins } = t.store;
        const gateway = newGateway();
        const model = new Model();
        for (const one of steps) {
          switch (one.do) {
            case 'create':
            case 'update': {
              const id = idOf(one.user, one.label);
              const registration = { fields: { nick: one.nick }, unique: 'nick' };
              const result =
                one.do === 'create'
                  ? await accounts.create(gateway, id, registration, 1, MOST)
                  : await accounts.update(gateway, id, registration);
              assert.equal(result.ok ? 'ok' : result.reason, model[one.do](one.user, one.label, one.nick));
              break;
            }
            case 'remove': {
              const { removed } = await accounts.remove(gateway, idOf(one.user, one.label));
              assert.equal(removed, model.remove(one.user, [one.label]));
              break;
            }
            case 'removeAll': {
              const { removed, left } = await accounts.removeAll(gateway, one.user);
              assert.deepEqual([removed, left], [model.remove(one.user, LABELS), 0]);
              break;
            }
            case 'default':
              assert.equal(
                await accounts.makeDefault(gateway, idOf(one.user, one.label)),
                model.makeDefault(one.user, one.label),
              );
              break;
            case 'pin': {
              const account = { id: idOf(one.user, one.label), jid: one.user, label: one.label };
              const pinned = await pins.pin(gateway, account, one.contact, 1);
              assert.equal(pinned, model.pin(one.user, one.label, one.contact));
              break;
            }
            case 'unpin':
              assert.equal(await pins.unpin(gateway, one.user, one.contact), model.unpin(one.user, one.contact));
              break;
            case 'wrote': {
              const account = await accounts.get(gateway, idOf(one.user, one.label));
              if (account !== undefined) await pins.wrote(gateway, account, one.contact);
              model.wrote(one.user, one.label, one.contact);
            }
          }
        }
        for (const jid of USERS) {
          const has = await accounts.of(gateway, jid);
          assert.deepEqual(
            has?.all.map((account) => [account.label, account.fields.nick]) ?? [],
            model.accountsOf(jid).map((account) => [account.label, account.nick]),
          );
          assert.equal(has?.default.label, model.defaultOf(jid));
          assert.deepEqual(Object.fromEntries(await pins.list(gateway, jid)), model.pinsOf(jid));
          for (const contact of CONTACTS) {
            const { last } = await pins.find(gateway, jid, contact);
            const wrote = has?.all.find((one) => one.label === last?.label && one.born === last.born);
            assert.equal(wrote?.label, model.lastOf(jid, contact));
          }
        }
        for (const nick of NICKS) assert.equal(await accounts.holder(gateway, 'nick', nick), model.holder(nick));
        assert.equal(await accounts.count(gateway), USERS.filter((jid) => model.accountsOf(jid).length > 0).length);
      }),
      { numRuns: 150 },
    );
  });
});

interface ModelAccount {
  readonly jid: string;
  readonly label: string;
  nick: string;
}

/** What the store promises, over a list. */
class Model {
  #accounts: ModelAccount[] = [];
  #pins: { readonly jid: string; readonly contact: string; label: string }[] = [];
  readonly #defaults = new Map<string, string>();
  /** Who wrote last, by user and contact: the very account. */
  readonly #last = new Map<string, ModelAccount>();

  create(jid: string, label: string, nick: string): string {
    const there = this.accountsOf(jid);
    if (there.some((one) => one.label === label) || (label === '' && there.length > 0)) return 'exists';
    if (label !== '' && there.length === 0) return 'missing';
    if (there.length >= MOST) return 'full';
    if (this.holder(nick) !== undefined) return 'conflict';
    this.#accounts.push({ jid, label, nick });
    if (there.length === 0) this.#defaults.set(jid, label);
    return 'ok';
  }

  update(jid: string, label: string, nick: string): string {
    const account = this.#find(jid, label);
    if (account === undefined) return 'missing';
    const holder = this.holder(nick);
    if (holder !== undefined && holder !== idOf(jid, label)) return 'conflict';
    account.nick = nick;
    return 'ok';
  }

  remove(jid: string, labels: readonly string[]): number {
    const gone = this.accountsOf(jid).filter((one) => labels.includes(one.label));
    this.#accounts = this.#accounts.filter((one) => !gone.includes(one));
    this.#pins = this.#pins.filter((pin) => pin.jid !== jid || this.#find(jid, pin.label) !== undefined);
    const [first] = this.accountsOf(jid);
    if (first === undefined) this.#defaults.delete(jid);
    else if (this.#find(jid, this.defaultOf(jid) ?? '') === undefined) this.#defaults.set(jid, first.label);
    return gone.length;
  }

  makeDefault(jid: string, label: string): boolean {
    if (this.#find(jid, label) === undefined) return false;
    this.#defaults.set(jid, label);
    return true;
  }

  /** One pin a user is allowed here. */
  pin(jid: string, label: string, contact: string): string {
    if (this.#find(jid, label) === undefined) return 'missing';
    const pins = this.#pins.filter((pin) => pin.jid === jid);
    const known = pins.find((pin) => pin.contact === contact);
    if (known !== undefined) known.label = label;
    else if (pins.length > 0) return 'full';
    else this.#pins.push({ jid, contact, label });
    return 'ok';
  }

  unpin(jid: string, contact: string): boolean {
    const before = this.#pins.length;
    this.#pins = this.#pins.filter((pin) => pin.jid !== jid || pin.contact !== contact);
    return this.#pins.length < before;
  }

  wrote(jid: string, label: string, contact: string): void {
    const account = this.#find(jid, label);
    if (account !== undefined) this.#last.set(`${jid} ${contact}`, account);
  }

  accountsOf(jid: string): readonly ModelAccount[] {
    return this.#accounts.filter((one) => one.jid === jid);
  }

  defaultOf(jid: string): string | undefined {
    return this.#defaults.get(jid);
  }

  pinsOf(jid: string): Readonly<Record<string, string>> {
    const pins = this.#pins.filter((pin) => pin.jid === jid);
    return Object.fromEntries(pins.map(({ contact, label }) => [contact, label]));
  }

  lastOf(jid: string, contact: string): string | undefined {
    const account = this.#last.get(`${jid} ${contact}`);
    return account !== undefined && this.#accounts.includes(account) ? account.label : undefined;
  }

  holder(nick: string): string | undefined {
    const account = this.#accounts.find((one) => one.nick === nick);
    return account === undefined ? undefined : idOf(account.jid, account.label);
  }

  #find(jid: string, label: string): ModelAccount | undefined {
    return this.#accounts.find((one) => one.jid === jid && one.label === label);
  }
}
