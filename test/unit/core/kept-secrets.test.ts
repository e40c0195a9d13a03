import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Account, Gateway, Hold, HoldContext } from '../../../gateways/gateway.js';
import { itemsOf } from '../../../src/core/discovery.js';
import { GatewayLane } from '../../../src/core/gateway-lane.js';
import { Registrar } from '../../../src/core/registrar.js';
import type { Site } from '../../../src/core/site.js';
import type { Tenure } from '../../../src/lanes/handler.js';
import { addKey, KeyRing } from '../../../src/store/key-ring.js';
import { rekeyAll } from '../../../src/store/rekey.js';
import { Secrets } from '../../../src/store/secrets.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteOn, siteWithout } from './support/site.js';

const ROMEO = 'romeo@example.org';

describe('what only this installation can read', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  /** A gateway's view of the core. */
  async function contextOf(site: Site): Promise<HoldContext> {
    let seen: HoldContext | undefined;
    const hold: Hold = { depth: 1, free: () => 0, submit() {}, drain: async () => {}, close: async () => {} };
    const gateway: Gateway = Object.assign(Object.create(site.gateway), {
      hold: async (_lane: string, context: HoldContext) => {
        seen = context;
        return hold;
      },
    });
    const none = {} as never;
    const kv = store.store.kv(gateway.name);
    const parts = { outcomes: none, incoming: none, fates: none, kv, recollection: none };
    await new GatewayLane({ ...site, gateway }, 'echo.0', parts).open({ lane: 'echo.0' } as Tenure);
    assert.ok(seen);
    return seen;
  }

  it('opens under its key of the keyed store alone, and for its gateway alone', async () => {
    const one = await contextOf(siteOn(store.store));
    const other = await contextOf(siteOn(store.store));
    const sealed = one.seal('a', 'Wherefore?');
    assert.doesNotMatch(sealed, /Wherefore/);
    assert.equal(one.unseal('a', sealed), 'Wherefore?');
    assert.equal(one.unseal('b', sealed), undefined);
    assert.equal(other.unseal('a', sealed), undefined);
    for (const junk of ['', '.', 'k000000000000.AAAA', sealed.slice(0, -2)]) {
      assert.equal(one.unseal('a', junk), undefined, junk);
    }
  });

  it('opens after the installation has another key', async () => {
    const site = siteOn(store.store);
    const context = await contextOf(site);
    await context.kv.set('certificate:romeo', context.seal('certificate:romeo', 'PEM'), 1000);
    const id = addKey(store.keyFile);
    const secrets = new Secrets(new KeyRing({ file: store.keyFile }));
    const { left } = await rekeyAll(store.store.redis, store.prefix, [], secrets);
    assert.deepEqual(left, []);
    const kept = (await context.kv.get<string>('certificate:romeo')) ?? '';
    assert.ok(kept.startsWith(`${id}.`));
    assert.equal(context.unseal('certificate:romeo', kept), 'PEM');
  });

  it('may be a key for one purpose: 32 octets, always the same, and none of another purpose or gateway', async () => {
    const site = siteOn(store.store);
    const [one, again, other] = [await contextOf(site), await contextOf(site), await contextOf(siteOn(store.store))];
    const key = one.derivedKey('occupant ids');
    assert.equal(key.length, 32);
    assert.deepEqual(again.derivedKey('occupant ids'), key);
    assert.notDeepEqual(one.derivedKey('something else'), key);
    assert.notDeepEqual(other.derivedKey('occupant ids'), key);
  });

  it('are the secret fields of an account that have a value', async () => {
    const plain = siteOn(store.store);
    const { registration } = plain.gateway;
    const [field] = registration.fields;
    assert.ok(field !== undefined);
    const secret = (name: string) => ({ ...field, name, kind: 'text-private' as const, required: false });
    const gateway: Gateway = Object.assign(Object.create(plain.gateway), {
      registration: { ...registration, fields: [...registration.fields, secret('pin'), secret('empty')] },
    });
    const site = { ...plain, gateway };
    const values = new Map([
      ['nick', 'rom'],
      ['pin', 'sesame'],
      ['empty', ''],
    ]);
    const registered = await new Registrar(site).register(ROMEO, values);
    assert.ok(registered.ok);
    const context = await contextOf(site);
    assert.deepEqual(await context.secretsOf(registered.account), { pin: 'sesame' });
    const guest: Account = { id: 'guest@x', jid: 'guest@x', label: '', born: 0, rev: 0, fields: {}, since: 0 };
    assert.deepEqual(await context.secretsOf(guest), {});
  });
});

it('the networks that a gateway reaches are below it, and nothing where there are none (XEP-0030 4)', () => {
  const plain = siteWithout();
  assert.deepEqual(itemsOf(plain, 'gateway', DOMAIN), []);
  const networks = [
    { contact: 'libera', name: 'libera' },
    { contact: 'irc.oftc.net', name: 'OFTC' },
  ];
  const gateway: Gateway = Object.assign(Object.create(plain.gateway), { rooms: { networks } });
  assert.deepEqual(itemsOf({ ...plain, gateway }, 'gateway', DOMAIN), [
    { jid: `libera@${DOMAIN}`, name: 'libera' },
    { jid: `irc.oftc.net@${DOMAIN}`, name: 'OFTC' },
  ]);
});
