import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EchoWindow } from '../../../../gateways/alerts/bridge/loops/echo-window.js';
import { labelled } from '../../../../gateways/alerts/bridge/loops/label.js';
import { copyId, originElement, originKey, readOrigin } from '../../../../gateways/alerts/bridge/loops/origin.js';
import { SentSet } from '../../../../gateways/alerts/bridge/loops/sent-set.js';
import { StormBreaker } from '../../../../gateways/alerts/bridge/loops/storm-breaker.js';
import { Ways } from '../../../../gateways/alerts/bridge/loops/ways.js';
import { MessageMap, reactionsFrom } from '../../../../gateways/alerts/bridge/memory/message-map.js';
import { el } from '../../../../src/xmpp/element.js';
import { workMs } from '../../../support/cpu-time.js';
import { type TestStore, testStore } from '../../store/support.js';
import { bookOf } from '../book/helpers.js';

let store: TestStore;
before(async () => {
  store = await testStore();
});
after(async () => await store.close());

const ORIGIN = { network: 'irc', account: 'irc://libera/#ops', id: 'x1', hops: 2 };

describe('the mark of a relayed message', () => {
  it('is read as it was written, and not where it is broken', () => {
    assert.deepEqual(readOrigin(el('message', {}, originElement(ORIGIN))), ORIGIN);
    for (const hops of ['', '-1', 'many', '99999']) {
      assert.equal(
        readOrigin(el('message', {}, el('origin', { ...ORIGIN, xmlns: 'urn:isthmus:relay:0', hops }))),
        undefined,
      );
    }
    assert.equal(readOrigin(el('message', {}, originElement({ ...ORIGIN, id: 'x'.repeat(513) }))), undefined);
    assert.equal(readOrigin(el('message')), undefined);
  });

  it('names the origin whatever way it took, and the copy by bridge and end', () => {
    assert.equal(originKey(ORIGIN), originKey({ ...ORIGIN, hops: 5 }));
    assert.match(copyId('ops', ORIGIN, 'a'), /^e[a-z]{40}$/);
    assert.notEqual(copyId('ops', ORIGIN, 'a'), copyId('ops', ORIGIN, 'b'));
  });
});

describe('the name before a text', () => {
  it('is read in the brackets of bridges, without what they add to it', () => {
    for (const text of [
      '<alice> hi',
      '[alice] hi',
      '(alice) hi',
      '<alice/xmpp> hi',
      '<al\u200bice> hi',
      '[alice@xmpp] hi',
    ]) {
      assert.equal(labelled(text), 'alice', text);
    }
    for (const text of ['alice: hi', '<alice>hi', '<> hi', 'hi <alice> there', `<${'a'.repeat(81)}> hi`]) {
      assert.equal(labelled(text), undefined, text);
    }
  });
});

describe('the ways of an installation', () => {
  it('lead over several bridges, as their directions say', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => `xmpp:${name}@rooms.example.org?join`);
    const ways = new Ways(
      bookOf(`
bridges:
  one: { ends: ['${a}', '${b}'] }
  two: { ends: [{ target: '${b}', direction: in }, { target: '${c}', direction: out }] }
  off: { enabled: false, ends: ['${c}', '${d}'] }
`).bridges,
    );
    const leads = (from = '', to = '') => ways.lead(from, to);
    assert.deepEqual([leads(a, b), leads(a, c), leads(b, c), leads(a, a)], [true, true, true, true]);
    assert.deepEqual([leads(c, b), leads(c, d), leads(d, a), leads('', a)], [false, false, false, false]);
  });
});

describe('the set of what was sent', () => {
  it('knows what the installation has put into a place itself', async () => {
    const sent = new SentSet(store.store.kv('has'));
    const passage = { origin: ORIGIN, from: ORIGIN.account, to: 'xmpp:a', nick: 'ivan', text: 'hi' };
    assert.equal(await sent.has(ORIGIN, 'xmpp:a'), false);
    assert.equal(await sent.claim('ops', passage), true);
    assert.equal(await sent.has({ ...ORIGIN, hops: 9 }, 'xmpp:a'), true);
    assert.equal(await sent.has(ORIGIN, 'xmpp:b'), false);
  });

  it('lets a message go to a place once, by one bridge, also when that brings it again', async () => {
    const sent = new SentSet(store.store.kv('sent'));
    const passage = { origin: ORIGIN, from: 'a', to: 'b', nick: 'alice', text: 'hi' };
    assert.equal(await sent.claim('one', passage), true);
    assert.equal(await sent.claim('one', passage), true);
    assert.equal(await sent.claim('two', passage), false);
    assert.equal(await sent.claim('two', { ...passage, to: ORIGIN.account }), false);
    assert.equal(await sent.claim('one', { ...passage, from: 'c' }), false);
  });

  it('knows the same words between the same places, for other bridges only', async () => {
    const sent = new SentSet(store.store.kv('said'));
    const passage = (id: string) => ({ origin: { ...ORIGIN, id }, from: 'a', to: 'b', nick: 'alice', text: 'yes' });
    assert.equal(await sent.claim('one', passage('1')), true);
    assert.equal(await sent.claim('one', passage('2')), true);
    assert.equal(await sent.claim('two', passage('3')), false);
  });
});

