import assert from 'node:assert/strict';
import { describe, it, type TestContext as Running } from 'node:test';
import fc from 'fast-check';
import type { Envelope, Gateway, Hold, MessageEvent, Outcome, RoomEvent } from '../../gateways/gateway.js';
import { newEnvelopeId } from '../../src/lanes/envelope.js';
import { CONDITIONS } from '../../src/xmpp/errors.js';
import { escapeLocal } from '../../src/xmpp/jid.js';
import { parseStanza } from '../../src/xmpp/parse.js';
import { ACCOUNTS, type TestContext, textTo, USER } from '../support/test-context.js';
import type { Subject } from './conformance.js';
import type { Fixture } from './fixture.js';

const CLIENT = `${USER}/balcony`;
const KINDS = ['room', 'person', 'network'];
/** Requests that clients send to rooms, to people and to networks. */
const ASKED: readonly (readonly [type: 'get' | 'set', namespace: string, payload: string])[] = [
  ['get', 'http://jabber.org/protocol/disco#info', '<query xmlns="http://jabber.org/protocol/disco#info"/>'],
  ['get', 'http://jabber.org/protocol/disco#items', '<query xmlns="http://jabber.org/protocol/disco#items"/>'],
  ['get', 'urn:xmpp:ping', '<ping xmlns="urn:xmpp:ping"/>'],
  ['get', 'jabber:iq:version', '<query xmlns="jabber:iq:version"/>'],
  ['get', 'vcard-temp', '<vCard xmlns="vcard-temp"/>'],
  [
    'get',
    'http://jabber.org/protocol/muc#admin',
    '<query xmlns="http://jabber.org/protocol/muc#admin"><item affiliation="member"/></query>',
  ],
  [
    'set',
    'http://jabber.org/protocol/muc#admin',
    '<query xmlns="http://jabber.org/protocol/muc#admin"><item nick="nobody" role="none"/></query>',
  ],
  ['get', 'http://jabber.org/protocol/muc#owner', '<query xmlns="http://jabber.org/protocol/muc#owner"/>'],
  ['set', 'http://jabber.org/protocol/muc#owner', '<query xmlns="http://jabber.org/protocol/muc#owner"/>'],
];

type Rooms = NonNullable<Fixture['rooms']>;

