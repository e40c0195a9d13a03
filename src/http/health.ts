import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

/** What the health pages tell. */
export interface HealthSource {
  /** Whether every lane of this process' role is held and the streams are up. */
  readonly isReady: boolean;
  /** Why nothing new is taken; empty while there is room. */
  readonly pressure: readonly string[];
  readonly registry: Registry;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Serves `/healthz` (the process lives), `/readyz` (it takes messages; one dead carrier does not change that) and
 * `/metrics` (Prometheus text). Resolves when it listens; rejects where it cannot.
 */
export async function serveHealth(listen: ListenAddress, source: HealthSource): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };
    if (request.method !== 'GET') return answer(405, 'only GET\n');
    switch (request.url) {
      case '/healthz':
        return answer(200, 'ok\n');
      case '/readyz': {
        const ready = source.isReady && source.pressure.length === 0;
        const state = { ready, lanes: source.isReady, pressure: source.pressure };
        return answer(ready ? 200 : 503, `${JSON.stringify(state)}\n`, 'application/json');
      }
      case '/metrics':
        source.registry.metrics().then(
          (text) => answer(200, text, source.registry.contentType),
          () => answer(500, 'the metrics could not be collected\n'),
        );
        return;
      default:
        return answer(404, 'try /healthz, /readyz or /metrics\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  server.unref();
  return server;
}
