import { type EmailConfig, emailConfig } from '../../../../gateways/email/config.js';
import { Groups } from '../../../../gateways/email/conversation/groups.js';
import { MailRecords } from '../../../../gateways/email/conversation/mail-records.js';
import { Reactors } from '../../../../gateways/email/conversation/reactors.js';
import { Spellings } from '../../../../gateways/email/conversation/spellings.js';
import { ListMemory } from '../../../../gateways/email/lists/list-memory.js';
import { KnownSenders } from '../../../../gateways/email/policy/known-senders.js';
import { OctetBudget } from '../../../../gateways/email/reader/octet-budget.js';
import { RoomBook } from '../../../../gateways/email/rooms/room-book.js';
import { Departures } from '../../../../gateways/email/sending/departures.js';
import { Fates } from '../../../../gateways/email/sending/fates.js';
import { Pools } from '../../../../gateways/email/sending/pools.js';
import { type OwnMailServers, Routes } from '../../../../gateways/email/sending/routes.js';
import { SendingRules } from '../../../../gateways/email/sending/rules.js';
import { Sender } from '../../../../gateways/email/sending/sender.js';
import { smarthostOf } from '../../../../gateways/email/sending/smarthost.js';
import { type DepartureWait, WaitingMails } from '../../../../gateways/email/sending/waiting-mails.js';
import { Writer } from '../../../../gateways/email/sending/writer.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type {
  Account,
  Envelope,
  HoldContext,
  Media,
  MessageEvent,
  Outcome,
  Problem,
} from '../../../../gateways/gateway.js';
import { SmtpPeer } from '../../../../sandbox/smtp-peer/index.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { newEnvelopeId } from '../../../../src/lanes/envelope.js';
import { LogBook } from '../../../support/log-book.js';
import { TestContext } from '../../../support/test-context.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

export const ALICE = 'alice@example.com';
export const BOB = 'bob@example.com';

/** Romeo, who has an address of the gateway's. */
export function romeo(fields: Readonly<Record<string, string>> = {}): Account {
  return {
    id: 'romeo@example.org',
    jid: 'romeo@example.org',
    label: '',
    born: 7,
    rev: 1,
    fields: { 'found-kind': 'address', 'x-alias': 'romeo', ...fields },
    since: 0,
  };
}

/** Mercutio, who has a mailbox elsewhere. */
export function mercutio(fields: Readonly<Record<string, string>> = {}): Account {
  const servers = { 'found-imap': 'tls://imap.example.net:993', 'found-smtp': 'tls://smtp.example.net:465' };
  return {
    ...romeo(),
    id: 'mercutio@example.org',
    jid: 'mercutio@example.org',
    fields: { 'found-kind': 'mailbox', email: 'mercutio@example.net', ...servers, ...fields },
  };
}

/** What is done with the mailbox of Mercutio. */
class OwnMailboxes implements OwnMailServers {
  readonly allowed = () => true;
  readonly copies: string[] = [];
  readonly flags: (readonly [string, string])[] = [];
  readonly locks: string[] = [];
  /** Whether the server has put what was sent into the folder for that. */
  inSent = false;
  readonly #peer: SmtpPeer;

  constructor(peer: SmtpPeer) {
    this.#peer = peer;
  }

  async smtp() {
    const { host, port } = this.#peer;
    return { server: { host, port, security: 'none' as const, allowPrivate: true }, print: '1' };
  }

  keepCopy(_: unknown, octets: Uint8Array): void {
    this.copies.push(Buffer.from(octets).toString());
  }

  flag(_: string, { id }: { readonly id: string }, flag: string): void {
    this.flags.push([id, flag]);
  }

  async isSent(): Promise<boolean> {
    return this.inSent;
  }

  async locked(_: unknown, { text }: Problem): Promise<void> {
    this.locks.push(text.key);
  }
}

/** The core as the part that sends sees it: its clock stands still, and waits are kept until they are asked for. */
class SendingContext extends TestContext {
  override readonly clock = new ManualClock();
  readonly book = new LogBook();
  override readonly log = this.book.log;
  media?: Media;
  readonly accounts = new Map<string, Account>();
  readonly waits = new Map<string, { readonly at: number; readonly payload: unknown }>();
  override readonly later: HoldContext['later'] = {
    schedule: async (key, ms, payload) => {
      this.waits.set(key, { at: this.clock.now() + ms, payload });
    },
    cancel: async (key) => {
      this.waits.delete(key);
    },
  };

  override async account(id: string): Promise<Account | undefined> {
    return this.accounts.get(id);
  }
}

/** All that sends mails of users of the gateway's own domain, over a real Redis and to a mail server that does what it is told. */
export class SendingWorld {
  readonly context: SendingContext;
  readonly peer: SmtpPeer;
  readonly records: MailRecords;
  readonly waiting: WaitingMails;
  readonly fates: Fates;
  readonly own: OwnMailboxes;
  readonly routes: Routes;
  readonly groups: Groups;
  readonly config: EmailConfig;
  readonly store: TestStore;
  departures: Departures;
  /** Aborted: the lane is given back. */
  readonly ending: AbortController;
  readonly pools: Pools;
  readonly #make: () => Departures;

