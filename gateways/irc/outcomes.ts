import type { Outcome, Problem } from '../gateway.js';

/** Nothing has gone out; whoever holds the lane next tries again. */
export function later(): Outcome {
  return { kind: 'retry', after: 0, reason: 'the lane is given back', scope: 'lane' };
}

/** Refused for good, with the sentence for the user. */
export function rejected(problem: Problem): Outcome {
  return { kind: 'rejected', problem };
}
