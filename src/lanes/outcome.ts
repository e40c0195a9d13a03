import type { Problem } from '../problem.js';

/** The id that a network gave to one part of what was sent; opaque to everyone but the gateway that made it. */
export interface PartId {
  readonly id: string;
  /** The recipient that it went to (canonical address), where the envelope had several; missing: the first. */
  readonly contact?: string;
}

/** A recipient of several whom the network refused while it took the message for others. */
export interface RefusedRecipient {
  readonly contact: string;
  readonly problem: Problem;
}

/** What a gateway says of one envelope. Exactly one outcome is told for each submit. */
export type Outcome = Ending | Elsewhere;

/**
 * It surely did not go out, for a reason of this lane's own: another one may carry it. Where there is none that has not tried
 * it, `otherwise` counts.
 */
export interface Elsewhere {
  readonly kind: 'elsewhere';
  readonly otherwise: Ending;
}

/** How it ends as far as this lane goes. */
type Ending =
  /**
   * The network has taken it. `parts` are the ids by which later reports will name it, one a part, in order. `refused`:
   * whom of several recipients it did not take it for, each told by one error.
   */
  | {
      readonly kind: 'accepted';
      readonly parts: readonly PartId[];
      readonly refused?: readonly RefusedRecipient[];
      /** What was asked for: the payload of the result in XML, or the answer to an order in JSON. Missing: nothing to say. */
      readonly answer?: string;
    }
  /**
   * It surely did not go out and may later. `scope: 'message'` (default) parks its conversation for `after` ms;
   * `scope: 'lane'` says that the connection failed: it stays first in its conversation and is submitted again when the
   * hold has room (`free() > 0`), without counting as an attempt.
   */
  | { readonly kind: 'retry'; readonly after: number; readonly reason: string; readonly scope?: 'message' | 'lane' }
  /** It surely did not go out and never will. `whole`: of several recipients, told once for all of them. */
  | { readonly kind: 'rejected'; readonly problem: Problem; readonly whole?: true }
  /** The network has no form for it; the core falls back or answers `feature-not-implemented`. */
  | { readonly kind: 'unsupported'; readonly feature: string }
  /** Nobody can say whether it went out (the answer is missing). Never repeated unless the operator chose duplicates. */
  | { readonly kind: 'unknown'; readonly maybeSent: true; readonly reason: string };
