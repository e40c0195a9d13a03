/**
 * What a gateway keeps of its conversations, for those who join later or ask for it (XEP-0313); part of the contract in
 * gateway.ts, which every gateway imports instead. Rooms are canonical contacts, readers bare JIDs of users.
 */

/** A stanza of a conversation, as it is kept. */
export interface ArchivedStanza {
  /** Its stanza id (XEP-0359), made by `newArchiveId`; the time in it is that of the making. */
  readonly id: string;
  /** When it was said: wall time, whole ms since the epoch. */
  readonly at: number;
  /** The message as `serialise` writes it, without `to`. */
  readonly xml: string;
  /** The network's id of it. */
  readonly networkId?: string;
  /** Who said it, for queries by sender: the nick of an occupant. */
  readonly from?: string;
}

/** What is put into an archive. */
export interface NewArchivedStanza extends ArchivedStanza {
  /**
   * Everybody who saw it here; nobody else will ever read it. Give the very same array as long as the same people are there:
   * what comes in one moment says it once to Redis.
   */
  readonly seenBy: readonly string[];
}

/** For how long a conversation is kept. */
export interface ArchiveKeep {
  /** About the most stanzas of one conversation, at least 1; the oldest go first. */
  readonly most: number;
  /** The longest time for which a stanza is kept, in whole seconds. */
  readonly seconds: number;
}

/** How much of the history whoever joins wants (XEP-0045 7.2.13). */
export interface HistoryLimits {
  readonly max: number;
  /** Wall time, ms: nothing that was said earlier. */
  readonly since?: number;
  /** Characters of all stanzas together. */
  readonly maxChars?: number;
}

/** A stanza by one of its ids. */
export type ArchivedName = { readonly id: string } | { readonly networkId: string };

/** What `HoldContext` gives to a gateway with `archives`. Users are served from it by the core. */
export interface Archive {
  /**
   * Keeps stanzas, in the order of the calls, behind what is there. Each process keeps what its users saw: of a line that
   * several processes got each keeps its own. Costs nothing to call: it goes in groups, and when Redis is away it waits, so
   * many at most; more are lost, and the admin is told. `after`: they are kept when it resolves, and what comes behind them
   * with them; it must not reject.
   */
  append(room: string, stanzas: readonly NewArchivedStanza[], keep: ArchiveKeep, after?: Promise<void>): void;
  /**
   * The last ones that a reader saw, oldest first. It has what this process kept before, but for what still waits for its `after`.
   * Rejects where Redis is away.
   */
  recent(room: string, reader: string, limits: HistoryLimits): Promise<readonly ArchivedStanza[]>;
  /** A stanza that a reader saw; by the network's id only one of the last two thousand. Rejects where Redis is away. */
  find(room: string, reader: string, name: ArchivedName): Promise<ArchivedStanza | undefined>;
  /**
   * Puts a tombstone (XEP-0424, XEP-0425) in the place of a stanza, for all who saw it as this id. False where there is none.
   * Rejects where Redis is away.
   */
  redact(room: string, id: string, xml: string): Promise<boolean>;
  /** Removes a conversation, for everybody. */
  remove(room: string): Promise<void>;
  /** From now on nothing that this user saw so far is readable, in no room: for an account that has ended. */
  forget(reader: string): Promise<void>;
}
