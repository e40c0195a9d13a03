import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Account, Gateway, RoomEvent } from '../../../gateways/gateway.js';
import { problem } from '../../../src/core/errors.js';
import { Fates } from '../../../src/core/fates.js';
import { Outcomes } from '../../../src/core/outcomes.js';
import { Recollection } from '../../../src/core/recollection.js';
import { Registrar } from '../../../src/core/registrar.js';
import { Replies } from '../../../src/core/replies.js';
import { fanOut } from '../../../src/core/rooms/fan-out.js';
import { giveOrder, isRoomEvent } from '../../../src/core/rooms/orders.js';
import { RoomDesk } from '../../../src/core/rooms/room-desk.js';
import { openedEnvelope } from '../../../src/core/rooms/sealed-event.js';
import { accountOf, accountsOf, type Site, standing, surelyStanding } from '../../../src/core/site.js';
import { LaneRefused } from '../../../src/lanes/adder.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import type { Outcome } from '../../../src/lanes/outcome.js';
import type { Element } from '../../../src/xmpp/element.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteOn } from './support/site.js';

const ROMEO = 'romeo@example.org';
const CLIENT = `${ROMEO}/orchard`;
const ROOM = `room-a@${DOMAIN}`;
const now = Promise.resolve();

let store: TestStore;
before(async () => {
  store = await testStore();
});
after(async () => await store.close());

interface Added {
  readonly lane: string;
  readonly envelope: Envelope<RoomEvent>;
  readonly options: { readonly giveUpAfter?: number; readonly evenIfFull?: boolean };
}

/** A gateway whose contacts `room-...` are rooms; who is called `guest...` need not register. */
function begin(parts: Partial<Site> & { readonly refusing?: 'full' | 'unreachable'; readonly unheld?: number } = {}) {
  const added: Added[] = [];
  const sent: Element[] = [];
  const lanes = {
    add: async (lane: string, envelope: Envelope<RoomEvent>, options = {}) => {
      if (parts.refusing !== undefined) throw new LaneRefused(lane, parts.refusing);
      added.push({ lane, envelope, options });
    },
    status: () => (parts.unheld === undefined ? {} : { unheldSince: parts.unheld }),
  } as unknown as Lanes;
  const plain = siteOn(store.store, { lanes, ...parts });
  const gateway: Gateway = Object.assign(Object.create(plain.gateway), {
    guest: (jid: string): Account | undefined =>
      jid.startsWith('guest') ? { id: jid, jid, label: '', born: 0, rev: 0, fields: {}, since: 0 } : undefined,
    accountFor: (contact: string, accounts: readonly Account[]) =>
      accounts.find(({ label }) => label === contact.split('-')[1]),
    rooms: {
      kindOf: (contact: string) => (contact.startsWith('room-') ? 'room' : 'person'),
      laneFor: ({ label }: Account) => (label === '' ? 'echo.0' : `echo.${label}`),
      answers: () => true,
      networks: [{ contact: 'net', name: 'Net' }],
      identity: { category: 'conference', type: 'irc', name: 'IRC' },
    },
  });
  const site = { ...plain, gateway };
  return { site, added, sent, desk: new RoomDesk(site, (stanza) => sent.push(stanza)) };
}

function read(xml: string): Element {
  const stanza = parseStanza(xml.replace('>', ' xmlns="jabber:client">'));
  assert.ok(stanza !== undefined, xml);
  return stanza;
}

const from = (client: string, to: string, more: string) => `from="${client}" to="${to}" ${more}`;
const GUEST = 'guest1@example.org/a';

