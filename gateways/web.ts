/** HTTP of a gateway; part of the contract in gateway.ts, which every gateway imports instead. */
import type { Clock } from '../src/clock.js';
import type { Log } from '../src/log.js';
import type { TextRef } from '../src/problem.js';
import type { GatewayMetrics } from './hold.js';
import type { PutIntake } from './intake.js';
import type { KeyValue, SharedBuckets } from './keeping.js';
import type { Media } from './media.js';
import type { Neighbours } from './neighbours.js';

/** A request as the gateway gets it, when its body is complete. */
export interface WebRequest {
  /** What stood in the place of each `:name` of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** The last of several of one name. */
  readonly query: Readonly<Record<string, string>>;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** Address of the client, past the proxies that the config trusts. */
  readonly peer: string;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
  /** Whatever `WebRoute.admit` has found out that `answer` wants to know. */
  admitted?: unknown;
}

/** What the client gets. */
export interface WebAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pieces are written as they come, for as long as the client stays. */
  readonly body?: string | Uint8Array | AsyncIterable<string>;
}

/** One path, for one method; what is served by GET is by HEAD too. */
export interface WebRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; `:name` stands for one part of it. */
  readonly path: string;
  /** Octets of the largest body; a larger one is answered with 413. */
  readonly limit: number;
  /** Asked before any of the body is read or kept in memory, so that strangers can fill none: an answer refuses it. */
  admit?(request: Omit<WebRequest, 'body'>): WebAnswer | undefined;
  /** Rejecting is a bug, and answered with 500. Called in any process that serves HTTP. */
  answer(request: WebRequest): Promise<WebAnswer>;
}

/** What the core gives to the HTTP side of a gateway. */
export interface WebContext {
  readonly put: PutIntake;
  /** As in `HoldContext`. */
  readonly neighbour: Neighbours;
  /** As in `HoldContext`. */
  readonly admins: readonly string[];
  /** A new id for `Intake.id`. */
  newId(): string;
  readonly kv: KeyValue;
  /** For how often somebody may ask. */
  readonly buckets: SharedBuckets;
  /** As in `HoldContext`. */
  readonly media?: Media;
  /** As in `HoldContext`. */
  derivedKey(purpose: string): Buffer;
  text(ref: TextRef, lang?: string): string;
  /** False while nothing new can be taken (memory, disk, Redis). */
  hasRoom(): boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: GatewayMetrics;
}
