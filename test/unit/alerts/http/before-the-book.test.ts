import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Audit } from '../../../../gateways/alerts/audit/audit.js';
import { Rules } from '../../../../gateways/alerts/rules.js';
import { webRoutes } from '../../../../gateways/alerts/web.js';
import type { WebContext, WebRequest } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { MemoryBuckets } from './memory-buckets.js';

const BOOK = `
sources: { scripts: { kind: text, token: a-token-of-the-scripts } }
routes: [{ name: backups, to: "xmpp:juliet@example.org" }]
`;

describe('a source that writes before the book is read', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'isthmus-before-'));
    await writeFile(join(dir, 'routes.yaml'), BOOK, { mode: 0o600 });
  });
  after(async () => await rm(dir, { recursive: true }));

  it('is not refused for it, for it would not come again; afterwards strangers are, before their body is read', async () => {
    const clock = new ManualClock();
    const context: WebContext = {
      put: async () => undefined,
      neighbour: () => undefined,
      admins: [],
      newId: () => 'e1',
      kv: new MemoryKv(clock),
      buckets: new MemoryBuckets(clock),
      derivedKey: () => Buffer.alloc(32),
      text: ({ key }) => key,
      hasRoom: () => true,
      clock,
      log: silentLog,
      metrics: { count: () => undefined, gauge: () => undefined },
    };
    const rules = new Rules({
      files: ['routes.yaml'],
      folder: dir,
      surrounding: () => ({ now: clock.now(), domain: 'alerts.example.org', gateways: {}, http: true }),
      clock,
      log: silentLog,
    });
    const { kv, metrics } = context;
    const kept = { addresses: 'masked', keep: 86_400_000, perDay: 100 } as const;
    const audit = new Audit({ kv, metrics, clock, log: silentLog, ...kept, key: Buffer.alloc(32) });
    const route = webRoutes(context, { rules, audit, agent: 'alerts@alerts.example.org' }).find(
      ({ method, path }) => method === 'POST' && path === '/alerts/v1/:source',
    );
    assert.ok(route?.admit !== undefined);
    const request = (token: string): WebRequest => ({
      params: { source: 'scripts' },
      query: {},
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
      body: Buffer.from('The backup failed'),
      peer: '127.0.0.1',
      signal: new AbortController().signal,
    });
    const right = request('a-token-of-the-scripts');
    assert.equal(route.admit(right), undefined);
    const first = await route.answer(right);
    assert.deepEqual(rules.refused?.findings ?? [], []);
    assert.equal(first.status, 200, String(first.body));
    assert.equal(route.admit(right), undefined);
    assert.equal(route.admit(request('guessed'))?.status, 401);
  });
});
