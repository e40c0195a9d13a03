import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import { codeFor } from '../../../../gateways/alerts/codes.js';
import { Codes } from '../../../../gateways/alerts/engine/codes.js';
import type { AnswerEvent } from '../../../../gateways/alerts/engine/event.js';
import { type GroupState, newGroup } from '../../../../gateways/alerts/engine/group-state.js';
import { GroupStore } from '../../../../gateways/alerts/engine/group-store.js';
import { messageIdOf } from '../../../../gateways/alerts/engine/ids.js';
import { Rates } from '../../../../gateways/alerts/engine/rates.js';
import { ANSWER_FORM, AnswerForms } from '../../../../gateways/alerts/post/answer-forms.js';
import { Conversation } from '../../../../gateways/alerts/post/conversation.js';
import { RoomIds } from '../../../../gateways/alerts/post/room-ids.js';
import { SourceRates } from '../../../../gateways/alerts/post/source-rates.js';
import { Strangers } from '../../../../gateways/alerts/post/strangers.js';
import { replyPost } from '../../../../gateways/alerts/post/writing.js';
import type { Occupant } from '../../../../gateways/alerts/room/occupants.js';
import type { Post } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { el } from '../../../../src/xmpp/element.js';
import { headersElement } from '../../../../src/xmpp/headers.js';
import { accountHat, accountHeader } from '../../../../src/xmpp/irc-accounts.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { bookOf } from '../engine/support/world.js';

const FORMS = new AnswerForms(Buffer.alloc(32, 1));
const GROUP = 'abcdefghijklmnopqrst';
const OPENED = 1_700_000_000_000;
const ROOM = 'ops@rooms.example.org';
const PHONE = 'sms:+33612345678';
const NICK = 'irc://libera/alice';
const MAIL = 'mailto:alice@example.net';
const PLACES = ['xmpp:alice@example.org', `xmpp:${ROOM}?join`, PHONE, NICK, MAIL, 'irc://libera/%23ops'];

const BOOK = bookOf(`
sources:
  people: { kind: message, rate: 3/1h }
  elsewhere: { kind: cap, places: ['xmpp:weather@rooms.example.org?join'] }
  desk: { kind: message, places: ['xmpp:hall@rooms.example.org?join'] }
  warnings: { kind: cap, rate: 2/1h }
people:
  alice:
    title: Alice L.
    xmpp: alice@example.org
    sms: '+33612345678'
    email: alice@example.net
    irc: 'libera/alice?account=alice_l'
routes:
  - { name: db, to: [alice], allow: { silence: alice } }
  - { name: desk, to: [{ target: 'xmpp:desk@rooms.example.org?join', direction: inout }] }
`);

const DOMAINS: Readonly<Record<string, string>> = {
  sms: 'sms.example.org',
  email: 'email.example.org',
  irc: 'irc.example.org',
};

const CHANNEL = '#ops%libera@irc.example.org';
const occupants = new Map<string, Occupant>([
  [`${ROOM}/al`, { nick: 'al', jid: 'alice@example.org/x' }],
  [`${CHANNEL}/alice`, { nick: 'alice', hats: [] }],
  [`${CHANNEL}/al`, { nick: 'al', hats: [accountHat('alice_l')] }],
]);

