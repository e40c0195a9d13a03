import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { FetchResult, MediaFault } from '../../../gateways/gateway.js';
import { systemClock } from '../../../src/clock.js';
import { Fetcher, type FetcherSettings } from '../../../src/http/fetch/fetch.js';
import { isOneOf, readTarget } from '../../../src/http/fetch/target.js';
import { WebServer } from '../../support/web-server.js';
import { CERTIFICATE, KEY } from '../stream/tls-fixture.js';
import { PNG } from './support.js';

const servers: WebServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function web(listener: RequestListener): Promise<WebServer> {
  const server = await WebServer.start(listener);
  servers.push(server);
  return server;
}

const sends =
  (body: Buffer | string, headers: Record<string, string> = {}) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, headers).end(body);
  };

/** A fetcher that may reach loopback, unless it is told otherwise. */
function fetcher(more: Partial<FetcherSettings> = {}): Fetcher {
  return new Fetcher({
    maxFile: 100_000,
    allowNetworks: ['127.0.0.1'],
    userAgent: 'Isthmus/test',
    clock: systemClock,
    ...more,
  });
}

/** Reads everything; what failed, at once or in the middle, by its name. */
async function fetched(result: FetchResult): Promise<Buffer | MediaFault> {
  if (!result.ok) return result.why;
  const parts: Buffer[] = [];
  try {
    for await (const part of result.file.content) parts.push(part as Buffer);
  } catch {
    const end = await result.file.end;
    assert.ok(!end.ok, 'the content failed, and its end says that it did not');
    return end.why;
  }
  const end = await result.file.end;
  assert.ok(end.ok, 'the content ended well, and its end says that it did not');
  const content = Buffer.concat(parts);
  assert.equal(end.size, content.length);
  assert.equal(end.hashes['sha-256'], createHash('sha256').update(content).digest('base64'));
  return content;
}

describe('a link that a user names', () => {
  it('is http or https without a user, on a port of the web', () => {
    for (const text of [
      'https://a.example/x',
      'http://a.example:8080/?q#f',
      'https://a.example:443/',
      'HTTP://A.EXAMPLE:80',
    ]) {
      assert.ok(readTarget(text) instanceof URL, text);
    }
    for (const text of [
      'ftp://a.example/x',
      'file:///etc/passwd',
      'data:text/plain,x',
      'gopher://a.example/',
      'javascript:alert(1)',
      'https://user@a.example/',
      'https://user:password@a.example/',
      'https://:password@a.example/',
      'http://a.example:25/',
      'http://a.example:22/',
      'http://',
      'a.example/x',
      '',
      `https://a.example/${'x'.repeat(5000)}`,
    ]) {
      assert.equal(readTarget(text), 'url', text);
    }
  });

  it('that is encrypted for its receiver is told apart', async () => {
    const result = await fetcher().fetch('aesgcm://upload.example.org/x.jpg#00ff');
    assert.ok(!result.ok && result.why === 'encrypted');
    assert.equal(result.problem.text.key, 'media.encrypted');
  });

  it('never ends the process, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const read = readTarget(text);
        return read instanceof URL || read === 'url' || read === 'encrypted';
      }),
    );
  });
});

