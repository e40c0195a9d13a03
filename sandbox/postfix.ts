import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CertificateFiles } from './certificate.js';
import type { Exit } from './child.js';
import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

const run = promisify(execFile);
const NAME = 'mx.example.net';
const DAEMONS = '/usr/lib/postfix/sbin';
/** In its folder. Its processes open it themselves, which they cannot do with the socket that is their output. */
const LOG = 'mail.log';
const SETPRIV = '/usr/bin/setpriv';
/**
 * Ends the master when this shell is told to, which the kernel does when our process ends. To the master itself that does not
 * come any more once it has changed its user for the first time (prctl(2), PR_SET_PDEATHSIG). With -s it stays in the
 * foreground.
 */
const KEEPER = `trap 'kill -TERM "$master" 2>/dev/null' TERM
"$0" -c "$1" -s & master=$!
while kill -0 "$master" 2>/dev/null; do wait "$master"; done`;

/** Where the mail of a domain goes: a port of 127.0.0.1 and what is spoken there. */
type MailRoute = { readonly lmtp: number } | { readonly smtp: number };

interface PostfixOptions {
  /**
   * Domains and where their mail goes: `{ 'mail.example.org': { lmtp: 10024 } }`. Mail for any other domain is returned
   * with the status 5.1.2.
   */
  readonly relay: Readonly<Record<string, MailRoute>>;
  /** Whole seconds after which mail that cannot be delivered goes back; default 60. */
  readonly lifetime?: number;
  /** Whole seconds between two tries; default 1. */
  readonly retryAfter?: number;
  /** Whole seconds after which a sender hears that a mail waits; default never. */
  readonly delayWarning?: number;
  /** Asks the next server whether a recipient exists before the mail is taken; default no. */
  readonly verifyRecipients?: boolean;
  /** Longest mail in octets; default 10 MiB. */
  readonly sizeLimit?: number;
  /** Certificate and key (PEM files): offers STARTTLS, and submission by TLS from the first octet on a port of its own. */
  readonly certificate?: CertificateFiles;
  /**
   * Opens a port for submission too, and takes mail there only from those who log in: where a Dovecot says whether they may,
   * a path or `inet:127.0.0.1:port`.
   */
  readonly dovecotAuth?: string;
  /** Further parameters of main.cf, which come last. */
  readonly parameters?: Readonly<Record<string, string>>;
}

interface Ports {
  readonly smtp: number;
  readonly submission: number | undefined;
  readonly tls: number | undefined;
}

/** A mail that waits. */
interface QueuedMail {
  readonly id: string;
  readonly queue: 'active' | 'incoming' | 'deferred' | 'hold' | 'maildrop' | 'corrupt';
  /** Empty for the null sender. */
  readonly sender: string;
  readonly recipients: readonly { readonly address: string; readonly delayReason?: string }[];
}

/** A real Postfix: relays between domains of loopback, and writes genuine delivery status notifications (RFC 3464). */
export class Postfix extends LocalServer {
  readonly software = 'postfix';
  readonly host = '127.0.0.1';
  /** Its name. */
  readonly mailName = NAME;
  /** For everybody on this machine: mail to any domain is taken. */
  readonly port: number;
  /** For those who log in (RFC 6409); undefined without `dovecotAuth`. */
  readonly submissionPort: number | undefined;
  /** The same (or for everybody, without `dovecotAuth`) by TLS from the first octet; undefined without a certificate. */
  readonly tlsPort: number | undefined;

  constructor(plan: ServerPlan, ports: Ports) {
    super(plan);
    this.port = ports.smtp;
    this.submissionPort = ports.submission;
    this.tlsPort = ports.tls;
  }

  /** Ends all its processes at once, and keeps the queue. */
  override async kill(): Promise<Exit> {
    this.#signal('SIGKILL');
    // The shell that it was started by ends then.
    return await this.halt();
  }

  override pause(): void {
    this.#signal('SIGSTOP');
  }

  override resume(): void {
    this.#signal('SIGCONT');
  }

