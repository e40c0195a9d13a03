import type { Severity } from '../alert.js';
import type { Place } from '../book/place.js';
import type { GroupView } from '../render/view.js';
import type { Telling } from './effect.js';
import type { GroupState, Incident, Told } from './group-state.js';
import { letters, messageIdOf } from './ids.js';
import type { TellReason } from './reasons.js';

interface TellingParts {
  readonly reason: TellReason;
  readonly view: GroupView;
  readonly severity: Severity;
  readonly updates: Told['updates'];
  readonly person?: string;
  readonly template?: string;
  readonly expires?: number;
}

/** A message of the open incident to a place, which goes with those that went there before. */
export function tellingOf(state: GroupState, incident: Incident, place: Place, parts: TellingParts): Telling {
  const { updates, ...rest } = parts;
  const sent = state.sent[place.uri];
  const names = [incident.number, incident.opened];
  const count = (sent?.count ?? 0) + 1;
  return {
    ...rest,
    id: messageIdOf(state.id, ...names, place.uri, count),
    countedAs: letters(24, [state.id, ...timesOf(incident, parts.view), place.uri, `${count}`]),
    group: state.id,
    incident: incident.number,
    place,
    thread: messageIdOf(state.id, ...names, 'thread'),
    ...(sent !== undefined && updates !== 'new' && { follows: followed(place, sent, updates, parts.reason) }),
  };
}

const HOUR = 3_600_000;

/**
 * When it is, told by what an event and the group say: what was decided and not yet written when a process died is decided again at
 * another moment, and must not count twice.
 */
function timesOf({ number, opened }: Incident, { alerts }: GroupView): readonly string[] {
  const newest = Math.max(0, ...alerts.map(({ startsAt }) => startsAt));
  return [`${number}`, `${Math.floor(opened / HOUR)}`, `${newest}`];
}

/**
 * A correction makes no sound in most clients, so it is for what changes something that was told; it names the original, as those
 * after it do (XEP-0308 3). Elsewhere than in chats and rooms of XMPP there are none.
 */
function followed(
  place: Place,
  sent: { readonly first: string; readonly base: string; readonly count: number },
  updates: 'edit' | 'reply',
  reason: TellReason,
): NonNullable<Telling['follows']> {
  // A message about many is corrected by none about one.
  const edits =
    updates === 'edit' && sent.count > 0 && (place.kind === 'chat' || place.kind === 'room') && CORRECTIONS.has(reason);
  return edits ? { how: 'edit', id: sent.base } : { how: 'reply', id: sent.first };
}

const CORRECTIONS: ReadonlySet<TellReason> = new Set(['new-alerts', 'new-resolved', 'all-resolved']);
