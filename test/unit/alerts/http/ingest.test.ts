import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ALERTMANAGER, basic, bearer, HttpWorld, SECRET } from './support.js';

let world: HttpWorld;
beforeEach(async () => {
  world = new HttpWorld();
  await world.open();
});
afterEach(async () => {
  await world.close();
  assert.doesNotMatch(world.logBook.lines.join('\n'), new RegExp(SECRET), 'a secret is in the log');
});

const PROM = '/alerts/v1/prom';

/** Posts and gives the status, with the body read. */
async function statusOf(
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await world.post(path, body, headers);
  const text = await response.text();
  assert.doesNotMatch(text, new RegExp(SECRET));
  if (response.status === 503) assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  if (response.status >= 400 && response.headers.get('content-type')?.includes('json')) {
    const problem = JSON.parse(text);
    assert.equal(problem.status, response.status);
    assert.match(problem.detail, /[.]$/);
  }
  return response.status;
}

function signed(body: string, at = world.clock.now(), secret = `${SECRET}hmac`): Record<string, string> {
  const seconds = String(Math.floor(at / 1000));
  const signature = createHmac('sha256', secret).update(`${seconds}:${body}`).digest('hex');
  return { 'x-time': seconds, 'x-grafana-alerting-signature': signature };
}

describe('a source', () => {
  it('is known by its token as Bearer and as password, and heard when its alerts are in lanes', async () => {
    assert.equal(await statusOf(PROM, ALERTMANAGER, bearer(`${SECRET}prom`)), 200);
    assert.equal(await statusOf(PROM, ALERTMANAGER, basic(`${SECRET}prom`)), 200);
    assert.deepEqual(world.heard, ['prom', 'prom']);
    assert.deepEqual(
      world.taken.map(({ alert }) => [alert.origin.source, alert.fingerprint, alert.labels.team]),
      [
        ['prom', 'a1', 'db'],
        ['prom', 'a1', 'db'],
      ],
    );
  });

  it('hears the same 401 whatever was wrong, and an admin can ban its address', async () => {
    const wrong: [string, Record<string, string>][] = [
      [PROM, {}],
      [PROM, bearer('hush')],
      [PROM, bearer(`${SECRET}hook`)],
      [`${PROM}?token=${SECRET}prom`, {}],
      ['/alerts/v1/nobody', bearer(`${SECRET}prom`)],
      ['/alerts/v1/__proto__', bearer(`${SECRET}prom`)],
      ['/alerts/v1/off', bearer(`${SECRET}off`)],
      ['/alerts/v1/inner', bearer(`${SECRET}inner`)],
      ['/alerts/v1/signed', {}],
      ['/v2/enqueue', bearer(`${SECRET}pager`)],
      ['/api/send_message', bearer(`${SECRET}prom`)],
    ];
    const bodies = new Set<string>();
    for (const [path, headers] of wrong) {
      const response = await world.post(path, ALERTMANAGER, { 'x-forwarded-for': '203.0.113.7', ...headers });
      assert.equal(response.status, 401, path);
      assert.match(response.headers.get('www-authenticate') ?? '', /Bearer/);
      bodies.add(await response.text());
    }
    assert.equal(bodies.size, 1);
    assert.equal(world.taken.length, 0);
    const lines = world.logBook.lines.filter((line) => line.includes('wrong credentials over HTTP'));
    assert.equal(lines.length, wrong.length);
    assert.ok(lines.every((line) => line.includes('"peer":"203.0.113.7"')));
  });

  it('that guesses on and on does not fill the log', async () => {
    for (let n = 0; n < 40; n += 1) await statusOf(PROM, '{}', bearer(`guess${n}`));
    assert.equal(world.logBook.lines.length, 20);
  });

  it('may come from its networks alone', async () => {
    const from = (peer: string) => ({ ...bearer(`${SECRET}inner`), 'x-forwarded-for': peer });
    assert.equal(await statusOf('/alerts/v1/inner', '{"title":"x"}', from('10.1.2.3')), 200);
    assert.equal(await statusOf('/alerts/v1/inner', '{"title":"x"}', from('::ffff:10.1.2.3')), 200);
    assert.equal(await statusOf('/alerts/v1/inner', '{"title":"x"}', from('11.1.2.3')), 401);
  });

  it('that only its network vouches for is no page of the web that a browser in there has open', async () => {
    const post = (headers: Record<string, string>) =>
      statusOf('/alerts/v1/lan', 'x', { 'content-type': 'text/plain', 'x-forwarded-for': '10.1.2.3', ...headers });
    assert.equal(await post({}), 200);
    assert.equal(await post({ origin: 'https://attacker.example' }), 401);
    assert.equal(await post({ 'sec-fetch-site': 'cross-site' }), 401);
  });

  it('shows its token in the address where its kind needs that', async () => {
    assert.equal(await statusOf(`/alerts/v1/hook?token=${SECRET}hook`, '{"title":"x"}'), 200);
    assert.doesNotMatch(JSON.stringify(world.taken), new RegExp(SECRET));
  });

  it('is GitLab with its own header', async () => {
    const said = { ...bearer('x'), 'x-gitlab-token': `${SECRET}hook` };
    assert.equal(await statusOf('/alerts/v1/hook', '{"title":"x"}', { 'x-gitlab-token': `${SECRET}hook` }), 200);
    assert.equal(await statusOf('/alerts/v1/hook', '{"title":"x"}', said), 200);
    assert.equal(await statusOf('/alerts/v1/hook', '{"title":"x"}', { 'x-gitlab-token': 'x' }), 401);
    assert.equal(await statusOf(PROM, ALERTMANAGER, { 'x-gitlab-token': `${SECRET}prom` }), 401);
    assert.doesNotMatch(JSON.stringify(world.taken), new RegExp(SECRET));
  });

  it('may send JSON as a form, as GitHub does where nothing else is set, and curl', async () => {
    const type = { ...bearer(`${SECRET}hook`), 'content-type': 'application/x-www-form-urlencoded' };
    const form = new URLSearchParams({ payload: '{"title":"a + b"}' }).toString();
    assert.equal(await statusOf('/alerts/v1/hook', form, type), 200);
    assert.equal(await statusOf('/alerts/v1/hook', '{"title":"c"}', type), 200);
    assert.equal(await statusOf('/alerts/v1/hook', 'payload=%7B', type), 400);
    assert.equal(await statusOf('/alerts/v1/hook', 'payload=', type), 400);
    assert.deepEqual(
      world.taken.map(({ alert }) => alert.title),
      ['a + b', 'c'],
    );
  });

  it('is not served by GET', async () => {
    const response = await world.ask(PROM, { headers: bearer(`${SECRET}prom`) });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST, PUT']);
    for (const method of ['HEAD', 'PATCH', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await world.ask(PROM, { method, headers: bearer(`${SECRET}prom`) });
      assert.deepEqual([status, headers.get('allow')], [405, 'POST, PUT'], method);
    }
    assert.equal(world.taken.length, 0);
  });

  it('with a wrong path hears that there is nothing, whatever it sends', async () => {
    for (const path of ['/alert/v1/prom', '/alerts/v1/prom/', '/']) {
      assert.equal(await statusOf(path, '{', bearer(`${SECRET}prom`)), 404, path);
    }
  });

  it('may say what it likes of its body: what reads it has the last word', async () => {
    for (const type of ['', 'json', 'application/json, application/json']) {
      const response = await world.post(PROM, ALERTMANAGER, { ...bearer(`${SECRET}prom`), 'content-type': type });
      assert.equal(response.headers.get('content-type')?.startsWith('application/'), true, type);
      assert.equal(response.status, type === '' ? 200 : 415, type);
    }
  });

  it('is refused before its body is there, so that nobody who is not known fills the memory', async () => {
    const paths = [PROM, '/api/send_message', '/api/v1/files?name=a', '/api/v1/messages'];
    for (const path of paths) assert.match(await world.headOnly(path, 1000), /^HTTP\/1\.1 401 /, path);
  });
});

describe('503', () => {
  it('while alerts cannot be put, and 200 when it is sent again', async () => {
    world.lanes = 'down';
    const headers = { ...bearer(`${SECRET}prom`), 'idempotency-key': 'one' };
    assert.equal(await statusOf(PROM, ALERTMANAGER, headers), 503);
    world.lanes = 'up';
    assert.equal(await statusOf(PROM, ALERTMANAGER, headers), 200);
    assert.equal(world.taken.length, 1);
  });

  it('when nobody knows for long whether it is in a lane, and then no line for each', async () => {
    world.lanes = 'silent';
    const answers = [1, 2, 3].map(() => statusOf(PROM, ALERTMANAGER, bearer(`${SECRET}prom`)));
    while (world.pending < 3) await new Promise((resolve) => setImmediate(resolve));
    world.clock.advance(10_000);
    assert.deepEqual(await Promise.all(answers), [503, 503, 503]);
    assert.equal(world.logBook.lines.filter((line) => line.includes('could not be put into lanes')).length, 1);
  });

  it('without room, and over the rate until there is a place again', async () => {
    world.hasRoom = false;
    assert.equal(await statusOf(PROM, ALERTMANAGER, bearer(`${SECRET}prom`)), 503);
    world.hasRoom = true;
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await statusOf(PROM, ALERTMANAGER, bearer(`${SECRET}prom`)));
    assert.deepEqual(statuses, [200, 200, 200, 200, 503, 503]);
    world.clock.advance(12_000);
    assert.equal(await statusOf(PROM, ALERTMANAGER, bearer(`${SECRET}prom`)), 200);
  });

  it('while the store is away that knows repeats', async () => {
    world.kv.before = () => {
      throw new Error('away');
    };
    const headers = { ...bearer(`${SECRET}prom`), 'idempotency-key': 'one' };
    assert.equal(await statusOf(PROM, ALERTMANAGER, headers), 503);
    assert.equal(world.taken.length, 0);
  });
});

