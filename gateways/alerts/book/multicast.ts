import type { Actor } from './actor.js';
import type { Medium } from './place.js';

/** Who may have the gateway write to addresses that are none of its own (XEP-0033), and by what. */
export interface MulticastRules {
  /** Nobody, if empty. */
  readonly allow: readonly Actor[];
  readonly by: ReadonlySet<Medium>;
}
