import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { ConnectionSettings } from '../../../../gateways/irc/connection/settings.js';
import { type Peer, type ScriptedIrcd, startScriptedIrcd, welcome } from '../../../../sandbox/ircd/index.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { Scene, settingsFor, until } from './support/scene.js';

const ircds: ScriptedIrcd[] = [];
after(async () => {
  for (const ircd of ircds) await ircd.stop();
});

/** A connection that has just reached a server which the test plays. */
async function meet(settings: Partial<ConnectionSettings> = {}) {
  const ircd = await startScriptedIrcd();
  ircds.push(ircd);
  const clock = new FakeClock();
  const scene = new Scene(settingsFor(ircd.port, settings), { clock });
  scene.connection.start();
  const peer = await ircd.accept();
  peer.onLine = ({ command }) => {
    if (command === 'QUIT') peer.end();
    return false;
  };
  return { ircd, clock, scene, peer };
}

const raw = (peer: Peer): string[] => peer.received.map((line) => line.raw);

async function greet(peer: Peer, nick = 'alice'): Promise<void> {
  peer.send(`:irc.test 001 ${nick} :Welcome`);
  peer.send(`:irc.test 005 ${nick} CASEMAPPING=ascii :are supported by this server`);
  peer.send(`:irc.test 422 ${nick} :MOTD File is missing`);
}

test('WEBIRC comes first, then CAP, PASS, NICK and USER, all without waiting', async () => {
  const { peer, scene } = await meet({
    password: 'let me in',
    webIrc: { password: 'hunter2', gateway: 'isthmus', host: 'user.example', ip: '::1', secure: true },
  });
  await peer.expect('USER');
  assert.deepEqual(raw(peer), [
    'WEBIRC hunter2 isthmus user.example 0::1 secure',
    'CAP LS 302',
    'PASS :let me in',
    'NICK alice',
    'USER alice 0 * Alice',
  ]);
  await scene.connection.stop();
});

test('a server of old without CAP welcomes us by itself, whether it says so or not', async () => {
  for (const answer of [
    ':irc.test 421 * CAP :Unknown command',
    ':irc.test 451 CAP :You have not registered',
    undefined,
  ]) {
    const { peer, scene } = await meet();
    await peer.expect('USER');
    if (answer !== undefined) peer.send(answer);
    await greet(peer);
    await scene.ready();
    assert.deepEqual(scene.commands, ['001', '005', '422']);
    assert.equal(scene.connection.isupport?.casemapping, 'ascii');
    assert.deepEqual(scene.kinds, ['connecting', 'registering', 'ready']);
    await scene.connection.stop();
  }
});

test('CAP END comes when sasl is refused, and when nobody answers', async () => {
  const sasl = { mechanisms: ['PLAIN'] as const, password: 'p', required: false };
  const refused = await meet({ sasl, capabilities: ['batch'] });
  await refused.peer.expect('USER');
  refused.peer.send(':irc.test CAP * LS :sasl batch');
  await refused.peer.expect('CAP');
  const request = await refused.peer.expect(/^CAP REQ/);
  assert.equal(request.raw, 'CAP REQ :sasl batch');
  refused.peer.send(':irc.test CAP * NAK :sasl batch');
  await refused.peer.expect(/^CAP REQ sasl/);
  refused.peer.send(':irc.test CAP * NAK :sasl');
  refused.peer.send(':irc.test CAP * ACK :batch');
  await refused.peer.expect(/^CAP END/);
  await greet(refused.peer);
  await refused.scene.ready();
  assert.deepEqual([...refused.scene.connection.caps.keys()], ['batch']);
  await refused.scene.connection.stop();

  const silent = await meet({ sasl, capabilities: ['batch'] });
  await silent.peer.expect('USER');
  silent.peer.send(':irc.test CAP * LS :batch');
  await silent.peer.expect(/^CAP REQ/);
  silent.clock.advance(20_000);
  await silent.peer.expect(/^CAP END/);
  await silent.scene.connection.stop();
});

