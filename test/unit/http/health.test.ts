import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Counter, Registry } from 'prom-client';
import { healthRoutes } from '../../../src/http/health.js';
import { type HttpServer, serveHttp } from '../../../src/http/server.js';

const LOOPBACK = { host: '127.0.0.1', port: 0 };

describe('the health pages', () => {
  const metrics = new Registry();
  let ready = true;
  const state = { readiness: async () => ({ ready, redis: true }), metrics };
  let server: HttpServer;
  before(async () => {
    new Counter({ name: 'isthmus_tries_total', help: 'tries', registers: [metrics] }).inc(3);
    server = await serveHttp({ listen: LOOPBACK, proxies: [] }, [healthRoutes(state)]);
  });
  after(async () => await server.close());

  const ask = async (path: string, method = 'GET'): Promise<readonly [number, string, string]> => {
    const { host, port } = server.address;
    const response = await fetch(`http://${host}:${port}${path}`, { method });
    return [response.status, await response.text(), response.headers.get('content-type') ?? ''];
  };

  it('say that the process lives', async () => {
    assert.deepEqual(await ask('/healthz'), [200, 'ok\n', 'text/plain; charset=utf-8']);
  });

  it('say whether it takes messages, and why not', async () => {
    const [status, body, type] = await ask('/readyz');
    assert.deepEqual([status, JSON.parse(body)], [200, { ready: true, redis: true }]);
    assert.match(type, /^application\/json/);
    ready = false;
    assert.deepEqual((await ask('/readyz')).slice(0, 2), [503, '{"ready":false,"redis":true}\n']);
    ready = true;
  });

  it('give the metrics', async () => {
    const [status, body, type] = await ask('/metrics');
    assert.equal(status, 200);
    assert.match(body, /^isthmus_tries_total 3$/m);
    assert.equal(type, metrics.contentType);
  });

  it('are these three and nothing else, only to be read', async () => {
    for (const path of ['/', '/healthz/x', '/media/a/b', '/%']) assert.equal((await ask(path))[0], 404, path);
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD'])
      assert.equal((await ask('/healthz', method))[0], 405, method);
  });
});

it('a port that is taken is told', async () => {
  const first = await serveHttp({ listen: LOOPBACK, proxies: [] }, []);
  await assert.rejects(serveHttp({ listen: first.address, proxies: [] }, []), /EADDRINUSE/);
  await first.close();
});

it('whom a client is behind is believed from listed proxies only', async () => {
  const seen: string[] = [];
  const proxied = async (proxies: readonly string[]): Promise<void> => {
    const server = await serveHttp({ listen: LOOPBACK, proxies }, [
      (app) =>
        app.get('/who', (request, reply) => {
          seen.push(request.ip);
          return reply.send('');
        }),
    ]);
    const { host, port } = server.address;
    await fetch(`http://${host}:${port}/who`, { headers: { 'x-forwarded-for': '203.0.113.66, 198.51.100.7' } });
    await server.close();
  };
  await proxied(['127.0.0.0/8', '::1']);
  await proxied([]);
  await proxied(['10.0.0.0/8']);
  assert.deepEqual(seen, ['198.51.100.7', '127.0.0.1', '127.0.0.1']);
});
