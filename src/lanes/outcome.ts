import type { Problem } from '../problem.js';

/** The id that a network gave to one part of what was sent; opaque to everyone but the gateway that made it. */
export interface PartId {
  readonly id: string;
}

/** What a gateway says of one envelope. Exactly one outcome is told for each submit. */
export type Outcome =
  /** The network has taken it. `parts` are the ids by which later reports will name it, one a part, in order. */
  | { readonly kind: 'accepted'; readonly parts: readonly PartId[] }
  /**
   * It surely did not go out and may later. `scope: 'message'` (default) parks its conversation for `after` ms;
   * `scope: 'lane'` says that the connection failed: it stays first in its conversation and is submitted again when the
   * hold has room (`free() > 0`), without counting as an attempt.
   */
  | { readonly kind: 'retry'; readonly after: number; readonly reason: string; readonly scope?: 'message' | 'lane' }
  /** It surely did not go out and never will. */
  | { readonly kind: 'rejected'; readonly problem: Problem }
  /** The network has no form for it; the core falls back or answers `feature-not-implemented`. */
  | { readonly kind: 'unsupported'; readonly feature: string }
  /** Nobody can say whether it went out (the answer is missing). Never repeated unless the operator chose duplicates. */
  | { readonly kind: 'unknown'; readonly maybeSent: true; readonly reason: string };
