import { fileURLToPath } from 'node:url';
import { startAlertmanager } from '../../../sandbox/alertmanager.js';
import { Child } from '../../../sandbox/child.js';
import { freePort } from '../../../sandbox/free-port.js';
import type { RedisServer } from '../../../sandbox/redis.js';
import { discard } from '../discard.js';
import type { Timed } from '../rivals.js';
import { type Load, type LoadPlan, postAlerts } from './load.js';

/** A bare handler of fastify that puts each body into Redis: what no program that keeps alerts can be faster than. */
export async function bareHandler(redis: RedisServer, how: 'stream' | 'queue', load: Load): Promise<Timed> {
  const port = await freePort();
  const script = fileURLToPath(new URL('./rival-main.js', import.meta.url));
  const socket = redis.unixUrl.slice('unix://'.length);
  const child = await Child.start({
    name: 'bare handler',
    command: process.execPath,
    args: [script, String(port), socket, how],
    env: { NODE_ENV: 'production' },
  });
  try {
    await child.waitForLog(/ready/, 20_000);
    const plan: LoadPlan = { ...load, port, path: '/alerts', token: 'x', body: 'webhook' };
    return await postAlerts(plan, { handler: child.pid, redis: redis.pid });
  } finally {
    await child.kill();
  }
}

/** Alertmanager takes alerts into its memory: nothing of them is kept when it answers. */
export async function alertmanager(load: Load): Promise<Timed> {
  // Nobody listens there: it takes alerts all the same.
  const server = await startAlertmanager({ webhook: `http://127.0.0.1:${await freePort()}/` });
  try {
    const plan: LoadPlan = { ...load, port: server.port, path: '/api/v2/alerts', token: 'x', body: 'api' };
    return await postAlerts(plan, { alertmanager: server.pid });
  } finally {
    await discard(server);
  }
}
