import type { Right } from '../actor.js';
import type { RouteEntry } from '../book-file.js';
import type { Limits } from '../limits.js';
import type { Matcher } from '../matcher.js';
import { parseMatcher } from '../matcher.js';
import { MEDIA } from '../place.js';
import { below, type Report, type Spot } from '../report.js';
import type { Destination, FilePolicy, Route } from '../route.js';
import type { RawDefaults, RawRoute } from '../schema/route-schema.js';
import type { Entry, Sections } from '../sections.js';
import type { TransformStep } from '../transform.js';
import { makeTransforms, type ReadMatchers } from './make-transforms.js';
import type { Names } from './names.js';

/** What a route hands down to those below it. */
type Inherited = Omit<Route, 'name' | 'path' | 'matchers' | 'continue' | 'routes' | 'address'>;

type RawDestination = NonNullable<RawDefaults['to']>[number];

/** Makes the tree of routes, each with what it has from those above it. */
export class RouteMaker {
  readonly #names: Names;
  readonly #report: Report;
  readonly #sections: Sections;

  constructor(names: Names, report: Report, sections: Sections) {
    this.#names = names;
    this.#report = report;
    this.#sections = sections;
  }

  /** `zone`: that of the book. */
  routes(limits: Limits, zone: string): readonly Route[] {
    const top: Inherited = {
      enabled: true,
      transform: [],
      groupBy: ['alertname'],
      groupWait: 30_000,
      groupInterval: 300_000,
      repeat: 4 * 3_600_000,
      destinations: [],
      active: [],
      mute: [],
      zone,
      muted: 'hold',
      rate: limits.route,
      files: { keep: 'link', types: [], sms: false },
      allow: { send: [{ kind: 'people' }], acknowledge: [{ kind: 'people' }], silence: [{ kind: 'people' }] },
    };
    const { defaults } = this.#sections;
    const inherited = defaults === undefined ? top : this.#inherit(top, defaults.raw, defaults.spot);
    return this.#sections.routes.map((entry) => this.#route(entry, inherited, []));
  }

