import type { Feature, SignalEvent } from '../../gateways/gateway.js';
import type { Clock } from '../clock.js';
import { Recent } from '../recent.js';
import type { MessageContent } from '../xmpp/messages.js';

/** A signal before it is known whom it is for. */
export type Signal = SignalEvent extends infer One ? (One extends SignalEvent ? Omit<One, 'contact'> : never) : never;

/** How long a chat state is told by itself before it is worth telling again, ms. */
const STATE_LASTS_MS = 20_000;
/** Chat states of one conversation that may be told at once, and the time after which one more may, ms. */
const BURST = 6;
const EACH_MS = 2000;
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
  readonly state: string;
  readonly at: number;
  readonly left: number;
}

/** Lets through the chat states that are news, and not more of them than a person brings about. */
export class ChatStateGate {
  readonly #clock: Clock;
  readonly #told = new Recent<string, Told>(REMEMBERED);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a state is to be told now; it counts as told then. */
  admits(conversation: string, state: string): boolean {
    const now = this.#clock.monotonic();
    const before = this.#told.get(conversation);
    if (before !== undefined && before.state === state && now - before.at < STATE_LASTS_MS) return false;
    const left = before === undefined ? BURST : Math.min(BURST, before.left + (now - before.at) / EACH_MS);
    if (left < 1) return false;
    this.#told.set(conversation, { state, at: now, left: left - 1 });
    return true;
  }

  /** A message was sent, which says by itself that nobody types any more (XEP-0085 5.3). */
  sent(conversation: string): void {
    const before = this.#told.get(conversation);
    if (before !== undefined) this.#told.set(conversation, { ...before, state: 'active' });
  }
}
