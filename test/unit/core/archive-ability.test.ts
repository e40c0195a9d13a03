import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { NewArchivedStanza } from '../../../gateways/gateway.js';
import { newArchiveId } from '../../../gateways/gateway.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { systemClock } from '../../../src/clock.js';
import { ArchiveAbility } from '../../../src/core/archive-ability.js';
import { Metrics } from '../../../src/core/metrics.js';
import { type Log, silentLog } from '../../../src/log.js';
import { storeClient } from '../../../src/redis.js';
import { RoomArchive } from '../../../src/store/room-archive.js';

const KEEP = { most: 100_000, seconds: 86_400 };
const ROOM = '#verona%irc.example.org';
const JULIET = 'juliet@example.org';
const SEEN_BY = [JULIET];

let server: RedisServer;
let redis: ReturnType<typeof storeClient>;
before(async () => {
  server = await startRedis();
  redis = storeClient({ url: server.url });
  redis.on('error', () => {});
});
after(async () => {
  redis.disconnect();
  await server.stop();
});

let gateways = 0;

/** An ability with an archive of its own, and what it told the admin. */
function newAbility(): { ability: ArchiveAbility; archive: RoomArchive; told: string[]; metrics: Metrics } {
  const archive = new RoomArchive(redis, 'test', `irc${++gateways}`);
  const told: string[] = [];
  const metrics = new Metrics();
  const log: Log = { ...silentLog, warn: (fields, text) => told.push(`${text} ${JSON.stringify(fields)}`) };
  return {
    ability: new ArchiveAbility({ archive, gateway: 'irc', clock: systemClock, log, metrics }),
    archive,
    told,
    metrics,
  };
}

function stanza(more: Partial<NewArchivedStanza> = {}): NewArchivedStanza {
  const id = newArchiveId(systemClock.now());
  return { id, at: systemClock.now(), xml: `<message id="${id}"/>`, seenBy: SEEN_BY, ...more };
}

async function idsIn(archive: RoomArchive, most = 1000): Promise<readonly string[]> {
  return (await archive.recent(ROOM, JULIET, { max: most })).map(({ id }) => id);
}

it('what was kept is there for whoever asks next', async () => {
  const { ability } = newAbility();
  const stanzas = Array.from({ length: 1000 }, (_, i) => stanza({ networkId: `n${i}` }));
  for (const one of stanzas) ability.append(ROOM, [one], KEEP);
  const recent = await ability.recent(ROOM, JULIET, { max: 3 });
  assert.deepEqual(
    recent.map(({ id }) => id),
    stanzas.slice(-3).map(({ id }) => id),
  );
  const last = stanza({ networkId: 'last' });
  ability.append(ROOM, [last], KEEP);
  assert.equal((await ability.find(ROOM, JULIET, { networkId: 'last' }))?.id, last.id);
  const gone = stanza();
  ability.append(ROOM, [gone], KEEP);
  assert.equal(await ability.redact(ROOM, gone.id, '<message/>'), true);
  assert.equal((await ability.find(ROOM, JULIET, { id: gone.id }))?.xml, '<message/>');
  ability.append(ROOM, [stanza()], KEEP);
  await ability.forget(JULIET);
  assert.deepEqual(await ability.recent(ROOM, JULIET, { max: 3 }), []);
  ability.append(ROOM, [stanza()], KEEP);
  await ability.remove(ROOM);
  assert.deepEqual(await ability.recent(ROOM, JULIET, { max: 3 }), []);
});

it('what is kept only when something else has happened is there then, before what came behind it', async () => {
  const { ability, archive } = newAbility();
  let happens = (): void => undefined;
  const [first, second] = [stanza(), stanza()];
  ability.append(ROOM, [first], KEEP, new Promise((resolve) => (happens = resolve)));
  ability.append(ROOM, [second], KEEP);
  const asked = ability.recent(ROOM, JULIET, { max: 10 });
  assert.deepEqual(await idsIn(archive), []);
  happens();
  assert.deepEqual(
    (await asked).map(({ id }) => id),
    [first.id, second.id],
  );
});

