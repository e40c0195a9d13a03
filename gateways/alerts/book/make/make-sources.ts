import { type Network, parseNetwork } from '../../../../src/network.js';
import type { Bot } from '../bot.js';
import type { Limits } from '../limits.js';
import type { Place } from '../place.js';
import { below, type Report, type Spot } from '../report.js';
import type { RawBook } from '../schema/book-schema.js';
import type { Entry } from '../sections.js';
import type { Source, SourceKind, Upstream } from '../source.js';
import { hashOf } from '../token-hash.js';
import type { Webhook } from '../webhook.js';
import { parseInstant } from '../zone.js';
import type { Names } from './names.js';

type RawSource = RawBook['sources'][string];
type RawBot = RawBook['bots'][string];
type RawWebhook = NonNullable<RawBot['webhook']>;

/** Says what is wrong with the templates of `fields` (kind `json`), on top of a preset, each under the name of its field. */
export type FieldCheck = (
  fields: Readonly<Record<string, string>>,
  preset: string | undefined,
) => readonly { readonly field: string; readonly message: string }[];

const LISTENING: readonly SourceKind[] = ['message', 'cap', 'pubsub'];

/** Makes those who send: sources and bots. */
export class SourceMaker {
  readonly #names: Names;
  readonly #report: Report;
  readonly #presets: readonly string[] | undefined;
  readonly #checkFields: FieldCheck | undefined;
  readonly #http: boolean;

  /** `presets`: names of those that there are, where that is known. */
  constructor(
    names: Names,
    report: Report,
    known: { readonly presets?: readonly string[]; readonly checkFields?: FieldCheck; readonly http?: boolean },
  ) {
    this.#names = names;
    this.#report = report;
    this.#presets = known.presets;
    this.#checkFields = known.checkFields;
    this.#http = known.http ?? true;
  }

  source({ name, raw, spot }: Entry<RawSource>, limits: Limits): Source {
    const { token, hmac, places, media, rate, route, preset, heartbeat, maintenance, networks, upstream, ...rest } =
      raw;
    this.#check(raw, spot);
    if (route !== undefined) this.#names.is('route', route, below(spot, 'route'));
    return {
      ...rest,
      name,
      networks: networksOf(networks),
      rate: rate ?? limits.source,
      places: places.flatMap((text, index) => this.#place(text, below(spot, 'places', index)) ?? []),
      media: new Set(media),
      maintenance: this.#names.windows(maintenance, below(spot, 'maintenance')),
      ...(token !== undefined && { tokenHash: hashOf(token) }),
      ...(hmac !== undefined && { hmac: hmacOf(hmac) }),
      ...(route !== undefined && { route }),
      ...(upstream !== undefined && { upstream: upstreamOf(upstream) }),
      ...(preset !== undefined && { preset }),
      ...(heartbeat !== undefined && { heartbeat }),
    };
  }

  #check(raw: RawSource, spot: Spot): void {
    const { kind } = raw;
    const listens = LISTENING.includes(kind);
    if (!listens && raw.token === undefined && raw.hmac === undefined && raw.networks.length === 0) {
      const message = 'has neither token nor hmac: everybody who finds the address can raise alarms';
      this.#report.error(spot, undefined, message, 'add tokenFile, or networks from which it may come');
    }
    if (!listens && !this.#http) {
      const fix = 'add http: { listen: 127.0.0.1:8080 } to the config file';
      this.#report.error(spot, undefined, 'comes over HTTP, which is not set up', fix);
    }
    if (!listens && raw.places.length > 0) {
      const fix = `remove it, or write kind: ${LISTENING.join(', ')}`;
      this.#report.error(below(spot, 'places'), undefined, `is not for kind ${kind}, which comes over HTTP`, fix);
    }
    if (kind === 'pubsub' && raw.places.length === 0) {
      const fix = 'add places: [pubsub:pubsub.example.org/node]';
      this.#report.error(spot, undefined, 'names no node to listen at', fix);
    }
    if (kind !== 'json' && Object.keys(raw.fields).length > 0) {
      this.#report.error(below(spot, 'fields'), undefined, 'is for kind json alone', 'remove it, or write kind: json');
    }
    if (raw.preset !== undefined && this.#presets !== undefined && !this.#presets.includes(raw.preset)) {
      this.#report.unknown(below(spot, 'preset'), raw.preset, 'preset', this.#presets);
    }
    const { upstream } = raw;
    if (upstream !== undefined && (upstream.user === undefined) !== (upstream.password === undefined)) {
      this.#report.error(below(spot, 'upstream'), undefined, 'has one of user and password', 'give both, or a token');
    }
    if (upstream?.kind === 'pagerduty' && upstream.token === undefined) {
      this.#report.error(below(spot, 'upstream'), undefined, 'has no routing key', 'add tokenFile');
    }
    for (const { field, message } of this.#checkFields?.(raw.fields, raw.preset) ?? []) {
      this.#report.error(below(spot, 'fields', field), raw.fields[field], message, 'correct the template');
    }
    if (raw.hmac !== undefined && raw.hmac.timestampHeader === undefined) {
      const message = 'signs no time, so whoever reads a request can send it again';
      this.#report.warning(below(spot, 'hmac'), undefined, message, 'set timestampHeader here and at the sender');
    }
  }

