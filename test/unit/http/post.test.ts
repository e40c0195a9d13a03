import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { afterEach, describe, it } from 'node:test';
import type { MediaFault, PostResult } from '../../../gateways/gateway.js';
import { systemClock } from '../../../src/clock.js';
import { Fetcher, type FetcherSettings } from '../../../src/http/fetch/fetch.js';
import { WebServer } from '../../support/web-server.js';
import { CERTIFICATE, KEY } from '../stream/tls-fixture.js';

const ONE_CLICK = { mediaType: 'application/x-www-form-urlencoded', body: 'List-Unsubscribe=One-Click' };

const servers: WebServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A web server with TLS, and its URL. */
async function secure(listener: RequestListener): Promise<{ readonly url: string; readonly port: string }> {
  const server = await WebServer.of(createTlsServer({ cert: CERTIFICATE, key: KEY }, listener));
  servers.push(server);
  return { url: server.url.replace('http:', 'https:'), port: server.port };
}

/** A fetcher that may reach loopback, unless it is told otherwise. */
function fetcher(more: Partial<FetcherSettings> = {}): Fetcher {
  return new Fetcher({
    maxFile: 100_000,
    allowNetworks: ['127.0.0.1'],
    userAgent: 'Isthmus/test',
    clock: systemClock,
    ca: CERTIFICATE,
    ...more,
  });
}

const why = (result: PostResult): MediaFault | 'ok' => (result.ok ? 'ok' : result.why);

const answers =
  (status: number, headers: Record<string, string> = {}) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    response.writeHead(status, headers).end('thank you');
  };

describe('a post to what somebody else named', () => {
  it('arrives as it is, without anything that tells who it is for', async () => {
    const seen: { readonly request: IncomingMessage; readonly body: string }[] = [];
    const { url } = await secure(async (request, response) => {
      let body = '';
      for await (const part of request) body += String(part);
      seen.push({ request, body });
      response.writeHead(202).end();
    });
    assert.deepEqual(await fetcher().post(`${url}/unsubscribe?who=1`, ONE_CLICK), { ok: true, status: 202 });
    const [{ request, body } = assert.fail('nothing came')] = seen;
    assert.deepEqual([request.method, request.url, body], ['POST', '/unsubscribe?who=1', 'List-Unsubscribe=One-Click']);
    assert.equal(request.headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(request.headers['content-length'], '26');
    for (const name of ['cookie', 'authorization', 'referer', 'origin']) assert.equal(request.headers[name], undefined);
  });

  it('goes over https alone', async () => {
    let asked = 0;
    const plain = await WebServer.start((_, response) => {
      asked += 1;
      response.end();
    });
    servers.push(plain);
    for (const url of [plain.url, 'ftp://a.example/', 'https://user@a.example/', 'https://a.example:25/', 'x', '']) {
      assert.equal(why(await fetcher().post(url, ONE_CLICK)), 'url', url);
    }
    assert.equal(asked, 0);
  });

  it('trusts no certificate that is not vouched for', async () => {
    const { url } = await secure(answers(200));
    const unknowing = new Fetcher({
      maxFile: 100_000,
      allowNetworks: ['127.0.0.1'],
      userAgent: 'Isthmus/test',
      clock: systemClock,
    });
    assert.equal(why(await unknowing.post(url, ONE_CLICK)), 'unreachable');
    assert.equal(why(await fetcher().post(url, ONE_CLICK)), 'ok');
  });

  it('is never sent to an address that is not public, also by a name that leads there or changes its mind', async () => {
    let asked = 0;
    const { port } = await secure((request, response) => {
      asked += 1;
      answers(200)(request, response);
    });
    const strict = fetcher({ allowNetworks: [] });
    for (const host of ['127.0.0.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254', '10.0.0.1']) {
      assert.equal(why(await strict.post(`https://${host}:${port}/`, ONE_CLICK)), 'address', host);
    }
    const leads = fetcher({ allowNetworks: [], resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
    assert.equal(why(await leads.post(`https://innocent.example:${port}/`, ONE_CLICK)), 'address');
    let looked = 0;
    const rebinds = fetcher({
      allowNetworks: ['127.0.0.3'],
      resolve: async () => [{ address: ++looked === 1 ? '127.0.0.3' : '127.0.0.1', family: 4 }],
    });
    assert.equal(why(await rebinds.post(`https://rebinding.example:${port}/`, ONE_CLICK)), 'unreachable');
    assert.deepEqual([looked, asked], [1, 0]);
  });

  it('follows no redirect, and is done only by a status of success', async () => {
    let followed = 0;
    const { url } = await secure((request, response) => {
      if (request.url === '/there') followed += 1;
      const status = Number((request.url ?? '/200').slice(1)) || 200;
      answers(status, status >= 300 && status < 400 ? { location: '/there' } : {})(request, response);
    });
    for (const status of [200, 201, 204, 299]) {
      assert.deepEqual(await fetcher().post(`${url}/${status}`, ONE_CLICK), { ok: true, status });
    }
    for (const status of [301, 302, 303, 307, 308, 400, 404, 405, 500, 503]) {
      const result = await fetcher().post(`${url}/${status}`, ONE_CLICK);
      assert.ok(!result.ok && result.why === 'status', String(status));
      assert.equal(result.problem.text.params?.status, status);
    }
    assert.equal(followed, 0);
  });

  it('has limits of time and size, and is not hurt by an answer without end', async () => {
    const silent = await secure(() => undefined);
    assert.equal(why(await fetcher({ times: { firstByte: 100 } }).post(silent.url, ONE_CLICK)), 'timeout');
    assert.equal(why(await fetcher({ times: { whole: 100 } }).post(silent.url, ONE_CLICK)), 'timeout');
    const much = { mediaType: 'text/plain', body: 'x'.repeat(65_537) };
    assert.equal(why(await fetcher().post(silent.url, much)), 'too-large');
    const closed: Promise<void>[] = [];
    const endless = await secure((request, response) => {
      request.resume();
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(1000)), 5);
      closed.push(new Promise((resolve) => response.on('close', resolve)));
      response.on('close', () => clearInterval(timer));
    });
    assert.equal(why(await fetcher().post(endless.url, ONE_CLICK)), 'ok');
    await Promise.all(closed);
  });

  it('never ends the process, whatever it is told to send', async () => {
    const { url } = await secure(answers(200));
    const result = await fetcher().post(url, { mediaType: 'text/plain\r\nx-evil: 1', body: '' });
    assert.equal(why(result), 'unreachable');
  });
});
