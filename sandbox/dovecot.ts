import { spawn } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { asNobody } from './as-nobody.js';
import type { CertificateFiles } from './certificate.js';
import type { Exit } from './child.js';
import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

interface DovecotOptions {
  /** Opens a port for TLS too, and STARTTLS on the plain one. */
  readonly certificate?: CertificateFiles;
  /** Lets users in by tokens (XOAUTH2, OAUTHBEARER), see {@link Dovecot.tokens}; passwords still work. */
  readonly oauth?: boolean;
  /** Connections of one user from one address; default 0, no limit. An installation has 10. */
  readonly connectionsPerUser?: number;
  /**
   * Connections that share a process; default 1, as an installation has it. More for hundreds of users at once: but then only one
   * of several connections to the same folder hears of news in IDLE.
   */
  readonly connectionsPerProcess?: number;
  /** What the server may say that it can do (RFC 9051 7.2.2); default all. */
  readonly capabilities?: string;
  /** Keeps the pause after a wrong password, as an installation has it. Default none. */
  readonly authPenalty?: boolean;
  /** Lines for the configuration file. */
  readonly extra?: string;
}

const NOBODY = 65_534;
const PASSWORD = 'secret';
const MOST_LOOKS = 20;

/**
 * A real Dovecot. Every user name exists, with the same password, and has the folders INBOX, Sent, Drafts, Junk, Trash and
 * Archive (SPECIAL-USE). Mails come in by {@link deliver}.
 */
export class Dovecot extends LocalServer {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly lmtpPort: number;
  /** For TLS from the first octet; undefined without a certificate. */
  readonly tlsPort: number | undefined;
  /** Tokens that let a user in: token to user name. May be changed at any time. */
  readonly tokens = new Map<string, string>();
  readonly #tokenServer: Server | undefined;
  #password = PASSWORD;

  constructor(plan: ServerPlan, ports: Ports, tokenServer: Server | undefined) {
    super(plan);
    this.port = ports.imap;
    this.lmtpPort = ports.lmtp;
    this.tlsPort = ports.imaps;
    this.#tokenServer = tokenServer;
    tokenServer?.on('request', (request, response) => {
      const token = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('token') ?? '';
      const username = this.tokens.get(token);
      response.writeHead(username === undefined ? 401 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(username === undefined ? { error: 'invalid_token' } : { username, active: true }));
    });
  }

  /** That of every user. */
  get password(): string {
    return this.#password;
  }

