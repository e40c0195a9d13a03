import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { smsConfig } from '../../../gateways/sms/config.js';
import { Clearance } from '../../../gateways/sms/policy/clearance.js';
import { Destinations } from '../../../gateways/sms/policy/destinations.js';
import { Gatekeeper } from '../../../gateways/sms/policy/gatekeeper.js';
import { keywordOf } from '../../../gateways/sms/policy/keywords.js';
import { OptOuts } from '../../../gateways/sms/policy/opt-outs.js';
import { Spending } from '../../../gateways/sms/policy/spending.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { FakeClock } from './support/fake-clock.js';
import { TestRedis, World } from './support/world.js';

const PHONE = '+15551234567';
const OURS = '+15550001111';
const PAIR = `${OURS}|${PHONE}`;
const ROMEO = 'romeo@example.org';
const JULIET = 'juliet@example.org';

const configured = (more: object) =>
  smsConfig.parse({
    domain: 'sms.example.org',
    secret: 's',
    carriers: [{ name: 'main', host: '127.0.0.1', systemId: 'me', password: 'pw' }],
    ...more,
  });

let redis: TestRedis;
before(async () => {
  redis = await TestRedis.start();
});
after(() => redis.close());

describe('a keyword', () => {
  const { keywords } = configured({});
  for (const text of ['STOP', 'stop', ' Stop. ', 'UNSUBSCRIBE!', 'opt-out', 'Cancel']) {
    it(`is "${text}"`, () => assert.equal(keywordOf(text, keywords), 'stop'));
  }
  for (const text of ['please stop', 'stop it', 'STOPP', '', '.', 'stop\nstop', 'x'.repeat(5000)]) {
    it(`is not "${text.slice(0, 20)}"`, () => assert.equal(keywordOf(text, keywords), undefined));
  }
  it('may be START and HELP', () => {
    assert.deepEqual(
      ['start', 'Unstop', 'help', 'INFO'].map((text) => keywordOf(text, keywords)),
      ['start', 'start', 'help', 'help'],
    );
  });
  it('may be others, or none at all', () => {
    assert.equal(keywordOf('arrêt', configured({ keywords: { stop: ['arrêt'] } }).keywords), 'stop');
    assert.equal(keywordOf('STOP', configured({ keywords: { enabled: false } }).keywords), undefined);
  });
});

describe('what a phone writes', () => {
  function begin(more: object = {}) {
    const config = configured(more);
    const world = new World(redis.kv());
    const optOuts = new OptOuts(world);
    const destinations = new Destinations(config.countries, config.blocked);
    const gatekeeper = new Gatekeeper({ context: world, keywords: config.keywords, destinations, optOuts });
    const says = (body: string, ours = OURS) => gatekeeper.judge({ contact: PHONE, ours, body });
    return {
      world,
      optOuts,
      gatekeeper,
      says,
      replies: () => world.notices.map(({ contact, body }) => `${contact}: ${body}`),
    };
  }

  it('ends texts with STOP and allows them with START, each confirmed once, and its user sees it', async () => {
    const { optOuts, says, replies } = begin();
    assert.equal(await says('Stop'), 'settled');
    assert.equal(await says('STOP'), 'settled');
    assert.equal(await optOuts.has(PAIR), true);
    assert.deepEqual(replies(), [
      `${PHONE}: You will get no more messages from this number. Reply START to allow them again.`,
    ]);
    assert.equal(await says('start'), 'settled');
    assert.equal(await optOuts.has(PAIR), false);
    assert.equal(replies().length, 2);
  });

  it('is confirmed where the confirmation could not be put into the lane at first, and is no confirmation a minute', async () => {
    const { world, optOuts, says, replies } = begin();
    const notice = world.notice.bind(world);
    world.notice = () => Promise.reject(new Error('no lane'));
    await assert.rejects(says('STOP'));
    world.notice = notice;
    await says('STOP');
    assert.equal(replies().length, 1);
    for (const text of ['START', 'STOP', 'START', 'STOP']) await says(text);
    assert.equal(replies().length, 2, 'one for each word in an hour');
    assert.equal(await optOuts.stored(PAIR), true);
  });

  it('ends texts of one of our numbers only', async () => {
    const { optOuts, says } = begin();
    await says('STOP', '+15550002222');
    assert.equal(await optOuts.has(`+15550002222|${PHONE}`), true);
    assert.equal(await optOuts.has(`${OURS}|${PHONE}`), false);
  });

  it('is told what HELP is for where there is something to tell, and passes else', async () => {
    const silent = begin();
    assert.equal(await silent.says('HELP'), 'pass');
    const helpful = begin({ keywords: { helpReply: 'Call 555.' } });
    assert.equal(await helpful.says('HELP'), 'settled');
    assert.deepEqual(helpful.replies(), [`${PHONE}: Call 555.`]);
  });

  it('is confirmed by nobody, or seen by nobody, where the config says so', async () => {
    const { says, replies } = begin({ keywords: { reply: false, deliver: false } });
    assert.equal(await says('STOP'), 'done');
    assert.deepEqual(replies(), []);
  });

  it('reaches nobody where its number is blocked, and passes where it is no keyword', async () => {
    assert.equal(begin({ blocked: ['+1555'] }).gatekeeper.isBlocked(PHONE), true);
    assert.equal(begin({ blocked: ['+1556'] }).gatekeeper.isBlocked(PHONE), false);
    assert.equal(await begin().says('Hello'), 'pass');
  });
});

