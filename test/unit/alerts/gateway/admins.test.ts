import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Intake } from '../../../../gateways/alerts/intake.js';
import { GroupLanes } from '../../../../gateways/alerts/lanes.js';
import { Admins } from '../../../../gateways/alerts/post/admins.js';
import type { DirectText } from '../../../../gateways/alerts/post/direct-text.js';
import { Rules } from '../../../../gateways/alerts/rules.js';
import { alertsTexts } from '../../../../gateways/alerts/texts.js';
import { unrouted, wordsOf } from '../../../../gateways/alerts/warnings.js';
import { silentLog } from '../../../../src/log.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { alertOf, bookOf, HOUR, MINUTE } from '../engine/support/world.js';

const ROUTE = 'routes: [{ name: db, match: team=db, to: "xmpp:a@example.org" }]';

function admins(book: string, jids: readonly string[] = ['root@example.org']) {
  const clock = new ManualClock();
  const kv = new MemoryKv(clock);
  const sent: DirectText[] = [];
  const rules = bookOf(book);
  const make = () =>
    new Admins({
      book: () => rules,
      jids,
      kv,
      intake: { text: async (text) => void sent.push(text) },
      text: ({ key }, lang = 'en') => `${lang} ${key}`,
      clock,
      log: silentLog,
    });
  return { made: make(), make, sent, clock, kv };
}

const targets = (sent: readonly DirectText[]) =>
  sent.map(({ to: [one], text }) => `${one !== undefined && 'uri' in one ? one.uri : one?.name} ${text}`);

describe('admins', () => {
  it('are told once of a cause in an hour, by all processes together', async () => {
    const { made, make, sent, clock } = admins(ROUTE);
    const [cause, ref] = wordsOf({ kind: 'lost', count: 3 });
    await made.tell(cause, ref);
    await made.tell(cause, ref);
    await make().tell(cause, ref);
    assert.deepEqual(targets(sent), ['xmpp:root@example.org en alerts.admin.lost']);
    await made.tell(...wordsOf({ kind: 'unreached', route: 'db', code: 'k7dm' }));
    assert.equal(sent.length, 2);
    clock.advance(HOUR + MINUTE);
    await made.tell(cause, ref);
    assert.equal(sent.length, 3);
    assert.notEqual(sent[2]?.id, sent[0]?.id);
  });

  it('are those of the book where it names some, each in the language of the person', async () => {
    const { made, sent } = admins(`
admins: [boss, 'mailto:noc@example.net']
people: { boss: { sms: '+33612345678', language: fr } }
${ROUTE}`);
    await made.tell('money', wordsOf({ kind: 'money', spent: 1, perDay: 2, currency: 'EUR' })[1]);
    assert.deepEqual(targets(sent), ['boss fr alerts.admin.money', 'mailto:noc@example.net en alerts.admin.money']);
  });

  it('are told again where it is not known that they were', async () => {
    const { made, kv, sent } = admins(ROUTE);
    kv.before = (operation) => {
      if (operation === 'set') throw new Error('Redis is away');
    };
    await assert.rejects(made.tell('x', { key: 'alerts.admin.lost' }));
    kv.before = () => undefined;
    await made.tell('x', { key: 'alerts.admin.lost' });
    assert.equal(sent[0]?.id, sent[1]?.id, 'which is no second text');
  });

  it('hear of alerts that no route takes', async () => {
    const { made, sent, kv } = admins(ROUTE);
    const put: unknown[] = [];
    const intake = new Intake({
      put: async (one) => void put.push(one),
      lanes: new GroupLanes(kv),
      book: () => bookOf(ROUTE),
      unrouted: (alert) => made.tell(...unrouted(alert)),
    });
    await intake.take([alertOf('a', { labels: { team: 'db' } }), alertOf('b'), alertOf('c')]);
    assert.equal(put.length, 1);
    assert.deepEqual(targets(sent), ['xmpp:root@example.org en alerts.admin.no-route']);
  });

  it('hear of a book that is refused, and of the first of its errors', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'isthmus-rules-'));
    try {
      const file = join(dir, 'routes.yaml');
      await writeFile(file, ROUTE, { mode: 0o600 });
      const clock = new ManualClock();
      const rules = new Rules({
        files: [file],
        folder: dir,
        surrounding: () => ({ now: 0, domain: 'alerts.example.org', gateways: {}, http: true }),
        clock,
        log: silentLog,
      });
      await rules.look();
      const refused: string[] = [];
      const end = rules.onRefused(({ findings }) => void refused.push(findings[0] ?? ''));
      await writeFile(file, 'routes: [{ name: db, to: nobody-at-all }]');
      clock.advance(MINUTE);
      await rules.look();
      assert.equal(refused.length, 1);
      assert.match(refused[0] ?? '', /nobody-at-all/);
      assert.equal(rules.book.route('db')?.destinations.length, 1, 'the one before stays');
      assert.equal(rules.refused?.findings[0], refused[0], 'who begins to listen then knows it too');
      end();
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('need not touch the book where a secret or a calendar that it names is another', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'isthmus-rules-'));
    try {
      const write = async (name: string, text: string) => await writeFile(join(dir, name), text, { mode: 0o600 });
      await write(
        'routes.yaml',
        `sources: { scripts: { kind: text, tokenFile: scripts.token } }
${ROUTE}`,
      );
      const clock = new ManualClock();
      const rules = new Rules({
        files: ['routes.yaml'],
        folder: dir,
        surrounding: () => ({ now: 0, domain: 'alerts.example.org', gateways: {}, http: true }),
        clock,
        log: silentLog,
      });
      const look = async () => {
        clock.advance(MINUTE);
        await rules.look();
        return rules.book.source('scripts')?.tokenHash;
      };
      assert.equal(await look(), undefined, 'there is no such file yet');
      await write('scripts.token', 'a-token-that-nobody-can-guess');
      const first = await look();
      assert.ok(first !== undefined);
      assert.equal(await look(), first);
      await write('scripts.token', 'another-token-nobody-can-guess');
      assert.notEqual(await look(), first);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('have a sentence for each of it', () => {
    for (const key of ['unreached', 'no-route', 'lost', 'money', 'book']) {
      assert.ok(alertsTexts.en[`alerts.admin.${key}`] !== undefined, key);
    }
  });
});
