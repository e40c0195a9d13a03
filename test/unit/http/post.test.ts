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

  it('has the headers that whoever sends it has set, none of which says where it goes or where it ends', async () => {
    const seen: IncomingMessage[] = [];
    const { url } = await secure((request, response) => {
      seen.push(request);
      answers(200)(request, response);
    });
    const post = async (headers: Record<string, string>) => await fetcher().post(url, { ...ONE_CLICK, headers });
    assert.equal(why(await post({ Authorization: 'Bearer x', 'X-Signature': 't=1,v1=2' })), 'ok');
    assert.deepEqual([seen[0]?.headers.authorization, seen[0]?.headers['x-signature']], ['Bearer x', 't=1,v1=2']);
    for (const name of [
      'Host',
      'content-length',
      'Transfer-Encoding',
      'Connection',
      'proxy-authorization',
      'TE',
      'Cookie',
    ])
      await assert.rejects(post({ [name]: '1' }), TypeError, name);
    for (const name of ['', 'a b', 'a:', 'x\r\ny', 'é']) await assert.rejects(post({ [name]: '1' }), TypeError, name);
    for (const value of ['a\r\nx-evil: 1', 'a\nb', 'a\0', 'é', '', ' a', 'x'.repeat(4097)])
      await assert.rejects(post({ 'x-a': value }), TypeError, value);
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`x-${n}`, '1']));
    await assert.rejects(post(many), TypeError);
    assert.equal(seen.length, 1);
  });

  it('tells the status that was no success, and when to come again', async () => {
    const wait = { now: '' };
    const { url } = await secure((request, response) => answers(503, { 'retry-after': wait.now })(request, response));
    const at = Date.UTC(2026, 2, 2, 9);
    const clock = { ...systemClock, now: () => at, after: systemClock.after.bind(systemClock) };
    for (const [text, expected] of [
      ['120', 120_000],
      ['0', 0],
      ['Mon, 02 Mar 2026 09:01:00 GMT', 60_000],
      ['Mon, 02 Mar 2026 08:00:00 GMT', 0],
      ['-1', undefined],
      ['1e9', undefined],
      ['tomorrow', undefined],
      ['', undefined],
    ] as const) {
      wait.now = text;
      const result = await fetcher({ clock }).post(url, ONE_CLICK);
      assert.ok(!result.ok, text);
      assert.deepEqual([result.status, result.retryAfter], [503, expected], text);
    }
  });

  it('goes over http only where whoever named the URL wanted it', async () => {
    const plain = await WebServer.start(answers(200));
    servers.push(plain);
    assert.equal(why(await fetcher().post(plain.url, ONE_CLICK)), 'url');
    assert.equal(why(await fetcher().post(plain.url, { ...ONE_CLICK, plain: true })), 'ok');
    assert.equal(why(await fetcher({ allowNetworks: [] }).post(plain.url, { ...ONE_CLICK, plain: true })), 'address');
  });

  it('never ends the process, whatever it is told to send', async () => {
    const { url } = await secure(answers(200));
    const result = await fetcher().post(url, { mediaType: 'text/plain\r\nx-evil: 1', body: '' });
    assert.equal(why(result), 'unreachable');
  });
});
