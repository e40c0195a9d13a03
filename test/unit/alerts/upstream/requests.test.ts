import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { pauseAfter } from '../../../../gateways/alerts/upstream/pauses.js';
import { selfSignedCertificate } from '../../../../sandbox/certificate.js';
import { removeTempDir, tempDir } from '../../../../sandbox/temp-dir.js';
import { alertOf } from '../engine/support/world.js';
import { backward, type Heard, listen, UpstreamWorld } from './support.js';

const HOUR = 3_600_000;

it('PagerDuty hears that an alert is taken or over, by its key, and of nothing else', async (t) => {
  const server = await listen((_, response) => response.writeHead(202).end('{"status":"success"}'));
  t.after(() => server.stop());
  const world = new UpstreamWorld({ kind: 'pagerduty', url: server.url, token: 'routing-key' }, 'pagerduty');
  const alert = alertOf('disk/db1');
  for (const kind of ['ack', 'unack', 'comment', 'resolve'] as const) {
    await world.upstreams.back(backward(kind, [alert]));
    await world.run();
  }
  const sent = server.heard.map(({ method, path, body }) => [method, path, JSON.parse(body)]);
  const event = (event_action: string) => ({ routing_key: 'routing-key', event_action, dedup_key: 'disk/db1' });
  assert.deepEqual(sent, [
    ['POST', '/v2/enqueue', event('acknowledge')],
    ['POST', '/v2/enqueue', event('resolve')],
  ]);
  assert.ok(server.heard.every(({ headers }) => headers.authorization === undefined));
});

it('what cannot be taken is refused for good and told once; redirects are not followed', async (t) => {
  const elsewhere = await listen((_, response) => response.writeHead(202).end('{}'));
  const server = await listen((_, response) => response.writeHead(307, { location: `${elsewhere.url}/x` }).end());
  t.after(() => Promise.all([server.stop(), elsewhere.stop()]));
  const world = new UpstreamWorld({ kind: 'pagerduty', url: server.url, token: 'routing-key' }, 'pagerduty');
  await world.upstreams.back(backward('ack', [alertOf('a'), alertOf('b'), alertOf('c')]));
  await world.run(HOUR);
  assert.equal(server.heard.length, 3);
  assert.equal(elsewhere.heard.length, 0);
  assert.deepEqual(
    world.warnings.map(({ source, reason, passes }) => [source, reason, passes]),
    [['am', 'redirect', false]],
  );
  assert.equal(world.later.waits.size, 0);
});

it('of a source that is away not every alert is tried, all of them are told when it is back, and the next outage is told anew', async (t) => {
  let status = 503;
  const server = await listen((_, response) => response.writeHead(status).end());
  t.after(() => server.stop());
  const world = new UpstreamWorld({ kind: 'pagerduty', url: server.url, token: 'routing-key' }, 'pagerduty');
  const alerts = Array.from({ length: 50 }, (_, n) => alertOf(`a${n}`));
  await world.upstreams.back(backward('ack', alerts));
  await world.run(HOUR);
  assert.ok(server.heard.length < 60, String(server.heard.length));
  assert.equal(world.warnings.length, 1);
  status = 202;
  server.heard.length = 0;
  await world.run(HOUR);
  assert.equal(new Set(server.heard.map(({ body }) => JSON.parse(body).dedup_key)).size, 50);
  assert.equal(world.later.waits.size, 0);
  status = 400;
  world.clock.advance(24 * HOUR);
  await world.upstreams.back(backward('resolve', alerts));
  await world.run();
  assert.equal(world.warnings.length, 2);
  assert.notEqual(world.warnings[0]?.id, world.warnings[1]?.id);
});

it('what nobody hears for a day is given up', async (t) => {
  const server = await listen((_, response) => response.writeHead(500).end());
  t.after(() => server.stop());
  const world = new UpstreamWorld({ kind: 'pagerduty', url: server.url, token: 'routing-key' }, 'pagerduty');
  await world.upstreams.back(backward('resolve', [alertOf('a')]));
  await world.run(26 * HOUR);
  assert.equal(world.later.waits.size, 0);
  assert.equal(world.counted.at(-1), 'upstream expired');
});

it('an API of Grafana is asked below its path, with its token, and answers that are none do no harm', async (t) => {
  const posted: unknown[] = [];
  let broken = true;
  const answer = ({ method, path, body }: Heard): unknown => {
    if (method === 'POST') posted.push(JSON.parse(body));
    if (broken) return path.includes('silences') ? '<html>' : [];
    return method === 'POST' ? { silenceID: 'one', message: 'silence created' } : [];
  };
  const server = await listen((heard, response) => response.writeHead(202).end(JSON.stringify(answer(heard))));
  t.after(() => server.stop());
  const url = `${server.url}/api/alertmanager/grafana/`;
  const world = new UpstreamWorld({ kind: 'alertmanager', url, token: 'glsa_token' }, 'grafana');
  await world.upstreams.back(backward('ack', [alertOf('a')]));
  await world.run();
  assert.deepEqual(posted, []);
  broken = false;
  await world.run(HOUR);
  assert.equal(posted.length, 1);
  assert.ok(server.heard.every(({ path }) => path.startsWith('/api/alertmanager/grafana/api/v2/')));
  assert.ok(server.heard.every(({ headers }) => headers.authorization === 'Bearer glsa_token'));
});

it('nobody is told whose certificate is not to be trusted', async () => {
  const dir = await tempDir('upstream');
  const files = await selfSignedCertificate(dir, 'localhost');
  assert.ok(files);
  let asked = 0;
  const tls = { cert: await readFile(files.cert), key: await readFile(files.key) };
  const server = createServer(tls, (_, response) => {
    asked += 1;
    response.writeHead(202).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const world = new UpstreamWorld({ kind: 'pagerduty', url: `https://localhost:${port}`, token: 'key' }, 'pagerduty');
  await world.upstreams.back(backward('ack', [alertOf('a')]));
  await world.run(60_000);
  assert.equal(asked, 0);
  assert.equal(world.warnings[0]?.reason, 'DEPTH_ZERO_SELF_SIGNED_CERT');
  server.close();
  server.closeAllConnections();
  await removeTempDir(dir);
});

it('pauses grow, come to an end, and differ by chance', () => {
  assert.deepEqual(
    [1, 2, 3, 8, 100].map((tries) => pauseAfter(tries, 0)),
    [5000, 10_000, 20_000, 600_000, 600_000],
  );
  assert.equal(pauseAfter(1, 1), 6250);
});
