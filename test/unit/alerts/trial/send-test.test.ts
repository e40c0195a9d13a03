import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AlertTest } from '../../../../gateways/alerts/alert.js';
import { renderChat } from '../../../../gateways/alerts/render/chat.js';
import { renderIrc } from '../../../../gateways/alerts/render/irc.js';
import { renderMail } from '../../../../gateways/alerts/render/mail.js';
import { renderSms } from '../../../../gateways/alerts/render/sms.js';
import type { GroupView } from '../../../../gateways/alerts/render/view.js';
import { Sinks } from '../../../../gateways/alerts/sink/sinks.js';
import { alertsTexts } from '../../../../gateways/alerts/texts.js';
import { testAlerts } from '../../../../gateways/alerts/trial/sample-alerts.js';
import { HOUR, MINUTE, World } from '../engine/support/world.js';

const BOOK = `
people:
  alice: { xmpp: alice@example.org, sms: '+33612345678', steps: { critical: [{ by: [xmpp], wait: 5m }, { by: [sms] }] } }
  bob: { xmpp: bob@example.org, quiet: { during: [always], bypass: critical } }
policies: { up: { steps: [{ tell: alice, wait: 1m }, { tell: 'xmpp:boss@example.org', wait: 5m }] } }
windows: { always: [{ weekdays: 'monday:sunday' }] }
routes: [{ name: ops, groupBy: [], groupWait: 0s, to: [alice, bob], policy: up }]
`;

/** Sends a test through the engine as the lanes would; gives what ends it. */
async function start(world: World, test: Omit<AlertTest, 'id'> = {}, id = 't1') {
  const order = { test: { id, ...test }, preset: 'zabbix', lasts: 2 * MINUTE };
  const made = testAlerts(order, world.book, world.clock.now());
  assert.ok(made);
  for (const alert of made.alerts) await world.engine().alert('ops', alert);
  return made;
}

describe('a test of a route', () => {
  it('tells its destinations once, wakes nobody, and ends', async () => {
    const world = new World(BOOK);
    const { ends } = await start(world);
    await world.pass(HOUR);
    assert.deepEqual(world.messages, ['xmpp:alice@example.org first']);
    assert.ok(world.told.every(({ view }) => view.test === true));
    assert.ok(world.audit.some(({ reason, object }) => reason === 'left-alone' && object === 'person:bob'));
    for (const alert of ends) await world.engine().alert('ops', alert);
    assert.deepEqual(world.messages, ['xmpp:alice@example.org first', 'xmpp:alice@example.org all-resolved']);
    assert.ok(world.audit.every(({ test }) => test === true));
    assert.ok(world.audit.some(({ action }) => action === 'incident-closed'));
  });

  it('goes on to further addresses and through quiet hours where that is said', async () => {
    const world = new World(BOOK);
    await start(world, { escalate: true });
    await world.pass(HOUR);
    const uris = new Set(world.told.map(({ place }) => place.uri));
    for (const uri of ['sms:+33612345678', 'xmpp:boss@example.org', 'xmpp:bob@example.org'])
      assert.ok(uris.has(uri), uri);
  });

  it('goes to other places where that is said, and is no part of what is real', async () => {
    const world = new World(BOOK);
    await start(world, { to: ['sink:trial'] });
    await start(world, { to: ['sink:trial'] }, 't2');
    assert.deepEqual(world.messages, ['sink:trial first', 'sink:trial first']);
    assert.equal(new Set(world.told.map(({ group }) => group)).size, 2);
    const group = world.last('sink:trial').group ?? '';
    await world.engine().answer(group, { id: 'a', kind: 'ack', by: { title: 'Alice' } });
    assert.equal(world.back.length, 0);
  });

  it('says that it is one in every language and on every network', () => {
    const view: GroupView = {
      state: 'firing',
      severity: 'error',
      route: 'ops',
      labels: {},
      code: 'K7DM',
      alerts: [],
      title: 'x'.repeat(5000),
      test: true,
    };
    for (const [language, table] of Object.entries(alertsTexts)) {
      const words = (key: string) => table[key] ?? key;
      // Templates of the book cannot leave it out.
      const parts = {
        chat: 'just {{name}}',
        subject: 'just {{name}}',
        mail: 'just',
        sms: 'just {{name}}',
        irc: '{{name}}',
      };
      for (const settings of [
        { words, reader: {} },
        { words, reader: {}, parts },
      ]) {
        const [sentence, word] = [words('alerts.render.test'), words('alerts.render.test-word')];
        assert.ok(renderChat(view, settings).text.startsWith(`${sentence}\n`), language);
        const mail = renderMail(view, settings);
        assert.ok(mail.subject.startsWith(`[${word}] `), mail.subject);
        assert.ok(mail.text.startsWith(sentence));
        assert.ok(mail.html.includes(sentence.replaceAll("'", '&#39;')), mail.html.slice(0, 300));
        assert.ok(renderSms(view, settings).text.startsWith(`${word}: `));
        assert.ok(renderIrc(view, settings).text.startsWith(`[${word}] `));
      }
      const { test: _, ...real } = view;
      assert.ok(!renderChat(real, { words, reader: {} }).text.includes(words('alerts.render.test')));
    }
  });
});

describe('a sink', () => {
  it('keeps the newest messages as each network would have got them', async () => {
    const world = new World(BOOK);
    const { kv, clock } = world;
    const text = ({ key }: { readonly key: string }) => alertsTexts.en[key] ?? key;
    const sinks = new Sinks({ kv, clock, book: () => world.book, text });
    await start(world, { to: ['sink:trial'] });
    const telling = world.last('sink:trial');
    await sinks.add('trial', telling);
    await sinks.add('trial', telling);
    const [message, ...others] = await sinks.list('trial');
    assert.equal(others.length, 0);
    assert.match(message?.chat ?? '', /^This is a test: nothing has happened\.\n.*Free space on \/srv/);
    assert.match(message?.sms ?? '', /^TEST: CRITICAL/);
    assert.match(message?.subject ?? '', /^\[TEST\] \[CRITICAL\]/);
    assert.deepEqual([message?.test, message?.reason, message?.segments], [true, 'first', 1]);
    for (let i = 0; i < 150; i++) {
      clock.advance(1);
      await sinks.add('trial', { ...telling, id: `m${i}` });
    }
    const kept = await sinks.list('trial');
    assert.equal(kept.length, 100);
    assert.equal(kept[0]?.id, 'm149');
    assert.equal((await sinks.list('other')).length, 0);
    await sinks.clear('trial');
    assert.equal((await sinks.list('trial')).length, 0);
  });
});