/** A conversation about one open incident, which was told everywhere, or at some places. */
async function conversation(places: readonly string[] = PLACES) {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  const codes = new Codes(kv, clock, codeFor);
  const code = await codes.claim(GROUP, 1);
  await codes.open(GROUP, code, places, clock.now());
  const names = [1, OPENED];
  const sent = Object.fromEntries(
    PLACES.map((uri) => {
      const id = messageIdOf(GROUP, ...names, uri, 1);
      return [uri, { id, first: id, base: id, count: 1, at: OPENED, fate: 'sent' as const, destination: uri }];
    }),
  );
  const incident = { number: 1, opened: OPENED, code, worst: 'error' as const };
  const state: GroupState = { ...newGroup(GROUP, 'db', {}), incidents: 1, incident, sent };
  await new GroupStore(kv).save(undefined, state, []);
  const answers: Omit<AnswerEvent, 'type'>[] = [];
  const posted: Post[] = [];
  const alerts: Alert[] = [];
  const made = new Conversation({
    book: () => BOOK,
    neighbour: (name) => {
      const domain = DOMAINS[name];
      return domain === undefined ? undefined : { domain, jidOf: (text) => `${text}@${domain}` };
    },
    codes,
    forms: FORMS,
    store: new GroupStore(kv),
    intake: {
      take: async (all) => void alerts.push(...all),
      answer: async (_, answer) => void answers.push(answer),
    },
    replies: { say: async (reply, _, from) => void posted.push(replyPost(reply, from)) },
    rates: new SourceRates({ kv, clock, book: () => BOOK, metrics: { count: () => undefined } }),
    strangers: new Strangers(new Rates(kv, clock), () => BOOK),
    kv,
    post: async (one) => void posted.push(one),
    occupant: (jid) => occupants.get(jid),
    inRooms: 'alerts@alerts.example.org/rooms',
    agent: 'alerts@alerts.example.org/relay',
    nick: 'alerts',
    onCall: () => [],
    text: ({ key }) => key,
    clock,
    log: silentLog,
  });
  let count = 0;
  const hear = async (from: string, inner: string, type = 'chat', to = 'alerts@alerts.example.org') => {
    const stanza = parseStanza(`<message from='${from}' to='${to}' type='${type}' id='m'>${inner}</message>`);
    assert.ok(stanza !== undefined);
    count += 1;
    const event = { type: 'agent' as const, from, to, stanza: stanza.toString() };
    await made.hear(event, stanza, `cause${count}`);
  };
  const idAt = (uri: string) => sent[uri]?.id ?? '';
  const told = () => posted.map(({ to, stanza }) => `${to} ${parseStanza(stanza)?.getChildText('body')}`);
  return { hear, answers, alerts, posted, told, code, idAt, kv, thread: messageIdOf(GROUP, ...names, 'thread') };
}

/** The token of the form that Alice got in her chat. */
function token(code: string): string {
  const place = parsePlace('xmpp:alice@example.org');
  assert.ok(place.ok);
  const view = { state: 'firing', severity: 'error', route: 'db', alerts: [], labels: {}, code } as const;
  const made = FORMS.of(
    {
      id: 'e',
      countedAs: 'e',
      group: GROUP,
      incident: 1,
      reason: 'first',
      place: place.value,
      thread: 't',
      view,
      severity: 'error',
    },
    (key) => key,
  );
  const field = made?.getChildren('field').find(({ attrs }) => attrs.var === 'token');
  return field?.getChildText('value') ?? '';
}

const body = (text: string) => `<body>${text}</body>`;
const account = (name: string) => String(headersElement([accountHeader(name)]));
const proven = `<proven xmlns='urn:isthmus:sender:0'/>`;
const reply = (id: string) => `<reply xmlns='urn:xmpp:reply:0' id='${id}' to='alerts@alerts.example.org'/>`;
const reactions = (id: string, ...emojis: readonly string[]) =>
  `<reactions xmlns='urn:xmpp:reactions:0' id='${id}'>${emojis.map((one) => `<reaction>${one}</reaction>`).join('')}</reactions>`;

describe('what is said in a room', () => {
  it('is an alert of its time where it was missed, and no answer any more', async () => {
    const { hear, alerts, answers, posted, code } = await conversation();
    const missed = `<delay xmlns='urn:xmpp:delay' from='hall@rooms.example.org' stamp='2026-01-01T00:00:00Z'/>`;
    await hear('hall@rooms.example.org/kim', body('The lights are out') + missed, 'groupchat');
    await hear(`${ROOM}/al`, body(`ack ${code}`) + missed, 'groupchat');
    await hear(`${ROOM}/al`, reactions('room-17', '👍') + missed, 'groupchat');
    assert.deepEqual(
      alerts.map(({ title, startsAt }) => [title, new Date(startsAt).toISOString()]),
      [['The lights are out', '2026-01-01T00:00:00.000Z']],
    );
    assert.deepEqual([answers, posted], [[], []]);
  });

  it('comes to the routes that hear from there, and to no others', async () => {
    const { hear, alerts } = await conversation();
    await hear('desk@rooms.example.org/kim', body('The coffee is out'), 'groupchat');
    await hear('other@rooms.example.org/kim', body('The tea too'), 'groupchat');
    assert.deepEqual(
      alerts.map(({ title, origin }) => [title, origin.replyTo]),
      [['The coffee is out', undefined]],
    );
  });
});

