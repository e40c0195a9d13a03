/**
 * What is known of a network, as others may read it. The objects are the model's own and change with the next line:
 * whoever needs a value later keeps the value.
 */

/** A person on the network. One object stands for the person in all channels. */
export interface UserView {
  readonly nick: string;
  /** As the server shows it, with its `~` where the ident was not confirmed. */
  readonly user: string | undefined;
  readonly host: string | undefined;
  readonly realname: string | undefined;
  /** Account at the network's services; null: known to have none; undefined: not known. */
  readonly account: string | null | undefined;
  /** Message of the absence, may be empty; undefined: here, or not known to be away. */
  readonly away: string | undefined;
  /** Says of itself that it is a machine (IRCv3 bot mode). */
  readonly bot: boolean;
  /** Number of channels that we share. */
  readonly shared: number;
}

/** The topic of a channel. */
export interface Topic {
  /** Never empty. */
  readonly text: string;
  /** Who set it: nick, or nick!user@host, as the server tells it. */
  readonly by: string | undefined;
  /** Ms since the epoch. */
  readonly at: number | undefined;
}

/** The lists of masks a channel may have: modes b, e, I and (where it is a list) q. */
export type ListKind = 'ban' | 'exception' | 'invite-exception' | 'quiet';

/** A mask on a list of a channel: bans, exceptions, invitations. */
export interface ListEntry {
  readonly mask: string;
  readonly by: string | undefined;
  /** Ms since the epoch. */
  readonly at: number | undefined;
}

/** What is known of a list of masks. */
export interface ListView {
  readonly entries: readonly ListEntry[];
  /** The server told the whole list, and it has been kept up to date since. */
  readonly complete: boolean;
}

/** A channel that we are in. */
export interface ChannelView {
  /** As the server spells it. */
  readonly name: string;
  /** The name folded by the network's CASEMAPPING. */
  readonly key: string;
  readonly topic: Topic | undefined;
  /** Set modes (but prefixes and lists) with their parameter, empty for flags. */
  readonly modes: ReadonlyMap<string, string>;
  /** The modes were told by the server (324), not only pieced together from changes. */
  readonly modesKnown: boolean;
  /** When it was created, ms since the epoch. */
  readonly created: number | undefined;
  /** Members and the signs of their prefixes, highest first (`@+`), empty for none. */
  readonly members: ReadonlyMap<UserView, string>;
  /** The server told all members. */
  readonly namesComplete: boolean;
  /** Members were left out, because there are more than are kept. */
  readonly overflowed: boolean;
  /** Nothing is known of the list where it is undefined. */
  list(kind: ListKind): ListView | undefined;
}

/** What is known of our own side of the connection. */
export interface OwnView {
  /** Our own person; account, host and absence are there. */
  readonly user: UserView;
  /** Letters of our user modes, sorted. */
  readonly modes: string;
}
