import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RouteAddresses } from '../../../../gateways/alerts/addresses.js';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { readBook } from '../../../../gateways/alerts/book/read-book.js';
import type { Backward } from '../../../../gateways/alerts/engine/effect.js';
import type { DirectText } from '../../../../gateways/alerts/post/direct-text.js';
import { DirectTexts } from '../../../../gateways/alerts/post/direct-texts.js';
import { HeldTexts } from '../../../../gateways/alerts/post/held-texts.js';
import { listCard } from '../../../../gateways/alerts/post/list-card.js';
import { settingsOf } from '../../../../gateways/alerts/post/rendering.js';
import { SourceRates } from '../../../../gateways/alerts/post/source-rates.js';
import { messageOf } from '../../../../gateways/alerts/post/stanzas.js';
import { Submissions } from '../../../../gateways/alerts/post/submissions.js';
import { Writers } from '../../../../gateways/alerts/post/writers.js';
import { sampleView } from '../../../../gateways/alerts/sources/presets/sample-view.js';
import { zabbix } from '../../../../gateways/alerts/sources/presets/zabbix.js';
import { alertsTexts } from '../../../../gateways/alerts/texts.js';
import type { Envelope, GatewayEvent, MessageEvent, Post, TextRef } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { alertOf, bookOf, HOUR, World } from '../engine/support/world.js';
import { placeAt } from './places.js';

const BOOK = bookOf(`
sources:
  zab: { kind: json, preset: zabbix, token: secret-token-of-a-source }
  own: { kind: json, token: another-token-of-a-source }
people:
  alice: { title: Alice L., xmpp: alice@example.org }
  bob: { title: Bob, xmpp: bob@example.org, language: de }
lists:
  ops: { title: Operations, members: [alice, bob, 'mailto:noc@example.net'], send: people }
  quiet: { members: [bob] }
routes:
  - { name: db, to: [bob] }
  - { name: both, to: ['list:ops', bob, 'route:db'] }
`);

const say = ({ key, params }: TextRef, lang = 'en'): string => {
  const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = alertsTexts;
  const text = tables[lang]?.[key] ?? key;
  return params === undefined ? text : text.replace(/\{(\w+)\}/g, (_, name) => String(params[name]));
};

function written(to: string, from: string, more: Partial<MessageEvent> = {}): Envelope<GatewayEvent> {
  const event: MessageEvent = {
    type: 'message',
    from: `${from}/phone`,
    to: `${to}@alerts.example.org`,
    contact: to,
    stanzaId: 's1',
    body: 'Deploy at nine',
    receipt: false,
    ...more,
  };
  const head = { v: 1, id: 'e1', gateway: 'alerts', account: from, rev: 0, conversation: from, at: 0 } as const;
  return { ...head, kind: 'message', event } as Envelope<GatewayEvent>;
}

function submissions() {
  const texts: DirectText[] = [];
  const alerts: Alert[] = [];
  const room = { is: true };
  const made = new Submissions({
    strangers: { judge: async () => 'heard' },
    book: () => BOOK,
    intake: { take: async (all) => void alerts.push(...all), text: async (one) => void texts.push(one) },
    onCall: () => [],
    now: () => 1,
    rates: { mayBring: async () => room.is },
    domain: 'alerts.example.org',
  });
  return { made, texts, alerts, room };
}

describe('files in what is written', () => {
  const files = [{ url: 'https://up.example.org/shot.png', name: 'shot.png' }];

  it('to a route belong to the alert, which is called by them where nothing else is said', async () => {
    const { made, alerts } = submissions();
    await made.take(written('db', 'alice@example.org', { body: '', files }));
    await made.take(written('db', 'alice@example.org', { body: 'Look at this', files }));
    assert.deepEqual(
      alerts.map((alert) => [alert.title, alert.files]),
      [
        ['shot.png', files],
        ['Look at this', files],
      ],
    );
  });

  it('to a list go along as links', async () => {
    const { made, texts } = submissions();
    await made.take(written('ops', 'alice@example.org', { files: [...files, { url: 'file:///etc/passwd' }] }));
    assert.deepEqual(texts[0]?.files, files);
  });
});

