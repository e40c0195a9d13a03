import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalServer } from './server.js';
import { tempDir } from './temp-dir.js';

interface BiboumiOptions {
  /** The component port of the XMPP server on 127.0.0.1, and what the component is there. */
  readonly componentPort: number;
  readonly domain: string;
  readonly secret: string;
  /** Bare JIDs of administrators. */
  readonly admins?: readonly string[];
}

/** What it writes at level 1 when the XMPP server has taken it. */
const READY = 'Authenticated with the XMPP server';

/** Starts biboumi, the IRC gateway that people use today: the rival in benchmarks. Its database is SQLite, in its folder. */
export async function startBiboumi(options: BiboumiOptions): Promise<LocalServer> {
  const { componentPort, domain, secret, admins = [] } = options;
  const dir = await tempDir('biboumi');
  const config = join(dir, 'biboumi.cfg');
  const lines: Readonly<Record<string, string | number>> = {
    hostname: domain,
    password: secret,
    xmpp_server_ip: '127.0.0.1',
    port: componentPort,
    db_name: join(dir, 'biboumi.sqlite'),
    admin: admins.join(':'),
    log_level: 1,
    identd_port: 0,
  };
  await writeFile(
    config,
    Object.entries(lines)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
    { mode: 0o600 },
  );
  const server: LocalServer = new LocalServer({
    name: 'biboumi',
    dir,
    command: '/usr/bin/biboumi',
    args: [config],
    isReady: async () => server.logs().includes(READY),
  });
  await server.start();
  return server;
}
