import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child } from '../../sandbox/child.js';
import { tempDir } from '../../sandbox/temp-dir.js';
import { openComponent } from '../support/raw-component.js';

/** Component domains of a bench and their secrets; the server has to know them all. */
export const COMPONENTS: Readonly<Record<string, string>> = {
  'load.localhost': 'load',
  'echo.localhost': 'echo',
  'probe.localhost': 'probe',
  'sms.localhost': 'sms',
  'bounce.localhost': 'bounce',
  'irc.localhost': 'irc',
  'biboumi.localhost': 'biboumi',
  'quiet.localhost': 'quiet',
  'email.localhost': 'email',
  'alerts.localhost': 'alerts',
};

/** Domain of the mail addresses that the gateway of a bench gives. */
export const MAIL_DOMAIN = 'mail.example.org';

/** Where the book of routes is, in the folder of the gateway. */
const BOOK = 'routes.yaml';

/** The mail servers of a bench, all on 127.0.0.1. */
export interface EmailSetup {
  /** Where mail goes out. */
  readonly smtpPort: number;
  /** Where the gateway takes mail in. */
  readonly lmtpPort: number;
  /** Where it tells its metrics. */
  readonly httpPort: number;
}

/** The alerts of a bench. */
export interface AlertsSetup {
  /** Where requests are taken, on 127.0.0.1. */
  readonly httpPort: number;
  /** The book of routes. */
  readonly book: object;
}

export interface GatewaySetup {
  readonly server: { readonly componentPort: number; readonly domain: string };
  readonly redisUrl: string;
  /** SMPP port of the carrier; without it there is no SMS gateway. */
  readonly smscPort?: number;
  /** IRC networks: their names and their ports on 127.0.0.1. Without it there is no IRC gateway. */
  readonly irc?: Readonly<Record<string, number>>;
  /** Without it there is no mail gateway. */
  readonly email?: EmailSetup;
  /** Without it there is no gateway of alerts. */
  readonly alerts?: AlertsSetup;
  /** The echo gateway too. */
  readonly echo?: boolean;
  /** Streams a domain; default 1. */
  readonly streams?: number;
  /** Folder of an earlier one, to go on with its key and data. */
  readonly dir?: string;
  /** Another process of one that runs already, to share its work. */
  readonly beside?: Gateway;
}

/** `ISTHMUS_BENCH_NODE='--cpu-prof --cpu-prof-dir=/some/folder'` profiles the gateway. */
function nodeArguments(): string[] {
  return (process.env.ISTHMUS_BENCH_NODE ?? '').split(' ').filter((argument) => argument !== '');
}

/** Our side: one process, as an admin runs it. */
export class Gateway {
  readonly #setup: GatewaySetup;
  /** Its configuration, key and data. */
  readonly dir: string;
  #child: Child | undefined;

  constructor(setup: GatewaySetup, dir: string) {
    this.#setup = setup;
    this.dir = dir;
  }

  get keyFile(): string {
    return this.#setup.beside?.keyFile ?? join(this.dir, 'secret.key');
  }