describe('a request that comes again', () => {
  it('under the same key is answered as before and not taken twice; another body under it is a mistake', async () => {
    const headers = { ...bearer(`${SECRET}hook`), 'idempotency-key': 'build 7' };
    const first = await world.post('/alerts/v1/hook', '{"title":"x"}', headers);
    const again = await world.post('/alerts/v1/hook', '{"title":"x"}', headers);
    assert.deepEqual([again.status, await again.text()], [first.status, await first.text()]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(await statusOf('/alerts/v1/hook', '{"title":"y"}', headers), 422);
    assert.equal(world.taken.length, 1);
    world.clock.advance(25 * 3_600_000);
    assert.equal(await statusOf('/alerts/v1/hook', '{"title":"x"}', headers), 200);
    assert.equal(world.taken.length, 2);
  });

  it('with a signature is taken once within its window, and not at all after it', async () => {
    const headers = signed(ALERTMANAGER);
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, headers), 200);
    world.clock.advance(60_000);
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, headers), 200);
    assert.equal(world.taken.length, 1);
    world.clock.advance(61_000);
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, headers), 401);
    assert.equal(await statusOf('/alerts/v1/signed', `${ALERTMANAGER} `, signed(ALERTMANAGER)), 401);
    assert.equal(
      await statusOf('/alerts/v1/signed', ALERTMANAGER, signed(ALERTMANAGER, world.clock.now(), 'other')),
      401,
    );
  });
});

