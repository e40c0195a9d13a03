import { readFile } from 'node:fs/promises';
import { isLoopbackHost } from '../../../src/network.js';
import { type ExamContext, type Examination, ExamReport } from '../../gateway.js';
import type { IrcConfig } from '../config.js';
import type { Failure, FailureReason } from '../connection/failure.js';
import type { ConnectionSettings, IrcHost } from '../connection/settings.js';
import { secretOf } from '../connection-settings.js';
import { parseServer } from '../hosts.js';
import { type Endpoint, type NetworkSettings, Networks } from '../networks.js';
import { pinText } from '../pins.js';
import { ircDiagnoses } from './diagnoses.js';
import { type IrcGreeting, isFailure, tryServer } from './try-server.js';

type Report = ExamReport<typeof ircDiagnoses>;
type Code = keyof typeof ircDiagnoses;

/** Servers of one network that are tried: whoever lists more has them for bad days. */
const MOST_SERVERS = 3;

/** The networks of the config: whether a user of this machine would get in, and by what means. */
export const ircExamination: Examination<IrcConfig> = {
  diagnoses: ircDiagnoses,
  async run(config, context) {
    const report = new ExamReport(ircDiagnoses);
    const networks = new Networks(config);
    const all = networks.names.flatMap((name) => {
      const found = networks.find(name);
      return found.ok ? [found.settings] : [];
    });
    await Promise.all([
      ...all.flatMap((network) =>
        network.servers.slice(0, MOST_SERVERS).map((server) => lookAtServer(network, server, context, report)),
      ),
      lookAtIdentd(config, context, report),
    ]);
    return report;
  },
};

async function lookAtServer(
  network: NetworkSettings,
  server: Endpoint,
  context: ExamContext,
  report: Report,
): Promise<void> {
  const subject = `IRC network ${network.name} at ${server.host}:${server.port}`;
  const where = `the config file of Isthmus, in gateways.irc.networks.${network.name}`;
  if (!network.tls && !isLoopbackHost(server.host)) {
    report.tell('irc-plain', { subject, found: 'tls is false.', write: 'tls: true\nport: 6697', where });
  }
  const host: IrcHost = { ...server, tls: network.tls };
  const result = await tryServer(host, await settingsOf(network, host), context);
  if (isFailure(result)) {
    tellFailure(result, network, { subject, where, report });
    return;
  }
  lookAtGreeting(result, network, { subject, where, report });
}

/** As for a user who has registered nothing. */
async function settingsOf(network: NetworkSettings, host: IrcHost): Promise<ConnectionSettings> {
  const password = await secretOf(network.password, network.passwordFile);
  const proxyPassword = await secretOf(network.socks?.password, network.socks?.passwordFile);
  return {
    hosts: [host],
    tls: {
      verify: network.verify,
      ...(network.caFile === undefined ? {} : { ca: await readFile(network.caFile, 'utf8') }),
      ...(network.pins.length === 0 ? {} : { pins: network.pins.map(pinText), pinSuffices: true }),
      ...(network.serverName === undefined ? {} : { serverName: network.serverName }),
    },
    ...(password === undefined ? {} : { password }),
    ...(network.socks === undefined
      ? {}
      : {
          proxy: {
            host: network.socks.host,
            port: network.socks.port,
            ...(network.socks.username === undefined ? {} : { user: network.socks.username }),
            ...(proxyPassword === undefined ? {} : { password: proxyPassword }),
          },
        }),
    nick: '',
    alternativeNicks: [],
    username: '',
    realname: '',
    afterConnect: [],
    capabilities: [],
    addressAllowed: () => true,
  };
}

interface Telling {
  readonly subject: string;
  readonly where: string;
  readonly report: Report;
}

