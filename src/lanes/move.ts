import type { Redis } from 'ioredis';
import { ownerOf } from '../account-id.js';
import { type Envelope, isReadable } from './envelope.js';
import { type LaneKeys, laneKeys } from './keys.js';
import { moveJobScript, moveParkedScript, moveWaitScript } from './move-scripts.js';

interface MoveOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly lane: string;
  /** Where what is of an account belongs; the account is its id, or empty. */
  readonly laneOf: (account: string) => string;
  /** Changes nothing. */
  readonly dry: boolean;
}

interface Moved {
  readonly envelopes: number;
  /** Of the queue of waits. */
  readonly waits: number;
}

/** Parked envelopes that one step moves. */
const CHUNK = 256;

/** A lane has envelopes that another release has written. */
export class UnreadableLane extends Error {
  override readonly name = 'UnreadableLane';
}

/**
 * Moves what lies in a lane to the lanes where it belongs, while nobody holds any of them. Each step is one script, and what was
 * moved is marked or gone, so that it may be killed and run again: nothing is lost, and nothing moves twice. Of a conversation
 * first moves what is parked, which is the oldest, then the jobs that had begun, then those that had not: behind one another
 * into the parked list of its new lane. What had begun stays known as begun.
 */
export async function moveLane(options: MoveOptions): Promise<Moved> {
  const envelopes = (await moveParked(options)) + (await moveJobs(options));
  return { envelopes, waits: await moveWaits(options) };
}

async function moveParked({ redis, prefix, lane, laneOf, dry }: MoveOptions): Promise<number> {
  const from = laneKeys(prefix, lane);
  let moved = 0;
  for (const conversation of await redis.zrange(from.parked, '0', '-1')) {
    const score = (await redis.zscore(from.parked, conversation)) ?? '0';
    for (let at = 0; ; ) {
      const start = dry ? at : 0;
      const raws = await redis.lrange(from.parkedList + conversation, start, start + CHUNK - 1);
      const first = raws[0];
      if (first === undefined) break;
      const envelopes = raws.map((raw) => readable(JSON.parse(raw) as Envelope, lane));
      const target = laneOf(envelopes[0]?.account ?? '');
      if (target === lane) break;
      moved += raws.length;
      at += raws.length;
      if (dry) continue;
      const to = laneKeys(prefix, target);
      await moveParkedScript.run(redis, [
        ...parkedKeys(from, conversation),
        ...parkedKeys(to, conversation),
        conversation,
        score,
        ...envelopes.flatMap(({ id, account }, index) => [raws[index] ?? '', id, ownerOf(account)]),
      ]);
    }
  }
  return moved;
}

async function moveJobs({ redis, prefix, lane, laneOf, dry }: MoveOptions): Promise<number> {
  const from = laneKeys(prefix, lane);
  const [active, waiting] = await Promise.all([redis.lrange(from.active, 0, -1), redis.lrange(from.wait, 0, -1)]);
  let moved = 0;
  for (const id of [...active.reverse(), ...waiting.reverse()]) {
    const [data, marks] = await Promise.all([redis.hget(from.job + id, 'data'), redis.get(from.marks + id)]);
    if (data === null) continue;
    const envelopes = JSON.parse(data) as Envelope[];
    const leaving = envelopes.flatMap((envelope, offset) => {
      if (marks?.[offset] === 'e') return [];
      const target = laneOf(readable(envelope, lane).account);
      return target === lane ? [] : [{ envelope, offset, to: laneKeys(prefix, target) }];
    });
    if (leaving.length === 0) continue;
    moved += leaving.length;
    if (dry) continue;
    await moveJobScript.run(redis, [
      from.active,
      from.wait,
      from.job + id,
      from.marks + id,
      id,
      envelopes.length,
      '',
      from.done,
      ...leaving.flatMap(({ envelope, offset, to }) => [
        offset,
        ...parkedKeys(to, envelope.conversation),
        envelope.conversation,
        envelope.id,
        ownerOf(envelope.account),
        JSON.stringify(envelope),
      ]),
    ]);
  }
  return moved;
}

async function moveWaits({ redis, prefix, lane, laneOf, dry }: MoveOptions): Promise<number> {
  const from = laneKeys(prefix, lane);
  let moved = 0;
  for (const id of await redis.zrange(from.laterDelayed, '0', '-1')) {
    const target = laneOf(ownerOfWait(await redis.hget(from.laterJob + id, 'data')));
    if (target === lane) continue;
    moved += 1;
    const to = laneKeys(prefix, target);
    if (dry) continue;
    await moveWaitScript.run(redis, [from.laterDelayed, from.laterJob + id, to.laterDelayed, to.laterJob + id, id]);
  }
  return moved;
}

/** The account or the user that a wait names; empty where it names none. */
function ownerOfWait(data: string | null): string {
  if (data === null) return '';
  const { payload } = JSON.parse(data) as {
    readonly payload?: { readonly account?: unknown; readonly user?: unknown };
  };
  const owner = payload?.account ?? payload?.user;
  return typeof owner === 'string' ? owner : '';
}

function parkedKeys(keys: LaneKeys, conversation: string): readonly string[] {
  const { parked, parkedList, parkedMarks, parkedCount, parkedBy } = keys;
  return [parked, parkedList + conversation, parkedMarks + conversation, parkedCount, parkedBy];
}

function readable(envelope: Envelope, lane: string): Envelope {
  if (isReadable(envelope)) return envelope;
  throw new UnreadableLane(`messages that a newer release has written wait in ${lane}`);
}