test('PLAIN in pieces of 400, and CAP END after the success', async () => {
  const { peer, scene } = await meet({
    sasl: { mechanisms: ['PLAIN'], account: 'acc', password: 'x'.repeat(400), required: true },
  });
  await peer.expect('USER');
  peer.send(':irc.test CAP * LS :sasl=PLAIN');
  await peer.expect(/^CAP REQ sasl/);
  peer.send(':irc.test CAP * ACK :sasl');
  await peer.expect(/^AUTHENTICATE PLAIN/);
  peer.send('AUTHENTICATE +');
  const first = await peer.expect('AUTHENTICATE');
  const second = await peer.expect('AUTHENTICATE');
  assert.equal(first.params[0]?.length, 400);
  const text = Buffer.from(`${first.params[0]}${second.params[0]}`, 'base64').toString();
  assert.equal(text, `acc\0acc\0${'x'.repeat(400)}`);
  assert.ok(!raw(peer).includes('CAP END'));
  peer.send(':irc.test 900 * *!a@h acc :You are now logged in as acc');
  peer.send(':irc.test 903 * :SASL authentication successful');
  await peer.expect(/^CAP END/);
  await greet(peer);
  await scene.ready();
  assert.equal(scene.connection.account, 'acc');
  await scene.connection.stop();
});

test('a required login that is refused ends all for good, one that is not required does not', async () => {
  for (const required of [true, false]) {
    const { peer, scene, clock } = await meet({ sasl: { mechanisms: ['PLAIN'], password: 'wrong', required } });
    await peer.expect('USER');
    peer.send(':irc.test CAP * LS :sasl');
    await peer.expect(/^CAP REQ sasl/);
    peer.send(':irc.test CAP * ACK :sasl');
    await peer.expect(/^AUTHENTICATE PLAIN/);
    peer.send('AUTHENTICATE +');
    await peer.expect('AUTHENTICATE');
    peer.send(':irc.test 904 * :SASL authentication failed');
    if (required) {
      await peer.expect('QUIT');
      peer.end();
      assert.equal(await scene.over(), 'login-refused');
      assert.equal(scene.connection.state.kind, 'failed');
      clock.advance(100_000_000);
      assert.equal(scene.connection.state.kind, 'failed');
      assert.ok(!raw(peer).includes('CAP END'));
    } else {
      await peer.expect(/^CAP END/);
      await greet(peer);
      await scene.ready();
      assert.deepEqual(scene.connection.login, { kind: 'refused', text: 'SASL authentication failed' });
    }
    await scene.connection.stop();
  }
});

test('a required login that is not to be had now is tried again later', async () => {
  const { peer, scene } = await meet({ sasl: { mechanisms: ['PLAIN'], password: 'p', required: true } });
  await peer.expect('USER');
  peer.send(':irc.test CAP * LS :batch');
  await peer.expect('QUIT');
  peer.end();
  assert.equal(await scene.over(), 'login-unavailable');
  assert.equal(scene.connection.state.kind, 'waiting');
  await scene.connection.stop();
  const old = await meet({ sasl: { mechanisms: ['PLAIN'], password: 'p', required: true } });
  await old.peer.expect('USER');
  await greet(old.peer);
  await old.peer.expect('QUIT');
  old.peer.end();
  assert.equal(await old.scene.over(), 'login-unavailable');
  await old.scene.connection.stop();
});

test('a taken nick gives way to the next, and the server has the last word', async () => {
  const { peer, scene } = await meet({ alternativeNicks: ['ally'] });
  await peer.expect('USER');
  peer.send(':irc.test 433 * alice :Nickname is already in use');
  assert.equal((await peer.expect(/^NICK ally/)).raw, 'NICK ally');
  peer.send(':irc.test 437 * ally :Nick/channel is temporarily unavailable');
  assert.equal((await peer.expect(/^NICK alice_/)).raw, 'NICK alice__');
  await greet(peer, 'alice_x');
  await scene.ready();
  assert.equal(scene.connection.nick, 'alice_x');
  assert.deepEqual(scene.nicks, ['alice_x']);
  await scene.connection.stop();
});

test('when no nick is accepted it ends, and is not tried again', async () => {
  const { peer, scene } = await meet();
  await peer.expect('USER');
  peer.onLine = ({ command, params }) => {
    if (command === 'NICK') peer.send(`:irc.test 432 * ${params[0]} :Erroneous nickname`);
    if (command === 'QUIT') peer.end();
    return false;
  };
  peer.send(':irc.test 432 * alice :Erroneous nickname');
  assert.equal(await scene.over(), 'nick-refused');
  assert.equal(scene.connection.state.kind, 'failed');
  await scene.connection.stop();
});

