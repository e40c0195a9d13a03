import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { discoInfoQuery } from '../../../src/xmpp/disco.js';
import { el } from '../../../src/xmpp/element.js';
import { errorReply } from '../../../src/xmpp/errors.js';
import { iqResult } from '../../../src/xmpp/iq.js';
import { DEFAULT_TIMES } from '../../../src/xmpp/stream-options.js';
import { Connected } from './connected.js';
import { MongoosePeer } from './peers/mongooseim.js';
import { OpenfirePeer } from './peers/openfire.js';
import { COMPONENT, PEER_SECRET, SERVER } from './peers/peer.js';
import { TigasePeer } from './peers/tigase.js';

async function serve<P extends OpenfirePeer | MongoosePeer | TigasePeer>(t: TestContext, peer: P): Promise<P> {
  await peer.listen();
  t.after(() => peer.stop());
  return peer;
}

function attach(
  t: TestContext,
  { port }: { readonly port: number },
  options: Partial<ConstructorParameters<typeof Connected>[0]> = {},
): Connected {
  const connected = new Connected({
    server: { host: '127.0.0.1', port },
    domain: COMPONENT,
    secret: PEER_SECRET,
    serverDomain: SERVER,
    ...options,
  });
  t.after(() => connected.connection.stop());
  return connected.start();
}

const message = (id: string) => el('message', { from: `a@${COMPONENT}`, to: `u@${SERVER}`, id }, el('body', {}, 'hi'));
const fromUser = (user: number, id: string, to = `x@${COMPONENT}`) =>
  `<message from='u${user}@${SERVER}/r' to='${to}' id='${id}'><body>hi</body></message>`;

describe('Openfire, as a script', () => {
  test('asks the component what it is before that is ready, and lists it when it is answered', async (t) => {
    const peer = await serve(t, new OpenfirePeer());
    let connected: Connected | undefined;
    const asked = new Promise<string>((resolve) => {
      connected = attach(t, peer, {
        onStanza: (stanza) => {
          const info = discoInfoQuery({ identities: [{ category: 'gateway', type: 'sms' }], features: [] });
          assert.equal(connected?.connection.send(iqResult(stanza, info)), 'sent');
          resolve(stanza.elements()[0]?.ns ?? '');
        },
      });
    });
    assert.equal(await asked, 'http://jabber.org/protocol/disco#info');
    await connected?.up();
    await connected?.track(message('1'));
    assert.equal(peer.listed, true);
    assert.equal(connected?.connection.barrierForm, 'server');
  });

  test('closes a silent component, but never one that pings in time', async (t) => {
    const peer = await serve(t, new OpenfirePeer(400));
    const lively = attach(t, peer, { times: { ...DEFAULT_TIMES, idle: 100 } });
    await lively.up();
    const pings = () => peer.connections[0]?.stanzas.filter(({ xml }) => xml.includes('urn:xmpp:ping')).length ?? 0;
    const begun = pings();
    await until(() => pings() >= begun + 8);
    assert.deepEqual(lively.seen.ends, []);
    await lively.connection.stop();
    const silent = attach(t, peer, { times: { ...DEFAULT_TIMES, idle: 60_000 } });
    await silent.ended();
    assert.deepEqual([silent.seen.ends[0]?.condition, silent.seen.ends[0]?.class], ['connection-timeout', 'ordinary']);
    await silent.up(2);
  });

  test('checks no sender, so we do', async (t) => {
    const peer = await serve(t, new OpenfirePeer());
    const connected = attach(t, peer);
    await connected.up();
    assert.equal(connected.connection.send(el('message', { from: `u@${SERVER}`, to: `v@${SERVER}` })), 'foreign-from');
    await connected.track(message('1'));
    const senders = peer.connections[0]?.stanzas.map(({ attrs }) => attrs.from ?? '') ?? [];
    assert.ok(senders.length > 0 && senders.every((from) => from.endsWith(COMPONENT)));
  });

  test('refuses a second connection with a conflict, and we never ask for several', async (t) => {
    const peer = await serve(t, new OpenfirePeer());
    const first = attach(t, peer, { streams: 2 });
    await first.up();
    const second = attach(t, peer, { streams: 2 });
    await second.ended();
    assert.deepEqual([second.seen.ends[0]?.condition, second.seen.ends[0]?.class], ['conflict', 'config']);
    assert.match(second.seen.log.join('\n'), /takes only one connection.*xmpp\.streams: 1/);
    assert.equal(await first.track(message('1')), 'acked');
  });

  test('says for an unknown name and a wrong secret what they are, without an id in the header', async (t) => {
    const peer = await serve(t, new OpenfirePeer());
    const unknown = attach(t, peer, { domain: 'other.server.test' });
    await unknown.ended();
    assert.deepEqual([unknown.seen.ends[0]?.condition, unknown.seen.ends[0]?.class], ['host-unknown', 'config']);
    const wrong = attach(t, peer, { secret: 'wrong' });
    await wrong.ended();
    assert.deepEqual([wrong.seen.ends[0]?.condition, wrong.seen.ends[0]?.class], ['not-authorized', 'config']);
  });
});