it('what comes while Redis halts or is away is kept later, once and in order', { timeout: 60_000 }, async () => {
  const { ability, archive, told } = newAbility();
  const stanzas: NewArchivedStanza[] = [];
  const say = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const one = stanza();
      stanzas.push(one);
      ability.append(ROOM, [one], KEEP);
    }
  };
  say(10);
  await ability.recent(ROOM, JULIET, { max: 1 });
  // It takes what comes now, and its answer comes too late.
  server.pause();
  say(300);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  say(300);
  server.resume();
  await ability.find(ROOM, JULIET, { id: stanzas.at(-1)?.id ?? '' });
  await server.kill();
  say(10);
  await assert.rejects(ability.recent(ROOM, JULIET, { max: 1 }));
  await server.start();
  const until = performance.now() + 20_000;
  while ((await archive.recent(ROOM, JULIET, { max: 1 }).catch(() => []))[0]?.id !== stanzas.at(-1)?.id) {
    assert.ok(performance.now() < until, told.join('\n'));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(
    await idsIn(archive),
    stanzas.map(({ id }) => id),
  );
  assert.match(told[0] ?? '', /^what is said in rooms could not be kept .*"waits":true/);
  assert.match(told.at(-1) ?? '', /^what is said in rooms is kept again .*"lost":0/);
});

it('what waits is bounded: the oldest is lost, and told', { timeout: 60_000 }, async () => {
  const { ability, archive, told, metrics } = newAbility();
  const first = stanza();
  ability.append(ROOM, [first], KEEP);
  await ability.recent(ROOM, JULIET, { max: 1 });
  await server.kill();
  const stanzas = Array.from({ length: 33_000 }, () => stanza());
  for (let i = 0; i < stanzas.length; i += 100) ability.append(ROOM, stanzas.slice(i, i + 100), KEEP);
  await assert.rejects(ability.recent(ROOM, JULIET, { max: 1 }));
  await server.start();
  const until = performance.now() + 30_000;
  while (!told.some((line) => line.startsWith('what is said in rooms is kept again'))) {
    assert.ok(performance.now() < until, told.join('\n'));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.match(told.at(-1) ?? '', /"lost":300/);
  assert.match(await metrics.registry.metrics(), /isthmus_archive_lost_total\{network="irc"\} 300/);
  await ability.find(ROOM, JULIET, { id: first.id });
  assert.deepEqual(
    await idsIn(archive, 2),
    stanzas.slice(-2).map(({ id }) => id),
  );
  const page = await archive.page(ROOM, JULIET, { max: 0, backwards: false });
  assert.ok(page !== 'not-found');
  assert.equal(page.count, 1 + 32_700);
});

it('who asks is not kept waiting by what cannot be kept for now', async () => {
  const { ability, archive } = newAbility();
  let happens = (): void => undefined;
  const [first, second] = [stanza(), stanza()];
  ability.append(ROOM, [first], KEEP);
  await ability.recent(ROOM, JULIET, { max: 10 });
  ability.append(ROOM, [second], KEEP, new Promise((resolve) => (happens = resolve)));
  const got = await ability.recent(ROOM, JULIET, { max: 10 });
  assert.deepEqual(
    got.map(({ id }) => id),
    [first.id],
  );
  happens();
  await ability.recent(ROOM, JULIET, { max: 10 });
  assert.deepEqual(await idsIn(archive), [first.id, second.id]);
});

it('what the store refuses is lost, and what comes after it is kept', async () => {
  const { ability, archive, told } = newAbility();
  ability.append(ROOM, [stanza({ id: 'none of ours' })], KEEP);
  await ability.recent(ROOM, JULIET, { max: 1 });
  const good = stanza();
  ability.append(ROOM, [good], KEEP);
  await ability.recent(ROOM, JULIET, { max: 1 });
  assert.deepEqual(await idsIn(archive), [good.id]);
  assert.match(told[0] ?? '', /"waits":false/);
  assert.match(told[1] ?? '', /"lost":1/);
});
