import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readBook } from '../../../../gateways/alerts/book/read-book.js';
import { alertCommands } from '../../../../gateways/alerts/commands/commands.js';
import type { AlertOrder } from '../../../../gateways/alerts/commands/orders.js';
import { Codes, routeKey } from '../../../../gateways/alerts/engine/codes.js';
import { newGroup } from '../../../../gateways/alerts/engine/group-state.js';
import { GroupStore } from '../../../../gateways/alerts/engine/group-store.js';
import { ownBook } from '../../../../gateways/alerts/own/own-book.js';
import { OwnSettings } from '../../../../gateways/alerts/own/own-settings.js';
import { commandTexts } from '../../../../gateways/alerts/texts/commands.js';
import type { Desk, GatewayCall } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';
import { type TestStore, testStore } from '../../store/support.js';

const BOOK = `
people:
  alice: { xmpp: alice@example.org, sms: '+33612345678' }
  bob: { xmpp: bob@example.org }
lists:
  ops: { members: [bob], join: people, send: bob }
rotations:
  duty: { layers: [{ people: [bob, alice], start: 2020-01-06T09:00, turn: weekly }] }
routes:
  - { name: db, to: [ops], allow: { silence: bob, acknowledge: alice } }
`;

describe('commands of alerts', () => {
  let test: TestStore;
  const orders: AlertOrder[] = [];
  const read = readBook([{ file: 'routes.yaml', text: BOOK, folder: '.', shared: false }], { now: Date.now() });
  assert.ok(read.ok, JSON.stringify(read.findings));
  const { book } = read;
  const commands = alertCommands({ book: () => book, domains: {}, laneOf: async () => 'alerts.0' });

  before(async () => {
    test = await testStore();
  });

  after(() => test.close());

  /** Uses a command as the core does; the sentence, or the key of the problem. */
  async function use(word: string, user: string, values: Record<string, string> = {}): Promise<string> {
    const wanting = new Error('not for commands');
    const never = () => {
      throw wanting;
    };
    const desk: Desk = {
      kv: test.store.kv('alerts'),
      clock: systemClock,
      log: silentLog,
      order: async (_lane, order) => {
        orders.push(order as AlertOrder);
        return 'done';
      },
      accountOf: never,
      accountsOf: never,
      account: never,
      refusal: never,
      notice: never,
      send: never,
      seal: never,
      tell: never,
      contact: never,
      jidOf: never,
    };
    const table: Readonly<Record<string, string>> = commandTexts.en;
    const call: GatewayCall = {
      jid: `${user}@example.org`,
      account: undefined,
      values: new Map(Object.entries(values).map(([name, text]) => [name, text.split('\n')])),
      desk,
      say: ({ key, params = {} }) => {
        assert.ok(table[key] !== undefined, `no text ${key}`);
        return table[key].replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
      },
    };
    const command = commands.find((one) => one.word === word);
    assert.ok(command, word);
    for (const step of command.steps) await step.form(call);
    const done = await command.run(call);
    return 'problem' in done ? (done.problem.text?.key ?? '') : (done.said ?? '');
  }

  it('lists what is open and has it taken by whoever may', async () => {
    const kv = test.store.kv('alerts');
    const codes = new Codes(kv, systemClock, () => 'k7dm');
    await codes.claim('g', 1);
    await codes.open('g', 'k7dm', [routeKey('db')], Date.now());
    const incident = { number: 1, opened: Date.now() - 300_000, code: 'k7dm', worst: 'critical' as const };
    await new GroupStore(kv).save(undefined, { ...newGroup('g', 'db', {}), incidents: 1, incident }, []);
    assert.equal(await use('alerts', 'alice'), 'K7DM critical db (5m)');
    assert.equal(await use('alerts', 'mallory'), 'Nothing is open.');
    assert.equal(await use('ack', 'mallory', { code: 'K7DM' }), 'alerts.command.forbidden');
    assert.equal(await use('ack', 'alice', { code: 'zzzz' }), 'alerts.command.code.unknown');
    assert.equal(orders.length, 0);
    assert.equal(await use('ack', 'alice', { comment: 'on it' }), 'K7DM: it is yours.');
    const [order] = orders.splice(0);
    assert.ok(order?.do === 'answer' && order.group === 'g');
    assert.equal(order.answer.comment, 'on it');
    assert.deepEqual(order.answer.by, { title: 'alice', person: 'alice' });
    assert.equal(await use('snooze', 'alice', { code: 'k7dm', lasts: '2h' }), 'alerts.command.forbidden');
    assert.equal(await use('snooze', 'bob', { code: 'k7dm', lasts: 'soon' }), 'alerts.command.lasts.wrong');
    assert.equal(await use('snooze', 'bob', { code: 'k7dm', lasts: '2h' }), 'K7DM: silenced.');
  });

  it('makes, lists and ends silences for those who may silence everywhere', async () => {
    assert.equal(await use('silence', 'alice', { matchers: 'team=db', lasts: '1h' }), 'alerts.command.forbidden');
    assert.equal(await use('silence', 'bob', { matchers: 'team', lasts: '1h' }), 'alerts.command.silence.matcher');
    const made = await use('silence', 'bob', { matchers: 'team=db\nseverity>=error', lasts: '1h' });
    const id = /Silence (\S+) lasts/.exec(made)?.[1] ?? '';
    assert.match(await use('silences', 'alice'), new RegExp(`^${id}: team="db" |^${id}: team=db severity>=error`));
    assert.equal(await use('end-silence', 'bob', { id }), `Silence ${id} is over.`);
    assert.equal(await use('silences', 'alice'), 'Nothing is silenced.');
  });

  it('changes lists, shifts and preferences over the book', async () => {
    assert.equal(await use('join', 'mallory', { list: 'ops' }), 'alerts.command.forbidden');
    assert.match(await use('join', 'alice', { list: 'ops' }), /You are in/);
    assert.match(await use('routes', 'alice'), /^db: reaches you/);
    assert.equal(await use('override', 'mallory', { rotation: 'duty', lasts: '2h' }), 'alerts.command.forbidden');
    for (const user of ['bob', 'alice']) {
      assert.match(await use('override', user, { rotation: 'duty', lasts: '2h' }), /until/);
      assert.match(await use('oncall', user), new RegExp(`^duty: ${user} → `));
    }
    assert.match(await use('preferences', 'alice', { quiet: 'late' }), /preferences\.wrong/);
    const set = { quiet: '22:00-07:00', order: 'sms, xmpp', critical: 'xmpp+sms 2m, sms' };
    assert.match(await use('preferences', 'alice', set), /quiet: 22:00-07:00/);
    const alice = ownBook(book, await new OwnSettings(test.store.kv('alerts'), systemClock).refresh()).person('alice');
    assert.deepEqual(
      alice?.places.map(({ medium }) => medium),
      ['sms', 'xmpp'],
    );
    assert.equal(alice?.quiet?.windows[0]?.intervals[0]?.times.length, 2);
    assert.deepEqual(alice?.steps?.critical, [{ media: ['xmpp', 'sms'], wait: 120_000 }, { media: ['sms'] }]);
    assert.ok(!/quiet/.test(await use('preferences', 'alice', { quiet: '-' })));
  });

  it('sends where the book allows it, and tries routes without sending', async () => {
    orders.length = 0;
    assert.equal(await use('send', 'alice', { to: 'ops', text: 'hi' }), 'alerts.command.forbidden');
    assert.equal(await use('send', 'alice', { to: 'nobody', text: 'hi' }), 'alerts.command.send.unknown');
    assert.match(await use('send', 'bob', { to: 'ops', text: 'hi' }), /on its way/);
    assert.equal(orders.length, 1);
    assert.match(await use('test-route', 'alice', { payload: '{"labels":{"alertname":"A"}}' }), /db/);
    assert.equal(await use('test-route', 'mallory', { payload: '{}' }), 'alerts.command.forbidden');
  });

  it('has every text in every language, with the same places', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
    for (const table of Object.values(commandTexts)) {
      const texts: Readonly<Record<string, string>> = table;
      assert.deepEqual(Object.keys(texts), Object.keys(commandTexts.en));
      for (const [key, text] of Object.entries(commandTexts.en))
        assert.deepEqual(places(texts[key] ?? ''), places(text), key);
    }
  });
});
