import { setTimeout as delay } from 'node:timers/promises';
import { type Ejabberd, startEjabberd } from '../../sandbox/ejabberd.js';
import { type Kannel, startKannel } from '../../sandbox/kannel.js';
import { type Prosody, startProsody } from '../../sandbox/prosody.js';
import { type RedisServer, startRedis } from '../../sandbox/redis.js';
import { type Smsc, startSmsc } from '../../sandbox/smsc/index.js';
import { rssMb } from '../support/process-use.js';
import { openComponent, type RawComponent } from '../support/raw-component.js';
import { discard } from './discard.js';
import { COMPONENTS, type Gateway, makeGateway } from './gateway.js';
import { inTurn, rateOf } from './in-turn.js';
import { laneHop } from './lane-hop.js';
import { settleOnline } from './online.js';
import { loginClient } from './raw-client.js';
import { medianRate, type Report } from './report.js';
import { bareEcho, kannelOut, type Span, serverHop, type Timed } from './rivals.js';
import { registerOne, registerUsers } from './seed.js';
import { phone, phonesToHttp, phonesToXmpp, type Spread, xmppToPhones, xmppToPhonesOpen } from './sms-loops.js';

const REGISTERED = 100_000;
const LOAD = 'load.localhost';
/** SMPP window on both sides, connections into Kannel, messages on the way in the closed loops. */
const WINDOW = 100;
const CONNECTIONS = 50;
const IN_FLIGHT = 500;
const ACTIVE: Spread = { phones: 1000, users: 1000 };
/** Phones that text a user: one range of a hundred for the client, one for users of the component. */
const WRITERS = 100;
const CLIENTS_PHONES = 500_000;
const COMPONENTS_PHONES = 600_000;

interface Plan {
  readonly rounds: number;
  readonly span: Span;
}

/** Our side attached to one server, with the users registered and the load component connected. */
interface Attached {
  readonly server: Prosody | Ejabberd;
  readonly redis: RedisServer;
  readonly gateway: Gateway;
  readonly load: RawComponent;
  readonly pids: Readonly<Record<string, number>>;
}

async function attach(server: Prosody | Ejabberd, redis: RedisServer, gateway: Gateway): Promise<Attached> {
  const load = await openComponent(server.componentPort, LOAD, COMPONENTS[LOAD] ?? '');
  const pids = { server: server.pid, gateway: gateway.pid, redis: redis.pid };
  return { server, redis, gateway, load, pids };
}

/** `npm run bench -- sms`. */
export async function smsSuite(report: Report): Promise<void> {
  const { quick } = report;
  const plan: Plan = {
    rounds: quick ? 1 : 3,
    span: { warmMs: quick ? 200 : 2000, ms: quick ? 3000 : 10_000, window: IN_FLIGHT },
  };
  const network = { systemId: 'esme', password: 'secret', record: false, dlr: {}, enquireMs: 0 };
  // The same network twice, so that each side gets its own receipts and texts.
  const smsc = await startSmsc(network);
  const rivals = await startSmsc(network);
  const [redis, prosody, ejabberd] = await Promise.all([
    startRedis({ aof: 'everysec' }),
    startProsody({
      components: COMPONENTS,
      users: { romeo: 'capulet' },
      logLevel: 'warn',
      // What is measured is the gateway: with its archive in files, the server alone takes 0.3 ms a message to a client.
      extraGlobal: 'modules_disabled = { "s2s", "mam" }',
    }),
    startEjabberd({ components: COMPONENTS, domain: 'example.org', logLevel: 'warning' }),
  ]);
  const gateway = await makeGateway({ server: prosody, redisUrl: redis.unixUrl, smscPort: smsc.port });
  try {
    await standing(report, redis, gateway);
    const ours = await attach(prosody, redis, gateway);
    await settleOnline(smsc, 1);
    await outbound(report, plan, { smsc, rivals }, ours);
    await inbound(report, plan, { smsc, rivals }, ours);
    await carrier50(report, plan, smsc, ours);
    await lone(report, plan, smsc, ours);
    await tenTimes(report, plan, smsc, ours);
    ours.load.close();
    await gateway.stop();
    await prosody.stop();
    await throughEjabberd(report, plan, smsc, { server: ejabberd, redis, dir: gateway.dir });
  } finally {
    await gateway.kill();
    await Promise.all([prosody, ejabberd, redis].map(discard));
    await smsc.stop();
    await rivals.stop();
  }
}

