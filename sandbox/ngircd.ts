import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asNobody } from './as-nobody.js';
import type { CertificateFiles } from './certificate.js';
import { freePort } from './free-port.js';
import { OPERATOR } from './operator.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

interface NgircdOptions {
  /** Certificate and key (PEM files): opens a port for TLS too. */
  readonly certificate?: CertificateFiles;
  /** The password that every client has to give (PASS); default none. */
  readonly password?: string;
  /** Shared secret of WEBIRC; default none. */
  readonly webircPassword?: string;
  /** Seconds of silence before the server pings, and that it waits for the answer. Default 3600 and 60. */
  readonly pingTimeout?: number;
  readonly pongTimeout?: number;
  /** Longest nick; default 30. */
  readonly nickLength?: number;
  /** Keeps the flood control on, as an installation has it. Default off. */
  readonly floodControl?: boolean;
  /** Channels that exist from the start: `{ '#locked': '+k sesame' }`. */
  readonly channels?: Readonly<Record<string, string>>;
}

/** A real ngIRCd: an old-style server, RFC 2812 with CAP multi-prefix and little else. */
export class Ngircd extends LocalServer {
  readonly software = 'ngircd';
  readonly host = '127.0.0.1';
  /** Its name on the network: `irc.example.org`. */
  readonly serverName: string;
  readonly port: number;
  /** For TLS from the first octet; undefined without a certificate. */
  readonly tlsPort: number | undefined;

  constructor(plan: ServerPlan, names: { serverName: string; port: number; tlsPort: number | undefined }) {
    super(plan);
    this.serverName = names.serverName;
    this.port = names.port;
    this.tlsPort = names.tlsPort;
  }
}

/** Starts ngIRCd on free loopback ports, with no limit on connections, joins and speed. */
export async function startNgircd(options: NgircdOptions = {}): Promise<Ngircd> {
  const dir = await tempDir('ngircd');
  const port = await freePort();
  const tlsPort = options.certificate === undefined ? undefined : await freePort();
  const serverName = 'irc.example.org';
  if (options.certificate !== undefined) await prepareTls(dir, options.certificate);
  const config = join(dir, 'ngircd.conf');
  await writeFile(config, ngircdConfig(options, { dir, serverName, port, tlsPort }), { mode: 0o600 });
  const plan: ServerPlan = {
    name: 'ngircd',
    dir,
    ...(await asNobody(dir, { command: '/usr/sbin/ngircd', args: ['--nodaemon', '--config', config] })),
    isReady: async () => await answers(port, 'CAP LS\r\n', ' CAP '),
  };
  const server = new Ngircd(plan, { serverName, port, tlsPort });
  await server.start();
  return server;
}

interface Place {
  readonly dir: string;
  readonly serverName: string;
  readonly port: number;
  readonly tlsPort: number | undefined;
}

/** Files of TLS in its folder. */
const TLS = { cert: 'tls.crt', key: 'tls.key', group: 'dh.pem' } as const;

/**
 * Puts what TLS needs where the server can read it, and a group of RFC 7919: without one it looks for a group of its own at
 * each start, for the better part of a second.
 */
async function prepareTls(dir: string, certificate: CertificateFiles): Promise<void> {
  await copyFile(certificate.cert, join(dir, TLS.cert));
  await copyFile(certificate.key, join(dir, TLS.key));
  const group = ['-genparam', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048'];
  await promisify(execFile)('openssl', ['genpkey', ...group, '-out', join(dir, TLS.group)]);
}

type Section = Readonly<Record<string, string | number>>;

function ngircdConfig(options: NgircdOptions, { dir, serverName, port, tlsPort }: Place): string {
  const { password, webircPassword, pingTimeout = 3600, pongTimeout = 60, nickLength = 30 } = options;
  const sections: readonly (readonly [string, Section])[] = [
    [
      'Global',
      {
        Name: serverName,
        Info: 'sandbox',
        AdminInfo1: 'sandbox',
        AdminEMail: 'admin@example.org',
        Listen: '127.0.0.1',
        Ports: port,
        Network: 'Sandbox',
        MotdPhrase: 'Welcome to the sandbox',
        ...(password === undefined ? {} : { Password: password }),
      },
    ],
    [
      'Limits',
      {
        MaxConnections: 0,
        MaxConnectionsIP: 0,
        MaxJoins: 0,
        MaxListSize: 1000,
        MaxNickLength: nickLength,
        PingTimeout: pingTimeout,
        PongTimeout: pongTimeout,
        ...(options.floodControl === true ? {} : { MaxPenaltyTime: 0 }),
      },
    ],
    [
      'Options',
      {
        AllowedChannelTypes: '#&+',
        DNS: 'no',
        Ident: 'no',
        PAM: 'no',
        OperCanUseMode: 'yes',
        ...(webircPassword === undefined ? {} : { WebircPassword: webircPassword }),
      },
    ],
    ['Operator', { Name: OPERATOR.name, Password: OPERATOR.password }],
  ];
  const path = (file: string) => join(dir, file);
  const tls: readonly (readonly [string, Section])[] =
    tlsPort === undefined
      ? []
      : [['SSL', { CertFile: path(TLS.cert), KeyFile: path(TLS.key), DHFile: path(TLS.group), Ports: tlsPort }]];
  const channels = Object.entries(options.channels ?? {}).map(([Name, Modes]): readonly [string, Section] => [
    'Channel',
    { Name, Modes },
  ]);
  return [...sections, ...tls, ...channels]
    .map(
      ([name, keys]) =>
        `[${name}]\n${Object.entries(keys)
          .map(([key, value]) => `${key} = ${value}\n`)
          .join('')}`,
    )
    .join('\n');
}
