import type { Socket } from 'node:net';
import {
  type BindBody,
  Command,
  decodeBind,
  encodePdu,
  HEADER,
  PduError,
  RESPONSE,
  Splitter,
  Status,
} from './codec.js';

/** How a client has bound (SMPP 3.4 2.2.1). */
export type BindKind = 'receiver' | 'transmitter' | 'transceiver';

const KINDS: Readonly<Record<number, BindKind>> = {
  [Command.bindReceiver]: 'receiver',
  [Command.bindTransmitter]: 'transmitter',
  [Command.bindTransceiver]: 'transceiver',
};

/** What a connection asks of the network behind it. */
export interface Exchange {
  /** Checks a bind; returns the status of its answer. */
  bind(session: Session, kind: BindKind, body: BindBody): number;
  /** Its answer is on the way; messages may go out to it. */
  bound(session: Session): void;
  /** A whole submit_sm; answers by `Session.answer`. `start` is that of the header. */
  submit(session: Session, buffer: Buffer, start: number, end: number, sequence: number): void;
  /** The ESME answered our deliver_sm. */
  answered(session: Session, sequence: number, status: number): void;
  /** The octets that arrived together are worked through; answers are about to leave. */
  settled(): void;
  closed(session: Session): void;
}

/** One connection of an ESME. */
export class Session {
  readonly number: number;
  readonly #socket: Socket;
  readonly #exchange: Exchange;
  readonly #splitter = new Splitter();
  readonly #systemId: string;
  #out: Buffer[] = [];
  #reading = false;
  /** The connection ends as soon as what is to be said is written. */
  #ending = false;
  #sequence = 0;
  kind: BindKind | undefined;
  /** submit_sm without an answer yet. */
  open = 0;
  /** Milliseconds between a submit_sm and its answer. */
  latencyMs = 0;
  /** Leaves enquire_link without an answer, as a dead peer does. */
  mute = false;
  enquiries = 0;
  enquiryAnswers = 0;
  #late: Buffer[] = [];
  #lateCount = 0;

  constructor(number: number, socket: Socket, systemId: string, exchange: Exchange) {
    this.number = number;
    this.#socket = socket;
    this.#systemId = systemId;
    this.#exchange = exchange;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => exchange.closed(this));
  }

  get receives(): boolean {
    return this.kind === 'receiver' || this.kind === 'transceiver';
  }

  get writable(): boolean {
    return this.#socket.writable;
  }

  nextSequence(): number {
    this.#sequence = (this.#sequence % 0x7fffffff) + 1;
    return this.#sequence;
  }

  /** Writes octets as they are, together with what else leaves in this turn. */
  write(pdu: Buffer): void {
    this.#out.push(pdu);
    if (!this.#reading && this.#out.length === 1) queueMicrotask(() => this.#flush());
  }

  /** Answers a submit_sm after the latency of the network. */
  answer(pdu: Buffer): void {
    if (this.latencyMs === 0) {
      this.open--;
      this.write(pdu);
      return;
    }
    this.#late.push(pdu);
    this.#lateCount++;
  }

  enquire(): void {
    this.enquiries++;
    this.write(encodePdu(Command.enquireLink, Status.ok, this.nextSequence()));
  }

  unbind(): void {
    this.write(encodePdu(Command.unbind, Status.ok, this.nextSequence()));
  }

  /** Ends the connection: `reset` without ceremony, `end` by FIN. */
  cut(how: 'reset' | 'end'): void {
    if (how === 'reset') this.#socket.resetAndDestroy();
    else this.#socket.end();
  }

  /** Stops or goes on reading the socket, as a peer does that hangs. */
  hang(hung: boolean): void {
    if (hung) this.#socket.pause();
    else this.#socket.resume();
  }

  #flush(): void {
    if (this.#out.length === 0) return;
    const out = this.#out;
    this.#out = [];
    if (!this.#socket.writable) return;
    const only = out[0];
    this.#socket.write(out.length === 1 && only ? only : Buffer.concat(out));
  }

  #read(chunk: Buffer): void {
    this.#reading = true;
    try {
      this.#splitter.push(chunk, (buffer, start, end) => this.#pdu(buffer, start, end));
    } catch (error) {
      if (!(error instanceof PduError)) throw error;
      this.write(encodePdu(Command.genericNack, error.status, 0));
      this.#ending = true;
    }
    this.#exchange.settled();
    this.#reading = false;
    this.#flush();
    if (this.#lateCount > 0) this.#flushLater();
    if (this.#ending) this.#socket.end();
  }

  #flushLater(): void {
    const late = this.#late;
    this.#late = [];
    this.#lateCount = 0;
    setTimeout(() => {
      this.open -= late.length;
      if (this.#socket.writable) this.#socket.write(Buffer.concat(late));
    }, this.latencyMs);
  }

  #pdu(buffer: Buffer, start: number, end: number): boolean {
    const command = buffer.readUInt32BE(start + 4);
    const sequence = buffer.readUInt32BE(start + 12);
    switch (command) {
      case Command.submitSm:
        if (this.kind === undefined || this.kind === 'receiver') {
          this.write(encodePdu(Command.submitSm | RESPONSE, Status.invalidBindStatus, sequence));
        } else {
          this.open++;
          this.#exchange.submit(this, buffer, start, end, sequence);
        }
        break;
      case (Command.deliverSm | RESPONSE) >>> 0:
      case Command.genericNack:
        this.#exchange.answered(this, sequence, buffer.readUInt32BE(start + 8));
        break;
      case Command.enquireLink:
        if (!this.mute) this.write(encodePdu(Command.enquireLink | RESPONSE, Status.ok, sequence));
        break;
      case (Command.enquireLink | RESPONSE) >>> 0:
        this.enquiryAnswers++;
        break;
      case Command.unbind:
        this.write(encodePdu(Command.unbind | RESPONSE, Status.ok, sequence));
        this.kind = undefined;
        this.#ending = true;
        return false;
      case (Command.unbind | RESPONSE) >>> 0:
        this.#ending = true;
        return false;
      default:
        return this.#bindOrRefuse(command, sequence, buffer, start, end);
    }
    return true;
  }

  #bindOrRefuse(command: number, sequence: number, buffer: Buffer, start: number, end: number): boolean {
    const kind = KINDS[command];
    if (kind === undefined) {
      if (command < RESPONSE) this.write(encodePdu(Command.genericNack, Status.invalidCommand, sequence));
      return true;
    }
    let status: number;
    try {
      const body = decodeBind(buffer, start + HEADER, end);
      status = this.kind === undefined ? this.#exchange.bind(this, kind, body) : Status.alreadyBound;
    } catch (error) {
      if (!(error instanceof PduError)) throw error;
      status = error.status;
    }
    const body = status === Status.ok ? Buffer.from(`${this.#systemId}\0`, 'latin1') : undefined;
    this.write(encodePdu(command | RESPONSE, status, sequence, body));
    if (status !== Status.ok) {
      this.#ending = this.kind === undefined;
      return !this.#ending;
    }
    this.kind = kind;
    this.#exchange.bound(this);
    return true;
  }
}
