import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from '../../../../gateways/irc/connection/connection.js';
import { Gate } from '../../../../gateways/irc/connection/gate.js';
import { Identd } from '../../../../gateways/irc/connection/identd.js';
import type { Answer } from '../../../../gateways/irc/connection/labels.js';
import type { ConnectionSettings } from '../../../../gateways/irc/connection/settings.js';
import { SharedParser } from '../../../../gateways/irc/connection/shared-parser.js';
import { StsMemory } from '../../../../gateways/irc/connection/sts.js';
import { type CertificateFiles, certificateAuthority } from '../../../../sandbox/certificate.js';
import {
  endlessLine,
  hostileLines,
  longTags,
  type Peer,
  type ScriptedIrcd,
  type ScriptedOptions,
  splitCharacter,
  startScriptedIrcd,
  welcome,
} from '../../../../sandbox/ircd/index.js';
import { tempDir } from '../../../../sandbox/temp-dir.js';
import { systemClock } from '../../../../src/clock.js';
import { Random } from '../../../support/random.js';
import { FakeClock } from '../../sms/support/fake-clock.js';
import { Scene, settingsFor, until } from './support/scene.js';

const ircds: ScriptedIrcd[] = [];
let certificate: CertificateFiles;
let ca: string;
before(async () => {
  const authority = await certificateAuthority(await tempDir('irc-connection'), 'authority');
  certificate = await authority.issue('localhost');
  ca = await readFile(authority.cert, 'utf8');
});
after(async () => {
  for (const ircd of ircds) await ircd.stop();
});

async function serve(options: ScriptedOptions = {}): Promise<ScriptedIrcd> {
  const ircd = await startScriptedIrcd(options);
  ircds.push(ircd);
  return ircd;
}

interface Meeting {
  readonly settings?: Partial<ConnectionSettings>;
  readonly options?: Partial<ConnectionOptions>;
  readonly caps?: Readonly<Record<string, string>>;
  readonly isupport?: string;
}

/** A connection that is ready, with a clock that the test moves. */
async function meet({ settings = {}, options = {}, caps = {}, isupport }: Meeting = {}) {
  const ircd = await serve();
  const clock = new FakeClock();
  const scene = new Scene(settingsFor(ircd.port, { capabilities: Object.keys(caps), ...settings }), {
    clock,
    ...options,
  });
  scene.connection.start();
  const peer = await again(ircd, { caps, ...(isupport === undefined ? {} : { isupport }) });
  await scene.ready();
  return { ircd, clock, scene, peer };
}

/** The next connection, welcomed. */
async function again(ircd: ScriptedIrcd, options: Parameters<typeof welcome>[1] = {}): Promise<Peer> {
  const peer = await ircd.accept();
  peer.onLine = ({ command }) => {
    if (command === 'QUIT') peer.end();
    return false;
  };
  await welcome(peer, options);
  return peer;
}

const raw = (peer: Peer): string[] => peer.received.map((line) => line.raw);
const privmsg = (target: string, text: string) => ({ command: 'PRIVMSG', params: [target, text] });

test('a connection that is lost is made again, later each time, and soon again once it was good', async () => {
  const { ircd, clock, scene, peer } = await meet();
  clock.advance(59_000);
  peer.cut();
  assert.equal(await scene.over(), 'lost');
  const { state } = scene.connection;
  assert.ok(state.kind === 'waiting');
  assert.equal(state.until - clock.now(), 2000);
  clock.advance(1999);
  assert.equal(scene.connection.state.kind, 'waiting');
  clock.advance(1);
  const second = await ircd.accept();
  await second.expect('USER');
  second.cut();
  await until(
    () => scene.connection.state.kind === 'waiting',
    () => scene.kinds.join(),
  );
  assert.equal('until' in scene.connection.state ? scene.connection.state.until - clock.now() : 0, 4000);
  clock.advance(4000);
  const third = await again(ircd);
  await scene.ready();
  clock.advance(60_000);
  await third.expect('PING');
  third.send('ERROR :Closing Link: (Server shutting down)');
  third.end();
  assert.equal(await scene.over(), 'closed');
  assert.equal('until' in scene.connection.state ? scene.connection.state.until - clock.now() : 0, 2000);
  await scene.connection.stop();
});