  #place(text: string, spot: Spot): Place | undefined {
    const place = this.#names.place(text, spot, 'error');
    if (place === undefined || ['room', 'channel', 'node'].includes(place.kind)) return place;
    this.#report.error(spot, text, 'is no room, channel or node', 'people need no place: they write to the route');
    return undefined;
  }

  bot({ name, raw, spot }: Entry<RawBook['bots'][string]>, zone: string): Bot {
    const { token = '', routes, expires: written, scopes, networks, webhook, ...rest } = raw;
    if (routes !== 'all')
      routes.forEach((route, index) => void this.#names.is('route', route, below(spot, 'routes', index)));
    const expires = written === undefined ? undefined : parseInstant(written, zone);
    if (written !== undefined && expires === undefined) {
      this.#report.error(below(spot, 'expires'), written, 'is no time', 'write it like 2027-01-01 or 2027-01-01T12:00');
    }
    if (webhook !== undefined) this.#checkWebhook(webhook, scopes, below(spot, 'webhook'));
    return {
      ...rest,
      name,
      tokenHash: hashOf(token),
      scopes: new Set(scopes),
      routes,
      networks: networksOf(networks),
      ...(expires !== undefined && { expires }),
      ...(webhook !== undefined && { webhook: webhookOf(webhook) }),
    };
  }

  #checkWebhook({ url }: RawWebhook, scopes: RawBot['scopes'], spot: Spot): void {
    if (!scopes.includes('events')) {
      this.#report.error(spot, undefined, 'is for bots that hear events', 'add events to the scopes of this bot');
    }
    if (!this.#http) {
      const fix = 'add http: { listen: 127.0.0.1:8080 } to the config file';
      this.#report.error(spot, undefined, 'goes over HTTP, which is not set up', fix);
    }
    if (url.startsWith('http:')) {
      const message = 'is not https: whoever is on the way reads what happens, and can send a request again';
      this.#report.warning(below(spot, 'url'), undefined, message, 'write https:');
    }
  }
}

function webhookOf({ secret = '', events, ...rest }: RawWebhook): Webhook {
  return { ...rest, secret, events: new Set(events) };
}

function hmacOf({ secret = '', timestampHeader, ...rest }: NonNullable<RawSource['hmac']>) {
  return { ...rest, secret, ...(timestampHeader !== undefined && { timestampHeader }) };
}

function upstreamOf({ kind, url, silence, token, user, password }: NonNullable<RawSource['upstream']>): Upstream {
  return {
    kind,
    url,
    silence,
    ...(token !== undefined && { token }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
  };
}

function networksOf(texts: readonly string[]): readonly Network[] {
  return texts.flatMap((text) => parseNetwork(text) ?? []);
}

/** What listens for messages to routes where the book says nothing of it. */
export function messageSource(name: string, limits: Limits): Source {
  return {
    name,
    kind: 'message',
    enabled: true,
    networks: [],
    rate: limits.source,
    maxSize: 65_536,
    labels: {},
    severity: 'warning',
    severityLabel: 'severity',
    severities: {},
    fields: {},
    places: [],
    media: new Set(['xmpp', 'irc', 'email', 'sms']),
    dedupe: 86_400_000,
    maintenance: [],
  };
}

/** The kinds of which only one entry is of use without places: who writes to a route is heard by it. */
export function isForRoutes(source: Pick<Source, 'kind' | 'places'>): boolean {
  return source.kind === 'message' && source.places.length === 0;
}