  /** Every user has another password from now on, and has to sign in again. */
  async changePassword(password: string): Promise<void> {
    const config = join(this.dir, 'dovecot.conf');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace(`password=${this.#password}\n`, `password=${password}\n`));
    this.#password = password;
    await this.kill();
    await this.start();
  }

  /** Puts a mail into a user's inbox by LMTP, as the admin's mail server would. */
  async deliver(user: string, mail: string | Uint8Array): Promise<void> {
    await deliverByLmtp(this.lmtpPort, [user], mail);
  }

  /** Puts a mail into a folder, which is made where it is missing. */
  async append(user: string, folder: string, mail: string | Uint8Array): Promise<void> {
    await this.doveadm(['save', '-u', user, '-m', folder], mail);
  }

  /** Writes mails into the inbox behind the server's back, many at once: the server finds them at its next look. */
  async seed(user: string, mails: readonly (string | Uint8Array)[]): Promise<void> {
    const box = this.#maildir(user);
    for (const part of ['', 'tmp', 'new', 'cur']) await this.#folder(join(box, part));
    for (const [index, mail] of mails.entries()) {
      const file = join(box, 'new', `${1_700_000_000 + index}.M${index}P${process.pid}.seed`);
      await writeFile(file, mail);
      if (process.getuid?.() === 0) await chown(file, NOBODY, NOBODY);
    }
  }

  /**
   * The server forgets how it had numbered the inbox, as after a backup was put back: UIDVALIDITY is another. What is there is
   * numbered in the order in which it came.
   */
  async resetUidValidity(user: string): Promise<void> {
    const box = this.#maildir(user);
    for (const file of await readdir(box)) {
      if (/^dovecot[.-](uidlist|uidvalidity|index)/.test(file)) await rm(join(box, file), { force: true });
    }
    await this.uidValidity(user);
  }

  /** UIDVALIDITY of the inbox. */
  async uidValidity(user: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.doveadm(['mailbox', 'status', '-u', user, 'uidvalidity', 'INBOX'])).trim();
      } catch (error) {
        // While its files are written anew by another session, the folder seems to have been deleted.
        if (attempt >= MOST_LOOKS || !String(error).includes('deleted under us')) throw error;
      }
    }
  }

  /** Runs `doveadm` on this server and returns what it writes. */
  async doveadm(args: readonly string[], input?: string | Uint8Array): Promise<string> {
    return await new Promise((resolve, reject) => {
      const child = spawn('/usr/bin/doveadm', ['-c', join(this.dir, 'dovecot.conf'), ...args]);
      let [out, bad] = ['', ''];
      child.stdout.on('data', (text) => {
        out += String(text);
      });
      child.stderr.on('data', (text) => {
        bad += String(text);
      });
      child.once('error', reject);
      child.once('close', (code) => {
        if (code === 0) resolve(out);
        else reject(new Error(`doveadm ${args.join(' ')}: ${bad}`));
      });
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  }

  /** `kill -9` of the server with all its processes, so that the connections end too. */
  override async kill(): Promise<Exit> {
    this.#signalAll('SIGKILL');
    return await super.kill();
  }

  /** Stops the clock of all its processes: connections stay open and silent. */
  override pause(): void {
    this.#signalAll('SIGSTOP');
  }

  override resume(): void {
    this.#signalAll('SIGCONT');
  }

  override async stop(): Promise<void> {
    await super.stop();
    this.#tokenServer?.close();
  }

  /** The server and its processes are a process group. */
  #signalAll(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  #maildir(user: string): string {
    return join(this.dir, 'mail', user, 'Maildir');
  }

  async #folder(dir: string): Promise<void> {
    await mkdir(dir, { recursive: true });
    if (process.getuid?.() !== 0) return;
    await chown(dir, NOBODY, NOBODY);
    await chown(join(dir, '..'), NOBODY, NOBODY);
  }
}

interface Ports {
  readonly imap: number;
  readonly lmtp: number;
  readonly imaps: number | undefined;
}

/** Starts Dovecot on free loopback ports, with room for thousands of connections. */
export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const dir = await tempDir('dovecot');
  const imaps = options.certificate === undefined ? undefined : await freePort();
  const ports: Ports = { imap: await freePort(), lmtp: await freePort(), imaps };
  const tokenServer = options.oauth === true ? createServer() : undefined;
  const tokenPort = tokenServer === undefined ? 0 : await freePort();
  if (tokenServer !== undefined) {
    await new Promise<void>((resolve) => tokenServer.listen(tokenPort, '127.0.0.1', resolve));
    tokenServer.unref();
    await writeFile(join(dir, 'oauth2.conf'), oauthConfig(tokenPort));
  }
  const config = join(dir, 'dovecot.conf');
  await mkdir(join(dir, 'run'));
  await mkdir(join(dir, 'mail'));
  if (options.certificate !== undefined) {
    await copyFile(options.certificate.cert, join(dir, 'tls.crt'));
    await copyFile(options.certificate.key, join(dir, 'tls.key'));
  }
  await writeFile(config, dovecotConfig(dir, ports, options));
  await chmod(config, 0o644);
  const plan: ServerPlan = {
    name: 'dovecot',
    dir,
    ...(await asNobody(dir, { command: '/usr/sbin/dovecot', args: ['-F', '-c', config] })),
    isReady: async () => (await answers(ports.imap, '', '* OK')) && (await answers(ports.lmtp, '', '220 ')),
  };
  const server = new Dovecot(plan, ports, tokenServer);
  await server.start();
  return server;
}

