import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

/** A Redis server, empty unless `dir` has data. */
export interface RedisOptions {
  /** `appendfsync` of the append-only file; `off` keeps nothing. Default `everysec`, as an installation has it. */
  readonly aof?: 'always' | 'everysec' | 'no' | 'off';
  /** More arguments of redis-server: `['--maxmemory', '64mb', '--maxmemory-policy', 'noeviction']`. */
  readonly args?: readonly string[];
  /** Where its data is, a folder that is there; default a temporary one. It is removed with the server. */
  readonly dir?: string;
  /** Variables of its environment besides our own: a clock of its own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A private Redis. */
export class RedisServer extends LocalServer {
  readonly port: number;
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  /** `unix://<path>`: by its socket, as the private Redis of an installation is reached. */
  readonly unixUrl: string;

  constructor(plan: ServerPlan, port: number) {
    super(plan);
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.unixUrl = `unix://${socketIn(plan.dir)}`;
  }
}

function socketIn(dir: string): string {
  return `${dir}/redis.sock`;
}

/** Starts a Redis of its own on a free loopback port, with its data in a temporary folder. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const dir = options.dir ?? (await tempDir('redis'));
  const { aof = 'everysec', args = [], env = {} } = options;
  const persistence = aof === 'off' ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', aof];
  const plan: ServerPlan = {
    name: 'redis-server',
    dir,
    env,
    command: 'redis-server',
    args: [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--unixsocket',
      socketIn(dir),
      '--dir',
      dir,
      '--save',
      '',
      '--daemonize',
      'no',
      ...persistence,
      ...args,
    ],
    isReady: async () => await answers(port, 'PING\r\n', '+PONG'),
  };
  const server = new RedisServer(plan, port);
  await server.start();
  return server;
}
