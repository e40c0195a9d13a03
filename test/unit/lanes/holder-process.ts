/** A holder as a process of its own: submits by writing a line to the far side, settles by its answer. */
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { systemClock } from '../../../src/clock.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import { Lanes } from '../../../src/lanes/lanes.js';
import type { Outcome } from '../../../src/lanes/outcome.js';
import { silentLog } from '../../../src/log.js';

const [name = '', json = ''] = process.argv.slice(2);
const { redis, prefix, lane, port, lease, repeatBegun = false } = JSON.parse(json);
const store = 'socket' in redis ? new Redis(redis.socket) : new Redis(redis.url);
store.on('error', () => undefined);

const lanes = new Lanes({ address: redis, prefix, process: name, lease, clock: systemClock, log: silentLog });
lanes.work(lane, 'test', {
  repeatBegun,
  async open(tenure) {
    const far = connect(port, '127.0.0.1');
    const open = new Map<string, (outcome: Outcome) => void>();
    let rest = '';
    far.on('error', () => undefined);
    far.on('data', (data) => {
      const ids = (rest + data).split('\n');
      rest = ids.pop() ?? '';
      for (const id of ids) {
        open.get(id)?.({ kind: 'accepted', parts: [{ id }] });
        open.delete(id);
      }
    });
    return {
      free: () => 20 - open.size,
      depth: 1,
      submit(envelope: Envelope, settle: (outcome: Outcome) => void) {
        open.set(envelope.id, settle);
        if (!tenure.mayWrite()) return;
        const { text } = envelope.event as { text: string };
        far.write(`${JSON.stringify({ process: name, id: envelope.id, text, conversation: envelope.conversation })}\n`);
      },
      async drain() {},
      async close() {
        far.destroy();
      },
    };
  },
  async effects(items) {
    await store.rpush(
      `${prefix}:effects`,
      ...items.map(({ envelope, outcome }) =>
        JSON.stringify({
          process: name,
          id: envelope.id,
          kind: outcome.kind,
          text: (envelope.event as { text: string }).text,
        }),
      ),
    );
  },
  expired: () => ({ kind: 'rejected', problem: { type: 'wait', condition: 'gone', text: { key: 'expired' } } }),
});
await lanes.start();
