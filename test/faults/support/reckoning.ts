import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayProcesses } from './gateway-processes.js';
import type { InboundLedger, InboundSums } from './inbound-ledger.js';
import type { OutboundLedger, OutboundSums } from './outbound-ledger.js';
import { table } from './table.js';

/** Stragglers that would be a repeat of something have this long to show. */
const AFTERWARDS_MS = 1000;

/** What is asked of a world of any network when all is over. */
export interface Reckoned {
  readonly texts: OutboundLedger;
  readonly answers: InboundLedger;
  readonly gateway: GatewayProcesses;
  readonly writers: readonly { readonly hung: number }[];
  readonly phones: readonly { readonly refused: readonly string[] }[];
}

/** Waits until `ready` holds; tells whether it did within the time. */
export async function until(ready: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!ready()) {
    if (performance.now() > deadline) return false;
    await delay(25);
  }
  return true;
}

/** Waits until every message has its end, prints the ledgers, and fails where one of the three promises was broken. */
export async function reckon(
  t: TestContext,
  world: Reckoned,
  timeoutMs = 60_000,
): Promise<{ readonly out: OutboundSums; readonly back: InboundSums }> {
  await until(() => world.texts.complete && world.answers.complete, timeoutMs);
  await delay(AFTERWARDS_MS);
  const out = world.texts.sums();
  const back = world.answers.sums();
  for (const line of [
    ...table('messages of XMPP users', { messages: out }),
    ...table('why refused', { messages: world.texts.refusals }),
    ...table('messages to XMPP users', { messages: back }),
    ...table('complaints of the gateway', { times: Object.fromEntries(world.gateway.complaints) }),
  ]) {
    t.diagnostic(line);
  }
  assert.deepEqual(world.gateway.deaths, [], 'a process of Isthmus ended by itself');
  assert.deepEqual([...world.texts.wrong, ...world.answers.wrong], []);
  const open = [...world.texts.openOnes, ...world.answers.openOnes].slice(0, 40);
  assert.deepEqual(open, [], `without an end after ${timeoutMs} ms`);
  const hung = world.writers.reduce((sum, writer) => sum + writer.hung, 0);
  assert.equal(hung, 0, 'pings that nobody answered');
  const refused = world.phones.flatMap((phone) => phone.refused);
  assert.deepEqual(refused, [], 'texts of phones that were refused for good');
  const { lost, reordered, duplicates, contradictions, untold, lies } = out;
  assert.deepEqual(
    { lost, reordered, duplicates, contradictions, untold, lies },
    { lost: 0, reordered: 0, duplicates: 0, contradictions: 0, untold: 0, lies: 0 },
  );
  assert.deepEqual([back.lost, back.reordered, back.lostByLivingServer], [0, 0, 0]);
  return { out, back };
}
