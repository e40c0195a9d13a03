import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'node:test';
import { KvEventLog } from '../../../../gateways/alerts/http/kept/kv-event-log.js';
import { pauseAfter } from '../../../../gateways/alerts/webhooks/pauses.js';
import { Webhooks, type WebhooksParts } from '../../../../gateways/alerts/webhooks/webhooks.js';
import { systemClock } from '../../../../src/clock.js';
import { Fetcher } from '../../../../src/http/fetch/fetch.js';
import { until } from '../../../support/until.js';
import { WebServer } from '../../../support/web-server.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { bookOf, HOUR, MINUTE } from '../engine/support/world.js';

const SECRET = 'a-secret-of-both-sides';
const SECOND = 1000;
const DAY = 24 * HOUR;

interface Told {
  readonly id: string;
  readonly cursor: number;
  readonly type: string;
  readonly data: { readonly n?: number; readonly incident?: number };
  readonly truncated?: boolean;
}

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly events: readonly Told[];
}

type Answer = (response: ServerResponse, request: Request) => void;

const say =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, headers).end();

const servers: WebServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A web server of a bot, and all that it got. */
async function receiver(first: Answer = say(200)) {
  const requests: Request[] = [];
  const state = { answer: first };
  const server = await WebServer.start(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const { events } = JSON.parse(body) as { readonly events: readonly Told[] };
    const one = { headers: request.headers, body, events };
    requests.push(one);
    state.answer(response, one);
  });
  servers.push(server);
  return {
    url: `${server.url}/events`,
    requests,
    state,
    numbers: () => requests.map(({ events }) => numbersOf(events)),
  };
}

const numbersOf = (events: readonly Told[]) => events.map(({ type, data }) => data.n ?? type);

const bookText = (hooks: Readonly<Record<string, string>>, more = '', routes = 'all') => `
routes: [{ name: db, to: "xmpp:a@example.org" }, { name: web, to: "xmpp:a@example.org" }]
bots:
${Object.entries(hooks)
  .map(
    ([name, url]) =>
      `  ${name}: { token: token-of-the-bot-${name}, scopes: [events], routes: ${routes}, webhook: { url: "${url}", secret: ${SECRET}${more} } }`,
  )
  .join('\n')}
`;

async function world(text: string, more: Partial<WebhooksParts> = {}) {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  const log = new KvEventLog(kv, clock);
  const admins: string[] = [];
  const counts: Record<string, number> = {};
  const state = { book: bookOf(text) };
  const troubles: unknown[] = [];
  const media = new Fetcher({
    maxFile: 100_000,
    allowNetworks: ['127.0.0.1'],
    userAgent: 'Isthmus/test',
    clock: systemClock,
  });
  const make = () =>
    new Webhooks({
      book: () => state.book,
      events: new KvEventLog(kv, clock),
      kv,
      media,
      isMine: () => true,
      mayWrite: () => true,
      tellAdmins: async (cause, { key }) => void admins.push(`${cause}: ${key}`),
      trouble: (error) => troubles.push(error),
      random: () => 0,
      clock,
      metrics: {
        count: (_, { outcome = '' } = {}) => {
          counts[outcome] = (counts[outcome] ?? 0) + 1;
        },
      },
      ...more,
    });
  const happen = async (n: number, event: { readonly route?: string; readonly bot?: string; type?: string } = {}) => {
    await log.append({ type: 'incident.opened', at: clock.now(), ...event, data: { n } });
    // What is asked of Redis at the same time is asked once.
    clock.advance(SECOND);
  };
  /** Lets what goes on come to its end. */
  const settle = async (hooks: Webhooks) => {
    hooks.look();
    await until(() => hooks.idle, 'the webhooks have done what there is');
  };
  const hooks = make();
  await settle(hooks);
  return { clock, kv, admins, counts, state, troubles, make, happen, settle, hooks };
}