function lookAtGreeting(greeting: IrcGreeting, network: NetworkSettings, { subject, where, report }: Telling): void {
  const { sasl, network: name, utf8Only, tls } = greeting;
  const mechanisms = sasl === undefined ? '' : `, SASL ${sasl === '' ? 'of unnamed mechanisms' : sasl}`;
  report.fine(`${subject} lets us in${tls === undefined ? '' : ` by ${tls}`}${mechanisms}`);
  if (sasl === undefined && network.sasl === 'required') {
    report.tell('irc-sasl-required', {
      subject,
      found: 'It does not offer the capability sasl.',
      write: 'sasl: optional',
      where,
    });
  } else if (sasl === undefined && network.sasl === 'optional') {
    report.tell('irc-no-sasl', { subject, found: 'It does not offer the capability sasl.', write: 'sasl: off', where });
  }
  if (utf8Only && network.charsetOut !== 'utf-8') {
    report.tell('irc-utf8-only', {
      subject,
      found: `It says UTF8ONLY; charsetOut is ${network.charsetOut}.`,
      write: 'charsetOut: utf-8',
      where,
    });
  }
  if (name !== undefined && !alike(name, network.name)) {
    report.tell('irc-network-name', {
      subject,
      found: `It calls itself ${name.slice(0, 60)}.`,
      write: `${simple(name).slice(0, 31) || 'network'}: { host: ... }`,
      where: 'the config file of Isthmus, in gateways.irc.networks; only before anybody uses the old name',
    });
  }
}

/** What is left of a name when people write it by heart. */
function simple(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(?:irc)|(?:net|irc|chat)$/g, '');
}

function alike(one: string, other: string): boolean {
  const [a, b] = [simple(one), simple(other)];
  return a === '' || b === '' || a.includes(b) || b.includes(a);
}

const BY_REASON: Readonly<Partial<Record<FailureReason, Code>>> = {
  'host-unknown': 'irc-unresolved',
  'no-address': 'irc-unresolved',
  unreachable: 'irc-refused',
  'proxy-failed': 'irc-refused',
  'connect-timeout': 'irc-silent',
  'registration-timeout': 'irc-silent',
  'tls-failed': 'irc-tls',
  'certificate-refused': 'irc-certificate',
  'pin-mismatch': 'irc-pin',
  'password-refused': 'irc-password',
  banned: 'irc-banned',
  throttled: 'irc-throttled',
  'too-many-connections': 'irc-throttled',
};

function tellFailure({ reason, text }: Failure, network: NetworkSettings, { subject, where, report }: Telling): void {
  const code = BY_REASON[reason] ?? 'irc-closed';
  report.tell(code, {
    subject,
    found: `${reason}${text === '' ? '' : `: ${text.slice(0, 200)}`}.`,
    write: lineFor(code, network),
    where,
  });
}

function lineFor(code: Code, network: NetworkSettings): string {
  switch (code) {
    case 'irc-tls':
    case 'irc-silent':
      return network.tls ? 'port: 6697' : 'tls: true';
    case 'irc-certificate':
      return 'caFile: /etc/isthmus/irc-ca.pem';
    case 'irc-pin':
      return 'pins: [the SHA-256 fingerprint that the network publishes]';
    case 'irc-password':
      return 'passwordFile: /etc/isthmus/irc.secret';
    case 'irc-throttled':
      return 'maxSessions: 10\nconnects: { every: 2s }';
    case 'irc-banned':
      return '# write to the operators of the network, and tell them of identd or webirc';
    default:
      return `host: ${network.servers[0]?.host ?? 'chat.example.net'}\nport: ${network.tls ? 6697 : 6667}`;
  }
}

async function lookAtIdentd({ identd }: IrcConfig, context: ExamContext, report: Report): Promise<void> {
  if (identd === undefined) return;
  const { host = '', port = 0 } = parseServer(identd.listen) ?? {};
  const state = await context.port(host, port);
  if (state === 'free' || (state === 'taken' && context.running)) return;
  const why = {
    taken: 'It is in use, and Isthmus does not run.',
    forbidden: 'This user may not listen there.',
    'not-here': 'It is no address of this machine.',
  }[state];
  report.tell('identd-port-unusable', {
    subject: `identd ${host}:${port}`,
    found: why,
    write: 'AmbientCapabilities=CAP_NET_BIND_SERVICE',
    where: 'the systemd unit; or lead port 113 to another port of yours and set gateways.irc.identd.listen',
  });
}