  override logs(): string {
    const path = join(this.dir, LOG);
    return super.logs() + (existsSync(path) ? readFileSync(path, 'utf8') : '');
  }

  /** The mails that wait now. */
  async queue(): Promise<readonly QueuedMail[]> {
    const { stdout } = await this.#tool('postqueue', '-j');
    return stdout.split('\n').filter(Boolean).map(queuedMail);
  }

  /** Tries at once what waits. */
  async flush(): Promise<void> {
    await this.#tool('postqueue', '-f');
  }

  /** Throws away all that waits. */
  async empty(): Promise<void> {
    await this.#tool('postsuper', '-d', 'ALL');
  }

  /** To the master and all whom it started: they are a group of their own. */
  #signal(signal: NodeJS.Signals): void {
    process.kill(-Number(readFileSync(join(this.dir, 'queue/pid/master.pid'), 'utf8')), signal);
  }

  async #tool(name: string, ...args: readonly string[]): Promise<{ readonly stdout: string }> {
    return await run(`/usr/sbin/${name}`, ['-c', join(this.dir, 'conf'), ...args]);
  }
}

/**
 * Starts Postfix on free loopback ports, with its queue in a temporary folder. It asks no DNS and knows no local users: each
 * mail goes where `relay` says. Needs root, as each Postfix does.
 */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const dir = await tempDir('postfix');
  const ports: Ports = {
    smtp: await freePort(),
    submission: options.dovecotAuth === undefined ? undefined : await freePort(),
    tls: options.certificate === undefined ? undefined : await freePort(),
  };
  await makeFolders(dir);
  const conf = join(dir, 'conf');
  const main = join(conf, 'main.cf');
  await writeFile(main, mainCf(options, dir));
  // It waits for a file of this second, which somebody may still be writing.
  await utimes(main, new Date(0), new Date(0));
  await writeFile(join(conf, 'master.cf'), masterCf(ports, options));
  const plan: ServerPlan = {
    name: 'postfix',
    dir,
    command: SETPRIV,
    args: ['--pdeathsig', 'TERM', '--', '/bin/sh', '-c', KEEPER, join(DAEMONS, 'master'), conf],
    env: { MAIL_CONFIG: conf, MAIL_LOGTAG: 'postfix' },
    isReady: async () => await answers(ports.smtp, 'QUIT\r\n', '221 '),
  };
  const server = new Postfix(plan, ports);
  await server.start();
  return server;
}

/** Folders below the queue by who may use them; the rest of Postfix' own installation is used as it is. */
const PRIVATE = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved'];

async function makeFolders(dir: string): Promise<void> {
  const queue = join(dir, 'queue');
  // Its processes, which are not root, have to come through.
  await chmod(dir, 0o711);
  await Promise.all(['conf', 'queue', 'queue/pid'].map((name) => mkdir(join(dir, name), { recursive: true })));
  const own = [join(dir, 'data'), ...[...PRIVATE, 'trace'].map((name) => join(queue, name))];
  await run('install', ['-d', '-m', '700', '-o', 'postfix', ...own]);
  await run('install', ['-d', '-m', '730', '-o', 'postfix', '-g', 'postdrop', join(queue, 'maildrop')]);
  await run('install', ['-d', '-m', '710', '-o', 'postfix', '-g', 'postdrop', join(queue, 'public')]);
}

