import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Inspircd } from './inspircd.js';
import { connectIrc } from './irc-client.js';
import { PATIENCE_MS } from './patience.js';
import { LocalServer } from './server.js';
import { tempDir } from './temp-dir.js';

const MODULES = [
  'backend/opensex',
  'protocol/inspircd',
  'crypto/posix',
  'nickserv/main',
  'nickserv/access',
  'nickserv/cert',
  'nickserv/drop',
  'nickserv/enforce',
  'nickserv/ghost',
  'nickserv/group',
  'nickserv/help',
  'nickserv/identify',
  'nickserv/info',
  'nickserv/logout',
  'nickserv/register',
  'nickserv/set_core',
  'nickserv/set_enforcetime',
  'nickserv/set_password',
  'nickserv/status',
  'chanserv/main',
  'chanserv/access',
  'chanserv/akick',
  'chanserv/ban',
  'chanserv/flags',
  'chanserv/info',
  'chanserv/invite',
  'chanserv/op',
  'chanserv/register',
  'chanserv/set_core',
  'chanserv/set_restricted',
  'chanserv/status',
  'chanserv/topic',
  'chanserv/unban_self',
  'chanserv/voice',
  'chanserv/xop',
  'operserv/main',
  'saslserv/main',
  'saslserv/plain',
  'saslserv/external',
];

/** The same e-mail address may stand behind many accounts of the sandbox. */
const EMAIL = 'sandbox@example.org';

/** Real Atheme services beside an InspIRCd: NickServ, ChanServ, and SaslServ with PLAIN and EXTERNAL. */
export class Atheme extends LocalServer {
  readonly #ircd: Inspircd;

  constructor(plan: ConstructorParameters<typeof LocalServer>[0], ircd: Inspircd) {
    super(plan);
    this.#ircd = ircd;
  }

  /**
   * Registers a nick with NickServ, with a connection of its own. `fingerprint`, SHA-256 in small hex digits, is that of a
   * client certificate that may log in too (SASL EXTERNAL). Rejects when NickServ refuses.
   */
  async register(account: string, password: string, fingerprint?: string): Promise<void> {
    const client = await connectIrc({ host: this.#ircd.host, port: this.#ircd.port });
    try {
      await client.register(account);
      client.say('NickServ', `REGISTER ${password} ${EMAIL}`);
      await client.waitForNotice('NickServ', /is now registered/);
      if (fingerprint === undefined) return;
      client.say('NickServ', `CERT ADD ${fingerprint}`);
      await client.waitForNotice('NickServ', /added fingerprint/i);
    } finally {
      await client.quit();
    }
  }
}

/** Starts Atheme and waits until its services answer on the InspIRCd. */
export async function startAtheme(ircd: Inspircd): Promise<Atheme> {
  const dir = await tempDir('atheme');
  await mkdir(join(dir, 'data'));
  const config = join(dir, 'atheme.conf');
  await writeFile(config, athemeConfig(ircd), { mode: 0o600 });
  const [data, log, pid] = [join(dir, 'data'), join(dir, 'atheme.log'), join(dir, 'atheme.pid')];
  const server = new Atheme(
    {
      name: 'atheme-services',
      dir,
      command: '/usr/bin/atheme-services',
      args: ['-n', '-c', config, '-D', data, '-l', log, '-p', pid],
      isReady: async () => await answersAsNickServ(ircd),
    },
    ircd,
  );
  await server.start();
  return server;
}

/** Services are there once they can be seen as users; before that their nicks are not in use. */
async function answersAsNickServ(ircd: Inspircd): Promise<boolean> {
  const client = await connectIrc({ host: ircd.host, port: ircd.port });
  try {
    await client.register(`probe${Math.floor(performance.now())}`);
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      client.send('ISON NickServ ChanServ SaslServ');
      const { params } = await client.waitFor(({ command }) => command === '303', 'the answer to ISON');
      if ((params[1] ?? '').trim().split(' ').length === 3) return true;
      if (performance.now() > deadline) return false;
      await delay(20);
    }
  } finally {
    await client.quit();
  }
}

function athemeConfig(ircd: Inspircd): string {
  const { services } = ircd;
  const service = (section: string, nick: string, more = '') =>
    `${section} { nick = "${nick}"; user = "${nick}"; host = "${services.name}"; real = "${nick}"; ${more} };`;
  return [
    ...MODULES.map((name) => `loadmodule "modules/${name}";`),
    `serverinfo { name = "${services.name}"; desc = "sandbox"; numeric = "2SB"; recontime = 1; netname = "Sandbox";`,
    ' adminname = "sandbox"; adminemail = "admin@example.org"; registeremail = "admin@example.org"; mta = "/bin/true";',
    ' hidehostsuffix = "example.net"; loglevel = { error; info; }; maxlogins = 1000; maxusers = 0; mdlimit = 30;',
    ' emaillimit = 1000; emailtime = 1; auth = none; casemapping = rfc1459; };',
    `uplink "${ircd.serverName}" { host = "127.0.0.1"; port = ${services.port};`,
    ` send_password = "${services.password}"; receive_password = "${services.password}"; };`,
    service('nickserv', 'NickServ', 'maxnicks = 100; expire = 0;'),
    service('chanserv', 'ChanServ', 'maxchans = 1000; expire = 0; maxchanacs = 0; maxfounders = 4;'),
    service('operserv', 'OperServ'),
    service('saslserv', 'SaslServ'),
    'general { permissive_mode; flood_msgs = 0; ratelimit_uses = 100000; ratelimit_period = 1; commit_interval = 5;',
    ' kline_time = 1; clone_time = 0; expire = 0; };',
    '',
  ].join('\n');
}
