import type { Element } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';

/** What the answer to a ping of our own occupant says (XEP-0410 3.2). `unknown`: nobody could be asked. */
type Standing = 'in' | 'out' | 'unknown';

/** What the answer to a ping of ourselves says of our being in a room (XEP-0410 section 3.2). */
export function standingOf(answer: Element): Standing {
  if (answer.attrs.type === 'result') return 'in';
  switch (readError(answer).condition) {
    case 'service-unavailable':
    case 'feature-not-implemented':
      return 'in';
    case 'remote-server-not-found':
    case 'remote-server-timeout':
      return 'unknown';
    // `item-not-found` as well: our nick may have become another one, but a service that was restarted says so of a room that it has
    // lost. To enter where we are in already does no harm.
    default:
      return 'out';
  }
}
