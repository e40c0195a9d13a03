import type { Log } from '../gateway.js';
import type { Backward } from './engine/effect.js';

/** Tells sources what people did with their alerts. */
export interface Backwards {
  /** Resolves when the source knows, or never will; rejects where it is to be told again. */
  tell(backward: Backward): Promise<void>;
}

/** For sources that cannot be told: it is logged what people did. */
export function loggedBackwards(log: Log): Backwards {
  return {
    tell: async ({ kind, route }) => log.info({ kind, route }, 'somebody has answered an alert'),
  };
}
