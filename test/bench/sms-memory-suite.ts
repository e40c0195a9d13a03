import { join } from 'node:path';
import type { HoldContext, Later } from '../../gateways/gateway.js';
import { receiptMessageIds, storedMessageId } from '../../gateways/sms/message-id.js';
import { Reassembly } from '../../gateways/sms/reassembly.js';
import { startRedis } from '../../sandbox/redis.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { systemClock } from '../../src/clock.js';
import { newEnvelopeId } from '../../src/lanes/envelope.js';
import { Lanes } from '../../src/lanes/lanes.js';
import { silentLog } from '../../src/log.js';
import { redisAddress } from '../../src/redis.js';
import type { NewLink } from '../../src/store/links.js';
import { openStore, type Store } from '../../src/store/redis-store.js';
import type { Report } from './report.js';

const LANE = 'sms.main.0';
const GROUPS = 100_000;
const LINKS = 1_000_000;
/** What an installation of one carrier has beside, of its 512 MB. */
const MOST_MB = 400;
/** Added side by side. */
const AT_ONCE = 256;
const HOUR_MS = 3_600_000;

/**
 * What takes room in Redis for long: texts of phones of which one part of two is there, messages whose receipt is waited
 * for, and receipts that came before the answer to their message (or belong to nobody).
 */
export async function smsMemorySuite(report: Report): Promise<void> {
  const part = report.quick ? 0.1 : 1;
  const [redis, dir] = await Promise.all([startRedis({ aof: 'off' }), tempDir('sms-memory')]);
  const address = redisAddress(redis.url);
  const store = await openStore({ address, keyFile: join(dir, 'secret.key'), clock: systemClock, log: silentLog });
  const lanes = new Lanes({ address, prefix: store.prefix, process: 'bench', clock: systemClock, log: silentLog });
  try {
    const empty = await usedMb(store);
    const later = await tenureOf(lanes);
    await openGroups(store, later, GROUPS * part);
    const groups = (await usedMb(store)) - empty;
    await openLinks(store, LINKS * part);
    const links = (await usedMb(store)) - empty - groups;
    await parkReports(store, LINKS * part);
    const parked = (await usedMb(store)) - empty - groups - links;
    const figures = { groups: [groups, GROUPS], links: [links, LINKS], 'parked receipts': [parked, LINKS] } as const;
    for (const [what, [mb, count]] of Object.entries(figures)) {
      report.note(
        `open ${what}`,
        `${Math.round(mb / part)} MB, ${Math.round((mb * 1e6) / (count * part))} octets each`,
      );
    }
    report.target('100,000 open groups and 1,000,000 open links', (groups + links) / part, 'at most', MOST_MB, ' MB');
    report.target(
      '100,000 open groups, 1,000,000 parked receipts',
      (groups + parked) / part,
      'at most',
      MOST_MB,
      ' MB',
    );
  } finally {
    await lanes.stop();
    await store.close();
    await redis.stop();
    await removeTempDir(dir);
  }
}

/** Memory that Redis has given to its data, in MB. */
async function usedMb({ redis }: Store): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]) / 1e6;
}

/** Takes the lane and gives what its holder has for waits. */
async function tenureOf(lanes: Lanes): Promise<Later> {
  const later = new Promise<Later>((resolve) => {
    lanes.work(LANE, 'bench', {
      repeatBegun: false,
      open: async (tenure) => {
        resolve(tenure.later);
        return { depth: 1, free: () => 0, submit: () => {}, drain: async () => {}, close: async () => {} };
      },
      effects: async () => {},
      expired: () => ({ kind: 'unknown', maybeSent: true, reason: 'expired' }),
    });
  });
  await lanes.start();
  return later;
}

/** Each of another phone: the first of two parts with a full text. */
async function openGroups(store: Store, later: Later, count: number): Promise<void> {
  const context: Pick<HoldContext, 'kv' | 'later' | 'clock' | 'text'> = {
    kv: store.kv('sms'),
    later,
    clock: systemClock,
    text: ({ key }) => key,
  };
  const reassembly = new Reassembly({ context, carrier: 'main', alphabet: 'gsm', timeout: 24 * HOUR_MS });
  await inGroups(count, async (at) => {
    const added = await reassembly.add({
      source: contactOf(at),
      destination: '*',
      place: { width: 8, reference: at & 0xff, total: 2, part: 1 },
      dataCoding: 0,
      octets: Buffer.alloc(153, `text ${at} `),
    });
    if (added.kind !== 'kept') throw new Error(`a part was ${added.kind}`);
  });
}

/** As clients and carriers write them: ids of 36 and 16 characters, a resource of 14. */
async function openLinks(store: Store, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const items = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => linkOf(from + index));
    await store.links.put('sms', items, systemClock.now());
  }
}

function linkOf(at: number): NewLink {
  const account = `user${at % 20_000}@example.org`;
  const contact = contactOf(at);
  const link = {
    envelope: newEnvelopeId(),
    account,
    born: 1_700_000_000_000 + (at % 20_000),
    from: `${account}/Gajim.${String(at % 20_000).padStart(8, '0')}`,
    to: `${contact}@sms.example.org`,
    contact,
    receipt: true,
    stanzaId: `${String(at).padStart(8, '0')}-5b1e-4c1a-9f00-aabbccddeeff`,
  };
  return { link, ids: [storedMessageId('main', idOf(at))] };
}

/** Receipts whose messages nobody knows yet, of a carrier whose form of ids is known. */
async function parkReports(store: Store, count: number): Promise<void> {
  await inGroups(count, async (at) => {
    const ids = receiptMessageIds('other', idOf(at), 'same');
    await store.links.report('sms', { ids, contact: contactOf(at), state: 'delivered' }, systemClock.now());
  });
}

/** 16 hex digits, spread as a carrier's are. */
function idOf(at: number): string {
  return ((BigInt(at) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn).toString(16);
}

const contactOf = (at: number): string => `+1202${String(at % 1_000_000).padStart(7, '0')}`;

async function inGroups(count: number, add: (at: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => add(from + index)));
  }
}
