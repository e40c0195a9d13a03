import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { AuditRecord } from '../../../../gateways/alerts/audit/record.js';
import type { RecipientState } from '../../../../gateways/alerts/engine/incident-record.js';
import { KvEventLog } from '../../../../gateways/alerts/http/kept/kv-event-log.js';
import { type SchemaName, shape } from '../../../../gateways/alerts/http/schemas.js';
import { bearer, HttpWorld, SECRET } from './support.js';

let world: HttpWorld;
beforeEach(async () => {
  world = new HttpWorld();
  await world.open();
});
afterEach(async () => {
  await world.close();
  assert.doesNotMatch(world.logBook.lines.join('\n'), new RegExp(SECRET), 'a secret is in the log');
});

/** An answer must be what the description says. */
function fits(name: SchemaName, json: unknown): void {
  const read = shape(name, json);
  assert.ok(read.ok, JSON.stringify(read));
}

type Answer = Awaited<ReturnType<HttpWorld['api']>>;

function isProblem(answer: Answer, status: number, reason: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.json));
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(answer.json.type, `urn:isthmus:problem:${reason}`);
  fits('Problem', answer.json);
}

describe('a bot', () => {
  it('without a token that is taken hears 401', async () => {
    for (const bot of ['nobody', 'late', 'prom', ''])
      isProblem(await world.api('GET', '/routes', undefined, bot), 401, 'not-known');
  });

  it('does what its scopes are for, as often as its rate lets it', async () => {
    isProblem(await world.api('GET', '/routes', undefined, 'poor'), 403, 'scope-missing');
    const answers = [1, 2, 3].map(() => world.api('GET', '/messages/x', undefined, 'quick'));
    const statuses = (await Promise.all(answers)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [404, 404, 429]);
    const over = await world.api('GET', '/messages/x', undefined, 'quick');
    assert.equal(over.headers.get('retry-after'), '30');
  });
});

