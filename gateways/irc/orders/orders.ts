import type { IrcOrder } from '../commands/orders.js';
import { problemOf } from '../rooms/place.js';
import { behind, enforce, sessions } from './admins.js';
import { certificate } from './certificate.js';
import { connections, disconnect, leave, raw, reconnect } from './connections.js';
import type { Done, Follower, Ordered, OrdersParts } from './ordering.js';
import { ignore, ignored, invite, whois } from './people.js';

const FOLLOWERS: { readonly [D in IrcOrder['do']]: Follower<D> } = {
  behind,
  certificate,
  connections,
  disconnect,
  enforce,
  ignore,
  ignored,
  invite,
  leave,
  raw,
  reconnect,
  sessions,
  whois,
};

/** Does what commands want done where the connections are (see `commands/orders.ts`). */
export class OrderDesk {
  readonly #parts: OrdersParts;

  constructor(parts: OrdersParts) {
    this.#parts = parts;
  }

  /** `given`: what `commands/way.ts` sends. Rejects only where the store is away. */
  async follow(given: unknown): Promise<unknown> {
    const { user, order } = given as { readonly user: string; readonly order: IrcOrder };
    // A command of another release may want what this one does not know.
    if (!Object.hasOwn(FOLLOWERS, order.do)) {
      return { problem: problemOf('cancel', 'feature-not-implemented', 'irc.order.unknown') };
    }
    return await follow({ parts: this.#parts, user, order });
  }
}

function follow<D extends IrcOrder['do']>(ordered: Ordered<D>): Promise<Done<D>> {
  const follower: Follower<D> = FOLLOWERS[ordered.order.do as D];
  return follower(ordered);
}
