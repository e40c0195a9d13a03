/** A rate that several processes keep together. The same in all of them, but for the moments in which it is changed. */
export interface RatePlan {
  /** Places a second, above 0: the most that the rate ever is. */
  readonly limit: number;
  /** By how many ms places may come earlier than evenly spaced, after a time in which none were taken. */
  readonly ahead: number;
  /** After a decrease: by how much the rate grows again in a second, up to `limit`. */
  readonly gain: number;
  /** What no decrease goes below, places a second. */
  readonly least: number;
}

/** Places in time, each for one unit of work: place `i` is `first + i * every` ms after Redis worked the request. */
export interface Reservation {
  readonly count: number;
  /** Below 0: at once. */
  readonly first: number;
  readonly every: number;
  /** The rate as it is now, places a second. */
  readonly rate: number;
}