interface Networks {
  readonly smsc: Smsc;
  readonly rivals: Smsc;
}

function kannelTo(smsc: Smsc, getUrl?: string): Promise<Kannel> {
  const base = { smscPort: smsc.port, systemId: 'esme', password: 'secret', window: WINDOW };
  return startKannel(getUrl === undefined ? base : { ...base, getUrl });
}

/** Registrations, memory, start to ready. Leaves the gateway running. */
async function standing(report: Report, redis: RedisServer, gateway: Gateway): Promise<void> {
  const mb = await registerUsers({
    redisUrl: redis.unixUrl,
    keyFile: gateway.keyFile,
    gateway: 'sms',
    domain: LOAD,
    count: REGISTERED,
  });
  await registerOne(redis.unixUrl, gateway.keyFile, 'sms', 'romeo@example.org');
  const took = await gateway.start();
  await delay(report.quick ? 500 : 5000);
  report.note('gateway process idle', `${rssMb(gateway.pid).toFixed(0)} MB RSS`);
  report.note(`${REGISTERED} registrations in Redis`, `${mb.toFixed(0)} MB`);
  report.note('start to ready with them', `${took.toFixed(0)} ms`);
  report.target('idle RSS of the gateway process', rssMb(gateway.pid), 'at most', 150, ' MB');
  report.target('100,000 registrations in Redis', mb, 'at most', 200, ' MB');
  report.target('start to ready with 100,000 registrations', took / 1000, 'at most', 3, ' s');
}

async function outbound(report: Report, plan: Plan, { smsc, rivals }: Networks, ours: Attached): Promise<void> {
  const { span, rounds } = plan;
  const { load, pids } = ours;
  const plain = { ...span, receipts: false, spread: ACTIVE };
  const asked = { ...span, receipts: true, spread: ACTIVE };
  const http = { ...span, connections: CONNECTIONS };
  const kannel = await kannelTo(rivals);
  await settleOnline(rivals, 1);
  const rows = await inTurn(report, rounds, {
    'bare component echo, Prosody': () => bareEcho(ours.server, load, span),
    'Kannel out, no reports': () => kannelOut(kannel, rivals, { ...http, receipts: false }),
    'XMPP to SMSC, no receipts': () => xmppToPhones(load, smsc, plain, pids),
    'Kannel out, dlr-mask=3 called back': () => kannelOut(kannel, rivals, { ...http, receipts: true }),
    'XMPP to SMSC, receipts returned': () => xmppToPhones(load, smsc, asked, pids),
  });
  const echo = rateOf(rows, 'bare component echo, Prosody');
  const plainRate = rateOf(rows, 'XMPP to SMSC, no receipts');
  const askedRate = rateOf(rows, 'XMPP to SMSC, receipts returned');
  const kannelRate = rateOf(rows, 'Kannel out, no reports');
  report.target('XMPP to SMSC over Kannel without reports', plainRate / kannelRate, 'at least', 0.8);
  report.target('XMPP to SMSC over bare echo', plainRate / echo, 'at least', 0.5);
  const reported = rateOf(rows, 'Kannel out, dlr-mask=3 called back');
  report.target('with receipts returned over Kannel with reports called back', askedRate / reported, 'at least', 1);
  report.target('with receipts returned over bare echo', askedRate / echo, 'at least', 0.3);
  const lost = [...rows.values()].flatMap((row) => row.runs).reduce((sum, run) => sum + run.lost, 0);
  report.target('messages lost in these runs', lost, 'at most', 0);
  await kannel.stop();
}

