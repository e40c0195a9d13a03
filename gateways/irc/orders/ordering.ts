import type { HoldContext, Problem } from '../../gateway.js';
import type { Server } from '../asks/server.js';
import type { IrcAnswers, IrcOrder } from '../commands/orders.js';
import { problemOf } from '../rooms/place.js';
import type { Session } from '../session.js';

/** What following orders needs of whoever holds the connections. */
export interface OrdersParts {
  readonly context: HoldContext;
  readonly server: Server;
  /** All that are held. */
  readonly sessions: () => readonly Session[];
  /** The session of a user (bare JID) on a network, made where there is none; why there may be none otherwise. */
  readonly open: (user: string, network: string, account: string) => Promise<Session | Problem>;
  /** What a network in an address is called in bans and by admins (`NetworkSettings.network`). */
  readonly networkOf: (user: string, network: string) => Promise<string>;
  /** Why a user may not be connected to a network (any more). */
  readonly mayStay: (user: string, network: string) => Promise<Problem | undefined>;
  readonly quitMessage: string;
}

/** An order with its parameters, and who gave it: a bare JID, empty where an admin asks all holders. */
export interface Ordered<D extends IrcOrder['do']> {
  readonly parts: OrdersParts;
  readonly user: string;
  readonly order: Extract<IrcOrder, { readonly do: D }>;
}

/** What came of an order: its answer, or why it was not followed. */
export type Done<D extends IrcOrder['do']> = IrcAnswers[D] | { readonly problem: Problem };

/** Follows the orders of one name. */
export type Follower<D extends IrcOrder['do']> = (ordered: Ordered<D>) => Promise<Done<D>>;

/** The sessions of the user who gave an order. */
export function sessionsOf({ parts, user }: Pick<Ordered<'connections'>, 'parts' | 'user'>): readonly Session[] {
  return parts.sessions().filter((session) => session.user === user);
}

/** The one to a network, as it stands in addresses. */
export function sessionOn(
  ordered: Pick<Ordered<'connections'>, 'parts' | 'user'>,
  network: string,
): Session | undefined {
  return sessionsOf(ordered).find((session) => session.network === network);
}

/** The order needs a connection to a network, and the user has none. */
export function notConnectedTo(network: string): { readonly problem: Problem } {
  return { problem: problemOf('cancel', 'item-not-found', 'irc.order.not-connected', { network }) };
}