  private constructor(
    parts: Pick<
      SendingWorld,
      | 'context'
      | 'peer'
      | 'records'
      | 'waiting'
      | 'fates'
      | 'own'
      | 'routes'
      | 'groups'
      | 'config'
      | 'store'
      | 'ending'
      | 'pools'
    >,
    make: () => Departures,
  ) {
    this.context = parts.context;
    this.peer = parts.peer;
    this.records = parts.records;
    this.waiting = parts.waiting;
    this.fates = parts.fates;
    this.own = parts.own;
    this.routes = parts.routes;
    this.groups = parts.groups;
    this.config = parts.config;
    this.store = parts.store;
    this.#make = make;
    this.ending = parts.ending;
    this.pools = parts.pools;
    this.departures = make();
  }

  /** `more`: keys of the section `gateways.email`. */
  static async start(more: Readonly<Record<string, unknown>> = {}): Promise<SendingWorld> {
    const [store, peer] = await Promise.all([testStore(), SmtpPeer.start()]);
    const config = emailConfig.parse({
      domain: 'email.example.org',
      secret: 'x',
      addresses: {
        domain: 'mail.example.org',
        lmtp: '127.0.0.1:24',
        smtp: { host: peer.host, port: peer.port, security: 'none' },
      },
      ...more,
    });
    const { addresses } = config;
    if (addresses === undefined) throw new Error('the config has no addresses');
    const words = new Catalogue({ en: english }, emailTexts);
    const context = new SendingContext('email.0', store.store.kv('email'), store.store.rates, words);
    for (const account of [romeo(), mercutio()]) context.accounts.set(account.id, account);
    const { kv } = context;
    const records = new MailRecords(kv, Buffer.alloc(32, 1), 86_400_000);
    const book = {
      groups: new Groups(kv, 86_400_000),
      lists: new ListMemory(kv),
      spellings: new Spellings(kv, 86_400_000),
      rooms: new RoomBook(kv, 86_400_000),
    };
    const pools = new Pools(context.clock, context.log);
    const own = new OwnMailboxes(peer);
    const routes = new Routes(config, pools, own, smarthostOf(addresses));
    const rules = new SendingRules({ context, config });
    const writer = new Writer({
      context,
      config,
      records,
      book,
      rules,
      reactors: new Reactors(kv),
      sealing: { seal: async (_, compose) => await compose() },
      original: async () => Buffer.from('Subject: forwarded\r\n\r\nText\r\n'),
      signer: undefined,
      idKey: Buffer.alloc(32, 2),
    });
    const ending = new AbortController();
    const mayWrite = () => !ending.signal.aborted && context.mayWrite();
    const sender = new Sender({
      context,
      config,
      records,
      rules,
      writer,
      fileMemory: new OctetBudget(config.sizes.filesInFlight),
      direct: undefined,
      people: new KnownSenders(context),
      routes,
      mayWrite,
    });
    const waiting = new WaitingMails(context);
    const fates = new Fates({ context, config });
    const make = () => new Departures({ context, config, records, sender, waiting, fates, mayWrite });
    return new SendingWorld(
      { context, peer, records, waiting, fates, own, routes, groups: book.groups, config, store, ending, pools },
      make,
    );
  }

  envelope(parts: Partial<MessageEvent> = {}, account = romeo()): Envelope<MessageEvent> {
    const contact = parts.contact ?? ALICE;
    const event: MessageEvent = {
      type: 'message',
      from: `${account.jid}/orchard`,
      to: `${contact.replace('@', '\\40')}@email.example.org`,
      contact,
      body: 'Hello',
      receipt: false,
      ...parts,
    };
    return {
      v: 1,
      id: newEnvelopeId(),
      gateway: 'email',
      account: account.id,
      born: account.born,
      rev: 1,
      conversation: `${account.id}>${contact}`,
      kind: 'message',
      at: this.context.clock.now(),
      event,
    };
  }

  /** Sends a message. */
  async send(parts: Partial<MessageEvent> = {}, account = romeo()): Promise<Outcome> {
    return await this.submit(this.envelope(parts, account));
  }

  async submit(envelope: Envelope<MessageEvent>): Promise<Outcome> {
    if (envelope.event === undefined) throw new Error('an envelope without a message');
    return await this.departures.depart(envelope, envelope.event, () => undefined);
  }

  /** Another process holds the lane from now on. */
  restart(): void {
    this.departures = this.#make();
  }

  /** Moves time on and ends the waits that are due, as the lane does: one is gone when it was served. */
  async pass(ms: number): Promise<void> {
    this.context.clock.advance(ms);
    const due = [...this.context.waits].filter(([, { at }]) => at <= this.context.clock.now());
    await Promise.all(
      due.map(async ([key, wait]) => {
        await this.departures.later(wait.payload as DepartureWait);
        if (this.context.waits.get(key) === wait) this.context.waits.delete(key);
      }),
    );
  }

  /** The texts of the mails that the server has, in order. */
  texts(): readonly string[] {
    return this.peer.mails.map(({ octets }) => octets.toString().split('\r\n\r\n').slice(1).join('\n\n').trimEnd());
  }

  async stop(): Promise<void> {
    this.pools.close();
    await this.peer.close();
    await this.store.close();
  }
}

/** The first id by which reports know a mail that was taken. */
export function idOf(outcome: Outcome): string {
  const [part] = outcome.kind === 'accepted' ? outcome.parts : [];
  if (part === undefined) throw new Error(`it was not taken: ${JSON.stringify(outcome)}`);
  return part.id;
}
