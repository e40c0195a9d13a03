/** What programs can hear of; the stream of events has the same. */
export const EVENT_TYPES = [
  'incident.opened',
  'incident.closed',
  'incident.taken',
  'incident.released',
  'incident.silenced',
  'incident.unsilenced',
  'incident.resolved',
  'incident.comment',
  'message',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Where a bot has events posted. */
export interface Webhook {
  /** http or https, without a password or a fragment. */
  readonly url: string;
  /** Key of the signatures. */
  readonly secret: string;
  readonly events: ReadonlySet<EventType>;
  /** Events that one request has at most. */
  readonly batch: number;
  /** Sent along with each request; each name may be set (`isFreeHeader`). */
  readonly headers: Readonly<Record<string, string>>;
}