test('an end that a person of the network wants is waited upon for long', async () => {
  const { clock, scene, peer } = await meet();
  peer.send(':oper!o@h KILL alice :irc.test (spam)');
  peer.send('ERROR :Closing Link: alice (G-Lined: spam)');
  peer.end();
  assert.equal(await scene.over(), 'banned');
  assert.equal('until' in scene.connection.state ? scene.connection.state.until - clock.now() : 0, 900_000);
  await scene.connection.stop();
});

test('start makes a waiting connection begin at once, stop ends everything', async () => {
  const { ircd, clock, scene, peer } = await meet();
  peer.cut();
  await scene.over();
  scene.connection.start();
  const second = await again(ircd);
  await scene.ready();
  await scene.connection.stop('good bye');
  assert.equal((await second.expect('QUIT')).raw, 'QUIT :good bye');
  assert.equal(scene.connection.state.kind, 'idle');
  clock.advance(100_000_000);
  assert.equal(scene.connection.state.kind, 'idle');
  assert.equal(scene.connection.send(privmsg('#c', 'x')), 'closed');
});

test('start while the last connection still says goodbye is followed by a new one', async () => {
  const { ircd, scene } = await meet();
  const stopped = scene.connection.stop('moving');
  scene.connection.start();
  await stopped;
  await again(ircd);
  await scene.ready();
  await scene.connection.stop();
});

test('a TLS host that fails is not followed by plaintext: not on its port, and not anywhere', async () => {
  const [plain, broken] = await Promise.all([serve(), serve()]);
  const clock = new FakeClock();
  const scene = new Scene(settingsFor(0, { hosts: [{ host: 'localhost', port: broken.port, tls: true }] }), {
    clock,
    resolve: async () => ['127.0.0.1'],
  });
  scene.connection.start();
  const peer = await broken.accept();
  peer.send('NOTICE * :no TLS here');
  assert.equal(await scene.over(), 'tls-failed');
  for (let round = 0; round < 3; round += 1) {
    clock.advance(600_000);
    const next = await broken.accept();
    next.send('NOTICE * :no TLS here');
    await scene.over();
  }
  assert.ok(broken.peers.every(({ received }) => !received.some(({ raw }) => /NICK|USER|CAP/.test(raw))));
  assert.equal(plain.peers.length, 0);
  await scene.connection.stop();
});

test('what is configured as plaintext is plaintext, after TLS too, in the order of the settings', async () => {
  const plain = await serve();
  const scene = new Scene(
    settingsFor(0, {
      hosts: [
        { host: '127.0.0.1', port: 1, tls: true },
        { host: '127.0.0.1', port: plain.port, tls: false },
      ],
    }),
  );
  scene.connection.start();
  await again(plain);
  await scene.ready();
  assert.equal(scene.connection.tls, undefined);
  await scene.connection.stop();
});

test('TLS is known by its certificate', async () => {
  const ircd = await serve({ certificate });
  const hosts = [{ host: 'localhost', port: ircd.port, tls: true }];
  const scene = new Scene(settingsFor(0, { hosts, tls: { verify: true, ca } }), { resolve: async () => ['127.0.0.1'] });
  scene.connection.start();
  await again(ircd);
  await scene.ready();
  assert.equal(scene.connection.tls?.verified, true);
  await scene.connection.stop();
  assert.equal(scene.connection.tls, undefined);
});

test('STS: plaintext is left for TLS before anything is said, and never gone back to', async () => {
  const [plain, secure] = await Promise.all([serve(), serve({ certificate })]);
  const stsStore = new StsMemory();
  const clock = new FakeClock();
  const settings = settingsFor(0, {
    hosts: [{ host: 'localhost', port: plain.port, tls: false }],
    tls: { verify: false, ca },
    capabilities: ['sts', 'batch'],
    password: 'secret',
  });
  const options = { stsStore, clock, resolve: async () => ['127.0.0.1'] };
  const scene = new Scene({ ...settings, hosts: [{ host: 'localhost', port: plain.port, tls: false }] }, options);
  scene.connection.start();
  const first = await plain.accept();
  await first.expect(/^CAP LS/);
  first.send(`:irc.test CAP * LS :batch sts=port=${secure.port}`);
  const second = await secure.accept();
  await first.closed();
  assert.ok(!raw(first).some((line) => line.startsWith('CAP REQ')));
  await welcome(second, { caps: { sts: 'duration=3600', batch: '' } });
  await scene.ready();
  assert.ok(!raw(second).some((line) => /^CAP REQ.*\bsts\b/.test(line)), 'sts is never requested');
  second.cut();
  await scene.over();
  const other = new Scene(settings, options);
  other.connection.start();
  const third = await secure.accept();
  await welcome(third, { caps: { sts: 'duration=3600' } });
  await other.ready();
  third.cut();
  await other.over();
  await secure.stop();
  for (let round = 0; round < 3; round += 1) {
    const before = other.states.length;
    other.connection.start();
    await until(
      () => other.states.slice(before).some((state) => 'failure' in state),
      () => other.kinds.join(),
    );
    assert.equal(other.reason, 'unreachable');
  }
  assert.equal(plain.peers.length, 1);
  await Promise.all([scene.connection.stop(), other.connection.stop()]);
});

