import type { Alert } from '../alert.js';
import type { Book } from '../book/book.js';
import type { Upstream } from '../book/source.js';
import type { Backward } from '../engine/effect.js';
import { type GroupId, letters } from '../engine/ids.js';

/** What a source is to be told of one alert. JSON: it waits in `Later`. */
export interface Deed {
  readonly type: 'upstream';
  /** Names the alert within its group and source. What is told later takes the place of what was not yet told. */
  readonly key: string;
  /** Of the `Backward` it comes from: told once. */
  readonly id: string;
  readonly source: string;
  readonly route: string;
  /** `take`: somebody looks after it; `release`: nobody does any more; `resolve`: a person says that it is over. */
  readonly kind: 'take' | 'release' | 'resolve';
  readonly by: string;
  readonly comment?: string;
  /** Wall time, ms: when a `take` ends by itself. */
  readonly until: number;
  /** Wall time, ms, after which it is not worth telling. */
  readonly expires: number;
  /** Its texts cut short: they are wanted again only to tell that it is over. */
  readonly alert: Alert;
  /** How many times it was tried in vain. */
  readonly tries: number;
}

/** For so long it is tried to tell what has no end of its own, milliseconds. */
const PATIENCE_MS = 24 * 3_600_000;
/** Characters of each text, and annotations and links, that wait along. */
const LONGEST_TEXT = 1000;
const MOST_PARTS = 8;
/** Letters of a key: enough that no two alerts ever share one. */
const KEY_LETTERS = 24;

/** What is to be told to the sources of alerts, each in what its API has for it; nothing for those that cannot hear of it. */
export function deedsOf(backward: Backward, book: Book, now: number): readonly Deed[] {
  return backward.alerts.flatMap((alert) => {
    const upstream = book.source(alert.origin.source)?.upstream;
    const kind = KINDS[backward.kind];
    if (upstream === undefined || kind === undefined) return [];
    // PagerDuty has no way back from acknowledged (Events API v2 knows trigger, acknowledge and resolve).
    if (upstream.kind === 'pagerduty' && kind === 'release') return [];
    const until = kind === 'take' ? endOf(backward, upstream, now) : now;
    if (until === undefined) return [];
    return [deedOf(backward, alert, { kind, until, expires: kind === 'take' ? until : now + PATIENCE_MS })];
  });
}

/** Comments have no place at any source: those of an acknowledgement or a silence go with it. */
const KINDS: Readonly<Record<Backward['kind'], Deed['kind'] | undefined>> = {
  ack: 'take',
  silence: 'take',
  unack: 'release',
  unsilence: 'release',
  'unack-by-time': 'release',
  resolve: 'resolve',
  comment: undefined,
};

/** When it ends that the source is silent; undefined: it is not to be. */
function endOf({ until }: Backward, upstream: Upstream, now: number): number | undefined {
  if (until !== undefined) return until > now ? until : undefined;
  if (upstream.kind === 'pagerduty') return now + PATIENCE_MS;
  return upstream.silence > 0 ? now + upstream.silence : undefined;
}

function deedOf(backward: Backward, alert: Alert, times: Pick<Deed, 'kind' | 'until' | 'expires'>): Deed {
  const { id, group, route, by, comment } = backward;
  return {
    type: 'upstream',
    key: keyOf(group, alert),
    id,
    source: alert.origin.source,
    route,
    by,
    ...(comment !== undefined && { comment }),
    ...times,
    alert: shortened(alert),
    tries: 0,
  };
}

function shortened(alert: Alert): Alert {
  const annotations = Object.entries(alert.annotations).slice(0, MOST_PARTS);
  return {
    ...alert,
    ...(alert.text !== undefined && { text: alert.text.slice(0, LONGEST_TEXT).toWellFormed() }),
    annotations: Object.fromEntries(
      annotations.map(([name, value]) => [name, value.slice(0, LONGEST_TEXT).toWellFormed()]),
    ),
    links: alert.links.slice(0, MOST_PARTS),
  };
}

function keyOf(group: GroupId, { origin, fingerprint }: Alert): string {
  return letters(KEY_LETTERS, ['upstream', group, origin.source, fingerprint]);
}
