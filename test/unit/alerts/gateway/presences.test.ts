import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlace } from '../../../../gateways/alerts/book/place-syntax.js';
import { Presences, type PresencesParts } from '../../../../gateways/alerts/presences.js';
import type { Post } from '../../../../gateways/gateway.js';
import type { Element } from '../../../../src/xmpp/element.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { bookOf } from '../book/helpers.js';
import { MemoryKv } from '../engine/support/memory-kv.js';

const JULIET = 'juliet@example.org';
const BOOK = bookOf(`
people: { juliet: { xmpp: ${JULIET} } }
routes: [{ name: db, to: juliet }]
`);

function presence(from: string, more = ''): Element {
  const parsed = parseStanza(`<presence from='${from}' to='alerts@alerts.example.org' ${more}/>`);
  assert.ok(parsed !== undefined);
  return parsed;
}

/** `failures`: times that nothing can be posted yet. */
function world(failures = 0) {
  const posted: Post[] = [];
  const clock = new FakeClock();
  const kv = new MemoryKv(clock);
  let left = failures;
  const parts: PresencesParts = {
    book: () => BOOK,
    kv,
    post: async (one) => {
      if (left > 0) {
        left -= 1;
        throw new Error('unreachable');
      }
      posted.push(one);
    },
    agent: 'alerts@alerts.example.org',
    clock,
  };
  const presences = new Presences(parts);
  const sent = () => posted.map(({ stanza }) => /type="(\w+)"/.exec(stanza)?.[1]);
  const shown = (of = presences) => {
    const place = parsePlace(`xmpp:${JULIET}`);
    assert.ok(place.ok);
    return of.of(place.value);
  };
  return { presences, another: () => new Presences(parts), sent, shown, clock, kv };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('how people show themselves', () => {
  it('is asked for once, and probed only where it may be seen', async () => {
    const { presences, sent } = world();
    await presences.ask();
    await presences.ask();
    assert.deepEqual(sent(), ['subscribe']);
    await presences.hear(presence(JULIET, `type='subscribed'`));
    await presences.ask();
    assert.deepEqual(sent(), ['subscribe', 'probe']);
  });

  it('is asked for again where the XMPP server was not there yet', async () => {
    const { presences, sent, clock } = world(2);
    await assert.rejects(presences.ask(), /unreachable/);
    assert.deepEqual(sent(), []);
    for (const wanted of [[], ['subscribe']]) {
      clock.advance(5000);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(sent(), wanted);
    }
  });

  it('stays what it is of who is there and does nothing, as it is asked for every day', async () => {
    const { presences, sent, shown, clock } = world();
    await presences.hear(presence(JULIET, `type='subscribed'`));
    await presences.ask();
    for (let day = 0; day < 20; day += 1) {
      await presences.hear(presence(`${JULIET}/phone`));
      const { length } = sent();
      for (let hour = 0; hour < 25 && sent().length === length; hour += 1) {
        clock.advance(3_600_000);
        await settled();
      }
      assert.deepEqual(sent().slice(length), ['probe']);
      assert.equal(shown(), 'online');
    }
    presences.close();
    const { length } = sent();
    clock.advance(48 * 3_600_000);
    await settled();
    assert.equal(sent().length, length);
  });

  it('is known in other lanes the moment that it is asked there', async () => {
    const { presences, another, shown, kv } = world();
    const other = another();
    await other.fresh();
    await presences.hear(presence(`${JULIET}/phone`));
    assert.equal(shown(other), 'unknown');
    await other.fresh();
    assert.equal(shown(other), 'online');
    const { operations } = kv;
    await other.fresh();
    assert.equal(kv.operations - operations, 1);
    kv.before = () => {
      throw new Error('Redis is away');
    };
    await other.fresh();
    assert.equal(shown(other), 'online');
  });

  it('is asked for no more when the lane ends', async () => {
    const { presences, sent, clock } = world(1);
    await assert.rejects(presences.ask(), /unreachable/);
    presences.close();
    clock.advance(5000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(sent(), []);
  });

  it('is unknown of whom the server hides, and not that they are away', async () => {
    const { presences, shown } = world();
    await presences.hear(presence(JULIET, `type='unavailable'`));
    assert.equal(shown(), 'unknown');
    await presences.hear(presence(JULIET, `type='subscribed'`));
    await presences.hear(presence(JULIET, `type='unavailable'`));
    assert.equal(shown(), 'offline');
    await presences.hear(presence(`${JULIET}/phone`));
    assert.equal(shown(), 'online');
    await presences.hear(presence(JULIET, `type='unsubscribed'`));
    assert.equal(shown(), 'unknown');
  });

  it('is that of the client that is most there, and nobody else can tell it', async () => {
    const { presences, shown } = world();
    await presences.hear(presence(`${JULIET}/phone`));
    await presences.hear(presence(`${JULIET}/desk`, `type='unavailable'`));
    await presences.hear(presence('mallory@example.org/x', `type='unavailable'`));
    assert.equal(shown(), 'online');
    await presences.hear(presence(`${JULIET}/phone`, `type='unavailable'`));
    assert.equal(shown(), 'offline');
  });

  it('is remembered of each client, however much comes while it is read what others heard', async () => {
    const { presences, shown, clock, kv } = world();
    presences.open();
    await presences.hear(presence(JULIET, `type='subscribed'`));
    const read = kv.fields.bind(kv);
    let heard: Promise<void> | undefined;
    kv.fields = async (key) => {
      const before = await read(key);
      heard ??= presences.hear(presence(`${JULIET}/phone`));
      await heard;
      return before;
    };
    await settled();
    clock.advance(4000);
    await settled();
    assert.ok(heard !== undefined, 'it was read again');
    kv.fields = read;
    await presences.hear(presence(`${JULIET}/desk`, `type='unavailable'`));
    assert.equal(shown(), 'online');
    presences.close();
  });

  it('costs the same for each, however many there are', async () => {
    const { presences, kv } = world();
    presences.open();
    await presences.hear(presence(`${JULIET}/first`));
    let reads = 0;
    const read = kv.fields.bind(kv);
    kv.fields = async (key) => {
      reads += 1;
      return await read(key);
    };
    for (let n = 0; n < 10; n++) await presences.hear(presence(`${JULIET}/${n}`));
    assert.equal(reads, 0);
    presences.close();
  });
});