test('STS wants a certificate that is good, whatever the settings say', async () => {
  const [plain, secure] = await Promise.all([serve(), serve({ certificate })]);
  const hosts = [{ host: 'localhost', port: plain.port, tls: false }];
  const scene = new Scene(settingsFor(0, { hosts, tls: { verify: false } }), { resolve: async () => ['127.0.0.1'] });
  scene.connection.start();
  const first = await plain.accept();
  await first.expect(/^CAP LS/);
  first.send(`:irc.test CAP * LS :sts=port=${secure.port}`);
  assert.equal(await scene.over(), 'certificate-refused');
  await scene.connection.stop();
});

test('a server that has gone silent is asked, and then given up', async () => {
  const { clock, scene, peer } = await meet();
  clock.advance(60_000);
  assert.equal((await peer.expect('PING')).raw, 'PING 1');
  peer.send(':irc.test PONG irc.test 1');
  peer.send(':irc.test PONG irc.test other');
  assert.equal((await scene.message('PONG')).params.at(-1), 'other', 'only our own answer is kept');
  assert.equal(scene.connection.lagMs, 0);
  clock.advance(60_000);
  await peer.expect('PING');
  clock.advance(59_999);
  assert.equal(scene.connection.state.kind, 'ready');
  clock.advance(1);
  assert.equal(await scene.over(), 'ping-timeout');
  await scene.connection.stop();
});

test('PING is answered while the consumer is paused, and what came meanwhile comes in order', async () => {
  const { scene, peer } = await meet();
  scene.connection.pause();
  const before = scene.messages.length;
  for (let index = 0; index < 1500; index += 1) peer.send(`:bob!b@h PRIVMSG #c :${index}`);
  peer.send('PING :now');
  assert.equal((await peer.expect('PONG')).raw, 'PONG now');
  assert.equal(scene.messages.length, before);
  scene.connection.resume();
  assert.deepEqual(
    scene.messages.slice(before).map(({ message }) => message.params[1]),
    Array.from({ length: 1500 }, (_, index) => String(index)),
  );
  await scene.connection.stop();
});

test('PING is answered past a queue that is full of lines', async () => {
  const { scene, peer } = await meet({ settings: { throttle: { burst: 1, perSecond: 1 } } });
  for (let index = 0; index < 100; index += 1) scene.connection.send(privmsg('#c', String(index)));
  peer.send('PING :now');
  await peer.expect('PONG');
  assert.ok(scene.connection.waiting >= 99);
  await scene.connection.stop();
});

test('a consumer that is paused for long does not make us hold more and more, and the server hears of us', async () => {
  const { scene, peer, clock } = await meet();
  scene.connection.pause();
  const line = `:bob!b@h PRIVMSG #c :${'x'.repeat(400)}`;
  for (let index = 0; index < 40_000; index += 1) peer.send(line);
  let backlog = Number.POSITIVE_INFINITY;
  while (peer.backlog < backlog) {
    backlog = peer.backlog;
    await sleep(200);
  }
  assert.ok(backlog > 1_000_000, `only ${backlog} octets wait at the server`);
  const asked = raw(peer).filter((text) => text.startsWith('PING')).length;
  clock.advance(600_000);
  await until(
    () => raw(peer).filter((text) => text.startsWith('PING')).length > asked + 5,
    () => raw(peer).join('\n'),
  );
  assert.equal(scene.connection.state.kind, 'ready');
  const before = scene.messages.length;
  scene.connection.resume();
  await until(
    () => scene.messages.length === before + 40_000,
    () => `${scene.messages.length - before} have come`,
  );
  await scene.connection.stop();
});