describe('a signed request', () => {
  it('that was overheard is not another one under a key that its sender has not given', async () => {
    const headers = signed(ALERTMANAGER);
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, headers), 200);
    for (const key of ['a', 'b']) {
      const again = { ...headers, 'idempotency-key': key };
      assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, again), 200);
    }
    assert.equal(world.taken.length, 1);
  });

  it('that comes again under its key with another time is not taken twice, and neither is that one again', async () => {
    const key = { 'idempotency-key': 'build 7' };
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, { ...signed(ALERTMANAGER), ...key }), 200);
    world.clock.advance(5000);
    const later = signed(ALERTMANAGER);
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, { ...later, ...key }), 200);
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, later), 200);
    assert.equal(world.taken.length, 1);
  });

  it('is taken when it comes again after it could not be put', async () => {
    const headers = { ...signed(ALERTMANAGER), 'idempotency-key': 'build 7' };
    world.lanes = 'down';
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, headers), 503);
    world.lanes = 'up';
    assert.equal(await statusOf('/alerts/v1/signed', ALERTMANAGER, headers), 200);
    assert.equal(world.taken.length, 1);
  });
});

describe('other forms', () => {
  it('PagerDuty: the routing key is the token, and the answer is theirs', async () => {
    const event = {
      routing_key: `${SECRET}pager`,
      event_action: 'trigger',
      dedup_key: 'd1',
      payload: { summary: 'Disk full', source: 'db1', severity: 'critical' },
    };
    const response = await world.post('/v2/enqueue', JSON.stringify(event));
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { status: 'success', message: 'Event processed', dedup_key: 'd1' });
    assert.equal(await statusOf('/alerts/v1/pager', JSON.stringify(event)), 202);
    const wrong = await world.post('/v2/enqueue', JSON.stringify({ ...event, event_action: 'shout' }));
    assert.equal(wrong.status, 400);
    assert.deepEqual(await wrong.json(), {
      status: 'invalid event',
      message: 'Event object is invalid',
      errors: ['event_action cannot be used. Write trigger, acknowledge or resolve.'],
    });
    assert.equal(await statusOf('/v2/enqueue', JSON.stringify({ ...event, routing_key: `${SECRET}prom` })), 401);
    assert.equal(world.taken.length, 2);
    assert.doesNotMatch(JSON.stringify(world.taken), new RegExp(SECRET));
  });

  it('ejabberd, and plain text by POST and PUT as for ntfy', async () => {
    const message = JSON.stringify({ type: 'chat', from: 'a@b', to: 'c@d', subject: '', body: 'Disk full' });
    assert.equal(await statusOf('/api/send_message', message, basic(`${SECRET}jabber`)), 200);
    assert.equal(await statusOf('/api/send_message/v2', message, bearer(`${SECRET}jabber`)), 200);
    const headers = { ...bearer(`${SECRET}script`), 'content-type': 'text/plain', title: 'Backup', priority: '5' };
    assert.equal(await statusOf('/alerts/v1/script', 'failed', headers), 200);
    const put = await world.ask('/alerts/v1/script', { method: 'PUT', body: 'failed', headers });
    assert.equal(put.status, 200);
    assert.deepEqual(
      world.taken.map(({ alert }) => alert.title),
      ['Disk full', 'Disk full', 'Backup', 'Backup'],
    );
  });
});