/** Phones to a real client, and beside it to a component, which takes the client's side of the server out. */
async function inbound(report: Report, plan: Plan, { smsc, rivals }: Networks, ours: Attached): Promise<void> {
  const { server, load, pids } = ours;
  const span = { ...plan.span, spread: WRITERS, first: CLIENTS_PHONES };
  const romeo = await loginClient({ ...server, port: server.c2sPort, username: 'romeo', password: 'capulet' });
  // Answers find the user who wrote last, so the user writes to every phone first.
  smsc.reset();
  for (let n = 0; n < span.spread; n++) {
    romeo.send(`<message to='+${phone(CLIENTS_PHONES + n)}@sms.localhost' type='chat'><body>hello</body></message>`);
  }
  await smsc.waitFor((network) => network.counts.submits >= span.spread, 20_000);
  const toComponent = (count: (chunk: Buffer) => void) => {
    load.onData = count;
  };
  const toClient = (count: (chunk: Buffer) => void) => {
    romeo.onData = count;
  };
  const rows = await inTurn(report, plan.rounds, {
    'Kannel in, to HTTP': () =>
      phonesToHttp(rivals, span, async (url) => {
        const kannel = await kannelTo(rivals, url);
        await settleOnline(rivals, 1);
        return {
          pids: { bearerbox: kannel.bearerbox.pid, smsbox: kannel.smsbox.pid },
          stop: () => kannel.stop(),
        };
      }),
    'phones to XMPP client': () => phonesToXmpp(smsc, span, pids, toClient),
  });
  romeo.close();
  if (!report.quick) {
    const spread = { phones: WRITERS, users: WRITERS, first: COMPONENTS_PHONES };
    await xmppToPhones(load, smsc, { warmMs: 100, ms: 300, window: 50, receipts: false, spread }, pids);
    const others = { ...span, first: COMPONENTS_PHONES };
    const runs = [await phonesToXmpp(smsc, others, pids, toComponent)];
    report.add({ name: 'phones to XMPP component', runs });
  }
  report.target(
    'carrier to XMPP client over Kannel to HTTP',
    rateOf(rows, 'phones to XMPP client') / rateOf(rows, 'Kannel in, to HTTP'),
    'at least',
    1,
  );
  const lost = rows.get('phones to XMPP client')?.runs.reduce((sum, run) => sum + run.lost, 0) ?? Number.NaN;
  report.target('texts of phones lost', lost, 'at most', 0);
}

async function carrier50(report: Report, plan: Plan, smsc: Smsc, ours: Attached): Promise<void> {
  smsc.setScript({ latencyMs: 50 });
  const { pids } = ours;
  const loop = { warmMs: 300, ms: plan.span.ms, perSecond: 1000, spread: ACTIVE };
  const runs: Timed[] = [];
  for (let round = 0; round < plan.rounds; round++) runs.push(await xmppToPhonesOpen(ours.load, smsc, loop, pids));
  smsc.setScript({});
  const row = report.add({ name: 'carrier 50 ms away, window 100, 1,000/s', runs });
  const worst = Math.max(...runs.map((run) => run.latency.p50));
  // Latencies are counted to the arrival of the PDU; the carrier's 50 ms until its answer come on top.
  report.target('carrier 50 ms away: served at 1,000/s', medianRate(row), 'at least', 990, '/s');
  report.target(
    'carrier 50 ms away: never arrived',
    runs.reduce((sum, run) => sum + run.lost, 0),
    'at most',
    0,
  );
  report.target('carrier 50 ms away: median until its answer', worst / 1000 + 50, 'at most', 60, ' ms');
}

