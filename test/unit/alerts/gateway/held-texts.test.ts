import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rates } from '../../../../gateways/alerts/engine/rates.js';
import { KvMessageStore } from '../../../../gateways/alerts/http/kept/kv-message-store.js';
import type { DirectText } from '../../../../gateways/alerts/post/direct-text.js';
import { DirectTexts } from '../../../../gateways/alerts/post/direct-texts.js';
import { type HeldRound, type HeldText, HeldTexts } from '../../../../gateways/alerts/post/held-texts.js';
import { TextRates } from '../../../../gateways/alerts/post/text-rates.js';
import type { Post } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { MemoryLater } from '../engine/support/memory-later.js';
import { bookOf, HOUR, MINUTE } from '../engine/support/world.js';
import { placeAt } from './places.js';

const BOOK = `
windows: { night: { times: ['22:00-24:00', '00:00-07:00'] } }
people:
  alice: { xmpp: alice@example.org, sms: '+33600000001', quiet: { during: night, bypass: error } }
  bob: { xmpp: bob@example.org, email: bob@example.net }
`;
const DOMAINS: Readonly<Record<string, string>> = { sms: 'sms.example.org', email: 'email.example.org' };
const alice = { kind: 'person', name: 'alice' } as const;
const bob = { kind: 'person', name: 'bob' } as const;

/** Texts at an hour of a day, and what comes of them. */
function world(hour: number, limits = '') {
  const clock = new ManualClock();
  clock.advance(hour * HOUR - (clock.now() % (24 * HOUR)) + 24 * HOUR);
  const kv = new MemoryKv(clock);
  const later = new MemoryLater(clock);
  const posted: Post[] = [];
  const book = bookOf(`${limits}${BOOK}`);
  const messages = new KvMessageStore(kv);
  const make = () =>
    new DirectTexts({
      book: () => book,
      onCall: () => [],
      presence: () => 'online',
      neighbour: (name) => {
        const domain = DOMAINS[name];
        return domain === undefined ? undefined : { domain, jidOf: (text) => `${text.replace('@', '%')}@${domain}` };
      },
      houses: { ready: async () => undefined },
      audit: async () => undefined,
      till: { pay: async () => ({}) },
      rates: new TextRates(new Rates(kv, clock), () => book),
      held: new HeldTexts({
        kv,
        later,
        clock,
        book: () => book,
        text: ({ key, params }) => `${key} ${params?.count}`,
      }),
      say: async () => undefined,
      post: async (one) => void posted.push(one),
      messages,
      events: { append: async () => undefined },
      kv,
      agent: 'alerts@alerts.example.org/relay',
      inRooms: 'alerts@alerts.example.org/room',
      clock,
      log: silentLog,
    });
  const send = async (id: string, changes: Partial<DirectText> = {}) => {
    const text: DirectText = { id, bot: 'ci', to: [alice], text: id, severity: 'info', files: [], ...changes };
    await messages.open(id, { bot: 'ci', at: clock.now(), to: text.to.map((_, index) => `${index}`) });
    await make().send(text);
  };
  /** What has waited comes back, to another process than the one that held it. */
  const pass = async (ms: number) => {
    const end = clock.now() + ms;
    for (let wait = later.next(end); wait !== undefined; wait = later.next(end)) {
      clock.advance(Math.max(0, wait.at - clock.now()));
      later.waits.delete(wait.key);
      await make().again(wait.payload as HeldText | HeldRound);
    }
    clock.advance(end - clock.now());
  };
  const state = async (id: string, index = 0) => (await messages.read(id))?.recipients[index]?.state;
  const said = () => posted.map(({ stanza }) => parseStanza(stanza)?.getChildText('body') ?? '');
  return { posted, send, pass, state, said };
}

describe('texts for somebody who is left alone', () => {
  it('are held, and come one by one when that is over', async () => {
    const { posted, send, pass, state, said } = world(23);
    await send('one', { to: [bob, alice] });
    await send('two');
    await send('two');
    assert.deepEqual(said(), ['one']);
    assert.deepEqual([await state('one', 0), await state('one', 1), await state('two')], ['sent', 'held', 'held']);
    await pass(7 * HOUR);
    assert.equal(posted.length, 1);
    await pass(2 * HOUR);
    assert.deepEqual(said(), ['one', 'one', 'two']);
    assert.equal(posted[1]?.to, 'alice@example.org');
    assert.deepEqual([await state('one', 1), await state('two')], ['sent', 'sent']);
  });

  it('come through as their rules and the worst severity say, and at another hour', async () => {
    const night = world(23);
    await night.send('mild', { severity: 'warning' });
    await night.send('bad', { severity: 'error' });
    await night.send('worst', { severity: 'critical' });
    assert.deepEqual(night.said(), ['bad', 'worst']);
    const day = world(12);
    await day.send('mild');
    assert.deepEqual(day.said(), ['mild']);
  });

  it('that expire meanwhile are told to their bot', async () => {
    const { send, pass, state, said } = world(23);
    await send('one', { expires: 1 });
    await pass(10 * HOUR);
    assert.deepEqual(said(), []);
    assert.equal(await state('one'), 'failed');
  });
});

describe('too many texts', () => {
  it('for a person become a summary, and what is critical passes', async () => {
    const { send, pass, state, said } = world(12, 'limits: { person: 2/1m }\n');
    for (let n = 0; n < 30; n++) await send(`text ${n}`, { title: `title ${n}` });
    await send('now', { severity: 'critical' });
    assert.deepEqual(said(), ['text 0', 'text 1', 'now']);
    assert.equal(await state('text 29'), 'held');
    await pass(2 * MINUTE);
    const [summary = '', ...more] = said().slice(3);
    assert.deepEqual(more, []);
    const lines = summary.split('\n');
    assert.equal(lines[0], 'alerts.text.held-back 28');
    assert.equal(lines.length, 12);
    assert.equal(lines.at(-1), 'alerts.text.held-more 18');
    assert.equal(await state('text 29'), 'sent');
  });

  it('by a network go by another one, or wait for their summary', async () => {
    const { posted, send, pass, state } = world(12, 'limits: { network: { xmpp: 1/1m } }\n');
    for (const id of ['one', 'two']) await send(id, { to: [bob] });
    assert.deepEqual(
      posted.map(({ to }) => to),
      ['bob@example.org', 'bob%example.net@email.example.org'],
    );
    const to = [placeAt('xmpp:carol@example.org')];
    await send('three', { to });
    assert.equal(await state('three'), 'held');
    await pass(2 * MINUTE);
    assert.equal(posted.at(-1)?.to, 'carol@example.org');
    assert.equal(await state('three'), 'sent');
  });

  it('altogether are held whatever their severity, and none is lost in a crowd', async () => {
    const { send, pass, state, said } = world(12, 'limits: { global: 1/1m }\n');
    for (let n = 0; n < 600; n++) await send(`text ${n}`, { severity: 'critical' });
    assert.equal(said().length, 1);
    await pass(2 * MINUTE);
    assert.match(said().at(-1) ?? '', /^alerts.text.held-back 599\n/);
    assert.equal(await state('text 1'), 'sent');
  });

  it('in quiet hours are told when these are over', async () => {
    const { send, pass, said } = world(21.99, 'limits: { person: 1/1h }\n');
    for (const id of ['one', 'two', 'three']) await send(id);
    assert.deepEqual(said(), ['one']);
    await pass(8 * HOUR);
    assert.deepEqual(said(), ['one']);
    await pass(2 * HOUR);
    assert.match(said()[1] ?? '', /held-back 2\n- two\n- three$/);
  });
});
