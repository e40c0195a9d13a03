import type { Deed } from '../render/view.js';
import type { Answerer } from './event.js';
import type { TellReason } from './reasons.js';
import { placeOf, recipientOf, untold } from './recipients.js';
import { look, viewOf } from './show.js';
import { tellingOf } from './tellings.js';
import type { Turn } from './turn.js';

const DEEDS: Readonly<Partial<Record<TellReason, Deed>>> = {
  silenced: 'silenced',
  unsilenced: 'unsilenced',
  unacknowledged: 'released',
  'unacknowledged-by-time': 'lapsed',
  reminder: 'asked',
  comment: 'commented',
};

interface Announcement {
  /** With `unsilenced` all that fires is told, so that it is no news afterwards. */
  readonly reason: TellReason;
  /** How the group is shown. */
  readonly state: 'firing' | 'acknowledged';
  readonly by: Answerer;
  readonly comment?: string;
  /** URI of the only place that is told. */
  readonly only?: string;
}

/** Tells everybody who was told of the incident what somebody does about it. Who says it by SMS knows, and an SMS costs. */
export function announce(turn: Turn, { reason, state, by, comment, only }: Announcement): void {
  const { incident, sent } = turn.state;
  if (incident === undefined) return;
  const shown = look(turn, turn.facts.book.route(turn.state.route));
  const said = comment === undefined ? {} : { comment };
  const alerts = shown.firing.length > 0 ? shown.firing : Object.values(turn.state.alerts);
  const deed = DEEDS[reason];
  const view = viewOf(turn.state, alerts, {
    state,
    ...(deed !== undefined && { deed }),
    ...(deed === 'silenced' && incident.silenced !== undefined && { until: incident.silenced.until }),
    // Nobody did it when the time was over.
    ...(deed !== 'lapsed' && { by: by.title }),
    ...said,
  });
  for (const [uri, { fate, destination, person }] of Object.entries(sent)) {
    const place = placeOf(uri);
    if (only !== undefined && uri !== only) continue;
    if (place === undefined || fate === 'failed' || (place.kind === 'phone' && uri === by.place)) continue;
    const recipient = recipientOf(destination, turn.state, turn.facts);
    const before = turn.state.told[destination] ?? untold(recipient ?? { key: destination });
    const all = reason === 'unsilenced' && shown.firing.length > 0;
    const told = all ? { ...before, upTo: turn.state.seq, at: turn.facts.now, firing: true } : before;
    const parts = { reason, view, severity: incident.worst, updates: 'reply' as const };
    const more = {
      ...(person !== undefined && { person }),
      ...(told.template !== undefined && { template: told.template }),
    };
    const tellings = [tellingOf(turn.state, incident, place, { ...parts, ...more })];
    turn.want({ destination, reason, told, tellings, news: [] });
  }
}
