import type { GroupState } from '../engine/group-state.js';
import { messageIdOf } from '../engine/ids.js';

/** Messages of one place that are looked through. */
const MOST_LOOKED = 500;

/**
 * Whether ids of messages or threads that somebody speaks of are those of the open incident of a group, and not of one that is over or of
 * nobody's making.
 */
export function isOfIncident(state: GroupState, about: readonly string[]): boolean {
  const { id: group, incident, sent } = state;
  if (incident === undefined) return false;
  const names = [incident.number, incident.opened];
  if (about.includes(messageIdOf(group, ...names, 'thread'))) return true;
  return Object.entries(sent).some(([uri, { count }]) => {
    for (let n = count; n > Math.max(0, count - MOST_LOOKED); n--) {
      if (about.includes(messageIdOf(group, ...names, uri, n))) return true;
    }
    return false;
  });
}
