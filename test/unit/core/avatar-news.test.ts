import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { capsVersion } from '../../../src/xmpp/caps.js';
import type { DiscoInfo } from '../../../src/xmpp/disco.js';
import { discoInfoQuery } from '../../../src/xmpp/disco.js';
import { el } from '../../../src/xmpp/element.js';
import { type TestStore, testStore } from '../store/support.js';
import { TestDesk } from './support/desk.js';
import { DOMAIN } from './support/site.js';

const ROMEO = 'romeo@example.org';
const WANTED = 'urn:xmpp:avatar:metadata+notify';
const client = (...features: readonly string[]): DiscoInfo => ({
  identities: [{ category: 'client', type: 'phone' }],
  features,
});

describe('the news of avatars', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  /** Clients answer with `info`, whatever the version that they announce. */
  async function begin(info: DiscoInfo | undefined, ver = info === undefined ? 'x' : capsVersion(info)) {
    const world = new TestDesk(store);
    let asked = 0;
    world.site.requests.opened(async () => {
      asked += 1;
      if (info === undefined) return { ok: false, failure: 'timeout' };
      return { ok: true, iq: el('iq', { type: 'result' }, discoInfoQuery(info)) };
    });
    await world.register(ROMEO);
    const caps = capsFor(ver);
    const told = async (resource: string, type = '', inner = caps): Promise<readonly string[]> => {
      await world.hears(`<presence from='${ROMEO}/${resource}' to='${DOMAIN}' ${type}>${inner}</presence>`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const messages = world.take().filter(({ name }) => name === 'message');
      return messages.map(({ attrs }) => `${attrs.from} > ${attrs.to}`);
    };
    return { world, told, asked: () => asked };
  }

  it('reach each client that looks for them, once while it is there; a kind of client is asked about once', async () => {
    const { told, asked } = await begin(client(WANTED));
    assert.deepEqual(await told('a'), [`${DOMAIN} > ${ROMEO}/a`]);
    assert.deepEqual(await told('a', '', `<show>away</show>${capsFor(capsVersion(client(WANTED)))}`), []);
    assert.deepEqual(await told('b'), [`${DOMAIN} > ${ROMEO}/b`]);
    assert.equal(asked(), 1);
    assert.deepEqual(await told('a', "type='unavailable'"), []);
    assert.deepEqual(await told('a'), [`${DOMAIN} > ${ROMEO}/a`]);
  });

  it('name the contacts that the user sees', async () => {
    const { world, told } = await begin(client(WANTED));
    const { stores, gateway } = world.site;
    await stores.roster.change(gateway.name, ROMEO, 'juliet', { sees: true });
    await stores.roster.change(gateway.name, ROMEO, 'tybalt', { seen: 'asked' });
    assert.deepEqual(await told('a'), [`${DOMAIN} > ${ROMEO}/a`, `juliet@${DOMAIN} > ${ROMEO}/a`]);
  });

  it('do not reach who does not look for them, says nothing of itself, or does not answer', async () => {
    assert.deepEqual(await (await begin(client('urn:xmpp:ping'))).told('a'), []);
    assert.deepEqual(await (await begin(undefined)).told('a'), []);
    const { told, asked } = await begin(client(WANTED));
    assert.deepEqual(await told('a', '', ''), []);
    assert.equal(asked(), 0);
  });

  it('ask each client of which the answer does not agree with its hash', async () => {
    const { told, asked } = await begin(client(WANTED), 'forged');
    await told('a');
    await told('b');
    assert.equal(asked(), 2);
  });
});

function capsFor(ver: string): string {
  return `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:example' ver='${ver}'/>`;
}
