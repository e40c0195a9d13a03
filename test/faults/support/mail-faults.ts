import { type Dovecot, startDovecot } from '../../../sandbox/dovecot.js';
import { freePort } from '../../../sandbox/free-port.js';
import { type Postfix, startPostfix } from '../../../sandbox/postfix.js';
import { type Prosody, type ProsodyOptions, startProsody } from '../../../sandbox/prosody.js';
import { type RedisOptions, type RedisServer, startRedis } from '../../../sandbox/redis.js';
import { type PeerMail, type Rule, SmtpPeer } from '../../../sandbox/smtp-peer/index.js';
import { Random } from '../../support/random.js';
import { Wire } from '../../support/wire.js';
import { Correspondent } from './correspondent.js';
import { GatewayProcesses } from './gateway-processes.js';
import { ImapTap } from './imap-tap.js';
import { InboundLedger } from './inbound-ledger.js';
import { MailPost, type Post } from './mail-post.js';
import { OutboundLedger } from './outbound-ledger.js';
import { Writer } from './writer.js';

export const GATEWAY = 'email.example.org';
/** Mail domain of the gateway. */
export const MAIL_DOMAIN = 'mail.example.org';
/** Domain of mailboxes elsewhere. */
const HOME = 'home.example.com';

/** Whose mail the users have: `address` of the gateway, or `mailbox` at Dovecot. */
export type Kind = 'address' | 'mailbox';

export interface MailFaultsOptions {
  readonly kind: Kind;
  readonly users: number;
  /** People who write to each user; default one. */
  readonly friends?: number;
  readonly seed: number;
  readonly redis?: RedisOptions;
  readonly prosody?: ProsodyOptions;
  /** Octets of every other mail to a user, about. */
  readonly size?: number;
  /** What the server that takes mail does wrong. */
  readonly rules?: readonly Rule[];
  /** Fields that all users register with. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Keys of the section `gateways.email`, of `gateways.email.addresses`, and of the config file. */
  readonly email?: Readonly<Record<string, unknown>>;
  readonly addresses?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** How mail gets to the users; default by LMTP to the gateway or to Dovecot. */
  readonly post?: (way: { readonly lmtpPort: number }) => Post;
  /** A Postfix between the gateway and everybody else, both ways. It does not keep the order of mails. */
  readonly postfix?: boolean;
  /**
   * Whether somebody notes who writes to Dovecot when, and which number each mail has; default true. The order of mails is that of
   * their numbers then, and not that of its answers: a Maildir of which somebody else has the list of numbers in hand takes a mail all
   * the same, and numbers it later, behind those that came meanwhile.
   */
  readonly tap?: false;
}

interface Parts {
  readonly options: MailFaultsOptions;
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  readonly dovecot: Dovecot | undefined;
  readonly wire: Wire;
  readonly gateway: GatewayProcesses;
  readonly peer: SmtpPeer;
  readonly postfix: Postfix | undefined;
  readonly tap: ImapTap | undefined;
  readonly texts: OutboundLedger;
  readonly repeats: { count: number };
  readonly lmtpPort: number;
  readonly accounts: readonly Awaited<ReturnType<Prosody['addUser']>>[];
}

/**
 * Real servers, Isthmus as processes, users and their friends, and what an outsider can know of all mails that pass between
 * them. Nobody of the gateway is asked what it did.
 */
export class MailFaults {
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  /** Only where the users have mailboxes. */
  readonly dovecot: Dovecot | undefined;
  /** Takes what users send. */
  readonly peer: SmtpPeer;
  readonly postfix: Postfix | undefined;
  readonly tap: ImapTap | undefined;
  readonly wire: Wire;
  readonly gateway: GatewayProcesses;
  /** The users, who write to their first friend. */
  readonly writers: readonly Writer[];
  /** Their friends, in the order of the users. */
  readonly phones: readonly Correspondent[];
  readonly texts: OutboundLedger;
  readonly answers: InboundLedger;
  readonly #posts: MailPost[] = [];
  readonly #repeats: { count: number };

