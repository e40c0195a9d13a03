import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { el } from '../../../src/xmpp/element.js';
import { DEFAULT_TIMES } from '../../../src/xmpp/stream-options.js';
import { Connected } from './connected.js';
import { ScriptedServer, speak, streamError } from './scripted-server.js';
import { CERTIFICATE, KEY } from './tls-fixture.js';

async function scripted(t: TestContext, act: (socket: Socket, connection: number) => void): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(act);
  t.after(() => server.stop());
  return server;
}

function connect(
  t: TestContext,
  port: number,
  options: Partial<ConstructorParameters<typeof Connected>[0]> = {},
): Connected {
  const connected = new Connected({ server: { host: '127.0.0.1', port }, ...options });
  t.after(() => connected.connection.stop());
  return connected.start();
}

const message = (id: string, body = 'hi') =>
  el('message', { from: 'a@gw.test', to: 'u@server.test', id }, el('body', {}, body));

test('it comes up, sends, is acknowledged and stops in order', async (t) => {
  let heard = '';
  const server = await scripted(t, (socket) =>
    speak(socket, (text) => {
      heard += text;
    }),
  );
  const connected = connect(t, server.port);
  await connected.up();
  assert.equal(connected.connection.state, 'up');
  assert.equal(await connected.track(message('1')), 'acked');
  assert.match(heard, /<message from="a@gw\.test" to="u@server\.test" id="1"><body>hi<\/body><\/message>/);
  await connected.connection.stop();
  assert.equal(connected.connection.state, 'stopped');
  assert.equal(connected.seen.ends.at(-1)?.class, 'stopped');
});

test('a wrong secret is told to the administrator and tried again slowly', async (t) => {
  const server = await scripted(t, (socket) => speak(socket));
  const connected = connect(t, server.port, { secret: 'wrong' });
  await connected.ended(2);
  assert.deepEqual(connected.seen.ends[0], { class: 'config', condition: 'not-authorized', established: false });
  const line = connected.seen.log.find((entry) => entry.startsWith('error'));
  assert.match(line ?? '', /refused the secret for gw\.test/);
  assert.match(line ?? '', /component_secret/);
  assert.doesNotMatch(connected.seen.log.join(), /wrong/);
});

test('an unknown host and a conflict come with the lines to write', async (t) => {
  for (const [condition, advice] of [
    ['host-unknown', /Component \\"gw\.test\\".*ejabberd_service/],
    ['conflict', /component_conflict_resolve/],
    ['invalid-namespace', /component_ports/],
  ] as const) {
    const server = await scripted(t, (socket) => {
      socket.once('data', () =>
        socket.end(
          `<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>${streamError(condition)}`,
        ),
      );
    });
    const connected = connect(t, server.port);
    await connected.ended(2);
    assert.deepEqual([connected.seen.ends[0]?.condition, connected.seen.ends[0]?.class], [condition, 'config']);
    assert.match(connected.seen.log.find((entry) => entry.startsWith('error')) ?? '', advice);
  }
});

test('a refused connection is tried again until someone listens', async (t) => {
  const first = await ScriptedServer.start(() => {});
  const { port } = first;
  await first.stop();
  const connected = connect(t, port);
  await connected.ended(2);
  assert.deepEqual([connected.seen.ends[0]?.condition, connected.seen.ends[0]?.class], ['connect-failed', 'ordinary']);
  const second = await ScriptedServer.start((socket) => speak(socket), port);
  t.after(() => second.stop());
  await connected.up();
});

test('a server that accepts and says nothing is left and tried again', async (t) => {
  const server = await scripted(t, (socket, connection) => {
    if (connection > 1) speak(socket);
  });
  const connected = connect(t, server.port, { times: { ...DEFAULT_TIMES, negotiation: 100 } });
  await connected.up();
  assert.equal(connected.seen.ends[0]?.condition, 'negotiation-timeout');
});

test('half a stanza before a reset is never delivered, and the next stream reads from its own beginning', async (t) => {
  const server = await scripted(t, (socket, connection) => {
    speak(socket, (text) => {
      if (connection === 1 && text.includes('id="1"')) {
        socket.write("<message from='u@server.test' to='a@gw.test' id='half'><body>ha", () => socket.resetAndDestroy());
      }
    });
  });
  const connected = connect(t, server.port, { serverDomain: 'server.test' });
  await connected.up();
  connected.connection.send(message('1'));
  await connected.up(2);
  assert.equal(connected.seen.ends[0]?.class, 'ordinary');
  assert.equal(connected.seen.stanzas.length, 0);
  assert.equal(await connected.track(message('2')), 'acked');
});

test('what the server had not acknowledged when it ended the stream for it is lost with that reason', async (t) => {
  const server = await scripted(t, (socket, connection) => {
    // Looks before the rest of the script does, so that the ping behind the bad stanza is never answered.
    socket.on('data', (bytes) => {
      if (connection > 1 || !bytes.includes('id="bad"')) return;
      socket.write(streamError('not-well-formed'));
      socket.end();
    });
    speak(socket);
  });
  const connected = connect(t, server.port);
  await connected.up();
  assert.equal(await connected.track(message('good')), 'acked');
  assert.equal(await connected.track(message('bad')), 'lost');
  await connected.ended();
  assert.deepEqual([connected.seen.ends[0]?.class, connected.seen.ends[0]?.condition], ['our-bug', 'not-well-formed']);
  assert.match(connected.seen.log.join('\n'), /error the server ended the stream for something that we sent/);
  await connected.up(2);
});

