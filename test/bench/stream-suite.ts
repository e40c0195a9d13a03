import { setTimeout as delay } from 'node:timers/promises';
import { type Ejabberd, startEjabberd } from '../../sandbox/ejabberd.js';
import { type Prosody, startProsody } from '../../sandbox/prosody.js';
import { type RedisServer, startRedis } from '../../sandbox/redis.js';
import { rssMb } from '../support/process-use.js';
import { openComponent, type RawComponent } from '../support/raw-component.js';
import { discard } from './discard.js';
import { COMPONENTS, type Gateway, makeGateway } from './gateway.js';
import { inTurn, rateOf } from './in-turn.js';
import type { Report } from './report.js';
import { bareEcho, echoLoop, type Span } from './rivals.js';
import { registerUsers } from './seed.js';

const REGISTERED = 100_000;
const LOAD = 'load.localhost';
const BOUNCE = 'echo@bounce.localhost';
/** Stanzas on the way, as many as in the sms suite. */
const WINDOW = 500;
/** A stanza of 256 KiB with its tags. */
const LARGE = 'x'.repeat(256 * 1024 - 300);

/** `npm run bench -- stream`. */
export async function streamSuite(report: Report): Promise<void> {
  const { quick } = report;
  const rounds = quick ? 1 : 3;
  const span: Span = { warmMs: quick ? 400 : 2000, ms: quick ? 3000 : 10_000, window: WINDOW };
  const [redis, prosody, ejabberd] = await Promise.all([
    startRedis({ aof: 'everysec' }),
    startProsody({ components: COMPONENTS, logLevel: 'warn' }),
    startEjabberd({
      components: COMPONENTS,
      domain: 'example.org',
      logLevel: 'warning',
      extraListener: { max_stanza_size: 524_288 },
    }),
  ]);
  const gateway = await makeGateway({ server: prosody, redisUrl: redis.unixUrl, echo: true });
  try {
    const mb = await registerUsers({
      redisUrl: redis.unixUrl,
      keyFile: gateway.keyFile,
      gateway: 'echo',
      domain: LOAD,
      count: REGISTERED,
    });
    const took = await gateway.start();
    await delay(quick ? 500 : 5000);
    report.note(`${REGISTERED} registrations in Redis`, `${mb.toFixed(0)} MB`);
    report.target('idle RSS of the gateway process', rssMb(gateway.pid), 'at most', 150, ' MB');
    report.target('start to ready with 100,000 registrations', took / 1000, 'at most', 3, ' s');
    await through('Prosody', report, rounds, span, { server: prosody, redis, gateway });
    await gateway.stop();
    await prosody.stop();
    await beside(report, rounds, span, { server: ejabberd, redis, dir: gateway.dir });
  } finally {
    await gateway.kill();
    await Promise.all([prosody, ejabberd, redis].map(discard));
  }
}

interface Parts {
  readonly server: Prosody | Ejabberd;
  readonly redis: RedisServer;
  readonly gateway: Gateway;
}

async function through(name: string, report: Report, rounds: number, span: Span, parts: Parts): Promise<void> {
  const { server, redis, gateway } = parts;
  const load = await openComponent(server.componentPort, LOAD, COMPONENTS[LOAD] ?? '');
  const pids = { server: server.pid, gateway: gateway.pid, redis: redis.pid };
  const few = { ...span, window: 1, ms: Math.min(span.ms, 3000) };
  const rows = await inTurn(report, rounds, {
    [`bare component echo, ${name}, window ${span.window}`]: () => bareEcho(server, load, span),
    [`echo through stream and lanes, ${name}, window ${span.window}`]: () => echoLoop(load, BOUNCE, span, pids),
    [`bare component echo, ${name}, window 1`]: () => bareEcho(server, load, few),
    [`echo through stream and lanes, ${name}, window 1`]: () => echoLoop(load, BOUNCE, few, pids),
  });
  if (name === 'Prosody') {
    const ratio =
      rateOf(rows, `echo through stream and lanes, ${name}, window ${span.window}`) /
      rateOf(rows, `bare component echo, ${name}, window ${span.window}`);
    report.target('echo through stream and lanes over bare echo', ratio, 'at least', 0.6);
    const lost = [...rows.values()].flatMap((row) => row.runs).reduce((sum, run) => sum + run.lost, 0);
    report.target('stanzas lost in these runs', lost, 'at most', 0);
  }
  await large(name, report, span, load, parts);
  load.close();
}

/** 256 KiB a stanza, a few at a time: none may be lost and the stream must stay up. */
async function large(name: string, report: Report, span: Span, load: RawComponent, parts: Parts): Promise<void> {
  const { server, redis, gateway } = parts;
  const pids = { server: server.pid, gateway: gateway.pid, redis: redis.pid };
  const run = await echoLoop(load, BOUNCE, { ...span, ms: Math.min(span.ms, 3000), window: 8 }, pids, LARGE);
  report.add({ name: `echo of 256 KiB stanzas, ${name}`, runs: [run] });
  if (name !== 'Prosody') return;
  report.target('256 KiB stanzas that came back', run.sent - run.lost, 'at least', 20);
  report.target('256 KiB stanzas lost', run.lost, 'at most', 0);
}

/** The same through ejabberd; reported, no targets. */
async function beside(
  report: Report,
  rounds: number,
  span: Span,
  { server, redis, dir }: { readonly server: Ejabberd; readonly redis: RedisServer; readonly dir: string },
): Promise<void> {
  const gateway = await makeGateway({ server, redisUrl: redis.unixUrl, echo: true, dir });
  try {
    await gateway.start();
    await through('ejabberd', report, rounds, report.quick ? { ...span, ms: 1500 } : span, { server, redis, gateway });
  } finally {
    await gateway.kill();
  }
}
