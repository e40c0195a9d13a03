import { join } from 'node:path';
import type { Entry } from '../../../sandbox/smsc/journal.js';
import { type SmscProcess, startSmscProcess } from '../../../sandbox/smsc/process.js';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import { Random } from '../../support/random.js';
import type { SeenStanza } from '../../support/stanza-splitter.js';
import { InboundLedger } from '../support/inbound-ledger.js';
import { JournalWatch } from '../support/journal-watch.js';
import { OutboundLedger } from '../support/outbound-ledger.js';
import { Phone } from '../support/phone.js';
import { phoneOf } from '../support/world.js';
import { Writer } from '../support/writer.js';
import type { Front } from './front.js';
import type { Hosts } from './hosts.js';

const DOMAIN = 'sms.example.org';
const OUR_NUMBER = '15550001111';
const UDH = 0x40;
const USERS = 10;

/** Users and phones: a carrier that takes 20 ms for each text, and some phones that are never reached. */
export class SmsFront implements Front {
  readonly name = 'SMS';
  readonly rate = 20;
  readonly servers: Front['servers'];
  readonly section: Readonly<Record<string, unknown>>;
  readonly texts: OutboundLedger;
  readonly answers = new InboundLedger();
  readonly writers: readonly Writer[];
  readonly phones: readonly Phone[];
  readonly #smsc: SmscProcess;
  readonly #journal: JournalWatch;
  readonly #dir: string;
  readonly #told = new Map<string, 'waiting' | number>();

  private constructor(
    smsc: SmscProcess,
    hosts: Hosts,
    users: Awaited<ReturnType<Hosts['users']>>,
    failing: string[],
    dir: string,
  ) {
    this.servers = { SMSC: smsc };
    this.#smsc = smsc;
    this.#dir = dir;
    this.texts = new OutboundLedger(new Set(failing));
    const main = { name: 'main', host: '127.0.0.1', port: smsc.port, systemId: 'esme', password: 'secret', window: 50 };
    const timeouts = { responseTimeout: '5s', enquireLink: '5s', bindTimeout: '5s' };
    this.section = {
      sms: {
        domain: DOMAIN,
        secret: hosts.secret,
        defaultCountry: 'US',
        numbers: { shared: [`+${OUR_NUMBER}`] },
        carriers: [{ ...main, ...timeouts }],
      },
    };
    this.writers = users.map(
      (account, number) =>
        new Writer({
          ...hosts.writing(account, number),
          gateway: DOMAIN,
          phone: phoneOf(number),
          wrote: (id, phone, parts) => this.texts.wrote(id, phone, parts),
          answeredFor: (id) => this.texts.answeredFor(id),
          shown: (stanza) => {
            this.texts.shown(stanza);
            this.answers.shown(stanza);
          },
        }),
    );
    this.phones = users.map(
      (_, number) =>
        new Phone({
          smsc,
          number,
          from: phoneOf(number),
          to: OUR_NUMBER,
          random: new Random(hosts.seed * 1000 + 500 + number),
          wrote: (key) => this.answers.wrote(key),
          answered: (key) => this.answers.answered(key),
          known: (part) => {
            this.#journal.read();
            return this.#told.get(part);
          },
        }),
    );
    this.#journal = new JournalWatch(join(dir, 'journal'), (entry) => this.#journalled(entry));
  }

  static async make(hosts: Hosts): Promise<SmsFront> {
    const dir = await tempDir('journal');
    const failing = [phoneOf(USERS - 1)];
    const [smsc, users] = await Promise.all([
      startSmscProcess({
        systemId: 'esme',
        password: 'secret',
        journal: join(dir, 'journal'),
        record: false,
        latencyMs: 20,
        enquireMs: 5000,
        deliverTimeoutMs: 3000,
        dlr: { delayMs: 20, byNumber: Object.fromEntries(failing.map((phone) => [phone, 'UNDELIV' as const])) },
      }),
      hosts.users(0, USERS),
    ]);
    return new SmsFront(smsc, hosts, users, failing, dir);
  }

  async meet(): Promise<void> {
    await Promise.all(
      this.writers.map(async (writer) => {
        await writer.connect();
        await writer.register();
        // So the phones know whom they answer.
        if ((await writer.burst(1)) !== 'answered') throw new Error('the first text was not taken');
      }),
    );
  }

  read(stanza: SeenStanza): void {
    this.texts.told(stanza);
    this.answers.reached(stanza);
  }

  async close(): Promise<void> {
    for (const phone of this.phones) phone.close();
    for (const writer of this.writers) writer.close();
    await this.#smsc.stop();
    this.#journal.stop();
    await removeTempDir(this.#dir);
  }

  #journalled(entry: Entry): void {
    if (entry.t === 'mo') this.#told.set(entry.key, this.#told.get(entry.key) ?? 'waiting');
    else if (entry.t === 'mo-told') this.#told.set(entry.key, entry.status);
    else if (entry.t === 'submit') {
      const part = (entry.esm & UDH) === 0 ? 1 : (Buffer.from(entry.octets, 'hex')[5] ?? 0);
      this.texts.taken(/t\d+-\d+(?= )/.exec(entry.text)?.[0] ?? entry.text, part);
    }
  }
}