test('what a server says when it does not want us decides how soon it is asked again', async () => {
  const said: readonly (readonly [string, string, number])[] = [
    ['ERROR :Closing Link: (Throttled: Reconnecting too fast)', 'throttled', 30_000],
    ['ERROR :Closing Link: a[127.0.0.1] (Too many host connections (local))', 'too-many-connections', 30_000],
    ['ERROR :Closing Link: a (K-Lined)', 'banned', 900_000],
    [':irc.test 465 alice :You are banned from this server', 'banned', 900_000],
    ['ERROR :Closing Link: a (Server shutting down)', 'closed', 2000],
  ];
  for (const [text, reason, wait] of said) {
    const { peer, scene, clock } = await meet();
    await peer.expect('USER');
    peer.send(text);
    peer.end();
    assert.equal(await scene.over(), reason);
    const { state } = scene.connection;
    assert.ok(state.kind === 'waiting');
    assert.equal(state.until - clock.now(), wait);
    await scene.connection.stop();
  }
});

test('a wrong password of the server is for the user to mend', async () => {
  const { peer, scene } = await meet({ password: 'wrong' });
  await peer.expect('USER');
  peer.send(':irc.test 464 alice :Password incorrect');
  peer.end();
  assert.equal(await scene.over(), 'password-refused');
  assert.equal(scene.connection.state.kind, 'failed');
  await scene.connection.stop();
});

test('a server that takes its time before it answers still gets our login', async () => {
  const { peer, scene, clock } = await meet({ sasl: { mechanisms: ['PLAIN'], password: 'p', required: true } });
  await peer.expect('USER');
  clock.advance(40_000);
  peer.send(':irc.test CAP * LS :sasl');
  await peer.expect(/^CAP REQ sasl/);
  clock.advance(19_000);
  peer.send(':irc.test CAP * ACK :sasl');
  await peer.expect(/^AUTHENTICATE PLAIN/);
  assert.ok(!raw(peer).includes('CAP END'));
  await scene.connection.stop();
});

test('a server that never welcomes us is given up', async () => {
  const { peer, scene, clock } = await meet();
  await peer.expect('USER');
  clock.advance(30_000);
  clock.advance(60_000);
  await peer.expect('QUIT');
  peer.end();
  assert.equal(await scene.over(), 'registration-timeout');
  await scene.connection.stop();
});

test('PING during registration is answered', async () => {
  const { peer, scene } = await meet();
  await peer.expect('USER');
  peer.send('PING :cookie 1');
  assert.equal((await peer.expect('PONG')).raw, 'PONG :cookie 1');
  await scene.connection.stop();
});

test('NickServ first, then the commands of the user, then ready: not on its question but on its answer', async () => {
  const { peer, scene } = await meet({
    nickServ: { nick: 'NickServ', commands: ['PRIVMSG NickServ :IDENTIFY alice sesame'] },
    afterConnect: ['MODE alice +x', '/raw PRIVMSG bot :one\r\nQUIT :no', '', 'JOIN #key a b c'],
  });
  await welcome(peer);
  await peer.expect(/IDENTIFY/);
  peer.send(
    ':NickServ!s@services NOTICE alice :This nickname is registered. Please choose another, or identify via /msg',
  );
  peer.send(':eve!e@host NOTICE alice :You are now identified');
  peer.send(':irc.test NOTICE alice :still here');
  await until(
    () => scene.commands.filter((command) => command === 'NOTICE').length === 3,
    () => 'no notices',
  );
  assert.equal(scene.connection.state.kind, 'registering');
  peer.send(':NickServ!s@services NOTICE alice :You are now identified for \x02alice\x02.');
  await scene.ready();
  await until(
    () => raw(peer).some((line) => line.startsWith('JOIN')),
    () => raw(peer).join('\n'),
  );
  const at = raw(peer).findIndex((line) => line.includes('IDENTIFY'));
  assert.deepEqual(raw(peer).slice(at + 1, at + 4), ['MODE alice +x', 'PRIVMSG bot one', 'JOIN #key a b c']);
  await scene.connection.stop();
});

test('the commands of the user keep their order, and one that is too long holds up nothing', async () => {
  const { peer, scene, clock } = await meet({
    throttle: { burst: 1, perSecond: 1 },
    afterConnect: ['PRIVMSG bot :one', 'PRIVMSG bot :two', `PRIVMSG bot :${'x'.repeat(600)}`, 'MODE alice +x'],
  });
  await welcome(peer);
  await peer.expect(/one/);
  clock.advance(1000);
  await peer.expect(/two/);
  assert.equal(scene.connection.state.kind, 'registering');
  clock.advance(1000);
  await peer.expect('MODE');
  await scene.ready();
  await scene.connection.stop();
  const long = await meet({ afterConnect: [`PRIVMSG bot :${'x'.repeat(600)}`] });
  await welcome(long.peer);
  await long.scene.ready();
  await long.scene.connection.stop();
});

