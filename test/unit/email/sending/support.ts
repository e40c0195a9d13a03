import { emailConfig } from '../../../../gateways/email/config.js';
import { Groups } from '../../../../gateways/email/conversation/groups.js';
import { MailRecords } from '../../../../gateways/email/conversation/mail-records.js';
import { Reactors } from '../../../../gateways/email/conversation/reactors.js';
import { Spellings } from '../../../../gateways/email/conversation/spellings.js';
import { ListMemory } from '../../../../gateways/email/lists/list-memory.js';
import { KnownSenders } from '../../../../gateways/email/policy/known-senders.js';
import { Departures } from '../../../../gateways/email/sending/departures.js';
import { Fates } from '../../../../gateways/email/sending/fates.js';
import { Pools } from '../../../../gateways/email/sending/pools.js';
import { Routes } from '../../../../gateways/email/sending/routes.js';
import { SendingRules } from '../../../../gateways/email/sending/rules.js';
import { Sender } from '../../../../gateways/email/sending/sender.js';
import { smarthostOf } from '../../../../gateways/email/sending/smarthost.js';
import { type DepartureWait, WaitingMails } from '../../../../gateways/email/sending/waiting-mails.js';
import { Writer } from '../../../../gateways/email/sending/writer.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { Account, Envelope, HoldContext, MessageEvent, Outcome } from '../../../../gateways/gateway.js';
import { SmtpPeer } from '../../../../sandbox/smtp-peer/index.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { newEnvelopeId } from '../../../../src/lanes/envelope.js';
import { TestContext } from '../../../conformance/context.js';
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

/** The core as the part that sends sees it: its clock stands still, and waits are kept until they are asked for. */
class SendingContext extends TestContext {
  override readonly clock = new ManualClock();
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
  readonly store: TestStore;
  departures: Departures;
  readonly #make: () => Departures;
  readonly #pools: Pools;

  private constructor(
    parts: Pick<SendingWorld, 'context' | 'peer' | 'records' | 'waiting' | 'fates' | 'store'>,
    make: () => Departures,
    pools: Pools,
  ) {
    this.context = parts.context;
    this.peer = parts.peer;
    this.records = parts.records;
    this.waiting = parts.waiting;
    this.fates = parts.fates;
    this.store = parts.store;
    this.#make = make;
    this.#pools = pools;
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
    context.accounts.set(romeo().id, romeo());
    const { kv } = context;
    const records = new MailRecords(kv, Buffer.alloc(32, 1), 86_400_000);
    const book = {
      groups: new Groups(kv, 86_400_000),
      lists: new ListMemory(kv),
      spellings: new Spellings(kv, 86_400_000),
    };
    const pools = new Pools(context.clock, context.log);
    const nobody = {
      allowed: () => false,
      smtp: () => Promise.reject(new Error('nobody has a mailbox')),
      keepCopy: () => {},
      flag: () => {},
      isSent: async () => false,
      locked: async () => {},
    };
    const rules = new SendingRules({ context, config });
    const writer = new Writer({
      context,
      config,
      records,
      book,
      rules,
      reactors: new Reactors(kv),
      sealing: { seal: async (_, compose) => await compose() },
      original: () => Promise.reject(new Error('nothing is forwarded')),
      signer: undefined,
      idKey: Buffer.alloc(32, 2),
    });
    const sender = new Sender({
      context,
      config,
      records,
      rules,
      writer,
      direct: undefined,
      people: new KnownSenders(context),
      routes: new Routes(config, pools, nobody, smarthostOf(addresses)),
    });
    const waiting = new WaitingMails(context);
    const fates = new Fates({ context, config });
    const make = () => new Departures({ context, config, records, sender, waiting, fates });
    return new SendingWorld({ context, peer, records, waiting, fates, store }, make, pools);
  }

  envelope(parts: Partial<MessageEvent> = {}): Envelope<MessageEvent> {
    const contact = parts.contact ?? ALICE;
    const event: MessageEvent = {
      type: 'message',
      from: 'romeo@example.org/orchard',
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
      account: romeo().id,
      born: romeo().born,
      rev: 1,
      conversation: `${romeo().id}>${contact}`,
      kind: 'message',
      at: this.context.clock.now(),
      event,
    };
  }

  /** Sends a message. */
  async send(parts: Partial<MessageEvent> = {}): Promise<Outcome> {
    return await this.submit(this.envelope(parts));
  }

  async submit(envelope: Envelope<MessageEvent>): Promise<Outcome> {
    if (envelope.event === undefined) throw new Error('an envelope without a message');
    return await this.departures.depart(envelope, envelope.event);
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
    this.#pools.close();
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
