import { onlyBy } from './methods.js';
import type { Routes } from './server.js';

/** What the health pages tell. */
export interface HealthSource {
  /** Whether every lane of this process' role is held and the streams are up. */
  readonly isReady: boolean;
  /** Why nothing new is taken; empty while there is room. */
  readonly pressure: readonly string[];
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
}

/**
 * `/healthz` (the process lives), `/readyz` (it takes messages; one dead carrier does not change that) and `/metrics`
 * (Prometheus text).
 */
export function healthRoutes(source: HealthSource): Routes {
  return (app) => {
    for (const path of ['/healthz', '/readyz', '/metrics']) onlyBy(app, path, ['GET']);
    app.get('/healthz', (_, reply) => reply.type('text/plain; charset=utf-8').send('ok\n'));
    app.get('/readyz', (_, reply) => {
      const ready = source.isReady && source.pressure.length === 0;
      const state = { ready, lanes: source.isReady, pressure: source.pressure };
      return reply
        .code(ready ? 200 : 503)
        .type('application/json')
        .send(`${JSON.stringify(state)}\n`);
    });
    app.get('/metrics', async (_, reply) => {
      try {
        return await reply.type(source.metrics.contentType).send(await source.metrics.metrics());
      } catch {
        return await reply.code(500).type('text/plain; charset=utf-8').send('the metrics could not be collected\n');
      }
    });
  };
}
