import type { Medium } from '../book/place.js';
import type { Answer } from '../book/policy.js';

/** A person who is tried at one address after the other, until something is heard. JSON. */
export interface Pursuit {
  /** What ends it; more than it ends it too. */
  readonly until: Answer;
  /** Only by these media; empty: any. */
  readonly by: readonly Medium[];
  /** URIs of the places that were tried so far. */
  readonly tried: readonly string[];
  /** Those of them at which nothing was said, as there is no money for it. */
  readonly unpaid?: readonly string[];
  /** When the next address is due (wall time, ms); missing: all were tried. */
  readonly nextAt?: number;
  /** Key of the destination by which it began. */
  readonly destination: string;
  /** It is part of the escalation chain, not of what the route tells in any case. */
  readonly ofChain: boolean;
}