describe('a source that is written to', () => {
  it('is heard as often as its rate says, and who is refused hears it', async () => {
    const { hear, alerts, told } = await conversation();
    for (let n = 0; n < 4; n++) await hear('alice@example.org/x', body(`Nothing works ${n}`));
    assert.equal(alerts.length, 3);
    assert.deepEqual(told(), ['alice@example.org/x alerts.source.too-many']);
  });
});

describe('an alert of CAP', () => {
  const cap = `<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>i1</identifier><sender>s</sender><sent>2026-01-01T00:00:00Z</sent><status>Actual</status><msgType>Alert</msgType><info><headline>Flood</headline><severity>Severe</severity></info></alert>`;

  it('comes to the route whose address it was sent to, from whoever may write there', async () => {
    const { hear, alerts, posted } = await conversation();
    await hear('alice@example.org/x', cap, 'normal', 'db@alerts.example.org');
    assert.deepEqual(
      alerts.map(({ title }) => title),
      ['Flood'],
    );
    await hear('mallory@example.org/x', cap, 'normal', 'db@alerts.example.org');
    assert.equal(alerts.length, 1);
    assert.match(posted[0]?.stanza ?? '', /type="error".*forbidden/);
    assert.equal(posted[0]?.from, 'db@alerts.example.org');
  });

  it('is of the source that is for it, and of none that listens elsewhere', async () => {
    const { hear, alerts } = await conversation();
    await hear('hall@rooms.example.org/al', cap, 'groupchat', 'alerts@alerts.example.org/rooms');
    assert.deepEqual(
      alerts.map(({ origin }) => origin.source),
      ['warnings'],
    );
  });

  it('over the rate of its source is asked for again later, unless it is critical', async () => {
    const { hear, alerts, posted } = await conversation();
    for (let n = 0; n < 3; n++) await hear('alice@example.org/x', cap, 'normal', 'db@alerts.example.org');
    assert.equal(alerts.length, 2);
    assert.match(posted[0]?.stanza ?? '', /type="wait".*resource-constraint/);
    await hear('alice@example.org/x', cap.replace('Severe', 'Extreme'), 'normal', 'db@alerts.example.org');
    assert.equal(alerts.length, 3);
  });
});

