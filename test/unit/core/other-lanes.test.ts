import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Envelope, MessageEvent } from '../../../gateways/gateway.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { type Smsc, startSmsc } from '../../../sandbox/smsc/index.js';
import { systemClock } from '../../../src/clock.js';
import { OtherLanes } from '../../../src/core/other-lanes.js';
import type { Site } from '../../../src/core/site.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { DOMAIN, RunningHost } from './support/running-host.js';
import { siteWithout } from './support/site.js';

const NETWORK = { systemId: 'esme', password: 'secret' };
/** ESME_RINVSRCADR, a refusal that only this carrier has a reason for; ESME_RINVDSTADR, one of the message's own. */
const [SENDER, NUMBER] = [0x0a, 0x0b];

/** A refusal for now, tried again at once. */
const SOON = { class: 'temporary', retry: '1s' };
const FAULT = 0x08;

describe('a message that one carrier surely refused for a reason of its own', () => {
  let cheap: Smsc;
  let dear: Smsc;
  let running: RunningHost;
  let made = 0;
  before(async () => {
    [cheap, dear] = await Promise.all([startSmsc(NETWORK), startSmsc(NETWORK)]);
    const carriers = [
      { name: 'dear', host: '127.0.0.1', port: dear.port, ...NETWORK, cost: 7 },
      { name: 'cheap', host: '127.0.0.1', port: cheap.port, ...NETWORK, cost: 5, statuses: { '0x08': SOON } },
    ];
    const config = smsModule.config.parse({ domain: DOMAIN, numbers: { shared: ['+12025550100'] }, carriers });
    const gateway = smsModule.create(config, { clock: systemClock, log: silentLog });
    running = await RunningHost.start({}, { gateway, texts: smsModule.texts, registration: '<name>Juliet</name>' });
    await Promise.all([cheap, dear].map((smsc) => smsc.waitFor(({ counts }) => counts.bound === 1, 20_000)));
  });
  after(async () => {
    await running.stop();
    await Promise.all([cheap.stop(), dear.stop()]);
  });

  const phone = (): string => {
    made += 1;
    return `+1202555${String(3000 + made)}`;
  };
  const digits = (number: string) => number.slice(1);
  const got = (smsc: Smsc, number: string) => smsc.inbox(number).map(({ text }) => text);
  const say = (number: string, body: string) => running.send(running.message(body, number, body));

  it('goes over the cheapest one where nobody refuses', async () => {
    const number = phone();
    say(number, 'first');
    await cheap.waitFor(() => got(cheap, number).length === 1);
    assert.deepEqual(got(dear, number), []);
  });

  it('goes over the next one, and all that is behind it in its order', async () => {
    const number = phone();
    cheap.setScript({ statusOnce: { [digits(number)]: { status: SENDER, times: 1 } } });
    const bodies = Array.from({ length: 20 }, (_, index) => `m${index}`);
    for (const body of bodies) say(number, body);
    await dear.waitFor(() => got(dear, number).length === bodies.length);
    assert.deepEqual(got(dear, number), bodies);
    assert.deepEqual(got(cheap, number), []);
  });

  it('stays while a refusal for now may pass, and goes over the next one after the third, what waited for it behind it', async () => {
    const number = phone();
    cheap.setScript({ statusOnce: { [digits(number)]: { status: FAULT, times: 3 } } });
    const bodies = ['one', 'two', 'three'];
    for (const body of bodies) say(number, body);
    await dear.waitFor(() => got(dear, number).length === bodies.length);
    assert.deepEqual(got(dear, number), bodies);
    assert.deepEqual(got(cheap, number), []);
    const passing = phone();
    cheap.setScript({ statusOnce: { [digits(passing)]: { status: FAULT, times: 2 } } });
    for (const body of bodies) say(passing, body);
    await cheap.waitFor(() => got(cheap, passing).length === bodies.length);
    assert.deepEqual(got(cheap, passing), bodies);
    assert.deepEqual(got(dear, passing), []);
  });

  it('is told when all have refused it, once', async () => {
    const number = phone();
    const statusByNumber = { [digits(number)]: SENDER };
    cheap.setScript({ statusByNumber });
    dear.setScript({ statusByNumber });
    say(number, 'nowhere');
    await running.hears((heard) => heard.includes('not-allowed'), 'the refusal');
    const tries = (smsc: Smsc) => smsc.submits.filter(({ message }) => `+${message.to.address}` === number).length;
    assert.deepEqual([tries(cheap), tries(dear)], [1, 1]);
  });

  it('is told at once where the reason is the message itself', async () => {
    const number = phone();
    cheap.setScript({ statusByNumber: { [digits(number)]: NUMBER } });
    dear.setScript({});
    say(number, 'nobody');
    await running.hears((heard) => heard.includes('item-not-found'), 'the refusal');
    assert.deepEqual(got(dear, number), []);
  });
});

