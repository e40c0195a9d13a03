import type { AddressCodec, AddressResult } from '../gateway.js';
import type { Book } from './book/book.js';
import { firstRoute, nearestRoute } from './book/nearest-route.js';
import { BRIDGE, reservedFor } from './book/reserved.js';

/** Resource under which the agent writes; receipts and answers come back to it. */
export const AGENT_RESOURCE = 'relay';
/** Under which it is in rooms: what comes from them is heard in other lanes than what people write. */
export const ROOM_RESOURCE = 'room';
/** Names of routes and lists as the book has them. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const EXAMPLE = 'database';

/** Local part of a bridge, under which it is in rooms. */
export function bridgeAddress(name: string): string {
  return `${BRIDGE}${name}`;
}

/** Whether a local part is one of a bridge. */
export function isBridge(local: string): boolean {
  return local.startsWith(BRIDGE);
}

/** Reads names of routes, and of lists that somebody may write to. `rules.book` is that of this process; until it is read every name is one. */
export class RouteAddresses implements AddressCodec {
  readonly #rules: { readonly book: Book; readonly known: boolean };

  constructor(rules: { readonly book: Book; readonly known: boolean }) {
    this.#rules = rules;
  }

  /** Name of the first route that one can write to. */
  get example(): string {
    return firstRoute(this.#rules.book) ?? EXAMPLE;
  }

  parse(local: string): AddressResult {
    if (!NAME.test(local)) {
      const suggestion = local.trim().toLowerCase().replace(/\s+/g, '-');
      const wrong = refuse('jid-malformed', 'alerts.address-wrong', {
        address: local.slice(0, 80),
        example: this.example,
      });
      return NAME.test(suggestion) && this.#is(suggestion)
        ? { ok: false, problem: wrong, suggestion }
        : { ok: false, problem: wrong };
    }
    if (this.#is(local)) return { ok: true, address: local, local };
    const problem = refuse('item-not-found', 'alerts.address-unknown', { address: local });
    const meant = nearestRoute(local, this.#rules.book);
    return meant === undefined ? { ok: false, problem } : { ok: false, problem, suggestion: meant };
  }

  prompt(text: string): AddressResult {
    return this.parse(text.trim().toLowerCase().replace(/\s+/g, '-'));
  }

  format(address: string): string {
    return address;
  }

  #is(name: string): boolean {
    if (reservedFor(name) !== undefined) return false;
    const { book } = this.#rules;
    if (!this.#rules.known || book.route(name)?.address === true) return true;
    return (book.list(name)?.send ?? []).length > 0;
  }
}

function refuse(condition: 'jid-malformed' | 'item-not-found', key: string, params: Readonly<Record<string, string>>) {
  const type = condition === 'jid-malformed' ? ('modify' as const) : ('cancel' as const);
  return { type, condition, text: { key, params }, code: `alerts ${condition}` };
}
