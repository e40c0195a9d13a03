import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Audit } from '../../../../gateways/alerts/audit/audit.js';
import type { AuditRecord } from '../../../../gateways/alerts/audit/record.js';
import { readBook } from '../../../../gateways/alerts/book/read-book.js';
import { alertCommands } from '../../../../gateways/alerts/commands/commands.js';
import type { AlertOrder } from '../../../../gateways/alerts/commands/orders.js';
import { Codes, routeKey } from '../../../../gateways/alerts/engine/codes.js';
import { newGroup } from '../../../../gateways/alerts/engine/group-state.js';
import { GroupStore } from '../../../../gateways/alerts/engine/group-store.js';
import { ownBook } from '../../../../gateways/alerts/own/own-book.js';
import { OwnSettings } from '../../../../gateways/alerts/own/own-settings.js';
import { commandTexts } from '../../../../gateways/alerts/texts/commands.js';
import { alertsTexts } from '../../../../gateways/alerts/texts.js';
import type { Desk, FormField, GatewayCall, GatewayCommand } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';
import { type TestStore, testStore } from '../../store/support.js';

const BOOK = `
people:
  alice: { xmpp: alice@example.org, sms: '+33612345678' }
  bob: { xmpp: bob@example.org }
lists:
  ops: { members: [bob], join: people, send: bob, owners: bob }
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
  const noted: Parameters<Audit['record']>[0][] = [];
  const rowOf = (action: string): AuditRecord => {
    return { id: '', at: 0, action, route: 'db', outcome: 'done', book: '' };
  };
  const log = async function* () {
    yield* [rowOf('told'), rowOf('told'), { ...rowOf('taken'), actor: 'bob', after: 60_000 }];
  };
  const audit = () => ({
    log: { scan: log },
    record: async (row: (typeof noted)[number]) => void noted.push(row),
  });
  const commands = alertCommands({ audit, book: () => book, domains: {}, laneOf: async () => 'alerts.0' });

  before(async () => {
    test = await testStore();
  });

  after(() => test.close());

  function callOf(user: string, values: Record<string, string>): GatewayCall {
    const wanting = new Error('not for commands');
    const never = () => {
      throw wanting;
    };
    const desk: Desk = {
      kv: test.store.kv('alerts'),
      clock: systemClock,
      log: silentLog,
      metrics: { count: () => undefined, gauge: () => undefined },
      derivedKey: () => Buffer.alloc(32, 1),
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
      jidOf: (contact) => `${contact}@alerts.example.org`,
    };
    const table = alertsTexts.en;
    return {
      jid: `${user}@example.org`,
      account: undefined,
      values: new Map(Object.entries(values).map(([name, text]) => [name, text.split('\n')])),
      desk,
      say: ({ key, params = {} }) => {
        assert.ok(table[key] !== undefined, `no text ${key}`);
        return table[key].replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
      },
    };
  }

  function commandOf(word: string): GatewayCommand {
    const command = commands.find((one) => one.word === word);
    assert.ok(command, word);
    return command;
  }

  async function formOf(word: string, user: string): Promise<readonly FormField[]> {
    return (await commandOf(word).steps[0]?.form(callOf(user, {})))?.fields ?? [];
  }

  /** Uses a command as the core does; the sentence, or the key of the problem. */
  async function use(word: string, user: string, values: Record<string, string> = {}): Promise<string> {
    const [command, call] = [commandOf(word), callOf(user, values)];
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
    const UNTIL = /^K7DM: silenced until \d{4}-\d\d-\d\d \d\d:\d\d\. /;
    assert.match(await use('snooze', 'bob', { code: 'k7dm', lasts: '2h' }), UNTIL);
    // One alert by its code is no condition, and for whoever may silence there.
    assert.match(await use('silence', 'bob', { matchers: 'K7DM', lasts: '2h' }), UNTIL);
    assert.ok(orders.every((order) => order.do === 'answer' && order.answer.duration === 7_200_000));
    orders.length = 0;
    assert.equal(await use('unsilence', 'alice', { code: 'k7dm' }), 'alerts.command.forbidden');
    assert.equal(await use('unsilence', 'bob', { code: 'k7dm' }), 'alerts.command.unsilence.not');
    const silenced = { ...incident, silenced: { until: Date.now() + 60_000, by: 'bob' } };
    await new GroupStore(kv).save(undefined, { ...newGroup('g', 'db', {}), incidents: 1, incident: silenced }, []);
    assert.equal(await use('unsilence', 'bob', { code: 'k7dm' }), 'K7DM: heard again.');
    assert.ok(orders[0]?.do === 'answer' && orders[0].answer.kind === 'unsilence');
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

  it('gives a shift back, and what one has not taken over cannot be given back', async () => {
    assert.match(await use('oncall', 'alice'), /^duty: alice/);
    assert.equal(await use('end-override', 'alice', { rotation: 'duty' }), 'On call for duty: bob.');
    assert.equal(await use('end-override', 'bob', { rotation: 'duty' }).then((said) => said.length > 0), true);
    assert.equal(await use('end-override', 'alice', { rotation: 'duty' }), 'alerts.command.end-override.none');
    assert.equal(await use('end-override', 'alice', { rotation: 'nope' }), 'alerts.command.rotation.unknown');
    assert.equal(await use('end-override', 'mallory', { rotation: 'duty' }), 'alerts.command.forbidden');
  });

  it('shows lists to people of the book, and lets their owners alone change them', async () => {
    assert.equal(await use('lists', 'mallory'), 'There are no lists for you.');
    const bobs = 'you are in it, you may join and leave, you may change it, you may write to ops@alerts.example.org';
    assert.equal(await use('lists', 'bob'), `ops: 2 in it, ${bobs}`);
    assert.equal(await use('members', 'alice', { list: 'ops' }), 'ops:\nbob: bob\nalice: alice\nChanged by: bob');
    assert.equal(await use('members', 'mallory', { list: 'ops' }), 'alerts.command.forbidden');
    const change = (word: string, user: string, member: string) => use(word, user, { list: 'ops', member });
    assert.equal(await change('add-member', 'alice', 'mailto:x@example.net'), 'alerts.command.forbidden');
    assert.equal(await change('add-member', 'bob', 'nobody'), 'alerts.command.member.unknown');
    assert.match(await change('add-member', 'bob', 'mailto:x@example.net'), /is in ops/);
    assert.match(await change('remove-member', 'bob', 'alice'), /is out of ops/);
    assert.equal(await change('remove-member', 'bob', 'alice'), 'alerts.command.member.not-in');
    const own = ownBook(book, await new OwnSettings(test.store.kv('alerts'), systemClock).refresh());
    assert.deepEqual(
      own.members([{ kind: 'list', name: 'ops' }]).map((one) => ('uri' in one ? one.uri : one.name)),
      ['bob', 'mailto:x@example.net'],
    );
    assert.match(await change('remove-member', 'bob', 'mailto:x@example.net'), /is out of ops/);
    assert.match(await change('add-member', 'bob', 'alice'), /is in ops/);
  });

  it('has the preferences that are set in its form, which changes nothing when it is sent back', async () => {
    const set = { quiet: '22:00-07:00', order: 'sms, xmpp', digest: '30m', language: 'de', bypass: 'error' };
    await use('preferences', 'bob', set);
    const form = await formOf('preferences', 'bob');
    const values = Object.fromEntries(form.map(({ name = '', values: given = [] }) => [name, given[0] ?? '']));
    assert.deepEqual({ ...values, ...set }, values);
    const before = await use('preferences', 'bob');
    assert.equal(await use('preferences', 'bob', values), before);
    assert.equal(await use('preferences', 'bob', { ...values, digest: 'soon' }), 'alerts.command.preferences.wrong');
    assert.doesNotMatch(await use('preferences', 'bob', { ...values, digest: '' }), /digest/);
    await use('preferences', 'bob', { digest: '1h' });
    const own = ownBook(book, await new OwnSettings(test.store.kv('alerts'), systemClock).refresh()).person('bob');
    assert.equal(own?.digest, 3_600_000);
    assert.equal(own?.language, 'de');
    assert.equal(own?.quiet?.bypass, 'error');
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

  it('sends tests for who may write to the route, elsewhere than to its destinations for admins alone', async () => {
    orders.length = 0;
    assert.equal(await use('send-test', 'mallory', { route: 'db' }), 'alerts.command.forbidden');
    assert.equal(await use('send-test', 'alice', { route: 'nowhere' }), 'alerts.command.send.unknown');
    assert.equal(await use('send-test', 'alice', { route: 'db', preset: 'x' }), 'alerts.command.send-test.preset');
    assert.equal(await use('send-test', 'alice', { route: 'db', instead: 'bob' }), 'alerts.command.forbidden');
    assert.equal(orders.length, 0);
    assert.match(await use('send-test', 'alice', { route: 'db', instead: 'sink:Trial' }), /goes through db/);
    const [order] = orders;
    assert.ok(order?.do === 'test' && order.route === 'db' && order.order.preset === 'generic');
    assert.deepEqual([order.order.test.to, order.order.test.escalate], [['sink:trial'], undefined]);
    const row = noted.at(-1);
    assert.deepEqual([row?.action, row?.test, row?.object], ['test-sent', true, order.order.test.id]);
    assert.equal(await use('sink', 'bob', { sink: 'trial' }), 'Nothing was sent there within the last week.');
  });

  it('counts what the audit holds, for admins', async () => {
    assert.equal(commandOf('report').audience, 'admin');
    const said = await use('report', 'bob');
    assert.match(said, /^In all: messages: 2; taken: 1; half of them within 60s, 95 % within 60s$/m);
    assert.match(said, /^- db: messages: 2; taken: 1/m);
    assert.match(said, /^- bob: taken: 1/m);
    assert.match(await use('report', 'bob', { period: '2026-02' }), /^In all/);
    assert.equal(await use('report', 'bob', { period: 'a while' }), 'alerts.command.report.wrong');
  });

  it('writes down who changed what', () => {
    const deeds = noted.map(({ actor, action }) => `${actor} ${action}`);
    for (const deed of ['bob silence-made', 'bob silence-ended', 'alice list-join', 'alice shift-taken']) {
      assert.ok(deeds.includes(deed), `${deed} is among ${deeds.join(', ')}`);
    }
    assert.ok(deeds.includes('bob message-sent') && deeds.includes('alice preferences-set'));
    assert.equal(new Set(noted.map(({ id }) => id)).size, noted.length);
    assert.ok(!deeds.some((deed) => deed.startsWith('mallory')));
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
