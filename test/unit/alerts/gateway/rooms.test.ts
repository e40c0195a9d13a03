import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roomLaneOf } from '../../../../gateways/alerts/lanes.js';
import { AgentRooms, type AgentRoomsParts, type RoomSaying } from '../../../../gateways/alerts/post/rooms.js';
import type { Post } from '../../../../gateways/gateway.js';
import { newEnvelopeId } from '../../../../src/lanes/envelope.js';
import { silentLog } from '../../../../src/log.js';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { bookOf } from '../book/helpers.js';

const ROOM = 'ops@rooms.example.org';
const AGENT = 'alerts@alerts.example.org/room';
const LANE = roomLaneOf(ROOM);
const BOOK = `routes: [{ name: db, to: 'xmpp:${ROOM}?join' }]`;
const ERRORS = 'urn:ietf:params:xml:ns:xmpp-stanzas';
const SAYING: RoomSaying = {
  id: 'emessage',
  room: ROOM,
  stanza: `<message id='emessage' from='${AGENT}' to='${ROOM}' type='groupchat'><body>disk full</body></message>`,
};

function element(xml: string): Element {
  const parsed = parseStanza(xml);
  assert.ok(parsed !== undefined);
  return parsed;
}

const self = (type = '') =>
  element(
    `<presence from='${ROOM}/alerts' to='${AGENT}'${type}><x xmlns='http://jabber.org/protocol/muc#user'><item role='participant' affiliation='none'/><status code='110'/></x></presence>`,
  );
const said = (nick: string, id: string) =>
  element(`<message type='groupchat' id='${id}' from='${ROOM}/${nick}' to='${AGENT}'><body>disk full</body></message>`);
const refused = (id: string, condition: string) =>
  element(
    `<message type='error' id='${id}' from='${ROOM}' to='${AGENT}'><error type='modify'><${condition} xmlns='${ERRORS}'/></error></message>`,
  );

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function world(book = BOOK, more: Partial<AgentRoomsParts> = {}) {
  const [kv, clock] = [more.kv ?? new MemoryKv(), new FakeClock()];
  const posted: Post[] = [];
  const again: RoomSaying[] = [];
  const reports: { readonly id: string; readonly fate: string }[] = [];
  const made = (): AgentRooms =>
    new AgentRooms({
      book: () => bookOf(book),
      kv,
      post: async (one) => void posted.push(one),
      again: async (one) => void again.push(one),
      report: async (one) => void reports.push(one),
      houses: { ready: async () => undefined },
      jidOf: (place) => (place.kind === 'room' ? place.jid : undefined),
      lane: LANE,
      agent: AGENT,
      nick: 'alerts',
      newId: newEnvelopeId,
      random: () => 0.5,
      clock,
      log: silentLog,
      ...more,
    });
  const joins = () => posted.filter(({ stanza }) => /^<presence [^>]*>\s*<x/.test(stanza));
  const messages = () => posted.filter(({ stanza }) => stanza.startsWith('<message'));
  return { rooms: made(), made, kv, clock, posted, joins, messages, again, reports };
}

