import type { Redis } from 'ioredis';
import { ownerOf } from '../account-id.js';
import type { Envelope } from './envelope.js';
import type { LaneKeys } from './keys.js';

/** What of one user waits in a lane. */
export interface Waiting {
  /** Envelopes by conversation. */
  readonly conversations: ReadonlyMap<string, number>;
  /** False where the lane is so long that only its oldest part was looked at. */
  readonly complete: boolean;
}

/** So much of a lane is looked at: in a longer one a person learns no more from the exact number. */
const MOST_JOBS = 512;
const MOST_OCTETS = 2 * 1024 * 1024;
/** Jobs read in one round trip; each has at most 1 MiB. */
const AT_ONCE = 8;

/**
 * Counts the envelopes of a user's accounts in a lane: what was parked, what is being worked, and what has not begun, the
 * oldest first. The conversations of an account are named `<its id>><contact>`. It takes no script, so that a long lane does not
 * hold Redis up.
 */
export async function waitingIn(redis: Redis, keys: LaneKeys, user: string): Promise<Waiting> {
  const conversations = new Map<string, number>();
  const add = (conversation: string, count: number) => {
    if (count > 0) conversations.set(conversation, (conversations.get(conversation) ?? 0) + count);
  };
  const [active, waiting, long] = await Promise.all([
    redis.lrange(keys.active, -MOST_JOBS, -1),
    redis.lrange(keys.wait, -MOST_JOBS, -1),
    redis.llen(keys.wait),
  ]);
  const complete = await countJobs(redis, keys, [...active.reverse(), ...waiting.reverse()], user, add);
  for (const conversation of await parkedOf(redis, keys, user)) {
    add(conversation, await redis.llen(keys.parkedList + conversation));
  }
  return { conversations, complete: complete && active.length < MOST_JOBS && long <= MOST_JOBS };
}

/** False where it stopped before the end. */
async function countJobs(
  redis: Redis,
  keys: LaneKeys,
  ids: readonly string[],
  user: string,
  add: (conversation: string, count: number) => void,
): Promise<boolean> {
  let octets = 0;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    if (octets > MOST_OCTETS) return false;
    const jobs = await Promise.all(
      ids
        .slice(at, at + AT_ONCE)
        .map((id) => Promise.all([redis.hget(keys.job + id, 'data'), redis.get(keys.marks + id)])),
    );
    for (const [data, marks] of jobs) {
      // Completed meanwhile.
      if (data === null) continue;
      octets += data.length;
      (JSON.parse(data) as Envelope[]).forEach((envelope, offset) => {
        if (ownerOf(envelope.account) === user && marks?.[offset] !== 'e') add(envelope.conversation, 1);
      });
    }
  }
  return true;
}

async function parkedOf(redis: Redis, keys: LaneKeys, user: string): Promise<readonly string[]> {
  // Behind the bare JID comes the contact, or the label of an account before it.
  const pattern = `${user.replace(/[\\*?[\]]/g, '\\$&')}[>/]*`;
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, members] = await redis.zscan(keys.parked, cursor, 'MATCH', pattern, 'COUNT', 1000);
    members.forEach((member, index) => {
      // Members and scores take turns.
      if (index % 2 === 0) found.add(member);
    });
    cursor = next;
  } while (cursor !== '0');
  return [...found];
}