describe('MongooseIM, as a script', () => {
  test('takes the hash in lower case, and answers pings itself only where mod_ping is loaded', async (t) => {
    const answering = attach(t, await serve(t, new MongoosePeer()));
    await answering.up();
    assert.equal(answering.connection.barrierForm, 'server');
    assert.equal(await answering.track(message('1')), 'acked');
    const refusing = attach(t, await serve(t, new MongoosePeer({ pings: false })));
    await refusing.up();
    assert.equal(refusing.connection.barrierForm, 'self');
    assert.equal(await refusing.track(message('1')), 'acked');
    assert.deepEqual(refusing.seen.stanzas, []);
  });

  test('sends a stanza of a foreign sender back, and the stream stays', async (t) => {
    const peer = await serve(t, new MongoosePeer());
    const connected = attach(t, peer);
    await connected.up();
    assert.equal(connected.connection.send(el('message', { from: 'u@foreign.test', to: SERVER })), 'foreign-from');
    // What the server would send back if one had slipped through: to an address that is not ours.
    const error = "<error code='400' type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    peer.connections[0]?.write(`<message type='error' from='${SERVER}' to='u@foreign.test' id='f'>${error}</message>`);
    await connected.until(({ stanzas }) => stanzas.length === 1, 'the bounce');
    const [bounce] = connected.seen.stanzas;
    assert.ok(bounce !== undefined);
    assert.equal(errorReply(bounce, { condition: 'bad-request' }), undefined, 'an error is never answered');
    assert.equal(await connected.track(message('1')), 'acked');
  });

  test('ends an attempt that takes too long without a header before the error, and we try again', async (t) => {
    const peer = await serve(t, new MongoosePeer({ stateMs: 20, mute: true }));
    const connected = attach(t, peer);
    await connected.ended(2);
    assert.deepEqual(
      connected.seen.ends.slice(0, 2).map((end) => [end.class, end.established]),
      [
        ['ordinary', false],
        ['ordinary', false],
      ],
    );
  });

  test('tells of a conflict in place of the handshake', async (t) => {
    const peer = await serve(t, new MongoosePeer());
    const first = attach(t, peer);
    await first.up();
    const second = attach(t, peer);
    await second.ended();
    const end = second.seen.ends[0];
    assert.deepEqual([end?.condition, end?.class, end?.established], ['conflict', 'config', false]);
    assert.match(second.seen.log.join('\n'), /conflict_behaviour = "kick_old"/);
    assert.equal(await first.track(message('1')), 'acked');
  });

  test('with kick_old a new connection replaces a dead one, which does not come back at once', async (t) => {
    const peer = await serve(t, new MongoosePeer({ kickOld: true }));
    const slow = { first: 1, min: 20, max: 100, config: [60_000] };
    const old = attach(t, peer, { backoff: slow });
    await old.up();
    const young = attach(t, peer);
    await young.up();
    await old.ended();
    assert.deepEqual([old.seen.ends[0]?.condition, old.seen.ends[0]?.class], ['conflict', 'config']);
    assert.equal(await young.track(message('1')), 'acked');
    assert.equal(old.connection.state, 'waiting');
  });
});