describe('messages', () => {
  const message = {
    to: ['list:ops', 'alice', 'mailto:Carol@example.net', 'rotation:oncall'],
    text: 'Hello',
    severity: 'error',
  };

  it('go to people, places, lists and rotations, each once, and their status can be asked for', async () => {
    const body = { ...message, files: [{ url: 'https://example.net/a.png' }], expiresIn: '1h', thread: 't1' };
    const taken = await world.api('POST', '/messages', body);
    assert.equal(taken.status, 202);
    fits('MessageAccepted', taken.json);
    const { id } = taken.json;
    const keys = ['person:alice', 'person:bob', 'sms:+33612345678', 'mailto:carol@example.net', 'rotation:oncall'];
    assert.deepEqual(
      taken.json.recipients,
      keys.map((to) => ({ to })),
    );
    const [sent] = world.sent;
    assert.deepEqual([sent?.id, sent?.bot, sent?.expires], [id, 'root', world.clock.now() + 3_600_000]);

    const at = world.clock.now();
    await world.messages.report(String(id), 0, 'seen', at + 3);
    await world.messages.report(String(id), 0, 'sent', at + 1);
    await world.messages.report(String(id), 1, 'failed', at + 2, 'no such user');
    const status = await world.api('GET', `/messages/${id}`);
    fits('MessageStatus', status.json);
    const { recipients } = status.json;
    assert.ok(Array.isArray(recipients));
    assert.deepEqual(recipients.map((one) => [one.to, one.status, one.reason]).slice(0, 3), [
      ['person:alice', 'seen', undefined],
      ['person:bob', 'failed', 'no such user'],
      ['sms:+33612345678', 'queued', undefined],
    ]);
    isProblem(await world.api('GET', `/messages/${id}`, undefined, 'ci'), 404, 'message-unknown');
    assert.equal((await world.api('POST', '/messages', { to: 'bob', text: 'x', replyTo: id })).status, 202);
    isProblem(await world.api('POST', '/messages', { to: 'bob', text: 'x', replyTo: id }, 'ci'), 422, 'reply-unknown');
  });

  it('of a key that comes again are one, also at the same time and after a failure', async () => {
    const send = () => world.api('POST', '/messages', { to: 'bob', text: 'x' }, 'root', { 'idempotency-key': 'k' });
    world.lanes = 'down';
    isProblem(await send(), 503, 'not-kept');
    const failed = await world.messages.read('nothing');
    assert.equal(failed, undefined);
    world.lanes = 'up';
    const [one, other] = await Promise.all([send(), send()]);
    const again = await send();
    assert.ok([one.status, other.status].includes(202));
    assert.equal(world.sent.length, 1);
    assert.equal(again.status, 202);
    assert.equal(again.json.id, world.sent[0]?.id);
    const changed = await world.api('POST', '/messages', { to: 'bob', text: 'y' }, 'root', { 'idempotency-key': 'k' });
    isProblem(changed, 422, 'key-reused');
    const foreign = await world.api('POST', '/messages', { to: 'bob', text: 'y' }, 'ci', { 'idempotency-key': 'k' });
    assert.equal(foreign.status, 202);
  });

  it('that cannot be sent say where and what to write instead', async () => {
    const matrix: [number, string, unknown, string?][] = [
      [422, 'fields-wrong', { to: ['nobody', 'person:x', 'irc://'], text: 'x' }],
      [422, 'fields-wrong', { to: [], text: 'x' }],
      [422, 'fields-wrong', { to: 'bob' }],
      [422, 'fields-wrong', { to: 'bob', text: 'x', more: 1 }],
      [422, 'fields-wrong', { to: 'bob', text: 'x', files: [{ url: 'file:///etc/passwd' }] }],
      [422, 'fields-wrong', '{"to":"bob","text":"x","__proto__":{"a":1}}'],
      [422, 'fields-wrong', 'null'],
      [400, 'json-broken', '{"to":'],
      [403, 'severity-over', { to: 'bob', text: 'x', severity: 'critical' }, 'ci'],
      [403, 'route-not-yours', { to: 'route:rest', text: 'x' }, 'ci'],
    ];
    for (const [status, reason, body, bot] of matrix)
      isProblem(await world.api('POST', '/messages', body, bot), status, reason);
    const plain = await world.api('POST', '/messages', 'x', 'root', { 'content-type': 'text/plain' });
    isProblem(plain, 415, 'no-json');
    const wrong = await world.api('POST', '/messages', { to: ['bob', 'person:x'], text: 'x' });
    assert.deepEqual(wrong.json.errors, [{ path: 'to[1]', message: 'there is no person "x" in the book' }]);
    assert.equal(world.sent.length, 0);
  });
});

describe('files', () => {
  const put = (octets: string, bot = 'root', name = '?name=a.txt') =>
    world.api('POST', `/files${name}`, octets, bot, { 'content-type': 'text/plain' });

  it('are kept for messages of bots that may send any', async () => {
    const kept = await put('hello');
    assert.equal(kept.status, 201);
    const url = 'https://files.example.org/a.txt';
    assert.deepEqual(kept.json, { url, name: 'a.txt', mediaType: 'text/plain', size: 5 });
    assert.equal((await put('x', 'root', '')).json.name, 'file');
    isProblem(await put('x', 'poor'), 403, 'scope-missing');
    isProblem(await put('', 'root'), 422, 'file-empty');
  });

  it('are refused for good, or until there is room', async () => {
    world.fault = 'too-large';
    isProblem(await put('x'), 422, 'file-refused');
    world.fault = 'full';
    const full = await put('x');
    isProblem(full, 503, 'file-no-room');
    assert.equal(full.headers.get('retry-after'), '60');
    world.fault = undefined;
  });
});

