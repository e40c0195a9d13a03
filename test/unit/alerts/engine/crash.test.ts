import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fate } from '../../../../gateways/alerts/engine/group-state.js';
import { Random } from '../../../support/random.js';
import { alertOf, HOUR, MINUTE, World } from './support/world.js';

const BOOK = `
people:
  alice: { xmpp: alice@example.org, sms: '+33600000001' }
  bob: { xmpp: bob@example.org, email: bob@example.net }
policies:
  chain:
    steps: [{ tell: alice, wait: 4m }, { tell: [bob, 'irc://libera/#ops'], wait: 6m, until: seen }]
    repeat: 1
    final: 'mailto:boss@example.org'
    remind: 30m
limits: { destination: 100000/1m, person: 100000/1m, route: 100000/1m, money: { perDay: 1000000, price: 1 } }
routes:
  - name: ops
    groupBy: []
    groupWait: 30s
    groupInterval: 2m
    repeat: 1h
    policy: chain
    to: ['xmpp:ops@rooms.example.org?join', bob, { target: 'mailto:digest@example.org', digest: 10m }]
`;

type Happening =
  | { readonly kind: 'alert'; readonly name: string; readonly status: 'firing' | 'resolved'; readonly age: number }
  | {
      readonly kind: 'answer';
      readonly what: 'ack' | 'unack' | 'silence' | 'unsilence' | 'resolve' | 'comment';
      readonly id: string;
    }
  | { readonly kind: 'report'; readonly which: number; readonly fate: Exclude<Fate, 'acknowledged'> }
  | { readonly kind: 'pass'; readonly ms: number };

/** A day in the life of a group, by chance. */
function storyOf(random: Random): readonly Happening[] {
  return Array.from({ length: random.between(10, 40) }, (_, n) => happeningOf(random, `e${n}`));
}

function happeningOf(random: Random, id: string): Happening {
  const kind = random.pick(['alert', 'alert', 'alert', 'answer', 'report', 'report', 'pass', 'pass', 'pass'] as const);
  switch (kind) {
    case 'alert': {
      const status = random.pick(['firing', 'firing', 'resolved'] as const);
      return { kind, name: random.pick(['a', 'b', 'c']), status, age: random.between(0, 3) };
    }
    case 'answer':
      return { kind, what: random.pick(['ack', 'unack', 'silence', 'unsilence', 'resolve', 'comment'] as const), id };
    case 'report':
      return {
        kind,
        which: random.between(0, 7),
        fate: random.pick(['failed', 'sent', 'delivered', 'seen'] as const),
      };
    case 'pass':
      return { kind, ms: random.pick([1000, 31_000, 2 * MINUTE, 5 * MINUTE, HOUR]) };
  }
}

class Crash extends Error {}

/** Lets a story happen; `risk` is how likely each operation is to be the last one of its process. */
async function play(story: readonly Happening[], random: Random, risk: number): Promise<World> {
  const world = new World(BOOK);
  world.presence.set('xmpp:alice@example.org', 'online');
  let safe = false;
  const maybeCrash = () => {
    if (!safe && random.next() < risk) throw new Crash();
  };
  world.kv.before = maybeCrash;
  // Half of the crashes in the middle of something come after it was done.
  world.before = maybeCrash;
  world.after = maybeCrash;
  /** What a lane does: hands it over until it is settled. */
  const surely = async (happen: () => Promise<unknown>) => {
    for (let attempt = 0; ; attempt++) {
      safe = attempt > 20;
      try {
        await happen();
        return;
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        world.crash();
      }
    }
  };
  world.surely = surely;
  const group = () => world.groupOf('ops', alertOf('a'));
  for (const event of story) {
    const now = world.clock.now();
    if (event.kind === 'pass') {
      await world.pass(event.ms);
    } else if (event.kind === 'alert') {
      const startsAt = Math.floor(now / HOUR) * HOUR - event.age * 1000;
      const alert = alertOf(event.name, { status: event.status, startsAt });
      await surely(() => world.engine().alert('ops', alert));
    } else if (event.kind === 'answer') {
      const { id, what: kind } = event;
      await surely(() => world.engine().answer(group(), { id, kind, by: { title: 'Alice', person: 'alice' } }));
    } else {
      const lasts = new Map(world.told.map(({ id, place }) => [place.uri, id]));
      const id = [...lasts].sort()[event.which]?.[1];
      if (id !== undefined) await surely(() => world.engine().report({ id, fate: event.fate }));
    }
  }
  safe = true;
  world.kv.before = () => undefined;
  await world.pass(8 * HOUR);
  return world;
}

/** What each place was told, in order, each message once. */
function heard(world: World): Readonly<Record<string, readonly string[]>> {
  const places: Record<string, string[]> = {};
  const known = new Set<string>();
  for (const { id, place, reason, view } of world.told) {
    if (known.has(`${id} ${place.uri}`)) continue;
    known.add(`${id} ${place.uri}`);
    const list = places[place.uri] ?? [];
    places[place.uri] = list;
    list.push(`${id} ${reason} ${view.state} ${view.alerts.map(({ title }) => title).sort()}`);
  }
  return places;
}

/** What SMS have cost, by day. */
async function spentBy(world: World): Promise<readonly (readonly [string, number])[]> {
  return await Promise.all(world.kv.keys('money:').map(async (key) => [key, await world.kv.spent(key)] as const));
}

describe('a process that dies at any moment', () => {
  for (let seed = 1; seed <= 60; seed++) {
    it(`loses nothing and tells nothing under another id: story ${seed}`, async () => {
      const story = storyOf(new Random(seed));
      const [calm, stormy] = [
        await play(story, new Random(seed), 0),
        await play(story, new Random(seed * 7919), seed % 3 === 0 ? 0.2 : 0.05),
      ];
      assert.deepEqual(heard(stormy), heard(calm));
      assert.deepEqual(await spentBy(stormy), await spentBy(calm));
      assert.deepEqual(
        new Set(stormy.back.map(({ id, kind }) => `${id} ${kind}`)),
        new Set(calm.back.map(({ id, kind }) => `${id} ${kind}`)),
      );
    });
  }
});
