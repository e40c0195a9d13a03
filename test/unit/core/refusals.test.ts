import { it } from 'node:test';
import { type Log, silentLog } from '../../../src/log.js';
import { RunningHost } from './support/running-host.js';

it('a refusal that finds the stream down is told when the stream is back', { timeout: 60_000 }, async (t) => {
  let refused = () => {};
  const whenRefused = new Promise<void>((resolve) => {
    refused = resolve;
  });
  const log: Log = {
    ...silentLog,
    warn: (_, what) => {
      if (what === 'messages refused: no store') refused();
    },
    child: () => log,
  };
  const running = await RunningHost.start({ log, lease: 20_000 });
  t.after(async () => await running.stop());
  running.redis.pause();
  running.send(running.message('m1'));
  // Answered without the store, and behind the message: so the message was read.
  const query = '<query xmlns="http://jabber.org/protocol/disco#info"/>';
  running.send(`<iq from="romeo@example.org/a" to="gw.test" type="get" id="read">${query}</iq>`);
  await running.hears((heard) => heard.includes('id="read"'), 'the answer behind the message');
  running.away = true;
  running.socket?.destroy();
  await whenRefused;
  running.redis.resume();
  running.away = false;
  await running.hears((heard) => /<message [^>]*type="error"[^>]*id="m1"/.test(heard), 'the error for m1');
});