describe('alerts', () => {
  it('are put at their route, and the answer names those that take them', async () => {
    const taken = await world.api('POST', '/alerts', {
      title: 'Disk full',
      labels: { team: 'db', env: 'dev' },
      severity: 'error',
    });
    assert.equal(taken.status, 202);
    fits('AlertAccepted', taken.json);
    assert.deepEqual(taken.json.routes, ['db-dev']);
    const [first] = world.taken;
    assert.deepEqual(
      [first?.alert.origin.source, first?.alert.origin.sender, first?.route],
      ['bot:root', 'root', undefined],
    );
    const over = await world.api('POST', '/alerts', {
      title: 'Disk full',
      labels: { team: 'db', env: 'dev' },
      status: 'resolved',
    });
    assert.equal(over.json.fingerprint, taken.json.fingerprint);
  });

  it('of a bot with routes of its own go nowhere else', async () => {
    assert.equal((await world.api('POST', '/alerts', { title: 'x' }, 'ci')).status, 202);
    assert.equal((await world.api('POST', '/alerts', { title: 'x', route: 'db-dev' }, 'ci')).status, 202);
    assert.deepEqual(
      world.taken.map(({ route }) => route),
      ['db', 'db-dev'],
    );
    for (const route of ['rest', 'nothing']) {
      isProblem(await world.api('POST', '/alerts', { title: 'x', route }, 'ci'), 403, 'route-not-yours');
    }
    isProblem(await world.api('POST', '/alerts', { title: 'x', route: 'nothing' }), 404, 'route-unknown');
    isProblem(await world.api('POST', '/alerts', { title: 'x', severity: 'critical' }, 'ci'), 403, 'severity-over');
  });
});

describe('incidents', () => {
  it('are taken, given back, silenced and closed by their code', async () => {
    const { group } = world.incident();
    for (const action of ['ack', 'unack', 'silence', 'unsilence', 'resolve']) {
      const body = action === 'silence' ? { duration: '90m', comment: 'known' } : undefined;
      const done = await world.api('POST', `/incidents/k7qp/${action}`, body, 'ci');
      assert.equal(done.status, 202, JSON.stringify(done.json));
      fits('IncidentAccepted', done.json);
    }
    assert.deepEqual(
      world.answers.map(({ answer }) => answer.kind),
      ['ack', 'unack', 'silence', 'unsilence', 'resolve'],
    );
    const silence = world.answers[2];
    assert.deepEqual(
      [silence?.group, silence?.answer.duration, silence?.answer.by],
      [group, 5_400_000, { title: 'ci', bot: 'ci' }],
    );
    assert.equal(new Set(world.answers.map(({ answer }) => answer.id)).size, 5);
  });

  it('of other routes are not there, and what is over stays so', async () => {
    world.incident({ route: 'rest' });
    isProblem(await world.api('POST', '/incidents/k7qp/ack', undefined, 'ci'), 404, 'incident-unknown');
    isProblem(await world.api('POST', '/incidents/none/ack'), 404, 'incident-unknown');
    world.incident({ closed: 1 });
    isProblem(await world.api('POST', '/incidents/k7qp/ack'), 409, 'incident-over');
    assert.equal(world.answers.length, 0);
  });
});

describe('what the book names bots for', () => {
  it('is for these, and for no other one', async () => {
    const deploy = { title: 'Deploy', labels: { team: 'deploys' } };
    for (const body of [deploy, { ...deploy, route: 'deploys' }]) {
      assert.equal((await world.api('POST', '/alerts', body)).status, 202);
      isProblem(await world.api('POST', '/alerts', body, 'other'), 403, 'route-not-yours');
    }
    for (const to of ['route:deploys', 'list:board']) {
      assert.equal((await world.api('POST', '/messages', { to, text: 'x' })).status, 202, to);
      const reason = to === 'list:board' ? 'list-not-yours' : 'route-not-yours';
      isProblem(await world.api('POST', '/messages', { to, text: 'x' }, 'other'), 403, reason);
    }
    world.incident({ route: 'deploys' });
    assert.equal((await world.api('POST', '/incidents/k7qp/ack')).status, 202);
    isProblem(await world.api('POST', '/incidents/k7qp/ack', undefined, 'other'), 403, 'route-not-yours');
    // Of silences it says nothing.
    assert.equal((await world.api('POST', '/incidents/k7qp/silence', undefined, 'other')).status, 202);
    assert.deepEqual([world.taken.length, world.sent.length, world.answers.length], [2, 2, 2]);
  });
});

