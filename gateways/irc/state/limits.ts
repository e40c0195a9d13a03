/** How much is kept of one network. What comes beyond is passed over, never an error. */
export interface StateLimits {
  /** Channels that we are in. */
  readonly channels: number;
  /** Members of one channel. */
  readonly members: number;
  /** People in all channels together. */
  readonly users: number;
  /** People with whom we share no channel: those who wrote to us or are watched. The longest silent one is forgotten. */
  readonly strangers: number;
  /** Entries of one list of masks. */
  readonly listEntries: number;
  /** Answers of several lines (lists, WHOIS) that may be under way at once. */
  readonly answers: number;
  /** Characters of one answer that becomes one text: a message of the day, a multiline message. */
  readonly text: number;
  /** People of netsplits whose return is awaited. */
  readonly lost: number;
}

/** What is kept of a network in memory at most, whatever its server sends. */
export const DEFAULT_LIMITS: StateLimits = {
  channels: 500,
  members: 50_000,
  users: 100_000,
  strangers: 256,
  listEntries: 1_000,
  answers: 16,
  text: 65_536,
  lost: 5_000,
};