function mainCf(options: PostfixOptions, dir: string): string {
  const { relay, lifetime = 60, retryAfter = 1, delayWarning = 0, sizeLimit = 10 * 1024 * 1024 } = options;
  const routes = Object.entries(relay).map(([domain, route]) => `{ ${domain} = ${nextHop(route)} }`);
  const parameters: Readonly<Record<string, string>> = {
    compatibility_level: '3.6',
    queue_directory: join(dir, 'queue'),
    data_directory: join(dir, 'data'),
    daemon_directory: DAEMONS,
    mail_owner: 'postfix',
    setgid_group: 'postdrop',
    maillog_file: join(dir, LOG),
    maillog_file_prefixes: dir,
    myhostname: NAME,
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    // Nobody lives here, and no name is looked up.
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    local_recipient_maps: '',
    disable_dns_lookups: 'yes',
    // Taken first and returned then, as mail to a domain is that turns out not to exist.
    smtpd_reject_unlisted_recipient: 'no',
    smtp_host_lookup: 'native',
    relay_domains: Object.keys(relay).join(' '),
    transport_maps: routes.length === 0 ? '' : `inline:{ ${routes.join(', ')} }`,
    default_transport: 'error:5.1.2 Host or domain name not found',
    // Needs a service of its own, for ETRN, which nobody uses here.
    fast_flush_domains: '',
    message_size_limit: String(sizeLimit),
    mailbox_size_limit: '0',
    // As fast as it can: what waits is tried each second, and nobody is slowed down.
    queue_run_delay: `${retryAfter}s`,
    minimal_backoff_time: `${retryAfter}s`,
    maximal_backoff_time: `${retryAfter}s`,
    maximal_queue_lifetime: `${lifetime}s`,
    bounce_queue_lifetime: `${lifetime}s`,
    delay_warning_time: `${delayWarning}s`,
    in_flow_delay: '0',
    smtpd_error_sleep_time: '0',
    smtpd_client_connection_count_limit: '0',
    ...(options.verifyRecipients === true ? recipientChecks() : {}),
    ...(options.certificate === undefined ? {} : tlsParameters(options.certificate)),
    ...options.parameters,
  };
  return Object.entries(parameters)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

function nextHop(route: MailRoute): string {
  return 'lmtp' in route ? `lmtp:inet:127.0.0.1:${route.lmtp}` : `smtp:[127.0.0.1]:${route.smtp}`;
}

function recipientChecks(): Readonly<Record<string, string>> {
  return {
    smtpd_recipient_restrictions: 'reject_unverified_recipient',
    unverified_recipient_reject_code: '550',
    address_verify_map: '',
    address_verify_poll_delay: '1s',
  };
}

function tlsParameters({ cert, key }: CertificateFiles): Readonly<Record<string, string>> {
  return { smtpd_tls_security_level: 'may', smtpd_tls_cert_file: cert, smtpd_tls_key_file: key };
}

/** Lines of master.cf: service, type, private, unprivileged, chroot, wakeup, most processes, command. */
function masterCf({ smtp, submission, tls }: Ports, { dovecotAuth }: PostfixOptions): string {
  const service = (port: number, ...settings: readonly string[]) =>
    [`127.0.0.1:${port} inet n - n - 100 smtpd`, ...settings.map((setting) => `-o ${setting}`)].join(' ');
  const login =
    dovecotAuth === undefined
      ? []
      : [
          'smtpd_sasl_auth_enable=yes',
          'smtpd_sasl_type=dovecot',
          `smtpd_sasl_path=${dovecotAuth}`,
          'smtpd_relay_restrictions=permit_sasl_authenticated,reject',
        ];
  return `${[
    service(smtp),
    ...(submission === undefined ? [] : [service(submission, ...login)]),
    ...(tls === undefined ? [] : [service(tls, 'smtpd_tls_wrappermode=yes', ...login)]),
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 1 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'proxymap unix - - n - - proxymap',
    'proxywrite unix - - n - 1 proxymap',
    'smtp unix - - n - - smtp',
    'lmtp unix - - n - - lmtp',
    'showq unix n - n - - showq',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
  ].join('\n')}\n`;
}

/** Reads one line of `postqueue -j`. */
function queuedMail(line: string): QueuedMail {
  const told = JSON.parse(line) as {
    readonly queue_id: string;
    readonly queue_name: QueuedMail['queue'];
    readonly sender: string;
    readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[];
  };
  return {
    id: told.queue_id,
    queue: told.queue_name,
    // It shows the null sender by the name that mail to it would have.
    sender: told.sender === 'MAILER-DAEMON' ? '' : told.sender,
    recipients: told.recipients.map(({ address, delay_reason: delayReason }) => ({
      address,
      ...(delayReason === undefined ? {} : { delayReason }),
    })),
  };
}
