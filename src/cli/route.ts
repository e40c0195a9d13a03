import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { RouteTest } from '../../gateways/alerts/book/route-test.js';
import type { TriedMail } from '../../gateways/alerts/trial/decode.js';
import type { Trial } from '../../gateways/alerts/trial/try-files.js';
import { systemClock } from '../clock.js';
import { explainReason } from '../config/reason.js';
import { Arguments } from './arguments.js';
import { type Command, type CommandIo, StartError, UsageError } from './command.js';
import { findingText } from './finding-text.js';
import type { Networks } from './networks.js';
import { readConfig } from './read-config.js';
import { askRunning, type Live, sendTest, showSink, takeConnection } from './route-trials.js';

interface RouteCommandParts {
  readonly networks: Networks;
  /** What the alerts gateway brings for trying its routes. */
  readonly tester: () => Promise<{ tryFiles(trial: Trial): Promise<RouteTest> }>;
  /** Brought into memory when a mail is tried. */
  readonly mailReader: () => Promise<{ read(octets: Uint8Array): TriedMail }>;
  readonly stdin: AsyncIterable<Uint8Array>;
}

/** Octets of a payload that are read. */
const LARGEST = 4 * 1024 * 1024;
const FORMS = ['alert', 'xmpp', 'irc', 'email', 'sms'] as const;

/** `isthmus route test`: what the book of routes makes of a payload, and why. Sends nothing, needs neither Redis nor a server. */
export function routeCommand({ networks, tester, mailReader, stdin }: RouteCommandParts): Command {
  return {
    name: 'route',
    summary:
      'tell what the book of routes makes of an alert, why, and what people would read; exit code 0, or 2 where book or alert are wrong',
    usage:
      'test (--config FILE | --book FILE ...) [--payload FILE|-] [--source NAME] [--to ROUTE] [options]\n' +
      '       isthmus route send-test ROUTE [--preset NAME] [--to WHERE] [--severity LEVEL] [--lasts TIME] [--escalate] [--url URL | --config FILE]\n' +
      '       isthmus route sink NAME [--clear] [--url URL | --config FILE]',
    options: [
      { name: '--config FILE', summary: 'the config file: the book that it names, as it is read there' },
      { name: '--book FILE', summary: 'a file of routes instead; several are put together' },
      { name: '--payload FILE', summary: 'what the source gets; - or nothing: from standard input' },
      {
        name: '--source NAME',
        summary: 'the source that it comes from, in whose form it is: Alertmanager, Grafana, CAP ...',
      },
      {
        name: '--as FORM',
        summary: 'xmpp, irc, sms or email: a message of somebody; alert: JSON in the normalised form',
      },
      { name: '--from ADDRESS', summary: 'who has written that message' },
      { name: '--to ROUTE', summary: 'as if it was written to the address of this route' },
      { name: '--header "NAME: VALUE"', summary: 'a header of the request, such as Title or Content-Type; often' },
      { name: '--silence MATCHERS', summary: 'as if this silence lasted: "team=db severity=info"; often' },
      { name: '--at TIME', summary: 'as if it were this time: 2026-03-01T03:00Z; default: now' },
      { name: '--offline', summary: 'does not ask the Isthmus that runs; nor does --book, --at and --silence' },
      { name: '--json', summary: 'print {ok, running, lines}; of send-test and sink the answer of the API' },
      {
        name: 'send-test ROUTE',
        summary: 'sends the sample of a preset through a route of the Isthmus that runs, as a test',
      },
      { name: '--preset NAME', summary: 'whose sample: zabbix, icinga ...; default: generic' },
      {
        name: '--to WHERE',
        summary: 'of send-test: in place of whom the route tells: sink:trial, alice, xmpp:...; often',
      },
      { name: '--severity LEVEL', summary: 'info, warning, error or critical; default: that of the sample' },
      { name: '--lasts TIME', summary: 'after this the test is over by itself, default 2m, at most 1h' },
      {
        name: '--escalate',
        summary: 'also goes on to further addresses, chains, and through quiet hours: somebody may be woken',
      },
      { name: 'sink NAME', summary: 'shows what was sent to sink:NAME; --clear forgets it' },
      { name: '--url, --token-file ...', summary: 'where Isthmus is and the token of a bot, as for isthmus send' },
    ],
    async run(args, io) {
      const [what, ...after] = args;
      if (what === 'send-test') return await sendTest(after, io, networks);
      if (what === 'sink') return await showSink(after, io, networks);
      if (what !== 'test') throw new UsageError('needs the word test, send-test or sink');
      const given = new Arguments(after);
      const [books, headers, silences] = [given.all('--book'), given.all('--header'), given.all('--silence')];
      const [config, payload] = [given.option('--config'), given.option('--payload')];
      const [source, to, as] = [given.option('--source'), given.option('--to'), given.option('--as')];
      const [from, at] = [given.option('--from'), given.option('--at')];
      const [offline, json] = [given.flag('--offline'), given.flag('--json')];
      const where = takeConnection(given, config);
      given.end();
      const form = FORMS.find((one) => one === as);
      if (as !== undefined && form === undefined) throw new UsageError(`takes --as ${FORMS.join(', ')}`);
      const { files, surrounding } = await bookOf({ config, books, now: timeOf(at) }, networks, io.env);
      const octets = await payloadOf(payload ?? '-', stdin);
      const mail = form === 'email' ? await mailReader() : undefined;
      const { tryFiles } = await tester();
      const result = await tryFiles({
        files,
        surrounding,
        silences,
        ...(source !== undefined && { source }),
        ...(to !== undefined && { to }),
        payload: {
          octets,
          ...(form !== undefined && { as: form }),
          ...(from !== undefined && { from }),
          headers: Object.fromEntries(headers.map(headerOf)),
          query: {},
          readMail: (octets) => mail?.read(octets) ?? { text: '', headers: [] },
        },
      });
      const { alerts = [], ...offlineResult } = result;
      const asks = !offline && books.length === 0 && at === undefined && silences.length === 0;
      const live = asks && alerts.length > 0 ? await askRunning(alerts, to, where, io, networks) : undefined;
      print(
        { ...offlineResult, lines: [...result.lines, '', ...runningLines(live)], running: live?.ok === true },
        json,
        io,
      );
      return result.ok ? 0 : 2;
    },
  };
}

