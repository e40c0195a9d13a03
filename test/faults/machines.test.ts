import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { stringify } from 'yaml';
import { Child } from '../../sandbox/child.js';
import { freePort } from '../../sandbox/free-port.js';
import { mainFile } from '../../sandbox/isthmus.js';
import { Machine, type Seen } from '../../sandbox/machine.js';
import { type Ngircd, startNgircd } from '../../sandbox/ngircd.js';
import { type Prosody, startProsody } from '../../sandbox/prosody.js';
import { type RedisServer, startRedis } from '../../sandbox/redis.js';
import { type Smsc, startSmsc } from '../../sandbox/smsc/index.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { HOME, type MailServers, startMailServers, stopMailServers } from '../support/mail-servers.js';

const CARRIERS = ['a', 'b', 'c', 'd'];
const PEOPLE = 4;
const ROLES = {
  sms: CARRIERS.map((name) => `sms.${name}.0`),
  irc: Array.from({ length: 8 }, (_, index) => `irc.${index}`),
  email: Array.from({ length: 8 }, (_, index) => `email.${index}`),
  xmpp: ['xmpp.sms.example.org.0', 'xmpp.irc.example.org.0', 'xmpp.email.example.org.0'],
};
const LANES = Object.values(ROLES).flat();
/** Where mailboxes are, by a name that every machine knows. */
const MAIL = 'mail.machines.example';
/** How long it may take until lanes are spread evenly after a process has joined, and until they are held after one is gone. */
const SPREAD_MS = 15_000;
const TAKEN_MS = 10_000;
/** Starting takes as long as the machine needs; only what comes afterwards is timed. */
const START_MS = 180_000;

interface Running {
  readonly machine: Machine;
  readonly child: Child;
}

/** Servers on this machine, and processes of Isthmus on machines of their own. */
class Installation {
  readonly redis: RedisServer;
  readonly running: Running[] = [];
  readonly #prosody: Prosody;
  readonly #smsc: Smsc;
  readonly #ircd: Ngircd;
  readonly #mail: MailServers;
  /** Ports of `MAIL`, on every machine. */
  readonly #imapPort: number;
  readonly #smtpPort: number;
  readonly #dir: string;
  readonly #control: Redis;
  readonly #machines: Machine[] = [];
  readonly #users: XmppUser[] = [];