describe('incidents that are asked for', () => {
  const recipients: readonly RecipientState[] = [
    {
      destination: 'person:alice',
      place: 'sms:+33612345678',
      kind: 'phone',
      medium: 'sms',
      person: 'alice',
      state: 'failed',
      at: 5,
      times: { sent: 3, failed: 5 },
      reason: 'item-not-found',
      messages: 2,
    },
  ];

  it('have what became of their messages, with whole addresses for who may know them', async () => {
    const { group } = world.incident({ recipients, taken: { by: 'bob@example.org', at: 4, comment: 'mine' } });
    const whole = await world.api('GET', `/incidents/${group}-3`);
    fits('Incident', whole.json);
    assert.deepEqual(whole.json.recipients, [
      {
        to: 'person:alice',
        place: 'sms:+33612345678',
        kind: 'phone',
        network: 'sms',
        person: 'alice',
        status: 'failed',
        at: '1970-01-01T00:00:00.005Z',
        times: { sent: '1970-01-01T00:00:00.003Z', failed: '1970-01-01T00:00:00.005Z' },
        reason: 'item-not-found',
        messages: 2,
      },
    ]);
    assert.equal(whole.json.status, 'taken');
    const masked = JSON.stringify((await world.api('GET', '/incidents/k7qp', undefined, 'ci')).json);
    assert.match(masked, /sms:\+336…78/);
    assert.doesNotMatch(masked, /612345|bob@/);
    isProblem(await world.api('GET', '/incidents/k7qp', undefined, 'poor'), 403, 'scope-missing');
    world.incident({ recipients, route: 'rest' });
    isProblem(await world.api('GET', '/incidents/k7qp', undefined, 'ci'), 404, 'incident-unknown');
    isProblem(await world.api('GET', '/incidents/none'), 404, 'incident-unknown');
  });

  it('are a list by cursor, as far as the bot may use their routes', async () => {
    const at = world.clock.now();
    for (let number = 1; number <= 5; number += 1) {
      const more = { number, code: `c00${number}`, opened: at + number, route: number === 3 ? 'rest' : 'db-dev' };
      world.incident({ ...more, ...(number === 2 && { closed: at + 9 }) });
    }
    const all: unknown[] = [];
    let cursor = '';
    for (let pages = 0; pages < 9; pages += 1) {
      const page = await world.api('GET', `/incidents?limit=2&cursor=${cursor}`, undefined, 'ci');
      fits('Incidents', page.json);
      assert.ok(Array.isArray(page.json.incidents));
      all.push(...page.json.incidents.map(({ code }) => code));
      if (page.json.next === undefined) break;
      cursor = String(page.json.next);
    }
    assert.deepEqual(all, ['c005', 'c004', 'c002', 'c001']);
    const codes = async (query: string) => {
      const { incidents } = (await world.api('GET', `/incidents?${query}`)).json;
      return Array.isArray(incidents) ? incidents.map(({ code }) => code) : [];
    };
    assert.deepEqual(await codes('open=true'), ['c005', 'c004', 'c003', 'c001']);
    assert.deepEqual(await codes('route=rest'), ['c003']);
    assert.deepEqual(await codes('route=db'), ['c005', 'c004', 'c002', 'c001']);
    isProblem(await world.api('GET', '/incidents?route=rest', undefined, 'ci'), 403, 'route-not-yours');
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'open=maybe']) {
      isProblem(await world.api('GET', `/incidents?${query}`), 400, 'query-wrong');
    }
    isProblem(await world.api('GET', '/incidents?cursor=x'), 400, 'cursor-wrong');
  });
});

