import type { Feature, SignalEvent } from '../../gateways/gateway.js';
import type { Clock } from '../clock.js';
import { Recent } from '../recent.js';
import type { MessageContent } from '../xmpp/messages.js';

/** A signal before it is known whom it is for. */
export type Signal = SignalEvent extends infer One ? (One extends SignalEvent ? Omit<One, 'contact'> : never) : never;

/** How long a chat state is told by itself before it is worth telling again, ms. */
const STATE_LASTS_MS = 20_000;
/** How many of one conversation may be told at once, and the time after which one more may, ms: what a person brings about. */
const CHAT_STATES = { burst: 6, each: 2000 };
/** Clients send many at once when they come online. */
const MARKERS = { burst: 200, each: 100 };
/** Conversations that are remembered. */
const REMEMBERED = 4096;

/** What a message without content tells a network with `features`; undefined where that is nothing to it. */
export function readSignal(message: MessageContent, features: ReadonlySet<Feature>): Signal | undefined {
  const { marker, receiptFor, chatState } = message;
  if (features.has('markers')) {
    if (marker?.kind === 'displayed') return { type: 'marker', state: 'displayed', about: { id: marker.id } };
    if (receiptFor !== undefined) return { type: 'marker', state: 'delivered', about: { id: receiptFor } };
  }
  if (chatState === undefined || chatState === 'gone' || !features.has('chat-states')) return undefined;
  return { type: 'chat-state', state: chatState };
}

interface Told {
  /** What was told last. */
  readonly last: string;
  readonly at: number;
  readonly left: number;
}

/** Lets through the signals that are news, and not more of them than people bring about. */
export class SignalGate {
  readonly #clock: Clock;
  readonly #states = new Recent<string, Told>(REMEMBERED);
  readonly #markers = new Recent<string, Told>(REMEMBERED);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a signal is to be told now; it counts as told then. */
  admits(conversation: string, signal: Signal): boolean {
    if (signal.type === 'chat-state') return this.#admits(this.#states, CHAT_STATES, conversation, signal.state);
    return this.#admits(this.#markers, MARKERS, conversation, `${signal.state} ${signal.about.id}`);
  }

  /** A message was sent, which says by itself that nobody types any more (XEP-0085 5.3). */
  sent(conversation: string): void {
    const before = this.#states.get(conversation);
    if (before !== undefined) this.#states.set(conversation, { ...before, last: 'active' });
  }

  #admits(told: Recent<string, Told>, most: typeof MARKERS, conversation: string, what: string): boolean {
    const now = this.#clock.monotonic();
    const before = told.get(conversation);
    if (before !== undefined && before.last === what && now - before.at < STATE_LASTS_MS) return false;
    const left = before === undefined ? most.burst : Math.min(most.burst, before.left + (now - before.at) / most.each);
    if (left < 1) return false;
    told.set(conversation, { last: what, at: now, left: left - 1 });
    return true;
  }
}
