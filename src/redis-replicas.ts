import type { Command, Redis } from 'ioredis';
import { atTurnEnd } from './turn-end.js';

/** How long replicas may take, ms: less than the 2 s in which a command fails. */
const WAIT_MS = 1500;

/** Commands that change nothing that has to last. All others count as writes: one too many costs a question, one too few a message. */
const READS = new Set(
  (
    'get mget hget hmget hgetall hkeys hlen hexists exists lrange lindex llen zrange zrangebyscore zrevrange zscore zcard smembers scard ' +
    'sismember xrange xrevrange xlen ttl pttl pexpiretime type scan hscan sscan zscan dump info ping time hello auth select client command ' +
    'config cluster role script wait bzpopmin quit readonly readwrite asking multi subscribe psubscribe sentinel'
  ).split(' '),
);

interface Waiting {
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

/**
 * How commands are answered once their write is confirmed. A cluster's client hands a command from node to node until one takes it, and
 * only that one is asked: the others may be gone, and a question to them would have the command sent again without end.
 */
const answers = new WeakMap<Command, Command['resolve']>();

/** Redis has it, and fewer replicas than asked for: whether it lasts is not known. */
export class NotReplicated extends Error {
  constructor(has: number, want: number) {
    super(`NOREPLICAS ${has} of ${want} replicas have confirmed a write`);
    this.name = 'NotReplicated';
  }
}

/**
 * From now on a client answers for a write only when `count` replicas have it too (`WAIT`), and rejects with `NotReplicated` else.
 * All answers of one turn of the event loop share one question. What is rejected stays where it is: nobody knows whether it lasts,
 * as with an answer that never came.
 */
export function confirmWrites(redis: Redis, count: number): void {
  const send = redis.sendCommand.bind(redis);
  let waiting: Waiting[] = [];
  const ask = async (): Promise<void> => {
    const group = waiting;
    waiting = [];
    const { stream } = redis;
    try {
      const has = await redis.wait(count, WAIT_MS);
      // Asked again on another connection it speaks of that one's writes, and there are none.
      if (redis.stream !== stream) throw new NotReplicated(0, count);
      if (has < count) throw new NotReplicated(has, count);
      for (const { done } of group) done();
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const { failed } of group) failed(reason);
    }
  };
  redis.sendCommand = (command, stream) => {
    if (!command.inTransaction && !READS.has(command.name.toLowerCase())) {
      const resolve = answers.get(command) ?? command.resolve;
      answers.set(command, resolve);
      command.resolve = (value: unknown) => {
        if (waiting.length === 0) atTurnEnd(() => void ask());
        waiting.push({ done: () => resolve(value), failed: (error) => command.reject(error) });
      };
    }
    return send(command, stream);
  };
}
