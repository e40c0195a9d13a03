import type { Alert, AlertLink, Severity } from '../alert.js';
import { exact, type Fitted, isOneLine, oneLine, prose } from './clean.js';
import { fingerprintOf, usableId } from './fingerprint.js';
import { LIMITS } from './limits.js';
import { MACHINE_SEVERITY, severityOf } from './severities.js';
import type { Context, Cut, Read } from './source.js';
import type { Status } from './statuses.js';

export type Pairs = Iterable<readonly [name: string, value: string]>;

/** An alert as its source reads it, not yet made fit. Of a name that comes twice the first value counts. */
export interface Draft {
  /** Missing: made of the labels. */
  readonly fingerprint?: string;
  readonly status: Status;
  /** How bad it is, where the source knows that for sure. */
  readonly severity?: Severity | undefined;
  /** The sender's word for it; where it is not known or missing, the label of the severity counts. */
  readonly severityWord?: string | undefined;
  /** Where nothing tells it, the book neither. */
  readonly severityOtherwise?: Severity;
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
  readonly notBefore?: number | undefined;
  readonly sourceGroup?: string | undefined;
  readonly sender?: string | undefined;
  /** Names this message, not the alert: what comes with the same again is a repeat. */
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
  readonly #id: string | undefined;
  readonly #alerts: Alert[] = [];
  readonly #cut = new Map<CutKind, number>();
  #characters = 0;
  #full = false;

  /** `network`: as in `Origin`; `id`: of what all alerts came in, where it has one, for those that have none of their own. */
  constructor(context: Context, network: string, id?: string) {
    this.#context = context;
    this.#network = network;
    this.#id = id;
  }

  /** No more alerts are taken, only counted: their drafts need not be made. */
  get full(): boolean {
    return this.#full || this.#alerts.length >= LIMITS.alerts;
  }

  add(draft: Draft): void {
    if (this.full) {
      this.left('alerts', 1);
      return;
    }
    const { alert, cut, characters } = shape(this.#named(draft), this.#context, this.#network);
    if (this.#characters + characters > LIMITS.characters) {
      this.#full = true;
      this.left('alerts', 1);
      return;
    }
    this.#characters += characters;
    this.#alerts.push(alert);
    for (const [what, count] of cut) this.left(what, count);
  }

  #named(draft: Draft): Draft {
    if (draft.id !== undefined || this.#id === undefined) return draft;
    return { ...draft, id: `${this.#id}.${this.#alerts.length}` };
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
    severity: severityOfDraft(draft, labels, context),
    title: title === '' ? UNTITLED : title,
    ...(text !== '' && text !== title && { text }),
    labels: { ...context.labels, ...labels },
    annotations: Object.fromEntries(annotations),
    links,
    startsAt: draft.startsAt ?? context.receivedAt,
    ...(draft.endsAt !== undefined && { endsAt: draft.endsAt }),
    ...(draft.expiresAt !== undefined && { expiresAt: draft.expiresAt }),
    ...(draft.notBefore !== undefined && { notBefore: draft.notBefore }),
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

function severityOfDraft(draft: Draft, labels: Readonly<Record<string, string>>, context: Context): Severity {
  if (draft.severity !== undefined) return draft.severity;
  const { severityLabel = 'severity', severities } = context;
  const label = Object.hasOwn(labels, severityLabel) ? labels[severityLabel] : undefined;
  return (
    severityOf(draft.severityWord, severities) ??
    severityOf(label, severities) ??
    context.severity ??
    draft.severityOtherwise ??
    MACHINE_SEVERITY
  );
}

/** Addresses of the web, each once. What is something else is no link, and nothing is missing without it. */
function linksOf(candidates: NonNullable<Draft['links']>, left: () => void): readonly AlertLink[] {
  const links = new Map<string, AlertLink>();
  for (const { url, text } of candidates) {
    if (typeof url !== 'string' || !/^https?:\/\//iu.test(url) || links.has(url)) continue;
    if (url.length > LIMITS.url || links.size >= LIMITS.links) left();
    else if (isAddress(url)) links.set(url, text === undefined ? { url } : { url, text });
  }
  return [...links.values()];
}

/** Whether it can be written down as it is: people and programs find its end by white space and quotes. */
function isAddress(url: string): boolean {
  return /^[^\s"<>\\^`{|}]+$/u.test(url) && isOneLine(url) && URL.canParse(url);
}
