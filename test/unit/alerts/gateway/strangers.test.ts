import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rates } from '../../../../gateways/alerts/engine/rates.js';
import { Strangers } from '../../../../gateways/alerts/post/strangers.js';
import { Submissions } from '../../../../gateways/alerts/post/submissions.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { bookOf, HOUR } from '../engine/support/world.js';
import { placeAt } from './places.js';

const BOOK = bookOf(`
people: { alice: { xmpp: alice@example.org } }
limits: { source: 60/1m }
routes: [{ name: ops, to: alice, allow: { send: alice } }]
`);

function world() {
  const clock = new ManualClock();
  const strangers = new Strangers(new Rates(new MemoryKv(clock), clock), () => BOOK);
  let count = 0;
  const say = async (jid: string) => {
    count += 1;
    const person = BOOK.personAt(placeAt(`xmpp:${jid}`));
    const sender = { jid, ...(person !== undefined && { person }) };
    return await strangers.judge(sender, `${count}`);
  };
  const flood = async (jid: string, times: number) => {
    const counts = { heard: 0, notice: 0, silent: 0 };
    for (let n = 0; n < times; n++) counts[await say(jid)] += 1;
    return counts;
  };
  return { clock, strangers, say, flood };
}

describe('strangers', () => {
  it('are heard up to a rate of their own, told once that it is too much, and heard again later', async () => {
    const { clock, flood, say } = world();
    assert.deepEqual(await flood('mallory@example.net', 500), { heard: 60, notice: 1, silent: 439 });
    assert.equal(await say('other@example.net'), 'heard');
    clock.advance(HOUR);
    assert.equal(await say('mallory@example.net'), 'heard');
  });

  it('are heard together up to a rate, and a crowd of them gets no answers', async () => {
    const { say } = world();
    const heard = [];
    for (let n = 0; n < 1000; n++) heard.push(await say(`s${n}@example.net`));
    assert.equal(heard.filter((one) => one === 'heard').length, 600);
    assert.equal(heard.filter((one) => one === 'silent').length, 400);
    assert.equal(await say('alice@example.org'), 'heard');
  });

  it('are none whom the book names', async () => {
    const { flood } = world();
    assert.deepEqual(await flood('alice@example.org', 500), { heard: 500, notice: 0, silent: 0 });
  });

  it('who flood a route are refused once more, then not answered', async () => {
    const { strangers } = world();
    const submissions = new Submissions({
      book: () => BOOK,
      intake: { take: async () => undefined, text: async () => undefined },
      onCall: () => [],
      now: () => 0,
      rates: { mayBring: async () => true },
      strangers,
      domain: 'alerts.example.org',
    });
    const outcomes: string[] = [];
    for (let n = 0; n < 100; n++) {
      const message = { type: 'message', from: 'mallory@example.net/x', contact: 'ops', text: 'hi', id: `${n}` };
      const event = { ...message, kind: 'chat' } as unknown as Parameters<Submissions['take']>[0]['event'];
      const outcome = await submissions.take({ id: `${n}`, event } as Parameters<Submissions['take']>[0]);
      outcomes.push(outcome.kind === 'rejected' ? outcome.problem.condition : outcome.kind);
    }
    assert.deepEqual(
      ['forbidden', 'resource-constraint', 'accepted'].map((kind) => outcomes.filter((one) => one === kind).length),
      [60, 1, 39],
    );
  });
});
