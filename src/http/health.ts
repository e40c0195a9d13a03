import { onlyBy } from './methods.js';
import type { Routes } from './server.js';

/** What the health pages tell. */
interface HealthSource {
  /** Whether this process takes messages. */
  readiness(): Promise<{ readonly ready: boolean }>;
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
    app.get('/readyz', async (_, reply) => {
      const state = await source.readiness();
      return await reply
        .code(state.ready ? 200 : 503)
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
