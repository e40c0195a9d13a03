import type { Redis } from 'ioredis';

/** Connections that are being ended. */
const ending = new WeakSet<object>();

/**
 * Ends the connection of a client that had no answer within its time, for the link may be dead though nobody closed it; the client
 * connects anew. A connection that is ending already is left alone: each order to end it adds a listener to its socket.
 */
export function dropDeadLink(redis: Pick<Redis, 'stream' | 'disconnect'>): void {
  const { stream } = redis;
  // The types do not say that there is none before the first connection.
  if (stream === undefined || ending.has(stream)) return;
  ending.add(stream);
  redis.disconnect(true);
}