test('services that are away, or say nothing, are not waited for for ever', async () => {
  const nickServ = { nick: 'NickServ', commands: ['PRIVMSG NickServ :IDENTIFY x'] };
  const away = await meet({ nickServ });
  await welcome(away.peer);
  await away.peer.expect(/IDENTIFY/);
  away.peer.send(':irc.test 401 alice NickServ :No such nick');
  await away.scene.ready();
  await away.scene.connection.stop();
  const silent = await meet({ nickServ });
  await welcome(silent.peer);
  await silent.peer.expect(/IDENTIFY/);
  await silent.scene.message('422');
  assert.equal(silent.scene.connection.state.kind, 'registering');
  silent.clock.advance(10_000);
  await silent.scene.ready();
  await silent.scene.connection.stop();
  const mode = await meet({ nickServ });
  await welcome(mode.peer);
  await mode.peer.expect(/IDENTIFY/);
  mode.peer.send(':NickServ MODE alice :+r');
  await mode.scene.ready();
  await mode.scene.connection.stop();
});

test('who has logged in by SASL says nothing to NickServ', async () => {
  const { peer, scene } = await meet({
    sasl: { mechanisms: ['PLAIN'], password: 'p', required: false },
    nickServ: { nick: 'NickServ', commands: ['PRIVMSG NickServ :IDENTIFY x'] },
  });
  await peer.expect('USER');
  peer.send(':irc.test CAP * LS :sasl=PLAIN');
  await peer.expect(/^CAP REQ/);
  peer.send(':irc.test CAP * ACK :sasl');
  await peer.expect(/^AUTHENTICATE PLAIN/);
  peer.send('AUTHENTICATE +');
  await peer.expect('AUTHENTICATE');
  peer.send(':irc.test 903 * :ok');
  await peer.expect(/^CAP END/);
  await greet(peer);
  await scene.ready();
  await peer.expect('USERHOST');
  assert.ok(!raw(peer).some((line) => line.includes('IDENTIFY')));
  await scene.connection.stop();
});

test('a server that does not know the password does not get it by NickServ', async () => {
  const { peer, scene } = await meet({
    sasl: { mechanisms: ['SCRAM-SHA-256', 'PLAIN'], password: 'sesame', required: false },
    nickServ: { nick: 'NickServ', commands: ['PRIVMSG NickServ :IDENTIFY sesame'] },
  });
  await peer.expect('USER');
  peer.send(':irc.test CAP * LS :sasl=SCRAM-SHA-256,PLAIN');
  await peer.expect(/^CAP REQ/);
  peer.send(':irc.test CAP * ACK :sasl');
  await peer.expect(/^AUTHENTICATE SCRAM-SHA-256/);
  peer.send('AUTHENTICATE +');
  await peer.expect('AUTHENTICATE');
  peer.send(':irc.test 903 * :SASL authentication successful');
  await peer.expect(/^AUTHENTICATE \*/);
  await peer.expect(/^CAP END/);
  await greet(peer);
  await scene.ready();
  assert.equal(scene.connection.login?.kind, 'distrusted');
  await peer.expect('USERHOST');
  assert.ok(!raw(peer).some((line) => line.includes('sesame')));
  await scene.connection.stop();
});

test('services that come back are logged in to on the running connection', async () => {
  const { peer, scene } = await meet({ sasl: { mechanisms: ['PLAIN'], password: 'p', required: false } });
  await peer.expect('USER');
  peer.send(':irc.test CAP * LS :batch');
  await peer.expect(/^CAP END/);
  await greet(peer);
  await scene.ready();
  peer.send(':irc.test CAP alice NEW :sasl=PLAIN');
  await peer.expect(/^CAP REQ sasl/);
  peer.send(':irc.test CAP alice ACK :sasl');
  await peer.expect(/^AUTHENTICATE PLAIN/);
  peer.send('AUTHENTICATE +');
  await peer.expect('AUTHENTICATE');
  peer.send(':irc.test 900 alice alice!a@h alice :You are now logged in as alice');
  peer.send(':irc.test 903 alice :ok');
  await scene.message('903');
  assert.equal(scene.connection.account, 'alice');
  peer.send(':irc.test CAP alice DEL :sasl');
  await until(
    () => !scene.connection.caps.has('sasl'),
    () => 'sasl is still enabled',
  );
  await scene.connection.stop();
});