describe('the list of opt-outs', () => {
  it('is followed by other processes, and relied on only while it is fresh', async () => {
    const kv = redis.kv();
    const [one, other] = [new World(kv), new World(kv)].map((world) => new OptOuts(world));
    assert.ok(one && other);
    assert.equal(other.known(PAIR), undefined);
    other.start();
    try {
      while (other.known(PAIR) === undefined) await delay(10);
      assert.equal(other.known(PAIR), false);
      await one.note(PAIR, true);
      while (other.known(PAIR) === false) await delay(10);
      assert.deepEqual(await other.list(), [PAIR]);
    } finally {
      other.stop();
    }
    const clock = new FakeClock();
    const stale = new OptOuts({ kv, clock, log: silentLog });
    assert.equal(await stale.has(PAIR), true);
    await stale.list();
    assert.equal(stale.known(PAIR), true);
    clock.advance(3001);
    assert.equal(stale.known(PAIR), undefined);
  });
});

describe('what may be spent in a day', () => {
  const begin = (limits: object, clock = new FakeClock()) => {
    const { spending } = configured({ spending: limits });
    return { clock, spending: new Spending({ kv: redis.kv(), clock, limits: spending }) };
  };
  /** Takes a message; the key of what it was refused with. */
  const take = async (
    spending: Spending,
    user: string,
    segments: number,
    more: { cost?: number; own?: number } = {},
  ) => {
    const taken = await spending.take(user, { segments, cost: more.cost ?? 0 }, more.own);
    return 'problem' in taken ? taken.problem.text.key : undefined;
  };

  it('is refused whole beyond the limit of a user, for that user alone, and is free again the next day', async () => {
    const { spending, clock } = begin({ userSegments: 5 });
    assert.equal(await take(spending, ROMEO, 3), undefined);
    assert.equal(await take(spending, ROMEO, 3), 'sms.policy.segments');
    assert.equal(await take(spending, ROMEO, 2), undefined);
    assert.equal(await take(spending, JULIET, 5), undefined);
    assert.deepEqual(await spending.usage(ROMEO, undefined), {
      segments: 5,
      segmentsLimit: 5,
      cost: 0,
      costLimit: undefined,
    });
    clock.advance(86_400_000);
    assert.equal(await take(spending, ROMEO, 5), undefined);
  });

  it('is no matter of another day where a text alone is beyond it', async () => {
    const { spending } = begin({ userSegments: 5 });
    const refused = await spending.take(ROMEO, { segments: 6, cost: 0 }, 3);
    assert.deepEqual('problem' in refused && refused.problem.text, {
      key: 'sms.policy.too-large',
      params: { segments: 6, limit: 3 },
    });
  });

  it('is bounded for all together, and what one limit refuses no other counts', async () => {
    const { spending } = begin({ userSegments: 10, gatewaySegments: 12 });
    await take(spending, ROMEO, 8);
    assert.equal(await take(spending, JULIET, 6), 'sms.policy.gateway-limit');
    assert.equal((await spending.usage(JULIET, undefined)).segments, 0);
  });

  it('is bounded in money, and given back to the day that it was taken from', async () => {
    const { spending, clock } = begin({ userCost: 1 });
    const taken = await spending.take(ROMEO, { segments: 1, cost: 0.7 }, undefined);
    assert.equal(await take(spending, ROMEO, 1, { cost: 0.4 }), 'sms.policy.cost');
    clock.advance(86_400_000);
    assert.ok('amounts' in taken);
    await spending.giveBack(taken);
    assert.deepEqual((await spending.usage(ROMEO, undefined)).cost, 0);
    assert.equal(await take(spending, ROMEO, 1, { cost: 1 }), undefined);
    clock.advance(-86_400_000);
    assert.equal(await take(spending, ROMEO, 1, { cost: 1 }), undefined);
  });

  it('is bounded by the limit that a user has set, whatever else is', async () => {
    const free = begin({}).spending;
    assert.equal(free.counts(undefined), false);
    assert.equal(free.counts(2), true);
    assert.equal(await take(free, ROMEO, 2, { own: 2 }), undefined);
    assert.equal(await take(free, ROMEO, 1, { own: 2 }), 'sms.policy.own-limit');
  });

  it('is not exceeded by many at once', async () => {
    const { spending } = begin({ userSegments: 10 });
    const all = await Promise.all(Array.from({ length: 50 }, () => take(spending, ROMEO, 1)));
    assert.equal(all.filter((problem) => problem === undefined).length, 10);
  });
});