describe('a list as an address', () => {
  it('gives what is written to everybody in it but its writer, once', async () => {
    const { made, texts } = submissions();
    assert.equal((await made.take(written('ops', 'alice@example.org', { subject: 'Plan' }))).kind, 'accepted');
    await made.take(written('ops', 'alice@example.org', { subject: 'Plan' }));
    const [text, again] = texts;
    assert.deepEqual(
      text?.to.map((one) => ('uri' in one ? one.uri : one.name)),
      ['bob', 'mailto:noc@example.net'],
    );
    assert.equal(text?.title, 'Operations: Plan');
    assert.equal(text?.text, 'Alice L.: Deploy at nine');
    assert.equal(again?.id, text?.id);
  });

  it('is closed to whom its book does not name, and says whom to ask', async () => {
    const { made, texts } = submissions();
    const outcome = await made.take(written('ops', 'mallory@example.org'));
    assert.ok(outcome.kind === 'rejected' && outcome.problem.condition === 'forbidden');
    assert.equal(outcome.problem.text?.key, 'alerts.list.not-allowed');
    assert.deepEqual(texts, []);
  });

  it('is one where somebody may write to it, and shows its members to those whom it concerns', () => {
    const addresses = new RouteAddresses({ book: BOOK, known: true });
    assert.equal(addresses.parse('ops').ok, true);
    assert.equal(addresses.parse('quiet').ok, false);
    const note = (jid?: string) => {
      const card = listCard('ops', jid, BOOK, {}, 0);
      return card.note === undefined ? '' : say(card.note);
    };
    assert.match(note('alice@example.org'), /all 3 of it: Alice L\., Bob, mailto:noc@example\.net/);
    assert.doesNotMatch(note('mallory@example.org'), /Alice/);
    assert.match(note(), /all 3 of it/);
  });

  it('and a route have no name that is something else already', () => {
    for (const text of [
      'routes: [{ name: alerts, to: "xmpp:a@example.org" }]',
      'routes: [{ name: bridge.ops, to: "xmpp:a@example.org" }]',
      'routes: [{ name: gateway, to: "xmpp:a@example.org" }]',
      'lists: { alerts: { members: ["xmpp:a@example.org"] } }\nroutes: [{ name: db, to: list:alerts }]',
    ]) {
      const read = readBook([{ file: 'routes.yaml', text, folder: '.', shared: false }], { now: 0 });
      assert.equal(read.ok, false, text);
      assert.match(JSON.stringify(read.findings), /is the address/, text);
    }
  });
});

describe('an address that is written to too often', () => {
  it('takes nothing more for a while, and says so', async () => {
    const { made, alerts, room } = submissions();
    room.is = false;
    const outcome = await made.take(written('db', 'alice@example.org'));
    assert.ok(outcome.kind === 'rejected' && outcome.problem.type === 'wait');
    assert.deepEqual(alerts, []);
  });
});

describe('the rate of a source', () => {
  it('counts one message once, and lets pass what is bad enough', async () => {
    const book = bookOf(`
sources: { few: { kind: message, rate: 1/1h } }
routes: [{ name: db, to: "xmpp:a@example.org" }]
`);
    const clock = new ManualClock();
    const over: unknown[] = [];
    const metrics = { count: (...counted: readonly unknown[]) => void over.push(counted) };
    const rates = new SourceRates({ kv: new MemoryKv(clock), clock, book: () => book, metrics });
    const source = book.source('few');
    assert.ok(source !== undefined);
    assert.equal(await rates.mayBring(source, [alertOf('a')], 'e1'), true);
    assert.equal(await rates.mayBring(source, [alertOf('b')], 'e2'), false);
    assert.deepEqual(over, [
      ['source_over_rate', { source: 'few' }],
      ['rate_limited', { scope: 'source' }],
    ]);
    assert.equal(await rates.mayBring(source, [alertOf('c', { severity: 'critical' })], 'e3'), true);
    clock.advance(2 * HOUR);
    assert.equal(await rates.mayBring(source, [alertOf('b')], 'e2'), true);
  });
});

