import { freePort } from '../../../sandbox/free-port.js';
import { type Ngircd, startNgircd } from '../../../sandbox/ngircd.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { type Smsc, startSmsc } from '../../../sandbox/smsc/index.js';
import { type SmtpSink, startSmtpSink } from '../../../sandbox/smtp-sink.js';
import { openComponent, type RawComponent } from '../../support/raw-component.js';
import { bookOf, LOAD } from '../alerts/world.js';
import { discard } from '../discard.js';
import { addressAccount, registerMail } from '../email/accounts.js';
import { COMPONENTS, type Gateway, makeGateway } from '../gateway.js';
import { type Crowd, componentCrowd } from '../irc/crowd.js';
import { join } from '../irc/joining.js';
import { joinIrc, type RawIrc } from '../irc/listener.js';
import { settleOnline } from '../online.js';
import { registerUsers } from '../seed.js';

/** Users of SMS, each writing to a phone of their own; the first of them have addresses for mail too. */
export const USERS = 1000;
const NETWORK = 'bench';
const CHANNEL = '#soak';
/** Of what one destination is told of alerts in a minute: the rest comes in summaries. */
const TOLD = '30/1m';

/** All gateways in one process at a real XMPP server, with everybody registered and one user in a channel. */
export interface World {
  readonly gateway: Gateway;
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  readonly smsc: Smsc;
  readonly sink: SmtpSink;
  readonly load: RawComponent;
  /** The users, whose octets nobody else hears from then on. */
  readonly crowd: () => Crowd;
  /** Somebody on the IRC side of the channel. */
  readonly irc: RawIrc;
  readonly channel: string;
  /** JID of the channel as a room. */
  readonly room: string;
  readonly httpPort: number;
  readonly lmtpPort: number;
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const [redis, prosody, sink, ngircd, smsc] = await Promise.all([
    startRedis({ aof: 'everysec' }),
    startProsody({
      components: COMPONENTS,
      users: {},
      logLevel: 'warn',
      extraGlobal: 'modules_disabled = { "s2s", "mam" }',
    }),
    startSmtpSink(),
    startNgircd(),
    startSmsc({ systemId: 'esme', password: 'secret', record: false, dlr: {}, enquireMs: 0 }),
  ]);
  const [httpPort, lmtpPort] = [await freePort(), await freePort()];
  const limits = Object.fromEntries(['source', 'route', 'person', 'global'].map((level) => [level, '100000000/1m']));
  const route = { name: 'load', groupBy: ['alertname'], to: `xmpp:u0@${LOAD}` };
  const gateway = await makeGateway({
    server: prosody,
    redisUrl: redis.unixUrl,
    smscPort: smsc.port,
    irc: { [NETWORK]: ngircd.port },
    email: { smtpPort: sink.port, lmtpPort, httpPort },
    alerts: { httpPort, book: bookOf([route], { limits: { ...limits, destination: TOLD } }) },
  });
  const { keyFile, prefix } = gateway;
  await registerUsers({ redisUrl: redis.unixUrl, keyFile, gateway: 'sms', domain: LOAD, count: USERS, prefix });
  // As the load by LMTP names them, from 1 on.
  const readers = Array.from({ length: USERS }, (_, n) => addressAccount(`u${n}@${LOAD}`, `${n + 1}u`));
  await registerMail(redis.unixUrl, gateway, readers);
  await gateway.start();
  await settleOnline(smsc, 1);
  const load = await openComponent(prosody.componentPort, LOAD, COMPONENTS[LOAD] ?? '');
  const crowd = () => componentCrowd(load, USERS);
  const irc = await enter(crowd(), ngircd);
  const servers = { prosody, redis, sink, ngircd };
  return {
    ...{ gateway, prosody, redis, smsc, sink, load, crowd, irc, httpPort, lmtpPort },
    channel: CHANNEL,
    room: `${CHANNEL}%${NETWORK}@irc.localhost`,
    pids: { gateway: gateway.pid, redis: redis.pid, server: prosody.pid },
    stop: async () => {
      irc.close();
      load.close();
      await gateway.stop();
      await Promise.all(Object.values(servers).map(discard));
      await smsc.stop();
    },
  };
}

async function enter(crowd: Crowd, ngircd: Ngircd): Promise<RawIrc> {
  const irc = await joinIrc(ngircd.port, 'beside', CHANNEL);
  const contender = { name: 'Isthmus', letter: 'i', domain: 'irc.localhost', pids: {} };
  const nothing = async () => {};
  const user = { ...contender, prepare: nothing, stop: nothing };
  await join(crowd, [{ user: 0, contender: user, network: NETWORK, channel: CHANNEL }]);
  return irc;
}
