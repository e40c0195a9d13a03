import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { abandon } from '../../../src/abandon.js';
import type { Clock, Log, Timer } from '../../gateway.js';
import { type BindFields, decodePdu, encodeBare, encodeBind, encodeInboundAnswer, encodeSubmit } from './codec.js';
import { Framer } from './framer.js';
import { ESME, type InboundSm, type Pdu, type SubmitSm } from './pdu.js';
import { type Answered, type SubmitAnswer, Submits } from './submits.js';
import { connectionTrouble } from './trouble.js';

/** Where a session goes to, and how patient it is. */
export interface SessionOptions {
  readonly host: string;
  readonly port: number;
  /** Unset: no TLS. */
  readonly tls?: ConnectionOptions;
  readonly bind: BindFields;
  /** After how many ms of silence the carrier is asked whether it is there, and how long it has for the answer. */
  readonly enquireLinkMs: number;
  /** How many ms an answer to a submit may take. */
  readonly responseTimeoutMs: number;
  /** How many ms connecting and binding may take together. */
  readonly bindTimeoutMs: number;
  /** Unanswered messages of the carrier above which nothing more is read. */
  readonly mostInbound: number;
  readonly clock: Clock;
  readonly log: Log;
  /** False: nothing may be written any more; the session then ends itself. */
  readonly mayWrite: () => boolean;
}

/** Why a session is over. */
export interface SessionEnd {
  readonly reason: string;
  /** The status with which the carrier refused the bind. */
  readonly bindStatus?: number;
  /** How many ms it was bound; 0 where it never was. */
  readonly boundMs: number;
}

/** Takes a message of the carrier; `answer` must be called once, with a command_status. */
export type InboundHandler = (message: InboundSm, answer: (status: number) => void) => void;

interface SessionEvents {
  /** `version`: what the carrier says that it speaks (0x34 is 3.4); undefined: it does not say. */
  bound(version?: number): void;
  readonly inbound: InboundHandler;
  /** Exactly once; all open submits have been settled before. */
  ended(end: SessionEnd): void;
}

/** A command_status as logs have it. */
export function statusHex(status: number): string {
  return `0x${status.toString(16).padStart(8, '0')}`;
}

const LAST_SEQUENCE = 0x7fffffff;
const UNBIND_MS = 2000;
const SETTLE_POLL_MS = 10;
/** Ends before which all was answered, or has to arrive. */
const ORDERLY: ReadonlySet<string> = new Set([
  'closed',
  'unbound',
  'the carrier unbound',
  'the carrier closed the connection',
]);
/** Octets written and not read by the carrier, above which it is not served any more: window and answers are far smaller. */
const MOST_UNREAD = 4 * 1024 * 1024;

