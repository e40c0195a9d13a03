import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { OccupantMemory, rollName } from '../../../gateways/irc/occupant-memory.js';
import { silentLog } from '../../../src/log.js';
import { ManualClock } from '../xmpp/manual-clock.js';
import { MemoryKv } from './asks/support/memory-kv.js';
import { inChannel, type Net } from './state/net.js';

const ROLL = rollName('net', '#c%net');
const JOINED = [
  ':me!m@h JOIN #c',
  ':srv 353 me = #c :@alice!a@h +bob!b@h me!m@h carol!c@h',
  ':srv 366 me #c :End of /NAMES list.',
];

/** One session: what its network tells goes to the memory. */
class Seer {
  readonly scope: string;
  readonly names = { contact: (channel: string) => `${channel}%net` };
  readonly #net: Net;
  readonly #memory: OccupantMemory;

  constructor(memory: OccupantMemory, scope = 'net') {
    this.scope = scope;
    this.#net = inChannel();
    this.#net.feed(':me!m@h PART #c');
    this.#memory = memory;
  }

  gets(...lines: readonly string[]): void {
    for (const event of this.#net.feed(...lines)) this.#memory.take(this, event);
  }
}

describe('what is remembered of who is in channels', () => {
  let clock: ManualClock;
  let kv: MemoryKv;
  let memory: OccupantMemory;
  let mayWrite: boolean;
  const next = () => new OccupantMemory({ lane: 'irc.0', kv, clock, log: silentLog, mayWrite: () => mayWrite });
  const kept = async () => {
    clock.advance(100);
    await new Promise<void>((resolve) => setImmediate(resolve));
    return [...(await next().read(ROLL))].sort();
  };

  beforeEach(() => {
    clock = new ManualClock();
    kv = new MemoryKv();
    mayWrite = true;
    memory = next();
  });

  it('keeps apart what users only call the same', async () => {
    new Seer(memory).gets(...JOINED);
    new Seer(memory, 'irc.evil.example').gets(
      ':me!m@h JOIN #c',
      ':srv 353 me = #c :me!m@h @eve!e@h',
      ':srv 366 me #c :End',
    );
    assert.deepEqual(await kept(), ['alice', 'bob', 'carol', 'me']);
    assert.deepEqual([...(await next().read(rollName('irc.evil.example', '#c%net')))].sort(), ['eve', 'me']);
  });

  it('is who is there, and then what changes', async () => {
    const seer = new Seer(memory);
    seer.gets(...JOINED);
    assert.deepEqual(await kept(), ['alice', 'bob', 'carol', 'me']);
    seer.gets(':dave!d@h JOIN #c', ':alice!a@h PART #c', ':bob!b@h NICK robert', ':carol!c@h QUIT :bye');
    assert.deepEqual(await kept(), ['dave', 'me', 'robert']);
    seer.gets(':me!m@h KICK #c dave');
    assert.deepEqual(await kept(), ['me', 'robert']);
  });

  it('is nothing when the last one of us has left', async () => {
    const [one, other] = [new Seer(memory), new Seer(memory)];
    one.gets(...JOINED);
    other.gets(...JOINED);
    one.gets(':me!m@h PART #c');
    assert.deepEqual(await kept(), ['alice', 'bob', 'carol', 'me']);
    memory.forget(other);
    assert.deepEqual(await kept(), []);
  });

  it('does not grow for ever while somebody is to come back', async () => {
    const [one, other] = [new Seer(memory), new Seer(memory)];
    one.gets(...JOINED);
    other.gets(...JOINED);
    memory.lost(other);
    let nick = 'alice';
    for (let round = 0; round < 60_010; round += 1) {
      one.gets(`:${nick}!a@h NICK n${round}`);
      nick = `n${round}`;
    }
    assert.equal((await kept()).length, 60_000);
  });

  it('keeps who left until all of us who were there have come back', async () => {
    new Seer(memory).gets(...JOINED);
    await kept();
    const successor = next();
    await successor.read(ROLL);
    const [one, other] = [new Seer(successor), new Seer(successor)];
    successor.await(one, ROLL);
    successor.await(other, ROLL);
    one.gets(':me!m@h JOIN #c', ':srv 353 me = #c :me bob carol', ':srv 366 me #c :End');
    one.gets(':bob!b@h QUIT :bye', ':eve!e@h JOIN #c');
    assert.deepEqual(
      await kept(),
      ['alice', 'bob', 'carol', 'eve', 'me'],
      'the other one has to be told of alice and bob',
    );
    other.gets(':me!m@h JOIN #c', ':srv 353 me = #c :me carol eve', ':srv 366 me #c :End');
    assert.deepEqual(await kept(), ['carol', 'eve', 'me']);
    successor.lost(other);
    one.gets(':carol!c@h QUIT :bye');
    assert.deepEqual(await kept(), ['carol', 'eve', 'me'], 'who lost its connection was not told of carol');
    successor.forget(other);
    one.gets(':eve!e@h PART #c');
    assert.deepEqual(await kept(), ['carol', 'me']);
  });

  it('is not touched by a process whose time is over', async () => {
    const seer = new Seer(memory);
    seer.gets(...JOINED);
    await kept();
    mayWrite = false;
    seer.gets(':alice!a@h PART #c');
    assert.deepEqual(await kept(), ['alice', 'bob', 'carol', 'me']);
  });
});
