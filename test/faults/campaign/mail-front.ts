import { type Dovecot, startDovecot } from '../../../sandbox/dovecot.js';
import { type Postfix, startPostfix } from '../../../sandbox/postfix.js';
import { SmtpPeer } from '../../../sandbox/smtp-peer/index.js';
import type { SeenStanza } from '../../support/stanza-splitter.js';
import { Correspondent } from '../support/correspondent.js';
import { ImapTap } from '../support/imap-tap.js';
import { InboundLedger } from '../support/inbound-ledger.js';
import { addressOf, friendOf, GATEWAY, type Kind, MAIL_DOMAIN, queueIdOf, textOf } from '../support/mail-faults.js';
import { MailPost } from '../support/mail-post.js';
import { OutboundLedger } from '../support/outbound-ledger.js';
import { Writer } from '../support/writer.js';
import type { Front } from './front.js';
import { Gate } from './gate.js';
import type { Hosts } from './hosts.js';

const FIRST: Readonly<Record<Kind, number>> = { address: 100, mailbox: 150 };
const USERS = 4;
/** A mail that waits for its server is not given back while a campaign lasts, s. */
const LIFETIME_S = 3600;

/** Servers of mail: Postfix and Dovecot, and a peer that takes what users send. */
export class MailWorld {
  readonly postfix: Postfix;
  readonly dovecot: Dovecot;
  readonly peer: SmtpPeer;
  /** Between the gateway and Dovecot: it hears which number each mail of a mailbox has, and so which comes before which. */
  readonly tap: ImapTap;
  readonly #gate: Gate;
  readonly section: Front['section'];
  readonly texts: Readonly<Record<Kind, OutboundLedger>> = {
    // Postfix does not keep the order of mails.
    address: new OutboundLedger(new Set(), { told: false, ordered: false }),
    mailbox: new OutboundLedger(new Set(), { told: false }),
  };
  /** Mails that Postfix handed over once more under one id of its queue, having been killed in between. */
  ownRepeats = 0;

  private constructor(
    hosts: Hosts,
    lmtp: Place,
    parts: { postfix: Postfix; dovecot: Dovecot; peer: SmtpPeer; tap: ImapTap; gate: Gate },
  ) {
    this.postfix = parts.postfix;
    this.dovecot = parts.dovecot;
    this.peer = parts.peer;
    this.tap = parts.tap;
    this.#gate = parts.gate;
    const many = 1_000_000;
    this.section = {
      email: {
        domain: GATEWAY,
        secret: hosts.secret,
        ownMailboxes: {
          plain: true,
          allowNetworks: ['127.0.0.0/8'],
          lookup: { dns: false, web: false },
          watch: { openingHost: 50 },
        },
        addresses: {
          domain: MAIL_DOMAIN,
          lmtp: `${lmtp.host}:${lmtp.port}`,
          smtp: { host: '127.0.0.1', port: parts.postfix.port, security: 'none' },
        },
        limits: { mails: many, recipients: many, newcomers: { mails: many }, domainMails: many, notices: 1000 },
      },
    };
  }

  /** `lmtp`: where the gateway takes mail. */
  static async start(hosts: Hosts, lmtp: Place): Promise<MailWorld> {
    const copies = new Set<string>();
    const gate = await Gate.start(lmtp);
    const world: { it?: MailWorld } = {};
    const peer = await SmtpPeer.start({
      login: { mechanisms: ['PLAIN'], accepts: () => true },
      rules: [],
      onMail: (mail) => {
        const id = textOf(mail);
        const texts = world.it?.texts;
        if (id === undefined || texts === undefined) return;
        if (Number(/\d+/.exec(id)?.[0]) >= FIRST.mailbox) {
          texts.mailbox.taken(id, 1);
          return;
        }
        const copy = `${id} ${queueIdOf(mail)}`;
        if (copies.has(copy)) (world.it as MailWorld).ownRepeats++;
        else texts.address.taken(id, 1);
        copies.add(copy);
      },
    });
    const [postfix, dovecot] = await Promise.all([
      startPostfix({
        relay: { [MAIL_DOMAIN]: { lmtp: gate.port }, 'example.net': { smtp: peer.port } },
        lifetime: LIFETIME_S,
      }),
      startDovecot(),
    ]);
    const tap = await ImapTap.start(dovecot.port);
    world.it = new MailWorld(hosts, lmtp, { postfix, dovecot, peer, tap, gate });
    return world.it;
  }

