import { freePort } from '../../../sandbox/free-port.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import type { Role } from '../support/gateway-processes.js';
import { AlertsFront } from './alerts-front.js';
import { Clock } from './clock.js';
import type { Front } from './front.js';
import { Hosts, type Software } from './hosts.js';
import { Installation } from './installation.js';
import { IrcFront } from './irc-front.js';
import { Links } from './links.js';
import { MailFront, MailWorld } from './mail-front.js';
import { RedisDisk } from './redis-disk.js';
import { SmsFront } from './sms-front.js';

/** What a chapter of a campaign runs on. */
export interface Setting {
  readonly software: Software;
  readonly fsync: 'always' | 'everysec';
  /** Each role on a machine of its own, Redis on a disk of its own. Needs root. */
  readonly machines: boolean;
}

/** Real servers, Isthmus as one process a role, and all who write. */
export class CampaignWorld {
  readonly hosts: Hosts;
  readonly redis: RedisServer;
  readonly redisClock: Clock;
  readonly disk: RedisDisk | undefined;
  readonly installation: Installation;
  readonly fronts: readonly Front[];

  private constructor(parts: {
    hosts: Hosts;
    redis: RedisServer;
    redisClock: Clock;
    disk: RedisDisk | undefined;
    installation: Installation;
    fronts: readonly Front[];
  }) {
    this.hosts = parts.hosts;
    this.redis = parts.redis;
    this.redisClock = parts.redisClock;
    this.disk = parts.disk;
    this.installation = parts.installation;
    this.fronts = parts.fronts;
    const { wire } = this.hosts;
    wire.onRead = (stanza) => {
      if (stanza.name === 'message') for (const front of this.fronts) front.read(stanza);
    };
    wire.onEnd = () => {
      for (const { texts } of this.fronts) texts?.streamEnded();
    };
  }

  /** Starts everything; those who write are known to the gateway then. */
  static async start(setting: Setting, seed: number): Promise<CampaignWorld> {
    const disk = setting.machines ? await RedisDisk.make() : undefined;
    const hosts = await Hosts.start(setting.software, seed);
    const redisClock = await Clock.make(await tempDir('clock'));
    const redis = await startRedis({
      env: redisClock.env({ ownMalloc: true }),
      aof: setting.fsync,
      // To Redis only 127.0.0.1 is loopback, and a machine of a role has another address of 127.0.0.0/8.
      args: ['--protected-mode', 'no'],
      ...(disk === undefined ? {} : { dir: disk.dir }),
    });
    const roles: readonly Role[] = ['xmpp', 'sms', 'email', 'irc', 'alerts'];
    const links = setting.machines ? await Links.make(roles) : undefined;
    const httpPort = await freePort();
    const hostOf = (role: Role): string => links?.addressOf(role) ?? '127.0.0.1';
    const mail = await MailWorld.start(hosts, { host: hostOf('email'), port: await freePort() });
    const fronts: readonly Front[] = [
      await SmsFront.make(hosts),
      await MailFront.make(hosts, mail, 'address'),
      await MailFront.make(hosts, mail, 'mailbox'),
      ...(await IrcFront.makeAll(hosts)),
      await AlertsFront.make(hosts, `http://${hostOf('alerts')}:${httpPort}`),
    ];
    const many = 1_000_000;
    const installation = await Installation.make({
      roles,
      links,
      httpPort,
      config: {
        xmpp: { server: `127.0.0.1:${hosts.wire.port}`, domain: hosts.xmpp.domain },
        redis: { url: redis.url },
        access: { allow: [hosts.xmpp.domain] },
        limits: { rate: many, burst: many },
        lanes: { lease: '5s' },
        gateways: Object.assign({}, ...fronts.map(({ section }) => section)),
      },
    });
    const world = new CampaignWorld({ hosts, redis, redisClock, disk, installation, fronts });
    try {
      await installation.start();
      for (const front of fronts) await front.meet();
    } catch (error) {
      const complaints = JSON.stringify(installation.complaints);
      await world.stop();
      throw new Error(`the campaign cannot begin: ${String(error)}; logged: ${complaints}`, { cause: error });
    }
    return world;
  }

  /** True when every message has its end. */
  get complete(): boolean {
    return this.fronts.every(({ texts, answers }) => (texts?.complete ?? true) && (answers?.complete ?? true));
  }

  /** The XMPP server ends and comes back; the gateway is let in when the people are there again. */
  async killXmpp(down: () => Promise<void>): Promise<void> {
    for (const { answers } of this.fronts) answers?.serverDied();
    await this.hosts.xmpp.kill();
    this.hosts.wire.shut();
    await down();
    await this.hosts.xmpp.start();
    await Promise.all(this.fronts.flatMap(({ writers }) => writers.map((writer) => writer.connect())));
    this.hosts.wire.open();
  }

  async stop(): Promise<void> {
    this.installation.links?.mend();
    await this.disk?.thaw();
    await Promise.all(this.fronts.map((front) => front.close()));
    await this.installation.stop();
    await Promise.all([this.hosts.stop(), this.redis.stop()]);
    await this.disk?.remove();
    await removeTempDir(this.redisClock.dir);
  }
}