describe('what users do in rooms', () => {
  it('goes into the lane of their account, as events, in the order of the room', async () => {
    const { desk, added, sent, site } = begin();
    const head = from(GUEST, `${ROOM}/Rom`, 'id="p1"');
    const x = '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="3"/><password>key</password></x>';
    const stanzas = [
      `<presence ${head}>${x}<show>away</show></presence>`,
      `<presence ${head}><status>here</status></presence>`,
      `<presence ${head} type="unavailable"><status>bye</status></presence>`,
    ];
    for (const xml of stanzas) {
      const stanza = read(xml);
      assert.equal(desk.takesPresence(stanza), true, xml);
      await desk.presence(stanza, now);
    }
    const event = { from: GUEST, to: `${ROOM}/Rom`, contact: 'room-a', nick: 'Rom', stanzaId: 'p1' };
    assert.ok(!JSON.stringify(added).includes('"password"'), 'it lies encrypted in the lane');
    assert.deepEqual(
      added.map(({ envelope }) => openedEnvelope(site, envelope)?.event),
      [
        { ...event, type: 'enter', show: 'away', password: 'key', history: { maxStanzas: 3 } },
        { ...event, type: 'status', status: 'here' },
        { ...event, type: 'leave', status: 'bye' },
      ],
    );
    for (const { lane, envelope } of added) {
      assert.equal(lane, 'echo.0');
      assert.equal(envelope.gateway, site.gateway.name);
      assert.equal(envelope.conversation, 'guest1@example.org>room-a');
      assert.equal(envelope.kind, 'presence');
    }
    assert.deepEqual(sent, []);
  });

  it('is no presence of other contacts, of the gateway, or about subscriptions', () => {
    const { desk } = begin();
    for (const xml of [
      `<presence ${from(GUEST, `nurse@${DOMAIN}`, '')}/>`,
      `<presence ${from(GUEST, DOMAIN, '')}/>`,
      `<presence ${from(GUEST, ROOM, 'type="subscribe"')}/>`,
      `<presence ${from(GUEST, ROOM, 'type="probe"')}/>`,
      `<presence ${from(GUEST, `Not A Contact@${DOMAIN}`, '')}/>`,
    ]) {
      const stanza = parseStanza(xml.replace('/>', ' xmlns="jabber:client"/>'));
      assert.equal(stanza !== undefined && desk.takesPresence(stanza), false, xml);
    }
  });

  it('is the contact’s at the bare address of a room that is one as well, unless it enters or is for the room', () => {
    const { site } = begin();
    const rooms = Object.assign(Object.create(site.gateway.rooms ?? null), { contacts: true });
    const gateway: Gateway = Object.assign(Object.create(site.gateway), { rooms });
    const desk = new RoomDesk({ ...site, gateway }, () => undefined);
    const x = '<x xmlns="http://jabber.org/protocol/muc"/>';
    const invite = '<x xmlns="http://jabber.org/protocol/muc#user"><invite to="a@b.example"/></x>';
    const cases: readonly [string, boolean][] = [
      [`<presence ${from(GUEST, ROOM, '')}></presence>`, false],
      [`<presence ${from(GUEST, ROOM, 'type="unavailable"')}></presence>`, false],
      [`<presence ${from(GUEST, ROOM, '')}>${x}</presence>`, true],
      [`<presence ${from(GUEST, `${ROOM}/Rom`, 'type="unavailable"')}></presence>`, true],
      [`<message ${from(GUEST, ROOM, 'type="error"')}></message>`, false],
      [`<message ${from(GUEST, `${ROOM}/Rom`, 'type="error"')}></message>`, true],
      [`<message ${from(GUEST, ROOM, '')}>${invite}</message>`, true],
      [`<message ${from(GUEST, ROOM, 'type="chat"')}><body>Hi</body></message>`, false],
    ];
    for (const [xml, taken] of cases) {
      const stanza = read(xml);
      assert.equal(stanza.name === 'presence' ? desk.takesPresence(stanza) : desk.takesMessage(stanza), taken, xml);
    }
  });

  it('waits for the messages before it', async () => {
    const { desk, added } = begin();
    let go: () => void = () => undefined;
    const before = new Promise<void>((resolve) => {
      go = resolve;
    });
    const done = desk.presence(read(`<presence ${from(GUEST, `${ROOM}/R`, 'type="unavailable"')}></presence>`), before);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(added.length, 0);
    go();
    await done;
    assert.equal(added.length, 1);
  });

  it('is an invitation or its decline (XEP-0045 7.8.2), and no text', async () => {
    const { desk, added } = begin();
    const message = (type: string, inner: string) =>
      read(
        `<message ${from(GUEST, ROOM, `type="${type}" id="i1"`)}><x xmlns="http://jabber.org/protocol/muc#user">${inner}</x></message>`,
      );
    const invite = '<invite to="nurse@example.org"><reason>Come</reason><continue thread="t1"/></invite>';
    const both = [message('normal', invite), message('normal', '<decline to="juliet@example.org"/>')];
    for (const stanza of both) {
      assert.equal(desk.takesMessage(stanza), true);
      await desk.message(stanza, now);
    }
    const event = { from: GUEST, to: ROOM, contact: 'room-a', nick: '', stanzaId: 'i1', type: 'invitation' };
    assert.deepEqual(
      added.map((one) => one.envelope.event),
      [
        { ...event, what: 'invite', whom: 'nurse@example.org', reason: 'Come', thread: 't1' },
        { ...event, what: 'decline', whom: 'juliet@example.org' },
      ],
    );
    assert.equal(desk.takesMessage(message('groupchat', invite)), false);
    assert.equal(desk.takesMessage(message('normal', '')), false);
  });

  it('ends where what we sent comes back as to nobody, and only then', async () => {
    const { desk, added } = begin();
    const bounce = (name: string, condition: string, client = GUEST) =>
      read(
        `<${name} ${from(client, `${ROOM}/x`, 'type="error"')}><error type="cancel"><${condition} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></${name}>`,
      );
    for (const name of ['presence', 'message']) {
      for (const condition of ['recipient-unavailable', 'not-acceptable']) {
        const stanza = bounce(name, condition);
        if (name === 'presence') await desk.presence(stanza, now);
        else await desk.message(stanza, now);
      }
    }
    await desk.message(bounce('message', 'item-not-found', 'guest1@example.org'), now);
    assert.deepEqual(
      added.map(({ envelope: { event, conversation } }) => [event?.type, conversation]),
      [
        ['gone', 'guest1@example.org>'],
        ['gone', 'guest1@example.org>'],
      ],
    );
  });

  const entering = (client = GUEST) =>
    read(`<presence ${from(client, `${ROOM}/R`, 'id="p1"')}><x xmlns="http://jabber.org/protocol/muc"></x></presence>`);

  it('is refused to who may not use the gateway or is not registered: the join fails, and says by whom', async () => {
    const denied = begin({ access: (jid) => problem('access-denied', { jid }) });
    const stranger = begin();
    await denied.desk.presence(entering(), now);
    await stranger.desk.presence(entering('stranger@example.org/a'), now);
    for (const { sent, added } of [denied, stranger]) {
      assert.deepEqual(added, []);
      const [error, ...more] = sent.map(serialise);
      assert.equal(more.length, 0);
      assert.match(error ?? '', /^<presence [^>]*type="error"/);
      assert.ok(error?.includes('<x xmlns="http://jabber.org/protocol/muc"/>'), error);
      assert.ok(error?.includes(`by="${ROOM}"`), error);
      assert.ok(error?.includes(`from="${ROOM}/R"`), error);
    }
  });

  it('is refused where nobody works the lane, it is full, or there is no room for more; whoever leaves may leave', async () => {
    for (const parts of [
      { unheld: 1 },
      { refusing: 'full' as const },
      { refusing: 'unreachable' as const },
      { pressed: () => true },
    ]) {
      const { desk, sent, added } = begin(parts);
      await desk.presence(entering(), now);
      assert.equal(sent.length, 1, JSON.stringify(parts));
      assert.equal(sent[0]?.attrs.type, 'error');
      await desk.presence(read(`<presence ${from(GUEST, `${ROOM}/R`, 'type="unavailable"')}></presence>`), now);
      assert.equal(sent.length, 1, 'a goodbye is not answered');
      assert.equal(added.length, parts.pressed === undefined ? 0 : 1);
    }
  });

  it('of our own domain is nobody’s', async () => {
    const { desk, sent, added } = begin();
    await desk.presence(entering(`nurse@${DOMAIN}/x`), now);
    assert.deepEqual([sent, added], [[], []]);
  });

  it('may be a question: it goes its way, or says why not, and is nothing in between', async () => {
    const ask = (desk: RoomDesk) => {
      const iq = read(
        `<iq ${from(GUEST, `${ROOM}/Nurse`, 'type="get" id="q1"')}><ping xmlns="urn:xmpp:ping"></ping></iq>`,
      );
      const [payload] = iq.elements();
      const [sender, to] = [parseJid(GUEST), parseJid(`${ROOM}/Nurse`)];
      assert.ok(payload !== undefined && sender !== undefined && to !== undefined);
      return desk.ask({
        iq,
        payload,
        type: 'get',
        from: sender,
        to,
        kind: 'contact',
        contact: 'room-a',
        before: now,
        lang: undefined,
      });
    };
    const { desk, added, sent } = begin();
    assert.equal(await ask(desk), undefined);
    const [{ envelope } = assert.fail('nothing was added')] = added;
    assert.equal(envelope.kind, 'iq');
    const { event } = envelope;
    assert.ok(event?.type === 'ask');
    assert.deepEqual([event.method, event.nick, event.payload], ['get', 'Nurse', '<ping xmlns="urn:xmpp:ping"/>']);
    const full = begin({ refusing: 'full' });
    assert.ok((await ask(full.desk)) !== undefined);
    assert.deepEqual([sent, full.sent], [[], []]);
  });
});

