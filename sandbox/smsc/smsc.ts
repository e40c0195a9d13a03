import { createServer, type Server, type Socket } from 'node:net';
import { PATIENCE_MS } from '../patience.js';
import {
  Command,
  decodeMessage,
  encodeMessage,
  encodePdu,
  type MessageFields,
  PduError,
  RESPONSE,
  Status,
} from './codec.js';
import { Journal, readJournal } from './journal.js';
import { MALFORMED, type Malformation } from './malformed.js';
import type { Counts, SmscOptions } from './options.js';
import { type Delivery, Outbound } from './outbound.js';
import { leadingNumber, type Peek, peekSubmit } from './peek.js';
import { digits, type PhoneMessage, phonePdus } from './phone-message.js';
import { PhoneBook, type Phones } from './phones.js';
import { formatId, type ReceiptPlan, receiptFields, STATES, type State } from './receipt.js';
import { Joiner, machineTime, readPart, type Submit, type Text } from './recorder.js';
import { Judge, type Script } from './script.js';
import { type BindKind, type Exchange, Session } from './session.js';
import { decodeText } from './text.js';

export type { Counts, SmscOptions } from './options.js';
export type { PhoneMessage } from './phone-message.js';

interface Waiter {
  readonly ready: () => boolean;
  readonly resolve: () => void;
}

/** A phone network that speaks SMPP 3.4 on loopback. */
export class Smsc implements Exchange {
  readonly #options: SmscOptions;
  readonly #server: Server;
  readonly #sessions = new Set<Session>();
  readonly #outbound: Outbound;
  readonly #journal: Journal;
  readonly #joiner = new Joiner();
  readonly #peek: Peek = { toStart: 0, toEnd: 0, registered: 0, textStart: 0, textEnd: 0 };
  readonly #waiters = new Set<Waiter>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #ticker: NodeJS.Timeout;
  #due: { at: number; run: (() => void)[] } | undefined;
  #endFlood: () => void = () => {};
  #judge: Judge;
  #phones: PhoneBook;
  #dlr: ReceiptPlan;
  #record: boolean;
  #nextNumber = 1_000_001;
  #nextRef = 1;
  #connections = 0;
  #lastEnquiry = performance.now();
  #c = { submits: 0, accepted: 0, refused: 0, receiptsSent: 0, receiptsAnswered: 0, messagesAnswered: 0 };
  #messagesRefused = 0;
  #binds = 0;
  #maxOpen = 0;
  #firstAt = 0;
  #lastAt = 0;
  /** Every submit_sm in the order of arrival, while recording. */
  readonly submits: Submit[] = [];
  /** Every text that is whole, in the order of completion, while recording; those of the journal come first. */
  readonly texts: Text[] = [];
  /** Status of each answered phone message part, by key, in the order of the answers. */
  readonly answers: { readonly key: string; readonly part: number; readonly status: number }[] = [];
  /** Called after each batch of octets that an ESME sent was worked through. */
  onActivity: (() => void) | undefined;
  /** Microseconds between the number that each text begins with (machineTime in us) and its arrival; counting mode. */
  latencies: number[] = [];

