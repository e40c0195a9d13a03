import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { type Ejabberd, startEjabberd } from '../../../sandbox/ejabberd.js';
import { freePort } from '../../../sandbox/free-port.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { systemClock } from '../../../src/clock.js';
import { ComponentConnection } from '../../../src/core/stream/connection.js';
import { laneKeys } from '../../../src/lanes/keys.js';
import { silentLog } from '../../../src/log.js';
import { Practice } from '../../support/doctor.js';
import { RewritingProxy, replacing } from '../../support/rewriting-proxy.js';
import { sharedRedis } from '../../support/shared.js';
import { dnsServer } from '../email/accounts/support/dns-server.js';
import { HEADER, ScriptedServer } from '../stream/scripted-server.js';

const DOMAIN = 'echo.example.org';
const SECRET = 's3cret';
const echo = (more: object = {}) => ({ echo: { domain: DOMAIN, secret: SECRET, ...more } });

describe('the doctor looks at Prosody', () => {
  let practice: Practice;
  let prosody: Prosody;
  before(async () => {
    const components = { [DOMAIN]: SECRET, 'shut.example.org': SECRET, 'ghost.elsewhere.org': SECRET };
    [practice, prosody] = await Promise.all([
      Practice.open(),
      startProsody({ components, nagle: false, upload: { maxSize: 1024 * 1024, components: [DOMAIN] } }),
    ]);
  });
  after(async () => {
    await prosody.stop();
    await practice.close();
  });

  const examine = (gateways: object = echo(), xmpp: object = {}, more: object = {}, args: readonly string[] = []) =>
    practice.examine(
      'xmpp',
      { xmpp: { server: `127.0.0.1:${prosody.componentPort}`, domain: 'example.org', ...xmpp }, gateways, ...more },
      { args },
    );

  it('finds nothing wrong with a good one, and says what it is', async () => {
    const seen = await examine();
    assert.deepEqual(seen.codes, ['privileges-none']);
    assert.equal(seen.exit, 0);
    seen.fine(/echo\.example\.org can attach to 127\.0\.0\.1/);
    seen.fine(/the server is Prosody 0\.1/);
    seen.fine(/the clocks of the server and of this machine agree/);
  });

  it('secret-refused: with the lines for Prosody, and without the secret', async () => {
    const seen = await examine(echo({ secret: 'not-this-one' }));
    const finding = seen.one('secret-refused');
    assert.match(finding.write ?? '', /^Component "echo\.example\.org"\n {2}component_secret = "\.\.\."$/);
    assert.match(finding.where ?? '', /^prosody\.cfg\.lua/);
    assert.doesNotMatch(JSON.stringify(seen.findings), /not-this-one/);
    assert.equal(seen.exit, 2);
  });

  it('domain-unknown: a component that the server was not told of', async () => {
    const finding = (await examine(echo({ domain: 'sms.example.org' }))).one('domain-unknown');
    assert.match(finding.write ?? '', /^Component "sms\.example\.org"/);
  });

  it('stream-conflict: another program is attached, and stays so', async () => {
    const server = { host: '127.0.0.1', port: prosody.componentPort };
    let ups = 0;
    let downs = 0;
    const other = new ComponentConnection({
      server,
      domain: DOMAIN,
      secret: SECRET,
      serverDomain: 'example.org',
      clock: systemClock,
      log: silentLog,
      onStanza: () => undefined,
      onUp: () => {
        ups += 1;
      },
      onDown: () => {
        downs += 1;
      },
    });
    other.start();
    while (ups === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    try {
      (await examine()).one('stream-conflict');
      assert.deepEqual([other.state, downs], ['up', 0]);
    } finally {
      await other.stop();
    }
  });

  it('a running Isthmus is believed: it is neither thrown out nor tried', async () => {
    const shared = await sharedRedis();
    const redis = new Redis(shared.url);
    const { holder, state } = laneKeys(shared.prefix, `xmpp.${DOMAIN}.0`);
    const section = { redis: { url: shared.url, prefix: shared.prefix } };
    await redis.set(holder, 'p1', 'PX', 60_000);
    await redis.set(state, JSON.stringify({ state: 'up', since: 1_790_000_000_000, reason: '' }));
    // Whoever tried would be told that the secret is wrong.
    const up = await examine(echo({ secret: 'wrong' }), {}, section);
    assert.deepEqual(up.codes, []);
    up.fine(/the running Isthmus is attached as echo\.example\.org since 2026-/);
    await redis.set(state, JSON.stringify({ state: 'down', since: 0, reason: 'conflict' }));
    assert.match(
      (await examine(echo(), {}, section)).one('stream-conflict').found,
      /^The running Isthmus is not attached: conflict/,
    );
    await redis.set(state, JSON.stringify({ state: 'down', since: 0, reason: 'connecting' }));
    (await examine(echo(), {}, section)).one('stream-down');
    await redis.del(holder, state);
    redis.disconnect();
    await shared.close();
  });

  it('stream-not-tried: nobody knows whether Isthmus runs', async () => {
    const redis = { url: `redis://127.0.0.1:${await freePort()}` };
    assert.equal((await examine(echo(), {}, { redis })).one('stream-not-tried').severity, 'hint');
  });

  it('server-unresolved, port-refused, port-wrong: it is the wrong place', async () => {
    const nowhere = await examine(echo(), { server: 'no-such-host.invalid:5347' });
    nowhere.one('server-unresolved');
    const refused = await examine(echo(), { server: `127.0.0.1:${await freePort()}` });
    assert.match(refused.one('port-refused').write ?? '', /component_ports = /);
    const clients = await examine(echo(), { server: `127.0.0.1:${prosody.c2sPort}` });
    clients.one('port-wrong');
  });

  it('secret-in-clear: the server is another machine', async () => {
    (await examine(echo(), { server: '192.0.2.1:5347' })).one('secret-in-clear');
  });

  it('pings-swallowed: the handshake is accepted, and nothing comes back', async (t) => {
    const deaf = await ScriptedServer.start((socket) => {
      socket.on('data', (octets: Buffer) => {
        const text = octets.toString();
        if (text.includes('<stream:stream')) socket.write(HEADER);
        else if (text.includes('<handshake>')) socket.write('<handshake/>');
      });
    });
    t.after(() => deaf.stop());
    (await examine(echo(), { server: `127.0.0.1:${deaf.port}` })).one('pings-swallowed');
  });

  it('domain-without-dns and domain-dns-elsewhere: whoever comes from another server', async (t) => {
    const address = (text: string) => [{ type: 'A', address: text } as const];
    const dns = await dnsServer({ 'example.org': address('192.0.2.1'), 'shut.example.org': address('192.0.2.9') });
    t.after(() => dns.close());
    const args = ['--resolver', dns.address];
    const section = { access: { allow: ['example.org', 'example.com'] } };
    const unknown = await examine(echo(), {}, section, args);
    assert.match(
      unknown.one('domain-without-dns').write ?? '',
      /^_xmpp-server\._tcp\.echo\.example\.org\. 3600 IN SRV 0 5 5269 example\.org\.$/,
    );
    assert.match(
      (await examine(echo({ domain: 'shut.example.org' }), {}, section, args)).one('domain-dns-elsewhere').found,
      /192\.0\.2\.9/,
    );
  });

  it('nagle-on: answers wait for the kernel', async (t) => {
    const slow = await startProsody({ components: { [DOMAIN]: SECRET } });
    t.after(() => slow.stop());
    const seen = await examine(echo(), { server: `127.0.0.1:${slow.componentPort}` });
    assert.equal(seen.one('nagle-on').write, 'network_settings = { nagle = false }');
  });

  it('port-silent and stream-closed: something that is no XMPP server', async () => {
    const [silent, closing] = await Promise.all([
      ScriptedServer.start(() => undefined),
      ScriptedServer.start((socket) => socket.end()),
    ]);
    try {
      const [one, other] = await Promise.all([
        examine(echo(), { server: `127.0.0.1:${silent.port}` }),
        examine(echo(), { server: `127.0.0.1:${closing.port}` }),
      ]);
      one.one('port-silent');
      other.one('stream-closed');
    } finally {
      await Promise.all([silent.stop(), closing.stop()]);
    }
  });

  it('server-certificate: TLS to a port that speaks none', async () => {
    (await examine(echo(), { tls: true })).one('server-certificate');
  });

  it('streams-unfit: two connections for a server that takes one', async () => {
    assert.equal((await examine(echo(), { streams: 2 })).one('streams-unfit').write, 'xmpp: { streams: 1 }');
  });

  it('stanza-limit: the server takes less than limits.stanza', async () => {
    const seen = await examine(echo(), {}, { limits: { stanza: '600KiB' } });
    assert.match(seen.one('stanza-limit').write ?? '', /^component_stanza_size_limit = \d+$/);
  });

  it('domain-not-below and domain-loop: the addresses do not fit', async () => {
    const seen = await examine(
      { echo: { domain: 'ghost.elsewhere.org', secret: SECRET } },
      {},
      { access: { allow: ['example.org', 'ghost.elsewhere.org'] } },
    );
    assert.match(seen.one('domain-not-below').write ?? '', /disco_items/);
    assert.equal(seen.one('domain-loop').write, 'access: { allow: [example.org] }');
  });

  it('upload-small, upload-plain, upload-refused, files-nowhere: what the upload service is not fit for', async () => {
    const http = { listen: '127.0.0.1:1' };
    const plain = await examine(echo(), {}, { http });
    plain.one('upload-plain');
    plain.one('files-nowhere');
    const small = await examine(echo(), {}, { http, media: { uploadPlainHttp: true } });
    assert.match(small.one('upload-small').write ?? '', /^http_file_share_size_limit = 33554432$/);
    const refused = await examine(echo({ domain: 'shut.example.org' }), {}, { http });
    assert.match(refused.one('upload-refused').write ?? '', /http_file_share_access = .*"shut\.example\.org"/);
  });

  async function through(change: (octets: Buffer) => Buffer) {
    const proxy = await RewritingProxy.start(prosody.componentPort, { change });
    try {
      return await examine(echo(), { server: `127.0.0.1:${proxy.port}` });
    } finally {
      await proxy.stop();
    }
  }

  it('server-old and server-clock: what the server says of itself', async () => {
    const old = await through(replacing(/<version>0\.12\.\d+<\/version>/g, (found) => found.replace('0.12', '0.11')));
    assert.match(old.one('server-old').found, /Prosody 0\.11/);
    const late = await through(replacing(/<utc>\d{4}/g, () => '<utc>2019'));
    assert.match(late.one('server-clock').found, /^They are \d{8,} s apart/);
  });
});

describe('the doctor looks at ejabberd', () => {
  let practice: Practice;
  let ejabberd: Ejabberd;
  before(async () => {
    practice = await Practice.open();
    ejabberd = await startEjabberd({
      domain: 'example.org',
      components: { [DOMAIN]: SECRET },
      users: { admin: 'x' },
      extraListener: { max_stanza_size: 100_000 },
      modules: { mod_privilege: { roster: { both: 'all' }, message: { outgoing: 'all' } } },
    });
  });
  after(async () => {
    await ejabberd.stop();
    await practice.close();
  });

  const examine = (gateways: object = echo(), more: object = {}) =>
    practice.examine('xmpp', {
      xmpp: { server: `127.0.0.1:${ejabberd.componentPort}`, domain: 'example.org' },
      gateways,
      ...more,
    });

  it('privileges-more, stanza-limit and upload-none in one visit, with its own lines', async () => {
    const seen = await examine(echo(), { http: { listen: '127.0.0.1:1' } });
    assert.match(seen.one('privileges-more').where ?? '', /^ejabberd\.yml/);
    assert.match(seen.one('stanza-limit').write ?? '', /^max_stanza_size: \d+$/);
    seen.one('upload-none');
    seen.fine(/the server is ejabberd 23/);
    seen.fine(/into rosters/);
  });

  async function through(change: (octets: Buffer) => Buffer) {
    const proxy = await RewritingProxy.start(ejabberd.componentPort, { change });
    try {
      return await examine(echo(), {
        xmpp: { server: `127.0.0.1:${proxy.port}`, domain: 'example.org' },
        access: { allow: ['example.org'], admins: ['admin@example.org'] },
      });
    } finally {
      await proxy.stop();
    }
  }

  it('server-swallows: a version that is known for it', async () => {
    const seen = await through(replacing(/<version>\d\d\.\d\d/g, () => '<version>24.10'));
    assert.match(seen.one('server-swallows').found, /24\.10/);
  });

  it('privileges-swallowed: a roster that may be read has no answer', async () => {
    assert.equal((await through((octets) => octets)).codes.includes('privileges-swallowed'), false);
    (await through((octets) => (octets.includes('jabber:iq:roster') ? Buffer.alloc(0) : octets))).one(
      'privileges-swallowed',
    );
  });

  it('secret-refused: with the lines for ejabberd', async () => {
    const finding = (await examine(echo({ secret: 'wrong' }))).one('secret-refused');
    assert.match(finding.write ?? '', /module: ejabberd_service[\s\S]*"echo\.example\.org":\n\s+password: "\.\.\."/);
    assert.match(finding.where ?? '', /^ejabberd\.yml/);
  });
});