/** Rooms, where the network has any (XEP-0045); where it has none, nothing of them is heard. */
export function keepsRooms(get: () => Subject): void {
  describe('keeps rooms', () => {
    it('only if it says so: who has none takes no events of them, but orders of its commands', async (t) => {
      const { gateway, fixture, open } = get();
      const { hold, context } = await open(t);
      assert.equal(fixture.rooms !== undefined, gateway.rooms !== undefined, 'the fixture has some');
      if (gateway.rooms !== undefined) return assert.ok(hold.room !== undefined);
      if (hold.room === undefined) return;
      assert.ok((gateway.commands ?? []).length > 0, 'somebody gives orders');
      const one = new Client(gateway, hold, context);
      const acts: Promise<Outcome>[] = [];
      fc.assert(
        fc.property(strange(fixture.addresses.canonical), ({ contact, nick, ...said }) => {
          const event = { ...one.head(contact, nick), ...said } as RoomEvent;
          const settled = one.act(event).then((outcome) => {
            if (event.type !== 'order') assert.deepEqual(outcome, { kind: 'unsupported', feature: 'rooms' });
            return outcome;
          });
          acts.push(settled);
        }),
        { numRuns: 200 },
      );
      await hold.close();
      await Promise.all(acts);
      await new Promise((resolve) => setImmediate(resolve));
      assert.ok(one.counts().every((count) => count === 1));
    });

    it('by addresses, lanes and answers that are the same in every process, whatever is asked', () => {
      const { gateway, another, fixture } = get();
      const { rooms } = gateway;
      const other = another().rooms;
      if (rooms === undefined || other === undefined) return;
      const contacts = fc.oneof(fc.constantFrom(...fixture.addresses.canonical), fc.string({ maxLength: 20 }));
      const namespaces = fc.oneof(fc.constantFrom(...ASKED.map(([, namespace]) => namespace)), fc.string());
      const types = fc.constantFrom('get' as const, 'set' as const);
      fc.assert(
        fc.property(contacts, fc.string({ maxLength: 5 }), types, namespaces, (contact, resource, type, namespace) => {
          assert.ok(KINDS.includes(rooms.kindOf(contact)));
          assert.equal(other.kindOf(contact), rooms.kindOf(contact));
          const answers = rooms.answers(contact, resource, type, namespace, '');
          assert.equal(typeof answers, 'boolean');
          assert.equal(other.answers(contact, resource, type, namespace, ''), answers);
        }),
      );
      for (const account of ACCOUNTS) {
        assert.ok(gateway.lanes.includes(rooms.laneFor(account)));
        assert.equal(other.laneFor(account), rooms.laneFor(account));
      }
    });

    it('on networks that have addresses of their own', () => {
      const { gateway } = get();
      const { rooms } = gateway;
      if (rooms === undefined) return;
      if (rooms.identity !== undefined) assert.match(rooms.identity.category, /^[a-z]+$/);
      for (const { contact, name } of rooms.networks) {
        assert.equal(rooms.kindOf(contact), 'network');
        assert.equal(gateway.addresses.parse(gateway.addresses.format(contact)).ok, true);
        assert.notEqual(name, '');
      }
    });

    it('that are entered: who enters sees itself there last of all who are there (XEP-0045 7.2.2)', async (t) => {
      const one = await begin(get, t);
      if (one === undefined) return;
      const room = await one.rooms.room();
      assert.ok(one.gateway.rooms?.kindOf(room) === 'room');
      await one.rooms.listen(room);
      assert.equal((await one.act(one.entering(room))).kind, 'accepted');
      await one.context.until(() => one.presences(room).some(isOwn), 'the own presence');
      const presences = one.presences(room);
      assert.ok(presences.length >= 2, 'somebody else is there');
      assert.equal(presences.findIndex(isOwn), presences.length - 1);
      assert.deepEqual(one.counts(), [1]);
    });

    it('in which everybody hears what is said, in order, and each text is settled once', async (t) => {
      const one = await begin(get, t);
      if (one === undefined) return;
      const room = await one.rooms.room();
      await one.rooms.listen(room);
      assert.equal((await one.act(one.entering(room))).kind, 'accepted');
      const texts = ['one', 'two', 'three'];
      const outcomes = await Promise.all(texts.map((body) => one.say(room, body)));
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ['accepted', 'accepted', 'accepted'],
      );
      assert.deepEqual(await one.rooms.heard(room, 3), texts);
      await one.context.until(() => one.bodies(room).length >= 3, 'all are reflected');
      assert.deepEqual(one.bodies(room), texts);
      assert.deepEqual(one.counts(), [1, 1, 1, 1]);
    });

    it('that refuse: who may not enter is told why, once', async (t) => {
      const one = await begin(get, t);
      if (one === undefined) return;
      isRefusal(get, await one.act(one.entering(one.rooms.closed())));
      assert.deepEqual(one.counts(), [1]);
    });

    it('that nobody speaks in who has not entered, or has left', async (t) => {
      const one = await begin(get, t);
      if (one === undefined) return;
      const room = await one.rooms.room();
      isRefusal(get, await one.say(room, 'Too early'));
      assert.equal((await one.act(one.entering(room))).kind, 'accepted');
      assert.equal((await one.act({ ...one.head(room), type: 'leave' })).kind, 'accepted');
      isRefusal(get, await one.say(room, 'Too late'));
      assert.equal((await one.act({ ...one.head(room), type: 'leave' })).kind, 'accepted', 'leaving twice is no error');
      assert.deepEqual(one.counts(), [1, 1, 1, 1, 1]);
    });

    it('with exactly one answer to each request that it says it answers, in a room and out of it', async (t) => {
      const one = await begin(get, t);
      if (one === undefined) return;
      const room = await one.rooms.room();
      await one.rooms.listen(room);
      const others = get().fixture.addresses.canonical;
      for (const inside of [false, true]) {
        if (inside) assert.equal((await one.act(one.entering(room))).kind, 'accepted');
        for (const contact of [room, ...others]) {
          for (const nick of ['', 'juliet', 'nobody']) {
            for (const [method, namespace, payload] of ASKED) {
              if (one.gateway.rooms?.answers(contact, nick, method, namespace, '') !== true) continue;
              const outcome = await one.act({ ...one.head(contact, nick), type: 'ask', method, payload });
              const about = `${method} ${namespace} of ${contact}/${nick}`;
              if (outcome.kind !== 'accepted') isRefusal(get, outcome, about);
              else if (outcome.answer !== undefined) assert.ok(parseStanza(outcome.answer) !== undefined, about);
            }
          }
        }
      }
      assert.ok(one.counts().every((count) => count === 1));
    });

    it('and whatever a client does, however strange, is settled once and throws nothing', async (t) => {
      const one = await begin(get, t);
      if (one === undefined) return;
      const room = await one.rooms.room();
      assert.equal((await one.act(one.entering(room))).kind, 'accepted');
      const contacts = [room, one.rooms.closed(), await one.rooms.room(), ...get().fixture.addresses.canonical];
      const open: Promise<Outcome>[] = [];
      fc.assert(
        fc.property(strange(contacts), ({ contact, nick, ...said }) => {
          open.push(one.act({ ...one.head(contact, nick), ...said } as RoomEvent));
        }),
        { numRuns: 200 },
      );
      await one.hold.close();
      await Promise.all(open);
      // What would be settled again would be by now.
      await new Promise((resolve) => setImmediate(resolve));
      assert.ok(one.counts().every((count) => count === 1));
    });

    it('and closing settles all that is open, once', async (t) => {
      const one = await begin(get, t);
      if (one === undefined) return;
      const room = await one.rooms.room();
      const open = [one.act(one.entering(room)), one.say(room, 'Not yet')];
      for (const [method, namespace, payload] of ASKED) {
        if (one.gateway.rooms?.answers(room, '', method, namespace, '') !== true) continue;
        open.push(one.act({ ...one.head(room, ''), type: 'ask', method, payload }));
      }
      open.push(one.act({ type: 'order', contact: '', order: { do: 'nothing' } }));
      await one.hold.close();
      for (const outcome of await Promise.all(open)) {
        assert.ok(outcome.kind !== 'retry' || outcome.scope === 'lane', JSON.stringify(outcome));
      }
      const late = await one.act(one.entering(room));
      assert.ok(late.kind === 'retry' && late.scope === 'lane', JSON.stringify(late));
      assert.ok(one.counts().every((count) => count === 1));
    });
  });
}

