import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../clock.js';
import { type Element, el } from './element.js';
import { parseJid } from './jid.js';

/** The rule of RFC 6120 8.2.3 that an IQ breaks: it has a type, an id, and a request exactly one child. */
type IqFault = 'type' | 'id' | 'children';

/** What an IQ is to its receiver (RFC 6120 8.2.3). */
type IqKind =
  /** Must be answered exactly once. */
  | { readonly kind: 'request'; readonly type: 'get' | 'set'; readonly id: string; readonly payload: Element }
  /** Ends a request of ours, or is ignored. Never answered. */
  | { readonly kind: 'response'; readonly type: 'result' | 'error'; readonly id: string }
  /** Against the rules: answered with bad-request, where `errorReply` finds that it may be. */
  | { readonly kind: 'bad'; readonly fault: IqFault }
  /** Against the rules and not to be answered. */
  | { readonly kind: 'ignore' };

/** Tells what to do with an IQ. */
export function classifyIq(iq: Element): IqKind {
  const { type, id } = iq.attrs;
  if (type === 'result' || type === 'error') {
    return id === undefined || id === '' ? { kind: 'ignore' } : { kind: 'response', type, id };
  }
  if (type !== 'get' && type !== 'set') return { kind: 'bad', fault: 'type' };
  if (id === undefined || id === '') return { kind: 'bad', fault: 'id' };
  const children = iq.elements();
  const payload = children[0];
  if (payload === undefined || children.length !== 1) return { kind: 'bad', fault: 'children' };
  return { kind: 'request', type, id, payload };
}

/** The result that answers an IQ request, with or without a payload. */
export function iqResult(request: Element, ...payload: readonly Element[]): Element {
  const { id, from, to } = request.attrs;
  return el('iq', { type: 'result', id, from: to, to: from }, ...payload);
}

/** How a request of ours ended without an answer. */
type IqFailure = 'timeout' | 'not-sent' | 'disconnected';

/** What became of a request: the answer (also one of type error), or why there is none. */
export type IqAnswer =
  | { readonly ok: true; readonly iq: Element }
  | { readonly ok: false; readonly failure: IqFailure };

interface Pending {
  readonly to: string;
  readonly resolve: (answer: IqAnswer) => void;
  readonly timer: Timer;
}

/** Requests of ours that wait for their answers. An answer counts only with the right id from the right sender. */
export class PendingRequests {
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #pending = new Map<string, Pending>();

  /** `newId` must not be guessable. */
  constructor(clock: Clock, newId: () => string = randomUUID) {
    this.#clock = clock;
    this.#newId = newId;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Begins to wait for the answer of `to`, at most `timeout` ms. */
  start(to: string, timeout: number): { readonly id: string; readonly answer: Promise<IqAnswer> } {
    const id = this.#newId();
    const answer = new Promise<IqAnswer>((resolve) => {
      const timer = this.#clock.after(timeout, () => this.fail(id, 'timeout'));
      this.#pending.set(id, { to: normal(to), resolve, timer });
    });
    return { id, answer };
  }

  /** Ends one wait without an answer. */
  fail(id: string, failure: IqFailure): void {
    const pending = this.#take(id);
    pending?.resolve({ ok: false, failure });
  }

  /** Ends all waits without an answer. */
  failAll(failure: IqFailure): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, failure);
  }

  /** Hands over an IQ of type result or error. True when it was the answer to a request. */
  settle(iq: Element): boolean {
    const { type, id, from } = iq.attrs;
    if (id === undefined || (type !== 'result' && type !== 'error')) return false;
    const pending = this.#pending.get(id);
    if (pending === undefined || !isFrom(from, pending.to)) return false;
    this.#take(id);
    pending.resolve({ ok: true, iq });
    return true;
  }

  #take(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.timer.cancel();
    return pending;
  }
}

function normal(address: string): string {
  return parseJid(address)?.full ?? address;
}

/**
 * Whether an answer's sender is whom we asked. A server may answer for one of its accounts from its domain only when the
 * request went to the domain, so nothing but equality of normalised addresses will do; an absent sender never does,
 * since every stanza to a component has one.
 */
function isFrom(from: string | undefined, to: string): boolean {
  return from !== undefined && (from === to || normal(from) === to);
}
