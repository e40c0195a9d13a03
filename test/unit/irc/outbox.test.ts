import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { RoomStanzas } from '../../../gateways/gateway.js';
import { Outbox } from '../../../gateways/irc/outbox.js';
import { silentLog } from '../../../src/log.js';

const ROOM = '#a%net';
const OTHER = '#b%net';

interface Send extends RoomStanzas {
  readonly end: () => void;
  readonly fail: () => void;
}

/** An outbox whose sends are ended by hand. */
function begin() {
  const sends: Send[] = [];
  const reading: boolean[] = [];
  const outbox = new Outbox({
    send: (stanzas) =>
      new Promise((resolve, reject) => {
        sends.push({ ...stanzas, end: resolve, fail: () => reject(new Error('broken')) });
      }),
    reading: (go) => reading.push(go),
    log: silentLog,
  });
  const sent = () => sends.map(({ contact, stanzas, to }) => ({ contact, stanzas, to }));
  return { outbox, sends, sent, reading };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('stanzas of rooms on their way to XMPP', () => {
  it('go out once for all who get the same one in one turn of the event loop', async () => {
    const { outbox, sent } = begin();
    outbox.push(ROOM, '<message>1</message>', ['a', 'b']);
    outbox.push(ROOM, '<message>1</message>', ['c']);
    assert.deepEqual(sent(), []);
    await turn();
    assert.deepEqual(sent(), [{ contact: ROOM, stanzas: ['<message>1</message>'], to: ['a', 'b', 'c'] }]);
  });

  it('go as one where several follow one another for the same recipients', async () => {
    const { outbox, sent } = begin();
    outbox.push(ROOM, '<presence/>', ['a', 'b']);
    outbox.push(ROOM, '<message/>', ['a', 'b']);
    await turn();
    assert.deepEqual(sent(), [{ contact: ROOM, stanzas: ['<presence/>', '<message/>'], to: ['a', 'b'] }]);
  });

  it('of different rooms stand apart, also where they are equal', async () => {
    const { outbox, sent } = begin();
    outbox.push(ROOM, '<message/>', ['a']);
    outbox.push(OTHER, '<message/>', ['b']);
    outbox.push(OTHER, '<presence/>', ['b']);
    await turn();
    assert.deepEqual(sent(), [
      { contact: ROOM, stanzas: ['<message/>'], to: ['a'] },
      { contact: OTHER, stanzas: ['<message/>', '<presence/>'], to: ['b'] },
    ]);
  });

  it('are not put before what their recipient gets first', async () => {
    const { outbox, sent } = begin();
    outbox.push(ROOM, '<message>1</message>', ['a']);
    outbox.push(ROOM, '<presence/>', ['b']);
    outbox.push(ROOM, '<message>1</message>', ['b']);
    await turn();
    assert.deepEqual(sent(), [
      { contact: ROOM, stanzas: ['<message>1</message>'], to: ['a'] },
      { contact: ROOM, stanzas: ['<presence/>', '<message>1</message>'], to: ['b'] },
    ]);
  });

  it('come twice where they were said twice', async () => {
    const { outbox, sent } = begin();
    outbox.push(ROOM, '<message/>', ['a']);
    outbox.push(ROOM, '<message/>', ['a']);
    await turn();
    assert.deepEqual(sent(), [{ contact: ROOM, stanzas: ['<message/>', '<message/>'], to: ['a'] }]);
  });

  it('are never more than 64 Ki characters or 128 stanzas in one', async () => {
    const { outbox, sent } = begin();
    const large = 'x'.repeat(40_000);
    outbox.push(ROOM, large, ['a']);
    outbox.push(ROOM, 'y'.repeat(40_000), ['a']);
    for (let n = 0; n < 130; n++) outbox.push(OTHER, `<message>${n}</message>`, ['a']);
    await turn();
    assert.deepEqual(
      sent().map(({ contact, stanzas }) => [contact, stanzas.length]),
      [
        [ROOM, 1],
        [ROOM, 1],
        [OTHER, 128],
        [OTHER, 2],
      ],
    );
  });

  it('for nobody are none', async () => {
    const { outbox, sent } = begin();
    outbox.push(ROOM, '<message/>', []);
    await turn();
    assert.deepEqual(sent(), []);
  });

  it('hold up nothing where handing over fails', async () => {
    const { outbox, sends, sent } = begin();
    outbox.push(ROOM, '<message>1</message>', ['a']);
    await turn();
    sends[0]?.fail();
    await turn();
    outbox.push(ROOM, '<message>2</message>', ['a']);
    await turn();
    assert.deepEqual(sent().slice(1), [{ contact: ROOM, stanzas: ['<message>2</message>'], to: ['a'] }]);
  });

  it('stop the reading of connections above 16 Mi characters, until half of them are gone', async () => {
    const { outbox, sends, reading } = begin();
    const mebi = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 16; n++) outbox.push(ROOM, `${mebi}${n}`, ['a']);
    assert.deepEqual(reading, [false]);
    outbox.push(ROOM, `${mebi}more`, ['a']);
    assert.deepEqual(reading, [false], 'once');
    await turn();
    for (const { end } of sends.slice(0, 9)) end();
    await turn();
    assert.deepEqual(reading, [false]);
    sends[9]?.end();
    await turn();
    assert.deepEqual(reading, [false, true]);
  });

  it('are put together while others are on their way', async () => {
    const { outbox, sends } = begin();
    for (const n of [1, 2]) outbox.push(ROOM, `<message>${n}</message>`, [`jid${n}`]);
    await turn();
    assert.equal(sends.length, 2);
    outbox.push(ROOM, '<message>a</message>', ['x']);
    await turn();
    outbox.push(ROOM, '<message>a</message>', ['y']);
    await turn();
    sends[0]?.end();
    await turn();
    assert.equal(sends.length, 2, 'one is still on its way');
    sends[1]?.end();
    await turn();
    assert.deepEqual(sends[2]?.to, ['x', 'y']);
  });

  it('are handed on when all that was given till then is in a lane, or lost', async () => {
    const { outbox, sends } = begin();
    const handed: string[] = [];
    const ask = (name: string) => void outbox.handed?.then(() => handed.push(name));
    ask('nothing');
    for (const n of [1, 2]) outbox.push(ROOM, `<message>${n}</message>`, [`jid${n}`]);
    ask('waiting');
    await turn();
    ask('on its way');
    outbox.push(ROOM, '<message>3</message>', ['jid3']);
    ask('behind it');
    sends[0]?.end();
    await turn();
    assert.deepEqual(handed, []);
    sends[1]?.fail();
    await turn();
    assert.deepEqual(handed, ['waiting', 'on its way']);
    sends[2]?.end();
    await turn();
    assert.deepEqual(handed, ['waiting', 'on its way', 'behind it']);
    assert.equal(outbox.handed, undefined);
  });

  it('that were given before the end go out, later ones do not', async () => {
    const { outbox, sent } = begin();
    outbox.push(ROOM, '<presence type="unavailable"/>', ['a']);
    outbox.stop();
    outbox.push(ROOM, '<message/>', ['a']);
    await turn();
    assert.deepEqual(sent(), [{ contact: ROOM, stanzas: ['<presence type="unavailable"/>'], to: ['a'] }]);
  });

  it('reach each recipient once and in their order, however they are merged and packed', async () => {
    const jid = fc.constantFrom('a@x/1', 'b@x/1', 'c@y/1', 'd@y/1');
    const push = fc.record({
      do: fc.constant('push' as const),
      contact: fc.constantFrom(ROOM, OTHER),
      stanza: fc.constantFrom('<m>1</m>', '<m>2</m>', '<m>3</m>', '<p/>'),
      to: fc.uniqueArray(jid, { maxLength: 4 }),
    });
    const step = fc.oneof(
      { weight: 6, arbitrary: push },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const), count: fc.nat(4), lane: fc.nat(1) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const world = new TwoLanes();
        const given = new Map<string, string[]>();
        for (const one of steps) {
          if (one.do === 'push') {
            world.outbox.push(one.contact, one.stanza, one.to);
            for (const to of one.to) given.set(to, [...(given.get(to) ?? []), `${one.contact} ${one.stanza}`]);
          } else if (one.do === 'take') world.take(one.lane, one.count);
          else await turn();
        }
        await world.finish();
        assert.deepEqual(world.got, given);
      }),
      { numRuns: 300 },
    );
  });
});