describe('bodies', () => {
  it('hostile ones get their exact status, and none of them an alert', async () => {
    const json = bearer(`${SECRET}hook`);
    const text = { ...bearer(`${SECRET}script`), 'content-type': 'text/plain' };
    const packed = { ...text, 'content-encoding': 'gzip' };
    const matrix: [number, string, string | Uint8Array, Record<string, string>][] = [
      [400, '/alerts/v1/hook', '{', json],
      [400, '/alerts/v1/hook', Uint8Array.of(0xff, 0xfe), json],
      [422, '/alerts/v1/hook', '[]', { ...bearer(`${SECRET}prom`) }],
      [415, '/alerts/v1/hook', '<a/>', { ...json, 'content-type': 'application/xml' }],
      [415, '/alerts/v1/script', 'x', { ...text, 'content-encoding': 'zstd' }],
      [415, '/alerts/v1/script', 'x', { ...text, 'content-encoding': 'gzip, gzip' }],
      [413, '/alerts/v1/script', 'x'.repeat(2049), text],
      [413, '/alerts/v1/hook', 'x'.repeat(1024 * 1024 + 1), json],
      [413, '/alerts/v1/script', gzipSync(Buffer.alloc(900_000)), packed],
      [400, '/alerts/v1/script', 'no gzip', packed],
      [400, '/alerts/v1/script', gzipSync('x'.repeat(500)).subarray(0, 15), packed],
      [400, '/alerts/v1/hook', '{"title":"x"}', { ...json, 'idempotency-key': 'x'.repeat(256) }],
    ];
    for (const [status, path, body, headers] of matrix) {
      const target = status === 422 ? PROM : path;
      assert.equal(await statusOf(target, body, headers), status, `${target} ${String(body).slice(0, 20)}`);
    }
    assert.equal(world.taken.length, 0);
  });

  it('are unpacked', async () => {
    const headers = { ...bearer(`${SECRET}script`), 'content-type': 'text/plain', 'content-encoding': 'gzip' };
    assert.equal(await statusOf('/alerts/v1/script', gzipSync('Disk full'), headers), 200);
    assert.equal(world.taken[0]?.alert.title, 'Disk full');
  });

  it('whatever is sent by whom: no 500, and 2xx only for who is known', async () => {
    const paths = ['/alerts/v1/hook', '/alerts/v1/script', '/alerts/v1/signed', '/v2/enqueue', '/api/send_message'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json().map((text) => Buffer.from(text)),
        ),
        fc.constantFrom('', 'gzip', 'deflate', 'br', 'x'),
        fc.boolean(),
        async (path, body, coding, known) => {
          const token = path.includes('script') ? 'script' : path.includes('send') ? 'jabber' : 'hook';
          const status = await statusOf(path, body, {
            ...(coding !== '' && { 'content-encoding': coding }),
            ...(known && bearer(`${SECRET}${token}`)),
          });
          assert.ok(status !== 500);
          if (!known) assert.ok(status >= 400, String(status));
        },
      ),
      { numRuns: 150 },
    );
  });
});
