/** A stanza of a room as it is kept. */
export interface ArchivedEntry {
  /** Its stanza id (XEP-0359), see `newArchiveId`. */
  readonly id: string;
  /** When it was said, wall time in whole ms. */
  readonly at: number;
  /** The stanza as text, without `to`. */
  readonly xml: string;
  /** Its id in the network. */
  readonly networkId?: string;
  /** Who said it: an occupant's nick. */
  readonly from?: string;
}

/** An entry that is to be kept. */
export interface NewArchivedEntry extends ArchivedEntry {
  /**
   * Bare JIDs of those who saw it: nobody else ever reads it. Entries of one moment that have the very same array say it
   * once to Redis.
   */
  readonly seenBy: readonly string[];
}

/** How long a room is kept. */
export interface ArchiveKeep {
  /** About the most entries; the oldest go first. At least 1. */
  readonly most: number;
  /** Seconds for which an entry is kept at most, whole and positive. */
  readonly seconds: number;
}

/** Which entries of a room a reader wants: those that have all of it. */
export interface ArchiveQuery {
  /** Ids that they are later than. */
  readonly after?: readonly string[];
  /** Ids that they are earlier than. */
  readonly before?: readonly string[];
  /** First and last time at which they were said, wall time in ms. */
  readonly start?: number;
  readonly end?: number;
  readonly from?: string;
  /** Exactly these. */
  readonly ids?: readonly string[];
  /** Most entries of the page. 0 asks for the number of all. */
  readonly max: number;
  /** The last ones that fit and not the first ones. Either way the page is in order, oldest first. */
  readonly backwards: boolean;
}

/** A page of an archive, the oldest entry first whichever way was paged. */
export interface ArchivePage {
  readonly entries: readonly ArchivedEntry[];
  /** Nothing that was asked for lies beyond the page, in the direction of paging. */
  readonly complete: boolean;
  /** How many entries fit; told only where no page was asked for. */
  readonly count?: number;
}

/** An entry by one of its ids. */
export type EntryName = { readonly id: string } | { readonly networkId: string };
