/**
 * One of several processes that share carriers: it holds some of their lanes and always has a text more to send.
 * `node dist/test/bench/rate-worker.js REDIS-URL PREFIX CONFIG-JSON LANE...`
 */
import { Redis } from 'ioredis';
import type { Envelope, Hold, HoldContext, MessageEvent } from '../../gateways/gateway.js';
import { smsModule } from '../../gateways/sms/module.js';
import { systemClock } from '../../src/clock.js';
import { ENVELOPE_VERSION, newEnvelopeId } from '../../src/lanes/envelope.js';
import { silentLog } from '../../src/log.js';
import { KeyValueStore } from '../../src/store/kv.js';
import { Rates } from '../../src/store/rates.js';

const [url, prefix, config, ...lanes] = process.argv.slice(2);
if (url === undefined || prefix === undefined || config === undefined) throw new Error('REDIS-URL PREFIX CONFIG-JSON');
const redis = new Redis(url, { enableAutoPipelining: true });
const gateway = smsModule.create(smsModule.config.parse(JSON.parse(config)), { clock: systemClock, log: silentLog });
let sent = 0;

function envelope(): Envelope<MessageEvent> {
  const contact = `+1202555${String(sent++ % 10_000).padStart(4, '0')}`;
  const from = 'romeo@example.org';
  return {
    v: ENVELOPE_VERSION,
    id: newEnvelopeId(),
    gateway: gateway.name,
    account: from,
    rev: 1,
    conversation: `${from} ${contact}`,
    kind: 'message',
    at: Date.now(),
    event: { type: 'message', from, to: `${contact}@${gateway.domain}`, contact, body: 'Hello', receipt: false },
  };
}

const refuse = async (): Promise<never> => {
  throw new Error('nothing comes from the carriers of this bench');
};

function contextOf(lane: string, wake: () => void): HoldContext {
  return {
    lane,
    deliver: refuse,
    report: refuse,
    answeredLate: async () => {},
    notice: refuse,
    put: refuse,
    neighbour: () => undefined,
    parts: async () => [],
    admins: [],
    presence: refuse,
    contacts: { add: refuse, remove: refuse, answer: refuse, list: async () => [] },
    presenceOf: refuse,
    account: async () => undefined,
    accountOf: async () => undefined,
    tell: refuse,
    jidOf: (contact) => contact,
    holderOf: async () => undefined,
    users: async function* () {},
    accountsOf: async () => [],
    secretsOf: async () => ({}),
    rooms: refuse,
    seal: (_purpose, text) => text,
    unseal: (_purpose, sealed) => sealed,
    derivedKey: () => Buffer.alloc(32),
    wake,
    state: () => {},
    mayWrite: () => true,
    later: { schedule: refuse, cancel: async () => {} },
    kv: new KeyValueStore(redis, prefix ?? '', gateway.name),
    rates: new Rates(redis, prefix ?? ''),
    text: ({ key }) => key,
    clock: systemClock,
    log: silentLog,
    metrics: { count() {}, gauge() {} },
  };
}

/** Gives a hold as much as it takes, whenever it may take more. */
async function feed(lane: string): Promise<void> {
  let hold: Hold | undefined;
  let queued = false;
  const more = (): void => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => {
      queued = false;
      for (let room = hold?.free() ?? 0; room > 0; room -= 1) hold?.submit(envelope(), more);
    });
  };
  hold = await gateway.hold(lane, contextOf(lane, more));
}

for (const lane of lanes) await feed(lane);
process.stdout.write('ready\n');
