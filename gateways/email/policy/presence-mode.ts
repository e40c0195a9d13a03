import type { PresenceState } from '../../gateway.js';
import { type QuietHours, quietFor } from '../accounts/quiet-hours.js';
import type { Settings } from '../accounts/settings.js';

/** What of the settings says when mail comes. */
export type PresenceWishes = Pick<Settings, 'busyIsAway' | 'delivery'> & { readonly quiet?: QuietHours };

/** Why mail waits. */
export type WaitingReason = 'offline' | 'busy' | 'quiet';

/** Whether a mail comes now. `until`: wall time at which it is worth to ask again, where that is known (quiet hours). */
type Arrival = { readonly now: true } | { readonly now: false; readonly why: WaitingReason; readonly until?: number };

/**
 * Whether mail comes as a message now, or waits in the mailbox, unseen, for the digest. Quiet hours count for everybody who has set
 * some, presence for those who want mail only while they are there. `important`: it comes whatever is set. Pure.
 */
export function arrivalOf(wishes: PresenceWishes, presence: PresenceState, important: boolean, now: number): Arrival {
  if (important) return { now: true };
  const quiet = wishes.quiet === undefined ? 0 : quietFor(wishes.quiet, now);
  if (quiet > 0) return { now: false, why: 'quiet', until: now + quiet };
  if (wishes.delivery === 'always') return { now: true };
  if (!presence.available) return { now: false, why: 'offline' };
  return presence.show === 'dnd' && wishes.busyIsAway ? { now: false, why: 'busy' } : { now: true };
}