describe('who has written an alert', () => {
  it('hears what is done about it, unless told anyway', async () => {
    const { made, alerts } = submissions();
    await made.take(written('db', 'alice@example.org'));
    assert.equal(alerts[0]?.origin.replyTo, 'xmpp:alice@example.org');
    const auto = [{ name: 'Auto-Submitted', value: 'auto-generated' }];
    await made.take(written('db', 'alice@example.org', { headers: auto, stanzaId: 's2' }));
    assert.equal(alerts[1]?.origin.replyTo, undefined, 'machines are not answered');

    const world = new World(`
people: { bob: { xmpp: bob@example.org }, alice: { xmpp: alice@example.org } }
routes: [{ name: db, groupBy: [], groupWait: 0s, to: [bob] }]
`);
    const from = (uri: string) => ({ origin: { source: 'm', network: 'xmpp', hops: 0, replyTo: uri } as const });
    await world.engine().alert('db', alertOf('a', from('xmpp:alice@example.org')));
    await world.engine().alert('db', alertOf('b', from('xmpp:bob@example.org')));
    const group = world.last('xmpp:bob@example.org').group ?? '';
    await world.engine().answer(group, { id: 'e1', kind: 'ack', by: { title: 'Bob' }, comment: 'on it' });
    assert.deepEqual(world.back[0]?.writers, ['xmpp:alice@example.org']);

    const texts: DirectText[] = [];
    const writers = new Writers({
      book: () => BOOK,
      intake: { text: async (text) => void texts.push(text) },
      text: say,
    });
    const [back] = world.back;
    assert.ok(back !== undefined);
    await writers.back(back);
    await writers.back({ ...back, kind: 'silence' } satisfies Backward);
    await writers.back({ ...back, kind: 'resolve', writers: ['xmpp:bob@example.org'], alerts: [] });
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['Bob takes care of your alert “a”.\n“on it”', 'Bob hat deine Meldung „“ geschlossen.\n“on it”'],
    );
  });
});

/** Texts of programs, which know the mail gateway. */
function directTexts(posted: Post[]): DirectTexts {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  return new DirectTexts({
    book: () => BOOK,
    onCall: () => [],
    presence: () => 'online',
    neighbour: (name) =>
      name === 'email'
        ? { domain: 'email.example.org', jidOf: (text) => `${text.replace('@', '\\40')}@email.example.org` }
        : undefined,
    houses: { ready: async () => undefined },
    till: { pay: async () => ({}) },
    rates: { take: async () => undefined },
    held: new HeldTexts({
      kv,
      later: { schedule: async () => undefined },
      clock,
      book: () => BOOK,
      text: ({ key }) => key,
    }),
    audit: async () => undefined,
    say: async () => undefined,
    post: async (one) => void posted.push(one),
    messages: {
      report: async () => undefined,
      read: async (id) => {
        const reached = { state: 'sent', at: 0 } as const;
        const recipients = [
          { to: 'person:bob', ...reached },
          { to: 'person:alice', ...reached },
        ];
        return id === 'first' ? { bot: 'bot', at: 0, recipients } : undefined;
      },
    },
    events: { append: async () => undefined },
    kv,
    agent: 'alerts@alerts.example.org/relay',
    inRooms: 'alerts@alerts.example.org/room',
    clock,
    log: silentLog,
  });
}

