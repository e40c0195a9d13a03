import type { Clock, KeyValue, Log, Post, TextRef } from '../../gateway.js';
import type { Bridge } from '../book/bridge.js';
import type { GatewayDomains } from '../book/place-jid.js';
import type { HouseNetwork } from '../config.js';

/** What bridges need of whoever runs them. */
export interface BridgePorts {
  /** `HoldContext.post`. */
  post(post: Post): Promise<void>;
  /** Tells those who run the gateway, once for each id. */
  tellAdmins(id: string, text: TextRef): Promise<void>;
  text(ref: TextRef): string;
  /** Counts what was done: `isthmus_alerts_<name>`. */
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** An id as `Post.id` wants it. */
  newId(): string;
  /** From 0 to 1. */
  random(): number;
  /** Names of the people who are on call in a rotation. */
  onCall(rotation: string): readonly string[];
  /**
   * Resolves when a bridge may be in places of a network whose gateway knows its users: with nothing, or with why it is none of them.
   * Rejects where that is not known yet.
   */
  registered(bridge: Bridge, network: HouseNetwork): Promise<string | undefined>;
  readonly kv: KeyValue;
  readonly clock: Clock;
  readonly log: Log;
  readonly domains: GatewayDomains;
}