describe('events that are posted to the web server of a bot', () => {
  it('come in order, signed, and each with an id of its own', async () => {
    const { url, requests, numbers } = await receiver();
    const { hooks, happen, settle, clock } = await world(
      bookText({ ci: url }, ', batch: 2, headers: { Authorization: Bearer of-the-receiver }'),
    );
    for (const n of [1, 2, 3]) await happen(n);
    await settle(hooks);
    assert.deepEqual(numbers(), [[1, 2], [3]]);
    const [{ headers, body, events } = assert.fail('nothing came')] = requests;
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-isthmus-signature'])) ?? [];
    assert.equal(v1, createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex'));
    assert.equal(Number(t), Math.floor(clock.now() / 1000));
    assert.equal(headers['content-type'], 'application/json');
    assert.equal(headers.authorization, 'Bearer of-the-receiver');
    const { at, ...rest } = JSON.parse(body).events[0];
    assert.match(at, /^2023-11-14T/);
    assert.deepEqual(rest, { id: events[0]?.id, cursor: 1, type: 'incident.opened', data: { n: 1 } });
    assert.equal(new Set(requests.flatMap((one) => one.events.map(({ id }) => id))).size, 3);
    await settle(hooks);
    assert.equal(requests.length, 2);
  });

  it('are those that it may hear and wants', async () => {
    const { url, numbers } = await receiver();
    const { hooks, happen, settle } = await world(
      bookText({ ci: url }, ', events: [message, incident.opened]', '[db]'),
    );
    await happen(1, { route: 'db' });
    await happen(2, { route: 'web' });
    await happen(3, { bot: 'ci', type: 'message' });
    await happen(4, { bot: 'other', type: 'message' });
    await happen(5, { route: 'db', type: 'incident.closed' });
    await settle(hooks);
    assert.deepEqual(numbers(), [[1, 3]]);
  });

  it('come again with the same ids, with growing pauses, until they are taken', async () => {
    const { url, requests, state, numbers } = await receiver(say(500));
    const { hooks, happen, settle, clock, counts } = await world(bookText({ ci: url }));
    await happen(1);
    await settle(hooks);
    await settle(hooks);
    assert.equal(requests.length, 1, 'it rests');
    clock.advance(SECOND);
    await settle(hooks);
    assert.equal(requests.length, 2);
    clock.advance(1.5 * SECOND);
    await settle(hooks);
    assert.equal(requests.length, 2, 'it rests for longer');
    await happen(2);
    state.answer = say(204);
    clock.advance(SECOND);
    await settle(hooks);
    assert.deepEqual(numbers(), [[1], [1], [1, 2]]);
    assert.equal(new Set(requests.map(({ events }) => events[0]?.id)).size, 1);
    assert.deepEqual(counts, { failed: 2, sent: 1 });
    assert.equal(pauseAfter(1, { dead: false, asked: undefined, chance: 0 }), SECOND);
    assert.equal(pauseAfter(30, { dead: false, asked: undefined, chance: 0 }), 15 * MINUTE);
  });

  it('follow whoever holds the lane next, and none is lost where one ended before it could write', async () => {
    const { url, requests, numbers } = await receiver();
    const { hooks, happen, settle, kv, make, troubles } = await world(bookText({ ci: url }));
    await happen(1);
    await settle(hooks);
    await happen(2);
    kv.before = (operation, key) => {
      if (operation === 'set' && key.startsWith('webhook:')) throw new Error('the process has ended');
    };
    await settle(hooks);
    assert.equal(troubles.length, 1);
    kv.before = () => undefined;
    await happen(3);
    await settle(make());
    assert.deepEqual(numbers(), [[1], [2], [2, 3]]);
    assert.equal(requests[1]?.events[0]?.id, requests[2]?.events[0]?.id);
  });

  it('are sent by nobody who may not write', async () => {
    const { url, requests } = await receiver();
    const may = { write: true };
    const { hooks, happen, settle } = await world(bookText({ ci: url }), { mayWrite: () => may.write });
    await happen(1);
    may.write = false;
    await settle(hooks);
    assert.equal(requests.length, 0);
    may.write = true;
    hooks.close();
    await settle(hooks);
    assert.equal(requests.length, 0);
  });

  it('wait as long as the receiver asks for', async () => {
    for (const [status, asked, waits] of [
      [429, '120', 120 * SECOND],
      [503, new Date(1_700_000_000_000 + 10 * MINUTE).toUTCString(), undefined],
      [500, '120', SECOND],
      [429, 'soon', SECOND],
    ] as const) {
      const { url, requests, state } = await receiver(say(status, { 'retry-after': asked }));
      const { hooks, happen, settle, clock } = await world(bookText({ ci: url }));
      await happen(1);
      await settle(hooks);
      state.answer = say(200);
      // A date that is over by the clock of the machine asks for nothing.
      const pause = waits ?? SECOND;
      clock.advance(pause - 1);
      await settle(hooks);
      assert.equal(requests.length, 1, `${status} ${asked}`);
      clock.advance(1);
      await settle(hooks);
      assert.equal(requests.length, 2, `${status} ${asked}`);
    }
  });

  it('end with 410 until the book changes, and admins learn of it', async () => {
    const { url, requests, state: answers, numbers } = await receiver(say(410));
    const { hooks, happen, settle, clock, state, admins, make } = await world(bookText({ ci: url }));
    await happen(1);
    await settle(hooks);
    answers.answer = say(200);
    clock.advance(HOUR);
    await settle(hooks);
    await settle(make());
    assert.equal(requests.length, 1);
    assert.deepEqual(admins, ['webhook ci gone: alerts.admin.webhook-gone']);
    state.book = bookOf(bookText({ ci: url }, ', batch: 3'));
    await happen(2);
    await settle(hooks);
    assert.deepEqual(numbers(), [[1], [1, 2]]);
  });

  it('follow no redirect', async () => {
    const other = await receiver();
    const { url, requests } = await receiver(say(307, { location: other.url }));
    const { hooks, happen, settle, counts } = await world(bookText({ ci: url }));
    await happen(1);
    await settle(hooks);
    assert.deepEqual([requests.length, other.requests.length, counts], [1, 0, { failed: 1 }]);
  });

  it('that nobody takes for a day are told to admins, once, and that they are taken again', async () => {
    const { url, requests, state } = await receiver(say(500));
    const { hooks, happen, settle, clock, admins } = await world(bookText({ ci: url }));
    await happen(1);
    await settle(hooks);
    clock.advance(DAY - 3 * SECOND);
    await settle(hooks);
    assert.deepEqual(admins, []);
    await happen(2);
    clock.advance(15 * MINUTE);
    await settle(hooks);
    assert.deepEqual(admins, ['webhook ci dead: alerts.admin.webhook-dead']);
    clock.advance(15 * MINUTE);
    await settle(hooks);
    assert.equal(requests.length, 3, 'it is tried once an hour');
    clock.advance(HOUR);
    await settle(hooks);
    assert.equal(admins.length, 1);
    state.answer = say(200);
    clock.advance(HOUR);
    await settle(hooks);
    assert.equal(admins[1], 'webhook ci again: alerts.admin.webhook-again');
    const [lost, second] = requests.at(-1)?.events ?? [];
    assert.deepEqual([lost?.type, second?.data.n], ['lost', 2], 'the first was kept for a day');
  });

  it('rest also where admins cannot be told', async () => {
    const { url, requests } = await receiver(say(410));
    const { hooks, happen, settle, troubles } = await world(bookText({ ci: url }), {
      tellAdmins: async () => {
        throw new Error('no lane');
      },
    });
    await happen(1);
    await settle(hooks);
    await settle(hooks);
    assert.deepEqual([requests.length, troubles.length], [1, 1]);
  });

  it('reach others while one is slow, which is sent one request at a time', async () => {
    const held: ServerResponse[] = [];
    const slow = await receiver((response) => void held.push(response));
    const quick = await receiver();
    const { hooks, happen, clock } = await world(bookText({ slow: slow.url, quick: quick.url }));
    for (const n of [1, 2, 3]) {
      await happen(n);
      hooks.look();
      await until(() => quick.requests.length === n, 'the quick one has it');
    }
    clock.advance(SECOND);
    assert.deepEqual(slow.numbers(), [[1]]);
    for (const response of held) response.writeHead(200).end();
    await until(() => slow.requests.length === 2, 'the slow one has the rest');
    assert.deepEqual(slow.numbers(), [[1], [2, 3]]);
    held.at(-1)?.writeHead(200).end();
    await until(() => hooks.idle, 'all is done');
  });

  it('are never more than one request may hold, and one that is too large comes without its data', async () => {
    const { url, requests } = await receiver();
    const { hooks, happen, settle, kv, clock } = await world(bookText({ ci: url }, ', batch: 100'));
    const log = new KvEventLog(kv, clock);
    for (const size of [28_000, 28_000, 28_000, 100_000]) {
      await log.append({ type: 'incident.comment', at: clock.now(), data: { comment: 'é'.repeat(size / 2) } });
    }
    await happen(5);
    await settle(hooks);
    assert.deepEqual(
      requests.map(({ events }) => events.map(({ cursor }) => cursor)),
      [
        [1, 2],
        [3, 4, 5],
      ],
    );
    assert.deepEqual([requests[1]?.events[1]?.truncated, requests[1]?.events[1]?.data], [true, {}]);
    for (const { body } of requests) assert.ok(Buffer.byteLength(body) < 65_536);
  });
});
