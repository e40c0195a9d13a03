import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { certificateAuthority } from './certificate.js';
import { freePort } from './free-port.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

/** A site as the administrator of a web server writes it, for port 443 of all addresses. */
interface Site {
  /** `gw.example.org` */
  readonly host: string;
  readonly text: string;
}

/** A real web server with TLS on a free loopback port, in front of something that has none. */
export class WebProxy extends LocalServer {
  readonly port: number;
  readonly #authority: string;

  constructor(plan: ServerPlan, port: number, authority: string) {
    super(plan);
    this.port = port;
    this.#authority = authority;
  }

  /** Options of a request to the site: there it is found, and so its certificate is known. */
  async connection(): Promise<{ readonly lookup: typeof loopback; readonly port: number; readonly ca: string }> {
    return { lookup: loopback, port: this.port, ca: await readFile(this.#authority, 'utf8') };
  }
}

/** Caddy, which makes the certificates of the site by itself, by an authority of its own. */
export async function startCaddy(site: Site): Promise<WebProxy> {
  const [dir, port, plainPort] = [await tempDir('caddy'), await freePort(), await freePort()];
  const options = [
    'admin off',
    'default_bind 127.0.0.1',
    `https_port ${port}`,
    `http_port ${plainPort}`,
    'local_certs',
    'skip_install_trust',
    `storage file_system ${dir}`,
  ];
  const file = join(dir, 'Caddyfile');
  await writeFile(file, `{\n${options.join('\n')}\n}\n${site.text}`);
  const args = ['run', '--adapter', 'caddyfile', '--config', file];
  const env = { HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir };
  const authority = join(dir, 'pki/authorities/local/root.crt');
  return await started({ name: 'caddy', dir, command: '/usr/bin/caddy', args, env }, site, port, authority);
}

/** nginx, with a certificate of an authority that was made for it. */
export async function startNginx(site: Site): Promise<WebProxy> {
  const [dir, port] = [await tempDir('nginx'), await freePort()];
  const authority = await certificateAuthority(dir, 'authority');
  const certificate = await authority.issue(site.host);
  const text = site.text
    .replace(/\/etc\/letsencrypt\S+fullchain\.pem/, certificate.cert)
    .replace(/\/etc\/letsencrypt\S+privkey\.pem/, certificate.key)
    .replace(/^ +listen \[::\].*$/m, '')
    .replace('listen 443 ', `listen 127.0.0.1:${port} `);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`);
  const main = `daemon off; master_process off; pid ${dir}/nginx.pid; error_log stderr; events {}`;
  const file = join(dir, 'nginx.conf');
  await writeFile(file, `${main}\nhttp {\naccess_log off;\n${paths.join('\n')}\n${text}}\n`);
  const args = ['-p', dir, '-e', 'stderr', '-c', file];
  return await started({ name: 'nginx', dir, command: '/usr/sbin/nginx', args }, site, port, authority.cert);
}

async function started(
  plan: Omit<ServerPlan, 'isReady'>,
  { host }: Site,
  port: number,
  authority: string,
): Promise<WebProxy> {
  const isReady = (): Promise<boolean> => shakesHands(host, port);
  const proxy = new WebProxy({ ...plan, isReady }, port, authority);
  await proxy.start();
  return proxy;
}

/** Whether it has a certificate for the host. */
function shakesHands(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Finds every host on loopback. */
function loopback(
  _host: string,
  options: { readonly all?: boolean | undefined },
  callback: (error: null, address: string | { address: string; family: number }[], family?: number) => void,
): void {
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
}