  private constructor(parts: Parts) {
    const { options, prosody, redis, dovecot, peer, postfix, tap, wire, gateway, lmtpPort, texts, accounts } = parts;
    const { kind, friends = 1, seed, size } = options;
    this.prosody = prosody;
    this.redis = redis;
    this.dovecot = dovecot;
    this.peer = peer;
    this.postfix = postfix;
    this.tap = tap;
    this.wire = wire;
    this.gateway = gateway;
    this.texts = texts;
    this.#repeats = parts.repeats;
    this.answers = new InboundLedger({
      ordered: postfix === undefined,
      ...(tap === undefined ? {} : { putBefore: (early: string, late: string) => tap.hasNumbered(early, late) }),
    });
    this.writers = accounts.map(
      (account, number) =>
        new Writer({
          account,
          number,
          gateway: GATEWAY,
          phone: friendOf(number * friends),
          contact: `${friendOf(number * friends).replace('@', '\\40')}@${GATEWAY}`,
          registration: this.#registration(kind, number, options.fields ?? {}),
          long: 0,
          random: new Random(seed * 1000 + number),
          wrote: (id, phone, count) => this.texts.wrote(id, phone, count),
          answeredFor: (id) => this.texts.answeredFor(id),
          shown: (stanza) => {
            this.answers.shown(stanza);
            this.texts.shown(stanza);
          },
          isWithGateway: (from, id) => wire.isOpen(from, id),
        }),
    );
    this.phones = Array.from(
      { length: accounts.length * friends },
      (_, number) =>
        new Correspondent({
          number,
          from: friendOf(number),
          to: addressOf(Math.floor(number / friends), kind),
          post: options.post?.({ lmtpPort }) ?? this.#usualPost(lmtpPort),
          wrote: (key) => this.answers.wrote(key),
          answered: (key) => this.answers.answered(key),
          ...(size === undefined ? {} : { size }),
        }),
    );
    wire.onRead = (stanza) => {
      if (stanza.name !== 'message') return;
      this.texts.told(stanza);
      this.answers.reached(stanza);
    };
    wire.onGiven = (stanza) => this.texts.given(stanza);
    wire.onEnd = () => this.texts.streamEnded();
  }

  /** Starts the servers and writes the configuration; Isthmus is for the test to start. */
  static async make(options: MailFaultsOptions): Promise<MailFaults> {
    const { kind, users, postfix: postfixes = false } = options;
    const texts = new OutboundLedger(new Set(), { told: false, ordered: !postfixes });
    const copies = new Set<string>();
    const repeats = { count: 0 };
    const lmtpPort = await freePort();
    const [prosody, redis, dovecot, peer] = await Promise.all([
      startProsody({ components: { [GATEWAY]: 's3cret' }, logLevel: 'warn', ...options.prosody }),
      startRedis({ aof: 'everysec', ...options.redis }),
      kind === 'mailbox' ? startDovecot() : undefined,
      SmtpPeer.start({
        login: { mechanisms: ['PLAIN'], accepts: () => true },
        rules: options.rules ?? [],
        onMail: (mail) => {
          const id = textOf(mail);
          const copy = `${id} ${queueIdOf(mail)}`;
          // A server that is killed repeats what it had handed over: its own doubles are not ours.
          if (id === undefined) return;
          if (copies.has(copy)) repeats.count++;
          else texts.taken(id, 1);
          if (postfixes) copies.add(copy);
        },
      }),
    ]);
    const postfix = postfixes
      ? await startPostfix({ relay: { [MAIL_DOMAIN]: { lmtp: lmtpPort }, 'example.net': { smtp: peer.port } } })
      : undefined;
    const tap = options.tap !== false && dovecot !== undefined ? await ImapTap.start(dovecot.port) : undefined;
    const wire = await Wire.start(prosody.componentPort);
    const accounts = await Promise.all(Array.from({ length: users }, (_, n) => prosody.addUser(`user${n}`)));
    const many = 1_000_000;
    const gateway = await GatewayProcesses.make({
      xmpp: { server: `127.0.0.1:${wire.port}`, domain: prosody.domain },
      redis: { url: redis.url },
      access: { allow: [prosody.domain] },
      limits: { rate: many, burst: many },
      lanes: { lease: '5s' },
      gateways: {
        email: {
          domain: GATEWAY,
          secret: 's3cret',
          ownMailboxes: {
            plain: true,
            allowNetworks: ['127.0.0.0/8'],
            lookup: { dns: false, web: false },
            watch: { openingHost: 50 },
          },
          addresses: {
            domain: MAIL_DOMAIN,
            lmtp: `127.0.0.1:${lmtpPort}`,
            smtp: { host: '127.0.0.1', port: postfix?.port ?? peer.port, security: 'none' },
            ...options.addresses,
          },
          limits: { mails: many, recipients: many, newcomers: { mails: many }, domainMails: many, notices: 1000 },
          ...options.email,
        },
      },
      ...options.config,
    });
    const servers = { prosody, redis, dovecot, peer, postfix, tap, wire };
    return new MailFaults({ options, ...servers, gateway, lmtpPort, texts, repeats, accounts });
  }

