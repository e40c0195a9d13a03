import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AvatarNews } from '../../../src/core/avatar-news.js';
import type { Site } from '../../../src/core/site.js';
import { capsVersion } from '../../../src/xmpp/caps.js';
import type { DiscoInfo } from '../../../src/xmpp/disco.js';
import { discoInfoQuery } from '../../../src/xmpp/disco.js';
import { type Element, el } from '../../../src/xmpp/element.js';
import type { IqAnswer } from '../../../src/xmpp/iq.js';
import { type Jid, parseJid } from '../../../src/xmpp/jid.js';
import { type TestStore, testStore } from '../store/support.js';
import { ManualClock } from '../xmpp/manual-clock.js';
import { TestDesk } from './support/desk.js';
import { DOMAIN, siteWithout } from './support/site.js';

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

describe('the news of avatars, with many clients', () => {
  const KIND = capsVersion(client(WANTED));

  /** Clients that look for avatars, of users with a number of contacts; what leaves is counted by client. */
  function begin(contacts = 0, ask: () => Promise<IqAnswer> = answered) {
    const clock = new ManualClock();
    const roster = Array.from({ length: contacts }, (_, index) => ({ contact: `c${index}`, sees: true }));
    const stores = { roster: { list: async () => roster } } as unknown as Site['stores'];
    const site = siteWithout({ stores, clock });
    let asked = 0;
    const open = () =>
      site.requests.opened(() => {
        asked += 1;
        return ask();
      });
    const close = open();
    const sent: Element[] = [];
    const news = new AvatarNews(site, (stanza) => sent.push(stanza));
    const came = (client: string) => news.came(jidOf(client), { hash: 'sha-1', node: 'urn:example', ver: KIND });
    const later = async (seconds: number): Promise<number> => {
      for (let second = 0; second < seconds; second += 1) {
        clock.advance(1000);
        await quiet();
      }
      return sent.length;
    };
    return { news, came, later, sent, asked: () => asked, open, close };
  }

  const answered = async (): Promise<IqAnswer> => ({
    ok: true,
    iq: el('iq', { type: 'result' }, discoInfoQuery(client(WANTED))),
  });

  /** All that can happen without the clock has happened. */
  async function quiet(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  }

  it('leave two hundred a second, whoever they are for', async () => {
    const { came, later, sent } = begin(149);
    came(`${ROMEO}/a`);
    await quiet();
    came('paris@example.org/a');
    came('tybalt@example.org/a');
    await quiet();
    assert.equal(sent.length, 200);
    assert.equal(await later(1), 400);
    assert.equal(await later(1), 450);
    assert.equal(await later(5), 450);
  });

  it('are told to none of six thousand clients twice, also when all change their presence', async () => {
    const { came, later } = begin();
    const everybody = Array.from({ length: 6000 }, (_, index) => `user${index}@example.org/a`);
    came(`${ROMEO}/a`);
    await quiet();
    for (const one of everybody) came(one);
    assert.equal(await later(31), 6001);
    for (const one of everybody) came(one);
    assert.equal(await later(31), 6001);
  });

  it('do not reach who went before their turn came, and reach once who came back', async () => {
    const { news, came, later, sent } = begin(299);
    for (const one of [`${ROMEO}/a`, 'paris@example.org/a', 'tybalt@example.org/a']) {
      came(one);
      await quiet();
    }
    for (const one of ['paris@example.org/a', 'tybalt@example.org/a']) news.left(jidOf(one));
    came('tybalt@example.org/a');
    assert.equal(await later(5), 600);
    const [first, last] = [sent[0], sent[599]];
    assert.deepEqual([first?.attrs.to, last?.attrs.to], [`${ROMEO}/a`, 'tybalt@example.org/a']);
  });

  it('ask a client again at its next presence when it did not answer', async () => {
    let silent = true;
    const { came, asked, sent } = begin(0, async () => (silent ? { ok: false, failure: 'timeout' } : answered()));
    came(`${ROMEO}/a`);
    await quiet();
    silent = false;
    came(`${ROMEO}/a`);
    await quiet();
    assert.deepEqual([asked(), sent.length], [2, 1]);
  });

  it('wait for the next presence when the stream is lost before their turn', async () => {
    const { came, later, sent, open, close } = begin(199);
    came(`${ROMEO}/a`);
    await quiet();
    came('paris@example.org/a');
    came('tybalt@example.org/a');
    await quiet();
    close();
    assert.equal(await later(5), 400, 'what was made already is sent');
    assert.equal(sent.at(-1)?.attrs.to, 'paris@example.org/a');
    open();
    came('tybalt@example.org/a');
    assert.equal(await later(5), 600);
    assert.equal(sent.at(-1)?.attrs.to, 'tybalt@example.org/a');
  });

  it('remember sixteen clients of a user', async () => {
    const { came, later } = begin();
    came(`${ROMEO}/0`);
    await quiet();
    for (let index = 1; index < 17; index += 1) came(`${ROMEO}/${index}`);
    assert.equal(await later(1), 17);
    for (let index = 1; index < 17; index += 1) came(`${ROMEO}/${index}`);
    assert.equal(await later(1), 17);
    came(`${ROMEO}/0`);
    assert.equal(await later(1), 18);
  });
});

function jidOf(text: string): Jid {
  const jid = parseJid(text);
  assert.ok(jid !== undefined);
  return jid;
}

function capsFor(ver: string): string {
  return `<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:example' ver='${ver}'/>`;
}