test('a full queue is told, and what is not written is lost', async () => {
  const { scene, peer } = await meet({ settings: { throttle: { burst: 1, perSecond: 1 } } });
  const answers: Answer[] = [];
  let written = 0;
  const hooks = {
    written: () => {
      written += 1;
    },
    answered: (answer: Answer) => void answers.push(answer),
  };
  const sent = Array.from({ length: 600 }, (_, index) => scene.connection.send(privmsg('#c', String(index)), hooks));
  assert.ok(sent.includes('full'));
  const queued = sent.filter((kind) => kind === 'queued').length;
  peer.cut();
  await scene.over();
  assert.equal(answers.length, queued);
  assert.deepEqual(answers.filter((answer) => answer.kind === 'lost' && answer.written).length, written);
  await scene.connection.stop();
});

test('with labels each line has its own answer, in whatever order', async () => {
  const { scene, peer } = await meet({
    caps: { 'labeled-response': '', batch: '', 'echo-message': '', 'message-tags': '' },
  });
  const answers: string[] = [];
  const hook = (name: string) => ({
    answered: (answer: Answer) => void answers.push(`${name} ${answer.kind}`),
  });
  scene.connection.send(privmsg('#c', 'one'), hook('one'));
  scene.connection.send(privmsg('#c', 'two'), hook('two'));
  scene.connection.send({ command: 'JOIN', params: ['#d'] }, hook('join'));
  const labels = [];
  for (let index = 0; index < 3; index += 1) labels.push((await peer.expect(/^@label=/)).tags.get('label'));
  assert.equal(new Set(labels).size, 3);
  peer.send(`@label=${labels[1]} :irc.test 404 alice #c :Cannot send to channel`);
  peer.send(`@label=${labels[0]};msgid=m1 :alice!a@h PRIVMSG #c :one`);
  peer.send(`@label=${labels[2]} :irc.test BATCH +1 labeled-response`);
  peer.send('@batch=1 :alice!a@h JOIN #d');
  peer.send('@batch=1 :irc.test 332 alice #d :topic');
  peer.send(':irc.test BATCH -1');
  await scene.message('332');
  assert.deepEqual(answers, ['two error', 'one echo', 'join echo']);
  assert.deepEqual(
    scene.messages.slice(-4).map(({ message, answered }) => [message.command, answered]),
    [
      ['404', true],
      ['PRIVMSG', true],
      ['JOIN', true],
      ['332', true],
    ],
  );
  await scene.connection.stop();
});

test('without labels an echo and an error find their lines, and silence counts when the server has read the line', async () => {
  const { scene, peer, clock } = await meet({ caps: { 'echo-message': '' } });
  peer.tellsWhatIsRead = false;
  const answers: string[] = [];
  for (const [target, text] of [
    ['#c', 'one'],
    ['#d', 'two'],
    ['#e', 'three'],
  ] as const) {
    scene.connection.send(privmsg(target, text), { answered: (answer) => void answers.push(`${text} ${answer.kind}`) });
  }
  await peer.expect(/three/);
  peer.send(':irc.test 404 alice #d :Cannot send to channel');
  peer.send(':alice!a@h PRIVMSG #c :one');
  await scene.message('PRIVMSG');
  clock.advance(30_000);
  const { params } = await peer.expect('PING');
  assert.deepEqual(answers, ['two error', 'one echo']);
  peer.send(`:irc.test PONG irc.test ${params[0]}`);
  await until(
    () => answers.length === 3,
    () => answers.join(),
  );
  assert.deepEqual(answers, ['two error', 'one echo', 'three silent']);
  await scene.connection.stop();
});

for (const caps of [{}, { 'echo-message': '' }]) {
  const kind = Object.keys(caps)[0] ?? 'no echo-message';
  test(`a line to a server that has vanished is lost when that is noticed, and nothing is said of it before: ${kind}`, async () => {
    const { clock, scene, peer } = await meet({ caps });
    peer.tellsWhatIsRead = false;
    const answers: Answer[] = [];
    const answered = (answer: Answer): void => void answers.push(answer);
    scene.connection.send(privmsg('#c', 'one'), { answered });
    await peer.expect(/one/);
    clock.advance(30_000);
    await peer.expect('PING');
    clock.advance(89_999);
    assert.deepEqual([answers, scene.connection.state.kind], [[], 'ready']);
    clock.advance(1);
    assert.equal(await scene.over(), 'ping-timeout');
    assert.deepEqual(answers, [{ kind: 'lost', written: true }]);
    await scene.connection.stop();
  });
}

