import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { startAlertmanager } from '../../../sandbox/alertmanager.js';
import { discard } from '../discard.js';
import { settle } from '../drive.js';
import { type Latency, percentiles } from '../measure.js';
import { KeepAlive } from './keep-alive.js';
import { Listener } from './listener.js';
import { apiBody, type BodyOf, webhookBody } from './payload.js';
import { bookOf, LOAD, PATH, startOurs, TOKEN, type World } from './world.js';

/** Time between two alerts, ms. */
const EVERY_MS = 20;
const WARM = 100;

/** From a webhook to the stanza at the XMPP server, one alert at a time, each in a group of its own and told at once. */
export async function told(world: World): Promise<void> {
  const { report } = world;
  const count = report.quick ? 200 : 400;
  const ours = await webhookToStanza(world, count);
  const theirs = await apiToWebhook(count);
  report.note('webhook to stanza at the XMPP server, one at a time (ms)', inMs(ours));
  report.note('Alertmanager: API to webhook, one at a time (ms)', inMs(theirs));
  report.note('the median over that of Alertmanager', Number((ours.p50 / theirs.p50).toFixed(2)));
  report.target('webhook to stanza at the XMPP server: median', ours.p50 / 1000, 'at most', 10, ' ms');
  report.target('the same: alerts that nobody was told', count - ours.count, 'at most', 0);
}

async function webhookToStanza(world: World, count: number): Promise<Latency> {
  const route = { name: 'load', groupBy: ['alertname', 'instance'], groupWait: '0s', to: `xmpp:u0@${LOAD}` };
  const side = await startOurs(world, bookOf([route]));
  const listener = new Listener(side.server.crowd(1));
  const posting = await KeepAlive.open(side.httpPort, PATH, TOKEN);
  try {
    return await oneAtATime(count, posting, webhookBody, (heard) => {
      listener.onTold = (_, n) => heard(n);
    });
  } finally {
    posting.close();
    listener.close();
    await side.stop();
  }
}

/** Alertmanager waits for nothing either, and tells a web server that takes no time. */
async function apiToWebhook(count: number): Promise<Latency> {
  let heard: (n: number) => void = () => {};
  const receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      response.end();
      heard(Number(/~(\d+) /.exec(text)?.[1]));
    });
  });
  const port = await listen(receiver);
  const webhook = `http://127.0.0.1:${port}/`;
  const server = await startAlertmanager({ webhook, groupBy: ['alertname', 'instance'], groupWait: '0s' });
  const posting = await KeepAlive.open(server.port, '/api/v2/alerts', TOKEN);
  try {
    return await oneAtATime(count, posting, apiBody, (listen) => {
      heard = listen;
    });
  } finally {
    posting.close();
    await discard(server);
    receiver.closeAllConnections();
    receiver.close();
  }
}

/** Posts alerts at fixed times; latencies in microseconds, from before the request until somebody is told. */
async function oneAtATime(
  count: number,
  posting: KeepAlive,
  bodyOf: BodyOf,
  listen: (heard: (n: number) => void) => void,
): Promise<Latency> {
  const sent = new Map<number, number>();
  const latencies: number[] = [];
  listen((n) => {
    const at = sent.get(n);
    if (at === undefined) return;
    sent.delete(n);
    if (n > WARM) latencies.push((performance.now() - at) * 1000);
  });
  for (let n = 1; n <= WARM + count; n++) {
    sent.set(n, performance.now());
    const [status] = await Promise.all([posting.post(bodyOf(n)), delay(EVERY_MS)]);
    if (status !== 200) throw new Error(`an alert was answered with ${status}`);
  }
  await settle(() => sent.size === 0, 10_000);
  return percentiles(latencies);
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function inMs({ p50, p90, p99, max }: Latency): object {
  const ms = (us: number) => Number((us / 1000).toFixed(2));
  return { p50: ms(p50), p90: ms(p90), p99: ms(p99), max: ms(max) };
}