  constructor(options: SmscOptions) {
    this.#options = options;
    this.#judge = new Judge(options.script ?? {});
    this.#phones = new PhoneBook(options.phones ?? {});
    this.#dlr = options.dlr ?? {};
    this.#record = options.record ?? true;
    this.#outbound = new Outbound({
      window: options.deliverWindow ?? 100,
      retryMs: options.retryMs ?? 500,
      timeoutMs: options.deliverTimeoutMs ?? 10_000,
    });
    this.#journal = new Journal(options.journal);
    if (options.journal !== undefined) this.#recover(options.journal);
    this.#server = createServer((socket) => this.#connected(socket));
    this.#ticker = setInterval(() => this.#tick(), 250);
    this.#ticker.unref();
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port ?? 0, '127.0.0.1', resolve);
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get counts(): Counts {
    let bound = 0;
    for (const session of this.#sessions) if (session.kind !== undefined) bound++;
    return {
      ...this.#c,
      messagesRefused: this.#messagesRefused,
      deliveriesSent: this.#outbound.sent,
      deliveriesRepeated: this.#outbound.repeated,
      deliveriesPending: this.#outbound.pending,
      connections: this.#sessions.size,
      bound,
      binds: this.#binds,
      maxOpen: this.#maxOpen,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
    };
  }

  /** Connections that are open now. */
  get sessions(): readonly Session[] {
    return [...this.#sessions];
  }

  /** Texts that a number has received whole. */
  inbox(number: string): readonly Text[] {
    return this.texts.filter((text) => text.to === digits(number));
  }

  /** Resolves as soon as `ready` holds (asked after each event); rejects after `timeoutMs` with what was there. */
  waitFor(ready: (smsc: Smsc) => boolean, timeoutMs = PATIENCE_MS): Promise<void> {
    return new Promise((resolve, reject) => {
      if (ready(this)) return resolve();
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`the network waited ${timeoutMs} ms in vain; counts: ${JSON.stringify(this.counts)}`));
      }, timeoutMs);
      const waiter: Waiter = {
        ready: () => ready(this),
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#waiters.add(waiter);
    });
  }

  setScript(script: Script): void {
    this.#judge = new Judge(script);
    for (const session of this.#sessions) this.#apply(session);
  }

  setReceipts(plan: ReceiptPlan): void {
    this.#dlr = plan;
  }

  setPhones(phones: Phones): void {
    this.#phones = new PhoneBook(phones);
  }

  setRecord(record: boolean): void {
    this.#record = record;
  }

  /** Forgets what was counted and recorded; connections and what is on the way stay. */
  reset(): void {
    this.#c = { submits: 0, accepted: 0, refused: 0, receiptsSent: 0, receiptsAnswered: 0, messagesAnswered: 0 };
    this.#messagesRefused = 0;
    this.#outbound.sent = 0;
    this.#outbound.repeated = 0;
    this.#maxOpen = 0;
    this.#firstAt = 0;
    this.#lastAt = 0;
    this.submits.length = 0;
    this.texts.length = 0;
    this.answers.length = 0;
    this.latencies = [];
  }

  /** Sends a text from a phone; resolves with the statuses of the answers, in the order of the sendings. */
  deliver(message: PhoneMessage): Promise<number[]> {
    const pdus = phonePdus(message, this.#nextRef++);
    const key = message.key ?? `m${this.#nextRef}-${machineTime()}`;
    this.#journal.add({ t: 'mo', key, pdus: pdus.map((pdu) => pdu.toString('base64')) });
    this.#journal.flush();
    return this.#send(key, pdus, new Set());
  }

  /** Writes octets as they are to every bound connection that receives. */
  deliverRaw(octets: Buffer): void {
    for (const session of this.#sessions) if (session.receives) session.write(octets);
  }

  malform(kind: Malformation): void {
    this.deliverRaw(MALFORMED[kind]());
  }

  /**
   * Sends `count` texts as fast as the window allows, from `from` + 0..spread-1; each begins with machineTime in us.
   * Resolves when all were answered. `count` may be Infinity: then until `endFlood`.
   */
  async flood(plan: {
    readonly count: number;
    readonly from: string;
    readonly spread: number;
    readonly to: readonly string[];
    readonly text: string;
    /** Asked before each: false waits until `pump` is called. */
    readonly more?: () => boolean;
  }): Promise<void> {
    let made = 0;
    let answered = 0;
    const base = BigInt(digits(plan.from));
    await new Promise<void>((resolve) => {
      this.#endFlood = () => {
        this.#outbound.source = undefined;
        if (answered === made) resolve();
      };
      this.#outbound.source = () => {
        if (made >= plan.count || plan.more?.() === false) return undefined;
        const n = made++;
        const pdu = encodeMessage(Command.deliverSm, 0, {
          from: { ton: 1, npi: 1, address: String(base + BigInt(n % plan.spread)) },
          to: { ton: 1, npi: 1, address: digits(plan.to[n % plan.to.length] ?? '') },
          octets: Buffer.from(`${Math.round(machineTime() * 1000)} ${n} ${plan.text}`, 'latin1'),
        });
        return {
          kind: 'message',
          pdu,
          done: (status) => {
            this.#messageAnswered(status);
            answered++;
            const ended = made >= plan.count || this.#outbound.source === undefined;
            if (ended && answered === made) resolve();
          },
        };
      };
      this.#outbound.pump();
    });
    this.#outbound.source = undefined;
  }

  /** Sends what may be sent now. */
  pump(): void {
    this.#outbound.pump();
  }

  /** Makes no more texts in `flood`, which resolves when those on the way are answered. */
  endFlood(): void {
    this.#endFlood();
  }

  /** Ends connections: the n-th that was opened, or all. */
  cut(how: 'reset' | 'end' = 'reset', number?: number): void {
    for (const session of this.#sessions) if (number === undefined || session.number === number) session.cut(how);
  }

  unbindAll(): void {
    for (const session of this.#sessions) session.unbind();
  }

  enquireAll(): void {
    for (const session of this.#sessions) session.enquire();
  }

  async stop(): Promise<void> {
    clearInterval(this.#ticker);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#outbound.stop();
    for (const session of this.#sessions) session.cut('reset');
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#journal.close();
  }

  // What a connection asks for.

  bind(_session: Session, _kind: BindKind, body: { systemId: string; password: string }): number {
    const { bindStatus } = this.#judge.script;
    if (bindStatus !== undefined && bindStatus !== Status.ok) return bindStatus;
    const { systemId, password } = this.#options;
    return body.systemId === systemId && body.password === password ? Status.ok : Status.invalidPassword;
  }

  bound(session: Session): void {
    this.#binds++;
    this.#outbound.attach(session);
  }

  submit(session: Session, buffer: Buffer, start: number, end: number, sequence: number): void {
    const peek = this.#peek;
    this.#c.submits++;
    if (session.open > this.#maxOpen) this.#maxOpen = session.open;
    if (!peekSubmit(buffer, start, end, peek)) {
      this.#refuse(session, sequence, Status.invalidLength);
      return;
    }
    const at = machineTime();
    if (this.#firstAt === 0) this.#firstAt = at;
    this.#lastAt = at;
    const plain = !this.#record && !this.#journal.on && this.#phones.empty;
    const verdict = this.#judge.judge(this.#judge.byNumber ? buffer.toString('latin1', peek.toStart, peek.toEnd) : '');
    if (session.open > (this.#options.windowLimit ?? Number.POSITIVE_INFINITY)) {
      this.#refuse(session, sequence, Status.queueFull);
      return;
    }
    if (verdict.act === 'answer' && verdict.status !== Status.ok) {
      if (!plain) this.#keep(session, buffer, start, end, sequence, at, '', verdict.status);
      this.#refuse(session, sequence, verdict.status);
      return;
    }
    const number = this.#nextNumber++;
    const id = formatId(number, this.#dlr.responseId ?? 'decimal');
    this.#c.accepted++;
    if (plain) {
      const sent = leadingNumber(buffer, peek.textStart, peek.textEnd);
      if (sent !== undefined) this.latencies.push(at * 1000 - sent);
    } else if (!this.#keep(session, buffer, start, end, sequence, at, id, Status.ok, number)) {
      this.#refuse(session, sequence, Status.invalidLength);
      return;
    }
    if ((peek.registered & 3) !== 0) this.#planReceipts(buffer, start, end, number);
    if (verdict.act === 'answer') {
      session.answer(encodePdu(Command.submitSm | RESPONSE, Status.ok, sequence, Buffer.from(`${id}\0`, 'latin1')));
    } else if (verdict.act === 'cut') session.cut('reset');
  }

  answered(session: Session, sequence: number, status: number): void {
    this.#outbound.answered(session, sequence, status);
  }

  settled(): void {
    this.#journal.flush();
    this.onActivity?.();
    for (const waiter of this.#waiters) {
      if (!waiter.ready()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  closed(session: Session): void {
    this.#sessions.delete(session);
    this.#outbound.detach(session);
    this.settled();
  }

  #connected(socket: Socket): void {
    const session = new Session(++this.#connections, socket, 'sandbox-smsc', this);
    this.#apply(session);
    this.#sessions.add(session);
  }

  #apply(session: Session): void {
    session.latencyMs = this.#judge.script.latencyMs ?? this.#options.latencyMs ?? 0;
    session.mute = this.#judge.script.mute ?? false;
  }

  #refuse(session: Session, sequence: number, status: number): void {
    this.#c.refused++;
    session.answer(encodePdu(Command.submitSm | RESPONSE, status, sequence));
  }

  /** Records, journals and hands to the phone; false where the PDU cannot be read. */
  #keep(
    session: Session,
    buffer: Buffer,
    start: number,
    end: number,
    sequence: number,
    at: number,
    id: string,
    status: number,
    number?: number,
  ): boolean {
    let message: ReturnType<typeof decodeMessage>;
    try {
      message = decodeMessage(buffer, start + 16, end);
    } catch (error) {
      if (error instanceof PduError) return false;
      throw error;
    }
    const { octets, concatenation } = readPart(message);
    const text = decodeText(octets, message.dataCoding);
    if (this.#record) {
      const base = { at, session: session.number, sequence, id, status, message, text };
      this.submits.push(concatenation ? { ...base, concatenation } : base);
    }
    if (number === undefined) return true;
    this.#journal.add({
      t: 'submit',
      n: number,
      id,
      from: message.from.address,
      fromTon: message.from.ton,
      to: message.to.address,
      toTon: message.to.ton,
      registered: message.registeredDelivery,
      dcs: message.dataCoding,
      esm: message.esmClass,
      octets: message.octets.toString('hex'),
      text,
      at,
    });
    const whole = this.#joiner.add(message, id, at);
    if (whole === undefined) return true;
    if (this.#record) this.texts.push(whole);
    const answer = this.#phones.answer(whole);
    if (answer) {
      const reply = () => void this.deliver({ from: whole.to, to: whole.from, text: answer.text });
      this.#later(answer.delayMs + this.#latency, reply);
    }
    return true;
  }

  get #latency(): number {
    return this.#judge.script.latencyMs ?? this.#options.latencyMs ?? 0;
  }

  #planReceipts(buffer: Buffer, start: number, end: number, number: number): void {
    const message = decodeMessage(buffer, start + 16, end);
    const { from, to, registeredDelivery } = message;
    if (this.#dlr.silent?.includes(to.address)) return;
    const planned = this.#dlr.byNumber?.[to.address] ?? this.#dlr.state ?? 'DELIVRD';
    const states: readonly State[] = typeof planned === 'string' ? [planned] : planned;
    states.forEach((state, index) => {
      const final = STATES[state] !== 1 && STATES[state] !== 6;
      const wants = registeredDelivery & 3;
      if (final && ((wants === 2 && state === 'DELIVRD') || (wants === 3 && state !== 'DELIVRD'))) return;
      const last = index === states.length - 1;
      const send = () => this.#sendReceipt(number, state, from, to, last);
      if (this.#dlr.beforeResponse) send();
      else this.#later((this.#dlr.delayMs ?? 0) * (index + 1) + this.#latency, send);
    });
  }

  #sendReceipt(
    number: number,
    state: State,
    from: MessageFields['from'],
    to: MessageFields['to'],
    last: boolean,
  ): void {
    const id = formatId(number, this.#dlr.receiptId ?? this.#dlr.responseId ?? 'decimal');
    const pdu = encodeMessage(Command.deliverSm, 0, receiptFields(id, state, from, to, this.#dlr, new Date()));
    this.#c.receiptsSent++;
    this.#outbound.push({
      kind: 'receipt',
      pdu,
      done: (status) => {
        this.#c.receiptsAnswered++;
        if (last) this.#journal.add({ t: 'told', n: number, status });
      },
    });
  }

  /** Runs what is due in the same millisecond by one timer. */
  #later(ms: number, run: () => void): void {
    const at = Math.ceil(performance.now() + ms);
    if (this.#due?.at === at) {
      this.#due.run.push(run);
      return;
    }
    const bucket = { at, run: [run] };
    this.#due = bucket;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#due === bucket) this.#due = undefined;
      for (const each of bucket.run) each();
    }, ms);
    this.#timers.add(timer);
  }

  #send(key: string, pdus: readonly Buffer[], told: ReadonlySet<number>): Promise<number[]> {
    const parts = pdus.map(
      (pdu, part) =>
        new Promise<number>((resolve) => {
          if (told.has(part)) return resolve(Status.ok);
          const done: Delivery['done'] = (status) => {
            this.#journal.add({ t: 'mo-told', key, part, status });
            this.answers.push({ key, part, status });
            this.#messageAnswered(status);
            resolve(status);
          };
          this.#outbound.push({ kind: 'message', pdu, done });
        }),
    );
    return Promise.all(parts);
  }

  #messageAnswered(status: number): void {
    if (status === Status.ok) this.#c.messagesAnswered++;
    else this.#messagesRefused++;
  }

  #tick(): void {
    const now = performance.now();
    this.#outbound.sweep(now);
    this.#journal.flush();
    const every = this.#options.enquireMs ?? 30_000;
    if (every === 0 || now - this.#lastEnquiry < every) return;
    this.#lastEnquiry = now;
    this.enquireAll();
  }

  /** Goes on where a killed process stopped: ids, receipts not yet told, messages not yet answered. */
  #recover(path: string): void {
    const messages = new Map<string, { pdus: Buffer[]; told: Set<number> }>();
    const untold = new Map<number, () => void>();
    for (const entry of readJournal(path)) {
      if (entry.t === 'submit') {
        this.#nextNumber = entry.n + 1;
        const from = { ton: entry.fromTon, npi: 1, address: entry.from };
        const to = { ton: entry.toTon, npi: 1, address: entry.to };
        const pdu = encodeMessage(Command.submitSm, 0, {
          from,
          to,
          registeredDelivery: entry.registered,
          dataCoding: entry.dcs,
          esmClass: entry.esm,
          octets: Buffer.from(entry.octets, 'hex'),
        });
        const whole = this.#joiner.add(decodeMessage(pdu, 16, pdu.length), entry.id, entry.at);
        if (whole && this.#record) this.texts.push(whole);
        if ((entry.registered & 3) !== 0) {
          untold.set(entry.n, () => this.#planReceipts(pdu, 0, pdu.length, entry.n));
        }
      } else if (entry.t === 'told') untold.delete(entry.n);
      else if (entry.t === 'mo') {
        messages.set(entry.key, { pdus: entry.pdus.map((pdu) => Buffer.from(pdu, 'base64')), told: new Set() });
      } else messages.get(entry.key)?.told.add(entry.part);
    }
    for (const plan of untold.values()) plan();
    for (const [key, { pdus, told }] of messages) if (told.size < pdus.length) void this.#send(key, pdus, told);
  }
}

/** Starts a simulated phone network on loopback. */
export async function startSmsc(options: SmscOptions): Promise<Smsc> {
  const smsc = new Smsc(options);
  await smsc.listen();
  return smsc;
}
