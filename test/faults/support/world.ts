import { join } from 'node:path';
import { type Prosody, type ProsodyOptions, startProsody } from '../../../sandbox/prosody.js';
import { type RedisOptions, type RedisServer, startRedis } from '../../../sandbox/redis.js';
import type { Entry } from '../../../sandbox/smsc/journal.js';
import { type SmscProcess, startSmscProcess } from '../../../sandbox/smsc/process.js';
import type { SmscOptions } from '../../../sandbox/smsc/smsc.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { Random } from '../../support/random.js';
import { Wire } from '../../support/wire.js';
import { GatewayProcesses } from './gateway-processes.js';
import { InboundLedger } from './inbound-ledger.js';
import { JournalWatch } from './journal-watch.js';
import { OutboundLedger } from './outbound-ledger.js';
import { Phone } from './phone.js';
import { Writer } from './writer.js';

export const GATEWAY = 'sms.example.org';
const OUR_NUMBER = '15550001111';
const UDH = 0x40;

export interface WorldOptions {
  readonly users: number;
  readonly seed: number;
  readonly smsc?: Partial<SmscOptions>;
  readonly redis?: RedisOptions;
  readonly prosody?: ProsodyOptions;
  /** Keys of the carrier in the configuration. */
  readonly carrier?: Readonly<Record<string, unknown>>;
  /** Top-level keys of the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Every so many phones, one at which everything fails; default none. */
  readonly failingEvery?: number;
}

/** Digits of the phone of user `n`. */
export const phoneOf = (n: number): string => String(15551000000 + n);

/**
 * Real servers, Isthmus as processes, people and phones, and what an outsider can know of all that passes between them. Nobody
 * of the gateway is asked what it did.
 */
export class World {
  readonly prosody: Prosody;
  readonly redis: RedisServer;
  readonly smsc: SmscProcess;
  readonly wire: Wire;
  readonly gateway: GatewayProcesses;
  readonly writers: readonly Writer[];
  readonly phones: readonly Phone[];
  readonly texts: OutboundLedger;
  readonly answers: InboundLedger;
  readonly journal: JournalWatch;
  /** Submits in the order in which the network took them. */
  readonly taken: Extract<Entry, { t: 'submit' }>[] = [];
  readonly #told = new Map<string, 'waiting' | number>();
  readonly #journalDir: string;

