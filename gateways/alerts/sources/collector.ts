import type { Alert, AlertLink, Severity } from '../alert.js';
import { exact, type Fitted, isOneLine, oneLine, prose } from './clean.js';
import { fingerprintOf, usableId } from './fingerprint.js';
import { LIMITS } from './limits.js';
import type { Context, Cut, Read } from './source.js';
import type { Status } from './statuses.js';

export type Pairs = Iterable<readonly [name: string, value: string]>;

/** An alert as its source reads it, not yet made fit. Of a name that comes twice the first value counts. */
export interface Draft {
  /** Missing: made of the labels. */
  readonly fingerprint?: string;
  readonly status: Status;
  readonly severity: Severity;
  /** Texts for the title; the first that is not empty counts. */
  readonly titles: readonly (string | undefined)[];
  readonly text?: string | undefined;
  readonly labels: Pairs;
  readonly annotations?: Pairs;
  /** What is no address of the web is left out. */
  readonly links?: readonly { readonly url: unknown; readonly text?: string }[];
  /** Wall times, ms since the epoch; missing: when it arrived. */
  readonly startsAt?: number | undefined;
  readonly endsAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly sourceGroup?: string | undefined;
  readonly sender?: string | undefined;
  readonly id?: string | undefined;
}

/** The title of an alert of which nothing else is known. */
const UNTITLED = 'Alert';

/** Says in an alert what is missing of it. */
export const LEFT_OUT = 'left_out';

type CutKind = Cut['what'];

/** Makes drafts into alerts, within the limits, and counts what does not fit in. */
export class Collector {
  readonly #context: Context;
  readonly #network: string;
  readonly #alerts: Alert[] = [];
  readonly #cut = new Map<CutKind, number>();
  #characters = 0;
  #full = false;

  /** `network`: as in `Origin`. */
  constructor(context: Context, network: string) {
    this.#context = context;
    this.#network = network;
  }

  /** No more alerts are taken, only counted. */
  get full(): boolean {
    return this.#full;
  }

  add(draft: Draft): void {
    if (this.#full || this.#alerts.length >= LIMITS.alerts) {
      this.#full = true;
      this.left('alerts', 1);
      return;
    }
    const { alert, cut, characters } = shape(draft, this.#context, this.#network);
    if (this.#characters + characters > LIMITS.characters) {
      this.#full = true;
      this.left('alerts', 1);
      return;
    }
    this.#characters += characters;
    this.#alerts.push(alert);
    for (const [what, count] of cut) this.left(what, count);
  }

  /** Counts what was left out by somebody else: alerts that could not be read, or that the sender did not send. */
  left(what: CutKind, count: number): void {
    if (count > 0) this.#cut.set(what, (this.#cut.get(what) ?? 0) + count);
  }

  result(): Read {
    const cut = Array.from(this.#cut, ([what, count]) => ({ what, count }));
    return { ok: true, alerts: this.#alerts, cut };
  }
}

interface Shaped {
  readonly alert: Alert;
  readonly cut: ReadonlyMap<CutKind, number>;
  readonly characters: number;
}

function shape(draft: Draft, context: Context, network: string): Shaped {
  const cut = new Map<CutKind, number>();
  let characters = 0;
  const left = (what: CutKind, count = 1) => cut.set(what, (cut.get(what) ?? 0) + count);
  const take = ({ text, cut: isCut }: Fitted): string => {
    if (isCut) left('text');
    characters += text.length;
    return text;
  };
  const takeRecord = (pairs: Pairs, what: 'labels' | 'annotations'): Map<string, string> => {
    const taken = new Map<string, string>();
    const longest = what === 'labels' ? LIMITS.label : LIMITS.annotation;
    for (const [name, value] of pairs) {
      if (taken.has(name)) continue;
      if (taken.size >= LIMITS[what] || name === '' || name.length > LIMITS.name || !isOneLine(name)) {
        left(what);
      } else {
        const text = take(exact(value, longest));
        if (text !== '') taken.set(name, text);
        characters += name.length;
      }
    }
    return taken;
  };

  const title = take(
    oneLine(draft.titles.find((text) => text !== undefined && /\S/u.test(text)) ?? UNTITLED, LIMITS.title),
  );
  const text = take(prose(draft.text ?? '', LIMITS.text));
  const labels = Object.fromEntries(takeRecord(draft.labels, 'labels'));
  const annotations = takeRecord(draft.annotations ?? [], 'annotations');
  const links = linksOf(draft.links ?? [], () => left('links'));
  for (const { url } of links) characters += url.length;
  if (cut.size > 0) annotations.set(LEFT_OUT, Array.from(cut, ([what, count]) => `${what}: ${count}`).join(', '));

  const alert: Alert = {
    fingerprint: draft.fingerprint === undefined ? fingerprintOf(labels) : usableId(draft.fingerprint),
    status: draft.status,
    severity: draft.severity,
    title: title === '' ? UNTITLED : title,
    ...(text !== '' && text !== title && { text }),
    labels,
    annotations: Object.fromEntries(annotations),
    links,
    startsAt: draft.startsAt ?? context.receivedAt,
    ...(draft.endsAt !== undefined && { endsAt: draft.endsAt }),
    ...(draft.expiresAt !== undefined && { expiresAt: draft.expiresAt }),
    ...(draft.sourceGroup !== undefined && { sourceGroup: usableId(draft.sourceGroup) }),
    origin: {
      source: context.source,
      network,
      ...(draft.sender !== undefined && { sender: oneLine(draft.sender, LIMITS.label).text }),
      ...(draft.id !== undefined && { id: usableId(draft.id) }),
      hops: context.hops ?? 0,
    },
  };
  return { alert, cut, characters };
}

/** Addresses of the web, each once. */
function linksOf(candidates: NonNullable<Draft['links']>, left: () => void): readonly AlertLink[] {
  const links = new Map<string, AlertLink>();
  for (const { url, text } of candidates) {
    if (typeof url !== 'string' || url === '') continue;
    if (!isWebAddress(url) || links.size >= LIMITS.links) left();
    else if (!links.has(url)) links.set(url, text === undefined ? { url } : { url, text });
  }
  return [...links.values()];
}

function isWebAddress(url: string): boolean {
  return url.length <= LIMITS.url && /^https?:\/\/[^\s"<>\\^`{|}]+$/iu.test(url) && isOneLine(url) && URL.canParse(url);
}
