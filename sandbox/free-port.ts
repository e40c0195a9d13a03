import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { claim, release } from './claim.js';

/**
 * Below Linux' range for outgoing connections (32768 and up), so that no client's own port can take the place of a
 * server that is stopped for a while and started again.
 */
const FIRST = 20_000;
const LAST = 31_999;

/** Whether a TCP port of 127.0.0.1 can be listened on right now. */
export async function isPortFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A TCP port of 127.0.0.1 that nobody listens on and that no other process of this sandbox gets while this one lives. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(FIRST, LAST + 1);
    if (!claim('ports', String(port))) continue;
    if (await isPortFree(port)) return port;
    release('ports', String(port));
  }
  throw new Error(`found no free port between ${FIRST} and ${LAST} on 127.0.0.1`);
}
