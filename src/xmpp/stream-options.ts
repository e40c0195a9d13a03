import type { Clock } from '../clock.js';
import type { Spread } from './barrier-trial.js';
import type { Element } from './element.js';
import type { LimitName, ParseLimits } from './parse.js';
import type { StreamEnd } from './stream-end.js';

/** Times of a stream, all in milliseconds. */
export interface StreamTimes {
  /** For the header, and again for the answer to the handshake. */
  readonly negotiation: number;
  /** Without a byte from the server: ping. */
  readonly idle: number;
  /** Without a byte from the server: dead. */
  readonly dead: number;
  /** A ping without an answer while other things still arrive. */
  readonly barrier: number;
  /** For the choice of the barrier's form. */
  readonly probe: number;
  /** A ping without an answer, where the domain has several streams: look for another name. */
  readonly retry: number;
  /** For acknowledgements, and again for the server's closing tag, when closing. */
  readonly close: number;
}

/** Patience of a stream, in milliseconds, where nothing else is asked for. */
export const DEFAULT_TIMES: StreamTimes = {
  negotiation: 10_000,
  idle: 60_000,
  dead: 120_000,
  barrier: 60_000,
  probe: 2_000,
  retry: 15_000,
  close: 5_000,
};

/** What a component stream (XEP-0114) is told, and whom it tells. */
export interface ComponentStreamOptions {
  /** Our domain, normalised. */
  readonly domain: string;
  readonly secret: string;
  /** The server's own domain, for barrier pings; without it they go to ourselves by way of the server. */
  readonly serverDomain?: string;
  /** Streams that serve the domain, this one included. Default 1. More only where the server spreads it by the sender. */
  readonly streams?: number;
  readonly clock: Clock;
  /** Octets of one stanza that we may send. Default 65,536. */
  readonly maxStanzaBytes?: number;
  readonly limits?: ParseLimits;
  readonly times?: StreamTimes;
  /** Runs a function at the end of the present turn of the event loop. Default `setImmediate`. */
  readonly schedule?: (run: () => void) => void;
  /** The handshake is accepted and the form of the barrier is chosen. */
  onReady(): void;
  /** A stanza for us; the answers to the stream's own pings are not among them. */
  onStanza(stanza: Element): void;
  /** A stanza over a limit was thrown away; `head` has its name and attributes, so that it can be answered. */
  onRefused(head: Element, limit: LimitName): void;
  /** The stream has ended; called exactly once, after every tracked stanza has been told. */
  onEnd(end: StreamEnd): void;
  /** The server does not spread the domain over its streams as it should; the stream goes on. */
  onSpread?(found: Spread): void;
  /** `writable` has become true again. */
  onWritable?(): void;
}
