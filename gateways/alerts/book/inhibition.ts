import type { Matcher } from './matcher.js';

/** While an alert fires that `source` matches, those that `target` matches are not told. */
export interface Inhibition {
  /** As it is told in reasons. */
  readonly name: string;
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  /** Labels that must be the same in both; one that both are without is the same. */
  readonly equal: readonly string[];
  /** Whether two alerts that have none of the labels of `equal` count as the same. */
  readonly allMissing: boolean;
}