describe('the audit', () => {
  const row = (id: string, at: number, more: Partial<AuditRecord> = {}) => {
    world.rows.push({ id, at, action: 'told', outcome: 'done', book: 'b1', ...more });
  };

  it('is read by time, page after page, each row once', async () => {
    const now = world.clock.now();
    for (let n = 0; n < 25; n += 1)
      row(`r${String(n).padStart(2, '0')}`, now - 1000 + Math.floor(n / 10), { route: 'db' });
    row('old', now - 3 * 86_400_000, { actor: 'alice' });
    const ids: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 9; pages += 1) {
      const answer = await world.ask(`/api/v1/audit?limit=10&cursor=${cursor}`, { headers: bearer(`${SECRET}root`) });
      assert.match(answer.headers.get('content-type') ?? '', /^application\/x-ndjson/);
      const lines = (await answer.text()).split('\n').filter((line) => line !== '');
      ids.push(...lines.map((line) => JSON.parse(line).id));
      cursor = answer.headers.get('next-cursor') ?? '';
      if (answer.headers.get('has-more') === 'false') break;
    }
    assert.equal(ids.length, 25);
    assert.equal(new Set(ids).size, 25);
    row('later', now, { route: 'db' });
    const later = await world.ask(`/api/v1/audit?cursor=${cursor}`, { headers: bearer(`${SECRET}root`) });
    assert.match(await later.text(), /^\{[^\n]*"id":"later"[^\n]*\}\n$/);
    const table = await world.ask('/api/v1/audit?from=7d&to=2d&format=csv', { headers: bearer(`${SECRET}root`) });
    assert.match(table.headers.get('content-type') ?? '', /^text\/csv/);
    assert.match(await table.text(), /^at,actor,action,.*\r\n[^,]+,alice,told,.*\r\n$/);
  });

  it('tells a bot of its own routes alone, and only one that may read it', async () => {
    const now = world.clock.now();
    row('mine', now - 3, { route: 'db-dev' });
    row('other', now - 2, { route: 'rest' });
    row('nobody', now - 1);
    const read = async (bot: string, query = '') => {
      const answer = await world.ask(`/api/v1/audit${query}`, { headers: bearer(`${SECRET}${bot}`) });
      return (await answer.text()).match(/"id":"\w+"/g);
    };
    assert.deepEqual(await read('ci00'), ['"id":"mine"']);
    assert.equal((await read('root'))?.length, 3);
    assert.deepEqual(await read('root', '?route=rest'), ['"id":"other"']);
    isProblem(await world.api('GET', '/audit', undefined, 'poor'), 403, 'scope-missing');
    isProblem(await world.api('GET', '/audit?from=yesterday'), 400, 'query-wrong');
    isProblem(await world.api('GET', '/audit?format=xml'), 400, 'query-wrong');
    isProblem(await world.api('GET', '/audit?cursor=1'), 400, 'cursor-wrong');
  });
});

describe('what the book says', () => {
  it('routes, as far as the bot may use them, and who is on call', async () => {
    const all = await world.api('GET', '/routes');
    fits('Routes', all.json);
    const own = await world.api('GET', '/routes', undefined, 'ci');
    assert.ok(Array.isArray(own.json.routes));
    assert.deepEqual(
      own.json.routes.map(({ name }) => name),
      ['db', 'db-dev'],
    );
    const onCall = await world.api('GET', '/oncall/oncall');
    fits('OnCall', onCall.json);
    isProblem(await world.api('GET', '/oncall/nothing'), 404, 'rotation-unknown');
  });
});

describe('silences', () => {
  it('are made, listed, changed and ended', async () => {
    const made = await world.api('POST', '/silences', { matchers: ['team=db'], duration: '2h', comment: 'works' });
    assert.equal(made.status, 201);
    fits('Silence', made.json);
    const path = `/silences/${made.json.id}`;
    const changed = await world.api('PUT', path, { matchers: ['team=db', 'severity<=error'], duration: '3h' });
    assert.equal(changed.status, 200);
    const list = await world.api('GET', '/silences');
    fits('Silences', list.json);
    assert.ok(Array.isArray(list.json.silences));
    assert.equal(list.json.silences.length, 1);
    assert.equal((await world.api('DELETE', path)).status, 204);
    isProblem(await world.api('DELETE', path), 404, 'silence-unknown');
    assert.equal((await world.api('GET', path)).json.active, false);
  });

  it('that say nothing, too much or the impossible are refused', async () => {
    for (const body of [
      { matchers: [], duration: '1h' },
      { matchers: ['team=~"("'], duration: '1h' },
      { matchers: ['a=b'] },
      { matchers: ['a=b'], duration: '1h', until: '2030-01-01T00:00:00Z' },
      { matchers: ['a=b'], until: '2020-01-01T00:00:00Z' },
    ]) {
      isProblem(await world.api('POST', '/silences', body), 422, 'fields-wrong');
    }
    isProblem(
      await world.api('POST', '/silences', { matchers: ['a=b'], duration: '1h' }, 'ci'),
      403,
      'silence-needs-all',
    );
  });
});

