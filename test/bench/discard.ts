import type { LocalServer } from '../../sandbox/server.js';

/** Ends a server whose data nobody needs, without waiting for its orderly end; harmless where it has been stopped. */
export async function discard(server: LocalServer): Promise<void> {
  await server.kill().catch(() => undefined);
  await server.stop();
}
