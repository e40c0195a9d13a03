import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RunningHost } from './support/running-host.js';

it('the prompt answers nobody whom the rules deny', { timeout: 60_000 }, async (t) => {
  const running = await RunningHost.start();
  t.after(async () => await running.stop());
  const ask = async (id: string, user: string, type: 'get' | 'set', inner: string) => {
    const query = `<query xmlns="jabber:iq:gateway">${inner}</query>`;
    running.send(`<iq from="${user}/a" to="gw.test" type="${type}" id="${id}">${query}</iq>`);
    await running.hears((heard) => new RegExp(`id="${id}"`).test(heard), `the answer to ${id}`);
    return /type="([a-z]+)"/.exec(
      /<iq [^>]*>/.exec(running.heard.slice(running.heard.lastIndexOf('<iq ')))?.[0] ?? '',
    )?.[1];
  };
  const typed = '<prompt>romeo</prompt>';
  assert.equal(await ask('p1', 'juliet@example.org', 'get', ''), 'result');
  assert.equal(await ask('p2', 'juliet@example.org', 'set', typed), 'result');
  assert.equal(await ask('p3', 'tybalt@denied.example', 'get', ''), 'error');
  assert.equal(await ask('p4', 'tybalt@denied.example', 'set', typed), 'error');
});
