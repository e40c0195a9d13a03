import { parseJid } from '../../../../src/xmpp/jid.js';
import type { Actor } from '../actor.js';
import type { Parsed } from '../parsed.js';
import { isNamed, type NamedTarget, type Place, type Target } from '../place.js';
import type { GatewayDomains } from '../place-jid.js';
import { looksLikePlace, parsePlace } from '../place-syntax.js';
import { below, type Report, type Spot } from '../report.js';
import { flat, type Sections } from '../sections.js';
import type { Window } from '../window.js';
import { isZone } from '../zone.js';

const PREFIX = /^(person|list|group|rotation|route|bot):(.*)$/s;

type NamedKind = NamedTarget['kind'];

/** Finds what texts of the book name, and reports what they name in vain. */
export class Names {
  readonly #report: Report;
  readonly #gateways: GatewayDomains | undefined;
  readonly #kinds = new Map<string, NamedKind>();
  readonly #bots: ReadonlySet<string>;
  readonly #windows: ReadonlyMap<string, Window>;

  constructor(
    sections: Sections,
    windows: ReadonlyMap<string, Window>,
    report: Report,
    gateways: GatewayDomains | undefined,
  ) {
    this.#report = report;
    this.#gateways = gateways;
    this.#windows = windows;
    this.#bots = new Set(sections.bots.map(({ name }) => name));
    for (const { name } of flat(sections.routes)) this.#kinds.set(name, 'route');
    for (const { name } of sections.rotations) this.#kinds.set(name, 'rotation');
    for (const { name } of sections.lists) this.#kinds.set(name, 'list');
    for (const { name } of sections.people) this.#kinds.set(name, 'person');
  }

  /** What a text names: an address, or a name of one of these kinds. */
  target(text: string, spot: Spot, kinds: readonly NamedKind[]): Target | undefined {
    const [, prefix, rest = ''] = PREFIX.exec(text) ?? [];
    if (prefix === undefined && looksLikePlace(text)) return this.place(text, spot, 'error');
    const name = prefix === undefined ? text : rest;
    const kind = this.#kinds.get(name);
    const wanted = prefix === 'group' ? 'list' : prefix;
    if (kind === undefined || !kinds.includes(kind) || (wanted !== undefined && wanted !== kind)) {
      const known = this.#named(kinds.filter((one) => wanted === undefined || one === wanted));
      this.#report.unknown(spot, name, wanted ?? kinds.join(' or '), known);
      return undefined;
    }
    return { kind, name };
  }

  targets(
    texts: readonly string[],
    spot: Spot,
    kinds: readonly NamedKind[] = ['person', 'list', 'rotation'],
  ): Target[] {
    return texts.flatMap((text, index) => this.target(text, below(spot, index), kinds) ?? []);
  }

  /** An address; `weight` of the finding where no gateway brings its network. */
  place(text: string, spot: Spot, weight: 'error' | 'warning'): Place | undefined {
    const place = this.parsed(parsePlace(text), text, spot);
    if (place !== undefined) this.#checkGateway(place, text, spot, weight);
    return place;
  }

  #checkGateway({ medium }: Place, text: string, spot: Spot, weight: 'error' | 'warning'): void {
    if (medium === 'xmpp' || medium === 'hook' || this.#gateways === undefined) return;
    if (this.#gateways[medium] !== undefined) return;
    const message = `cannot be reached: this installation has no gateway for ${medium}`;
    this.#report[weight](spot, text, message, `add gateways.${medium} to the config file, or another address here`);
  }

  /** Names of people, for what only a person can do. */
  people(names: readonly string[], spot: Spot): string[] {
    return names.filter((name, index) => this.is('person', name, below(spot, index)));
  }

  /** Whether a name of this kind is there; else that is reported. */
  is(kind: NamedKind, name: string, spot: Spot): boolean {
    if (this.#kinds.get(name) === kind) return true;
    this.#report.unknown(spot, name, kind, this.#named([kind]));
    return false;
  }

  actors(texts: readonly string[], spot: Spot): Actor[] {
    return texts.flatMap((text, index) => this.#actor(text, below(spot, index)) ?? []);
  }

  #actor(text: string, spot: Spot): Actor | undefined {
    if (text === 'everyone' || text === 'people') return { kind: text };
    const [, prefix, rest = ''] = PREFIX.exec(text) ?? [];
    if (prefix === 'bot') {
      if (this.#bots.has(rest)) return { kind: 'bot', name: rest };
      this.#report.unknown(spot, rest, 'bot', [...this.#bots]);
      return undefined;
    }
    if (/^irc:|\?join/.test(text)) {
      const place = this.place(text, spot, 'warning');
      if (place?.kind === 'room' || place?.kind === 'channel') return { kind: 'room', uri: place.uri };
    }
    const bare = text.replace(/^xmpp:/, '');
    if (bare.includes('@')) {
      const jid = parseJid(bare.startsWith('@') ? bare.slice(1) : bare);
      if (jid !== undefined && jid.resource === '') {
        return bare.startsWith('@') ? { kind: 'domain', domain: jid.domain } : { kind: 'jid', jid: jid.bare };
      }
      this.#report.error(spot, text, 'is no JID', 'write alice@example.org, or @example.org for everybody there');
      return undefined;
    }
    const target = this.target(text, spot, ['person', 'list', 'rotation']);
    if (target === undefined) return undefined;
    if (isNamed(target) && target.kind !== 'route') return { kind: target.kind, name: target.name };
    this.#report.error(spot, text, 'is nobody who can be known', 'name a person, a list, a JID or bot:name');
    return undefined;
  }

  windows(names: readonly string[], spot: Spot): Window[] {
    return names.flatMap((name, index) => {
      const window = this.#windows.get(name);
      if (window === undefined) this.#report.unknown(below(spot, index), name, 'window', [...this.#windows.keys()]);
      return window ?? [];
    });
  }

  /** A zone of the book, or the one that counts where this is none. */
  zone(name: string | undefined, spot: Spot, otherwise: string): string {
    return zoneOr(name, spot, otherwise, this.#report);
  }

  /** The value, or a finding. */
  parsed<T>(result: Parsed<T>, text: string, spot: Spot): T | undefined {
    if (result.ok) return result.value;
    this.#report.wrong(spot, text, result);
    return undefined;
  }

  #named(kinds: readonly NamedKind[]): readonly string[] {
    return [...this.#kinds].filter(([, kind]) => kinds.includes(kind)).map(([name]) => name);
  }
}

/** A time zone by its name; where there is none of it that is reported. */
export function zoneOr(name: string | undefined, spot: Spot, otherwise: string, report: Report): string {
  if (name === undefined) return otherwise;
  if (isZone(name)) return name;
  report.error(spot, name, 'is no time zone', 'write it like Europe/Paris or UTC');
  return otherwise;
}