  /** Starts one process for each role, or one for all. */
  async run(...roles: readonly ('all' | 'xmpp' | 'email')[]): Promise<void> {
    for (const role of roles) await this.gateway.start(role);
    for (const role of roles) await this.gateway.ready(role);
  }

  /** Logs everybody in and registers them. */
  async meet(): Promise<void> {
    await Promise.all(
      this.writers.map(async (writer) => {
        await writer.connect();
        await writer.register();
      }),
    );
  }

  /** Mails that Postfix handed to {@link peer} more than once under one id of its queue, having been killed in between. */
  get repeatedByPostfix(): number {
    return this.#repeats.count;
  }

  /** Name of user `n` at Dovecot. */
  loginOf(n: number): string {
    return addressOf(n, 'mailbox');
  }

  /** Prosody ends and comes back; Isthmus is let in when the people are there again. */
  async killProsody(down: () => Promise<void>): Promise<void> {
    this.answers.serverDied();
    await this.prosody.kill();
    this.wire.shut();
    await down();
    await this.prosody.start();
    await Promise.all(this.writers.map((writer) => writer.connect()));
    this.wire.open();
  }

  async stop(): Promise<void> {
    for (const writer of this.writers) writer.close();
    for (const friend of this.phones) friend.close();
    for (const post of this.#posts) post.close();
    await this.gateway.stop();
    this.tap?.stop();
    await Promise.all([
      this.prosody.stop(),
      this.redis.stop(),
      this.dovecot?.stop(),
      this.postfix?.stop(),
      this.peer.close(),
      this.wire.stop(),
    ]);
  }

  #usualPost(lmtpPort: number): Post {
    const { dovecot, postfix } = this;
    const port = dovecot?.lmtpPort ?? postfix?.port ?? lmtpPort;
    const post = new MailPost(port, port === postfix?.port ? 'EHLO' : 'LHLO');
    this.#posts.push(post);
    return post.send;
  }

  #registration(kind: Kind, number: number, fields: Readonly<Record<string, string>>): string {
    const { dovecot, peer, tap } = this;
    const own = {
      email: addressOf(number, 'mailbox'),
      password: dovecot?.password ?? '',
      'x-user': this.loginOf(number),
      'x-imap': `127.0.0.1:${tap?.port ?? dovecot?.port}`,
      'x-imap-security': 'none',
      'x-smtp': `127.0.0.1:${peer.port}`,
      'x-smtp-security': 'none',
    };
    const asked = kind === 'address' ? { 'x-alias': `user${number}` } : own;
    const form = Object.entries({ FORM_TYPE: 'jabber:iq:register', ...asked, ...fields }).map(
      ([name, value]) => `<field var='${name}'><value>${value}</value></field>`,
    );
    return `<x xmlns='jabber:x:data' type='submit'>${form.join('')}</x>`;
  }
}

/** Address of a friend of a user. */
export function friendOf(number: number): string {
  return `friend${number}@example.net`;
}

/** Address of a user. */
export function addressOf(user: number, kind: Kind): string {
  return `user${user}@${kind === 'address' ? MAIL_DOMAIN : HOME}`;
}

/** Which text of a user a mail is: its lines say so. */
export function textOf({ octets }: Pick<PeerMail, 'octets'>): string | undefined {
  return /^t\d+-\d+(?= )/m.exec(octets.toString('latin1'))?.[0];
}

/** Under which Postfix had it in its queue: it stands in the topmost `Received`. */
export function queueIdOf({ octets }: Pick<PeerMail, 'octets'>): string | undefined {
  return /^Received: [\s\S]*?\bid ([0-9A-Za-z]+)/.exec(octets.toString('latin1', 0, 1000))?.[1];
}