/** A client of the user, at a hold of a gateway of its own. Undefined: the network has no rooms. */
async function begin(get: () => Subject, t: Running): Promise<RoomClient | undefined> {
  const { fixture, another, open } = get();
  if (fixture.rooms === undefined) return undefined;
  const gateway = another();
  const { hold, context } = await open(t, gateway);
  return new RoomClient(gateway, hold, context, fixture.rooms);
}

class Client {
  readonly #outcomes: Outcome[][] = [];
  readonly gateway: Gateway;
  readonly hold: Hold;
  readonly context: TestContext;

  constructor(gateway: Gateway, hold: Hold, context: TestContext) {
    this.gateway = gateway;
    this.hold = hold;
    this.context = context;
  }

  head(contact: string, nick = 'juliet') {
    const local = escapeLocal(this.gateway.addresses.format(contact)) ?? '';
    const to = `${local}@${this.gateway.domain}${nick === '' ? '' : `/${nick}`}`;
    return { from: CLIENT, to, contact, nick, stanzaId: newEnvelopeId() };
  }

  entering(contact: string): RoomEvent {
    return { ...this.head(contact), type: 'enter', history: { maxStanzas: 0 } };
  }

  /** Resolves with the first outcome. */
  act(event: RoomEvent): Promise<Outcome> {
    const envelope = { ...this.#envelope(event.contact), kind: 'presence', event } as const;
    return this.#settled((settle) => this.hold.room?.(envelope, settle));
  }

  say(contact: string, body: string): Promise<Outcome> {
    const envelope = textTo(this.gateway, contact, body);
    const event = { ...envelope.event, room: { to: 'all' } } as MessageEvent;
    return this.#settled((settle) => this.hold.submit({ ...envelope, event }, settle));
  }

  /** How often each was settled, in their order. */
  counts(): readonly number[] {
    return this.#outcomes.map((all) => all.length);
  }

  /** What the client got of a room, each stanza in XML. */
  #got(contact: string): readonly string[] {
    return this.context.roomStanzas.flatMap((one) =>
      one.contact === contact && one.to.includes(CLIENT) ? one.stanzas : [],
    );
  }