function dovecotConfig(dir: string, ports: Ports, options: DovecotOptions): string {
  const { certificate, oauth = false, connectionsPerUser = 0, capabilities, authPenalty = false, extra = '' } = options;
  const { connectionsPerProcess = 1 } = options;
  const user = process.getuid?.() === 0 ? { uid: NOBODY, name: 'nobody', group: 'nogroup' } : ownUser();
  const mechanisms = ['plain', 'login', ...(oauth ? ['xoauth2', 'oauthbearer'] : [])];
  const tls =
    certificate === undefined
      ? 'ssl = no'
      : `ssl = yes\nssl_cert = <${join(dir, 'tls.crt')}\nssl_key = <${join(dir, 'tls.key')}`;
  const tokens = `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${join(dir, 'oauth2.conf')}\n}`;
  const folders = ['Sent', 'Drafts', 'Junk', 'Trash', 'Archive'].map(
    (name) => `  mailbox ${name} {\n    special_use = \\${name}\n    auto = create\n  }`,
  );
  return `${[
    'protocols = imap lmtp',
    'listen = 127.0.0.1',
    `base_dir = ${join(dir, 'run')}`,
    `state_dir = ${join(dir, 'run')}`,
    'log_path = /dev/stderr',
    `default_internal_user = ${user.name}`,
    `default_login_user = ${user.name}`,
    `default_internal_group = ${user.group}`,
    'default_client_limit = 4000',
    'default_process_limit = 200',
    tls,
    'disable_plaintext_auth = no',
    `auth_mechanisms = ${mechanisms.join(' ')}`,
    ...(oauth ? [tokens] : []),
    `passdb {\n  driver = static\n  args = password=${PASSWORD}\n}`,
    `userdb {\n  driver = static\n  args = uid=${user.uid} gid=${user.uid} home=${dir}/mail/%u\n}`,
    'first_valid_uid = 1',
    'first_valid_gid = 1',
    'mail_location = maildir:~/Maildir',
    `mail_max_userip_connections = ${connectionsPerUser}`,
    ...(capabilities === undefined ? [] : [`imap_capability = ${capabilities}`]),
    ...(authPenalty ? [] : ['auth_failure_delay = 0']),
    `namespace inbox {\n  inbox = yes\n${folders.join('\n')}\n}`,
    'service imap-login {\n  chroot =\n  service_count = 0\n  client_limit = 4000\n  process_min_avail = 1',
    `  inet_listener imap {\n    port = ${ports.imap}\n  }`,
    `  inet_listener imaps {\n    port = ${ports.imaps ?? 0}\n    ssl = ${ports.imaps === undefined ? 'no' : 'yes'}\n  }\n}`,
    `service imap {\n  service_count = 0\n  client_limit = ${connectionsPerProcess}\n  process_limit = 1000\n}`,
    `service lmtp {\n  chroot =\n  user = ${user.name}\n  inet_listener lmtp {\n    port = ${ports.lmtp}\n  }\n}`,
    `service anvil {\n  chroot =\n${authPenalty ? '' : '  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n'}}`,
    'service stats {\n  chroot =\n}',
    extra,
  ].join('\n')}\n`;
}

function ownUser(): { uid: number; name: string; group: string } {
  const uid = process.getuid?.() ?? 0;
  return { uid, name: process.env.USER ?? String(uid), group: process.env.USER ?? String(uid) };
}

function oauthConfig(port: number): string {
  return `tokeninfo_url = http://127.0.0.1:${port}/?token=\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`;
}

/** One mail to one or more recipients by LMTP (RFC 2033). Rejects unless all of them took it. */
async function deliverByLmtp(port: number, to: readonly string[], mail: string | Uint8Array): Promise<void> {
  const text = Buffer.from(mail).toString('latin1').replaceAll(/\r?\n/g, '\r\n').replaceAll(/^\./gm, '..');
  const whole = text.endsWith('\r\n') ? text : `${text}\r\n`;
  const steps: readonly string[] = [
    'LHLO sandbox\r\n',
    'MAIL FROM:<sandbox@example.org>\r\n',
    ...to.map((user) => `RCPT TO:<${user}>\r\n`),
    'DATA\r\n',
    `${whole}.\r\n`,
  ];
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.setEncoding('latin1');
  let heard = '';
  let wanted = 1;
  let step = 0;
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`LMTP ended early: ${heard}`)));
    socket.on('data', (piece) => {
      heard += String(piece);
      const replies = heard.match(/^\d{3}(?: .*)?\r\n/gm) ?? [];
      if (replies.length < wanted) return;
      const bad = replies.find((reply) => !/^[23]/.test(reply));
      if (bad !== undefined) reject(new Error(`LMTP: ${bad.trim()}`));
      heard = '';
      const next = steps[step];
      step += 1;
      if (next === undefined) resolve();
      else socket.write(next, 'latin1');
      wanted = step === steps.length ? to.length : 1;
    });
  }).finally(() => socket.destroy());
}