test('tags stay at home where the server does not know them', async () => {
  const { scene, peer } = await meet();
  scene.connection.send({ tags: new Map([['+reply', 'x']]), ...privmsg('#c', 'hello there') });
  assert.equal((await peer.expect('PRIVMSG')).raw, 'PRIVMSG #c :hello there');
  await scene.connection.stop();
});

test('what came as one is told as one', async () => {
  const { scene, peer } = await meet({ caps: { batch: '' } });
  peer.send(':irc.test BATCH +n netsplit a.test b.test');
  peer.send('@batch=n :bob!b@h QUIT :a.test b.test');
  peer.send('@batch=n :eve!e@h QUIT :a.test b.test');
  peer.send(':irc.test BATCH -n');
  await until(
    () => scene.batches.length === 1,
    () => 'no batch',
  );
  assert.equal(scene.batches[0]?.items.length, 2);
  assert.ok(!scene.commands.includes('QUIT'));
  await scene.connection.stop();
});

test('the wanted nick is had back when its holder goes', async () => {
  const ircd = await serve();
  const scene = new Scene(settingsFor(ircd.port), { clock: new FakeClock() });
  scene.connection.start();
  const peer = await ircd.accept();
  await welcome(peer, { nick: 'alice_', isupport: 'MONITOR=100 CASEMAPPING=ascii' });
  await scene.ready();
  await peer.expect(/^MONITOR \+ alice/);
  peer.send(':irc.test 731 alice_ :alice');
  assert.equal((await peer.expect('NICK')).raw, 'NICK alice');
  peer.send(':alice_!a@h NICK alice');
  await peer.expect(/^MONITOR - alice/);
  assert.equal(scene.connection.nick, 'alice');
  assert.deepEqual(scene.nicks, ['alice_', 'alice']);
  scene.connection.send({ command: 'NICK', params: ['bob'] });
  await peer.expect(/^NICK bob/);
  peer.send(':alice!a@h NICK bob');
  await until(
    () => scene.connection.nick === 'bob',
    () => scene.connection.nick,
  );
  peer.send(':irc.test 731 bob :alice');
  peer.send('PING :end');
  await peer.expect('PONG');
  assert.ok(!raw(peer).slice(raw(peer).indexOf('NICK bob')).includes('NICK alice'), 'the user wants another now');
  peer.end();
  await scene.connection.stop();
});

test('we know how others see us', async () => {
  const { scene, peer } = await meet();
  assert.equal((await peer.expect('USERHOST')).raw, 'USERHOST alice');
  peer.send(':irc.test 302 alice :alice=+~al@host.test');
  peer.send(':irc.test NOTICE alice :after');
  await scene.message('NOTICE');
  assert.ok(!scene.commands.includes('302'), 'nobody but us has asked');
  assert.deepEqual(scene.connection.prefix, { nick: 'alice', user: '~al', host: 'host.test' });
  await scene.connection.stop();
});

test('hostile lines end nothing, and what comes behind them is understood', async () => {
  const { scene, peer } = await meet({ caps: { batch: '', 'message-tags': '' } });
  for (const [index, { name, octets }] of hostileLines('alice').entries()) {
    peer.sendRaw(octets);
    peer.send(`:bob!b@h NOTICE #c :after ${index}`);
    const seen = (): boolean => scene.messages.some(({ message }) => message.params[1] === `after ${index}`);
    await until(seen, () => `nothing after ${name}`);
    assert.equal(scene.connection.state.kind, 'ready', name);
    assert.equal(scene.connection.nick, 'alice', name);
  }
  assert.ok(!scene.messages.some(({ message }) => message.params.some((param) => /[\r\n\0]/.test(param))));
  await scene.connection.stop();
});

