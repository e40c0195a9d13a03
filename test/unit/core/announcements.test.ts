import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { openStore } from '../../../src/store/redis-store.js';
import { DOMAIN, RunningHost } from './support/running-host.js';

const CMD = 'http://jabber.org/protocol/commands';
const NODE = 'http://jabber.org/protocol/admin#announce';
const USERS = 320;

/** Asks for the form and sends it; resolves when the host has said that the announcement is on its way. */
async function announce(running: RunningHost, to: string): Promise<void> {
  const from = 'admin@example.org/desk';
  const send = (id: string, attributes: string, inner: string) =>
    running.send(
      `<iq from="${from}" to="${DOMAIN}" type="set" id="${id}"><command xmlns="${CMD}" node="${NODE}" ${attributes}>${inner}</command></iq>`,
    );
  send('a1', '', '');
  await running.hears((heard) => heard.includes('id="a1"'), 'the form');
  const session = /sessionid="([^"]+)"/.exec(running.heard)?.[1] ?? '';
  const form =
    `<x xmlns="jabber:x:data" type="submit"><field var="announcement"><value>Down at</value><value>midnight</value></field>` +
    `<field var="x-to"><value>${to}</value></field></x>`;
  send('a2', `sessionid="${session}"`, form);
  await running.hears((heard) => /id="a2"[\s\S]*status="completed"/.test(heard), 'the end of the command');
}

/** Who was told, as often as they were. */
function told(heard: string): string[] {
  return [...heard.matchAll(/<message from="gw\.test" to="([^"]+)"[^>]*><body>Down at\nmidnight<\/body>/g)].map(
    ([, to = '']) => to,
  );
}

it('an announcement reaches every registered user once, page after page, also over a loss of the stream', {
  timeout: 90_000,
}, async (t) => {
  const running = await RunningHost.start();
  t.after(async () => await running.stop());
  const { redis, prefix, keyFile } = running.settings;
  const store = await openStore({ address: redis, prefix, keyFile, clock: systemClock, log: silentLog });
  t.after(async () => await store.close());
  const all = ['juliet@example.org'];
  for (let index = 0; index < USERS; index++) {
    const jid = `user${index}@example.org`;
    await store.accounts.create('echo', jid, { fields: { nick: `u${index}` }, unique: 'nick' }, index);
    all.push(jid);
  }
  await announce(running, 'registered');
  await running.hears((heard) => told(heard).length > 0, 'the first page');
  const early = new Set(told(running.heard));
  assert.ok(early.size < all.length, 'not all at once');
  running.socket?.destroy();
  await running.hears((heard) => new Set(told(heard)).size === all.length, 'everybody is told', 60_000);
  // What the dead stream had not acknowledged is written again; everybody else is told once.
  const counts = new Map<string, number>();
  for (const jid of told(running.heard)) counts.set(jid, (counts.get(jid) ?? 0) + 1);
  assert.deepEqual([...counts.keys()].sort(), all.sort());
  for (const [jid, count] of counts) if (!early.has(jid)) assert.equal(count, 1, jid);
});

it('an announcement to those online reaches only them', { timeout: 60_000 }, async (t) => {
  const running = await RunningHost.start();
  t.after(async () => await running.stop());
  const query = '<query xmlns="jabber:iq:register"><nick>romeo</nick></query>';
  running.send(`<iq from="romeo@example.org/a" to="${DOMAIN}" type="set" id="r1">${query}</iq>`);
  await running.hears((heard) => heard.includes('id="r1"'), 'the registration');
  running.send(`<presence from="romeo@example.org/a" to="${DOMAIN}"/>`);
  await running.hears(
    (heard) => /<presence from="gw\.test" to="romeo@example\.org">/.test(heard),
    'the presence of the gateway',
  );
  await announce(running, 'online');
  await running.hears((heard) => told(heard).length > 0, 'the announcement');
  running.send(`<iq from="romeo@example.org/a" to="${DOMAIN}" type="get" id="p1"><ping xmlns="urn:xmpp:ping"/></iq>`);
  await running.hears((heard) => heard.includes('id="p1"'), 'the ping');
  assert.deepEqual(told(running.heard), ['romeo@example.org']);
});