describe('the window of copies', () => {
  it('knows what another bridge brings back, and lets people speak', () => {
    const window = new EchoWindow();
    window.note('alice', 'the disk is full', 0);
    assert.equal(window.isCopy('x', 'relay', '<a\u200blice> the disk is full', 10), true);
    assert.equal(window.isCopy('x', 'relay', '[irc] (Alice) The disk  is full', 10), true);
    assert.equal(window.isCopy('bob', 'bob', 'the disk is full', 10), false);
    assert.equal(window.isCopy('alice', 'alice', 'the disk is full', 10), false);
    assert.equal(window.isCopy('x', 'relay', '<alice> the disk is full', 61_000), false);
  });

  it('takes whoever says nothing but copies for a bridge', () => {
    const window = new EchoWindow();
    for (const text of ['hi', 'how are you', 'well', 'bye']) window.note('alice', text, 0);
    assert.equal(window.isCopy('bob', 'bob', 'alice: hi', 1), false);
    assert.equal(window.isCopy('bob', 'bob', 'I am fine', 2), false);
    assert.equal(window.isCopy('bob', 'bob', 'alice: bye', 3), false);
    assert.equal(window.isCopy('relay', 'relay', 'irc alice: hi', 1), false);
    assert.equal(window.isCopy('relay', 'relay', 'irc alice: how are you', 1), true);
    assert.equal(window.isCopy('relay', 'relay', 'irc alice: well', 1), true);
  });

  it('stays small and quick', () => {
    const window = new EchoWindow();
    const began = workMs();
    for (let n = 0; n < 20_000; n += 1) window.note(`nick${n % 7}`, `${'a'.repeat(300)}${n}`, n);
    for (let n = 0; n < 200; n += 1) window.isCopy('x', 'x', 'a\n'.repeat(5000), 20_000);
    assert.ok(workMs() - began < 5000);
  });
});

describe('the storm breaker', () => {
  it('pauses a pair that has more than it may in a minute, longer each time, and no other', () => {
    const storms = new StormBreaker();
    const pass = (now: number) => storms.pass('a b', 3, now);
    assert.deepEqual([pass(0), pass(1), pass(2), pass(3), pass(4)], ['go', 'go', 'go', 'tripped', 'paused']);
    assert.equal(storms.pass('b a', 3, 4), 'go');
    assert.equal(pass(60_002), 'paused');
    assert.deepEqual([pass(60_003), pass(60_004), pass(60_005), pass(60_006)], ['go', 'go', 'go', 'tripped']);
    assert.equal(storms.pausedUntil('a b'), 60_006 + 120_000);
  });

  it('never trips over what comes evenly', () => {
    const storms = new StormBreaker();
    for (let now = 0; now < 3_600_000; now += 7500) assert.equal(storms.pass('a b', 10, now), 'go');
  });
});

describe('the map of messages', () => {
  it('finds a message by each of its ids at each end, also in another process', async () => {
    const kv = store.store.kv('map');
    const map = new MessageMap(kv, 'ops');
    const unit = await map.begin({ from: 'a', speaker: 's', nick: 'alice', text: 'hi' }, ['a1', 'a2']);
    map.learn(unit, 'b', ['b1'], true);
    await map.keep(unit);
    map.learn(unit, 'b', ['b2'], true);
    await map.keep(unit, 'b');
    const other = new MessageMap(kv, 'ops');
    for (const [end, id] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
      ['b', 'b2'],
    ] as const) {
      assert.deepEqual((await other.find(end, id))?.at, { a: ['a1', 'a2'], b: ['b2', 'b1'] });
    }
    assert.equal(await other.find('b', 'a1'), undefined);
    assert.equal(await other.newest(), 1);
  });

  it('is a ring that takes the ids of what it forgets along', async () => {
    const kv = store.store.kv('ring');
    const map = new MessageMap(kv, 'ops', 3);
    for (let n = 1; n <= 5; n += 1) {
      await map.keep(await map.begin({ from: 'a', speaker: 's', nick: 'alice', text: `${n}` }, [`id${n}`]));
    }
    for (const found of [map, new MessageMap(kv, 'ops', 3)]) {
      const texts = await Promise.all([1, 2, 3, 4, 5].map(async (n) => (await found.find('a', `id${n}`))?.text));
      assert.deepEqual(texts, [undefined, undefined, '3', '4', '5']);
    }
    assert.equal((await store.store.redis.keys(`${store.prefix}:*ring*/id/*`)).length, 3);
  });

  it('puts together what people of the other ends have at a message', async () => {
    const map = new MessageMap(store.store.kv('reactions'), 'ops');
    const unit = await map.begin({ from: 'a', speaker: 's', nick: 'alice', text: 'hi' }, ['1']);
    map.react(unit, 'b', 'bob', ['👍']);
    map.react(unit, 'c', 'carol', ['👍', '🎉']);
    assert.deepEqual(reactionsFrom(unit, 'a'), ['👍', '🎉']);
    map.react(unit, 'c', 'carol', []);
    assert.deepEqual(reactionsFrom(unit, 'b'), []);
  });
});