  #route(entry: RouteEntry, above: Inherited, path: readonly string[]): Route {
    const { raw, spot } = entry;
    const own = { ...this.#inherit(above, raw, spot), enabled: above.enabled && raw.enabled };
    const here = [...path, raw.name];
    const routes = entry.routes.map((child) => this.#route(child, own, here));
    const silent = own.destinations.length === 0 && own.policy === undefined;
    if (silent && own.enabled && routes.length === 0 && (raw.to ?? []).length === 0) {
      this.#report.error(spot, undefined, 'tells nobody', 'add to: with addresses, people or lists, or a policy');
    }
    const { name, continue: goesOn, address } = raw;
    const matchers = makeMatchers(raw.match, below(spot, 'match'), this.#report);
    this.#checkSources(matchers, raw, spot);
    return { ...own, name, path: here, matchers, continue: goesOn, address, routes };
  }

  #inherit(above: Inherited, raw: RawDefaults, spot: Spot): Inherited {
    const destinations = raw.to?.flatMap((one, index) => this.#destination(one, below(spot, 'to', index)) ?? []);
    const allow = (right: Right) => {
      const given = raw.allow?.[right];
      return given === undefined ? above.allow[right] : this.#names.actors(given, below(spot, 'allow', right));
    };
    const { policy: before, template: old, ...rest } = above;
    const policy = raw.policy === 'none' ? undefined : (this.#policy(raw.policy, below(spot, 'policy')) ?? before);
    const template = this.#template(raw.template, below(spot, 'template')) ?? old;
    const repeat = raw.repeat === 'never' ? 0 : raw.repeat;
    return {
      ...rest,
      transform: this.#transform(raw.transform, below(spot, 'transform')) ?? above.transform,
      groupBy: raw.groupBy ?? above.groupBy,
      groupWait: raw.groupWait ?? above.groupWait,
      groupInterval: raw.groupInterval ?? above.groupInterval,
      repeat: repeat ?? above.repeat,
      destinations: destinations ?? above.destinations,
      active: raw.active === undefined ? above.active : this.#names.windows(raw.active, below(spot, 'active')),
      mute: raw.mute === undefined ? above.mute : this.#names.windows(raw.mute, below(spot, 'mute')),
      zone: this.#names.zone(raw.zone, below(spot, 'zone'), above.zone),
      muted: raw.whenMuted ?? above.muted,
      rate: raw.rate ?? above.rate,
      files: filesOf(above.files, raw.files),
      allow: { send: allow('send'), acknowledge: allow('acknowledge'), silence: allow('silence') },
      ...(raw.expire !== undefined && { expire: raw.expire }),
      ...(raw.bypass !== undefined && { bypass: raw.bypass }),
      ...(policy !== undefined && { policy }),
      ...(template !== undefined && { template }),
    };
  }

  #destination(raw: RawDestination, spot: Spot): Destination | undefined {
    const given = typeof raw === 'string' ? undefined : raw;
    const text = typeof raw === 'string' ? raw : raw.target;
    const at = given === undefined ? spot : below(spot, 'target');
    const target = this.#names.target(text, at, ['person', 'list', 'rotation', 'route']);
    if (target === undefined) return undefined;
    const direction = given?.direction ?? 'out';
    if (direction !== 'out' && !['room', 'channel', 'node'].includes(target.kind)) {
      const fix = 'remove direction; answers of people count anyway';
      this.#report.error(at, text, 'is neither a room, a channel nor a node, so nothing can be heard there', fix);
    }
    const template = this.#template(given?.template, below(spot, 'template'));
    return {
      target,
      direction,
      least: given?.least ?? 'info',
      updates: given?.updates ?? 'reply',
      digest: given?.digest ?? 0,
      ...(given?.sendResolved !== undefined && { resolved: resolvedOf(given.sendResolved) }),
      ...(given !== undefined && given.ended !== 'tell' && { ended: given.ended }),
      ...(given?.form === true && { form: true }),
      ...(template !== undefined && { template }),
    };
  }

  #transform(raw: RawDefaults['transform'], spot: Spot): readonly TransformStep[] | undefined {
    const read: ReadMatchers = (texts, at) => makeMatchers(texts, at, this.#report);
    return raw && makeTransforms(raw, spot, this.#report, read);
  }

  #policy(name: string | undefined, spot: Spot): string | undefined {
    return this.#known(name, spot, 'policy', this.#sections.policies);
  }

  #template(name: string | undefined, spot: Spot): string | undefined {
    return this.#known(name, spot, 'template', this.#sections.templates);
  }

  #known(name: string | undefined, spot: Spot, what: string, entries: readonly Entry<unknown>[]): string | undefined {
    if (name === undefined || entries.some((entry) => entry.name === name)) return name;
    const known = entries.map((entry) => entry.name);
    this.#report.unknown(spot, name, what, known);
    return undefined;
  }

  /** A matcher of a source that is not there can never match. */
  #checkSources(matchers: readonly Matcher[], raw: RawRoute, spot: Spot): void {
    const known = [...this.#sections.sources, ...this.#sections.bots].map(({ name }) => name);
    for (const { field, operator, value, text } of matchers) {
      if (field !== 'source' || operator !== '=' || known.includes(value) || value === MESSAGE_SOURCE) continue;
      const index = raw.match.findIndex((one) => one.includes(value));
      this.#report.unknown(below(spot, 'match', Math.max(0, index)), value, `source (${text})`, known);
    }
  }
}

/** Name of the source of messages that people write to routes, where the book has none of kind `message`. */
export const MESSAGE_SOURCE = 'message';

/** Reads conditions; what cannot be read is reported and left out. */
export function makeMatchers(texts: readonly string[], spot: Spot, report: Report): readonly Matcher[] {
  return texts.flatMap((text, index) => {
    const matcher = parseMatcher(text);
    if (matcher.ok) return matcher.value;
    report.wrong(below(spot, index), text, matcher);
    return [];
  });
}

/** What is not said is as it is above. */
function filesOf(above: FilePolicy, raw: RawDefaults['files']): FilePolicy {
  if (raw === undefined) return above;
  const { maxSize = above.maxSize, expires = above.expires } = raw;
  return {
    keep: raw.keep ?? above.keep,
    types: raw.types ?? above.types,
    sms: raw.sms ?? above.sms,
    ...(maxSize !== undefined && { maxSize }),
    ...(expires !== undefined && { expires }),
  };
}

function resolvedOf(value: boolean | NonNullable<readonly ('xmpp' | 'irc' | 'email' | 'sms' | 'hook')[]>) {
  if (value === true) return new Set([...MEDIA, 'hook' as const]);
  return new Set(value === false ? [] : value);
}
