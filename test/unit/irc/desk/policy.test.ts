import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Bans, banned, bans, readBanned } from '../../../../gateways/irc/policy/bans.js';
import { ClosedNetworks, closed } from '../../../../gateways/irc/policy/closed.js';
import { matchesGlob } from '../../../../gateways/irc/policy/glob.js';
import { networkFull, Seats, tooManyNetworks, tooManyRooms } from '../../../../gateways/irc/policy/limits.js';
import { SharedList } from '../../../../gateways/irc/policy/shared-list.js';
import { ircTexts } from '../../../../gateways/irc/texts.js';
import { workMs } from '../../../support/cpu-time.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { TestRedis } from './support.js';

const ROMEO = 'romeo@example.org';

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(() => redis.close());

const ban = (who: string, more: object = {}) => ({
  who,
  network: '',
  reason: '',
  since: 0,
  by: 'admin@example.org',
  ...more,
});

describe('masks', () => {
  it('match as those of shells do', () => {
    for (const [mask, text, does] of [
      ['*', '', true],
      ['*', 'anything', true],
      ['a*c', 'abc', true],
      ['a*c', 'ac', true],
      ['a*c', 'acb', false],
      ['a?c', 'abc', true],
      ['a?c', 'ac', false],
      ['*.org', 'example.org', true],
      ['*.org', 'example.org.net', false],
      ['**a**b**', 'xxaxxbxx', true],
      ['a.c', 'abc', false],
      ['', '', true],
      ['', 'a', false],
    ] as const) {
      assert.equal(matchesGlob(mask, text), does, `${mask} ${text}`);
    }
  });

  it('agree with a pattern that is built of them', () => {
    const piece = fc.constantFrom('a', 'b', '*', '?');
    const word = fc.array(piece, { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(word, fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }), (mask, letters) => {
        const text = letters.join('');
        const pattern = new RegExp(`^${mask.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        assert.equal(matchesGlob(mask, text), pattern.test(text));
      }),
    );
  });

  it('take no longer for hostile ones', () => {
    const began = workMs();
    assert.equal(matchesGlob(`${'*a'.repeat(120)}b`, 'a'.repeat(250)), false);
    assert.ok(workMs() - began < 200);
  });
});

describe('whom a ban means', () => {
  it('is read from what an admin types', () => {
    for (const [typed, who] of [
      ['Romeo@Example.org/home', ROMEO],
      ['example.org', 'example.org'],
      [' *.example.org ', '*.example.org'],
      ['spam*@example.org', 'spam*@example.org'],
      ['', undefined],
      ['*', undefined],
      ['*@*', undefined],
      ['*@*.*', undefined],
      ['a b*', undefined],
      ['@', undefined],
      [`${'x'.repeat(300)}*`, undefined],
    ] as const) {
      assert.equal(readBanned(typed), who, typed);
    }
  });

  it('is a user, all of a domain, or all that a mask matches', () => {
    for (const [who, jid, does] of [
      [ROMEO, ROMEO, true],
      [ROMEO, 'romeo@example.org.evil', false],
      ['example.org', ROMEO, true],
      ['example.org', 'romeo@chat.example.org', false],
      ['*.example.org', 'romeo@chat.example.org', true],
      ['*.example.org', ROMEO, false],
      ['rom*@example.org', ROMEO, true],
      ['rom*@example.org', 'juliet@example.org', false],
      ['*o@*', ROMEO, true],
    ] as const) {
      assert.equal(bans({ who }, jid), does, `${who} ${jid}`);
    }
  });
});

describe('bans', () => {
  it('count for one network or all, from when they are set until they end', async () => {
    const clock = new ManualClock();
    const list = new Bans({ kv: redis.kv(), clock });
    assert.equal(await list.add(ban(ROMEO, { network: 'libera', until: clock.now() + 60_000 })), 'done');
    assert.equal(await list.add(ban('example.net', { reason: 'spam' })), 'done');
    assert.equal((await list.find(ROMEO, 'libera'))?.who, ROMEO);
    assert.equal(await list.find(ROMEO, 'oftc'), undefined);
    assert.equal((await list.find('x@example.net', 'oftc'))?.reason, 'spam');
    assert.deepEqual(
      (await list.list()).map(({ who }) => who),
      ['example.net', ROMEO],
    );
    clock.advance(60_000);
    assert.equal(await list.find(ROMEO, 'libera'), undefined);
    assert.deepEqual(
      (await list.list()).map(({ who }) => who),
      ['example.net'],
    );
  });

  it('replace one for the same, and are taken back for a network or all', async () => {
    const list = new Bans({ kv: redis.kv(), clock: new ManualClock() });
    await list.add(ban(ROMEO, { reason: 'old' }));
    await list.add(ban(ROMEO, { reason: 'new' }));
    await list.add(ban(ROMEO, { network: 'oftc' }));
    assert.deepEqual(
      (await list.list()).map(({ network, reason }) => [network, reason]),
      [
        ['oftc', ''],
        ['', 'new'],
      ],
    );
    assert.equal(await list.remove(ROMEO, 'oftc'), 1);
    assert.equal(await list.remove(ROMEO, undefined), 1);
    assert.equal(await list.remove(ROMEO, undefined), 0);
  });

  it('are known to another process two seconds later, and asked for no more often', async () => {
    const [kv, clock] = [redis.kv(), new ManualClock()];
    const [one, other] = [new Bans({ kv, clock }), new Bans({ kv, clock })];
    assert.equal(await other.find(ROMEO, 'libera'), undefined);
    await one.add(ban(ROMEO));
    assert.equal(other.find(ROMEO, 'libera'), undefined, 'at once and without a promise');
    clock.advance(2000);
    const [first, second] = [other.find(ROMEO, 'libera'), other.find(ROMEO, 'oftc')];
    assert.ok(first instanceof Promise && second instanceof Promise);
    assert.deepEqual([(await first)?.who, (await second)?.who], [ROMEO, ROMEO]);
  });

  it('are told with the reason, where there is one', () => {
    for (const network of ['', 'libera']) {
      for (const reason of ['', 'spam']) {
        const { condition, text } = banned(ban(ROMEO, { network, reason }));
        assert.equal(condition, 'forbidden');
        const sentence = ircTexts.en?.[text.key] ?? '';
        assert.equal(sentence.includes('{reason}'), reason !== '');
        assert.equal(sentence.includes('{network}'), network !== '');
      }
    }
  });
});

describe('a list that processes share', () => {
  it('loses nothing when two change it at once: one is told to try again', async () => {
    const [kv, clock] = [redis.kv(), new ManualClock()];
    const lists = [1, 2, 3, 4].map(() => new SharedList<number>({ kv, clock }, 'numbers'));
    const results = await Promise.all(lists.map((list, index) => list.change((all) => [...all, index])));
    const done = results.filter((result) => result === 'done').length;
    assert.ok(done >= 1 && results.every((result) => result === 'done' || result === 'busy'));
    assert.equal((await kv.get<readonly number[]>('numbers'))?.length, done);
  });

  it('does not grow beyond what is read often, and can still be made shorter', async () => {
    const list = new SharedList<number>({ kv: redis.kv(), clock: new ManualClock() }, 'numbers');
    assert.equal(await list.change(() => Array.from({ length: 1000 }, (_, index) => index)), 'done');
    assert.equal(await list.change((all) => [...all, 1]), 'full');
    assert.equal(await list.change((all) => all.slice(1)), 'done');
    assert.equal((await list.entries()).length, 999);
  });

  it('lets the next one at it when a change fails, and asks again after a failure', async () => {
    const [kv, clock] = [redis.kv(), new ManualClock()];
    const list = new SharedList<number>({ kv, clock }, 'numbers');
    const broken = () => {
      throw new Error('broken');
    };
    await assert.rejects(list.change(broken), /broken/);
    assert.equal(await list.change(() => [1]), 'done');
    let fails = true;
    const get: typeof kv.get = (key) => (fails ? Promise.reject(new Error('away')) : kv.get(key));
    const shaky = new SharedList<number>(
      { kv: { get, set: kv.set.bind(kv), add: kv.add.bind(kv), remove: kv.remove.bind(kv) }, clock },
      'numbers',
    );
    await assert.rejects(async () => shaky.entries(), /away/);
    fails = false;
    assert.deepEqual(await shaky.entries(), [1]);
  });
});

describe('closed networks', () => {
  it('are closed for all processes until they are opened', async () => {
    const [kv, clock] = [redis.kv(), new ManualClock()];
    const [one, other] = [new ClosedNetworks({ kv, clock }), new ClosedNetworks({ kv, clock })];
    assert.equal(await one.open('libera'), false);
    assert.equal(await one.close({ network: 'libera', reason: 'attack', since: 1, by: ROMEO }), 'done');
    assert.equal((await other.find('libera'))?.reason, 'attack');
    assert.equal(await other.find('oftc'), undefined);
    await one.close({ network: 'libera', reason: '', since: 2, by: ROMEO });
    assert.deepEqual(
      (await one.list()).map(({ since }) => since),
      [2],
    );
    assert.equal(await one.open('libera'), true);
    assert.deepEqual(await one.list(), []);
    assert.equal(closed({ network: 'libera', reason: '', since: 0, by: '' }).text.key, 'irc.closed');
    assert.equal(closed({ network: 'libera', reason: 'x', since: 0, by: '' }).text.key, 'irc.closed-reason');
  });
});

describe('limits', () => {
  it('of one user are reached at their number', () => {
    const config = { maxPerUser: { networks: 2, rooms: 3 } };
    assert.equal(tooManyNetworks(config, 1), undefined);
    assert.equal(tooManyNetworks(config, 2)?.text.key, 'irc.limit.networks');
    assert.equal(tooManyRooms({ maxRooms: 3, name: 'libera' }, 2), undefined);
    assert.equal(tooManyRooms({ maxRooms: 3, name: 'libera' }, 3)?.text.key, 'irc.limit.rooms');
    assert.deepEqual(
      [networkFull({ name: 'libera' }).type, networkFull({ name: 'libera' }).condition],
      ['wait', 'policy-violation'],
    );
  });

  it('of a network hold over all lanes', async () => {
    const [kv, clock] = [redis.kv(), new ManualClock()];
    const lanes = [0, 1, 2].map((number) => new Seats({ kv, clock, lane: `irc.${number}` }));
    const [a, b, c] = lanes;
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    assert.equal(await a.take('libera', 3), true);
    assert.equal(await b.take('libera', 3), true);
    assert.equal(await b.take('libera', 3), true);
    assert.equal(await c.take('libera', 3), false);
    assert.equal(await c.take('oftc', 3), true, 'each network by itself');
    await b.leave('libera');
    assert.equal(await c.take('libera', 3), true);
    assert.equal(await a.take('libera', 3), false);
    assert.equal(await a.take('libera', undefined), true, 'where there is no limit');
  });

  it('are never exceeded by those who come at once', async () => {
    const [kv, clock] = [redis.kv(), new ManualClock()];
    const lanes = [0, 1, 2, 3].map((number) => new Seats({ kv, clock, lane: `irc.${number}` }));
    const taken = await Promise.all(lanes.flatMap((seats) => [1, 2, 3, 4].map(() => seats.take('libera', 5))));
    assert.ok(taken.filter((one) => one).length <= 5);
    const left = new Seats({ kv, clock, lane: 'irc.9' });
    const free = 5 - taken.filter((one) => one).length;
    for (let place = 0; place < free; place += 1) assert.equal(await left.take('libera', 5), true);
    assert.equal(await left.take('libera', 5), false, 'who was refused has left nothing behind');
  });

  it('forget a lane that says nothing any more, and know one that does', async () => {
    const [kv, clock] = [redis.kv(), new ManualClock()];
    const [dead, live] = [new Seats({ kv, clock, lane: 'irc.0' }), new Seats({ kv, clock, lane: 'irc.1' })];
    await dead.take('libera', 2);
    await live.take('libera', 2);
    assert.equal(await live.take('libera', 2), false);
    for (let beat = 0; beat < 3; beat += 1) {
      clock.advance(30_000);
      await live.renew();
    }
    assert.equal(await live.take('libera', 2), true);
    assert.equal(await live.take('libera', 2), false);
  });
});