describe('a file is fetched', () => {
  it('whole, with name, type, size and hash', async () => {
    const seen: IncomingMessage[] = [];
    const server = await web((request, response) => {
      seen.push(request);
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': PNG.length }).end(PNG);
    });
    const result = await fetcher().fetch(`${server.url}/a/my%20photo.png?x=1`);
    assert.ok(result.ok);
    const { url, name, mediaType, size } = result.file;
    assert.deepEqual(
      [url, name, mediaType, size],
      [`${server.url}/a/my%20photo.png?x=1`, 'my photo.png', 'image/png', PNG.length],
    );
    assert.deepEqual(await fetched(result), PNG);
    const [request] = seen;
    assert.equal(request?.url, '/a/my%20photo.png?x=1');
    assert.equal(request?.headers.host, new URL(server.url).host);
    assert.equal(request?.headers['user-agent'], 'Isthmus/test');
    for (const name of ['cookie', 'authorization', 'referer', 'proxy-authorization']) {
      assert.equal(request?.headers[name], undefined);
    }
  });

  it('with the name that the server gives, made safe, and the type that it really has', async () => {
    // Octets of UTF-8, as servers send names without asking any RFC.
    const name = Buffer.from('../../ü\u202e.png').toString('latin1');
    const server = await web(
      sends(PNG, { 'content-type': 'text/html', 'content-disposition': `attachment; filename="${name}"` }),
    );
    const result = await fetcher().fetch(`${server.url}/download`);
    assert.ok(result.ok);
    assert.deepEqual([result.file.name, result.file.mediaType], ['ü.png', 'image/png']);
    result.file.content.destroy();
    const end = await result.file.end;
    assert.ok(!end.ok && end.why === 'broken');
  });

  it('also when it is empty, and when its size is not told', async () => {
    const empty = await web(sends('', { 'content-type': 'text/plain' }));
    assert.deepEqual(await fetched(await fetcher().fetch(empty.url)), Buffer.alloc(0));
    const chunked = await web((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('one ');
      setImmediate(() => response.end('two'));
    });
    const result = await fetcher().fetch(chunked.url);
    assert.ok(result.ok && result.file.size === undefined);
    assert.deepEqual(await fetched(result), Buffer.from('one two'));
  });

  it('over TLS with verification', async () => {
    const server = await WebServer.of(createTlsServer({ cert: CERTIFICATE, key: KEY }, sends(PNG)));
    servers.push(server);
    const url = server.url.replace('http:', 'https:');
    assert.equal(await fetched(await fetcher().fetch(url)), 'unreachable');
    assert.deepEqual(await fetched(await fetcher({ ca: CERTIFICATE }).fetch(url)), PNG);
  });

  it('over redirects, at most five', async () => {
    const server = await web((request, response) => {
      const left = Number((request.url ?? '/0').slice(1));
      if (left === 0) sends(PNG)(request, response);
      else response.writeHead([301, 302, 303, 307, 308][left % 5] ?? 302, { location: `/${left - 1}` }).end();
    });
    assert.deepEqual(await fetched(await fetcher().fetch(`${server.url}/5`)), PNG);
    const result = await fetcher().fetch(`${server.url}/6`);
    assert.ok(!result.ok && result.why === 'status');
  });
});

