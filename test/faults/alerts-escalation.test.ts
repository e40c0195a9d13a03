import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.js';
import { AlertsFaults, type BookPart, PEOPLE, READY_MS } from './support/alerts-faults.js';
import { until } from './support/reckoning.js';

const SEED = Number(process.env.ISTHMUS_FAULT_SEED ?? 1);
/** Incidents; every other one is taken when its second step is told. */
const INCIDENTS = 12;
const STEPS = ['first', 'second', 'third', 'fourth'] as const;
const TAKEN_AT = 'second';
/** Between two steps. Whoever takes an incident while processes are away gets an answer when they are back, before the chain is at its end. */
const WAIT_S = 4;
/** Until the last one is told, from the step at which some are taken. */
const WAITS_LEFT = STEPS.length - STEPS.indexOf(TAKEN_AT);
const KILLS = Number(process.env.ISTHMUS_FAULT_KILLS ?? 4);
const SETTLE_MS = 90_000;

const VICTIMS = ['alerts', 'redis', 'xmpp', 'both'] as const;
type Victim = (typeof VICTIMS)[number];

/** A book whose chain tells one after the other, and a last one when all was in vain. */
function bookWith(names: readonly string[], final: string): BookPart {
  const most = '1000000/1m';
  return {
    limits: { route: most, destination: most, person: most, global: most },
    policies: {
      chain: {
        steps: names.map((name) => ({ tell: [`xmpp:${name}@${PEOPLE}`], wait: `${WAIT_S}s` })),
        final: [`xmpp:${final}@${PEOPLE}`],
      },
    },
    routes: [{ name: 'disks', groupBy: ['instance'], groupWait: '0s', policy: 'chain', to: `xmpp:room@${PEOPLE}` }],
  };
}

const instanceOf = (n: number): string => `db${n}`;
const isTaken = (n: number): boolean => n % 2 === 1;

/** How often somebody was told of an incident, and at which place in the order of all that was told. */
function toldOf(world: AlertsFaults, local: string, n: number): { readonly times: number; readonly first: number } {
  const places = world.people.all.flatMap((told, place) =>
    told.local === local && told.body.includes(`~${instanceOf(n)}~`) ? [place] : [],
  );
  return { times: places.length, first: places[0] ?? -1 };
}

async function kill(world: AlertsFaults, victim: Victim, random: Random): Promise<void> {
  const pause = async (): Promise<void> => void (await delay(random.between(0, 500)));
  const { gateway, streams, redis } = world;
  if (victim === 'redis') {
    await redis.kill();
    await pause();
    await redis.start();
    return;
  }
  if (victim !== 'xmpp') await gateway.kill('alerts');
  if (victim !== 'alerts') await streams.kill('xmpp');
  await pause();
  if (victim !== 'xmpp') await gateway.start('alerts');
  if (victim !== 'alerts') await streams.start('xmpp');
}

/** Takes each second incident as soon as somebody is told of it at the second step. Ends when all of those are taken. */
async function takeThem(world: AlertsFaults): Promise<void> {
  const open = new Set(Array.from({ length: INCIDENTS }, (_, n) => n).filter(isTaken));
  while (open.size > 0) {
    for (const n of open) {
      const told = world.people.of(TAKEN_AT).find(({ body }) => body.includes(`~${instanceOf(n)}~`));
      const code = /\back ([A-Z0-9]{4})\b/.exec(told?.body ?? '')?.[1];
      if (code === undefined) continue;
      await world.acknowledge(code);
      open.delete(n);
    }
    await delay(50);
  }
}

test(`escalations go on whatever is killed at any step (seed ${SEED})`, async (t) => {
  const random = new Random(SEED);
  const world = await AlertsFaults.make(bookWith(STEPS, 'last'));
  t.after(() => world.stop());
  await world.gateway.start('alerts');
  await world.streams.start('xmpp');
  await world.gateway.ready('alerts', READY_MS);
  await world.streams.ready('xmpp', READY_MS);
  const all = Array.from({ length: INCIDENTS }, (_, n) => n);
  const taking = takeThem(world);
  for (const n of all) await world.fire([{ name: 'DiskFull', instance: instanceOf(n) }]);
  const begun = (): boolean => all.every((n) => toldOf(world, 'first', n).times > 0);
  assert.ok(await until(begun, SETTLE_MS), 'not all chains begin');
  // What has begun stays as it was.
  await world.write(bookWith(['another'], 'another'));

  const ended = (): boolean => all.every((n) => isTaken(n) || toldOf(world, 'last', n).times > 0);
  const killed: Victim[] = [];
  while (killed.length < KILLS && !ended()) {
    const before = world.people.all.length;
    const victim = VICTIMS[killed.length % VICTIMS.length] ?? 'redis';
    await kill(world, victim, random);
    killed.push(victim);
    // The next one dies at some step behind this one's.
    await until(() => world.people.all.length > before || ended(), 15_000);
    await delay(random.between(0, 400));
  }
  assert.ok(
    await until(ended, SETTLE_MS),
    `without an end: ${all.filter((n) => !isTaken(n) && toldOf(world, 'last', n).times === 0)}`,
  );
  assert.ok(
    await Promise.race([taking.then(() => true), delay(SETTLE_MS, false, { ref: false })]),
    'some are never told at the second step',
  );
  // A chain that went on although it was taken would show by now.
  await delay(WAITS_LEFT * WAIT_S * 1000 + 500);

  const { gateway, streams } = world;
  assert.deepEqual([...gateway.deaths, ...streams.deaths], []);
  for (const n of all) {
    const steps = [...STEPS, 'last'].map((name) => toldOf(world, name, n));
    const due = isTaken(n) ? steps.slice(0, STEPS.indexOf(TAKEN_AT) + 1) : steps;
    assert.ok(
      due.every(({ times }) => times > 0),
      `a step of ${instanceOf(n)} is lost: ${steps.map(({ times }) => times)}`,
    );
    const order = due.map(({ first }) => first);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
      `the steps of ${instanceOf(n)} are out of order`,
    );
    if (isTaken(n)) assert.equal(toldOf(world, 'last', n).times, 0, `${instanceOf(n)} was taken and went on`);
    assert.equal(toldOf(world, 'another', n).times, 0, `the chain of ${instanceOf(n)} was not frozen`);
  }
  t.diagnostic(`killed: ${killed.join(' ')}; told ${world.people.all.length} times`);
});
