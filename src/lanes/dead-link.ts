import type { Redis } from 'ioredis';
import { abandon } from '../abandon.js';

/** Connections that are being ended. */
const ending = new WeakSet<object>();

/**
 * Ends the connection of a client that had no answer within its time, for the link may be dead though nobody closed it; the client
 * connects anew. What the system still holds of it is sent to nobody: it would come behind what is said again. A connection that is ending
 * already is left alone: each order to end it adds a listener to its socket.
 */
export function dropDeadLink(redis: Pick<Redis, 'stream' | 'disconnect'>): void {
  const { stream } = redis;
  // The types do not say that there is none before the first connection.
  if (stream === undefined || ending.has(stream)) return;
  ending.add(stream);
  // A Unix socket holds nothing back, and knows no reset.
  if (stream.remoteAddress === undefined) redis.disconnect(true);
  else abandon(stream);
}