describe('Tigase, as a script', () => {
  test('gives two streams of a domain each its users, in order, by the sender', async (t) => {
    const peer = await serve(t, new TigasePeer('from'));
    const streams = [attach(t, peer, { streams: 2 }), attach(t, peer, { streams: 2 })];
    await Promise.all(streams.map((stream) => stream.up()));
    for (const stream of streams) {
      assert.equal(stream.connection.barrierForm, 'name');
      assert.equal(await stream.track(message('1')), 'acked');
    }
    for (let index = 0; index < 10; index++) {
      for (let user = 0; user < 20; user++) peer.deliver(fromUser(user, `${user}.${index}`, `c${index}@${COMPONENT}`));
    }
    const total = () => streams.reduce((sum, { seen }) => sum + seen.stanzas.length, 0);
    await Promise.race(streams.map((stream) => stream.until(() => total() === 200, 'all')));
    const streamOf = new Map<string, number>();
    for (const [index, { seen }] of streams.entries()) {
      const numbers = new Map<string, number>();
      for (const { attrs } of seen.stanzas) {
        const [user = '', number = ''] = (attrs.id ?? '').split('.');
        assert.equal(streamOf.get(user) ?? index, index);
        streamOf.set(user, index);
        assert.equal(Number(number), numbers.get(user) ?? 0);
        numbers.set(user, Number(number) + 1);
      }
    }
    assert.equal(streamOf.size, 20);
  });

  test('names the namespace of each stanza, which changes nothing', async (t) => {
    const peer = await serve(t, new TigasePeer());
    const connected = attach(t, peer);
    await connected.up();
    peer.deliver(fromUser(1, 'm1'));
    await connected.until(({ stanzas }) => stanzas.length === 1, 'the message');
    const [stanza] = connected.seen.stanzas;
    assert.ok(stanza !== undefined);
    assert.deepEqual([stanza.name, stanza.ns, stanza.getChildText('body')], ['message', 'jabber:client', 'hi']);
    const reply = errorReply(stanza, { condition: 'not-acceptable', text: 'no' });
    assert.ok(reply !== undefined);
    assert.equal(await connected.track(reply), 'acked');
    const [written] = peer.connections[0]?.stanzas.filter(({ name }) => name === 'message') ?? [];
    assert.deepEqual([written?.attrs.type, written?.attrs.id, written?.attrs.to], ['error', 'm1', `u1@${SERVER}/r`]);
    assert.doesNotMatch(written?.xml ?? '', /^<message[^>]*xmlns/);
  });

  test('closes without a word for a wrong secret and says nothing of an unknown domain; the log says what it may be', async (t) => {
    const peer = await serve(t, new TigasePeer());
    const wrong = attach(t, peer, { secret: 'wrong' });
    await wrong.ended();
    assert.deepEqual([wrong.seen.ends[0]?.condition, wrong.seen.ends[0]?.established], ['closed', false]);
    assert.match(wrong.seen.log.join('\n'), /without a word.*secret/);
    const unknown = attach(t, peer, { domain: 'other.server.test', times: { ...DEFAULT_TIMES, negotiation: 100 } });
    await unknown.ended();
    assert.equal(unknown.seen.ends[0]?.condition, 'negotiation-timeout');
    assert.match(unknown.seen.log.join('\n'), /Tigase.*unknown domain/);
  });
});

/** Looks again after each turn of the event loop; the test's own time limits it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
