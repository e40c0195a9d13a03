import { announce } from '../engine/announce.js';
import { release } from '../engine/answers.js';
import type { Incident, Taken } from '../engine/group-state.js';
import { placeOf, recipientOf, untold } from '../engine/recipients.js';
import { look, viewOf } from '../engine/show.js';
import { tellingOf } from '../engine/tellings.js';
import type { Turn } from '../engine/turn.js';
import { nextPlaces } from './reach.js';

/** Arranges that whoever has taken the incident is asked again, where its policy says so. */
export function remindLater(turn: Turn): void {
  const { incident } = turn.state;
  const remind = incident?.chain?.remind;
  if (incident === undefined || remind === undefined) return;
  turn.change({ incident: { ...incident, reminder: { askAt: turn.facts.now + remind } } });
}

/** Asks whether somebody still takes care of it, or lets the acknowledgement end where nothing was heard since that was asked. */
export function remind(turn: Turn): void {
  const { incident } = turn.state;
  const { now } = turn.facts;
  const { taken, reminder, chain } = incident ?? {};
  if (incident === undefined || taken === undefined || reminder === undefined) return;
  if (reminder.askAt !== undefined && reminder.askAt <= now) {
    turn.change({ incident: { ...incident, reminder: { endAt: now + (chain?.remind ?? 0) } } });
    ask(turn, incident, taken);
  } else if (reminder.endAt !== undefined && reminder.endAt <= now) {
    release(
      turn,
      incident,
      { title: taken.by, ...(taken.person !== undefined && { person: taken.person }) },
      undefined,
      true,
    );
  }
}

/** At the place from which it was taken, else where the person is reached now, else everywhere. */
function ask(turn: Turn, incident: Incident, taken: Taken): void {
  const key = taken.person === undefined ? undefined : `person:${taken.person}`;
  const recipient = key === undefined ? undefined : recipientOf(key, turn.state, turn.facts);
  const reachable =
    recipient?.person === undefined
      ? undefined
      : nextPlaces(recipient.person, incident.worst, [], new Set<string>(), turn.facts)?.places;
  const own = taken.place === undefined ? undefined : placeOf(taken.place);
  const places = reachable ?? (own === undefined ? [] : [own]);
  const { title, person } = { title: taken.by, person: taken.person };
  const by = { title, ...(person !== undefined && { person }) };
  if (places.length === 0) {
    announce(turn, { reason: 'reminder', state: 'acknowledged', by });
    return;
  }
  const { firing } = look(turn, turn.facts.book.route(turn.state.route));
  const view = viewOf(turn.state, firing, { state: 'acknowledged', deed: 'asked', by: title });
  const destination = key ?? places[0]?.uri ?? '';
  const told = turn.state.told[destination] ?? untold(recipient ?? { key: destination });
  const parts = { reason: 'reminder' as const, view, severity: incident.worst, updates: 'reply' as const };
  const more = person === undefined ? {} : { person };
  turn.want({
    destination,
    reason: 'reminder',
    told,
    news: [],
    tellings: places.map((place) => tellingOf(turn.state, incident, place, { ...parts, ...more })),
  });
}