describe('accounts where people need not register', () => {
  it('are implied ones, which stand as long as nobody registers', async () => {
    const { site } = begin();
    const jid = 'guest2@example.org';
    assert.equal((await accountOf(site, jid))?.born, 0);
    assert.equal((await accountsOf(site, jid))?.all.length, 1);
    assert.equal((await standing(site, jid, 0))?.account.id, jid);
    assert.equal(await standing(site, jid, 7), undefined);
    assert.equal(surelyStanding(site, jid, 0), true);
    assert.equal(await accountsOf(site, 'stranger@example.org'), undefined);
  });

  it('are the registered ones of who has registered, and among them the one of the network', async () => {
    const { site, desk, added } = begin();
    const registrar = new Registrar(site);
    const nick = (name: string) => new Map([['nick', name]]);
    assert.ok((await registrar.register(ROMEO, nick('rom'))).ok);
    assert.ok((await registrar.register(ROMEO, nick('roma'), undefined, 'a')).ok);
    for (const room of ['room-a', 'room-b']) {
      await desk.presence(read(`<presence ${from(CLIENT, `${room}@${DOMAIN}/R`, '')}></presence>`), now);
    }
    assert.deepEqual(
      added.filter(({ lane }) => lane.startsWith('echo.')).map(({ lane, envelope }) => [lane, envelope.account]),
      [
        ['echo.a', `${ROMEO}/a`],
        ['echo.0', ROMEO],
      ],
    );
  });
});