async function lone(report: Report, plan: Plan, smsc: Smsc, ours: Attached): Promise<void> {
  const { pids } = ours;
  const loop = { warmMs: 300, ms: plan.span.ms, perSecond: 50, spread: { phones: 50, users: 50 } };
  const runs: Timed[] = [];
  for (let round = 0; round < plan.rounds; round++) runs.push(await xmppToPhonesOpen(ours.load, smsc, loop, pids));
  const row = report.add({ name: 'a lone message, XMPP to SMSC', runs });
  const latencies = row.runs.map((run) => run.latency);
  const p50 =
    latencies.map(({ p50 }) => p50).sort((a, b) => a - b)[Math.floor((latencies.length - 1) / 2)] ?? Number.NaN;
  const p99 =
    latencies.map(({ p99 }) => p99).sort((a, b) => a - b)[Math.floor((latencies.length - 1) / 2)] ?? Number.NaN;
  const hop = await serverHop(ours.server, ours.load, report.quick ? 500 : 5000);
  const lane = await laneHop(ours.redis.unixUrl, report.quick ? 500 : 5000);
  const server = hop.p50 / 1000;
  report.note('a lone message, its parts (ms, median)', {
    'component through the server to a component': Number(server.toFixed(3)),
    'lane: added, fetched, marked (three trips to Redis)': Number(lane.toFixed(3)),
    'the rest: stanza, access, limits, text, SMPP to the carrier': Number((p50 / 1000 - server - lane).toFixed(3)),
  });
  report.target('a lone message: median', p50 / 1000, 'at most', 1.5, ' ms');
  report.target('a lone message: p99', p99 / 1000, 'at most', 10, ' ms');
}

/** Ten times as many users, each writing to a phone of their own, all the time. */
async function tenTimes(report: Report, plan: Plan, smsc: Smsc, ours: Attached): Promise<void> {
  const few = report.quick ? 1000 : 10_000;
  const many = 10 * few;
  const run = (users: number) => () => {
    // Long enough for each to have written once before.
    const span = { ...plan.span, warmMs: users / 6, ms: report.quick ? 1000 : plan.span.ms };
    return xmppToPhones(ours.load, smsc, { ...span, receipts: false, spread: { users, phones: users } }, ours.pids);
  };
  const name = (users: number) => `XMPP to SMSC, ${users.toLocaleString('en')} users write`;
  const rows = await inTurn(report, plan.rounds, { [name(few)]: run(few), [name(many)]: run(many) });
  report.target('rate with ten times the users', rateOf(rows, name(many)) / rateOf(rows, name(few)), 'at least', 0.9);
}

/** All figures once more through ejabberd; reported, no targets. */
async function throughEjabberd(
  report: Report,
  plan: Plan,
  smsc: Smsc,
  { server, redis, dir }: { readonly server: Ejabberd; readonly redis: RedisServer; readonly dir: string },
): Promise<void> {
  const gateway = await makeGateway({ server, redisUrl: redis.unixUrl, smscPort: smsc.port, dir });
  try {
    await gateway.start();
    await settleOnline(smsc, 1);
    const ours = await attach(server, redis, gateway);
    const span = { ...plan.span, ms: report.quick ? 1000 : plan.span.ms };
    const base = { ...span, spread: ACTIVE };
    await inTurn(report, plan.rounds, {
      'bare component echo, ejabberd': () => bareEcho(server, ours.load, span),
      'XMPP to SMSC, no receipts, ejabberd': () =>
        xmppToPhones(ours.load, smsc, { ...base, receipts: false }, ours.pids),
      'XMPP to SMSC, receipts returned, ejabberd': () =>
        xmppToPhones(ours.load, smsc, { ...base, receipts: true }, ours.pids),
    });
    if (!report.quick) {
      const loop = { warmMs: 200, ms: span.ms, perSecond: 50, spread: { phones: 50, users: 50 } };
      const name = 'a lone message, XMPP to SMSC, ejabberd';
      report.add({ name, runs: [await xmppToPhonesOpen(ours.load, smsc, loop, ours.pids)] });
    }
    ours.load.close();
  } finally {
    await gateway.kill();
  }
}