test('requests are answered by the right sender only, time out, and end with the stream', async (t) => {
  const server = await scripted(t, (socket) => {
    speak(socket, (text) => {
      const found = /to="([^"]+)" id="([0-9a-f-]{36})"/.exec(text) ?? /id="([0-9a-f-]{36})"/.exec(text);
      const id = /id="([0-9a-f-]{36})"/.exec(text)?.[1];
      if (found === null || id === undefined) return;
      socket.write(`<iq type='result' from='attacker@evil.test' to='gw.test' id='${id}'><forged xmlns='x'/></iq>`);
      if (text.includes('to="die.test"')) socket.destroy();
      else if (!text.includes('to="mute.test"'))
        socket.write(`<iq type='result' from='server.test' to='gw.test' id='${id}'/>`);
    });
  });
  const connected = connect(t, server.port);
  await connected.up();
  const ask = (to: string, timeout: number) =>
    connected.connection.request(
      el('iq', { type: 'get', from: 'gw.test', to }, el('query', { xmlns: 'jabber:iq:version' })),
      timeout,
    );
  const answer = await ask('server.test', 5000);
  assert.ok(answer.ok);
  assert.equal(answer.iq.attrs.from, 'server.test');
  assert.deepEqual(await ask('mute.test', 50), { ok: false, failure: 'timeout' });
  assert.deepEqual(await ask('die.test', 5000), { ok: false, failure: 'disconnected' });
  assert.deepEqual(await ask('server.test', 5000), { ok: false, failure: 'not-sent' });
  assert.ok(connected.seen.stanzas.length >= 2, 'forged answers are ordinary stanzas');
});

test('a reader that stands still makes the connection unwritable, and room is told', async (t) => {
  let paused: Socket | undefined;
  const server = await scripted(t, (socket) => {
    speak(socket);
    paused = socket;
  });
  let room = () => {};
  const roomy = new Promise<void>((resolve) => {
    room = resolve;
  });
  const connected = connect(t, server.port, { onWritable: () => room() });
  await connected.up();
  paused?.pause();
  let sent = 0;
  while (connected.connection.writable && sent < 5000) {
    for (let index = 0; index < 10; index++, sent++) connected.connection.send(message(`${sent}`, 'x'.repeat(10_000)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(connected.connection.writable, false);
  paused?.resume();
  await roomy;
  assert.equal(connected.connection.writable, true);
});

test('reading can be paused, and pausing outlasts a reconnect', async (t) => {
  const sockets: Socket[] = [];
  const server = await scripted(t, (socket) => {
    speak(socket);
    sockets.push(socket);
  });
  const connected = connect(t, server.port);
  await connected.up();
  connected.connection.pauseReading();
  sockets[0]?.destroy();
  connected.connection.resumeReading();
  await connected.up(2);
  connected.connection.pauseReading();
  const drained = new Promise((resolve) =>
    sockets[1]?.write("<message from='u@server.test' to='gw.test' id='late'/>", resolve),
  );
  await drained;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(connected.seen.stanzas.length, 0);
  connected.connection.resumeReading();
  await connected.until((seen) => seen.stanzas.length === 1, 'the stanza that waited');
});

test('stopping while it waits to connect, or connects, ends at once', async (t) => {
  const silent = await scripted(t, () => {});
  const waiting = new Connected({
    server: { host: '127.0.0.1', port: silent.port },
    backoff: { first: 60_000, min: 1, max: 1, config: [1] },
  });
  waiting.start();
  await waiting.connection.stop();
  assert.equal(silent.connections, 0);
  const negotiating = new Connected({ server: { host: '127.0.0.1', port: silent.port } }).start();
  while (silent.connections === 0) await new Promise((resolve) => setImmediate(resolve));
  await negotiating.connection.stop();
  assert.equal(negotiating.connection.state, 'stopped');
  assert.equal(silent.connections, 1);
});

test('over TLS it talks to a server whose certificate it trusts, and to no other', async (t) => {
  const server = createTlsServer({ cert: CERTIFICATE, key: KEY }, (socket) => {
    socket.on('error', () => {});
    speak(socket);
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const place = { host: '127.0.0.1', port: address.port, tls: true };
  const trusting = connect(t, address.port, { server: { ...place, ca: CERTIFICATE } });
  await trusting.up();
  assert.equal(await trusting.track(message('1', 'x'.repeat(40_000))), 'acked');
  const strict = connect(t, address.port, { server: place });
  await strict.ended();
  assert.equal(strict.seen.ends[0]?.condition, 'connect-failed');
  assert.match(strict.seen.ends[0]?.text ?? '', /self.signed/);
});