  /** What its keys in Redis begin with. */
  get prefix(): string | undefined {
    const { irc, email, alerts, beside } = this.#setup;
    if (beside !== undefined) return beside.prefix;
    // Several of them one after the other, each with a key file of its own.
    return irc === undefined && email === undefined && alerts === undefined ? undefined : basename(this.dir);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  logs(): string {
    return this.#child?.logs() ?? '';
  }

  /** Starts it; resolves when every domain of it answers a ping through the server. Returns the milliseconds that took. */
  async start(): Promise<number> {
    const { server, smscPort, irc, email, alerts, echo } = this.#setup;
    const domains = [
      ...(smscPort === undefined ? [] : ['sms.localhost']),
      ...(irc === undefined ? [] : ['irc.localhost']),
      ...(email === undefined ? [] : ['email.localhost']),
      ...(alerts === undefined ? [] : ['alerts.localhost']),
      ...(echo ? ['bounce.localhost'] : []),
    ];
    const config = join(this.dir, 'isthmus.yaml');
    await writeFile(config, JSON.stringify(this.#config(), null, 2));
    if (alerts !== undefined) await writeFile(join(this.dir, BOOK), JSON.stringify(alerts.book), { mode: 0o600 });
    const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
    const probe = await openComponent(server.componentPort, 'probe.localhost', COMPONENTS['probe.localhost'] ?? '');
    const answered = new Set<string>();
    let text = '';
    probe.onData = (chunk) => {
      text += chunk.toString('utf8');
      for (const [iq] of text.matchAll(/<iq\s[^>]*type=['"]result['"][^>]*>/g)) {
        for (const domain of domains) if (iq.includes(domain)) answered.add(domain);
      }
    };
    const begin = performance.now();
    const child = await Child.start({
      name: 'isthmus',
      command: process.execPath,
      args: [...nodeArguments(), main, 'run', '--config', config],
      cwd: this.dir,
      env: { NODE_ENV: 'production' },
    });
    this.#child = child;
    for (let n = 0; answered.size < domains.length; n++) {
      if (child.exit !== undefined || performance.now() - begin > 20_000) {
        throw new Error(`the gateway did not come up\n${child.tail(60)}`);
      }
      for (const domain of domains) {
        probe.send(
          `<iq type='get' from='probe.localhost' to='${domain}' id='p${n}'><ping xmlns='urn:xmpp:ping'/></iq>`,
        );
      }
      await delay(20);
    }
    const took = performance.now() - begin;
    probe.close();
    return took;
  }

  /** Ends it at once; harmless where it has ended. */
  async kill(): Promise<void> {
    await this.#child?.kill();
    this.#child = undefined;
  }

  /** Ends it orderly. */
  async stop(): Promise<void> {
    await this.#child?.stop(15_000);
    this.#child = undefined;
  }

  #config(): object {
    const { server, redisUrl, smscPort, irc, email, alerts, echo, streams = 1 } = this.#setup;
    const { prefix } = this;
    const httpPort = alerts?.httpPort ?? email?.httpPort;
    const sms =
      smscPort === undefined
        ? {}
        : {
            sms: {
              domain: 'sms.localhost',
              secret: 'sms',
              defaultCountry: 'US',
              numbers: { shared: ['+15550001111'] },
              carriers: [
                { name: 'main', host: '127.0.0.1', port: smscPort, systemId: 'esme', password: 'secret', window: 100 },
              ],
            },
          };
    return {
      xmpp: { server: `127.0.0.1:${server.componentPort}`, domain: server.domain, streams },
      redis: { url: redisUrl, ...(prefix === undefined ? {} : { prefix }) },
      dataDir: join(this.dir, 'data'),
      keyFile: this.keyFile,
      access: { allow: ['load.localhost', 'probe.localhost', server.domain], deny: [], admins: [] },
      // A bench is a thousand times more than one person writes.
      limits: { rate: 1e6, burst: 1e6 },
      log: { level: 'warn' },
      ...(httpPort === undefined ? {} : { http: { listen: `127.0.0.1:${httpPort}` } }),
      gateways: {
        ...sms,
        ...(irc === undefined ? {} : { irc: ircSection(irc) }),
        ...(email === undefined ? {} : { email: emailSection(email) }),
        ...(alerts === undefined ? {} : { alerts: { domain: 'alerts.localhost', secret: 'alerts', routes: BOOK } }),
        ...(echo ? { echo: { domain: 'bounce.localhost', secret: 'bounce' } } : {}),
      },
    };
  }
}

/** Anybody may join, at any speed. */
function ircSection(networks: Readonly<Record<string, number>>): object {
  const connects = { atOnce: 1000, every: '1ms' };
  const network = (port: number) => ({ host: '127.0.0.1', port, tls: false, throttle: false, connects });
  return {
    domain: 'irc.localhost',
    secret: 'irc',
    guests: true,
    networks: Object.fromEntries(Object.entries(networks).map(([name, port]) => [name, network(port)])),
  };
}

/** Any amount of mail, of both kinds of account. */
function emailSection({ smtpPort, lmtpPort }: EmailSetup): object {
  const most = 1e9;
  return {
    domain: 'email.localhost',
    secret: 'email',
    ownMailboxes: { allowed: true, plain: true, allowNetworks: ['127.0.0.0/8'], lookup: { dns: false, web: false } },
    addresses: {
      domain: MAIL_DOMAIN,
      lmtp: `127.0.0.1:${lmtpPort}`,
      smtp: { host: '127.0.0.1', port: smtpPort, security: 'none', connections: 10 },
    },
    limits: {
      mails: most,
      recipients: most,
      newcomers: { for: '0s', mails: most },
      domainMails: most,
      notices: 1000,
    },
  };
}

export async function makeGateway(setup: GatewaySetup): Promise<Gateway> {
  return new Gateway(setup, setup.dir ?? (await tempDir('bench-gateway')));
}