interface Where {
  readonly config: string | undefined;
  readonly books: readonly string[];
  readonly now: number;
}

/** The files of the book, and what stands beside it. */
async function bookOf(
  { config: file, books, now }: Where,
  networks: Networks,
  environment: CommandIo['env'],
): Promise<Pick<Trial, 'files' | 'surrounding'>> {
  if (file === undefined) {
    if (books.length === 0) throw new UsageError('needs --config FILE, or --book FILE');
    return { files: books, surrounding: { now } };
  }
  if (books.length > 0) throw new UsageError('takes --config or --book, not both');
  const { result } = await readConfig(networks, file, { environment });
  if (!result.ok) throw new StartError(result.findings.map((finding) => findingText(file, finding)).join('\n'));
  const { gateways, http } = result.config;
  const alerts = gateways.find(({ name }) => name === 'alerts');
  if (alerts === undefined) throw new StartError(`${file} names no gateway for alerts: add gateways.alerts`);
  const others = gateways.filter(({ name }) => ['sms', 'email', 'irc'].includes(name));
  const { routes } = alerts.config as { readonly routes: string | readonly string[] };
  return {
    files: [routes].flat().map((one) => resolve(dirname(resolve(file)), one)),
    surrounding: {
      now,
      domain: alerts.domain,
      gateways: Object.fromEntries(others.map(({ name, domain }) => [name, domain])),
      http: http !== undefined,
    },
  };
}

/** Says which of the two was used. */
function runningLines(live: Live | undefined): readonly string[] {
  if (live === undefined)
    return ['offline: presences, silences, incidents and what people have set were not looked at'];
  if (!live.ok) return [`offline: the Isthmus that runs was not asked: ${live.why}`];
  return [`running: as it stands now at ${live.url}`, ...live.lines];
}

function print(result: Omit<RouteTest, 'alerts'> & { readonly running: boolean }, json: boolean, io: CommandIo): void {
  if (json) io.out(JSON.stringify(result, undefined, 2));
  else for (const line of result.lines) io.out(line);
}

function timeOf(written: string | undefined): number {
  if (written === undefined) return systemClock.now();
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(written) ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`cannot read --at ${written}: write it like 2026-03-01T03:00Z`);
  return time;
}

function headerOf(written: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([\w-]+):\s*(.*)$/s.exec(written) ?? [];
  if (name === '') throw new UsageError(`cannot read --header ${written}: write it like "Title: Disk full"`);
  return [name.toLowerCase(), value.trim()];
}

async function payloadOf(file: string, stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (file !== '-') {
    try {
      return await readFile(file);
    } catch (error) {
      throw new StartError(`${file} cannot be read: ${explainReason(error)}`);
    }
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stdin) {
    size += piece.length;
    if (size > LARGEST) throw new StartError('the payload is larger than 4 MiB');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