  private constructor(parts: {
    readonly prosody: Prosody;
    readonly redis: RedisServer;
    readonly smsc: SmscProcess;
    readonly wire: Wire;
    readonly gateway: GatewayProcesses;
    readonly journalDir: string;
    readonly accounts: readonly Awaited<ReturnType<Prosody['addUser']>>[];
    readonly failing: ReadonlySet<string>;
    readonly seed: number;
  }) {
    const { prosody, redis, smsc, wire, gateway, journalDir, accounts, failing, seed } = parts;
    this.prosody = prosody;
    this.redis = redis;
    this.smsc = smsc;
    this.wire = wire;
    this.gateway = gateway;
    this.#journalDir = journalDir;
    this.texts = new OutboundLedger(failing);
    this.answers = new InboundLedger();
    this.writers = accounts.map(
      (account, number) =>
        new Writer({
          account,
          number,
          gateway: GATEWAY,
          phone: phoneOf(number),
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
    this.phones = accounts.map(
      (_, number) =>
        new Phone({
          smsc,
          number,
          from: phoneOf(number),
          to: OUR_NUMBER,
          random: new Random(seed * 1000 + 500 + number),
          wrote: (key) => this.answers.wrote(key),
          answered: (key) => this.answers.answered(key),
          known: (part) => {
            this.journal.read();
            return this.#told.get(part);
          },
        }),
    );
    wire.onRead = (stanza) => {
      if (stanza.name !== 'message') return;
      this.texts.told(stanza);
      this.answers.reached(stanza);
    };
    wire.onGiven = (stanza) => this.texts.given(stanza);
    wire.onEnd = () => this.texts.streamEnded();
    this.journal = new JournalWatch(join(journalDir, 'journal'), (entry) => this.#journalled(entry));
  }

  /** Starts the servers and writes the configuration; Isthmus is for the test to start. */
  static async make(options: WorldOptions): Promise<World> {
    const { users, seed, failingEvery = 0 } = options;
    const numbers = Array.from({ length: users }, (_, index) => index);
    const failing = new Set(numbers.filter((n) => failingEvery > 0 && n % failingEvery === 1).map(phoneOf));
    const journalDir = await tempDir('journal');
    const [prosody, redis, smsc] = await Promise.all([
      startProsody({ components: { [GATEWAY]: 's3cret' }, logLevel: 'warn', ...options.prosody }),
      startRedis({ aof: 'everysec', ...options.redis }),
      startSmscProcess({
        systemId: 'esme',
        password: 'secret',
        journal: join(journalDir, 'journal'),
        record: false,
        dlr: { delayMs: 20, byNumber: Object.fromEntries([...failing].map((phone) => [phone, 'UNDELIV' as const])) },
        ...options.smsc,
      }),
    ]);
    const wire = await Wire.start(prosody.componentPort);
    const accounts = await Promise.all(numbers.map((n) => prosody.addUser(`user${n}`)));
    const gateway = await GatewayProcesses.make({
      xmpp: { server: `127.0.0.1:${wire.port}`, domain: prosody.domain },
      redis: { url: redis.url },
      access: { allow: [prosody.domain] },
      limits: { rate: 1_000_000, burst: 1_000_000 },
      gateways: {
        sms: {
          domain: GATEWAY,
          secret: 's3cret',
          defaultCountry: 'US',
          numbers: { shared: [`+${OUR_NUMBER}`] },
          carriers: [
            {
              name: 'main',
              host: '127.0.0.1',
              port: smsc.port,
              systemId: 'esme',
              password: 'secret',
              window: 50,
              ...options.carrier,
            },
          ],
        },
      },
      ...options.config,
    });
    return new World({ prosody, redis, smsc, wire, gateway, journalDir, accounts, failing, seed });
  }

  /** Logs everybody in, registers them, and lets each write once, so that the phones know whom they answer. */
  async meet(): Promise<void> {
    await Promise.all(
      this.writers.map(async (writer) => {
        await writer.connect();
        await writer.register();
        if ((await writer.burst(1)) !== 'answered') throw new Error('the first text was not taken');
      }),
    );
  }

  /** Prosody ends and comes back; Isthmus is let in when the people are there again. */
  async killProsody(downMs: () => Promise<void>): Promise<void> {
    this.answers.serverDied();
    await this.prosody.kill();
    this.wire.shut();
    await downMs();
    await this.prosody.start();
    await Promise.all(this.writers.map((writer) => writer.connect()));
    this.wire.open();
  }

  async stop(): Promise<void> {
    for (const writer of this.writers) writer.close();
    for (const phone of this.phones) phone.close();
    await this.gateway.stop();
    await Promise.all([this.prosody.stop(), this.redis.stop(), this.smsc.stop(), this.wire.stop()]);
    this.journal.stop();
    await removeTempDir(this.#journalDir);
  }

  #journalled(entry: Entry): void {
    if (entry.t === 'mo') this.#told.set(entry.key, this.#told.get(entry.key) ?? 'waiting');
    else if (entry.t === 'mo-told') this.#told.set(entry.key, entry.status);
    else if (entry.t === 'submit') {
      this.taken.push(entry);
      const octets = Buffer.from(entry.octets, 'hex');
      const part = (entry.esm & UDH) === 0 ? 1 : (octets[5] ?? 0);
      const id = /t\d+-\d+(?= )/.exec(entry.text)?.[0] ?? entry.text;
      this.texts.taken(id, part);
    }
  }
}
