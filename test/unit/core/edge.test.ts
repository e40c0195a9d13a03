import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Edge } from '../../../src/core/edge.js';
import { el } from '../../../src/xmpp/element.js';
import { siteWithout } from './support/site.js';

const FLOOD = 5000;

test('what is sent to the gateway itself and waits for the store stops the reading until most are done', async () => {
  const waiting: (() => void)[] = [];
  const handle = () => new Promise<void>((resolve) => waiting.push(resolve));
  const reading: boolean[] = [];
  const edge = new Edge(siteWithout(), {
    ingress: { push() {}, settled: async () => {} },
    iqs: { handle },
    presence: { handle, bounced: handle, refusal: () => undefined },
    rooms: {
      takesPresence: () => false,
      presence: handle,
      takesMessage: () => false,
      message: handle,
      refusal: () => undefined,
    },
    dialogue: { takes: (message) => message.attrs.to === 'gw.test', handle },
    privileges: { take: () => false },
    agents: { takes: () => false, hear: handle },
    reading: (go) => reading.push(go),
    stream: () => 1,
    recall: () => {},
  });
  let sent = 0;
  for (; sent < FLOOD && reading.length === 0; sent++) {
    const kind = ['presence', 'iq', 'message'][sent % 3] ?? '';
    edge.receive(el(kind, { from: `user${sent % 100}@example.org/a`, to: 'gw.test' }));
  }
  assert.deepEqual(reading, [false], 'it stopped');
  for (let done = 0; done < sent; ) {
    await new Promise(setImmediate);
    for (const resolve of waiting.splice(0)) {
      resolve();
      done += 1;
    }
  }
  await new Promise(setImmediate);
  assert.deepEqual(reading, [false, true], 'it went on once');
});