describe('taking a message to another lane', () => {
  const REJECTED = { kind: 'rejected', problem: { type: 'cancel', condition: 'gone', text: { key: 'x' } } } as const;
  const envelope = (tried: readonly string[] = []): Envelope<MessageEvent> => ({
    v: 1,
    id: 'e1',
    gateway: 'sms',
    account: 'romeo@example.org',
    rev: 1,
    conversation: 'c',
    kind: 'message',
    at: 0,
    tried,
    event: { type: 'message', from: 'romeo@example.org/a', to: 'x', contact: 'x', body: 'hi', receipt: false },
  });

  const ELSEWHERE = { kind: 'elsewhere', otherwise: REJECTED } as const;

  interface World {
    readonly down?: readonly string[];
    readonly refuses?: boolean;
    readonly lanesFor?: () => readonly string[];
    /** What waits in the other lane, and the time that has passed. */
    depth?: number;
    now?: number;
  }

  function others(parts: World = {}, own = 'a') {
    const added: [string, readonly string[] | undefined][] = [];
    const lanes = {
      status: (lane: string) => ({
        state: parts.down?.includes(lane) ? 'down' : 'up',
        since: 0,
        depth: parts.depth ?? 0,
      }),
      hasParked: async () => false,
      add: async (lane: string, { tried }: Envelope) => {
        if (parts.refuses) throw new Error('no Redis');
        added.push([lane, tried]);
      },
    } as unknown as Lanes;
    const stores = { cache: { get: async () => undefined } } as unknown as Site['stores'];
    const clock = { ...systemClock, monotonic: () => parts.now ?? 0 };
    const site = siteWithout({ lanes, stores, clock });
    const { lanesFor = () => ['a', 'b', 'c'] } = parts;
    const gateway = Object.assign(Object.create(site.gateway), { lanesFor });
    return { added, others: new OtherLanes({ ...site, gateway }, own) };
  }

  it('chooses the next that is in order and has not tried it, and says which have', async () => {
    const first = others();
    assert.equal((await first.others.take(envelope(), ELSEWHERE)).kind, 'accepted');
    assert.deepEqual(first.added, [['b', ['a']]]);
    const down = others({ down: ['b'] });
    await down.others.take(envelope(), ELSEWHERE);
    assert.deepEqual(down.added, [['c', ['a']]]);
    const last = others();
    assert.equal(await last.others.take(envelope(['c', 'b']), ELSEWHERE), REJECTED);
    assert.deepEqual(last.added, []);
  });

  it('leaves it here where the other lane does not take it, and nothing follows it then', async () => {
    const { added, others: refusing } = others({ refuses: true });
    assert.equal(await refusing.take(envelope(), ELSEWHERE), REJECTED);
    assert.deepEqual(added, []);
    assert.equal(refusing.concerns(envelope()), false);
  });

  it('does not follow into a lane that it came from: two lanes that remember each other do not send it to and fro', async () => {
    const a = others({}, 'a');
    const b = others({ lanesFor: () => ['b', 'a'] }, 'b');
    await a.others.take(envelope(), ELSEWHERE);
    await b.others.take(envelope(), ELSEWHERE);
    assert.equal(await b.others.follow(envelope(['a'])), undefined);
    assert.equal(await a.others.follow(envelope(['b'])), undefined);
    assert.deepEqual([a.added, b.added], [[['b', ['a']]], [['a', ['b']]]]);
    assert.equal(a.others.concerns(envelope()), false, 'what comes behind it stays behind it');
  });

  it('follows as long as the other lane has a backlog, and stays here once that is empty', async () => {
    const parts: World = { depth: 3, now: 0 };
    const { added, others: a } = others(parts);
    await a.take(envelope(), ELSEWHERE);
    parts.now = 60_000;
    assert.equal(await a.follow(envelope()), 'moved', 'it may wait there for its turn');
    parts.now = 64_000;
    parts.depth = 0;
    assert.equal(await a.follow(envelope()), 'moved', 'what was just added may not be counted yet');
    parts.now = 70_000;
    assert.equal(await a.follow(envelope()), undefined);
    assert.equal(added.length, 3);
  });

  it('still follows into a lane that has not had it', async () => {
    const { added, others: a } = others();
    await a.take(envelope(), ELSEWHERE);
    assert.equal(await a.follow(envelope(['c'])), 'moved');
    assert.deepEqual(added[1], ['b', ['c', 'a']]);
  });

  it('leaves it here where the gateway throws when it is asked for another lane', async () => {
    const { others: throwing } = others({
      lanesFor: () => {
        throw new Error('a bug');
      },
    });
    assert.equal(await throwing.take(envelope(), ELSEWHERE), REJECTED);
  });
});