describe('an address that is not public', () => {
  it('is never connected to, in whatever form it is written', async () => {
    let asked = 0;
    const server = await web((request, response) => {
      asked += 1;
      sends(PNG)(request, response);
    });
    const strict = fetcher({ allowNetworks: [], times: { connect: 2000 } });
    const hosts = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '0.0.0.0',
      '127.0.0.1.',
    ];
    for (const host of [...hosts, '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::]', '[64:ff9b::7f00:1]']) {
      const result = await strict.fetch(`http://${host}:${server.port}/`);
      assert.ok(!result.ok, host);
      assert.ok(result.why === 'address' || result.why === 'unreachable', `${host}: ${result.why}`);
    }
    for (const host of ['169.254.169.254', '10.0.0.1', '100.100.100.200', '[fd00:ec2::254]', '[fe80::1]']) {
      const result = await strict.fetch(`http://${host}/latest/meta-data/`);
      assert.ok(!result.ok && result.why === 'address', host);
    }
    assert.equal(asked, 0);
  });

  it('is not reached by a name that leads there', async () => {
    const result = await fetcher({
      allowNetworks: [],
      resolve: async () => [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ],
    }).fetch('https://innocent.example/');
    assert.ok(!result.ok && result.why === 'address');
    assert.deepEqual(result.problem.text, { key: 'media.address', params: { host: 'innocent.example' } });
  });

  it('is not reached by a redirect', async () => {
    let secret = 0;
    const inside = await web((request, response) => {
      secret += 1;
      sends('secret')(request, response);
    });
    const outside = await web((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.2:${inside.port}/` }).end();
    });
    const result = await fetcher().fetch(outside.url);
    assert.ok(!result.ok && result.why === 'address');
    for (const location of ['file:///etc/passwd', 'https://user@127.0.0.1/', 'aesgcm://x/y']) {
      const server = await web((_, response) => void response.writeHead(302, { location }).end());
      const other = await fetcher().fetch(server.url);
      assert.ok(!other.ok && ['url', 'encrypted'].includes(other.why), location);
    }
    assert.equal(secret, 0);
  });

  it('is not reached by a name that changes its mind between the check and the connection', async () => {
    let secret = 0;
    const inside = await web((request, response) => {
      secret += 1;
      sends('secret')(request, response);
    });
    let asked = 0;
    // 127.0.0.3 stands for a public address, at which nobody answers.
    const result = await fetcher({
      allowNetworks: ['127.0.0.3'],
      resolve: async () => {
        asked += 1;
        return [{ address: asked === 1 ? '127.0.0.3' : '127.0.0.1', family: 4 }];
      },
    }).fetch(`http://rebinding.example:${inside.port}/`);
    assert.ok(!result.ok && result.why === 'unreachable');
    assert.deepEqual([asked, secret], [1, 0]);
  });

  it('is not the one that was checked, however that is written', () => {
    const checked = [
      { address: '192.0.2.1', family: 4 },
      { address: '2001:db8:0:0:0:0:0:1', family: 6 },
    ];
    for (const address of ['192.0.2.1', '2001:db8::1', '2001:0DB8::0001'])
      assert.ok(isOneOf(checked, address), address);
    for (const address of ['192.0.2.2', '2001:db8::2', '::1', '127.0.0.1', '']) {
      assert.ok(!isOneOf(checked, address), address);
    }
    assert.ok(!isOneOf([], '127.0.0.1'));
  });

  it('is left out where a name has public ones too', async () => {
    const server = await web(sends(PNG));
    const mixed = await fetcher({
      resolve: async () => [
        { address: '127.0.0.2', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    }).fetch(`http://mixed.example:${server.port}/`);
    assert.deepEqual(await fetched(mixed), PNG);
  });

  it('is not asked for in the clear by a redirect from https', async () => {
    const plain = await web(sends(PNG));
    const tls = await WebServer.of(
      createTlsServer({ cert: CERTIFICATE, key: KEY }, (_, response) => {
        response.writeHead(302, { location: plain.url }).end();
      }),
    );
    servers.push(tls);
    const result = await fetcher({ ca: CERTIFICATE }).fetch(tls.url.replace('http:', 'https:'));
    assert.ok(!result.ok && result.why === 'url');
  });
});

describe('limits of a fetch', () => {
  it('of size: refused by what the server tells, else where the limit is crossed', async () => {
    const told = await web(sends(Buffer.alloc(100_001), { 'content-length': '100001' }));
    const first = await fetcher().fetch(told.url);
    assert.ok(!first.ok && first.why === 'too-large');
    const untold = await web((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(10_000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    assert.equal(await fetched(await fetcher().fetch(untold.url)), 'too-large');
    const small = await web(sends(Buffer.alloc(2000)));
    assert.equal(await fetched(await fetcher().fetch(small.url, { size: 1999 })), 'too-large');
    assert.ok(Buffer.isBuffer(await fetched(await fetcher().fetch(small.url, { size: 2000 }))));
  });

  it('of time: for the connection, the first octet, between octets, for all', async () => {
    const silent = createTcpServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const noAnswer = await fetcher({ times: { firstByte: 100 } }).fetch(`http://127.0.0.1:${port}/`);
    assert.ok(!noAnswer.ok && noAnswer.why === 'timeout');
    // No TLS comes either, so this is no connection yet.
    const noTls = await fetcher({ times: { connect: 100 } }).fetch(`https://127.0.0.1:${port}/`);
    assert.ok(!noTls.ok && noTls.why === 'timeout');
    silent.close();
    const stalls = await web((_, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(Buffer.alloc(1000));
    });
    assert.equal(await fetched(await fetcher({ times: { silence: 100 } }).fetch(stalls.url)), 'timeout');
    assert.equal(await fetched(await fetcher().fetch(stalls.url, { time: 150 })), 'timeout');
    const drips = await web((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const slow = fetcher({ times: { silence: 200, speed: 10_000 } });
    assert.equal(await fetched(await slow.fetch(drips.url)), 'timeout');
    const never = fetcher({ times: { connect: 100 }, resolve: () => new Promise(() => undefined) });
    const noName = await never.fetch('http://slow.example/');
    assert.ok(!noName.ok && noName.why === 'timeout');
  });

  it('of the time for a name: it is given up then, and silence of its name server is no less slow', async () => {
    // What is awaited keeps no process alive.
    await web(sends(''));
    for (const [times, limits] of [[{ connect: 50 }, {}] as const, [{}, { time: 50 }] as const]) {
      let given: AbortSignal | undefined;
      const waits = fetcher({
        times,
        resolve: (_, signal) => {
          given = signal;
          return new Promise(() => undefined);
        },
      });
      const result = await waits.fetch('http://slow.example/', limits);
      assert.ok(!result.ok && result.why === 'timeout');
      assert.equal(given?.aborted, true);
    }
    const silent = fetcher({
      resolve: () => Promise.reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })),
    });
    const result = await silent.fetch('http://silent.example/');
    assert.ok(!result.ok && result.why === 'timeout');
  });

  it('whoever does not read is not waited for, and is not hurt', async () => {
    const server = await web(sends(Buffer.alloc(90_000)));
    const result = await fetcher().fetch(server.url, { time: 100 });
    assert.ok(result.ok);
    const end = await result.file.end;
    assert.ok(!end.ok && end.why === 'timeout');
    assert.ok(result.file.content.destroyed);
  });
});

describe('what is no file', () => {
  it('another protocol, or an end before any answer', async () => {
    for (const answer of ['HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', '']) {
      const server = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => (answer === '' ? socket.end() : socket.write(answer)));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const address = server.address();
      assert.ok(typeof address === 'object' && address !== null);
      try {
        assert.equal(await fetched(await fetcher().fetch(`http://127.0.0.1:${address.port}/x`)), 'unreachable');
      } finally {
        server.close();
      }
    }
  });

  it('is told apart: a status, a missing server, an encoding, an end in the middle', async () => {
    for (const status of [204, 206, 400, 401, 404, 410, 500, 503]) {
      const server = await web((_, response) => void response.writeHead(status).end());
      const result = await fetcher().fetch(server.url);
      assert.ok(!result.ok && result.why === 'status', String(status));
      assert.equal(result.problem.text.params?.status, status);
    }
    const gone = await web(sends(''));
    await gone.stop();
    servers.splice(servers.indexOf(gone), 1);
    assert.equal(await fetched(await fetcher().fetch(gone.url)), 'unreachable');
    const packed = await web(sends('x', { 'content-encoding': 'gzip' }));
    assert.equal(await fetched(await fetcher().fetch(packed.url)), 'status');
    const breaks = await web((_, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write(Buffer.alloc(1000), () => response.destroy());
    });
    assert.equal(await fetched(await fetcher().fetch(breaks.url)), 'broken');
    const unknown = fetcher({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
    const nowhere = await unknown.fetch('http://nowhere.example/');
    assert.ok(!nowhere.ok && nowhere.why === 'unreachable');
  });
});
