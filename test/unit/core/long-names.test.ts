import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RunningHost } from './support/running-host.js';

it('a request in a namespace as long as a stanza may be is answered once, and shortly', {
  timeout: 60_000,
}, async (t) => {
  const running = await RunningHost.start();
  t.after(async () => await running.stop());
  const from = 'juliet@example.org/a';
  // The most that is read, in characters that take four times the room when they are written.
  const space = '>'.repeat(200_000);
  running.send(`<iq from="${from}" to="gw.test" type="get" id="long"><query xmlns="${space}"/></iq>`);
  running.send(`<iq from="${from}" to="gw.test" type="get" id="next"><ping xmlns="urn:xmpp:ping"/></iq>`);
  await running.hears((heard) => heard.includes('id="next"'), 'the answer to the next request');
  const answers = running.heard.match(/<iq [^>]*id="long"/g) ?? [];
  assert.equal(answers.length, 1);
});