describe('stanzas of rooms', () => {
  it('go into the lane of each stream once, for all of its recipients, in their order, and wait for Redis', async () => {
    const { site, added } = begin({ streams: 2 });
    const to = Array.from({ length: 20 }, (_, n) => `u${n}@example.org/x`);
    await fanOut(site, { contact: 'room-a', stanzas: ['<message/>', '<presence/>'], to });
    assert.equal(added.length, 2);
    assert.deepEqual(added.flatMap(({ envelope }) => envelope.to ?? []).sort(), [...to].sort());
    for (const { envelope, options } of added) {
      assert.deepEqual(envelope.stanzas, ['<message/>', '<presence/>']);
      assert.equal(envelope.conversation, '>room-a');
      assert.deepEqual(
        envelope.to,
        to.filter((jid) => envelope.to?.includes(jid) === true),
      );
      assert.deepEqual(options, { evenIfFull: true, giveUpAfter: Number.POSITIVE_INFINITY });
    }
    const again = begin({ streams: 2 });
    await fanOut(again.site, {
      contact: 'room-b',
      stanzas: ['<message/>'],
      to: ['u3@example.org/other', 'u3@example.org'],
    });
    assert.equal(again.added.length, 1, 'all clients of a user are on one stream');
  });
});

describe('orders', () => {
  function withOutcome(outcome: Outcome | undefined) {
    const { site } = begin();
    const replies = new Replies(site);
    const outcomes = new Outcomes(site, replies, new Fates(site, replies), new Recollection(site));
    const lanes = {
      add: async (_lane: string, envelope: Envelope) => {
        if (outcome !== undefined) void outcomes.settle([{ envelope, outcome }]);
      },
    } as unknown as Lanes;
    return { ...site, lanes };
  }

  it('are answered by whoever holds the lane', async () => {
    const site = withOutcome({ kind: 'accepted', parts: [], answer: '{"rooms":2}' });
    assert.deepEqual(await giveOrder(site, 'echo.0', { do: 'count' }), { rooms: 2 });
    assert.equal(await giveOrder(withOutcome({ kind: 'accepted', parts: [] }), 'echo.0', {}), null);
  });

  it('are not where it could not be done', async () => {
    const site = withOutcome({ kind: 'unknown', maybeSent: true, reason: 'it broke' });
    assert.equal(await giveOrder(site, 'echo.0', {}), undefined);
  });

  it('are not answered for ever', async () => {
    const site = withOutcome(undefined);
    let passed = 0;
    const clock = {
      now: () => Date.now(),
      monotonic: () => passed,
      after: (ms: number, run: () => void) => {
        passed += ms * 100;
        setImmediate(run);
        return { cancel: () => undefined };
      },
    };
    assert.equal(await giveOrder({ ...site, clock }, 'echo.0', {}), undefined);
  });

  it('and events of rooms are told from messages and from what users do', () => {
    for (const type of ['enter', 'status', 'leave', 'gone', 'invitation', 'ask', 'order']) {
      assert.equal(isRoomEvent({ type }), true);
    }
    for (const type of ['message', 'notice', 'marker', 'chat-state', 'presence', 'subscription', '']) {
      assert.equal(isRoomEvent({ type }), false);
    }
    assert.equal(isRoomEvent(undefined), false);
  });
});
