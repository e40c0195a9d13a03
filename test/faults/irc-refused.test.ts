import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Peer, type ScriptedIrcd, startScriptedIrcd, welcome } from '../../sandbox/ircd/index.js';
import { IrcWorld } from '../support/irc-world.js';
import { IrcPerson } from './support/irc-person.js';
import { until } from './support/reckoning.js';

/** A server that lets nobody in, or everybody until it is told otherwise. */
interface Gatekeeper {
  readonly ircd: ScriptedIrcd;
  /** Said to whoever logs on from now on; undefined: they are welcome. */
  verdict: string | undefined;
}

async function startGatekeeper(): Promise<Gatekeeper> {
  const keeper: { ircd?: ScriptedIrcd; verdict: string | undefined } = { verdict: undefined };
  const ircd = await startScriptedIrcd({ onPeer: (peer) => serve(peer, keeper.verdict) });
  return Object.assign(keeper, { ircd });
}

function serve(peer: Peer, verdict: string | undefined): void {
  let nick = '';
  peer.onLine = ({ command, params }) => {
    if (command === 'USER' && verdict !== undefined) condemn(peer, verdict);
    if (command === 'JOIN') {
      peer.send(`:${nick}!u@host JOIN ${params[0]}`);
      peer.send(`:irc.test 353 ${nick} = ${params[0]} :${nick} @other`);
      peer.send(`:irc.test 366 ${nick} ${params[0]} :End of /NAMES list.`);
    }
    return false;
  };
  if (verdict !== undefined) return;
  welcome(peer).then(
    (client) => {
      nick = client.nick;
    },
    () => peer.cut(),
  );
}

function condemn(peer: Peer, why: string): void {
  peer.send(`ERROR :Closing Link: 127.0.0.1 (${why})`);
  peer.end();
}

const VERDICTS = {
  kline: 'K-lined: Spam is off topic here',
  crowded: 'Too many host connections (global)',
} as const;

describe('a network that does not want a user', { concurrency: true }, () => {
  const keepers = new Map<string, Gatekeeper>();
  let world: IrcWorld;

  before(async () => {
    for (const name of ['kline', 'crowded', 'kline-later', 'crowded-later']) keepers.set(name, await startGatekeeper());
    const networks = [...keepers].map(([name, { ircd }]) => [
      name,
      { host: '127.0.0.1', port: ircd.port, tls: false, throttle: false },
    ]);
    world = await IrcWorld.start({ networks: [], irc: { networks: Object.fromEntries(networks) } });
  });
  after(async () => {
    await world.stop();
    for (const { ircd } of keepers.values()) await ircd.stop();
  });

  for (const [name, verdict] of Object.entries(VERDICTS)) {
    test(`is not called again by each attempt to enter, and each is told why (${name})`, async () => {
      const keeper = keepers.get(name);
      assert.ok(keeper);
      keeper.verdict = verdict;
      const person = await IrcPerson.login(await world.xmpp.newUser(), 'romeo');
      const room = `#c%${name}@${world.gateway}`;
      const watch = person.enter(room);
      assert.ok(await until(() => watch.ends.length === 1, 60_000), 'nobody said why');
      for (let again = 2; again <= 6; again++) {
        person.enter(room);
        assert.ok(await until(() => watch.ends.length === again, 60_000), 'nobody said why');
        await delay(500);
      }
      person.write(`juliet%${name}@${world.gateway}`, 'm1', 'Hello');
      assert.ok(await until(() => person.errors.has('m1'), 60_000));
      await delay(8000);
      assert.deepEqual(watch.ends, Array(6).fill('recipient-unavailable'));
      assert.equal(
        watch.errorTexts.every((text) => text.includes(verdict)),
        true,
        watch.errorTexts.join('\n'),
      );
      assert.equal(keeper.ircd.peers.length, 1);
      person.close();
    });

    test(`is told once to who was in a room, who stays there, and is left alone (${name})`, async () => {
      const keeper = keepers.get(`${name}-later`);
      assert.ok(keeper);
      const person = await IrcPerson.login(await world.xmpp.newUser(), 'romeo');
      const watch = person.enter(`#c%${name}-later@${world.gateway}`);
      assert.ok(await until(() => watch.own === 'romeo', 60_000));
      keeper.verdict = verdict;
      const [peer] = keeper.ircd.peers;
      assert.ok(peer);
      condemn(peer, verdict);
      assert.ok(await until(() => watch.notes.length > 0, 60_000));
      await delay(12_000);
      assert.equal(watch.notes.length, 1);
      assert.ok(watch.notes[0]?.includes(verdict), watch.notes[0]);
      assert.equal(keeper.ircd.peers.length, 1);
      person.close();
    });
  }

  test('is told to who was in a room also where it says so only at the next attempt', async () => {
    const keeper = await startGatekeeper();
    keepers.set('unused', keeper);
    const place = { host: '127.0.0.1', port: keeper.ircd.port, tls: false, throttle: false };
    const other = await IrcWorld.start({ xmpp: world.xmpp, networks: [], irc: { networks: { strict: place } } });
    try {
      const person = await IrcPerson.login(await world.xmpp.newUser(), 'romeo');
      const watch = person.enter(`#c%strict@${other.gateway}`);
      assert.ok(await until(() => watch.own === 'romeo', 60_000));
      keeper.verdict = VERDICTS.kline;
      keeper.ircd.peers[0]?.cut();
      assert.ok(await until(() => watch.notes.length === 2, 60_000), watch.notes.join('\n'));
      assert.match(watch.notes[1] ?? '', /K-lined/);
      await delay(8000);
      assert.equal(watch.notes.length, 2);
      assert.equal(keeper.ircd.peers.length, 2);
      person.close();
    } finally {
      await other.stop();
    }
  });
});
