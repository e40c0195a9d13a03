import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../support/random.js';
import { AlertsFaults, type BookPart, LEASE_MS, PEOPLE } from './support/alerts-faults.js';
import { READY_MS } from './support/gateway-processes.js';
import { until } from './support/reckoning.js';
import type { Told } from './support/told-people.js';

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

/** Messages by which somebody was told of an incident, in the order in which they came. */
function toldOf(world: AlertsFaults, local: string, n: number): readonly Told[] {
  return world.people.of(local).filter(({ body }) => body.includes(`~${instanceOf(n)}~`));
}

/** A time in which something was away that messages need on their way, wall time, ms. */
interface Outage {
  readonly from: number;
  readonly to: number;
}

/** The steps of each chain as they were done, by its incident: `1` for the first, `end` for the last, with when that was. */
async function stepsDone(world: AlertsFaults): Promise<ReadonlyMap<string, readonly { step: string; at: number }[]>> {
  const chains = new Map<string, { step: string; at: number }[]>();
  // By time, as the audit has it.
  for (const line of (await world.gateway.say('audit', '--route', 'disks', '--from', '1h')).trim().split('\n')) {
    const { action, object = '', reason = '', trace = '', at } = JSON.parse(line);
    const step = action === 'chain-step' ? object.replace('chain/', '') : action === 'chain-ended' ? reason : '';
    if (step === '') continue;
    chains.set(trace, [...(chains.get(trace) ?? []), { step, at: Date.parse(at) }]);
  }
  return chains;
}

/** Each step is done once, in its turn and not before its time, in every chain: with the processes that were killed in between. */
async function assertStepsInOrder(world: AlertsFaults): Promise<void> {
  const chains = await stepsDone(world);
  assert.equal(chains.size, INCIDENTS, 'chains in the audit');
  const numbers = STEPS.map((_, at) => String(at + 1));
  let taken = 0;
  for (const [trace, steps] of chains) {
    const names = steps.map(({ step }) => step);
    const isTakenOne = names.at(-1) === 'taken';
    if (isTakenOne) taken += 1;
    const due = isTakenOne ? [...numbers.slice(0, names.length - 1), 'taken'] : [...numbers, 'exhausted'];
    assert.deepEqual(names, due, `the steps of ${trace}`);
    assert.ok(!isTakenOne || names.length > STEPS.indexOf(TAKEN_AT) + 1, `${trace} was taken before its second step`);
    for (const [at, one] of steps.entries()) {
      const before = steps[at - 1];
      if (before === undefined || one.step === 'taken') continue;
      assert.ok(one.at - before.at >= WAIT_S * 1000, `${trace}: step ${one.step} after ${one.at - before.at} ms`);
    }
  }
  assert.equal(taken, Array.from({ length: INCIDENTS }, (_, n) => n).filter(isTaken).length, 'chains that were taken');
}

/**
 * What was told at two steps comes in their order, though it is told to different people. Only what waits while the way to them is away may
 * be overtaken by what is told to others then: lanes keep the order for each recipient.
 */
function assertComeInOrder(told: readonly Told[], outages: readonly Outage[], what: string): void {
  for (const [n, one] of told.entries()) {
    const before = told[n - 1];
    if (before === undefined || before.at <= one.at) continue;
    const began = one.at - WAIT_S * 1000;
    const excused = outages.some(({ from, to }) => from <= one.at && to >= began);
    assert.ok(excused, `${what}: step ${n} came ${before.at - one.at} ms after the next, and nothing was away`);
  }
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
  const begun = (): boolean => all.every((n) => toldOf(world, 'first', n).length > 0);
  assert.ok(await until(begun, SETTLE_MS), 'not all chains begin');
  // What has begun stays as it was.
  await world.write(bookWith(['another'], 'another'));

  const ended = (): boolean => all.every((n) => isTaken(n) || toldOf(world, 'last', n).length > 0);
  const killed: Victim[] = [];
  const outages: Outage[] = [];
  while (killed.length < KILLS && !ended()) {
    const before = world.people.all.length;
    const victim = VICTIMS[killed.length % VICTIMS.length] ?? 'redis';
    const from = Date.now();
    await kill(world, victim, random);
    killed.push(victim);
    // The next one dies at some step behind this one's.
    await until(() => world.people.all.length > before || ended(), 15_000);
    // Others take over each lane of one that was killed when its lease is over.
    outages.push({ from, to: Date.now() + LEASE_MS });
    await delay(random.between(0, 400));
  }
  assert.ok(
    await until(ended, SETTLE_MS),
    `without an end: ${all.filter((n) => !isTaken(n) && toldOf(world, 'last', n).length === 0)}`,
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
      due.every(({ length }) => length > 0),
      `a step of ${instanceOf(n)} is lost: ${steps.map(({ length }) => length)}`,
    );
    const firsts = due.flatMap(([first]) => first ?? []);
    assertComeInOrder(firsts, outages, instanceOf(n));
    if (isTaken(n)) assert.equal(toldOf(world, 'last', n).length, 0, `${instanceOf(n)} was taken and went on`);
    assert.equal(toldOf(world, 'another', n).length, 0, `the chain of ${instanceOf(n)} was not frozen`);
  }
  await assertStepsInOrder(world);
  t.diagnostic(`killed: ${killed.join(' ')}; told ${world.people.all.length} times`);
});
