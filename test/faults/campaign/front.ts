import type { SeenStanza } from '../../support/stanza-splitter.js';
import type { InboundSums } from '../support/inbound-ledger.js';
import type { OutboundLedger } from '../support/outbound-ledger.js';
import type { Pace } from '../support/pace.js';

/** Somebody on XMPP. */
export interface Person {
  /** Requests that nobody answered. */
  readonly hung: number;
  connect(): Promise<unknown>;
  write(pace: Pace): Promise<void>;
  /** Reads nothing for so long, ms. */
  dawdle(ms: number): Promise<void>;
}

/** Somebody on the other network. */
export interface Stranger {
  /** What their network was told for good that it is not taken. */
  readonly refused: readonly string[];
  write(pace: Pace): Promise<void>;
}

/** A ledger of messages to XMPP users. */
export interface Answers {
  readonly complete: boolean;
  readonly openOnes: readonly string[];
  readonly wrong: readonly string[];
  sums(): InboundSums;
  serverDied(): void;
}

/** A kind of messages: those who write them on both sides, and an outsider's ledger of each way. */
export interface Front {
  /** `SMS` */
  readonly name: string;
  /** Its part of the section `gateways` of the configuration. */
  readonly section: Readonly<Record<string, unknown>>;
  /** Messages a second each way. */
  readonly rate: number;
  readonly writers: readonly Person[];
  readonly phones: readonly Stranger[];
  /** Messages of XMPP users. */
  readonly texts?: OutboundLedger;
  /** Messages to XMPP users. */
  readonly answers?: Answers;
  /** Servers of the other network, by what they are called in the report. */
  readonly servers: Readonly<Record<string, Server>>;
  /** Logs everybody in, and has them register and be known. The gateway runs. */
  meet(): Promise<void>;
  /** The XMPP server has read a message of the gateway for sure. */
  read(stanza: SeenStanza): void;
  close(): Promise<void>;
}

/** A server that faults happen to. */
export interface Server {
  /** Where the gateway reaches it. */
  readonly port: number;
  kill(): Promise<unknown>;
  start(): Promise<unknown>;
  pause(): void;
  resume(): void;
}