  presences(contact: string): readonly string[] {
    return this.#got(contact).filter((xml) => xml.startsWith('<presence'));
  }

  bodies(contact: string): readonly string[] {
    return this.#got(contact).flatMap((xml) => parseStanza(xml)?.getChildText('body') ?? []);
  }

  #envelope(contact: string): Omit<Envelope<RoomEvent>, 'kind' | 'event'> {
    return {
      v: 1,
      id: newEnvelopeId(),
      gateway: this.gateway.name,
      account: USER,
      born: 3,
      rev: 1,
      conversation: `${USER}>${contact}`,
      at: Date.now(),
    };
  }

  #settled(give: (settle: (outcome: Outcome) => void) => void): Promise<Outcome> {
    const all: Outcome[] = [];
    this.#outcomes.push(all);
    return new Promise((resolve) => {
      give((outcome) => {
        all.push(outcome);
        resolve(outcome);
      });
    });
  }
}

/** Where there are rooms to be in. */
class RoomClient extends Client {
  readonly rooms: Rooms;

  constructor(gateway: Gateway, hold: Hold, context: TestContext, rooms: Rooms) {
    super(gateway, hold, context);
    this.rooms = rooms;
  }
}

function isOwn(xml: string): boolean {
  return xml.includes('<status code="110"/>');
}

function isRefusal(get: () => Subject, outcome: Outcome, about = ''): void {
  assert.ok(outcome.kind === 'rejected', `${about} ${JSON.stringify(outcome)}`);
  const { condition, text } = outcome.problem;
  assert.ok(Object.hasOwn(CONDITIONS, condition), condition);
  assert.notEqual(get().words.text(text), '');
}

/** Events as no honest client sends them. */
function strange(contacts: readonly string[]) {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('', ' ', 'a b', 'x\r\nQUIT :gone', '\0', ':colon', '#room,#other', '@', 'a@', `${'x'.repeat(600)}`),
  );
  const payload = fc.oneof(fc.constantFrom(...ASKED.map(([, , xml]) => xml)), text);
  const head = { contact: fc.constantFrom(...contacts), nick: text };
  const optional = { requiredKeys: ['contact', 'nick', 'type'] as ['contact', 'nick', 'type'] };
  return fc.oneof(
    fc.record({
      ...head,
      type: fc.constant('enter'),
      password: text,
      history: fc.record({ maxStanzas: fc.integer(), seconds: fc.integer() }),
    }),
    fc.record({ ...head, type: fc.constant('status'), status: text }, optional),
    fc.record({ ...head, type: fc.constant('leave'), status: text }, optional),
    fc.record({ ...head, type: fc.constant('invitation'), what: fc.constantFrom('invite', 'decline'), whom: text }),
    fc.record({ ...head, type: fc.constant('ask'), method: fc.constantFrom('get', 'set'), payload }),
    fc.record({ ...head, type: fc.constant('order'), order: fc.jsonValue({ maxDepth: 2 }) }),
  );
}
