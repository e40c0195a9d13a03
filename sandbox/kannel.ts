import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { LocalServer } from './server.js';
import { tempDir } from './temp-dir.js';

interface KannelOptions {
  /** Port of the SMSC on 127.0.0.1. */
  readonly smscPort: number;
  readonly systemId: string;
  readonly password: string;
  /** max-pending-submits, the SMPP window. */
  readonly window: number;
  /** Where an incoming text goes: a URL with Kannel's escapes, e.g. `http://127.0.0.1:1/mo?from=%p&to=%P&text=%b`. */
  readonly getUrl?: string;
}

/** Both boxes of Kannel: bearerbox speaks SMPP, smsbox speaks HTTP. Used as a peer and as the rival in benchmarks. */
export class Kannel {
  readonly bearerbox: LocalServer;
  readonly smsbox: LocalServer;
  /** Of smsbox' sendsms interface on 127.0.0.1. */
  readonly httpPort: number;

  constructor(bearerbox: LocalServer, smsbox: LocalServer, httpPort: number) {
    this.bearerbox = bearerbox;
    this.smsbox = smsbox;
    this.httpPort = httpPort;
  }

  /** Path and query of a sendsms request; `dlrUrl` asks for delivery reports (dlr-mask 3) to that address. */
  sendsmsPath(message: { from: string; to: string; text: string; dlrUrl?: string }): string {
    const query = new URLSearchParams({
      username: 'bench',
      password: 'bench',
      from: message.from,
      to: message.to,
      text: message.text,
      ...(message.dlrUrl === undefined ? {} : { 'dlr-mask': '3', 'dlr-url': message.dlrUrl }),
    });
    return `/cgi-bin/sendsms?${query}`;
  }

  async stop(): Promise<void> {
    await this.smsbox.stop();
    await this.bearerbox.stop();
  }
}

/** Starts bearerbox and smsbox with a file spool, in a temporary folder, and waits until smsbox takes requests. */
export async function startKannel(options: KannelOptions): Promise<Kannel> {
  const dir = await tempDir('kannel');
  const spool = join(dir, 'spool');
  await mkdir(spool);
  const ports = { admin: await freePort(), box: await freePort(), http: await freePort() };
  const config = join(dir, 'kannel.conf');
  await writeFile(config, kannelConfig(options, ports, dir, spool));
  const bearerbox = new LocalServer({
    name: 'bearerbox',
    dir,
    command: 'bearerbox',
    args: ['-v', '4', config],
    isReady: async () =>
      await answers(ports.admin, 'GET /status.txt?password=bench HTTP/1.0\r\n\r\n', 'Kannel bearerbox'),
  });
  await bearerbox.start();
  const smsbox = new LocalServer({
    name: 'smsbox',
    dir,
    command: 'smsbox',
    args: ['-v', '4', config],
    isReady: async () => await answers(ports.http, 'GET /nothing HTTP/1.0\r\n\r\n', 'HTTP/1.'),
  });
  await smsbox.start();
  return new Kannel(bearerbox, smsbox, ports.http);
}

function kannelConfig(
  options: KannelOptions,
  ports: { admin: number; box: number; http: number },
  dir: string,
  spool: string,
): string {
  const groups: readonly Readonly<Record<string, string | number>>[] = [
    {
      group: 'core',
      'admin-port': ports.admin,
      'admin-password': 'bench',
      'smsbox-port': ports.box,
      'box-allow-ip': '127.0.0.1',
      'log-file': join(dir, 'bearerbox.log'),
      'log-level': 4,
      'store-type': 'spool',
      'store-location': spool,
      'dlr-storage': 'internal',
      'sms-incoming-queue-limit': -1,
      'sms-outgoing-queue-limit': -1,
    },
    {
      group: 'smsc',
      smsc: 'smpp',
      'smsc-id': 'bench',
      host: '127.0.0.1',
      port: options.smscPort,
      'transceiver-mode': 1,
      'smsc-username': options.systemId,
      'smsc-password': options.password,
      'system-type': 'bench',
      'max-pending-submits': options.window,
      'source-addr-ton': 1,
      'source-addr-npi': 1,
      'dest-addr-ton': 1,
      'dest-addr-npi': 1,
    },
    {
      group: 'smsbox',
      'bearerbox-host': '127.0.0.1',
      'sendsms-port': ports.http,
      'log-file': join(dir, 'smsbox.log'),
      'log-level': 4,
      'max-pending-requests': 512,
    },
    {
      group: 'sendsms-user',
      username: 'bench',
      password: 'bench',
      concatenation: 'true',
      'max-messages': 10,
    },
  ];
  const service: Readonly<Record<string, string | number>>[] =
    options.getUrl === undefined
      ? []
      : [
          {
            group: 'sms-service',
            keyword: 'default',
            'get-url': `"${options.getUrl}"`,
            'catch-all': 'true',
            'max-messages': 0,
            'omit-empty': 'true',
          },
        ];
  const write = (group: Readonly<Record<string, string | number>>) =>
    Object.entries(group)
      .map(([key, value]) => `${key} = ${value}\n`)
      .join('');
  return `${[...groups, ...service].map(write).join('\n')}\n`;
}
