import type { Clock, KeyValue, Log, Post, TextRef } from '../../gateway.js';
import type { GatewayDomains } from '../book/place-jid.js';

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
  readonly kv: KeyValue;
  readonly clock: Clock;
  readonly log: Log;
  readonly domains: GatewayDomains;
}