  private constructor(parts: {
    prosody: Prosody;
    redis: RedisServer;
    smsc: Smsc;
    ircd: Ngircd;
    mail: MailServers;
    ports: readonly [number, number];
    dir: string;
  }) {
    this.#prosody = parts.prosody;
    this.redis = parts.redis;
    this.#smsc = parts.smsc;
    this.#ircd = parts.ircd;
    this.#mail = parts.mail;
    [this.#imapPort, this.#smtpPort] = parts.ports;
    this.#dir = parts.dir;
    this.#control = new Redis(parts.redis.port, '127.0.0.1');
  }

  static async make(): Promise<Installation> {
    const lmtpPort = await freePort();
    const [prosody, redis, smsc, ircd, mail, dir] = await Promise.all([
      startProsody({ components: { 'sms.example.org': 'x', 'irc.example.org': 'x', 'email.example.org': 'x' } }),
      startRedis(),
      startSmsc({ systemId: 'esme', password: 'secret', dlr: {} }),
      startNgircd(),
      startMailServers({ gateway: { domain: 'mail.example.org', lmtpPort } }),
      tempDir('machines'),
    ]);
    const ports = [await freePort(), await freePort()] as const;
    return new Installation({ prosody, redis, smsc, ircd, mail, ports, dir });
  }

  /** One more machine with one process for all roles. */
  async join(): Promise<Running> {
    const machine = await Machine.make();
    this.#machines.push(machine);
    const at = async (port: number, label: string) => await machine.reach(port, label);
    const text = async (port: number, label: string) => {
      const { host, port: relayed } = await at(port, label);
      return `${host}:${relayed}`;
    };
    await machine.call(MAIL);
    await machine.reach(this.#mail.dovecot.port, 'imap', this.#imapPort);
    await machine.reach(this.#mail.postfix.submissionPort ?? assert.fail(), 'smtp', this.#smtpPort);
    const carriers = CARRIERS.map(async (name) => ({
      name,
      ...(await at(this.#smsc.port, `carrier ${name}`)),
      systemId: 'esme',
      password: 'secret',
    }));
    const config = {
      xmpp: { server: await text(this.#prosody.componentPort, 'xmpp'), domain: 'example.org' },
      redis: { url: `redis://${await text(this.redis.port, 'redis')}` },
      dataDir: join(this.#dir, machine.name),
      keyFile: join(this.#dir, 'secret.key'),
      access: { allow: ['example.org'] },
      limits: { rate: 1_000_000, burst: 1_000_000 },
      control: { enabled: false },
      gateways: {
        sms: {
          domain: 'sms.example.org',
          secret: 'x',
          defaultCountry: 'US',
          numbers: { shared: ['+15550001111'] },
          carriers: await Promise.all(carriers),
        },
        email: {
          domain: 'email.example.org',
          secret: 'x',
          ownMailboxes: {
            allowed: true,
            plain: true,
            allowNetworks: ['10.213.0.0/16'],
            lookup: { dns: false, web: false },
          },
        },
        irc: {
          domain: 'irc.example.org',
          secret: 'x',
          guests: true,
          persistentByDefault: true,
          networks: { old: { ...(await at(this.#ircd.port, 'irc')), tls: false, throttle: false } },
        },
      },
    };
    const file = join(this.#dir, `${machine.name}.yaml`);
    await writeFile(file, stringify(config), { mode: 0o600 });
    const [command = '', ...before] = machine.within;
    const child = await Child.start({
      name: machine.name,
      command,
      args: [...before, process.execPath, mainFile(), 'run', '--config', file],
    });
    await child.waitForLog(/"msg":"ready"/, START_MS);
    const running = { machine, child };
    this.running.push(running);
    return running;
  }

  /** By lane: the number of the process that holds it. */
  async holders(): Promise<ReadonlyMap<string, number>> {
    const names = await Promise.all(LANES.map((lane) => this.#control.get(`isthmus:{${lane}}:holder`)));
    return new Map(
      LANES.flatMap((lane, index) => {
        const pid = Number(/\.(\d+)\.[^.]+$/.exec(names[index] ?? '')?.[1]);
        return Number.isNaN(pid) ? [] : [[lane, pid] as const];
      }),
    );
  }

  /** ms until the lanes of each role are as even over these processes as they can be, and nobody else has any. */
  async spread(over: readonly Running[], withinMs: number): Promise<number> {
    const begun = performance.now();
    for (;;) {
      const holders = await this.holders();
      if (Object.values(ROLES).every((lanes) => isEven(lanes, holders, over))) return performance.now() - begun;
      const waited = performance.now() - begun;
      assert.ok(waited < withinMs, `after ${withinMs} ms: ${JSON.stringify([...holders])}`);
      await delay(50);
    }
  }

  /** ms until all lanes are held by these processes. */
  async taken(by: readonly Running[], withinMs: number): Promise<number> {
    const begun = performance.now();
    const pids = new Set(by.map(({ child }) => child.pid));
    for (;;) {
      const holders = await this.holders();
      if (LANES.every((lane) => pids.has(holders.get(lane) ?? 0))) return performance.now() - begun;
      assert.ok(performance.now() - begun < withinMs, `after ${withinMs} ms: ${JSON.stringify([...holders])}`);
      await delay(20);
    }
  }

  /** People who are registered, and are in a room each. */
  async people(): Promise<void> {
    for (let number = 0; number < PEOPLE; number += 1) {
      const user = await connectUser(await this.#prosody.addUser(`person${number}`));
      this.#users.push(user);
      await user.request(`<iq type="set" to="sms.example.org"><query xmlns="jabber:iq:register"/></iq>`);
      await this.#mailbox(user, `person${number}@${HOME}`);
      const room = `#room${number}%old@irc.example.org/person${number}`;
      await user.send(`<presence to="${room}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`);
      await user.waitFor(({ name, attrs }) => name === 'presence' && attrs.from === room, 'being in the room', 30_000);
    }
  }

  async #mailbox(user: XmppUser, address: string): Promise<void> {
    const fields = Object.entries({
      FORM_TYPE: 'jabber:iq:register',
      email: address,
      password: this.#mail.dovecot.password,
      'x-user': address,
      'x-imap': `${MAIL}:${this.#imapPort}`,
      'x-imap-security': 'none',
      'x-smtp': `${MAIL}:${this.#smtpPort}`,
      'x-smtp-security': 'none',
    }).map(([name, value]) => `<field var="${name}"><value>${value}</value></field>`);
    const form = `<x xmlns="jabber:x:data" type="submit">${fields.join('')}</x>`;
    const query = `<query xmlns="jabber:iq:register">${form}</query>`;
    const answer = await user.request(`<iq type="set" to="email.example.org">${query}</iq>`, START_MS);
    assert.equal(answer.attrs.type, 'result', answer.toString());
  }

  /** Everybody writes, a text and a line a quarter of a second, until it is ended. */
  writing(): () => void {
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      for (const [number, user] of this.#users.entries()) {
        void user.send(
          `<message to="+1555200${number}000@sms.example.org" type="chat"><body>text ${count}</body></message>`,
        );
        const room = `#room${number}%old@irc.example.org`;
        void user.send(`<message to="${room}" type="groupchat"><body>line ${count}</body></message>`);
      }
    }, 250);
    return () => clearInterval(timer);
  }

  /** What the far ends saw: connections in the name of the same at once, from two machines. */
  overlaps(): string[] {
    const byName = new Map<string, Seen[]>();
    for (const seen of this.#machines.flatMap((machine) => machine.seen)) {
      const name = nameOf(seen);
      if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), seen]);
    }
    return [...byName].flatMap(([name, all]) => {
      const ordered = all.sort((a, b) => a.first - b.first);
      return ordered.slice(1).flatMap((later, index) =>
        ordered
          .slice(0, index + 1)
          .filter((earlier) => earlier.machine !== later.machine && earlier.last > later.first)
          .map(
            (earlier) =>
              `${name}: ${earlier.machine} wrote ${Math.round(earlier.last - later.first)} ms after ${later.machine} had begun`,
          ),
      );
    });
  }

  /** In whose name there were connections, and how many. */
  names(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const name of this.#machines.flatMap((machine) => machine.seen).map(nameOf)) {
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  }

  async stop(): Promise<void> {
    for (const user of this.#users) await user.close();
    await Promise.all(this.running.map(({ child }) => child.stop(5000)));
    for (const machine of this.#machines) await machine.remove();
    this.#control.disconnect();
    await Promise.all([this.#prosody.stop(), this.redis.stop(), this.#smsc.stop(), this.#ircd.stop()]);
    await stopMailServers(this.#mail);
    await removeTempDir(this.#dir);
  }
}

function isEven(lanes: readonly string[], holders: ReadonlyMap<string, number>, over: readonly Running[]): boolean {
  const counts = over.map(({ child }) => lanes.filter((lane) => holders.get(lane) === child.pid).length);
  const most = Math.ceil(lanes.length / over.length);
  return counts.every((count) => count <= most) && counts.reduce((sum, count) => sum + count, 0) === lanes.length;
}

/** Who a connection is for at its far end: a bind of a carrier, a nick, a mailbox, a domain of the XMPP server. */
function nameOf({ label, head }: Seen): string | undefined {
  if (label.startsWith('carrier')) return label;
  if (label === 'irc') return /^NICK (\S+)/m.exec(head)?.[0];
  if (label === 'imap') return mailboxIn(head);
  if (label === 'xmpp') return /to=["']([^"']+)/.exec(head)?.[0];
  return undefined;
}

/** Whose mailbox was signed in to (SASL PLAIN, RFC 4616, or LOGIN). */
function mailboxIn(head: string): string | undefined {
  const plain = /AUTHENTICATE PLAIN\s+([A-Za-z0-9+/=]{8,})/i.exec(head)?.[1];
  const name =
    plain === undefined ? /LOGIN "?([^"\s]+)/i.exec(head)?.[1] : Buffer.from(plain, 'base64').toString().split('\0')[1];
  return name === undefined ? undefined : `mailbox ${name}`;
}

function figure(t: TestContext, what: string, ms: number): void {
  t.diagnostic(`${what}: ${Math.round(ms)} ms`);
}

test('lanes are spread over machines that join, and taken over from those that are cut off or die, and no network ever sees two', async (t) => {
  const all = await Installation.make();
  t.after(() => all.stop());
  const first = await all.join();
  await all.taken([first], START_MS);
  await all.people();
  const end = all.writing();
  t.after(end);

  const second = await all.join();
  figure(t, 'evenly over two after the second was ready', await all.spread([first, second], SPREAD_MS));
  const third = await all.join();
  const fourth = await all.join();
  figure(t, 'evenly over four after the fourth was ready', await all.spread([first, second, third, fourth], SPREAD_MS));

  await second.machine.cut();
  figure(t, 'taken over from a machine that is cut off', await all.taken([first, third, fourth], TAKEN_MS));
  await delay(1500);
  await second.machine.mend();
  figure(t, 'evenly over four after its cable is back', await all.spread([first, second, third, fourth], SPREAD_MS));

  await first.child.kill();
  figure(t, 'taken over from a process that was killed', await all.taken([second, third, fourth], TAKEN_MS));
  figure(t, 'evenly over three', await all.spread([second, third, fourth], SPREAD_MS));
  await delay(1500);
  end();

  assert.deepEqual(all.overlaps(), []);
  const names = all.names();
  t.diagnostic(`connections: ${JSON.stringify([...names])}`);
  assert.ok(
    [...names.values()].every((count) => count > 1),
    'all of them have changed hands',
  );
  assert.equal(names.size, CARRIERS.length + 2 * PEOPLE + ROLES.xmpp.length);
});