describe('a text of a program', () => {
  it('that answers an earlier one names the message that the same recipient got', async () => {
    const posted: Post[] = [];
    const texts = directTexts(posted);
    const [alice, bob] = [{ kind: 'person', name: 'alice' } as const, { kind: 'person', name: 'bob' } as const];
    const common = { bot: 'bot', text: 'x', severity: 'info', files: [] } as const;
    await texts.send({ id: 'first', to: [bob, alice], ...common });
    await texts.send({ id: 'second', to: [alice], replyTo: 'first', ...common });
    await texts.send({ id: 'third', to: [alice], replyTo: 'unknown', ...common });
    const replies = posted.map(({ stanza }) => parseStanza(stanza)?.getChild('reply', 'urn:xmpp:reply:0')?.attrs.id);
    assert.deepEqual(replies, [undefined, undefined, posted[1]?.id, undefined]);
  });

  it('to a route goes to all whom the route tells, each once', async () => {
    const posted: Post[] = [];
    const to = [{ kind: 'route', name: 'both' } as const];
    await directTexts(posted).send({ id: 'first', bot: 'bot', to, text: 'x', severity: 'info', files: [] });
    assert.deepEqual(
      posted.map((one) => one.to),
      ['alice@example.org', 'bob@example.org', 'noc\\40example.net@email.example.org'],
    );
  });

  it('has a subject of its own by mail, or would be one more mail about an alert', async () => {
    const posted: Post[] = [];
    const texts = directTexts(posted);
    const to = [placeAt('mailto:noc@example.net')];
    const common = { bot: 'bot', to, text: 'Deploy is done\nin 3 min', severity: 'info', files: [] } as const;
    await texts.send({ id: 'first', ...common });
    await texts.send({ id: 'second', title: 'Deploy', ...common });
    const subjects = posted.map(({ stanza }) => parseStanza(stanza)?.getChildText('subject'));
    assert.deepEqual(subjects, ['Deploy is done', 'Deploy']);
  });
});

describe('a text for several by mail', () => {
  const places = ['a', 'b'].map((name) => placeAt(`mailto:${name}@example.net`));
  const text = { text: 'x', title: 'Plan', severity: 'info', files: [] } as const;
  const sent = async (more: Partial<DirectText>) => {
    const posted: Post[] = [];
    await directTexts(posted).send({ id: 'one', to: places, ...text, ...more });
    return posted.map(({ to, stanza }) => ({
      to,
      named: parseStanza(stanza)
        ?.getChild('addresses', 'http://jabber.org/protocol/address')
        ?.getChildren('address')
        .map(({ attrs }) => attrs.type),
    }));
  };

  it('is one that names nobody, or all of them, or one each', async () => {
    assert.deepEqual(await sent({ mail: 'hidden' }), [{ to: 'email.example.org', named: ['bcc', 'bcc'] }]);
    assert.deepEqual(await sent({ mail: 'together', as: ['to', 'cc'] }), [
      { to: 'email.example.org', named: ['to', 'cc'] },
    ]);
    assert.equal((await sent({ mail: 'each' })).length, 2);
  });

  it('is one each where a program is told what becomes of it', async () => {
    assert.equal((await sent({ mail: 'hidden', bot: 'ci' })).length, 2);
  });

  it('is in parts where there are many, each of them once', async () => {
    const many = Array.from({ length: 45 }, (_, index) => placeAt(`mailto:a${index}@example.net`));
    const parts = await sent({ mail: 'hidden', to: [...many, ...many] });
    assert.deepEqual(
      parts.map(({ named }) => named?.length),
      [20, 20, 5],
    );
  });
});

describe('how alerts of a source are shown', () => {
  const shown = (source: string, uri: string) => {
    const [sample] = zabbix.samples;
    assert.ok(sample !== undefined);
    const telling = {
      ...({ id: 'e', countedAs: 'e', reason: 'first', thread: 't', severity: 'critical' } as const),
      place: placeAt(uri),
      view: { ...sampleView(sample.alerts), source },
    };
    const settings = settingsOf(telling, { book: () => BOOK, text: say });
    const way = { from: 'alerts@a/relay', to: 'x@y', domain: 'a' };
    return { text: messageOf(telling, settings, way).getChildText('body'), sample: sample.shown };
  };

  it('is as its preset says, in each medium', () => {
    const sms = shown('zab', 'sms:+33612345678');
    assert.equal(sms.text, sms.sample?.sms);
    const irc = shown('zab', 'irc://libera/%23ops');
    assert.equal(irc.text, irc.sample?.irc);
    const chat = shown('zab', 'xmpp:a@example.org');
    assert.equal(chat.text, chat.sample?.chat);
    assert.notEqual(shown('own', 'sms:+33612345678').text, sms.sample?.sms, 'others are shown as usual');
  });
});
