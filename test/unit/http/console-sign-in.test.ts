import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Clock, systemClock } from '../../../src/clock.js';
import type { Inside } from '../../../src/core/operator/inside.js';
import { Operator } from '../../../src/core/operator/operator.js';
import { unsealed } from '../../../src/core/sealed-stanza.js';
import type { Site } from '../../../src/core/site.js';
import type { FailureView, SessionView } from '../../../src/http/console/api.js';
import { serveConsole } from '../../../src/http/console/console.js';
import type { ConsoleSettings } from '../../../src/http/console/settings.js';
import type { HttpServer } from '../../../src/http/server.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { ConsoleBrowser, codeIn } from '../../support/console-browser.js';
import { until } from '../../support/until.js';
import { siteWithout } from '../core/support/site.js';
import { type TestStore, testStore } from '../store/support.js';

const ADMIN = 'admin@example.org';
const HOUR = 3_600_000;

describe('signing in to the console', () => {
  let store: TestStore;
  let late = 0;
  let streamState: 'up' | 'down' = 'up';
  const clock: Clock = { ...systemClock, now: () => Date.now() + late };
  const admins = new Set([ADMIN]);
  const sent: Envelope[] = [];
  const servers: HttpServer[] = [];
  let site: Site;
  let inside: Inside;
  before(async () => {
    store = await testStore();
    const add = async (_: string, envelope: Envelope): Promise<void> => void sent.push(envelope);
    site = siteWithout({
      stores: store.store,
      lanes: { add } as unknown as Lanes,
      clock,
      isAdmin: (jid) => admins.has(jid),
    });
    inside = {
      sites: [site],
      lanes: { statusNow: async () => ({ held: true, state: streamState }) },
      stores: store.store,
      clock,
      log: silentLog,
      domain: 'x',
      version: '0',
    } as unknown as Inside;
  });
  afterEach(async () => {
    late = 0;
    streamState = 'up';
    admins.add(ADMIN);
    sent.length = 0;
    await Promise.all(servers.splice(0).map((server) => server.close()));
    // Each test has all that may be asked for in a while, and its own sessions alone.
    const { redis } = store.store;
    const kept = await Promise.all(['buckets', 'console'].map((family) => redis.keys(`${store.prefix}:{${family}}*`)));
    if (kept.flat().length > 0) await redis.del(...kept.flat());
  });
  after(async () => await store.close());

  const serve = async (more: Partial<ConsoleSettings> = {}): Promise<string> => {
    const settings: ConsoleSettings = {
      listen: { host: '127.0.0.1', port: 0 },
      proxies: [],
      isAdmin: (jid) => admins.has(jid),
      queues: false,
      folder: '/nowhere',
      ...more,
    };
    const server = await serveConsole(settings, { inside, operator: new Operator(inside) });
    servers.push(server);
    return `http://127.0.0.1:${server.address.port}`;
  };
  const ask = async (browser: ConsoleBrowser, jid = ADMIN): Promise<void> =>
    await browser.api('session/code', { method: 'POST', body: { jid } }, 202);
  const lastCode = async (): Promise<string> => {
    await until(() => sent.length > 0, 'a code');
    const [envelope] = sent.splice(0);
    assert.ok(envelope !== undefined);
    return codeIn(unsealed(site, envelope)?.stanza ?? '');
  };
  const enter = (code: string, jid = ADMIN) => ({ method: 'POST', body: { jid, code } });
  const signedIn = async (base: string): Promise<ConsoleBrowser> => {
    const browser = new ConsoleBrowser(base);
    await ask(browser);
    browser.csrf = (await browser.api<SessionView>('session', enter(await lastCode()))).csrf;
    return browser;
  };
  const WRONG = 'AAAA-AAAA';

  it('says to everybody when no code can come as a message, and takes one of the terminal, once and for its JID alone', async () => {
    const base = await serve();
    const operator = new Operator(inside);
    const code = async (actor: string, jid: string): Promise<string> => {
      const answer = await operator.run('console', 'code', { actor, values: new Map([['jid', [jid]]]) });
      return 'problem' in answer ? answer.problem : String(answer.fields?.[0]?.value);
    };
    streamState = 'down';
    for (const jid of [ADMIN, 'nobody@example.org']) {
      const view = await new ConsoleBrowser(base).api('session/code', { method: 'POST', body: { jid } }, 202);
      assert.deepEqual(view, { stream: 'down' });
    }
    const given = await code('terminal:root', ADMIN);
    assert.match(given, /^(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}$/);
    const browser = new ConsoleBrowser(base);
    admins.add('other@example.org');
    await browser.api('session', enter(given, 'other@example.org'), 403);
    admins.delete('other@example.org');
    const session = await browser.api<SessionView>('session', enter(given.toLowerCase()));
    assert.equal(session.jid, ADMIN);
    await new ConsoleBrowser(base).api('session', enter(given), 403);
    assert.match(await code('terminal:root', 'nobody@example.org'), /is no admin/);
    for (const actor of [ADMIN, `console:${ADMIN}`]) assert.match(await code(actor, ADMIN), /at a terminal alone/);
    assert.ok(!operator.described('en').some(({ noun }) => noun === 'console'));
  });

  it('takes a code once, however it is written, and no lane holds it readable', async () => {
    const browser = new ConsoleBrowser(await serve());
    await ask(browser);
    await until(() => sent.length > 0, 'a code');
    const [envelope] = sent;
    assert.ok(envelope !== undefined);
    const code = codeIn(unsealed(site, envelope)?.stanza ?? '');
    assert.ok(!JSON.stringify(envelope).includes(code));
    const asking = new Map(browser.cookies);
    const session = await browser.api<SessionView>('session', enter(` ${code.toLowerCase().replace('-', ' ')}`));
    assert.equal(session.jid, ADMIN);
    const again = new ConsoleBrowser(await serve());
    for (const [name, value] of asking) again.cookies.set(name, value);
    await again.api('session', enter(code), 403);
  });

  it('gives up a code after five wrong ones', async () => {
    const browser = new ConsoleBrowser(await serve());
    await ask(browser);
    const code = await lastCode();
    for (let n = 0; n < 5; n++) await browser.api('session', enter(WRONG), 403);
    await browser.api('session', enter(code), 403);
    await ask(browser);
    const next = await lastCode();
    for (let n = 0; n < 4; n++) await browser.api('session', enter(WRONG), 403);
    await browser.api('session', enter(next));
  });

  it('takes no code for another JID, and none without the cookie of who asked', async () => {
    admins.add('other@example.org');
    const browser = new ConsoleBrowser(await serve());
    await ask(browser);
    const code = await lastCode();
    await browser.api('session', enter(code, 'other@example.org'), 403);
    const stranger = new ConsoleBrowser(await serve());
    await stranger.api('session', enter(code), 403);
    await browser.api('session', enter(code));
    admins.delete('other@example.org');
  });

  it('sends nobody more than five codes at once, and an address asks for ten', async () => {
    const base = await serve();
    const browser = new ConsoleBrowser(base);
    for (let n = 0; n < 5; n++) await ask(browser);
    await browser.api('session/code', { method: 'POST', body: { jid: ADMIN } }, 429);
    for (let n = 0; n < 4; n++) await ask(browser, `somebody${n}@example.org`);
    await browser.api('session/code', { method: 'POST', body: { jid: 'more@example.org' } }, 429);
    assert.equal(sent.length, 5);
  });

  it('answers who is no admin with the same words, the same status and no sooner', async () => {
    const browser = new ConsoleBrowser(await serve());
    const timed = async (path: string, body: object) => {
      const begun = performance.now();
      const { status, text } = await browser.ask(`/console/api/${path}`, { method: 'POST', body });
      return { status, text, quick: performance.now() - begun < 290 };
    };
    const [known, unknown] = [ADMIN, 'nobody@example.org'];
    const asked = await timed('session/code', { jid: known });
    assert.deepEqual(await timed('session/code', { jid: unknown }), asked);
    assert.equal(asked.quick, false);
    const wrong = await timed('session', { jid: unknown, code: WRONG });
    await ask(browser, known);
    assert.deepEqual(await timed('session', { jid: known, code: WRONG }), wrong);
    assert.equal(wrong.quick, false);
    assert.deepEqual(
      sent.map(({ account }) => account),
      [known, known],
    );
  });

  it('keeps a session over a restart and in another process, and ends it when signed out', async () => {
    const browser = await signedIn(await serve());
    const other = new ConsoleBrowser(await serve());
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    const session = await other.api<SessionView>('session');
    assert.deepEqual([session.jid, session.csrf], [ADMIN, browser.csrf]);
    await other.api('session', { method: 'DELETE' }, 204);
    await browser.api('session', {}, 401);
    await browser.api('operations', {}, 401);
  });

  it('ends a session after twelve hours, and at once for who is an admin no more', async () => {
    const base = await serve();
    const browser = await signedIn(base);
    late = 12 * HOUR - 60_000;
    await browser.api('operations');
    late = 12 * HOUR + 60_000;
    await browser.api('operations', {}, 401);
    late = 0;
    await browser.api('operations', {}, 401);
    const another = await signedIn(base);
    await another.api('operations');
    admins.delete(ADMIN);
    await another.api('operations', {}, 401);
    admins.add(ADMIN);
    await another.api('operations', {}, 401);
  });

  it('ends a session after an hour without a request', async () => {
    const browser = await signedIn(await serve());
    const [key = ''] = await store.store.redis.keys(`${store.prefix}:{console}:session:*`);
    await store.store.redis.pexpire(key, 1000);
    await browser.api('operations');
    const left = await store.store.redis.pttl(key);
    assert.ok(left > HOUR - 60_000 && left <= HOUR, String(left));
    assert.doesNotMatch(key, new RegExp([...browser.cookies.values()].join('|')));
  });

  it('behind TLS has cookies that only this host sees, and knows no other name', async () => {
    const base = await serve({ publicUrl: 'https://console.example.org' });
    const browser = new ConsoleBrowser(base);
    const headers = { host: 'console.example.org', origin: 'https://console.example.org' };
    const body = { jid: ADMIN };
    const answer = await browser.ask('/console/api/session/code', { method: 'POST', body, headers });
    assert.equal(answer.status, 202);
    assert.match(
      String(answer.headers['set-cookie']),
      /^__Host-isthmus-asking=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Strict; Secure$/,
    );
    assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000');
    assert.equal((await browser.ask('/console/api/session')).status, 421);
    const plain = { ...headers, origin: 'http://console.example.org' };
    assert.equal(
      (await browser.ask('/console/api/session/code', { method: 'POST', body, headers: plain })).status,
      403,
    );
  });

  it('says that Redis does not answer, and goes on when it does', async () => {
    const browser = await signedIn(await serve());
    const { console: sessions } = store.store;
    const { get } = sessions;
    sessions.get = async () => await Promise.reject(new Error('Connection is closed.'));
    try {
      const answer = await browser.api<FailureView>('operations', {}, 503);
      assert.match(answer.error, /^Redis does not answer/);
    } finally {
      sessions.get = get;
    }
    await browser.api('operations');
  });

  it('says with every answer that nothing may come from elsewhere and that nothing is kept', async () => {
    const browser = new ConsoleBrowser(await serve());
    for (const path of ['/console/', '/console/api/session', '/console/api/overview', '/nowhere']) {
      const { headers } = await browser.ask(path);
      assert.match(
        String(headers['content-security-policy']),
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin', path);
      if (path.includes('api')) assert.equal(headers['cache-control'], 'no-store', path);
    }
    const { status, text } = await browser.ask('/console/api/session', { method: 'POST', body: 'x' });
    assert.deepEqual([status, text], [400, '{"error":"write your JID and the code"}']);
  });

  it('has nothing of a token in Redis that could be used, and serves no file beside its own', async () => {
    const browser = await signedIn(await serve());
    const all: string[] = [];
    for (const key of await store.store.redis.keys(`${store.prefix}:{console}*`)) {
      all.push(key, (await store.store.redis.get(key).catch(() => '')) ?? '');
    }
    for (const secret of [...browser.cookies.values(), browser.csrf]) assert.ok(!all.join('\n').includes(secret));
    assert.equal((await browser.ask('/', { method: 'HEAD' })).status, 302);
    for (const path of ['/console/..%2f..%2fpackage.json', '/console/%2e%2e/package.json', '/console/package.json']) {
      assert.equal((await browser.ask(path)).status, 404, path);
    }
  });
});
