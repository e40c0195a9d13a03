import type { Place } from '../book/place.js';
import type { Reporter } from './event.js';

/** Whether somebody may know what became of a message to a place: whoever guesses its id tells nothing of the messages of others. */
export function mayReport(place: Place, by: Reporter | undefined): boolean {
  if (by === undefined) return true;
  if (place.medium !== by.medium) return false;
  switch (place.kind) {
    case 'chat':
    case 'room':
      return place.jid === by.jid;
    case 'node':
      return place.service === by.jid;
    default:
      // Of other networks our own gateway reports.
      return true;
  }
}
