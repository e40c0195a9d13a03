import type { Severity } from '../alert.js';
import { type Medium, type Place, targetKey } from '../book/place.js';
import type { Effect } from './effect.js';
import { FATES, type Fate, type GroupState, type Sent, type Told } from './group-state.js';
import type { GroupId } from './ids.js';
import type { WhyNot } from './reasons.js';
import { placeOf } from './recipients.js';

/** What is told of an incident to who asks. JSON; wall times in ms. */
export interface IncidentRecord {
  readonly group: GroupId;
  readonly number: number;
  readonly code: string;
  /** Name of the route. */
  readonly route: string;
  readonly title: string;
  /** The worst that it has been. */
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
  readonly opened: number;
  /** Missing: it is open. */
  readonly closed?: number;
  /** Alerts that fire, and that are over, among those that are kept. */
  readonly firing: number;
  readonly resolved: number;
  readonly taken?: { readonly by: string; readonly at: number; readonly comment?: string };
  readonly silenced?: { readonly by: string; readonly until: number; readonly comment?: string };
  readonly recipients: readonly RecipientState[];
}

/** What a recipient knows of an incident, each more than the one before. */
export const RECIPIENT_STATES = ['queued', 'sent', 'failed', 'delivered', 'seen', 'acked'] as const;

type RecipientStateName = (typeof RECIPIENT_STATES)[number];

/** One place at which somebody is told, or somebody who is still to be told. */
export interface RecipientState {
  /** By which it is told: `person:alice`, or the URI of a place. */
  readonly destination: string;
  /** URI of the place; missing: there is none so far. */
  readonly place?: string;
  readonly kind?: Place['kind'];
  readonly medium?: Medium | 'hook';
  /** Name of the person who is told there. */
  readonly person?: string;
  readonly state: RecipientStateName;
  /** When it came to that. */
  readonly at: number;
  /** When each state was reached first. */
  readonly times: Readonly<Partial<Record<RecipientStateName, number>>>;
  /** Why it failed, or why it waits. */
  readonly reason?: WhyNot | string;
  /** Messages so far. */
  readonly messages: number;
}

const NAMES: Readonly<Record<Fate, RecipientStateName>> = {
  failed: 'failed',
  sent: 'sent',
  delivered: 'delivered',
  seen: 'seen',
  acknowledged: 'acked',
};

/** What is known of the open incident of a group; undefined: there is none. `todo`: what was decided and is not done yet. */
export function recordOf(state: GroupState, todo: readonly Effect[] = []): IncidentRecord | undefined {
  const { id: group, route, labels, incident, alerts } = state;
  if (incident === undefined) return undefined;
  const { number, code, worst: severity, opened, taken, silenced } = incident;
  const kept = Object.values(alerts);
  const firing = kept.filter(({ ended }) => ended === undefined);
  const title = (firing[0] ?? kept[0])?.alert.title ?? '';
  return {
    group,
    number,
    code,
    route,
    title,
    severity,
    labels,
    opened,
    firing: firing.length,
    resolved: kept.length - firing.length,
    ...(taken !== undefined && { taken: { by: taken.by, at: taken.at, ...commentOf(taken) } }),
    ...(silenced !== undefined && {
      silenced: { by: silenced.by, until: silenced.until, ...commentOf(silenced) },
    }),
    recipients: recipientsOf(state, todo),
  };
}

function commentOf({ comment }: { readonly comment?: string }): { readonly comment?: string } {
  return comment === undefined ? {} : { comment };
}

function recipientsOf(state: GroupState, todo: readonly Effect[]): readonly RecipientState[] {
  const pending = new Set(todo.flatMap((effect) => (effect.kind === 'tell' ? [effect.telling.id] : [])));
  const sent = Object.entries(state.sent).map(([uri, one]) => sentTo(state, uri, one, pending.has(one.id)));
  const told = new Set(sent.map(({ destination }) => destination));
  const waiting = Object.entries(state.told)
    .filter(([key, one]) => !told.has(key) && waits(one))
    .map(([key, one]) => waitingFor(key, one));
  return [...sent, ...waiting];
}

function sentTo(state: GroupState, uri: string, sent: Sent, isPending: boolean): RecipientState {
  const { destination, person, fate, at, count, reached = {}, reason } = sent;
  const times: Partial<Record<RecipientStateName, number>> = {};
  for (const one of FATES) if (reached[one] !== undefined) times[NAMES[one]] = reached[one];
  times.sent ??= at;
  const taken = takenAt(state, uri, person);
  if (taken !== undefined) times.acked = taken;
  // What one of several messages came to counts more than that a later one is not as far yet.
  const best = RECIPIENT_STATES.findLast((one) => times[one] !== undefined && (one !== 'failed' || fate === 'failed'));
  const name = isPending && best === 'sent' ? 'queued' : (best ?? 'sent');
  return {
    destination,
    place: uri,
    ...kindOf(placeOf(uri)),
    ...(person !== undefined && { person }),
    state: name,
    at: times[name] ?? at,
    times: name === 'queued' ? {} : times,
    ...(name === 'failed' && reason !== undefined && { reason }),
    messages: count,
  };
}

/** When it was taken by whoever is told there. */
function takenAt({ incident }: GroupState, uri: string, person: string | undefined): number | undefined {
  const { taken } = incident ?? {};
  if (taken === undefined) return undefined;
  // By which of their places somebody said it counts where that is known.
  return taken.place === uri || (taken.place === undefined && taken.person !== undefined && taken.person === person)
    ? taken.at
    : undefined;
}

function kindOf(place: Place | undefined): Pick<RecipientState, 'kind' | 'medium'> {
  return place === undefined ? {} : { kind: place.kind, medium: place.medium };
}

function waits({ retryAt, why, at, firing }: Told): boolean {
  return retryAt !== undefined || why !== undefined || (firing && at > 0);
}

/** It was looked at, and nothing went out to it so far: it is tried again, or comes together with others. */
function waitingFor(key: string, { at, retryAt, why }: Told): RecipientState {
  const place = key.startsWith('person:') ? undefined : placeOf(key);
  const failed = retryAt === undefined && (why === 'money' || why === 'nobody');
  return {
    destination: key,
    ...(place !== undefined && { place: targetKey(place) }),
    ...kindOf(place),
    ...(key.startsWith('person:') && { person: key.slice('person:'.length) }),
    state: failed ? 'failed' : 'queued',
    at,
    times: {},
    reason: why ?? 'collected',
    messages: 0,
  };
}
