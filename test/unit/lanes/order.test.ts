import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Redis } from 'ioredis';
import { laneKeys } from '../../../src/lanes/keys.js';
import {
  accepted,
  closeAll,
  envelope,
  eventually,
  freshPrefix,
  lanes,
  Outside,
  RedisServer,
  textOf,
} from './support.js';

describe('working a lane', () => {
  let redis: RedisServer;
  let client: Redis;
  before(async () => {
    redis = await RedisServer.start();
    client = redis.lastingClient();
  });
  afterEach(closeAll);
  after(async () => {
    client.disconnect();
    await redis.stop();
  });

  async function working(outside: Outside) {
    const prefix = freshPrefix();
    const one = lanes(redis.address, prefix);
    one.work('a.0', 'test', outside);
    await one.start();
    return { prefix, one, keys: laneKeys(prefix, 'a.0') };
  }

  /** Nothing of the lane is left in Redis but what tells that its jobs are done. */
  async function empty(prefix: string) {
    const keys = laneKeys(prefix, 'a.0');
    await eventually('the lane is empty', async () => {
      const left = await client.keys(`${prefix}:*`);
      return !left.some(
        (key) =>
          key.startsWith(keys.marks) || key.startsWith(keys.parkedList) || key === keys.parked || key === keys.active,
      );
    });
    assert.equal(Number((await client.get(keys.parkedCount)) ?? 0), 0);
    assert.equal(await client.llen(keys.wait), 0);
  }

  for (const repeatBegun of [false, true]) {
    it(`keeps the order of a network that takes many of a conversation and gives them back while it is away (${repeatBegun})`, async () => {
      const outside = new Outside(repeatBegun);
      outside.depth = 64;
      outside.window = 500;
      const went = new Map<string, string[]>();
      // It answers in the order in which it was asked, as one connection does.
      const asked: (() => void)[] = [];
      let up = false;
      let looks = 0;
      outside.answer = (e, settle) => {
        asked.push(() => {
          if (!up)
            return settle({ kind: 'retry', after: 10, reason: 'away', ...(looks % 3 === 0 ? { scope: 'lane' } : {}) });
          went.set(e.conversation, [...(went.get(e.conversation) ?? []), textOf(e)]);
          settle(accepted);
        });
      };
      const timer = setInterval(() => {
        looks++;
        for (const answer of asked.splice(0)) answer();
        up = looks % 7 > 3;
      }, 1);
      try {
        const { prefix, one } = await working(outside);
        const total = 3000;
        const adding: Promise<void>[] = [];
        for (let i = 0; i < total; i++) {
          adding.push(one.add('a.0', envelope(`c${i % 10}`, `${i}`)));
          if (i % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 1));
        }
        await Promise.all(adding);
        await outside.until(() => outside.effected.length === total);
        for (let c = 0; c < 10; c++) {
          const wanted = Array.from({ length: total }, (_, i) => i).filter((i) => i % 10 === c);
          assert.deepEqual(went.get(`c${c}`), wanted.map(String));
        }
        await empty(prefix);
        await one.stop();
      } finally {
        clearInterval(timer);
      }
    });
  }

  it('keeps each conversation in order over answers of any delay, refusals and lost connections', async () => {
    const outside = new Outside();
    outside.window = 40;
    let seed = 7;
    const random = () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    const went = new Map<string, string[]>();
    outside.answer = (e, settle) => {
      const dice = random();
      setTimeout(() => {
        if (dice < 0.03) return settle({ kind: 'retry', after: 20, reason: 'busy' });
        if (dice < 0.06) return settle({ kind: 'retry', after: 0, reason: 'lost', scope: 'lane' });
        went.set(e.conversation, [...(went.get(e.conversation) ?? []), textOf(e)]);
        settle(accepted);
      }, random() * 5);
    };
    const { prefix, one } = await working(outside);
    const total = 2000;
    await Promise.all(Array.from({ length: total }, (_, i) => one.add('a.0', envelope(`c${i % 60}`, `${i}`))));
    await outside.until(() => outside.effected.length === total);
    for (let c = 0; c < 60; c++) {
      const wanted = Array.from({ length: total }, (_, i) => i).filter((i) => i % 60 === c);
      assert.deepEqual(went.get(`c${c}`), wanted.map(String));
    }
    await empty(prefix);
    await one.stop();
  });

  it('lets neighbours pass a conversation that waits, and brings it back oldest first', async () => {
    const outside = new Outside();
    let refusals = 0;
    outside.answer = (e, settle) => {
      if (textOf(e) === 'slow 0' && refusals++ === 0) settle({ kind: 'retry', after: 400, reason: 'throttled' });
      else settle(accepted);
    };
    const { prefix, one, keys } = await working(outside);
    await Promise.all([
      ...Array.from({ length: 5 }, (_, i) => one.add('a.0', envelope('slow', `slow ${i}`))),
      ...Array.from({ length: 5 }, (_, i) => one.add('a.0', envelope('quick', `quick ${i}`))),
    ]);
    await outside.until(() => outside.effected.length === 5);
    await eventually('its jobs are completed', async () => (await client.exists(keys.active, keys.wait)) === 0);
    assert.equal(await client.llen(`${keys.parkedList}slow`), 5);
    await one.add('a.0', envelope('slow', 'slow 5'));
    await outside.until(() => outside.effected.length === 11);
    assert.deepEqual(outside.texts, [
      'slow 0',
      ...Array.from({ length: 5 }, (_, i) => `quick ${i}`),
      ...Array.from({ length: 6 }, (_, i) => `slow ${i}`),
    ]);
    await empty(prefix);
    await one.stop();
  });

  it('parks a conversation whose envelope is unsettled after 2 s, and still counts its answer', async () => {
    const outside = new Outside();
    let answerSlow = () => {};
    outside.answer = (e, settle) => {
      if (textOf(e) === 'slow 0') answerSlow = () => settle(accepted);
      else settle(accepted);
    };
    const { prefix, one, keys } = await working(outside);
    for (let i = 0; i < 3; i++) await one.add('a.0', envelope('slow', `slow ${i}`));
    await eventually('it is parked', async () => (await client.llen(`${keys.parkedList}slow`)) === 3);
    await eventually('its jobs are completed', async () => (await client.exists(keys.active)) === 0);
    assert.deepEqual(outside.texts, ['slow 0']);
    answerSlow();
    await outside.until(() => outside.effected.length === 3);
    assert.deepEqual(outside.texts, ['slow 0', 'slow 1', 'slow 2']);
    assert.deepEqual(
      outside.effected.map(({ outcome }) => outcome.kind),
      ['accepted', 'accepted', 'accepted'],
    );
    await empty(prefix);
    await one.stop();
  });

  it('keeps an envelope first when the connection failed, until there is room again', async () => {
    const outside = new Outside();
    let failing = true;
    outside.answer = (_, settle) => {
      if (failing) {
        outside.window = 0;
        settle({ kind: 'retry', after: 0, reason: 'connection lost', scope: 'lane' });
      } else settle(accepted);
    };
    const { prefix, one, keys } = await working(outside);
    for (let i = 0; i < 3; i++) await one.add('a.0', envelope('c', `${i}`));
    await outside.until(() => outside.submitted.length === 1);
    await eventually('the begin mark is taken back', async () => {
      const marks = await client.keys(`${keys.marks}*`);
      return marks.length === 1 && (await client.get(marks[0] ?? '')) === 'n';
    });
    assert.equal(await client.exists(keys.parked), 0);
    failing = false;
    outside.window = 10;
    outside.tenures[0]?.wake();
    await outside.until(() => outside.effected.length === 3);
    assert.deepEqual(outside.texts, ['0', '0', '1', '2']);
    await empty(prefix);
    await one.stop();
  });

  it('keeps as many of one conversation outside as the hold allows, and an iq does not wait for its turn', async () => {
    const outside = new Outside();
    outside.depth = 3;
    const settles: (() => void)[] = [];
    outside.answer = (_, settle) => settles.push(() => settle(accepted));
    const { prefix, one } = await working(outside);
    const batch = Array.from({ length: 6 }, (_, i) => one.add('a.0', envelope('c', `${i}`)));
    await Promise.all([...batch, one.add('a.0', envelope('c', 'iq', { kind: 'iq' }))]);
    await outside.until(() => outside.submitted.length === 4);
    assert.deepEqual(outside.texts, ['0', 'iq', '1', '2']);
    while (outside.effected.length < 7) {
      for (const settle of settles.splice(0)) settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(outside.texts, ['0', 'iq', '1', '2', '3', '4', '5']);
    await empty(prefix);
    await one.stop();
  });

  it('calls effects again with the same items until they are done, and only then completes the job', async () => {
    const outside = new Outside();
    const calls: string[][] = [];
    let fails = 2;
    const { prefix, one, keys } = await working(outside);
    outside.beforeEffects = async (items) => {
      calls.push(items.map((item) => textOf(item.envelope)));
      assert.equal(await client.llen(keys.active), 1);
      if (fails-- > 0) throw new Error('the next lane is full');
    };
    await Promise.all(Array.from({ length: 3 }, (_, i) => one.add('a.0', envelope(`c${i}`, `${i}`))));
    await outside.until(() => outside.effected.length === 3);
    assert.deepEqual(calls, [
      ['0', '1', '2'],
      ['0', '1', '2'],
      ['0', '1', '2'],
    ]);
    assert.deepEqual(outside.texts, ['0', '1', '2']);
    await empty(prefix);
    await one.stop();
  });

  it('collects outcomes while effects are under way', async () => {
    const outside = new Outside();
    const sizes: number[] = [];
    outside.beforeEffects = async (items) => {
      sizes.push(items.length);
      await eventually('all are settled', () => settled === 60);
    };
    let settled = 0;
    outside.answer = (_, settle) =>
      setImmediate(() => {
        settled++;
        settle(accepted);
      });
    const { one } = await working(outside);
    await Promise.all(Array.from({ length: 60 }, (_, i) => one.add('a.0', envelope(`c${i}`, `${i}`))));
    await outside.until(() => outside.effected.length === 60);
    assert.equal(sizes.length, 2);
    await one.stop();
  });

  it('says of an expired envelope that it expired and does not submit it, at fetch, parked and while braked', async () => {
    const outside = new Outside();
    const soon = () => ({ expires: Date.now() + 300 });
    outside.answer = (e, settle) =>
      settle(textOf(e) === 'refused' ? { kind: 'retry', after: 60_000, reason: 'throttled' } : accepted);
    const { one, keys } = await working(outside);
    await one.add('a.0', envelope('late', 'late', { expires: Date.now() - 1 }));
    await one.add('a.0', envelope('parked', 'refused'));
    await one.add('a.0', envelope('parked', 'parked', soon()));
    await outside.until(() => outside.effected.length === 2);
    await eventually('it left the list', async () => (await client.llen(`${keys.parkedList}parked`)) === 1);
    outside.window = 0;
    const braked = envelope('braked', 'braked', soon());
    await one.add('a.0', braked);
    await eventually('it is past', () => Date.now() > (braked.expires ?? 0));
    outside.window = 1;
    await outside.until(() => outside.effected.length === 3);
    assert.deepEqual(outside.texts, ['refused']);
    assert.deepEqual(
      outside.effected.map((item) => [textOf(item.envelope), item.outcome.kind]),
      [
        ['late', 'rejected'],
        ['parked', 'rejected'],
        ['braked', 'rejected'],
      ],
    );
    await one.stop();
  });

  it('ends what is withdrawn while it waits for room, tells it once, and submits the rest', async () => {
    const outside = new Outside();
    outside.withdrawn = ({ born = 0 }) => (born === 1 ? { ...accepted, parts: [] } : undefined);
    outside.window = 0;
    const { one } = await working(outside);
    const texts = ['old 1', 'old 2', 'new 1', 'new 2'];
    for (const text of texts)
      await one.add(
        'a.0',
        envelope('c', text, { born: text.startsWith('old') ? 1 : 2, expires: Date.now() + 3_600_000 }),
      );
    // It is looked for every 10 s, while the lane has no room at all.
    await outside.until(() => outside.effected.length === 2);
    assert.deepEqual(outside.texts, []);
    outside.window = 1;
    outside.tenures[0]?.wake();
    await outside.until(() => outside.effected.length === 4);
    assert.deepEqual(outside.texts, ['new 1', 'new 2']);
    assert.deepEqual(outside.effected.map((item) => textOf(item.envelope)).sort(), [...texts].sort());
    await one.stop();
  });

  it('gives up the tail of a conversation that fills the memory, so that others pass, and loses no order', async () => {
    const outside = new Outside();
    let answerFirst = () => {};
    outside.answer = (e, settle) => {
      if (textOf(e) === '0' && e.conversation === 'long') answerFirst = () => settle(accepted);
      else settle(accepted);
    };
    const { prefix, one } = await working(outside);
    const total = 5000;
    await Promise.all(Array.from({ length: total }, (_, i) => one.add('a.0', envelope('long', `${i}`))));
    await one.add('a.0', envelope('other', 'passes'));
    await outside.until(() => outside.effected.some(({ envelope }) => textOf(envelope) === 'passes'));
    assert.deepEqual(outside.texts, ['0', 'passes']);
    answerFirst();
    await outside.until(() => outside.effected.length === total + 1);
    assert.deepEqual(
      outside.submitted.filter((e) => e.conversation === 'long').map(textOf),
      Array.from({ length: total }, (_, i) => `${i}`),
    );
    await empty(prefix);
    await one.stop();
  });

  it('shows depth, holder and state to everybody', async () => {
    const outside = new Outside();
    outside.window = 0;
    const prefix = freshPrefix();
    const asker = lanes(redis.address, prefix);
    await asker.start();
    await asker.add('a.0', envelope('c', '1'));
    await asker.add('a.0', envelope('c', '2'));
    await eventually('nobody holds it', () => asker.status('a.0').held === false);
    assert.ok((asker.status('a.0').unheldSince ?? 0) > Date.now() - 5000);
    const one = lanes(redis.address, prefix);
    one.work('a.0', 'test', outside);
    await one.start();
    await eventually('it is held', () => outside.tenures.length === 1);
    outside.tenures[0]?.state('down', 'bind refused');
    await eventually('it is seen', () => asker.status('a.0').state === 'down');
    const { depth, held, unheldSince, reason } = asker.status('a.0');
    assert.deepEqual(
      { depth, held, unheldSince, reason },
      { depth: 2, held: true, unheldSince: undefined, reason: 'bind refused' },
    );
    outside.tenures[0]?.state('up');
    await eventually('it is up', () => asker.status('a.0').state === 'up');
    await Promise.all([asker.stop(), one.stop()]);
  });
});
