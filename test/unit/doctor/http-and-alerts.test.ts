import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { startAlertmanager } from '../../../sandbox/alertmanager.js';
import { certificateAuthority } from '../../../sandbox/certificate.js';
import { freePort } from '../../../sandbox/free-port.js';
import { Practice } from '../../support/doctor.js';

let practice: Practice;
const servers: Server[] = [];
before(async () => {
  practice = await Practice.open();
});
after(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await practice.close();
});

/** An HTTP server that answers everything so; its port. */
async function serving(
  listener: RequestListener,
  certificate?: { readonly cert: string; readonly key: string },
): Promise<number> {
  const pem = (file: string) => readFileSync(file, 'utf8');
  const server =
    certificate === undefined
      ? createServer(listener)
      : createTlsServer({ cert: pem(certificate.cert), key: pem(certificate.key) }, listener);
  servers.push(server as Server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the doctor looks at HTTP', () => {
  const examine = (http: object) => practice.examine('http', { http });
  const free = async () => `127.0.0.1:${await freePort()}`;

  it('finds nothing wrong with a free port', async () => {
    const seen = await examine({ listen: await free() });
    assert.deepEqual(seen.findings, []);
  });

  it('http-port-taken, http-port-unusable, http-exposed: the place to listen', async () => {
    const port = await serving((_, response) => response.end('hello'));
    (await examine({ listen: `127.0.0.1:${port}` })).one('http-port-taken');
    const elsewhere = await examine({ listen: '192.0.2.1:8080' });
    elsewhere.one('http-port-unusable');
    elsewhere.one('http-exposed');
  });

  it('console-port-unusable: another program has it', async () => {
    const port = await serving((_, response) => response.end('hello'));
    const seen = await practice.examine('http', { console: { listen: `127.0.0.1:${port}` } });
    assert.equal(seen.one('console-port-unusable').write, `console: { listen: 127.0.0.1:${port + 1} }`);
  });

  it('public-url-unresolved, public-url-plain, public-url-unreachable: the world does not find the way', async () => {
    const nowhere = await examine({ listen: await free(), publicUrl: 'http://no-such-host.invalid' });
    nowhere.one('public-url-unresolved');
    const plain = await examine({ listen: await free(), publicUrl: 'http://192.0.2.1:1/' });
    plain.one('public-url-plain');
    (await examine({ listen: await free(), publicUrl: `http://127.0.0.1:${await freePort()}` })).one(
      'public-url-unreachable',
    );
  });

  it('public-url-certificate and public-url-elsewhere: somebody else is there', async () => {
    const authority = await certificateAuthority(practice.dir, 'strange');
    const secure = await serving((_, response) => response.end(), await authority.issue('localhost'));
    (await examine({ listen: await free(), publicUrl: `https://localhost:${secure}` })).one('public-url-certificate');
    const page = await serving((_, response) => response.end('<html>Welcome to nginx!</html>'));
    (await examine({ listen: await free(), publicUrl: `http://127.0.0.1:${page}` })).one('public-url-elsewhere');
  });
});

describe('the doctor looks at alerts', () => {
  const book = (url: string, more = '') => `sources:
  am: { kind: alertmanager, token: "0123456789abcdef0123456789abcdef", upstream: { kind: alertmanager, url: "${url}" } }
people:
  ann: { xmpp: ann@example.org }
routes:
  - { name: everything, to: [person:ann] }
${more}`;

  const examine = (text: string, area = 'alerts') => {
    practice.file('routes.yaml', text);
    return practice.examine(area, {
      http: { listen: '127.0.0.1:1' },
      gateways: { alerts: { domain: 'alerts.example.org', secret: 's', routes: 'routes.yaml' } },
    });
  };

  it('finds a real Alertmanager in order', async () => {
    const alertmanager = await startAlertmanager({ webhook: 'http://127.0.0.1:1/' });
    try {
      const seen = await examine(book(alertmanager.url));
      assert.deepEqual(seen.codes, ['links-nowhere']);
      seen.fine(/takes silences/);
    } finally {
      await alertmanager.stop();
    }
  });

  it('config-wrong: the book cannot be used', async () => {
    const seen = await examine(book('http://127.0.0.1:1').replace('person:ann', 'person:bob'), 'config');
    assert.match(seen.one('config-wrong').where ?? '', /routes\.yaml, line \d+/);
    assert.equal(seen.exit, 2);
  });

  it('upstream-unreachable, upstream-login, upstream-wrong, upstream-certificate: the API of the source', async () => {
    const at = async (listener: RequestListener) => `http://127.0.0.1:${await serving(listener)}`;
    (await examine(book(`http://127.0.0.1:${await freePort()}`))).one('upstream-unreachable');
    (await examine(book(await at((_, response) => response.writeHead(401).end())))).one('upstream-login');
    (await examine(book(await at((_, response) => response.end('hello'))))).one('upstream-wrong');
    const authority = await certificateAuthority(practice.dir, 'odd');
    const port = await serving((_, response) => response.end('[]'), await authority.issue('localhost'));
    (await examine(book(`https://localhost:${port}`))).one('upstream-certificate');
  });

  it('webhook-unreachable: nobody takes the events of a bot', async () => {
    const bot = `bots:
  ops: { scopes: [events], token: "fedcba9876543210fedcba9876543210", webhook: { url: "http://127.0.0.1:${await freePort()}/x", secret: "12345678901234567890123456789012" } }
`;
    (await examine(book('http://127.0.0.1:1', bot))).one('webhook-unreachable');
  });
});
