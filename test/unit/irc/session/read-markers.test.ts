import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Archive, ArchivedStanza, SignalEvent } from '../../../../gateways/gateway.js';
import { ReadMarkers } from '../../../../gateways/irc/read-markers.js';
import { Room } from '../../../../gateways/irc/rooms/room.js';
import { Timeline } from '../../../../gateways/irc/rooms/timeline.js';
import { type LineOut, serialiseLine } from '../../../../gateways/irc/wire/serialise.js';
import { type Scene, scene, turn } from './support/place.js';

const CLIENT = 'juliet@example.org/balcony';
const NOON = Date.UTC(2026, 0, 1, 12);

describe('how far a user has read', () => {
  let stage: Scene;
  let room: Room;
  let people: { timeline: Timeline };
  let markers: ReadMarkers;
  let caps: Map<string, string>;
  let kept: readonly ArchivedStanza[];

  beforeEach(() => {
    caps = new Map([['draft/read-marker', '']]);
    kept = [];
    const archive: Pick<Archive, 'find' | 'recent'> = {
      find: async (_room, _reader, name) => kept.find((line) => 'id' in name && line.id === name.id),
      recent: async () => kept,
    };
    stage = scene({ caps, archive: archive as Archive });
    room = new Room(stage.place, '#Verona');
    room.audience.restore(CLIENT);
    people = { timeline: new Timeline() };
    const rooms = { get: (name: string) => (stage.place.same(name, '#verona') ? { room } : undefined) };
    markers = new ReadMarkers(stage.place, { rooms, people });
  });

  const marker = (id: string, parts: object = {}): SignalEvent => ({
    type: 'marker',
    state: 'displayed',
    contact: room.contact,
    about: { id },
    room: true,
    ...parts,
  });
  const lines = (): string[] => {
    stage.clock.advance(1000);
    return stage.sent.splice(0).map(({ line }) => serialiseLine(line as LineOut));
  };
  const shown = async (): Promise<(string | undefined)[]> => {
    await turn();
    return stage.out
      .splice(0)
      .flatMap(({ stanzas }) => stanzas.map((xml) => /<displayed[^>]* id="(.*?)"/.exec(xml)?.[1]));
  };

  it('is told with the time that the server gave the message', () => {
    room.timeline.note('one', NOON + 7);
    markers.displayed(marker('one'), '#verona');
    assert.deepEqual(lines(), ['MARKREAD #Verona timestamp=2026-01-01T12:00:00.007Z']);
  });

  it('is told once of what is read in one go, and never backward', () => {
    for (const [index, id] of ['one', 'two', 'three'].entries()) room.timeline.note(id, NOON + index);
    for (const id of ['one', 'three', 'two']) markers.displayed(marker(id), '#verona');
    assert.deepEqual(lines(), ['MARKREAD #Verona timestamp=2026-01-01T12:00:00.002Z']);
    for (const id of ['two', 'three']) markers.displayed(marker(id), '#verona');
    assert.deepEqual(lines(), []);
  });

  it('is told to nobody where the server knows no markers, or we do not know the message', async () => {
    markers.displayed(marker('unknown'), '#verona');
    markers.displayed(marker('unknown'), '#elsewhere');
    await turn();
    room.timeline.note('one', NOON);
    markers.displayed(marker('one', { state: 'delivered' }), '#verona');
    markers.displayed({ type: 'chat-state', state: 'active', contact: room.contact, room: true }, '#verona');
    caps.clear();
    markers.displayed(marker('one'), '#verona');
    assert.deepEqual(lines(), []);
  });

  it('is found in the archive where the message is older than the process', async () => {
    kept = [{ id: 'old', at: NOON, xml: '<message/>' }];
    markers.displayed(marker('old'), '#verona');
    await turn();
    assert.deepEqual(lines(), ['MARKREAD #Verona timestamp=2026-01-01T12:00:00.000Z']);
  });

  it('is told of private messages by what the network calls them, or by what they are called in a room', () => {
    people.timeline.note('m1', NOON);
    people.timeline.note('stanza', NOON + 1);
    const { room: _, ...alone } = marker('client-id', { about: { id: 'client-id', networkIds: ['m1'] } }) as Extract<
      SignalEvent,
      { type: 'marker' }
    >;
    markers.displayed(alone, 'romeo');
    assert.deepEqual(lines(), ['MARKREAD romeo timestamp=2026-01-01T12:00:00.000Z']);
    markers.displayed(marker('stanza', { nick: 'Romeo' }), '#verona');
    assert.deepEqual(lines(), ['MARKREAD Romeo timestamp=2026-01-01T12:00:00.001Z']);
    people.timeline.note('late', NOON + 2);
    markers.displayed(marker('late', { nick: 'no nick' }), '#verona');
    assert.deepEqual(lines(), [], 'what is no nick is in no line');
  });

  it('is shown to the own clients when somebody else at the account has read on', async () => {
    room.timeline.note('one', NOON);
    room.timeline.note('two', NOON + 10);
    markers.moved({ type: 'read-marker', target: '#VERONA', until: NOON + 5 });
    await turn();
    const [{ stanzas, to } = { stanzas: [], to: [] }] = stage.out.splice(0);
    assert.deepEqual(to, [CLIENT]);
    assert.match(
      stanzas[0] ?? '',
      /^<message type="groupchat" from="#verona%net@irc\.example\.org\/juliet"><displayed /,
    );
    assert.match(stanzas[0] ?? '', /<displayed [^>]*id="one"\/><no-store xmlns="urn:xmpp:hints"\/>/);
    for (const until of [NOON + 5, NOON, undefined]) markers.moved({ type: 'read-marker', target: '#verona', until });
    assert.deepEqual(await shown(), [], 'what is known is no news');
  });

  it('is not shown where it is the answer to what a client has read', async () => {
    room.timeline.note('one', NOON);
    markers.displayed(marker('one'), '#verona');
    markers.moved({ type: 'read-marker', target: '#verona', until: NOON });
    assert.deepEqual(await shown(), []);
  });

  it('is shown by what the archive has where the process knows no message that old', async () => {
    kept = [
      { id: 'old', at: NOON - 10, xml: '<message/>' },
      { id: 'newer', at: NOON + 10, xml: '<message/>' },
    ];
    room.timeline.note('newest', NOON + 20);
    markers.moved({ type: 'read-marker', target: '#verona', until: NOON });
    await turn();
    assert.deepEqual(await shown(), ['old']);
  });

  it('is shown to nobody in private, or in a room where nobody is', async () => {
    people.timeline.note('m1', NOON);
    markers.moved({ type: 'read-marker', target: 'romeo', until: NOON });
    room.timeline.note('one', NOON);
    room.audience.clear();
    markers.moved({ type: 'read-marker', target: '#verona', until: NOON });
    assert.deepEqual(await shown(), []);
  });
});

describe('a timeline', () => {
  it('knows the newest message up to a time, whatever the order in which they came', () => {
    const timeline = new Timeline();
    for (const [id, at] of [
      ['b', 20],
      ['a', 10],
      ['c', 30],
      ['d', 30],
    ] as const)
      timeline.note(id, at);
    assert.deepEqual(
      [9, 10, 25, 30].map((until) => timeline.upTo(until)),
      [undefined, 'a', 'b', 'd'],
    );
    assert.deepEqual([timeline.at('c'), timeline.at('x')], [30, undefined]);
  });

  it('forgets what is long ago', () => {
    const timeline = new Timeline();
    for (let at = 0; at < 1000; at += 1) timeline.note(String(at), at);
    assert.deepEqual([timeline.at('0'), timeline.upTo(500), timeline.at('999')], [undefined, undefined, 999]);
  });
});