describe('the rooms that the agent is in', () => {
  it('are entered when the book names them, by the lane that each is of, and left when it does not', async () => {
    const { rooms, joins } = world();
    await rooms.open();
    await settled();
    assert.equal(joins().length, 1);
    assert.match(joins()[0]?.stanza ?? '', new RegExp(`to="${ROOM}/alerts"`));
    const elsewhere = world(BOOK, { lane: 'alerts.none' });
    await elsewhere.rooms.open();
    await settled();
    assert.deepEqual(elsewhere.posted, []);
    let book = bookOf(BOOK);
    const changing = world(BOOK, { book: () => book });
    await changing.rooms.open();
    await settled();
    await changing.rooms.hear(self());
    book = bookOf('routes: [{ name: db, to: "xmpp:a@example.org" }]');
    await changing.rooms.open();
    await settled();
    assert.match(changing.posted.at(-1)?.stanza ?? '', /unavailable/);
  });

  it('are told things once they have let us in, and what they show then has arrived', async () => {
    const { rooms, joins, messages, reports } = world();
    const saying = rooms.say(SAYING);
    await settled();
    assert.equal(joins().length, 1);
    assert.deepEqual(messages(), []);
    assert.equal(await rooms.hear(self()), true);
    await saying;
    assert.deepEqual(
      messages().map(({ id, to }) => [id, to]),
      [['emessage', ROOM]],
    );
    assert.equal(await rooms.hear(said('alerts', 'emessage')), true);
    assert.deepEqual(reports, [{ id: 'emessage', fate: 'delivered' }]);
    assert.equal(await rooms.hear(said('bob', 'm1')), false);
  });

  it('tell what was said before, as some do whatever they are asked: it answers nothing', async () => {
    const { rooms } = world();
    await rooms.open();
    await rooms.hear(self());
    const delay = `<delay xmlns='urn:xmpp:delay' from='${ROOM}' stamp='2026-01-01T00:00:00Z'/>`;
    assert.equal(await rooms.hear(element(said('bob', 'm0').toString().replace('<body>', `${delay}<body>`))), true);
    assert.equal(await rooms.hear(said('bob', 'm1')), false);
  });

  it('tell what was missed where they are only sources, each message once, also to the next process', async () => {
    const watch = `sources: { watch: { kind: message, places: ['xmpp:${ROOM}?join'] } }\nroutes: [{ name: db, to: 'xmpp:a@example.org' }]`;
    const { rooms, made, joins, clock } = world(watch);
    const later = (nick: string, id: string, at = clock.now()) => {
      const delay = `<delay xmlns='urn:xmpp:delay' from='${ROOM}' stamp='${new Date(at).toISOString()}'/>`;
      return element(said(nick, id).toString().replace('<body>', `${delay}<body>`));
    };
    await rooms.open();
    await settled();
    assert.equal(await rooms.hear(later('bob', 'm0', clock.now() - 60_000)), true, 'before we first came');
    await rooms.hear(self());
    clock.advance(10_000);
    assert.equal(await rooms.hear(said('bob', 'm1')), false);
    await rooms.heard(said('bob', 'm1'));
    const heardAt = clock.now();
    rooms.close();

    clock.advance(60_000);
    const next = made();
    await next.open();
    await settled();
    const since = /since="([^"]+)"/.exec(joins().at(-1)?.stanza ?? '')?.[1] ?? '';
    assert.ok(Date.parse(since) <= heardAt && Date.parse(since) > heardAt - 10_000, since);
    assert.equal(await next.hear(later('bob', 'm1', heardAt)), true, 'it was heard when it was said');
    assert.equal(await next.hear(later('bob', 'm2', heardAt + 20_000)), false);
    assert.equal(await next.hear(later('eve', 'm1', heardAt + 21_000)), false, "another's, under the same id");
    assert.equal(await next.hear(later('bob', 'm3', heardAt - 60_000)), true, 'it was asked for by nobody');
    await next.heard(later('bob', 'm2', heardAt + 20_000));
    assert.equal(await next.hear(later('bob', 'm2', heardAt + 20_000)), true);
  });

  it('know us under the nick that they have given us', async () => {
    const { rooms, clock } = world();
    await rooms.open();
    await settled();
    await rooms.hear(
      element(
        `<presence from='${ROOM}/alerts' to='${AGENT}' type='error'><error type='cancel'><conflict xmlns='${ERRORS}'/></error></presence>`,
      ),
    );
    clock.advance(10);
    await rooms.hear(element(self().toString().replace('/alerts', '/alerts_')));
    assert.deepEqual(rooms.rooms, [{ room: ROOM, nick: 'alerts_', phase: 'in' }]);
    assert.equal(await rooms.hear(said('alerts_', 'x')), true);
    assert.equal(await rooms.hear(said('alerts', 'y')), false);
  });

  it('are told it again where we just were not in them, a few times', async () => {
    const { rooms, joins, messages, again, reports } = world();
    const saying = rooms.say(SAYING);
    await settled();
    await rooms.hear(self());
    await saying;
    assert.equal(await rooms.hear(refused('emessage', 'not-acceptable')), true);
    assert.deepEqual(again, [{ ...SAYING, tries: 1 }]);
    const next = rooms.say({ ...SAYING, tries: 1 });
    await settled();
    assert.equal(joins().length, 2);
    await rooms.hear(self());
    await next;
    assert.notEqual(messages()[1]?.id, messages()[0]?.id);
    assert.equal(messages()[1]?.stanza, SAYING.stanza);
    const last = rooms.say({ ...SAYING, tries: 3 });
    await last;
    assert.equal(await rooms.hear(refused('emessage', 'not-acceptable')), false, 'it is reported as any failure');
    assert.equal(await rooms.hear(refused('emessage', 'forbidden')), false);
    assert.deepEqual(reports, []);
  });

  it('are entered again where their service was restarted and knows them no more', async () => {
    const { rooms, joins, again } = world();
    const saying = rooms.say(SAYING);
    await settled();
    await rooms.hear(self());
    await saying;
    assert.equal(await rooms.hear(refused('emessage', 'item-not-found')), true);
    assert.deepEqual(again, [{ ...SAYING, tries: 1 }]);
    void rooms.say({ ...SAYING, tries: 1 });
    await settled();
    assert.equal(joins().length, 2);
  });

  it('that refuse us are told at once, and are asked anew after a while', async () => {
    const { rooms, joins, reports, clock } = world();
    const saying = rooms.say(SAYING);
    await settled();
    await rooms.hear(
      element(
        `<presence from='${ROOM}/alerts' to='${AGENT}' type='error'><error type='auth'><registration-required xmlns='${ERRORS}'/></error></presence>`,
      ),
    );
    await saying;
    await rooms.say({ ...SAYING, id: 'eother' });
    assert.deepEqual(reports, [
      { id: 'emessage', fate: 'failed', reason: 'the room refuses us: registration-required' },
      { id: 'eother', fate: 'failed', reason: 'the room refuses us: registration-required' },
    ]);
    assert.equal(joins().length, 1);
    clock.advance(31_000);
    void rooms.say({ ...SAYING, id: 'elater' });
    await settled();
    assert.equal(joins().length, 2);
  });

  it('that do not answer hold up nothing for long', async () => {
    const { rooms, reports, clock } = world();
    const saying = rooms.say(SAYING);
    await settled();
    clock.advance(20_000);
    await saying;
    assert.deepEqual(reports, [{ id: 'emessage', fate: 'failed', reason: 'the room does not answer' }]);
    await rooms.say({ ...SAYING, id: 'eold', expires: 1 });
    assert.equal(reports[1]?.id, 'eold');
  });

  it('that have not heard a join are asked again within seconds, so that what is for them still comes', async () => {
    const { rooms, joins, messages, reports, clock } = world();
    const saying = rooms.say(SAYING);
    await settled();
    assert.equal(joins().length, 1);
    clock.advance(5000);
    clock.advance(2500);
    await settled();
    assert.equal(joins().length, 2);
    await rooms.hear(self());
    await saying;
    assert.equal(messages().length, 1);
    assert.deepEqual(reports, []);
  });

  it('are asked again when the server is back, whether they are in or have not been answered', async () => {
    const { rooms, joins, posted, clock } = world();
    await rooms.open();
    await settled();
    rooms.check();
    clock.advance(2000);
    clock.advance(2500);
    await settled();
    assert.equal(joins().length, 2);
    await rooms.hear(self());
    const before = posted.length;
    rooms.check();
    await settled();
    assert.match(posted[before]?.stanza ?? '', /<ping /);
  });

  it('are entered again by the next process, also those that no book names', async () => {
    const { rooms, made, joins } = world('routes: [{ name: db, to: "xmpp:a@example.org" }]');
    const saying = rooms.say(SAYING);
    await settled();
    await rooms.hear(self());
    await saying;
    rooms.close();
    await made().open();
    await settled();
    assert.equal(joins().length, 2);
  });

  it('wait for nobody when the lane ends: what waits for them is brought again', async () => {
    const { rooms } = world();
    const saying = assert.rejects(rooms.say(SAYING), /closed/);
    await settled();
    rooms.close();
    await saying;
  });

  it('hear nothing of whom they do not know', async () => {
    const { rooms } = world();
    assert.equal(await rooms.hear(said('bob', 'x')), true, 'a room that we are not in');
    assert.equal(await rooms.hear(element(`<presence from='alice@example.org/x' to='${AGENT}'/>`)), false);
  });

  it('are believed who their occupants are where the book names them, and nowhere else', async () => {
    const real = `<presence from='${ROOM}/al' to='${AGENT}'><x xmlns='http://jabber.org/protocol/muc#user'><item jid='alice@example.org/x' role='participant' affiliation='none'/></x></presence>`;
    const jidIn = async (book: string): Promise<string | undefined> => {
      const { rooms } = world(book);
      void rooms.say(SAYING).catch(() => undefined);
      await settled();
      await rooms.hear(element(real));
      await rooms.hear(self());
      await settled();
      const occupant = rooms.occupant(`${ROOM}/al`);
      assert.equal(occupant?.nick, 'al');
      rooms.close();
      return occupant?.jid;
    };
    assert.equal(await jidIn('routes: []'), undefined);
    const { rooms } = world();
    await rooms.open();
    await settled();
    await rooms.hear(element(real));
    await rooms.hear(self());
    assert.equal(rooms.occupant(`${ROOM}/al`)?.jid, 'alice@example.org/x');
    rooms.close();
  });
});
