import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Problem } from '../../../../gateways/gateway.js';
import { Bans } from '../../../../gateways/irc/policy/bans.js';
import { welcome } from '../../../../sandbox/ircd/index.js';
import { until } from '../connection/support/scene.js';
import { CLIENT, ISUPPORT, type Scene, startScene, USER } from './support/world.js';

const ROOM = '#garden%net';

describe('orders of commands', () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.close());

  it('tell the connections of a user, and nobody else of them', async () => {
    const { connections } = (await scene.order({ do: 'connections' })) as { connections: { since: number }[] };
    const [one] = connections;
    assert.ok(one !== undefined && Math.abs(one.since - Date.now()) < 60_000);
    assert.deepEqual(
      { ...one, since: 0 },
      {
        network: 'net',
        state: 'up',
        server: `127.0.0.1:${scene.ircd.port}`,
        since: 0,
        nick: 'alice',
        rooms: [{ room: '#garden', resources: ['balcony'], persistent: false }],
      },
    );
    assert.deepEqual(await scene.order({ do: 'connections' }, 'romeo@example.org'), { connections: [] });
  });

  it('tell admins who is where', async () => {
    const since = (answer: unknown): unknown =>
      JSON.parse(JSON.stringify(answer), (key, value) => (key === 'since' ? 0 : value));
    const info = { jid: USER, network: 'net', nick: 'alice', state: 'up', since: 0, rooms: 1 };
    assert.deepEqual(since(await scene.order({ do: 'sessions' }, '')), { sessions: [info] });
    assert.deepEqual(since(await scene.order({ do: 'sessions', network: 'other' }, '')), { sessions: [] });
    assert.deepEqual(since(await scene.order({ do: 'behind', network: 'net', nick: 'ALICE' }, '')), {
      sessions: [info],
    });
    assert.deepEqual(since(await scene.order({ do: 'behind', network: 'net', nick: 'bob' }, '')), { sessions: [] });
  });

  it('send a line as it is', async () => {
    scene.play(() => []);
    assert.deepEqual(await scene.order({ do: 'raw', network: 'net', line: 'LUSERS a.b :c d' }), {});
    await scene.settled();
    assert.equal(scene.sent[0], 'LUSERS a.b :c d');
    const wrong = async (network: string, line: string) =>
      ((await scene.order({ do: 'raw', network, line })) as { problem?: Problem }).problem?.text.key;
    assert.equal(await wrong('net', ' '), 'irc.raw.empty');
    assert.equal(await wrong('net', `LUSERS ${'a'.repeat(600)}`), 'irc.line.too-long');
    assert.equal(await wrong('other', 'LUSERS'), 'irc.order.not-connected');
  });

  it('ask who somebody is', async () => {
    scene.play(() => [
      ':irc.test 311 alice bob b host.test * :Bob',
      ':irc.test 319 alice bob :@#garden #b',
      ':irc.test 312 alice bob irc.test :A server',
      ':irc.test 317 alice bob 90061 1700000000 :seconds idle, signon time',
      ':irc.test 671 alice bob :is using a secure connection',
      ':irc.test 318 alice bob :End of /WHOIS list.',
    ]);
    assert.deepEqual(await scene.order({ do: 'whois', network: 'net', nick: 'bob' }), {
      lines: [
        { what: 'user', value: 'b@host.test' },
        { what: 'real-name', value: 'Bob' },
        { what: 'channels', value: '@#garden #b' },
        { what: 'server', value: 'irc.test (A server)' },
        { what: 'idle', value: '1 d 01:01:01' },
        { what: 'secure', value: 'TLS' },
      ],
    });
    const elsewhere = (await scene.order({ do: 'whois', network: 'other', nick: 'bob' })) as { problem: object };
    assert.equal('problem' in elsewhere, true);
  });

  it('invite, and say why not', async () => {
    scene.play(() => [':irc.test 341 alice dave #garden']);
    assert.deepEqual(await scene.order({ do: 'invite', network: 'net', room: '#garden', nick: 'dave' }), {});
    assert.deepEqual(scene.sent, ['INVITE dave #garden']);
    scene.play(() => [':irc.test 443 alice bob #garden :is already on channel']);
    const answer = await scene.order({ do: 'invite', network: 'net', room: '#garden', nick: 'bob' });
    assert.equal((answer as { problem: { condition: string } }).problem.condition, 'conflict');
  });

  it('keep away the messages of those who are ignored', async () => {
    scene.play(() => undefined);
    const mask = 'b?b!*@host.*';
    assert.deepEqual(await scene.order({ do: 'ignore', network: 'net', mask, on: true }), {});
    assert.deepEqual(await scene.order({ do: 'ignored' }), { masks: [{ network: 'net', mask }] });
    scene.peer.send(':bob!b@host.test PRIVMSG #garden :not this');
    scene.peer.send(':bob!b@host.test PRIVMSG alice :nor this');
    scene.peer.send(':bob!b@other.test PRIVMSG #garden :but this');
    const told = (): string => scene.context.roomStanzas.flatMap(({ stanzas }) => stanzas).join('\n');
    await scene.context.until(() => told().includes('but this'), 'the message');
    assert.deepEqual(await scene.order({ do: 'ignore', network: 'net', mask, on: false }), {});
    scene.peer.send(':bob!b@host.test PRIVMSG alice :and this');
    await scene.context.until(() => scene.context.delivered.some(({ body }) => body === 'and this'), 'it');
    assert.doesNotMatch(told(), /not this/);
    assert.deepEqual(
      scene.context.delivered.map(({ body }) => body),
      ['and this'],
    );
    assert.deepEqual(await scene.order({ do: 'ignored' }), { masks: [] });
  });

  it('make, show and remove a certificate', async () => {
    const made = (await scene.order({ do: 'certificate', network: 'net', action: 'make' })) as { sha256: string };
    assert.match(made.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(await scene.order({ do: 'certificate', network: 'net', action: 'show' }), made);
    assert.deepEqual(await scene.order({ do: 'certificate', network: 'net', action: 'remove' }), {});
    assert.deepEqual(await scene.order({ do: 'certificate', network: 'net', action: 'show' }), {});
  });

  it('connect anew, with the rooms', async () => {
    scene.play(() => undefined);
    const done = scene.order({ do: 'reconnect', network: 'net' });
    const peer = await scene.ircd.accept();
    await welcome(peer, { isupport: ISUPPORT });
    await peer.expect('JOIN');
    assert.deepEqual(await done, {});
    scene.follow(peer);
    peer.send(':alice!~a@gw.test JOIN #garden');
    peer.send(':irc.test 353 alice = #garden :@alice');
    peer.send(':irc.test 366 alice #garden :End of /NAMES list.');
    await scene.settled();
    assert.equal(await scene.result('get', ROOM, '<ping xmlns="urn:xmpp:ping"/>', { nick: 'alice' }), '');
  });

  it('leave a room with all clients', async () => {
    scene.play(() => undefined);
    await scene.enter(ROOM, 'alice', 'juliet@example.org/phone');
    scene.context.roomStanzas.length = 0;
    assert.deepEqual(await scene.order({ do: 'leave', network: 'net', room: '#garden' }), {});
    const own = `<presence type="unavailable" from="${ROOM}@irc.example.org/alice">`;
    const goodbyes = (): readonly string[] =>
      scene.context.roomStanzas.flatMap(({ stanzas, to }) =>
        stanzas.some((stanza) => stanza.startsWith(own)) ? to : [],
      );
    await scene.context.until(() => goodbyes().length === 2, 'the presence for both');
    assert.deepEqual([...goodbyes()].sort(), [CLIENT, 'juliet@example.org/phone'].sort());
    const again = (await scene.order({ do: 'leave', network: 'net', room: '#garden' })) as { problem?: object };
    assert.notEqual(again.problem, undefined);
    await until(
      () => scene.sent.includes('PART #garden'),
      () => scene.sent.join('\n'),
    );
  });

  it('say of what this release does not know that it does not', async () => {
    const answer = (await scene.order({ do: 'dance' })) as { problem: { condition: string } };
    assert.equal(answer.problem.condition, 'feature-not-implemented');
  });
});

describe('orders that end connections', () => {
  it('end those of a user, or of who is banned', async () => {
    const scene = await startScene();
    assert.deepEqual(await scene.order({ do: 'disconnect', network: 'other' }), { ended: 0 });
    assert.deepEqual(await scene.order({ do: 'enforce' }, ''), { ended: 0 });
    assert.deepEqual(await scene.order({ do: 'disconnect', message: 'Bye' }), { ended: 1 });
    assert.deepEqual(await scene.order({ do: 'connections' }), { connections: [] });
    await scene.close();
  });

  it('enforce bans', async () => {
    const scene = await startScene();
    const bans = new Bans(scene.context);
    await bans.add({ who: USER, network: '', reason: 'Spam', since: 0, by: 'admin@example.org' });
    // What is known of the bans is up to two seconds old.
    let ended = 0;
    for (let tries = 0; ended === 0 && tries < 60; tries++) {
      ended = ((await scene.order({ do: 'enforce' }, '')) as { ended: number }).ended;
      if (ended === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(ended, 1);
    await scene.close();
  });
});