/** Two lanes as the core works them: in order, each takes what waits in it from the front. */
class TwoLanes {
  readonly got = new Map<string, string[]>();
  readonly #lanes: { readonly parcel: RoomStanzas; readonly taken: () => void }[][] = [[], []];
  readonly outbox = new Outbox({
    send: (parcel) => this.#send(parcel),
    reading: () => undefined,
    log: silentLog,
  });

  take(lane: number, count: number): void {
    for (const { parcel, taken } of this.#lanes[lane]?.splice(0, count) ?? []) {
      for (const to of parcel.to) {
        const all = parcel.stanzas.map((stanza) => `${parcel.contact} ${stanza}`);
        this.got.set(to, [...(this.got.get(to) ?? []), ...all]);
      }
      taken();
    }
  }

  /** Takes everything until nothing comes any more. */
  async finish(): Promise<void> {
    await turn();
    while (this.#lanes.some((lane) => lane.length > 0)) {
      this.take(0, 1000);
      this.take(1, 1000);
      await turn();
    }
  }

  async #send(parcel: RoomStanzas): Promise<void> {
    const all = this.#lanes.map((waiting, lane) => {
      const to = parcel.to.filter((jid) => jid.includes('@y') === (lane === 1));
      if (to.length === 0) return undefined;
      return new Promise<void>((resolve) => waiting.push({ parcel: { ...parcel, to }, taken: resolve }));
    });
    await Promise.all(all);
  }
}