test('a character in two pieces is one, long tags are read, and a line without end takes no memory', async () => {
  const { scene, peer } = await meet();
  const [head, tail] = splitCharacter();
  peer.sendRaw(head);
  await sleep(30);
  peer.sendRaw(tail);
  assert.equal((await scene.message('PRIVMSG')).params[1], 'a\u{1f600}b');
  peer.sendRaw(longTags(8191));
  await until(
    () => scene.messages.at(-1)?.message.params[1] === 'behind long tags',
    () => 'no long tags',
  );
  const heap = process.memoryUsage().rss;
  for (let index = 0; index < 64; index += 1) peer.sendRaw(endlessLine(1_048_576));
  await until(
    () => peer.backlog === 0,
    () => `${peer.backlog} octets are not read`,
    20_000,
  );
  peer.sendRaw('\r\nPING :still there\r\n');
  await peer.expect('PONG');
  assert.ok(process.memoryUsage().rss - heap < 300 * 1024 * 1024);
  await scene.connection.stop();
});

test('a process that may not write any more writes nothing', async () => {
  let held = true;
  const { scene, peer } = await meet({ options: { mayWrite: () => held } });
  held = false;
  const before = raw(peer).length;
  scene.connection.send(privmsg('#c', 'x'));
  assert.equal(await scene.over(), 'not-held');
  await peer.closed();
  assert.equal(raw(peer).filter((line) => line.startsWith('PRIVMSG')).length, 0);
  assert.ok(raw(peer).length >= before);
});

test('settings that cannot be read, or name no host, are for the user to mend', async () => {
  const scene = new Scene(settingsFor(1), { settings: () => Promise.reject(new Error('no such key')) });
  scene.connection.start();
  assert.equal(await scene.over(), 'settings-unusable');
  const none = new Scene(settingsFor(1, { hosts: [] }));
  none.connection.start();
  assert.equal(await none.over(), 'settings-unusable');
});

test('the server may ask who we are while it lets us in', async () => {
  const identd = new Identd(systemClock);
  const ircd = await serve();
  const scene = new Scene(settingsFor(ircd.port), { ident: { server: identd, name: 'uabc' } });
  scene.connection.start();
  await again(ircd);
  await scene.ready();
  assert.equal(identd.size, 1);
  await scene.connection.stop();
  assert.equal(identd.size, 0);
});

test('many connections that are lost together do not come back in one moment', async () => {
  const ircd = await serve();
  const clock = new FakeClock();
  const gate = new Gate(clock, 2, 100);
  const scenes = Array.from({ length: 6 }, () => new Scene(settingsFor(ircd.port), { clock, gate }));
  for (const { connection } of scenes) connection.start();
  const connecting = (): number => scenes.filter(({ states }) => states.length > 0).length;
  await sleep(50);
  assert.equal(connecting(), 1);
  clock.advance(100);
  await until(
    () => connecting() === 2,
    () => `${connecting()} are connecting`,
  );
  for (let step = 0; step < 10; step += 1) {
    await sleep(20);
    clock.advance(100);
  }
  await until(
    () => connecting() === 6,
    () => `${connecting()} are connecting`,
  );
  for (const peer of ircd.peers) peer.cut();
  for (const { connection } of scenes) await connection.stop();
});

test('a line that several users see is the same object for all of them', async () => {
  const { parse } = new SharedParser();
  assert.equal(parse(':bob!b@h PRIVMSG #c :hello'), parse(':bob!b@h PRIVMSG #c :hello'));
  assert.notEqual(parse(':bob!b@h PRIVMSG #c :hello'), parse(':bob!b@h PRIVMSG #c :hello!'));
  assert.equal(parse(''), undefined);
});

test('a line that the server would cut is not sent', async () => {
  const { scene } = await meet();
  const text = 'x'.repeat(510 - 'PRIVMSG #c '.length);
  assert.equal(scene.connection.send(privmsg('#c', text)), 'queued');
  assert.equal(scene.connection.send(privmsg('#c', `${text}x`)), 'too-long');
  assert.equal(scene.connection.send(privmsg('#c', `${'\u{1f600}'.repeat(124)} abc`)), 'too-long');
  assert.equal(scene.connection.send(privmsg('#c', `${'\u{1f600}'.repeat(123)} abc`)), 'queued');
  await scene.connection.stop();
});

