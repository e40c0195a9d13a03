import type { AnswerOf, OrderWay } from '../../orders.js';

/**
 * What a command asks of the process that holds a user's connections. JSON, since it travels there. Networks are named by
 * `NetworkSettings.name` in orders of users, and by `NetworkSettings.network` in those of admins.
 */
export type IrcOrder =
  | { readonly do: 'connections' }
  /** Ends connections in good order and leaves all of their rooms, persistent ones too; without a network all of the user. */
  | { readonly do: 'disconnect'; readonly network?: string; readonly message?: string }
  /** Ends a connection and opens it again, with what is registered now; opens one where there is none. */
  | { readonly do: 'reconnect'; readonly network: string }
  /** Leaves a room with all clients, also a persistent one. */
  | { readonly do: 'leave'; readonly network: string; readonly room: string }
  /** Sends a line as it is (`WHOIS alice`); what the server says to it comes from the address of the network. */
  | { readonly do: 'raw'; readonly network: string; readonly line: string }
  /** The certificate by which the user logs in (SASL EXTERNAL); `make` puts another one in place of it. */
  | { readonly do: 'certificate'; readonly network: string; readonly action: 'make' | 'remove' | 'show' }
  /** Messages of those who match a mask (`nick!user@host`) are dropped, or no longer. */
  | { readonly do: 'ignore'; readonly network: string; readonly mask: string; readonly on: boolean }
  | { readonly do: 'ignored' }
  | { readonly do: 'whois'; readonly network: string; readonly nick: string }
  | { readonly do: 'invite'; readonly network: string; readonly room: string; readonly nick: string }
  /** For admins: the users who have a nick. */
  | { readonly do: 'behind'; readonly network: string; readonly nick: string }
  /** For admins: all connections, or those to a network. */
  | { readonly do: 'sessions'; readonly network?: string }
  /** Ends connections that bans or closed networks forbid now. */
  | { readonly do: 'enforce' };

/** A room of a connection. */
export interface RoomInfo {
  readonly room: string;
  /** Resources of the user's clients that are in it; none: it is kept for the user. */
  readonly resources: readonly string[];
  readonly persistent: boolean;
}

/** A connection as its user sees it. */
export interface ConnectionInfo {
  readonly network: string;
  readonly state: 'connecting' | 'up' | 'waiting';
  /** `host:port`, of the last try where it is not up. */
  readonly server: string;
  /** Version of TLS; missing: none. */
  readonly tls?: string;
  /** Wall time, ms since the epoch, of its state. */
  readonly since: number;
  readonly nick: string;
  /** Account at the network that the user is logged in to. */
  readonly account?: string;
  readonly rooms: readonly RoomInfo[];
}

/** A connection as an admin sees it. */
export interface SessionInfo {
  /** Bare. */
  readonly jid: string;
  readonly network: string;
  readonly nick: string;
  readonly state: ConnectionInfo['state'];
  readonly since: number;
  readonly rooms: number;
}

/** One line of what WHOIS tells of somebody; `what` names the sentence around the value. */
export interface WhoisLine {
  readonly what:
    | 'account'
    | 'away'
    | 'bot'
    | 'channels'
    | 'idle'
    | 'operator'
    | 'other'
    | 'real-name'
    | 'secure'
    | 'server'
    | 'user';
  readonly value: string;
}

/** What comes back of an order that could be followed. */
export interface IrcAnswers {
  readonly connections: { readonly connections: readonly ConnectionInfo[] };
  /** How many were ended. */
  readonly disconnect: { readonly ended: number };
  readonly reconnect: Readonly<Record<never, never>>;
  readonly leave: Readonly<Record<never, never>>;
  readonly raw: Readonly<Record<never, never>>;
  /** Fingerprints of the certificate in hex; missing where there is none (any more). */
  readonly certificate: { readonly sha256?: string; readonly sha512?: string; readonly until?: number };
  readonly ignore: Readonly<Record<never, never>>;
  readonly ignored: { readonly masks: readonly { readonly network: string; readonly mask: string }[] };
  readonly whois: { readonly lines: readonly WhoisLine[] };
  readonly invite: Readonly<Record<never, never>>;
  readonly behind: { readonly sessions: readonly SessionInfo[] };
  readonly sessions: { readonly sessions: readonly SessionInfo[] };
  readonly enforce: { readonly ended: number };
}

/** An answer, or why the order could not be followed (also: nobody holds the user's connections at the moment). */
export type AnswerTo<O extends IrcOrder> = AnswerOf<IrcAnswers, O>;

/** The way of the orders above to whoever holds the connections. */
export type Orders = OrderWay<IrcAnswers, IrcOrder>;