/**
 * One SMPP session, from connecting to its end; never used again after that. What is submitted or
 * answered within one turn of the event loop goes out in one write.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  readonly #socket: Socket;
  readonly #framer = new Framer();
  readonly #submits = new Submits();
  #out: Buffer[] = [];
  #flushing = false;
  #sequence = 0;
  #boundAt: number | undefined;
  #ended = false;
  #draining = false;
  /** Our own unbind is on its way. */
  #unbinding = false;
  /** Told when the session has ended. */
  readonly #waiting: (() => void)[] = [];
  /** Nothing more of the carrier is taken; it repeats that to whoever binds next. */
  #deaf = false;
  /** Messages of the carrier that have no answer of ours yet. */
  #inbound = 0;
  #paused = false;
  #heardAt: number;
  #enquiredAt: number | undefined;
  #timer: Timer | undefined;

  constructor(options: SessionOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#heardAt = options.clock.monotonic();
    const { host, port, tls } = options;
    this.#socket = tls === undefined ? connectTcp({ host, port }) : connectTls({ ...tls, host, port });
    this.#socket.setNoDelay(true);
    this.#socket.once(tls === undefined ? 'connect' : 'secureConnect', () => this.#bind());
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#end(`connection failed: ${connectionTrouble(error)}`));
    this.#socket.on('end', () => this.#end('the carrier closed the connection'));
    this.#socket.on('close', () => this.#end('the connection closed'));
    this.#timer = options.clock.after(options.bindTimeoutMs, () => this.#end('no answer to the bind in time'));
  }

  /** Bound, and not about to end. */
  get ready(): boolean {
    return this.#boundAt !== undefined && !this.#ended && !this.#draining;
  }

  /** Submits without an answer yet. */
  get open(): number {
    return this.#submits.open;
  }

  /**
   * Sends one message; `done` is called once, never before this returns. `late` is called when an answer comes after `done`
   * was told that the time for it is over.
   */
  submit(sm: SubmitSm, done: (answer: SubmitAnswer) => void, late?: (answer: Answered) => void): void {
    if (!this.ready) {
      queueMicrotask(() => done({ kind: 'unsent', reason: 'not bound' }));
      return;
    }
    const sequence = this.#next();
    this.#submits.add(sequence, this.#options.clock.monotonic(), done, late);
    this.#write(encodeSubmit(sequence, sm));
  }

  /**
   * Takes nothing more of the carrier and leaves it unanswered, so that the carrier repeats it to whoever binds next. What
   * was taken before is still to be answered.
   */
  stopTaking(): void {
    this.#deaf = true;
  }

  /**
   * Says goodbye to the carrier (`unbind`) and ends; resolves when that is done, at most 2 s later. What was answered
   * before is written before.
   */
  unbind(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended) {
        resolve();
        return;
      }
      this.#waiting.push(resolve);
      // Where an unbind is under way, ours or the carrier's, that one ends the session; it too gets its answers first.
      if (this.#draining) return;
      if (!this.ready) {
        this.#end('closed');
        return;
      }
      this.#draining = true;
      this.#deaf = true;
      this.#unbinding = true;
      const late = this.#options.clock.after(UNBIND_MS, () => this.#unbound());
      this.#waiting.push(() => late.cancel());
      this.#write(encodeBare('unbind', this.#next()));
    });
  }

  /** Ends at once. */
  destroy(reason: string): void {
    this.#end(reason);
  }

  /** Our unbind was answered, or its time is over. */
  #unbound(): void {
    this.#flush();
    this.#end('unbound');
  }

  #next(): number {
    this.#sequence = this.#sequence === LAST_SEQUENCE ? 1 : this.#sequence + 1;
    return this.#sequence;
  }

  #write(pdu: Buffer): void {
    if (this.#ended) return;
    this.#out.push(pdu);
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#ended || this.#out.length === 0) return;
    if (!this.#options.mayWrite()) {
      this.#end('this process does not hold the lane any more');
      return;
    }
    this.#submits.written();
    const out = this.#out.length === 1 ? this.#out[0] : Buffer.concat(this.#out);
    this.#out = [];
    if (out !== undefined) this.#socket.write(out);
    if (this.#socket.writableLength > MOST_UNREAD) this.#end('the carrier does not read what we write');
  }

  #bind(): void {
    this.#write(encodeBind(this.#next(), this.#options.bind));
  }

  #read(chunk: Buffer): void {
    const { pdus, badLength } = this.#framer.push(chunk);
    for (const octets of pdus) {
      if (this.#ended) return;
      // Whatever it says, the carrier is there.
      this.#heardAt = this.#options.clock.monotonic();
      this.#enquiredAt = undefined;
      this.#receive(decodePdu(octets));
    }
    if (badLength !== undefined) this.#end(`a PDU of impossible length ${badLength}`);
  }

  #receive(pdu: Pdu): void {
    switch (pdu.command) {
      case 'submit_sm_resp':
        this.#submits.answer(pdu.sequence, answered(pdu));
        break;
      case 'inbound':
        this.#take(pdu.request, pdu.sequence, pdu.message);
        break;
      case 'enquire_link':
        this.#write(encodeBare('enquire_link_resp', pdu.sequence));
        break;
      case 'bind_resp':
        this.#bindAnswered(pdu.status, pdu.version);
        break;
      case 'unbind':
        this.#carrierUnbinds(pdu.sequence);
        break;
      case 'unbind_resp':
        if (this.#unbinding) this.#unbound();
        break;
      case 'generic_nack':
        this.#nack(pdu.sequence, pdu.status);
        break;
      case 'other':
        this.#write(encodeBare('generic_nack', pdu.sequence, ESME.RINVCMDID));
        break;
      case 'broken':
        this.#broken(pdu.id, pdu.sequence, pdu.why);
        break;
      case 'alert_notification':
      case 'enquire_link_resp':
      case 'other_resp':
        break;
    }
  }

  /** A request whose frame is whole and whose fields are not is refused. */
  #broken(id: number, sequence: number, why: string): void {
    this.#options.log.warn({ command: `0x${id.toString(16)}`, why }, 'a PDU of the carrier cannot be read');
    this.#write(encodeBare('generic_nack', sequence, ESME.RINVCMDLEN));
  }

  #nack(sequence: number, status: number): void {
    if (this.#boundAt === undefined) this.#end(`the bind was refused with ${statusHex(status)}`, status);
    else
      this.#submits.answer(sequence, {
        kind: 'answered',
        status: status === 0 ? ESME.RINVCMDID : status,
        messageId: '',
      });
  }

  #bindAnswered(status: number, version: number | undefined): void {
    if (this.#boundAt !== undefined) return;
    if (status !== ESME.ROK) {
      this.#end(`the bind was refused with ${statusHex(status)}`, status);
      return;
    }
    this.#timer?.cancel();
    this.#boundAt = this.#options.clock.monotonic();
    this.#sweep();
    this.#events.bound(version);
  }

  /** It still gets the answers that it waits for, and we get ours, before it gets its `unbind_resp`; both within 2 s. */
  #carrierUnbinds(sequence: number): void {
    this.#draining = true;
    this.#deaf = true;
    const { clock } = this.#options;
    const until = clock.monotonic() + UNBIND_MS;
    const look = (): void => {
      if (this.#ended) return;
      if ((this.#inbound > 0 || this.#submits.open > 0) && clock.monotonic() < until) {
        clock.after(SETTLE_POLL_MS, look);
        return;
      }
      this.#write(encodeBare('unbind_resp', sequence));
      // The answer leaves in the write of this turn; the end follows in the next.
      setImmediate(() => setImmediate(() => this.#end('the carrier unbound')));
    };
    look();
  }

  #take(request: 'deliver_sm' | 'data_sm', sequence: number, message: InboundSm): void {
    if (this.#boundAt === undefined) {
      this.#write(encodeInboundAnswer(request, sequence, ESME.RINVBNDSTS));
      return;
    }
    if (this.#deaf) return;
    this.#inbound += 1;
    if (this.#inbound >= this.#options.mostInbound && !this.#paused) {
      this.#paused = true;
      this.#socket.pause();
    }
    let answered = false;
    this.#events.inbound(message, (status) => {
      if (answered) return;
      answered = true;
      this.#inbound -= 1;
      this.#write(encodeInboundAnswer(request, sequence, status));
      if (this.#paused && this.#inbound <= this.#options.mostInbound / 2) {
        this.#paused = false;
        // While we did not read, the carrier could not be heard.
        this.#heardAt = this.#options.clock.monotonic();
        if (this.#enquiredAt !== undefined) this.#enquiredAt = this.#heardAt;
        this.#socket.resume();
      }
    });
  }

  /** Watches answers and the life of the link, four times in the shorter of the two times. */
  #sweep(): void {
    const { clock, enquireLinkMs, responseTimeoutMs } = this.#options;
    this.#timer = clock.after(Math.max(5, Math.min(1000, enquireLinkMs / 4, responseTimeoutMs / 4)), () => {
      if (this.#ended) return;
      if (!this.#paused) this.#watch(clock.monotonic());
      if (!this.#ended) this.#sweep();
    });
  }

  #watch(now: number): void {
    const { enquireLinkMs, responseTimeoutMs } = this.#options;
    this.#submits.expire(now - responseTimeoutMs);
    if (this.#enquiredAt !== undefined) {
      if (now - this.#enquiredAt >= enquireLinkMs) this.#end('the carrier does not answer enquire_link');
    } else if (now - this.#heardAt >= enquireLinkMs) {
      this.#enquiredAt = now;
      this.#write(encodeBare('enquire_link', this.#next()));
    }
  }

  #end(reason: string, bindStatus?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timer?.cancel();
    // What the carrier has asked for or has answered is still its own; all else must not come late.
    if (ORDERLY.has(reason)) this.#socket.destroy();
    else abandon(this.#socket);
    this.#out = [];
    this.#submits.end(reason);
    const boundMs = this.#boundAt === undefined ? 0 : this.#options.clock.monotonic() - this.#boundAt;
    this.#events.ended(bindStatus === undefined ? { reason, boundMs } : { reason, boundMs, bindStatus });
    for (const told of this.#waiting.splice(0)) told();
  }
}

function answered({ status, messageId, congestion }: Extract<Pdu, { command: 'submit_sm_resp' }>): Answered {
  return { kind: 'answered', status, messageId, ...(congestion === undefined ? {} : { congestion }) };
}
