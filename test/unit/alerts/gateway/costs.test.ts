import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Summary } from '../../../../gateways/alerts/audit/report/summary.js';
import { Rates } from '../../../../gateways/alerts/engine/rates.js';
import { Till } from '../../../../gateways/alerts/engine/till.js';
import type { DirectText } from '../../../../gateways/alerts/post/direct-text.js';
import { DirectTexts } from '../../../../gateways/alerts/post/direct-texts.js';
import { HeldTexts } from '../../../../gateways/alerts/post/held-texts.js';
import { Replies } from '../../../../gateways/alerts/post/replies.js';
import type { SmsSent } from '../../../../gateways/alerts/post/sms-sent.js';
import { TextRates } from '../../../../gateways/alerts/post/text-rates.js';
import type { Post } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { MemoryLater } from '../engine/support/memory-later.js';
import { bookOf, HOUR } from '../engine/support/world.js';
import { placeAt } from './places.js';

const DOMAINS: Readonly<Record<string, string>> = { sms: 'sms.example.org', email: 'email.example.org' };

/** What may cost something, with money for two short messages a day. */
function world(ready: (network: string) => Promise<string | undefined> = async () => undefined) {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  const posted: Post[] = [];
  const reports: string[] = [];
  const rows = new Map<string, SmsSent>();
  const audit = async (row: SmsSent) => void rows.set(row.id, row);
  const book = bookOf(`
limits: { money: { perDay: 0.2, price: 0.1 } }
people: { alice: { sms: '+33600000001', email: alice@example.net } }
`);
  const till = new Till({ kv, clock, warn: async () => undefined, metrics: { count: () => undefined } });
  const post = async (one: Post) => void posted.push(one);
  const texts = new DirectTexts({
    book: () => book,
    onCall: () => [],
    presence: () => 'unknown',
    neighbour: (name) => {
      const domain = DOMAINS[name];
      return domain === undefined ? undefined : { domain, jidOf: (text) => `${text.replace('@', '%')}@${domain}` };
    },
    houses: { ready },
    till,
    rates: new TextRates(new Rates(kv, clock), () => book),
    held: new HeldTexts({ kv, later: new MemoryLater(clock), clock, book: () => book, text: ({ key }) => key }),
    audit,
    say: async () => undefined,
    post,
    messages: {
      report: async (_, index, state, __, reason) => void reports.push(`${index} ${state} ${reason ?? ''}`.trim()),
      read: async () => undefined,
    },
    events: { append: async () => undefined },
    kv,
    agent: 'alerts@alerts.example.org/relay',
    inRooms: 'alerts@alerts.example.org/room',
    clock,
    log: silentLog,
  });
  const send = (id: string, changes: Partial<DirectText> = {}) =>
    texts.send({
      id,
      bot: 'ci',
      to: [{ kind: 'person', name: 'alice' }],
      text: 'x',
      severity: 'info',
      files: [],
      ...changes,
    });
  return {
    clock,
    kv,
    posted,
    reports,
    rows,
    send,
    replies: new Replies({ kv, clock, book: () => book, till, post, audit }),
  };
}

const networks = (posted: readonly Post[]) => posted.map(({ to }) => to.replace(/^.*@/, ''));

describe('a text of a program', () => {
  it('by SMS is paid, once, and goes another way when the money is spent', async () => {
    const { posted, send } = world();
    await send('one');
    await send('one');
    await send('two');
    await send('three');
    assert.deepEqual(networks(posted), [DOMAINS.sms, DOMAINS.sms, DOMAINS.sms, DOMAINS.email]);
    await send('four', { severity: 'critical' });
    assert.equal(networks(posted).at(-1), DOMAINS.sms);
  });

  it('by SMS is in the audit with its parts and its price, once, and counts in reports', async () => {
    const { rows, send, replies } = world();
    await send('one');
    await send('one');
    await send('mail', { to: [placeAt('mailto:noc@example.net')] });
    await replies.say({ to: { jid: 'x' }, text: 'no', cause: 'a' }, placeAt('sms:+33600000002'), 'alerts@a/relay');
    const shown = [...rows.values()].map(({ actor, object, destination, segments, cost }) => {
      return { actor, object, destination, segments, cost };
    });
    assert.deepEqual(shown, [
      { actor: 'bot:ci', object: 'person:alice', destination: 'sms:+33600000001', segments: 1, cost: 0.1 },
      { actor: undefined, object: undefined, destination: 'sms:+33600000002', segments: 1, cost: 0.1 },
    ]);
    const summary = new Summary();
    for (const row of rows.values()) summary.add(row);
    const lines = summary.lines().map(({ view, name, segments, cost }) => [view, name, segments, Object.values(cost)]);
    assert.deepEqual(lines, [
      ['all', '', 2, [0.2]],
      ['destination', 'sms:+33600000001', 1, [0.1]],
      ['destination', 'sms:+33600000002', 1, [0.1]],
      ['person', 'alice', 1, [0.1]],
    ]);
  });

  it('has its title and the addresses of its files paid for where it goes by SMS', async () => {
    const { posted, rows, send } = world();
    const url = `https://files.example.org/${'a'.repeat(100)}`;
    await send('one', { title: 'T'.repeat(100), files: [{ url, name: 'a.txt' }] });
    assert.deepEqual(
      [...rows.values()].map(({ segments }) => segments),
      [2],
    );
    assert.match(posted[0]?.stanza ?? '', new RegExp(url));
    assert.doesNotMatch(posted[0]?.stanza ?? '', /jabber:x:oob/);
  });

  it('that nobody can pay is told to its bot', async () => {
    const { posted, reports, send } = world();
    const to = [placeAt('sms:+33600000002')];
    for (const id of ['one', 'two', 'three']) await send(id, { to });
    assert.equal(posted.length, 2);
    assert.equal(reports.at(-1), '0 failed what SMS may cost today is spent');
  });

  it('reaches the others where a gateway is out of reach', async () => {
    const { posted, reports, send } = world(async (network) => {
      if (network === 'sms') throw new Error('it does not answer');
      return undefined;
    });
    await send('one', { to: [placeAt('sms:+33600000002'), { kind: 'person', name: 'alice' }] });
    assert.deepEqual(networks(posted), [DOMAINS.email]);
    assert.ok(reports.includes('0 failed it does not answer'));
  });
});

describe('replies', () => {
  it('to somebody who answers each of them by itself end, and come again later', async () => {
    const { clock, posted, replies } = world();
    const [place, from] = [placeAt('mailto:robot@example.net'), 'alerts@alerts.example.org/relay'];
    const say = (n: number) =>
      replies.say({ to: { jid: 'robot%example.net@email.example.org' }, text: 'no', cause: `c${n}` }, place, from);
    for (let n = 0; n < 100; n++) await say(n);
    const { length } = posted;
    assert.ok(length > 0 && length <= 24, `${length} replies`);
    clock.advance(HOUR);
    await say(100);
    assert.equal(posted.length, length + 1);
  });

  it('by SMS are paid', async () => {
    const { posted, replies } = world();
    const place = placeAt('sms:+33600000002');
    for (const cause of ['a', 'a', 'b', 'c', 'd']) {
      await replies.say({ to: { jid: '+33600000002@sms.example.org' }, text: 'no', cause }, place, 'alerts@a/relay');
    }
    assert.equal(new Set(posted.map(({ id }) => id)).size, 2);
  });
});
