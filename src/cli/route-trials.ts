import { randomUUID } from 'node:crypto';
import type { Alert } from '../../gateways/alerts/alert.js';
import { systemClock } from '../clock.js';
import { Arguments } from './arguments.js';
import { type CommandIo, UsageError } from './command.js';
import type { Networks } from './networks.js';
import { ask, type DeliveryOptions } from './send/deliver.js';
import { SendError } from './send/exit-codes.js';
import { readSettings } from './send/settings.js';

/** How long it is tried while Isthmus is busy, ms. */
const RETRY_MS = 15_000;
/** Alerts of one payload that are asked about. */
const MOST_ALERTS = 20;

/** What of a sink is shown; the API tells more. */
interface Sunk {
  readonly at: string;
  readonly route: string;
  readonly reason: string;
  readonly chat: string;
  readonly sms: string;
  readonly segments: number;
  readonly subject: string;
  readonly irc: string;
}

/** `isthmus route send-test ROUTE`: has the Isthmus that runs send a test through a route. Gives the exit code. */
export async function sendTest(args: readonly string[], io: CommandIo, networks: Networks): Promise<number> {
  const given = new Arguments(args);
  const connect = connection(given, io, networks);
  const to = given.all('--to');
  const [preset, severity, lasts] = [given.option('--preset'), given.option('--severity'), given.option('--lasts')];
  const key = given.option('--key');
  const [escalate, json] = [given.flag('--escalate'), given.flag('--json')];
  const route = given.next();
  given.end();
  if (route === undefined || route.startsWith('-')) throw new UsageError('needs the name of a route');
  const body = {
    ...(to.length > 0 && { to: to.flatMap((one) => one.split(',')) }),
    ...(preset !== undefined && { preset }),
    ...(severity !== undefined && { severity }),
    ...(lasts !== undefined && { lasts }),
    ...(escalate && { escalate: true }),
  };
  return await told(io, async () => {
    const request = { path: `routes/${encodeURIComponent(route)}/test`, body: JSON.stringify(body) };
    const answer = await ask({ ...request, type: 'application/json', key: key ?? randomUUID() }, await connect());
    const { id, ends } = answer as { readonly id: string; readonly ends: string };
    if (json) io.out(JSON.stringify(answer));
    else io.out(`a test goes through ${route}, and is over at ${ends} by itself: isthmus audit shows it as ${id}`);
  });
}

/** `isthmus route sink NAME`: what a sink was sent, the newest last. Gives the exit code. */
export async function showSink(args: readonly string[], io: CommandIo, networks: Networks): Promise<number> {
  const given = new Arguments(args);
  const connect = connection(given, io, networks);
  const [clear, json] = [given.flag('--clear'), given.flag('--json')];
  const written = given.next();
  given.end();
  if (written === undefined || written.startsWith('-')) throw new UsageError('needs the name of a sink');
  const path = `sinks/${encodeURIComponent(written.replace(/^sink:/, ''))}`;
  return await told(io, async () => {
    const settings = await connect();
    const method = clear ? 'DELETE' : 'GET';
    const answer = await ask({ method, path, type: 'application/json', key: randomUUID() }, settings);
    if (clear) return;
    const { messages } = answer as { readonly messages: readonly Sunk[] };
    if (json) io.out(JSON.stringify(answer, undefined, 2));
    else if (messages.length === 0) io.out('nothing was sent there within the last week');
    else for (const line of [...messages].reverse().flatMap(sunkLines)) io.out(line);
  });
}

function sunkLines({ at, route, reason, chat, sms, segments, subject, irc }: Sunk): readonly string[] {
  return [
    `${at} ${route}: ${reason}`,
    ...chat.split('\n').map((line, index) => `  ${index === 0 ? 'chat' : '    '}  ${line}`),
    `  SMS   ${sms} (${segments})`,
    `  mail  ${subject}`,
    `  IRC   ${irc}`,
  ];
}

/** By which address and token the API is asked; what is missing is in the environment, as for `isthmus send`. */
function connection(given: Arguments, io: CommandIo, networks: Networks): () => Promise<DeliveryOptions> {
  const options = takeConnection(given, given.option('--config'));
  return () => connectTo(options, io, networks);
}

type ConnectionOptions = Parameters<typeof readSettings>[0]['options'];

/** Takes what says where Isthmus is, and by which token it is asked. */
export function takeConnection(given: Arguments, config: string | undefined): ConnectionOptions {
  const [url, token, tokenFile] = [given.option('--url'), given.option('--token'), given.option('--token-file')];
  return {
    ...(config !== undefined && url === undefined && { config }),
    ...(url !== undefined && { url }),
    ...(token !== undefined && { token }),
    ...(tokenFile !== undefined && { 'token-file': tokenFile }),
  };
}

async function connectTo(
  options: ConnectionOptions,
  io: CommandIo,
  networks: Networks,
  retry = RETRY_MS,
): Promise<DeliveryOptions> {
  const settings = await readSettings({ options }, io.env, networks);
  return { ...settings, retry, clock: systemClock, random: Math.random, fetch };
}

/** What the Isthmus that runs says of alerts, or why it was not asked. */
export type Live =
  | { readonly ok: true; readonly url: string; readonly lines: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** Asks it what would become of alerts now. Without a token it is not asked. */
export async function askRunning(
  alerts: readonly Alert[],
  to: string | undefined,
  options: ConnectionOptions,
  io: CommandIo,
  networks: Networks,
): Promise<Live> {
  try {
    const settings = await connectTo(options, io, networks, 0);
    const flat = alerts.slice(0, MOST_ALERTS).map(({ origin: { source, network, sender }, links: _, ...alert }) => {
      return { ...alert, source, network, ...(sender !== undefined && { sender }) };
    });
    const body = JSON.stringify({ alerts: flat, ...(to !== undefined && { to }) });
    const request = { path: 'routes/explain', type: 'application/json', body, key: randomUUID() };
    const { lines } = (await ask(request, settings)) as { readonly lines: readonly string[] };
    return { ok: true, url: settings.url, lines };
  } catch (error) {
    if (error instanceof SendError) return { ok: false, why: error.message };
    throw error;
  }
}

async function told(io: CommandIo, work: () => Promise<void>): Promise<number> {
  // Timers do not keep the process alive by themselves.
  const alive = setInterval(() => {}, 60_000);
  try {
    await work();
    return 0;
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    io.err(`isthmus route: ${error.message}`);
    return 2;
  } finally {
    clearInterval(alive);
  }
}