describe('where users may write to', () => {
  it('is bounded by country and by prefix; short codes have no country', () => {
    const { countries } = configured({ countries: { allow: ['us', 'CA'] } });
    const some = new Destinations(countries, ['+1900', '666']);
    const key = (contact: string) => some.refusal(contact)?.text.key;
    assert.equal(key('+12025550123'), undefined);
    assert.equal(key('+14165550123'), undefined);
    assert.equal(key('+442079460958'), 'sms.policy.country');
    assert.equal(key('+19005550123'), 'sms.policy.blocked');
    assert.equal(key('40404'), undefined);
    assert.equal(key('66612'), 'sms.policy.blocked');
    const others = new Destinations(configured({ countries: { deny: ['GB'] } }).countries, []);
    assert.deepEqual(others.refusal('+442079460958')?.text.params, { country: 'GB' });
    assert.equal(others.refusal('+12025550123'), undefined);
  });

  it('is not where a country is denied that the number may belong to', () => {
    const denied = new Destinations(configured({ countries: { deny: ['RU'] } }).countries, []);
    for (const number of ['+70001234567', '+79161234567']) assert.notEqual(denied.refusal(number), undefined, number);
    assert.equal(denied.refusal('+77011234567'), undefined, 'Kazakhstan, known by its own numbers');
  });
});

describe('the clearance of a message', () => {
  const leaving = { pair: PAIR, user: ROMEO, bill: { segments: 1, cost: 0 }, ownLimit: undefined };

  it('asks nobody where nothing is limited and the list is fresh', () => {
    const optOuts = { known: () => false, has: () => Promise.reject(new Error('asked')) };
    const spending = new Spending({ kv: redis.kv(), clock: systemClock, limits: configured({}).spending });
    assert.deepEqual(new Clearance({ optOuts, spending }).ask(leaving), {});
    assert.deepEqual(new Clearance({ optOuts: undefined, spending }).ask(leaving), {});
  });

  it('is refused where the phone wants nothing, before anything is counted', async () => {
    const taken: string[] = [];
    const spending = {
      counts: () => true,
      take: async () => {
        taken.push('taken');
        return { amounts: [] };
      },
    };
    const stale = { known: () => undefined, has: async () => true };
    const refused = await new Clearance({ optOuts: stale, spending }).ask(leaving);
    assert.equal('problem' in refused && refused.problem.text.key, 'sms.policy.opted-out');
    assert.deepEqual(taken, []);
  });
});
