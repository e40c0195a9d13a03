import type { Alert } from '../alert.js';
import type { Upstream } from '../book/source.js';
import { UpstreamFailure } from './failure.js';
import type { JsonClient } from './json-client.js';

/** A silence as it is to be. Times are wall times, ms. */
interface WantedSilence {
  /** Of the one that is to be changed; missing: a new one. */
  readonly id?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As Alertmanager has written it, where it is there already: it changes only a silence that begins when it began. */
  readonly startsAt: string;
  readonly until: number;
  readonly createdBy: string;
  readonly comment: string;
}

interface KnownAlert {
  /** As they are there, whatever was added on the way. */
  readonly labels: Readonly<Record<string, string>>;
  /** Wall time, ms. */
  readonly startsAt?: number;
}

/** A silence that Alertmanager holds. `startsAt`: as it writes it (RFC 3339); `until`: wall time, ms. */
export interface KnownSilence {
  readonly id: string;
  readonly startsAt: string;
  readonly until: number;
}

/** By what an alert is found where it came from. */
type KnownBy = Pick<Alert, 'fingerprint' | 'labels' | 'sourceLabels'>;

/** The parts of Alertmanager's API v2 that take silences, which Grafana has as well. All reject with `UpstreamFailure` alone. */
export class AlertmanagerApi {
  readonly #client: JsonClient;
  readonly #upstream: Upstream;

  constructor(client: JsonClient, upstream: Upstream) {
    this.#client = client;
    this.#upstream = upstream;
  }

  /** An alert that fires there; undefined: there is none with this fingerprint. */
  async alert({ fingerprint, labels, sourceLabels }: KnownBy): Promise<KnownAlert | undefined> {
    const { alertname } = sourceLabels ?? labels;
    const { body } = await this.#client(this.#upstream, {
      method: 'GET',
      path: '/api/v2/alerts',
      // The name keeps the answer short; it is the one label that nobody adds on the way.
      query: alertname === undefined ? [] : [['filter', matcherText('alertname', alertname)]],
    });
    const found = listOf(body).find((alert) => alert.fingerprint === fingerprint);
    if (found === undefined) return undefined;
    const startsAt = Date.parse(String(found.startsAt));
    return { labels: textsOf(found.labels), ...(Number.isFinite(startsAt) && { startsAt }) };
  }

  /** A silence that is not over; undefined: it is, or there is none. */
  async silence(id: string): Promise<KnownSilence | undefined> {
    const { status, body } = await this.#client(this.#upstream, {
      method: 'GET',
      path: `/api/v2/silence/${encodeURIComponent(id)}`,
      also: [404],
    });
    return status === 404 ? undefined : openSilence(body);
  }

  /** A silence that is not over and whose comment ends so. */
  async silenceMarked(labels: Readonly<Record<string, string>>, mark: string): Promise<KnownSilence | undefined> {
    const { body } = await this.#client(this.#upstream, {
      method: 'GET',
      path: '/api/v2/silences',
      query: Object.entries(labels)
        .slice(0, 1)
        .map(([name, value]) => ['filter', matcherText(name, value)]),
    });
    const marked = listOf(body).filter(({ comment }) => typeof comment === 'string' && comment.endsWith(mark));
    return marked.flatMap((one) => openSilence(one) ?? [])[0];
  }

  /** Makes or changes a silence and gives its id, which may be another where one is changed. */
  async put({ id, labels, startsAt, until, createdBy, comment }: WantedSilence): Promise<string> {
    const { body } = await this.#client(this.#upstream, {
      method: 'POST',
      path: '/api/v2/silences',
      body: {
        ...(id !== undefined && { id }),
        matchers: Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
        startsAt,
        endsAt: new Date(until).toISOString(),
        createdBy,
        comment,
      },
    });
    const made = isRecord(body) ? body.silenceID : undefined;
    if (typeof made !== 'string' || made === '') throw new UpstreamFailure('no silence in the answer', true);
    return made;
  }

  /** Ends a silence; one that is over stays so. */
  async expire(id: string): Promise<void> {
    // Some versions answer 500 for one that is over already.
    if ((await this.silence(id)) === undefined) return;
    const path = `/api/v2/silence/${encodeURIComponent(id)}`;
    await this.#client(this.#upstream, { method: 'DELETE', path, also: [404] });
  }
}

function matcherText(name: string, value: string): string {
  const quoted = value.replace(/[\\"]/g, (mark) => `\\${mark}`).replace(/\n/g, '\\n');
  return `${name}="${quoted}"`;
}

function openSilence(body: unknown): KnownSilence | undefined {
  if (!isRecord(body) || !isRecord(body.status) || body.status.state === 'expired') return undefined;
  const { id, startsAt, endsAt } = body;
  const until = Date.parse(String(endsAt));
  return typeof id === 'string' && typeof startsAt === 'string' && Number.isFinite(until)
    ? { id, startsAt, until }
    : undefined;
}

function listOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(body)) throw new UpstreamFailure('no list in the answer', true);
  return body.filter(isRecord);
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