  async stop(): Promise<void> {
    this.#gate.stop();
    this.tap.stop();
    await Promise.all([this.postfix.stop(), this.dovecot.stop(), this.peer.close()]);
  }
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Users with addresses of the gateway behind Postfix, or with mailboxes at Dovecot, and a friend of each. */
export class MailFront implements Front {
  readonly name: string;
  readonly rate = 3;
  readonly section: Front['section'];
  readonly servers: Front['servers'];
  readonly texts: OutboundLedger;
  readonly answers: InboundLedger;
  readonly writers: readonly Writer[];
  readonly phones: readonly Correspondent[];
  readonly #mail: MailWorld;
  readonly #kind: Kind;
  readonly #posts: MailPost[] = [];

  private constructor(hosts: Hosts, mail: MailWorld, kind: Kind, users: Awaited<ReturnType<Hosts['users']>>) {
    this.#mail = mail;
    this.#kind = kind;
    const { postfix, dovecot } = mail;
    this.name = kind === 'address' ? 'mail, own addresses' : 'mail, mailboxes';
    this.section = mail.section;
    this.servers = kind === 'address' ? { Postfix: postfix } : { Dovecot: dovecot };
    this.texts = mail.texts[kind];
    // The order of a mailbox is that of its numbers, not that in which mails were written to it.
    this.answers = new InboundLedger({
      ordered: kind === 'mailbox',
      putBefore: (early, late) => mail.tap.hasNumbered(early, late),
    });
    this.writers = users.map((account, index) => {
      const number = FIRST[kind] + index;
      return new Writer({
        ...hosts.writing(account, number),
        gateway: GATEWAY,
        phone: friendOf(number),
        contact: `${friendOf(number).replace('@', '\\40')}@${GATEWAY}`,
        registration: this.#registration(number),
        long: 0,
        wrote: (id, phone, parts) => this.texts.wrote(id, phone, parts),
        answeredFor: (id) => this.texts.answeredFor(id),
        shown: (stanza) => {
          this.texts.shown(stanza);
          this.answers.shown(stanza);
        },
      });
    });
    this.phones = users.map((_, index) => {
      const number = FIRST[kind] + index;
      const post = kind === 'address' ? new MailPost(postfix.port, 'EHLO') : new MailPost(dovecot.lmtpPort, 'LHLO');
      this.#posts.push(post);
      return new Correspondent({
        number,
        from: friendOf(number),
        to: addressOf(number, kind),
        post: post.send,
        wrote: (key) => this.answers.wrote(key),
        answered: (key) => this.answers.answered(key),
      });
    });
  }

  static async make(hosts: Hosts, mail: MailWorld, kind: Kind): Promise<MailFront> {
    return new MailFront(hosts, mail, kind, await hosts.users(FIRST[kind], USERS));
  }

  async meet(): Promise<void> {
    await Promise.all(
      this.writers.map(async (writer) => {
        await writer.connect();
        await writer.register();
      }),
    );
  }

  read(stanza: SeenStanza): void {
    this.texts.told(stanza);
    this.answers.reached(stanza);
  }

  async close(): Promise<void> {
    for (const { close } of [...this.writers, ...this.phones].map((one) => ({ close: () => one.close() }))) close();
    for (const post of this.#posts) post.close();
    // Both kinds have the same servers.
    if (this.#kind === 'address') await this.#mail.stop();
  }

  #registration(number: number): string {
    const { dovecot, peer, tap } = this.#mail;
    const own = {
      email: addressOf(number, 'mailbox'),
      password: dovecot.password,
      'x-user': addressOf(number, 'mailbox'),
      'x-imap': `127.0.0.1:${tap.port}`,
      'x-imap-security': 'none',
      'x-smtp': `127.0.0.1:${peer.port}`,
      'x-smtp-security': 'none',
    };
    const asked = this.#kind === 'address' ? { 'x-alias': `user${number}` } : own;
    const form = Object.entries({ FORM_TYPE: 'jabber:iq:register', ...asked }).map(
      ([name, value]) => `<field var='${name}'><value>${value}</value></field>`,
    );
    return `<x xmlns='jabber:x:data' type='submit'>${form.join('')}</x>`;
  }
}