test('settings that no line can say end the attempts, not the process', async () => {
  const ircd = await serve();
  const webIrc = { password: 'two words', gateway: 'isthmus', host: 'h', ip: '192.0.2.1' };
  const scene = new Scene(settingsFor(ircd.port, { webIrc }));
  scene.connection.start();
  assert.equal(await scene.over(), 'settings-unusable');
  const odd = new Scene(settingsFor(ircd.port, { username: ' \r\nQUIT', realname: 'a\r\nQUIT :b', nick: 'two words' }));
  odd.connection.start();
  await ircd.accept();
  const peer = await ircd.accept();
  await peer.expect('USER');
  assert.deepEqual(raw(peer), ['CAP LS 302', 'NICK :two words', 'USER QUIT 0 * :a QUIT :b']);
  peer.cut();
  await odd.connection.stop();
});

test('a store of policies that fails is no end of the process', async () => {
  const ircd = await serve({ certificate });
  const stsStore = { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')) };
  const hosts = [{ host: 'localhost', port: ircd.port, tls: true }];
  const settings = settingsFor(0, { hosts, tls: { verify: true, ca } });
  const scene = new Scene(settings, { stsStore, resolve: async () => ['127.0.0.1'] });
  scene.connection.start();
  await again(ircd, { caps: { sts: 'duration=60' } });
  await scene.ready();
  await scene.connection.stop();
  scene.settings = settingsFor(1);
  scene.connection.start();
  assert.equal(await scene.over(), 'lost', 'without knowing of a policy there is no plaintext');
  await scene.connection.stop();
});

test('the refusal of a nick that only we have asked for is not told', async () => {
  const ircd = await serve();
  const scene = new Scene(settingsFor(ircd.port), { clock: new FakeClock() });
  scene.connection.start();
  const peer = await ircd.accept();
  await welcome(peer, { nick: 'alice_', isupport: 'MONITOR=100' });
  await scene.ready();
  peer.send(':irc.test 731 alice_ :alice');
  await peer.expect('NICK');
  peer.send(':irc.test 433 alice_ alice :Nickname is already in use');
  scene.connection.send({ command: 'NICK', params: ['bob'] });
  await peer.expect(/^NICK bob/);
  peer.send(':irc.test 433 alice_ bob :Nickname is already in use');
  const refused = await scene.message('433');
  assert.equal(refused.params[1], 'bob');
  assert.equal(scene.commands.filter((command) => command === '433').length, 1);
  peer.end();
  await scene.connection.stop();
});

test('what was said before the end comes before the end, also after a pause', async () => {
  const { scene, peer } = await meet();
  scene.connection.pause();
  for (let index = 0; index < 10; index += 1) peer.send(`:bob!b@h PRIVMSG #c :${index}`);
  peer.end();
  await peer.closed();
  await sleep(50);
  assert.equal(scene.connection.state.kind, 'ready');
  assert.equal(scene.connection.send(privmsg('#c', 'x')), 'closed');
  scene.connection.resume();
  assert.equal(scene.messages.at(-1)?.message.params[1], '9');
  assert.equal(scene.connection.state.kind, 'waiting');
  await scene.connection.stop();
});

test('a pause holds up no registration', async () => {
  const ircd = await serve();
  const scene = new Scene(settingsFor(ircd.port), { clock: new FakeClock() });
  scene.connection.pause();
  scene.connection.start();
  const peer = await again(ircd);
  peer.send('PING :here');
  await peer.expect('PONG');
  assert.equal(scene.messages.length, 1, 'the welcome itself, which ends the registration');
  scene.connection.resume();
  await scene.ready();
  assert.deepEqual(scene.commands, ['001', '005', '422']);
  await scene.connection.stop();
});

test('whatever a server says, in whatever order, nothing throws and nothing stays stuck', async () => {
  const random = new Random(20_260_725);
  const words = [
    ...['001', '005', '302', '303', '353', '376', '396', '401', '404', '421', '432', '433', '437', '451', '464', '470'],
    ...[
      '730',
      '731',
      '900',
      '901',
      '902',
      '903',
      '904',
      '906',
      '907',
      '908',
      'ACCOUNT',
      'ACK',
      'AUTHENTICATE',
      'BATCH',
    ],
    ...['CAP', 'CHGHOST', 'FAIL', 'JOIN', 'KICK', 'MODE', 'NICK', 'NOTE', 'NOTICE', 'PART', 'PING', 'PONG', 'PRIVMSG'],
    ...['QUIT', 'TAGMSG', 'TOPIC', 'WARN'],
  ];
  const params = [
    ...[
      '',
      '*',
      '+',
      '-',
      ':',
      ':x y',
      '#c',
      'alice',
      'alice_',
      'LS',
      'ACK',
      'NAK',
      'NEW',
      'DEL',
      'sasl',
      'batch',
      '+r',
    ],
    ...['+a', '-a', '+b', '-b', 'netsplit', 'chathistory', 'labeled-response', 'draft/multiline', 'YWI=', '!!!', '0'],
    ...['PLAIN', 'SCRAM-SHA-256', ':sasl=PLAIN batch', ':alice=+u@h', 'CASEMAPPING=ascii', 'LINELEN=-1', 'MONITOR=x'],
  ];
  const sources = ['', ':alice!a@h ', ':irc.test ', ':bob ', ':alice ', ':ALICE_!x@y ', ':!@ '];
  const tags = ['', '@batch=a ', '@batch=b ', '@label=1 ', '@label=2;batch=a ', '@;;= ', '@batch '];
  const { scene, peer, clock } = await meet({
    caps: { sasl: '', batch: '', 'labeled-response': '', 'message-tags': '', 'echo-message': '' },
    settings: { nick: 'alice', throttle: { burst: 5, perSecond: 5 } },
  });
  for (let round = 0; round < 400; round += 1) {
    for (let count = 0; count < 25; count += 1) {
      const some = Array.from({ length: random.between(0, 4) }, () => random.pick(params)).join(' ');
      peer.send(`${random.pick(tags)}${random.pick(sources)}${random.pick(words)} ${some}`);
    }
    for (const command of ['PRIVMSG', 'JOIN', 'NICK', 'MODE']) {
      scene.connection.send({ command, params: [random.pick(['#c', 'alice', 'bob'])] }, { answered: () => undefined });
    }
    if (round % 20 === 0) {
      peer.send(`PING :${round}`);
      await peer.expect(new RegExp(`^PONG :?${round}$`));
      clock.advance(random.between(0, 40_000));
    }
  }
  assert.equal(scene.connection.state.kind, 'ready');
  assert.ok(scene.connection.nick !== '');
  peer.end();
  await scene.over();
  await scene.connection.stop();
});

test('a connection that ended in a pause can be stopped, and started again', async () => {
  const { ircd, scene, peer } = await meet();
  scene.connection.pause();
  peer.send(':bob!b@h PRIVMSG #c :held');
  peer.end();
  await peer.closed();
  await sleep(30);
  await scene.connection.stop();
  scene.connection.resume();
  scene.connection.start();
  await again(ircd);
  await scene.ready();
  await scene.connection.stop();
});

test('a nick that the server cuts is the nick that is wanted', async () => {
  const ircd = await serve();
  const clock = new FakeClock();
  const scene = new Scene(settingsFor(ircd.port, { nick: 'alexandria' }), { clock });
  scene.connection.start();
  const peer = await ircd.accept();
  await welcome(peer, { nick: 'alexandri', isupport: 'NICKLEN=9' });
  await scene.ready();
  clock.advance(50_000);
  scene.connection.send({ command: 'NICK', params: ['bartholomew'] });
  await peer.expect(/^NICK bartholomew/);
  peer.send(':alexandri!a@h NICK bartholom');
  await until(
    () => scene.connection.nick === 'bartholom',
    () => scene.connection.nick,
  );
  for (let round = 0; round < 5; round += 1) {
    clock.advance(50_000);
    peer.send(':irc.test NOTICE * :here');
    await sleep(10);
  }
  assert.ok(!raw(peer).some((line) => line.startsWith('ISON')), raw(peer).join('\n'));
  peer.end();
  await scene.connection.stop();
});

test('a change of nick is answered by the change', async () => {
  const { scene, peer } = await meet();
  const answers: string[] = [];
  const answered = ({ kind }: Answer): void => void answers.push(kind);
  scene.connection.send({ command: 'NICK', params: ['bob'] }, { answered });
  await peer.expect('NICK');
  peer.send(':carol!c@h NICK dave');
  peer.send(':alice!a@h NICK bob');
  await until(
    () => scene.connection.nick === 'bob',
    () => scene.connection.nick,
  );
  assert.deepEqual(answers, ['echo']);
  await scene.connection.stop();
});