describe('an answer to an alert', () => {
  it('by XMPP is a reply, a thread, a reaction, a code, or a word while one alone is open', async () => {
    const { hear, answers, code, idAt, thread } = await conversation();
    const from = 'alice@example.org/phone';
    const id = idAt('xmpp:alice@example.org');
    await hear(from, body('on it') + reply(id));
    await hear(from, `${body('unsilence')}<thread>${thread}</thread>`);
    await hear(from, reactions(id, '✅'));
    await hear(from, reactions(id));
    await hear(from, reactions(id, '🔇'));
    await hear(from, reactions(id));
    await hear(from, body(`silence ${code} 2h`));
    await hear(from, body('ok'));
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      ['comment', 'unsilence', 'ack', 'unack', 'silence', 'unsilence', 'silence', 'ack'],
    );
    assert.deepEqual(answers[0]?.by, { title: 'Alice L.', place: 'xmpp:alice@example.org', person: 'alice' });
    assert.ok(answers.every(({ incident }) => incident === 1));
  });

  it('by SMS is the code, or a word while one alone is open, and unsilence as any other', async () => {
    const { hear, answers, code } = await conversation();
    const from = '+33612345678@sms.example.org';
    for (const text of [code.toLowerCase(), '1', `unsilence ${code}`, `${code} unmute`]) await hear(from, body(text));
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      ['ack', 'ack', 'unsilence', 'unsilence'],
    );
    assert.ok(answers.every(({ by }) => by.person === 'alice' && by.place === PHONE));
  });

  it('by one network is about what was told by another, of people who are known for certain', async () => {
    const { hear, answers, told } = await conversation([PHONE]);
    await hear('alice@example.org/phone', body('ack'));
    assert.deepEqual(
      answers.map(({ by }) => [by.person, by.place]),
      [['alice', 'xmpp:alice@example.org']],
    );
    await hear('alice\\40example.net@email.example.org', body('ack'));
    assert.equal(answers.length, 1);
    assert.equal(told().length, 1);
  });

  it('that comes when nothing is open is no alert for others', async () => {
    const { hear, answers, alerts, told } = await conversation([]);
    await hear('alice@example.org/phone', body('Done!'));
    await hear('+33612345678@sms.example.org', body('ack'));
    assert.deepEqual([answers.length, alerts.length], [0, 0]);
    assert.deepEqual(
      told().map((one) => one.split(' ')[1]),
      ['alerts.answer.nothing', 'alerts.answer.nothing'],
    );
    await hear('alice@example.org/phone', body('The coffee is done'));
    assert.equal(alerts.length, 1);
  });

  it('by IRC counts by the account at the services, never by the nick', async () => {
    const { hear, answers, code, told } = await conversation();
    await hear('alice%libera@irc.example.org', body(`ack ${code}`));
    await hear('alice%libera@irc.example.org', body(`ack ${code}`) + account('mallory'));
    assert.equal(answers.length, 0);
    assert.deepEqual(told(), [
      'alice%libera@irc.example.org alerts.answer.no-account',
      'alice%libera@irc.example.org alerts.answer.not-allowed',
    ]);
    await hear('al_away%libera@irc.example.org', body('ok') + account('ALICE_L'));
    assert.deepEqual(
      answers.map(({ by }) => by),
      [{ title: 'Alice L.', place: NICK, person: 'alice' }],
    );
  });

  it('by a reaction on IRC counts by the account too, and who has none is told what to do', async () => {
    const { hear, answers, told, idAt } = await conversation();
    const from = 'alice%libera@irc.example.org';
    await hear(from, reactions(idAt(NICK), '✅'));
    await hear(from, reactions(idAt(NICK), '✅', '🎉'));
    assert.deepEqual([answers.length, told()], [0, [`${from} alerts.answer.no-account`]]);
    await hear(from, reactions(idAt(NICK), '🎉'));
    await hear(from, reactions(idAt(NICK), '👍') + account('alice_l'));
    await hear(from, reactions(idAt(NICK)) + account('alice_l'));
    assert.deepEqual(
      answers.map(({ kind, by }) => [kind, by.person]),
      [
        ['ack', 'alice'],
        ['unack', 'alice'],
      ],
    );
  });

  it('in a channel counts by the account too, and who may not is told so aside', async () => {
    const { hear, answers, code, told } = await conversation();
    await hear(`${CHANNEL}/alice`, body(`!ack ${code}`) + account('alice_l'), 'groupchat');
    assert.equal(answers.length, 0);
    assert.deepEqual(told(), [`${CHANNEL}/alice alerts.answer.no-account`]);
    await hear(`${CHANNEL}/al`, body(`!ack ${code}`), 'groupchat');
    await hear(`${CHANNEL}/al`, body('ok'), 'groupchat');
    assert.deepEqual(
      answers.map(({ kind, by }) => [kind, by.person]),
      [['ack', 'alice']],
    );
    assert.equal(told().length, 1);
  });

  it('in a room of XMPP counts by the real JID, and names messages as the room does', async () => {
    const { hear, answers, code, idAt, kv, told } = await conversation();
    const shown = el('message', {}, el('stanza-id', { xmlns: 'urn:xmpp:sid:0', id: 'room-17', by: ROOM }));
    await new RoomIds(kv).note(ROOM, idAt(`xmpp:${ROOM}?join`), shown);
    await hear(`${ROOM}/al`, reactions('room-17', '👍'), 'groupchat');
    await hear(`${ROOM}/al`, body('ack I go') + reply('room-17'), 'groupchat');
    await hear(`${ROOM}/al`, body(`ack ${code}`), 'chat');
    await hear(`${ROOM}/stranger`, reactions('room-17', '👍'), 'groupchat');
    assert.deepEqual(
      answers.map(({ kind, by }) => [kind, by.person]),
      [
        ['ack', 'alice'],
        ['ack', 'alice'],
        ['ack', 'alice'],
      ],
    );
    await hear(`${ROOM}/stranger`, body(`!ack ${code}`), 'groupchat');
    assert.deepEqual(told(), [`${ROOM}/stranger alerts.answer.not-allowed`]);
  });

  it('by mail counts where it answers ours, or its sender is proven; a From alone is nobody', async () => {
    const { hear, answers, code, told, idAt, thread } = await conversation();
    const from = 'alice\\40example.net@email.example.org';
    const forged = `<subject>Re: [ERROR] x [${code}]</subject>${body('ack')}`;
    await hear(from, forged, 'normal');
    await hear(from, body(`ack ${code}`), 'normal');
    assert.equal(answers.length, 0);
    assert.deepEqual(told(), [`${from} alerts.answer.unproven`, `${from} alerts.answer.unproven`]);
    await hear(from, body('ack') + reply(idAt(MAIL)), 'normal');
    await hear(from, `${body('ack')}<thread>${thread}</thread>`, 'normal');
    await hear(from, forged + proven, 'normal');
    assert.deepEqual(
      answers.map(({ kind, by }) => [kind, by.person]),
      [
        ['ack', 'alice'],
        ['ack', 'alice'],
        ['ack', 'alice'],
      ],
    );
  });

  it('by a form counts for whom it was made alone', async () => {
    const { hear, answers, told, code } = await conversation();
    const form = (values: Readonly<Record<string, string>>, type = 'submit') =>
      `<x xmlns='jabber:x:data' type='${type}'>${Object.entries({
        FORM_TYPE: ANSWER_FORM,
        code,
        token: token(code),
        ...values,
      })
        .map(([name, value]) => `<field var='${name}'><value>${value}</value></field>`)
        .join('')}</x>`;
    const from = 'alice@example.org/phone';
    await hear(from, form({ answer: 'ack', comment: 'on my way' }));
    await hear(from, form({ answer: 'silence-4h' }) + body('the body of a form says nothing'));
    await hear(from, form({}, 'cancel'));
    assert.deepEqual(
      answers.map(({ kind, duration, comment, by }) => [kind, duration, comment, by.person]),
      [
        ['ack', undefined, 'on my way', 'alice'],
        ['silence', 4 * 3_600_000, undefined, 'alice'],
      ],
    );
    await hear('bob@example.org/x', form({ answer: 'ack' }));
    await hear(from, form({ answer: 'ack', token: 'x' }));
    await hear(from, form({ answer: 'explode' }));
    await hear(from, form({ answer: 'comment' }));
    await hear(from, form({ answer: 'ack', code: 'W9PC' }));
    assert.equal(answers.length, 2);
    assert.deepEqual(
      told().map((one) => one.split(' ')[1]),
      [
        'alerts.answer.form-of-others',
        'alerts.answer.form-of-others',
        'alerts.answer.form-empty',
        'alerts.answer.form-empty',
        'alerts.answer.unknown',
      ],
    );
  });

  it('of a machine is none', async () => {
    const { hear, answers, code, told } = await conversation();
    const auto = `<headers xmlns='http://jabber.org/protocol/shim'><header name='Auto-Submitted'>auto-replied</header></headers>`;
    await hear('alice\\40example.net@email.example.org', body(`ack ${code}`) + proven + auto, 'normal');
    await hear('alice@example.org/x', body(`ack ${code}`), 'headline');
    assert.deepEqual([answers, told()], [[], []]);
  });
});

describe('files in what somebody says', () => {
  const oob = (url: string) => `<x xmlns='jabber:x:oob'><url>${url}</url></x>`;

  it('belong to the alert, also where the address is all there is', async () => {
    const { hear, alerts } = await conversation();
    const url = 'https://up.example.org/shot.png';
    await hear(`alice\\40example.net@email.example.org`, `<body>Smoke in the hall</body>${oob(url)}`);
    await hear('alice@example.org/x', `<body>${url}</body>${oob(url)}`);
    await hear('alice@example.org/x', oob(url));
    assert.deepEqual(
      alerts.map(({ title, files }) => [title, files]),
      [
        ['Smoke in the hall', [{ url }]],
        ['shot.png', [{ url }]],
        ['shot.png', [{ url }]],
      ],
    );
  });
});