describe('events', () => {
  const happened = (n: number, more = {}) => ({ type: 'incident.opened', at: world.clock.now(), data: { n }, ...more });

  /** Opens the stream; `next` gives what comes until something fits, moving time on meanwhile. */
  async function listen(headers: Record<string, string> = {}, bot = 'root') {
    const token = `${SECRET}${bot === 'ci' ? 'ci00' : bot}`;
    const gone = new AbortController();
    const response = await world.ask('/api/v1/events', {
      signal: gone.signal,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    assert.equal(response.status, 200, response.statusText);
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const reader = response.body?.getReader();
    assert.ok(reader !== undefined);
    let text = '';
    const decoder = new TextDecoder();
    return {
      async next(wanted: RegExp): Promise<string> {
        while (!wanted.test(text)) {
          const moving = setInterval(() => world.clock.advance(500), 5);
          const { done, value } = await reader.read().finally(() => clearInterval(moving));
          if (done) throw new Error(`it ended after: ${text}`);
          text += decoder.decode(value, { stream: true });
        }
        return text;
      },
      close: () => gone.abort(),
    };
  }

  it('come to all who listen, from where each was, and a heartbeat while there are none', async () => {
    const [one, other] = [await listen(), await listen()];
    await world.events.append(happened(1));
    await world.events.append(happened(2));
    for (const reader of [one, other]) {
      const text = await reader.next(/"n":2/);
      assert.match(
        text,
        /id: 1\nevent: incident\.opened\ndata: \{"type":"incident\.opened","at":"[^"]+","n":1\}\n\nid: 2/,
      );
    }
    await one.next(/: still here/);
    one.close();
    const later = await listen({ 'last-event-id': '1' });
    assert.doesNotMatch(await later.next(/"n":2/), /"n":1/);
    other.close();
    later.close();
  });

  it('of other routes and other bots are not told', async () => {
    const reader = await listen({ 'last-event-id': '0' }, 'ci');
    await world.events.append(happened(1, { route: 'rest' }));
    await world.events.append(happened(2, { bot: 'root' }));
    await world.events.append(happened(3, { route: 'db-dev' }));
    assert.doesNotMatch(await reader.next(/"n":3/), /"n":[12]/);
    reader.close();
  });

  it('that were lost are told as such, and one that is still being written is waited for', async () => {
    await world.kv.count('http:events', 60);
    await world.events.append(happened(2));
    assert.deepEqual((await world.events.read(0, 10)).events, []);
    world.clock.advance(2500);
    const page = await world.events.read(0, 10);
    assert.deepEqual([page.lost, page.events.map(({ cursor }) => cursor), page.next], [true, [2], 2]);
    assert.deepEqual(await world.events.read(99, 10), { events: [], next: 2, lost: true });
  });

  it('are there for a reader that has read on in another process', async () => {
    const here = new KvEventLog(world.kv, world.clock);
    const there = new KvEventLog(world.kv, world.clock);
    await here.append(happened(1));
    assert.equal(await here.head(), 1);
    await there.append(happened(2));
    assert.deepEqual(await here.read(2, 10), { events: [], next: 2, lost: false });
  });

  it('that are told long after they happened let no reader pass one that is being written', async () => {
    await world.kv.count('http:events', 60);
    await world.events.append(happened(2, { at: world.clock.now() - 3_600_000 }));
    assert.deepEqual(await world.events.read(0, 10), { events: [], next: 0, lost: false });
  });

  it('whose head alone is asked for take no place', async () => {
    for (let n = 0; n < 6; n += 1) {
      const response = await world.ask('/api/v1/events', {
        method: 'HEAD',
        headers: { authorization: `Bearer ${SECRET}root` },
      });
      assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/event-stream']);
    }
  });

  it('a bot has few streams at once, and a place again when one is closed', async () => {
    const readers = await Promise.all([1, 2, 3, 4].map(() => listen()));
    isProblem(await world.api('GET', '/events'), 429, 'streams-many');
    isProblem(await world.api('GET', '/events', undefined, 'root', { 'last-event-id': 'x' }), 400, 'cursor-wrong');
    for (const reader of readers) reader.close();
    let again = await world.api('GET', '/events?after=x');
    for (let n = 0; n < 50; n += 1) {
      again = await world.api('GET', '/events?after=x');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.equal(again.status, 400);
    const free = await listen();
    free.close();
  });
});

describe('the description', () => {
  it('is OpenAPI 3.1 whose references all lead somewhere', async () => {
    const response = await world.ask('/api/v1/openapi.json');
    const text = await response.text();
    const json = JSON.parse(text);
    assert.equal(json.openapi, '3.1.0');
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      assert.ok(json.components.schemas[name] !== undefined, name);
    }
    const ids = Object.values<Record<string, { operationId: string }>>(json.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length >= 16);
  });
});

it('any JSON gets an answer that is described, and never 500', async () => {
  world.incident();
  const paths = ['/messages', '/alerts', '/incidents/k7qp/ack', '/incidents/k7qp/silence', '/silences'];
  const value = fc.dictionary(
    fc.constantFrom(
      'to',
      'text',
      'title',
      'labels',
      'matchers',
      'duration',
      'until',
      'links',
      '__proto__',
      'constructor',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.oneof(value, fc.jsonValue()), async (path, body) => {
      world.clock.advance(1000);
      const { status, json } = await world.api('POST', path, JSON.stringify(body));
      assert.ok([200, 201, 202, 400, 403, 404, 409, 415, 422].includes(status), `${status} ${JSON.stringify(json)}`);
    }),
    { numRuns: 150 },
  );
});

describe('trials', () => {
  it('send the sample of a preset through a route, and end it', async () => {
    const taken = await world.api('POST', '/routes/db/test', { preset: 'zabbix', to: 'sink:trial', lasts: '5m' });
    assert.equal(taken.status, 202, JSON.stringify(taken.json));
    fits('TestAccepted', taken.json);
    const [{ alerts, route } = { alerts: [], route: '' }] = world.tests;
    assert.equal(route, 'db');
    const [begin, end] = alerts;
    assert.deepEqual([begin?.status, begin?.severity, begin?.labels.host], ['firing', 'critical', 'db1.example']);
    assert.deepEqual(begin?.test, { id: taken.json.id, to: ['sink:trial'] });
    assert.deepEqual(
      [end?.status, end?.fingerprint, end?.notBefore],
      ['resolved', begin?.fingerprint, (begin?.startsAt ?? 0) + 300_000],
    );
    assert.deepEqual(
      world.audited.map(({ action, object, test }) => [action, object, test]),
      [['test-sent', taken.json.id, true]],
    );
  });

  it('are refused where the route, the preset or the severity is not for the bot', async () => {
    isProblem(await world.api('POST', '/routes/nowhere/test', {}), 404, 'route-unknown');
    isProblem(await world.api('POST', '/routes/db/test', { preset: 'x' }), 422, 'fields-wrong');
    isProblem(await world.api('POST', '/routes/db/test', { to: 'nobody' }), 422, 'fields-wrong');
    isProblem(await world.api('POST', '/routes/db/test', {}, 'poor'), 403, 'scope-missing');
    assert.equal(world.tests.length, 0);
  });

  it('tell what would become of an alert', async () => {
    const answer = await world.api('POST', '/routes/explain', { alerts: [{ labels: { team: 'x' } }], to: 'db' });
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
    fits('Explained', answer.json);
    assert.match(JSON.stringify(answer.json.lines), /"route db"/);
    isProblem(await world.api('POST', '/routes/explain', { alerts: [{}], to: 'nowhere' }), 404, 'route-unknown');
    isProblem(await world.api('POST', '/routes/explain', { alerts: [{ severity: 'bad' }] }), 422, 'fields-wrong');
  });

  it('show and clear a sink', async () => {
    const answer = await world.api('GET', '/sinks/trial');
    assert.deepEqual(answer.json, { sink: 'trial', messages: [] });
    fits('Sink', answer.json);
    isProblem(await world.api('GET', '/sinks/UP'), 404, 'sink-unknown');
    assert.equal((await world.api('DELETE', '/sinks/trial')).status, 204);
  });
});
